/* SPDX-License-Identifier: MIT */
/* `rltctl freeze` and `unfreeze`. The key `freeze` follows, so that every later checkpoint says
 * what is frozen until when; which parameters are is state of their optimizers. */
#include <stdlib.h>
#include <string.h>

#include "daemon/run_private.h"

static void record(struct rltd_run *run, const struct run_order *order, int n)
{
    char text[RL_ERROR_TEXT_MAX];
    snprintf(text, sizeof text, "%s: %d parameter%s, freeze: '%.200s' (%s)", order->change->key, n,
             n == 1 ? "" : "s", run->keys.freeze, order->by);
    rl_info(run->log, "%s at %llu env steps: %s", order->freeze ? "frozen" : "thawed",
            (unsigned long long)run->counters.env_steps, text);
    rltd_store_event(run->store, run->counters.env_steps, order->freeze ? "frozen" : "thawed",
                     text);
}

static int carry_out(struct rltd_run *run, struct run_order *order, struct rltd_told *told)
{
    struct rltd_freeze freeze = run->freeze;
    struct rltd_change *change = order->change;
    char text[sizeof run->keys.freeze];
    int rc = 0;
    if (order->until > 0 && order->until <= run->counters.env_steps)
        return rl_error_set(&told->err, RL_EINVAL, "the run is at env step %llu already",
                            (unsigned long long)run->counters.env_steps);
    if (order->freeze)
        rc = rltd_freeze_put(&freeze, change->key, order->until, &told->err);
    else
        rltd_freeze_drop(&freeze, change->key);
    if (rc == 0)
        rc = rltd_freeze_format(&freeze, text, sizeof text, &told->err);
    if (rc == 0 && order->freeze)
        rc = nn_opt_freeze(run->agent->optimizer, run->agent->n_optimizers, change->key, true,
                           &told->err);
    else if (rc == 0)
        rc =
            rltd_freeze_thaw(&freeze, run->agent, change->key, run->counters.env_steps, &told->err);
    if (rc < 0)
        return rc;
    snprintf(change->was, sizeof change->was, "%.255s", run->keys.freeze);
    run->freeze = freeze;
    memcpy(run->keys.freeze, text, sizeof text);
    record(run, order, rc);
    run_keep_values(run);
    snprintf(change->now, sizeof change->now, "%.255s", text);
    strcpy(change->key, "freeze");
    told->change = change;
    told->n_changes = 1;
    told->n_parameters = rc;
    return 0;
}

static int add(struct rltd_run *run, const char *pattern, const struct run_order *wish,
               const struct rltd_asker *asker, struct rl_error *err)
{
    struct run_order *order = malloc(sizeof *order);
    struct rltd_change *change = calloc(1, sizeof *change);
    int rc = order && change ? 0 : rl_error_set(err, RL_ENOMEM, "out of memory");
    if (rc == 0 && (!pattern[0] || strlen(pattern) >= NN_NAME_MAX))
        rc = rl_error_set(err, RL_EINVAL, "'%.32s' is not a pattern: 1 to %d bytes", pattern,
                          NN_NAME_MAX - 1);
    if (rc < 0) {
        free(order);
        free(change);
        return rc;
    }
    *order = *wish;
    strcpy(change->key, pattern);
    order->carry_out = carry_out;
    order->change = change;
    order->n_changes = 1;
    return run_add_order(run, order, asker, err);
}

int rltd_run_freeze(struct rltd_run *run, const char *pattern, uint64_t until,
                    const struct rltd_asker *asker, struct rl_error *err)
{
    return add(run, pattern, &(struct run_order){.freeze = true, .until = until}, asker, err);
}

int rltd_run_unfreeze(struct rltd_run *run, const char *pattern, const struct rltd_asker *asker,
                      struct rl_error *err)
{
    return add(run, pattern, &(struct run_order){.freeze = false}, asker, err);
}
