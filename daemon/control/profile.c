/* SPDX-License-Identifier: MIT */
/* GET /v1/profile: where the time went so far. */
#include "daemon/profile.h"

#include "base/base.h"
#include "daemon/control/json.h"
#include "daemon/control/verb.h"

enum { ROWS_MAX = 256 };

static json_t *phases_json(const struct rltd_profile *profile)
{
    struct rltd_profile_phase phase[RLTD_PROFILE_PHASES_MAX];
    int32_t n = rltd_profile_phases(profile, phase);
    json_t *list = json_array();

    for (int32_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{s:s, s:I, s:f}", "phase", phase[i].name, "times",
                                              (json_int_t)phase[i].count, "seconds",
                                              1e-9 * (double)phase[i].ns));
    return list;
}

static json_t *ops_json(const struct rltd_profile *profile)
{
    static const char *const passes[] = {"forward", "backward"};
    struct nn_watch_row rows[ROWS_MAX];
    int32_t n = nn_watch_rows(rltd_profile_watch(profile), rows, ROWS_MAX, NULL);
    json_t *list = json_array();

    for (int32_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:i, s:I, s:f, s:f}", "op",
                                              rows[i].op, "pass", passes[rows[i].backward], "file",
                                              rows[i].file, "line", rows[i].line, "calls",
                                              (json_int_t)rows[i].calls, "seconds",
                                              1e-9 * (double)rows[i].ns, "flops", rows[i].flops));
    return list;
}

void rltd_verb_profile(struct rltd_call *call)
{
    struct rltd_profile *profile = rltd_run_profile(call->run);
    struct rl_error err;
    struct rl_buf table;

    if (!profile) {
        rl_error_set(&err, RL_ENOTFOUND,
                     "this run keeps no profile: start it with the setting profile=true");
        rltd_reply_error(call->request, &err);
        return;
    }
    rl_buf_init(&table);
    rltd_profile_table(profile, &table);
    rl_buf_put_u8(&table, 0);
    rltd_reply(call->request, 200,
               json_pack("{s:o, s:o, s:s}", "phases", phases_json(profile), "ops",
                         ops_json(profile), "table", table.failed ? "" : (char *)table.data));
    rl_buf_deinit(&table);
}
