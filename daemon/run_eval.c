/* SPDX-License-Identifier: MIT */
/* Evaluations of a training run: its env set, what an evaluation's end means, early stopping. */
#include <stdio.h>

#include "base/base.h"
#include "ctl/proto.h"
#include "daemon/run_private.h"

static void on_eval_done(void *owner, enum rltd_envs_op op)
{
    struct rltd_run *run = owner;
    rltd_evaluator_done(&run->evaluator, op);
    if (run->evaluator.hold)
        run_advance(run);
}

static void on_eval_changed(void *owner)
{
    struct rltd_run *run = owner;
    if (run->evaluator.active)
        rltd_evaluator_changed(&run->evaluator);
    else
        run_advance(run);
}

static void on_eval_episode(void *owner, int32_t slot, enum rltd_end end)
{
    struct rltd_run *run = owner;
    if (run->evaluator.active && !run->evaluator.resetting && run->phase != RUN_SANITY)
        rltd_store_episode(run->store, &(struct rltd_episode){
                                           .env_steps = run->counters.env_steps,
                                           .slot = (uint32_t)slot,
                                           .role = run->phase == RUN_FINISHING ? 2 : 1,
                                           .episode = run->eval.episode[slot],
                                           .ret = run->eval.ep_return[slot],
                                           .length = run->eval.ep_length[slot],
                                           .end = (int32_t)end,
                                       });
    rltd_evaluator_episode(&run->evaluator, slot, end);
}

const struct rltd_envs_events run_eval_events = {
    .done = on_eval_done,
    .changed = on_eval_changed,
    .episode = on_eval_episode,
    .failed = run_envs_failed,
};

static void on_eval_failed(void *owner, const struct rl_error *err)
{
    run_fail(owner, RLTD_EXIT_FAILURE, err->text);
}

/* After an evaluation: early stopping ends the run as a limit does. */
static int look_at_early_stop(struct rltd_run *run, struct rl_error *err)
{
    const struct rltd_config *c = run->config.config;
    char why[160];
    int32_t slot;
    if (!c->early_stop.monitor[0])
        return 0;
    slot = rltd_metrics_find(&run->metrics_view, c->early_stop.monitor);
    if (slot < 0 || !run->metrics_view.slot[slot].seen)
        return c->early_stop.strict
                   ? rl_error_set(err, RL_ECONFIG,
                                  "early_stop.monitor: there is no metric '%s'; name another, or "
                                  "set early_stop.strict to false",
                                  c->early_stop.monitor)
                   : 0;
    if (!rltd_early_stop_look(&run->early, run->metrics_view.slot[slot].latest, why, sizeof why) ||
        run->counters.env_steps < (uint64_t)c->early_stop.min_env_steps)
        return 0;
    run->stopped_early = 1;
    snprintf(run->result.early, sizeof run->result.early, "%s: %s", c->early_stop.monitor, why);
    run->limit = run_limit_reached(run);
    rl_info(run->log, "stopping early%s at %llu env steps: %s: %s",
            run->limit ? "" : " once every min_* is met,",
            (unsigned long long)run->counters.env_steps, c->early_stop.monitor, why);
    rltd_store_event(run->store, run->counters.env_steps, "stopped_early", why);
    return 0;
}

void run_judge_early_stop(struct rltd_run *run)
{
    const struct rltd_config *c = run->config.config;
    if (c->early_stop.monitor[0] && rltd_early_stop_stands(&run->early) &&
        run->counters.env_steps >= (uint64_t)c->early_stop.min_env_steps)
        return;
    run->stopped_early = 0;
    run->result.early[0] = '\0';
}

static void on_eval_finished(void *owner, const struct agent_eval_result *r)
{
    struct rltd_run *run = owner;
    const struct agent_type *type = run->agent->type;
    rltd_average_hide(&run->average);
    if (type->eval_end && run->phase != RUN_SANITY)
        type->eval_end(run->agent, r);
    if (run->phase == RUN_FINISHING) {
        run->result.has_final = true;
        run->result.final = *r;
        char text[160];
        snprintf(text, sizeof text, "final policy: return %.2f +- %.2f over %d episodes",
                 r->mean_return, r->std_return, r->n_episodes);
        rl_info(run->log, "%s", text);
        rltd_store_event(run->store, run->counters.env_steps, "final_eval", text);
        run_advance(run);
        return;
    }
    if (run->phase == RUN_SANITY) { /* it works: that is all it says */
        rl_info(run->log, "sanity evaluation: return %.2f over %d episodes", r->mean_return,
                r->n_episodes);
        run->sanity = false;
        run_enter(run, RUN_COLLECTING);
        run_advance(run);
        return;
    }
    run->eval_return = r->mean_return;
    rltd_metrics_add(&run->metrics, RLTD_METRIC_EVAL_RETURN, r->mean_return);
    rltd_metrics_add(&run->metrics, RLTD_METRIC_EVAL_RETURN_STD, r->std_return);
    rltd_metrics_add(&run->metrics, RLTD_METRIC_EVAL_LENGTH, r->mean_length);
    run_flush_metrics(run);
    run_note_best(run);
    run->eval_at = run->counters.env_steps;
    run->eval_at_iteration = run->counters.iterations;
    run->eval_at_s = run->config.config->eval.every_seconds > 0 ? run_elapsed_s(run) : 0;
    rl_info(run->log, "evaluation at %llu env steps: return %.2f +- %.2f",
            (unsigned long long)run->counters.env_steps, r->mean_return, r->std_return);
    run->want_sets |= run_last_set(run) | RLTD_SET_TOPK;
    run->want_metric = true;
    struct rl_error err;
    int rc = look_at_early_stop(run, &err);
    if (rc < 0) {
        run_fail(run, rltd_exit_of(rc), err.text);
        return;
    }
    run_enter(run, RUN_COLLECTING);
    run_advance(run);
}

/* The eval set is formed: its evaluator can be made. */
static int prepare_evaluator(struct rltd_run *run, struct rl_error *err)
{
    const struct rltd_config *c = run->config.config;
    int32_t most = (int32_t)RL_MAX(RL_MAX(c->eval.episodes, c->eval.final_episodes),
                                   RL_MAX(c->eval.sanity_episodes, 1));
    if (run->evaluator.max_episodes >= most)
        return 0;
    if (!rl_space_equal(&run->eval.obs_space, &run->train.obs_space) ||
        !rl_space_equal(&run->eval.action_space, &run->train.action_space))
        return rl_error_set(err, RL_ECONFIG,
                            "the evaluation env '%s' has other spaces than the training env '%s'",
                            run->eval.env_id, run->train.env_id);
    rltd_evaluator_deinit(&run->evaluator);
    int rc = rltd_evaluator_init(&run->evaluator, run->agent, &run->eval, most, err);
    run->evaluator.finished = on_eval_finished;
    run->evaluator.failed = on_eval_failed;
    run->evaluator.owner = run;
    return rc;
}

void run_begin_eval(struct rltd_run *run, enum run_phase phase)
{
    struct rl_error err;
    const struct rltd_config *c = run->config.config;
    if (!run->eval_wanted && run_open_eval_set(run, &err) < 0) {
        run_fail(run, RLTD_EXIT_ENV, err.text);
        return;
    }
    if (run->phase != phase)
        run_enter(run, phase);
    run->evaluator.hold = false;
    if (rltd_average_show(&run->average) < 0) {
        run_fail(run, RLTD_EXIT_FAILURE, "out of memory for the averaged weights");
        return;
    }
    if (run->evaluator.active)
        rltd_evaluator_changed(&run->evaluator);
    if (!run->eval.formed || run->evaluator.active)
        return; /* on_eval_changed comes back here */
    if (prepare_evaluator(run, &err) < 0) {
        run_fail(run, RLTD_EXIT_CONFIG, err.text);
        return;
    }
    if (run->agent->type->eval_begin && phase != RUN_SANITY)
        run->agent->type->eval_begin(run->agent);
    int64_t n = phase == RUN_FINISHING ? c->eval.final_episodes
                : phase == RUN_SANITY  ? c->eval.sanity_episodes
                                       : c->eval.episodes;
    if (c->limit_eval_episodes > 0)
        n = RL_MIN(n, c->limit_eval_episodes);
    rltd_evaluator_begin(&run->evaluator, (int32_t)n,
                         phase == RUN_FINISHING ? RL_STREAM_TEST : RL_STREAM_EVAL);
}
