/* SPDX-License-Identifier: MIT */
/* A run as the control API sees it, and what the control API may ask of it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/clock.h"
#include "daemon/run_private.h"

enum { RATE_WINDOW_NS = 1000 * 1000 * 1000 };

const char *rltd_run_state_text(enum rltd_run_state state)
{
    static const char *const text[] = {
#define X(name, text) [RLTD_RUN_##name] = text,
        RLTD_RUN_STATES(X)
#undef X
    };
    return text[state];
}

static enum rltd_run_state state_of(const struct rltd_run *run)
{
    static const enum rltd_run_state of[] = {
        [RUN_STARTING] = RLTD_RUN_STARTING,     [RUN_RESETTING] = RLTD_RUN_STARTING,
        [RUN_COLLECTING] = RLTD_RUN_COLLECTING, [RUN_LEARNING] = RLTD_RUN_LEARNING,
        [RUN_EVALUATING] = RLTD_RUN_EVALUATING, [RUN_GATHERING] = RLTD_RUN_SAVING,
        [RUN_FINISHING] = RLTD_RUN_EVALUATING,  [RUN_SANITY] = RLTD_RUN_EVALUATING,
        [RUN_LOADING] = RLTD_RUN_LOADING,       [RUN_OVER] = RLTD_RUN_FINISHED,
    };
    if (run->stop && run->phase != RUN_OVER)
        return RLTD_RUN_STOPPING;
    if (run->pause.held_ns && run->phase != RUN_OVER)
        return RLTD_RUN_PAUSED;
    if (run->phase == RUN_COLLECTING && run->point.first)
        return RLTD_RUN_SAVING;
    if (run->phase == RUN_COLLECTING && run->waiting_on[0])
        return RLTD_RUN_WAITING;
    return of[run->phase];
}

/* Rates over about a second, from the counters at two moments. */
static void update_rates(struct rltd_run *run, uint64_t now)
{
    uint64_t updates = run->counters.updates;
    if (run->rate.ns == 0) {
        run->rate.ns = now;
        run->rate.env_steps = run->counters.env_steps;
        run->rate.updates = updates;
    }
    double seconds = 1e-9 * (double)(now - run->rate.ns);
    if (now - run->rate.ns < RATE_WINDOW_NS)
        return;
    run->rate.env_steps_per_s = (double)(run->counters.env_steps - run->rate.env_steps) / seconds;
    run->rate.updates_per_s = (double)(updates - run->rate.updates) / seconds;
    run->rate.ns = now;
    run->rate.env_steps = run->counters.env_steps;
    run->rate.updates = updates;
}

static void view_envs(struct rltd_run *run, const struct rltd_envs *envs, const char *role,
                      struct rltd_run_view *view)
{
    for (int32_t i = 0; i < envs->n_members && view->n_env < (int32_t)RL_COUNTOF(run->env_view);
         i++) {
        const struct rltd_member *m = &envs->member[i];
        struct rltd_env_view *v = &run->env_view[view->n_env++];
        memset(v, 0, sizeof *v);
        snprintf(v->name, sizeof v->name, "%s", m->name);
        snprintf(v->env_id, sizeof v->env_id, "%s", envs->env_id);
        v->role = role;
        v->n_envs = m->n;
        v->pid = m->session ? m->session->peer_pid : 0;
        v->restarts = m->restarts;
        v->state = !m->session ? (m->restart_at_ns ? "restarting" : "lost")
                   : m->asked  ? "stepping"
                               : "ready";
    }
}

static double latest(const struct rltd_run *run, enum rltd_metric id)
{
    return run->metrics_view.slot[id].latest;
}

static void view_parameters(const struct rltd_run *run, struct rltd_run_view *view)
{
    for (int32_t i = 0; run->agent && i < run->agent->n_optimizers; i++) {
        const struct nn_optimizer *opt = run->agent->optimizer[i];
        int64_t trainable = nn_opt_n_trainable(opt);
        view->trainable += trainable;
        view->frozen += opt->params->n_parameters - trainable;
    }
}

void rltd_run_view(struct rltd_run *run, struct rltd_run_view *view)
{
    const struct rltd_config *c = run->config.config;
    uint64_t now = rl_now_ns();
    update_rates(run, now);
    rltd_envs_missing(&run->train, now, run->waiting_on, sizeof run->waiting_on);
    bool eval_awaited = run->phase == RUN_EVALUATING || run->phase == RUN_FINISHING ||
                        run->phase == RUN_SANITY ||
                        (run->phase == RUN_STARTING && rltd_config_evaluates(c));
    if (!run->waiting_on[0] && run->eval_wanted && eval_awaited)
        rltd_envs_missing(&run->eval, now, run->waiting_on, sizeof run->waiting_on);
    if (!run->waiting_on[0])
        run->waiting_since_ns = 0;
    else if (run->waiting_since_ns == 0)
        run->waiting_since_ns = now;
    run->counters.elapsed_s = run_elapsed_s(run);
    double rate =
        run->counters.elapsed_s > 0 ? (double)run->counters.env_steps / run->counters.elapsed_s : 0;
    uint64_t max = (uint64_t)c->max_env_steps;
    *view = (struct rltd_run_view){
        .name = c->name,
        .dir = run->dir,
        .agent = c->agent,
        .device = run->backend ? run->backend->name : c->device,
        .isa = run->backend ? run->backend->isa : "",
        .state = state_of(run),
        .waiting_on = run->waiting_on,
        .waiting_s = run->waiting_since_ns ? 1e-9 * (double)(now - run->waiting_since_ns) : 0,
        .counters = run->counters,
        .max_env_steps = max,
        .env_steps_per_s = run->rate.env_steps_per_s > 0 ? run->rate.env_steps_per_s : rate,
        .updates_per_s = run->rate.updates_per_s,
        .ep_rew_mean = latest(run, RLTD_METRIC_EP_REW_MEAN),
        .ep_len_mean = latest(run, RLTD_METRIC_EP_LEN_MEAN),
        .eval_return = run->eval_return,
        .best_metric = run->best_metric,
        .monitor = c->checkpoint.monitor,
        .incarnation = run->incarnation,
        .save_stall_s = run->save_stall_s,
        .resumed = run->resumed,
        .from = run->from[0] ? run->from : NULL,
        .from_env_steps = run->from_env_steps,
        .not_exact = run->not_exact,
        .exact = run->train.formed && rltd_envs_can_save_state(&run->train),
        .metrics = &run->metrics_view,
        .env = run->env_view,
        .paused_at = run->pause.wanted ? run->pause.at : 0,
        .paused_by = run->pause.by,
        .freeze = c->freeze,
        .eta_s = max > run->counters.env_steps && rate > 0
                     ? (double)(max - run->counters.env_steps) / rate
                     : NAN,
    };
    view->has_replay = run->replay && run->store;
    if (view->has_replay) {
        rltd_replay_view(run, &view->replay, now);
        view->exact = view->exact && view->replay.lock_step;
    }
    view_parameters(run, view);
    view_envs(run, &run->train, "train", view);
    if (run->eval_wanted)
        view_envs(run, &run->eval, "eval", view);
}

const struct agent *rltd_run_agent(struct rltd_run *run)
{
    return run->phase == RUN_STARTING ? NULL : run->agent;
}

struct rltd_profile *rltd_run_profile(struct rltd_run *run)
{
    return run->profile;
}

struct rltd_store *rltd_run_store(struct rltd_run *run)
{
    return run->store;
}

int run_add_save(struct rltd_run *run, const struct run_manual *wish, unsigned last,
                 struct rl_error *err)
{
    if (run->phase == RUN_OVER)
        return run_ended(run, err);
    if (run->config.config->fast_dev_run > 0)
        return rl_error_set(err, RL_EINVAL, "nothing is saved: fast_dev_run keeps nothing");
    if (!run->store)
        return rl_error_set(err, RL_ESTOPPED, "there is nothing to save yet: the run is %s",
                            rltd_run_state_text(state_of(run)));
    for (int i = 0; i < RUN_MANUAL_MAX; i++) {
        struct run_manual *m = &run->manual[i];
        if (m->used)
            continue;
        *m = *wish;
        m->used = true;
        run->want_sets |= run_saves_apart(run) ? last : 0;
        uv_async_send(&run->learner_wake); /* the next turn looks for cuts */
        return 0;
    }
    return rl_error_set(err, RL_EBUSY, "%d saves are waiting already", RUN_MANUAL_MAX);
}

int rltd_run_save(struct rltd_run *run, const char *name, bool pin, rltd_saved_fn done, void *arg,
                  struct rl_error *err)
{
    struct run_manual wish = {.pin = pin, .done = done, .arg = arg};
    snprintf(wish.name, sizeof wish.name, "%s", name ? name : "");
    return run_add_save(run, &wish, run->config.config->checkpoint.save_last ? RLTD_SET_LAST : 0,
                        err);
}

void rltd_run_stop(struct rltd_run *run, bool now)
{
    run->stop = true;
    run->stop_now = run->stop_now || now;
    uv_async_send(&run->learner_wake);
}
