/* SPDX-License-Identifier: MIT */
/* The phases of a training run. Everything that happens (envs answered, the learner parked or
 * finished, an evaluation ended, a save was asked for) ends in run_advance, which looks at the
 * phase and does the one thing that is next. */
#include <stdio.h>

#include "base/base.h"
#include "base/clock.h"
#include "ctl/proto.h"
#include "daemon/limits.h"
#include "daemon/run_private.h"

enum {
    PATIENCE_TICKS = 1000 / RLTD_TICK_MS
}; /* how long a cut waits for an env that does not answer, while this process runs: who was stopped
    * as a whole has answers that nobody has looked at yet */

static void on_train_done(void *owner, enum rltd_envs_op op);
static void learn(struct rltd_run *run);

uint64_t run_updates(const struct rltd_run *run)
{
    return run->agent ? run->agent->updates : 0;
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
        [RUN_STARTING] = {"start", &t->start},       [RUN_RESETTING] = {"start", &t->start},
        [RUN_COLLECTING] = {"collect", &t->collect}, [RUN_LEARNING] = {"learn", &t->learn},
        [RUN_EVALUATING] = {"eval", &t->eval},       [RUN_GATHERING] = {"save", &t->save},
        [RUN_FINISHING] = {"eval", &t->eval},        [RUN_SANITY] = {"eval", &t->eval},
        [RUN_LOADING] = {"start", &t->start},        [RUN_OVER] = {"save", &t->save},
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

/* What was learned so far is saved before the run ends. */
void run_envs_failed(void *owner, const char *why)
{
    struct rltd_run *run = owner;
    rl_err(run->log, "%s", why);
    run->result.exit_code = RLTD_EXIT_ENV;
    rl_error_set(&run->result.err, RL_ESTOPPED, "%s", why);
    if (run->store)
        rltd_store_event(run->store, run->counters.env_steps, "failed", why);
    rltd_run_stop(run, false);
}

bool run_limit_reached(const struct rltd_run *run)
{
    struct rltd_counters now = run->counters;
    now.elapsed_s = run_elapsed_s(run);
    return rltd_limit_reached(run->config.config, &now, run->stopped_early);
}

/* ---- collecting and learning ---- */

static void on_train_episode(void *owner, int32_t slot, enum rltd_end end)
{
    struct rltd_run *run = owner;
    uint64_t at_step = run->counters.env_steps; /* the step that ends it counts */
    if (end != RLTD_END_LOST)
        at_step += (uint64_t)run->train.n_envs;
    size_t at = run->n_window++ % RUN_EPISODE_WINDOW;
    run->episode_return[at] = run->train.ep_return[slot];
    run->episode_length[at] = (double)run->train.ep_length[slot];
    run->counters.episodes++;
    rltd_store_episode(run->store, &(struct rltd_episode){
                                       .env_steps = at_step,
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
    .failed = run_envs_failed,
};

void run_end_iteration(struct rltd_run *run)
{
    run->learning = 0;
    run->counters.iterations++;
    run->counters.updates = run_updates(run);
    int thawed =
        rltd_freeze_advance(&run->freeze, run->agent, run->thawed_at, run->counters.env_steps);
    run->thawed_at = run->counters.env_steps;
    if (thawed > 0)
        rl_info(run->log, "%d parameter%s from here on, at %llu env steps", thawed,
                thawed == 1 ? " learns" : "s learn", (unsigned long long)run->counters.env_steps);
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
    return envs->op == RLTD_ENVS_NONE || envs->n_ticks > PATIENCE_TICKS;
}

/* The evaluation interval was crossed since the last evaluation; true again after a resume. */
static bool eval_due(const struct rltd_run *run)
{
    const struct rltd_config *c = run->config.config;
    if (run->eval_at > 0 && run->eval_at == run->counters.env_steps)
        return false;
    return run_crossed(c->eval.every_env_steps, run->eval_at, run->counters.env_steps) ||
           run_crossed(c->eval.every_iterations, run->eval_at_iteration,
                       run->counters.iterations) ||
           (c->eval.every_seconds > 0 &&
            run_elapsed_s(run) - run->eval_at_s >= c->eval.every_seconds);
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
    if (run->learning && !run->pause.wanted && !run->point.first && !run->rolls_back) {
        begin_learning(run);
        return;
    }
    bool boundary = c->at_boundary(run);
    if (boundary && run->looked_at != run->counters.env_steps)
        look(run);
    bool evaluate = boundary && eval_due(run), end = boundary && run->limit;
    /* A row of metrics: they are the learner's while it works. */
    bool held = run_save_holds(run);
    bool stands = run_cut_wanted(run) || held || run->pause.wanted || run->want_log;
    enum rltd_learner_need need = stands            ? RLTD_LEARNER_MUST_PARK
                                  : evaluate || end ? RLTD_LEARNER_MUST_END
                                                    : RLTD_LEARNER_MAY_WORK;
    if (c->attend && !c->attend(run, need))
        return;
    if (run->want_log)
        run_log_row(run);
    if (!rltd_envs_whole(&run->train)) {
        if (waits_long(&run->train) && run_cut_wanted(run))
            run_take_cut(run, true);
        if (run->train.op == RLTD_ENVS_NONE)
            run_holds(run);
        return;
    }
    if (run_cut_wanted(run) && !run_take_cut(run, false))
        return;
    if (held && run->hold_ns == 0)
        run->hold_ns = rl_now_ns();
    if (run->phase != RUN_COLLECTING || held || run_holds(run))
        return;
    if (run->sanity)
        run_begin_eval(run, RUN_SANITY);
    else if (evaluate)
        run_begin_eval(run, RUN_EVALUATING);
    else if (end && can_eval_finally(run))
        run_begin_eval(run, RUN_FINISHING);
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
    if (!exact)
        run_tell_inexact(run);
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
        (rltd_config_evaluates(run->config.config) && !run->eval.formed))
        return;
    int rc = run_begin(run, &err);
    if (rc == RL_ESHAPE && run->result.exit_code == RLTD_EXIT_OK)
        run->result.exit_code = RLTD_EXIT_CONFIG; /* of what it begins from: another n_envs, say */
    if (rc < 0)
        run_fail(run, run->result.exit_code ? run->result.exit_code : rltd_exit_of(rc), err.text);
}

/* The final evaluation is over: who asked for a save meanwhile gets it. */
static void finish(struct rltd_run *run)
{
    if (run_manual_waits(run)) {
        if (!run_cut_wanted(run) || !run_take_cut(run, !rltd_envs_whole(&run->train)) ||
            run_manual_waits(run))
            return; /* whoever is waited for comes back here */
    }
    run_over(run, "finished");
}

/* State is whole during an evaluation; the evaluator only has to pause while it is saved. */
static void evaluate(struct rltd_run *run)
{
    enum run_phase phase = run->phase;
    if (phase == RUN_FINISHING && run->result.has_final) {
        finish(run);
        return;
    }
    if (run->stop) {
        rltd_evaluator_cancel(&run->evaluator);
        rltd_average_hide(&run->average);
        if (phase == RUN_FINISHING && !run_manual_waits(run)) {
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
    run_begin_eval(run, phase);
}

/* The envs begin, or begin again after a load: state is what it will be when they have. A save
 * waits for them as long as it waits for a step. */
static void reset(struct rltd_run *run)
{
    bool wanted = run->want_sets || run_manual_waits(run);
    if (run->stop && !wanted) {
        run_over(run, "stopped");
        return;
    }
    if (!run_cut_wanted(run) || !waits_long(&run->train))
        return;
    bool exact = run->exact; /* their states are what they are being told */
    for (int32_t e = 0; e < run->train.n_envs; e++)
        exact = exact && !run->train.lost[e];
    run->cut_ns = rl_now_ns();
    if (!exact)
        run_tell_inexact(run);
    run_submit(run, exact);
}

void run_advance(struct rltd_run *run)
{
    if (run->stop_now && run->phase != RUN_OVER)
        run_over(run, "stopped");
    if (run->phase != RUN_OVER)
        run_load_look(run);
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
        reset(run);
        break;
    case RUN_GATHERING:
        if (waits_long(&run->train))
            gathered(run, false);
        break;
    case RUN_LOADING:
    case RUN_OVER:
        break;
    }
}
