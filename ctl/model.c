/* SPDX-License-Identifier: MIT */
#include "ctl/client.h"

int ctl_model(const struct ctl_args *args, struct rl_error *err)
{
    char run[RLTD_RUN_NAME_MAX];
    json_t *model;
    int code = ctl_run_choose(args, run, err);

    if (code == RLTD_EXIT_OK)
        code = ctl_call(run, RLTD_ENDPOINT_MODEL, NULL, args->timeout_ms, &model, err);
    if (code != RLTD_EXIT_OK)
        return code;
    if (args->json)
        ctl_print_json(model);
    else
        fputs(json_string_value(json_object_get(model, "table")), stdout);
    json_decref(model);
    return code;
}
