/* SPDX-License-Identifier: MIT */
/* `rltctl set`: keys that change while the run goes on. They are checked as a configuration is, on
 * a copy, and take effect together. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "daemon/run_private.h"

struct rltd_values rltd_run_values(struct rltd_run *run)
{
    bool there = run->agent != NULL;
    return (struct rltd_values){.config = &run->keys,
                                .hparams = there ? run->hparams : NULL,
                                .network = there ? &run->network : NULL};
}

/* What keeps a copy of a key. */
static void take_effect(struct rltd_run *run)
{
    const struct rltd_config *c = &run->keys;
    struct rltd_envs *const envs[] = {&run->train, &run->eval};
    for (size_t i = 0; i < RL_COUNTOF(envs); i++) {
        envs[i]->config.step_timeout_s = c->step_timeout_s;
        envs[i]->config.max_restarts = c->max_env_restarts;
    }
    run->early.check_finite = c->early_stop.check_finite;
    run->early.stopping_threshold = c->early_stop.stopping_threshold;
    run->early.divergence_threshold = c->early_stop.divergence_threshold;
    run->early.min_delta = c->early_stop.min_delta;
    run->early.patience = c->early_stop.patience;
    run_judge_early_stop(run);
    run->log->level = (enum rl_log_level)c->log.level;
    run->limit = run->limit && run_limit_reached(run);
}

/* The values with the changes, on the copy; `change` gets full names, what was, and what is as it
 * would be written. */
static int change_copy(const struct rltd_values *copy, struct rltd_change *change, int32_t n,
                       struct rl_error *err)
{
    for (int32_t i = 0; i < n; i++) {
        struct rltd_key key;
        int rc = rltd_key_find(copy, change[i].key, &key, err);
        if (rc < 0)
            return rc;
        rl_option_format(key.option, key.base, change[i].was, sizeof change[i].was);
        rc = rltd_key_set(&key, change[i].now, err);
        if (rc < 0)
            return rc;
        rl_option_format(key.option, key.base, change[i].now, sizeof change[i].now);
        memcpy(change[i].key, key.name, sizeof change[i].key);
    }
    return rltd_values_check(copy, err);
}

static void record(struct rltd_run *run, const struct run_order *order)
{
    for (int32_t i = 0; i < order->n_changes; i++) {
        const struct rltd_change *c = &order->change[i];
        char text[RL_ERROR_TEXT_MAX];
        snprintf(text, sizeof text, "%s: %.160s -> %.160s (%s)", c->key, c->was, c->now, order->by);
        rl_info(run->log, "set at %llu env steps: %s", (unsigned long long)run->counters.env_steps,
                text);
        rltd_store_event(run->store, run->counters.env_steps, "set", text);
    }
}

int run_adopt(struct rltd_run *run, const struct rltd_values *values, struct rl_error *err)
{
    const struct agent_type *type = run->agent->type;
    bool changes = memcmp(values->hparams, run->hparams, type->hparams_bytes) != 0;
    int rc = changes && type->change ? type->change(run->agent, values->hparams, err) : 0;
    if (rc < 0)
        return rc;
    memcpy(run->hparams, values->hparams, type->hparams_bytes);
    run->keys = *values->config;
    take_effect(run);
    return 0;
}

void run_keep_values(struct rltd_run *run)
{
    struct rl_buf yaml;
    struct rl_error err = {0};
    rl_buf_init(&yaml);
    rltd_config_write(&run->keys, run->hparams, &run->network, &yaml);
    rl_buf_put_u8(&yaml, 0);
    if (yaml.failed)
        rl_error_set(&err, RL_ENOMEM, "out of memory");
    else
        rltd_store_config(run->store, (const char *)yaml.data, &err);
    if (err.code < 0)
        rl_warn(run->log, "config.yaml says what was before: %s", err.text);
    rl_buf_deinit(&yaml);
    run->want_sets |= run_last_set(run);
}

static int carry_out(struct rltd_run *run, struct run_order *order, struct rltd_told *told)
{
    const struct agent_type *type = run->agent->type;
    struct rltd_config *config = malloc(sizeof *config);
    void *hparams = malloc(type->hparams_bytes);
    int rc = config && hparams ? 0 : rl_error_set(&told->err, RL_ENOMEM, "out of memory");
    if (rc == 0) {
        *config = run->keys;
        memcpy(hparams, run->hparams, type->hparams_bytes);
        struct rltd_values copy = {config, hparams, &run->network};
        rc = change_copy(&copy, order->change, order->n_changes, &told->err);
    }
    if (rc == 0)
        rc = run_adopt(run, &(struct rltd_values){config, hparams, &run->network}, &told->err);
    if (rc == 0) {
        record(run, order);
        run_keep_values(run);
        told->change = order->change;
        told->n_changes = order->n_changes;
    }
    free(config);
    free(hparams);
    return rc;
}

int rltd_run_set(struct rltd_run *run, const struct rltd_pair *pairs, int32_t n,
                 const struct rltd_asker *asker, struct rl_error *err)
{
    struct run_order *order = calloc(1, sizeof *order);
    struct rltd_change *change = calloc((size_t)n, sizeof *change);
    int rc = order && change ? 0 : rl_error_set(err, RL_ENOMEM, "out of memory");
    for (int32_t i = 0; rc == 0 && i < n; i++) {
        if (strlen(pairs[i].key) >= sizeof change->key ||
            strlen(pairs[i].value) >= sizeof change->now)
            rc = rl_error_set(err, RL_EINVAL, "'%.64s...' is too long for a key or its value",
                              pairs[i].key);
        else {
            strcpy(change[i].key, pairs[i].key);
            strcpy(change[i].now, pairs[i].value);
        }
    }
    if (rc < 0) {
        free(order);
        free(change);
        return rc;
    }
    order->carry_out = carry_out;
    order->change = change;
    order->n_changes = n;
    return run_add_order(run, order, asker, err);
}
