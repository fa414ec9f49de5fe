/* SPDX-License-Identifier: MIT */
/* The phases of a training run. Everything that happens (envs answered, the learner parked or
 * finished, an evaluation ended, a save was asked for) ends in run_advance, which looks at the
 * phase and does the one thing that is next. */
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/clock.h"
#include "ctl/proto.h"
#include "daemon/limits.h"
#include "daemon/run_private.h"

enum {
    PATIENCE_NS = 1000 * 1000 * 1000
}; /* how long a cut waits for an env that does not answer */

static void on_train_done(void *owner, enum rltd_envs_op op);
static void learn(struct rltd_run *run);

uint64_t run_updates(const struct rltd_run *run)
{
    return run->agent && run->agent->n_optimizers > 0 ? nn_opt_steps(run->agent->optimizer[0]) : 0;
}

double run_elapsed_s(const struct rltd_run *run)
{
    return run->elapsed_before_s +
           1e-9 * (double)(rl_now_ns() - run->start_ns - run_paused_ns(run));
}

void run_enter(struct rltd_run *run, enum run_phase phase)
{
    uint64_t now = rl_now_ns(), spent = now - run->phase_ns;
    struct run_timing *t = &run->timing;
    const struct {
        const char *name;
        uint64_t *into;
    } of[] = {
        [RUN_STARTING] = {"start", &t->start},
        [RUN_RESETTING] = {"start", &t->start},
        [RUN_COLLECTING] = {"collect", &t->collect},
        [RUN_LEARNING] = {"learn", &t->learn},
        [RUN_EVALUATING] = {"eval", &t->eval},
        [RUN_GATHERING] = {"save", &t->save},
        [RUN_FINISHING] = {"eval", &t->eval},
        [RUN_SANITY] = {"eval", &t->eval},
        [RUN_OVER] = {"save", &t->save},
    };
    *of[run->phase].into += spent;
    rltd_profile_phase(run->profile, of[run->phase].name, run->phase_ns, spent);
    run->phase_ns = now;
    run->phase = phase;
}

/* ---- ending ---- */

void run_over(struct rltd_run *run, const char *state)
{
    if (run->phase == RUN_OVER)
        return;
    run->result.state = run->result.exit_code ? "failed" : state;
    run->over = true;
    run_enter(run, RUN_OVER);
    uv_stop(run->loop);
}

void run_fail(struct rltd_run *run, int exit_code, const char *why)
{
    char anomaly[RL_ERROR_TEXT_MAX], text[RL_ERROR_TEXT_MAX];
    if (run->phase == RUN_OVER)
        return;
    rl_err(run->log, "%s", why);
    if (run->watch && nn_watch_anomaly(run->watch, anomaly, sizeof anomaly)) {
        snprintf(text, sizeof text, "detect_anomaly: %.480s", anomaly);
        rl_err(run->log, "%s", text);
        exit_code = RLTD_EXIT_NONFINITE;
        why = text;
    }
    run->result.exit_code = exit_code;
    rl_error_set(&run->result.err, RL_ESTOPPED, "%s", why);
    if (run->store)
        rltd_store_event(run->store, run->counters.env_steps, "failed", why);
    run_over(run, "failed");
}

bool run_limit_reached(const struct rltd_run *run)
{
    struct rltd_counters now = run->counters;
    now.elapsed_s = run_elapsed_s(run);
    return rltd_limit_reached(run->config.config, &now, run->stopped_early);
}

/* ---- the evaluation set ---- */

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

/* What was learned so far is saved before the run ends. */
static void on_envs_failed(void *owner, const char *why)
{
    struct rltd_run *run = owner;
    rl_err(run->log, "%s", why);
    run->result.exit_code = RLTD_EXIT_ENV;
    rl_error_set(&run->result.err, RL_ESTOPPED, "%s", why);
    if (run->store)
        rltd_store_event(run->store, run->counters.env_steps, "failed", why);
    rltd_run_stop(run, false);
}

const struct rltd_envs_events run_eval_events = {
    .done = on_eval_done,
    .changed = on_eval_changed,
    .episode = on_eval_episode,
    .failed = on_envs_failed,
};

static void on_eval_failed(void *owner, const struct rl_error *err)
{
    run_fail(owner, RLTD_EXIT_FAILURE, err->text);
}

static void flush_metrics(struct rltd_run *run)
{
    rltd_metrics_flush(&run->metrics, run->counters.env_steps, rl_wall_s(), &run->row);
    run->metrics_view = run->metrics;
    rltd_store_metrics(run->store, &run->metrics, &run->row);
}

double run_monitored(const struct rltd_run *run)
{
    int32_t slot = rltd_metrics_find(&run->metrics_view, run->config.config->checkpoint.monitor);
    return slot < 0 ? NAN : run->metrics_view.slot[slot].latest;
}

static void note_best(struct rltd_run *run)
{
    double value = run_monitored(run);
    if (isfinite(value) &&
        (isnan(run->best_metric) ||
         (run_minimises(run) ? value < run->best_metric : value > run->best_metric)))
        run->best_metric = value;
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
    run->limit = run_limit_reached(run);
    rl_info(run->log, "stopping early%s at %llu env steps: %s: %s",
            run->limit ? "" : " once every min_* is met,",
            (unsigned long long)run->counters.env_steps, c->early_stop.monitor, why);
    rltd_store_event(run->store, run->counters.env_steps, "stopped_early", why);
    return 0;
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
        run_over(run, "finished");
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
    flush_metrics(run);
    note_best(run);
    run->eval_at = run->counters.env_steps;
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

static void begin_eval(struct rltd_run *run, enum run_phase phase)
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

/* ---- collecting and learning ---- */

static void on_train_episode(void *owner, int32_t slot, enum rltd_end end)
{
    struct rltd_run *run = owner;
    size_t at = run->n_window++ % RUN_EPISODE_WINDOW;
    run->episode_return[at] = run->train.ep_return[slot];
    run->episode_length[at] = (double)run->train.ep_length[slot];
    run->counters.episodes++;
    rltd_store_episode(run->store, &(struct rltd_episode){
                                       .env_steps = run->counters.env_steps,
                                       .slot = (uint32_t)slot,
                                       .episode = run->train.episode[slot],
                                       .ret = run->train.ep_return[slot],
                                       .length = run->train.ep_length[slot],
                                       .end = (int32_t)end,
                                   });
}

static void on_train_changed(void *owner)
{
    run_advance(owner);
}

const struct rltd_envs_events run_train_events = {
    .done = on_train_done,
    .changed = on_train_changed,
    .episode = on_train_episode,
    .failed = on_envs_failed,
};

static double window_mean(const struct rltd_run *run, const double *window)
{
    uint64_t n = RL_MIN(run->n_window, (uint64_t)RUN_EPISODE_WINDOW);
    double sum = 0;
    for (uint64_t i = 0; i < n; i++)
        sum += window[i];
    return n > 0 ? sum / (double)n : NAN;
}

/* floor(now / every) grew since `before`: also when a step jumps over a multiple. */
static bool crossed(int64_t every, uint64_t before, uint64_t now)
{
    return every > 0 && now / (uint64_t)every > before / (uint64_t)every;
}

static void log_row(struct rltd_run *run)
{
    run->want_log = false;
    struct rltd_metrics *m = &run->metrics;
    if (run->n_window > 0) {
        rltd_metrics_add(m, RLTD_METRIC_EP_REW_MEAN, window_mean(run, run->episode_return));
        rltd_metrics_add(m, RLTD_METRIC_EP_LEN_MEAN, window_mean(run, run->episode_length));
    }
    double seconds = run_elapsed_s(run);
    rltd_metrics_add(m, RLTD_METRIC_FPS, (double)run->counters.env_steps / seconds);
    rltd_metrics_add(m, RLTD_METRIC_UPDATES_PER_S, (double)run_updates(run) / seconds);
    rltd_metrics_add(m, RLTD_METRIC_ITERATIONS, (double)run->counters.iterations);
    rltd_metrics_add(m, RLTD_METRIC_TIME_ELAPSED, seconds);
    if (run->agent->type->on_log_interval)
        run->agent->type->on_log_interval(run->agent, &run->ctx);
    if (run->collector->log)
        run->collector->log(run);
    flush_metrics(run);
    if (strcmp(run->config.config->checkpoint.monitor, "eval_return") != 0)
        note_best(run);
}

void run_end_iteration(struct rltd_run *run)
{
    run->learning = 0;
    run->counters.iterations++;
    run->counters.updates = run_updates(run);
    int thawed =
        rltd_freeze_advance(&run->freeze, run->agent, run->thawed_at, run->counters.env_steps);
    run->thawed_at = run->counters.env_steps;
    if (thawed > 0)
        rl_info(run->log, "%d parameters learn from here on, at %llu env steps", thawed,
                (unsigned long long)run->counters.env_steps);
    rltd_average_look(&run->average, run->ctx.env_steps);
    run->collector->end_learning(run);
    if (run->agent->type->training_step_end)
        run->agent->type->training_step_end(run->agent, &run->ctx);
    run_triggers_learned(run);
}

/* A boundary was reached: see which triggers fire. */
static void look(struct rltd_run *run)
{
    run->looked_at = run->counters.env_steps;
    run->want_log = run->want_log || run->collector->log_due(run);
    run_triggers_look(run);
    run->limit = run_limit_reached(run);
    if (run->limit)
        run->want_sets |= run_last_set(run);
}

static void begin_learning(struct rltd_run *run)
{
    struct rl_error err;
    const struct rltd_collector *c = run->collector;
    int rc = c->begin_learning(run, run->learning, &err);
    if (rc < 0) {
        run_fail(run, rltd_exit_of(rc), err.text);
        return;
    }
    run->learning = 1;
    run->ctx.env_steps = run->counters.env_steps;
    run->ctx.iteration = run->counters.iterations;
    run_enter(run, RUN_LEARNING);
    if (c->learns_here && c->learns_here(run)) {
        rltd_learner_run_here(&run->learner);
        learn(run);
    } else {
        rltd_learner_go(&run->learner);
    }
}

/* No operation is open, or one that somebody keeps waiting: nothing changes while we look. */
static bool waits_long(const struct rltd_envs *envs)
{
    return envs->op == RLTD_ENVS_NONE || rl_now_ns() - envs->asked_ns > PATIENCE_NS;
}

/* The evaluation interval was crossed since the last evaluation; true again after a resume. */
static bool eval_due(const struct rltd_run *run)
{
    return crossed(run->config.config->eval.every_env_steps, run->eval_at, run->counters.env_steps);
}

/* Without a command the evaluation needs clients that came by themselves. */
static bool can_eval_finally(const struct rltd_run *run)
{
    const struct rltd_config *c = run->config.config;
    if (c->eval.final_episodes == 0)
        return false;
    if (c->eval_env[0] || c->env[0] || run->eval.formed)
        return true;
    rl_warn(run->log, "no final evaluation: no client with the role 'eval' is connected");
    return false;
}

/* Envs are whole and nothing else is due. */
static void go_on(struct rltd_run *run)
{
    struct rl_error err;
    int rc = 0;
    switch (run->collector->next(run)) {
    case RLTD_NEXT_LEARN:
        begin_learning(run);
        break;
    case RLTD_NEXT_STEP:
        rc = run->collector->step(run, &err);
        break;
    case RLTD_NEXT_WAIT:
        break;
    }
    if (rc < 0)
        run_fail(run, rltd_exit_of(rc), err.text);
}

static void collect(struct rltd_run *run)
{
    const struct rltd_collector *c = run->collector;
    if (run->learning && !run->pause.wanted) {
        begin_learning(run);
        return;
    }
    bool boundary = c->at_boundary(run);
    if (boundary && run->looked_at != run->counters.env_steps)
        look(run);
    bool evaluate = boundary && eval_due(run), end = boundary && run->limit;
    /* A row of metrics: they are the learner's while it works. */
    bool stands = run_cut_wanted(run) || run->pause.wanted || run->want_log;
    enum rltd_learner_need need = stands            ? RLTD_LEARNER_MUST_PARK
                                  : evaluate || end ? RLTD_LEARNER_MUST_END
                                                    : RLTD_LEARNER_MAY_WORK;
    if (c->attend && !c->attend(run, need))
        return;
    if (run->want_log)
        log_row(run);
    if (!rltd_envs_whole(&run->train)) {
        if (waits_long(&run->train) && run_cut_wanted(run))
            run_take_cut(run, true);
        if (run->train.op == RLTD_ENVS_NONE)
            run_holds(run);
        return;
    }
    if (run_cut_wanted(run) && !run_take_cut(run, false))
        return;
    if (run->phase != RUN_COLLECTING || run->store_busy || run_holds(run))
        return;
    if (run->sanity)
        begin_eval(run, RUN_SANITY);
    else if (evaluate)
        begin_eval(run, RUN_EVALUATING);
    else if (end && can_eval_finally(run))
        begin_eval(run, RUN_FINISHING);
    else if (end)
        run_over(run, "finished");
    else
        go_on(run);
}

/* The envs have given their states, or cannot. */
static void gathered(struct rltd_run *run, bool exact)
{
    if (run->phase != RUN_GATHERING)
        return;
    run_submit(run, exact);
    if (run->phase == RUN_GATHERING)
        run_enter(run, run->cut_phase);
}

static void on_train_done(void *owner, enum rltd_envs_op op)
{
    struct rltd_run *run = owner;
    struct rl_error err;
    if (run->phase == RUN_OVER)
        return;
    if (op == RLTD_ENVS_STEP) {
        run->counters.env_steps += (uint64_t)run->train.n_envs;
        int rc = run->collector->record(run, &err);
        if (rc < 0) {
            run_fail(run, rltd_exit_of(rc), err.text);
            return;
        }
    } else if (op == RLTD_ENVS_RESET || op == RLTD_ENVS_SET_STATE) {
        if (op == RLTD_ENVS_RESET && run->collector->reset)
            run->collector->reset(run);
        run_enter(run, RUN_COLLECTING);
    } else if (op == RLTD_ENVS_GET_STATE) {
        gathered(run, rltd_envs_have_state(&run->train));
    }
    run_advance(run);
}

static void learn(struct rltd_run *run)
{
    struct rl_error err;
    switch (rltd_learner_state(&run->learner)) {
    case RLTD_LEARNER_RUNNING:
        if (run_cut_wanted(run) || run->pause.wanted)
            rltd_learner_want_cut(&run->learner);
        return;
    case RLTD_LEARNER_PARKED:
        if (run_cut_wanted(run) && !run_take_cut(run, !rltd_envs_whole(&run->train)))
            return;
        if (run->phase == RUN_LEARNING && !run_holds(run))
            rltd_learner_release(&run->learner);
        return;
    case RLTD_LEARNER_DONE: {
        int rc = rltd_learner_take(&run->learner, &err);
        if (rc < 0) {
            run_fail(run, rltd_exit_of(rc), err.text);
            return;
        }
        run_end_iteration(run);
        run_enter(run, RUN_COLLECTING);
        run_advance(run);
        return;
    }
    case RLTD_LEARNER_IDLE:
        return;
    }
}

/* ---- the phases ---- */

static void start(struct rltd_run *run)
{
    struct rl_error err;
    if (run->stop) {
        run_over(run, "stopped");
        return;
    }
    if (!rltd_envs_whole(&run->train) ||
        (run->config.config->eval.every_env_steps > 0 && !run->eval.formed))
        return;
    int rc = run_begin(run, &err);
    if (rc < 0)
        run_fail(run, run->result.exit_code ? run->result.exit_code : rltd_exit_of(rc), err.text);
}

/* State is whole during an evaluation; the evaluator only has to pause while it is saved. */
static void evaluate(struct rltd_run *run)
{
    enum run_phase phase = run->phase;
    if (run->stop) {
        rltd_evaluator_cancel(&run->evaluator);
        rltd_average_hide(&run->average);
        if (phase == RUN_FINISHING) {
            run_over(run, "stopped"); /* the last save is made; a restart evaluates */
            return;
        }
        run_enter(run, RUN_COLLECTING);
        run_advance(run);
        return;
    }
    if (run_cut_wanted(run) || run->pause.wanted) {
        run->evaluator.hold = true;
        if (run->evaluator.active && run->eval.op != RLTD_ENVS_NONE)
            return; /* on_eval_done comes back here */
        if (run_cut_wanted(run) &&
            (!run_take_cut(run, !rltd_envs_whole(&run->train)) || run->phase != phase))
            return;
        if (run_holds(run))
            return;
    }
    begin_eval(run, phase);
}

void run_advance(struct rltd_run *run)
{
    if (run->stop_now && run->phase != RUN_OVER)
        run_over(run, "stopped");
    if (run->orders && run->phase != RUN_OVER)
        run_carry_out(run);
    switch (run->phase) {
    case RUN_STARTING:
        start(run);
        break;
    case RUN_COLLECTING:
        collect(run);
        break;
    case RUN_LEARNING:
        learn(run);
        break;
    case RUN_EVALUATING:
    case RUN_SANITY:
    case RUN_FINISHING:
        evaluate(run);
        break;
    case RUN_RESETTING:
        if (run->stop)
            run_over(run, "stopped");
        break;
    case RUN_GATHERING:
        if (waits_long(&run->train))
            gathered(run, false);
        break;
    case RUN_OVER:
        break;
    }
}
