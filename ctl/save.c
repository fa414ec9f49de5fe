/* SPDX-License-Identifier: MIT */
#include "ctl/client.h"

static void print_saved(const char *run, const json_t *answer, bool waited)
{
    char size[32];

    if (!waited) {
        printf("%s will save at its next cut\n", run);
        return;
    }
    rltd_format_bytes((uint64_t)json_integer_value(json_object_get(answer, "bytes")), size,
                      sizeof(size));
    printf("%s: saved %s (%s) at env step %lld\n", run,
           json_string_value(json_object_get(answer, "file")), size,
           (long long)json_integer_value(json_object_get(answer, "env_steps")));
}

int ctl_save(const struct ctl_args *args, struct rl_error *err)
{
    char run[RLTD_RUN_NAME_MAX];
    json_t *answer, *body;
    int code = ctl_run_choose(args, run, err);

    if (code != RLTD_EXIT_OK)
        return code;
    body = json_pack("{s:s, s:b, s:b}", "name", args->name ? args->name : "", "pin", args->pin,
                     "wait", !args->no_wait);
    if (!body) {
        rl_error_set(err, RL_EINVAL, "--name is not UTF-8");
        return RLTD_EXIT_USAGE;
    }
    code = ctl_call(run, RLTD_ENDPOINT_SAVE, body, args->timeout_ms, &answer, err);
    json_decref(body);
    if (code != RLTD_EXIT_OK)
        return code;
    if (args->json)
        ctl_print_json(answer);
    else
        print_saved(run, answer, !args->no_wait);
    json_decref(answer);
    return code;
}
