/* SPDX-License-Identifier: MIT */
/* freeze, unfreeze: which parameters learn. */
#include "ctl/client.h"

static int ask(const struct ctl_args *args, enum rltd_endpoint_id endpoint, json_t *body,
               const char *done, struct rl_error *err)
{
    char run[RLTD_RUN_NAME_MAX];
    json_t *answer;
    int code = ctl_run_choose(args, run, err);

    if (code == RLTD_EXIT_OK && !body) {
        rl_error_set(err, RL_EINVAL, "the pattern is not UTF-8");
        code = RLTD_EXIT_USAGE;
    }
    if (code == RLTD_EXIT_OK)
        code = ctl_call(run, endpoint, body, args->timeout_ms, &answer, err);
    json_decref(body);
    if (code != RLTD_EXIT_OK)
        return code;
    if (args->json)
        ctl_print_json(answer);
    else
        printf("%s: %s %s: %lld parameters, from env step %lld on\n", run, done, args->operand,
               (long long)json_integer_value(json_object_get(answer, "parameters")),
               (long long)json_integer_value(json_object_get(answer, "env_steps")));
    json_decref(answer);
    return code;
}

int ctl_freeze(const struct ctl_args *args, struct rl_error *err)
{
    json_t *body =
        json_pack("{s:s, s:I}", "pattern", args->operand, "until", (json_int_t)args->until_steps);

    return ask(args, RLTD_ENDPOINT_FREEZE, body, "frozen", err);
}

int ctl_unfreeze(const struct ctl_args *args, struct rl_error *err)
{
    return ask(args, RLTD_ENDPOINT_UNFREEZE, json_pack("{s:s}", "pattern", args->operand), "thawed",
               err);
}
