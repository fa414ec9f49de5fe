/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "ctl/client.h"

/* A path is meant from here, not from where the daemon stands. */
static json_t *body_of(const char *what)
{
    char *path = strchr(what, '/') ? realpath(what, NULL) : NULL;
    json_t *body = json_pack("{s:s}", "checkpoint", path ? path : what);

    free(path);
    return body;
}

int ctl_load(const struct ctl_args *args, struct rl_error *err)
{
    char run[RLTD_RUN_NAME_MAX];
    json_t *answer, *body;
    int code = ctl_run_choose(args, run, err);

    if (code != RLTD_EXIT_OK)
        return code;
    body = body_of(args->operand);
    if (!body) {
        rl_error_set(err, RL_EINVAL, "the checkpoint's name is not UTF-8");
        return RLTD_EXIT_USAGE;
    }
    code = ctl_call(run, RLTD_ENDPOINT_LOAD, body, args->timeout_ms, &answer, err);
    json_decref(body);
    if (code != RLTD_EXIT_OK)
        return code;
    if (args->json)
        ctl_print_json(answer);
    else
        printf("%s goes on from %s at env step %lld%s\n", run,
               json_string_value(json_object_get(answer, "checkpoint")),
               (long long)json_integer_value(json_object_get(answer, "env_steps")),
               json_is_true(json_object_get(answer, "exact")) ? ", exactly" : ", not exactly");
    json_decref(answer);
    return code;
}
