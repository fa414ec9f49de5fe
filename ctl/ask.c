/* SPDX-License-Identifier: MIT */
#include "ctl/client.h"

int ctl_ask_run(const char *run, const struct ctl_args *args, enum rltd_endpoint_id endpoint,
                json_t *body, ctl_print_fn print, struct rl_error *err)
{
    json_t *answer;
    int code = ctl_call(run, endpoint, body, args->timeout_ms, &answer, err);

    json_decref(body);
    if (code != RLTD_EXIT_OK)
        return code;
    if (args->json)
        ctl_print_json(answer);
    else
        code = print(run, answer, args, err);
    json_decref(answer);
    return code;
}

int ctl_ask(const struct ctl_args *args, enum rltd_endpoint_id endpoint, json_t *body,
            ctl_print_fn print, struct rl_error *err)
{
    char run[RLTD_RUN_NAME_MAX];
    int code = ctl_run_choose(args, run, err);

    if (code == RLTD_EXIT_OK)
        return ctl_ask_run(run, args, endpoint, body, print, err);
    json_decref(body);
    return code;
}

const char *ctl_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

long long ctl_count(const json_t *object, const char *key)
{
    return (long long)json_integer_value(json_object_get(object, key));
}
