/* SPDX-License-Identifier: MIT */
#include "daemon/run_triggers.h"

#include <math.h>
#include <string.h>

#include "base/base.h"
#include "base/clock.h"
#include "daemon/run_private.h"

void run_triggers_init(struct run_triggers *t)
{
    *t = (struct run_triggers){.manual_best = NAN, .manual_on_way = NAN, .agent_elapsed_s = NAN};
}

int run_triggers_register(struct run_triggers *t, struct nn_state *state)
{
    const struct {
        const char *name;
        enum rl_dtype dtype;
        void *data;
    } rows[] = {
        {"run/trigger_env_steps", RL_U64, &t->env_steps},
        {"run/trigger_iterations", RL_U64, &t->iterations},
        {"run/trigger_updates", RL_U64, &t->updates},
        {"run/manual_best", RL_F64, &t->manual_best},
        {"run/agent_save_elapsed_s", RL_F64, &t->agent_elapsed_s},
        {"run/agent_save_env_steps", RL_U64, &t->agent_env_steps},
    };
    int rc = 0;
    for (size_t i = 0; i < RL_COUNTOF(rows) && rc >= 0; i++)
        rc = nn_state_add_array(state, rows[i].name, NN_STATE_RESUME, rows[i].dtype, NN_VEC(1),
                                rows[i].data);
    return rc;
}

int run_triggers_begin(struct rltd_run *run, struct rl_error *err)
{
    const char *name = run->config.config->checkpoint.updates_of;
    char list[160] = "";
    size_t used = 0;
    if (run->config.config->checkpoint.every_updates == 0 || !name[0])
        return 0;
    for (int32_t i = 0; i < run->agent->n_optimizers; i++) {
        const struct nn_optimizer *opt = run->agent->optimizer[i];
        if (strcmp(opt->config.name, name) == 0) {
            run->triggers.optimizer = opt;
            return 0;
        }
        if (used < sizeof list)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "",
                                     opt->config.name);
    }
    return rl_error_set(err, RL_ECONFIG,
                        "checkpoint.updates_of: agent %s has no optimizer '%s'; it has %s",
                        run->agent->type->name, name, list[0] ? list : "none");
}

/* The same since the last look, which is now. */
static bool crossed(int64_t every, uint64_t *looked, uint64_t now)
{
    uint64_t before = *looked;
    *looked = now;
    return run_crossed(every, before, now);
}

unsigned run_last_set(const struct rltd_run *run)
{
    const struct rltd_config *c = run->config.config;
    double since = 1e-9 * (double)(rl_now_ns() - run->last_point_ns);
    bool large = run_saves_apart(run) && !run->limit;
    if (!c->checkpoint.save_last || (large && since < c->checkpoint.replay_every_seconds))
        return 0;
    return RLTD_SET_LAST;
}

static bool monitors_evaluations(const struct rltd_run *run)
{
    return strncmp(run->config.config->checkpoint.monitor, "eval_", 5) == 0;
}

static void fire(struct rltd_run *run)
{
    run->want_sets |= run_last_set(run) | RLTD_SET_TOPK;
    run->want_metric |= !monitors_evaluations(run);
}

void run_triggers_learned(struct rltd_run *run)
{
    struct run_triggers *t = &run->triggers;
    const struct rltd_config *c = run->config.config;
    bool fires = crossed(c->checkpoint.every_iterations, &t->iterations, run->counters.iterations);
    uint64_t updates = t->optimizer ? nn_opt_steps(t->optimizer) : run->counters.updates;
    if (c->checkpoint.every_updates > 0)
        fires |= crossed(c->checkpoint.every_updates, &t->updates, updates);
    if (fires)
        fire(run);
}

void run_triggers_look(struct rltd_run *run)
{
    struct run_triggers *t = &run->triggers;
    const struct rltd_config *c = run->config.config;
    uint64_t before = t->env_steps;
    if (crossed(c->checkpoint.every_env_steps, &t->env_steps, run->counters.env_steps))
        fire(run);
    if (crossed(c->checkpoint.keep_every, &before, run->counters.env_steps))
        run->want_sets |= run_last_set(run) | RLTD_SET_MILESTONE;
    if (t->by_time)
        run->want_sets |= RLTD_SET_TOPK;
    t->by_time = false;
    run->want_metric |= !monitors_evaluations(run);
}

void run_triggers_tick(struct rltd_run *run, uint64_t now_ns)
{
    double every = run->config.config->checkpoint.every_seconds;
    if (!run->store || every <= 0 || run->pause.held_ns ||
        1e-9 * (double)(now_ns - run->last_save_ns) < every)
        return;
    run->want_sets |= run_last_set(run);
    run->triggers.by_time = true; /* with the metric of the networks as they are then */
    if (!run->want_sets)
        run->last_save_ns = now_ns;
}

/* ---- the gate of the agent's own saves ---- */

static bool better(const struct rltd_config *c, double a, double b)
{
    bool minimise = c->checkpoint.mode == RLTD_MODE_MIN;
    return isfinite(a) && (isnan(b) || (minimise ? a < b : a > b));
}

bool run_triggers_admit(const struct run_triggers *t, const struct rltd_config *c, double value,
                        double elapsed_s, uint64_t env_steps)
{
    const double seconds = c->checkpoint.agent_every_seconds;
    const uint64_t steps = (uint64_t)c->checkpoint.agent_every_env_steps;
    if (!isnan(t->agent_elapsed_s) &&
        (elapsed_s - t->agent_elapsed_s < seconds || env_steps - t->agent_env_steps < steps))
        return false;
    return c->checkpoint.agent_when == RLTD_WHEN_ALWAYS ||
           (better(c, value, t->manual_best) && better(c, value, t->manual_on_way));
}

void run_triggers_taken(struct run_triggers *t, const struct rltd_config *c, double value)
{
    if (c->checkpoint.agent_when == RLTD_WHEN_BETTER && better(c, value, t->manual_on_way))
        t->manual_on_way = value;
}

void run_triggers_saved(struct run_triggers *t, const struct rltd_config *c, double value,
                        bool durable)
{
    t->manual_on_way = NAN; /* all that are on their way are of one cut */
    if (durable && c->checkpoint.agent_when == RLTD_WHEN_BETTER && better(c, value, t->manual_best))
        t->manual_best = value;
}

void run_agent_save(struct rltd_run *run, const char *name)
{
    struct run_triggers *t = &run->triggers;
    struct run_manual wish = {0};
    struct rl_error err;
    double elapsed_s = run_elapsed_s(run);
    if (run->config.config->fast_dev_run > 0 ||
        !run_triggers_admit(t, run->config.config, run_monitored(run), elapsed_s,
                            run->counters.env_steps))
        return;
    snprintf(wish.name, sizeof wish.name, "%s", name);
    if (run_add_save(run, &wish, run_last_set(run), &err) < 0) {
        rl_warn(run->log, "agent's save '%s': %s", name, err.text);
        return;
    }
    t->agent_elapsed_s = elapsed_s;
    t->agent_env_steps = run->counters.env_steps;
}
