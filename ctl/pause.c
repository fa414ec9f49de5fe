/* SPDX-License-Identifier: MIT */
/* pause, resume: let a run stand still for a while. */
#include "ctl/client.h"

static int ask(const struct ctl_args *args, enum rltd_endpoint_id endpoint, const char *will,
               struct rl_error *err)
{
    char run[RLTD_RUN_NAME_MAX];
    json_t *answer;
    int code = ctl_run_choose(args, run, err);

    if (code == RLTD_EXIT_OK)
        code = ctl_call(run, endpoint, NULL, args->timeout_ms, &answer, err);
    if (code != RLTD_EXIT_OK)
        return code;
    if (args->json)
        ctl_print_json(answer);
    else
        printf("%s %s\n", run, will);
    json_decref(answer);
    return code;
}

int ctl_pause(const struct ctl_args *args, struct rl_error *err)
{
    return ask(args, RLTD_ENDPOINT_PAUSE, "pauses at its next cut", err);
}

int ctl_resume(const struct ctl_args *args, struct rl_error *err)
{
    return ask(args, RLTD_ENDPOINT_RESUME, "goes on", err);
}
