/* SPDX-License-Identifier: MIT */
#include "daemon/store/store_private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define BIT(id, bit, name) | bit

json_t *rltd_row_describe(const struct rltd_row *row, const char *identity)
{
    const struct rltd_checkpoint *c = &row->c;
    bool finite = c->has_metric && isfinite(c->metric);
    json_t *metric = finite ? json_real(c->metric) : json_null();
    const char *state = !c->has_metric     ? "none"
                        : finite           ? "finite"
                        : isnan(c->metric) ? "nan"
                        : c->metric > 0    ? "inf"
                                           : "-inf";
    return json_pack("{s:s, s:i, s:I, s:I, s:I, s:I, s:f, s:s, s:o, s:s, s:f, s:s}", "name",
                     c->name, "sets", (int)c->sets, "env_steps", (json_int_t)c->counters.env_steps,
                     "iterations", (json_int_t)c->counters.iterations, "episodes",
                     (json_int_t)c->counters.episodes, "updates", (json_int_t)c->counters.updates,
                     "elapsed", c->counters.elapsed_s, "monitor", row->monitor, "metric", metric,
                     "metric_state", state, "wall", c->wall_s, "identity", identity);
}

static uint64_t get_u64(const json_t *saved, const char *key)
{
    json_int_t value = json_integer_value(json_object_get(saved, key));
    return value < 0 ? 0 : (uint64_t)value;
}

static void get_text(const json_t *saved, const char *key, char *out, size_t n)
{
    const char *text = json_string_value(json_object_get(saved, key));
    snprintf(out, n, "%s", text ? text : "");
}

int rltd_row_from_file(struct rltd_row *row, const struct rltd_ckpt *ckpt, const char *file,
                       struct rl_error *err)
{
    json_t *saved;
    int rc = rltd_ckpt_saved(ckpt, &saved, err);
    if (rc)
        return rc;
    char state[16];
    memset(row, 0, sizeof(*row));
    snprintf(row->c.file, sizeof(row->c.file), "%s", file);
    get_text(saved, "name", row->c.name, sizeof(row->c.name));
    get_text(saved, "monitor", row->monitor, sizeof(row->monitor));
    get_text(saved, "metric_state", state, sizeof(state));
    row->c.sets = (unsigned)get_u64(saved, "sets") & (0u RLTD_SETS(BIT));
    row->c.counters.env_steps = get_u64(saved, "env_steps");
    row->c.counters.iterations = get_u64(saved, "iterations");
    row->c.counters.episodes = get_u64(saved, "episodes");
    row->c.counters.updates = get_u64(saved, "updates");
    row->c.counters.elapsed_s = json_number_value(json_object_get(saved, "elapsed"));
    row->c.has_metric = strcmp(state, "none") != 0;
    row->c.metric = strcmp(state, "finite") == 0
                        ? json_number_value(json_object_get(saved, "metric"))
                    : strcmp(state, "inf") == 0  ? INFINITY
                    : strcmp(state, "-inf") == 0 ? -INFINITY
                                                 : NAN;
    row->c.wall_s = json_number_value(json_object_get(saved, "wall"));
    row->c.bytes = ckpt->bytes;
    json_decref(saved);
    return 0;
}
