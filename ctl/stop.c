/* SPDX-License-Identifier: MIT */
#include "ctl/client.h"

int ctl_stop(const struct ctl_args *args, struct rl_error *err)
{
    char run[RLTD_RUN_NAME_MAX];
    json_t *answer, *body;
    int code = ctl_run_choose(args, run, err);

    if (code != RLTD_EXIT_OK)
        return code;
    body = json_pack("{s:b}", "now", args->now);
    code = ctl_call(run, RLTD_ENDPOINT_STOP, body, args->timeout_ms, &answer, err);
    json_decref(body);
    if (code != RLTD_EXIT_OK)
        return code;
    if (args->json)
        ctl_print_json(answer);
    else
        printf("%s is stopping%s\n", run, args->now ? " without a save" : "");
    json_decref(answer);
    return code;
}
