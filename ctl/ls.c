/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/clock.h"
#include "ctl/client.h"

static const char *text_of(const json_t *row, const char *key)
{
    const char *text = json_string_value(json_object_get(row, key));

    return text ? text : "";
}

static void row_of(struct rltd_ls_row *row, const char *run, const json_t *json)
{
    const json_t *metric = json_object_get(json, "metric"), *set;
    size_t i, used = 0;

    row->run = run;
    row->file = text_of(json, "file");
    row->name = text_of(json, "name");
    row->env_steps = (uint64_t)json_integer_value(json_object_get(json, "env_steps"));
    row->bytes = (uint64_t)json_integer_value(json_object_get(json, "bytes"));
    row->metric = json_is_number(metric) ? json_number_value(metric) : NAN;
    row->wall_s = json_number_value(json_object_get(json, "time"));
    json_array_foreach(json_object_get(json, "sets"), i, set)
    {
        if (used < sizeof(row->sets) && json_is_string(set))
            used += (size_t)snprintf(row->sets + used, sizeof(row->sets) - used, "%s%s",
                                     i ? "," : "", json_string_value(set));
    }
}

static int print_table(const char *run, const json_t *list, struct rl_error *err)
{
    size_t n = json_array_size(list);
    struct rltd_ls_row *rows = calloc(n + 1, sizeof(*rows));

    if (!rows) {
        rl_error_set(err, RL_ENOMEM, "out of memory");
        return RLTD_EXIT_FAILURE;
    }
    for (size_t i = 0; i < n; i++)
        row_of(&rows[i], run, json_array_get(list, i));
    if (n > 0)
        rltd_ls_print(stdout, rows, n, rl_wall_s());
    else
        fprintf(stderr, "rltctl: %s has no checkpoints yet\n", run);
    free(rows);
    return RLTD_EXIT_OK;
}

int ctl_ls(const struct ctl_args *args, struct rl_error *err)
{
    char run[RLTD_RUN_NAME_MAX];
    json_t *answer, *list, *row;
    size_t i;
    bool live;
    int code = ctl_run_or_folder(args, run, &live, err);

    if (code != RLTD_EXIT_OK)
        return code;
    if (!live)
        return ctl_exec_offline(args, "ls", err);
    code = ctl_call(run, RLTD_ENDPOINT_CHECKPOINTS, NULL, args->timeout_ms, &answer, err);
    if (code != RLTD_EXIT_OK)
        return code;
    list = json_object_get(answer, "checkpoints");
    json_array_foreach(list, i, row) json_object_set_new(row, "run", json_string(run));
    if (args->json)
        ctl_print_json(answer);
    else
        code = print_table(run, list, err);
    json_decref(answer);
    return code;
}
