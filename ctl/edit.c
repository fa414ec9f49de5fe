/* SPDX-License-Identifier: MIT */
/* pin, unpin, rm: what is kept. */
#include "ctl/client.h"

static int edit(const struct ctl_args *args, enum rltd_endpoint_id endpoint, const char *verb,
                const char *done, struct rl_error *err)
{
    char run[RLTD_RUN_NAME_MAX];
    json_t *answer, *body;
    bool live;
    int code = ctl_run_or_folder(args, run, &live, err);

    if (code != RLTD_EXIT_OK)
        return code;
    if (!live)
        return ctl_exec_offline(args, verb, err);
    body = json_pack("{s:s}", "checkpoint", args->operand);
    if (!body) {
        rl_error_set(err, RL_EINVAL, "the checkpoint's name is not UTF-8");
        return RLTD_EXIT_USAGE;
    }
    code = ctl_call(run, endpoint, body, args->timeout_ms, &answer, err);
    json_decref(body);
    if (code != RLTD_EXIT_OK)
        return code;
    if (args->json)
        ctl_print_json(answer);
    else
        printf("%s: %s %s\n", run, done, json_string_value(json_object_get(answer, "file")));
    json_decref(answer);
    return code;
}

int ctl_pin(const struct ctl_args *args, struct rl_error *err)
{
    return edit(args, RLTD_ENDPOINT_PIN, "pin", "pinned", err);
}

int ctl_rm(const struct ctl_args *args, struct rl_error *err)
{
    return edit(args, RLTD_ENDPOINT_RM, "rm", "removed", err);
}

int ctl_unpin(const struct ctl_args *args, struct rl_error *err)
{
    return edit(args, RLTD_ENDPOINT_UNPIN, "unpin", "unpinned", err);
}
