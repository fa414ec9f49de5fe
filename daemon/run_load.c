/* SPDX-License-Identifier: MIT */
/* `rltctl load`: a live run goes back to a checkpoint, which run_load_read.c has opened. Env
 * sessions and the configuration in force stay; everything that is registered, the histories and
 * the open episodes go back. */
#include <string.h>

#include "base/clock.h"
#include "ctl/proto.h"
#include "daemon/config/identity.h"
#include "daemon/run_private.h"

static bool ends_with(const char *text, const char *tail)
{
    size_t n = strlen(text), m = strlen(tail);
    return n >= m && strcmp(text + n - m, tail) == 0;
}

/* What is frozen is the configuration's matter; the replay stays where the file has no contents. */
static bool stays(void *arg, const char *name)
{
    const bool *replay = arg;
    if (strncmp(name, "replay/", 7) == 0 || strncmp(name, "limiter/", 8) == 0 ||
        strncmp(name, "run/replay_", 11) == 0)
        return *replay;
    return strncmp(name, "optim/", 6) == 0 && ends_with(name, "/frozen");
}

/* Nothing is under way: no question to an env, no training step, no cut. Else what is under way is
 * asked to end. */
static bool is_still(struct rltd_run *run)
{
    if (run->phase == RUN_RESETTING || run->phase == RUN_GATHERING || !rltd_envs_whole(&run->train))
        return false;
    if (run->n_saving > 0 && run_saves_apart(run))
        return false; /* it reads the replay that would be written over */
    switch (rltd_learner_state(&run->learner)) {
    case RLTD_LEARNER_RUNNING:
        rltd_learner_want_cut(&run->learner);
        return false;
    case RLTD_LEARNER_PARKED:
        rltd_learner_leave(&run->learner);
        return false;
    case RLTD_LEARNER_DONE:
        rltd_learner_take(&run->learner, NULL); /* whatever it says is undone */
        return true;
    case RLTD_LEARNER_IDLE:
        return true;
    }
    return false;
}

void run_not_exact_for(struct rltd_run *run, const char *why, const char *details)
{
    run->exact = false;
    if (!run->not_exact[0])
        snprintf(run->not_exact, sizeof run->not_exact, "%s%s", why, details);
}

void run_not_exact(struct rltd_run *run, const char *why)
{
    run_not_exact_for(run, why, "");
}

/* The configuration in force stays: where it is another one, the run does not go on as it did. */
static void note_changes(struct rltd_run *run, const struct rltd_ckpt *ckpt)
{
    const char *then = rltd_ckpt_meta(ckpt, "config");
    struct rl_buf now, changes;
    rl_buf_init(&now);
    rl_buf_init(&changes);
    rltd_config_write(&run->keys, run->hparams, &run->network, &now);
    rl_buf_put_u8(&now, 0);
    if (then && !now.failed)
        rltd_identity_difference(then, (const char *)now.data, &changes);
    run->changed_since = !then || changes.n > 0;
    snprintf(run->changes, sizeof run->changes, "%.*s", (int)changes.n,
             changes.failed || !changes.n ? "" : (const char *)changes.data);
    if (run->changed_since)
        rl_info(run->log, "the configuration in force stays: %s", run->changes);
    rl_buf_deinit(&now);
    rl_buf_deinit(&changes);
}

/* ---- a resume point first ---- */

enum { POINT_AGAIN_NS = 1000000000 };

bool run_awaits_point(struct rltd_run *run)
{
    struct run_point *p = &run->point;
    uint64_t now = rl_now_ns();
    if (!p->first)
        return false;
    if (p->last == 0 && now >= p->again_ns) {
        run->want_sets |= RLTD_SET_LAST;
        p->again_ns = now + POINT_AGAIN_NS;
        uv_async_send(&run->learner_wake);
    }
    return true;
}

void run_point_saved(struct rltd_run *run, uint64_t last, int code)
{
    struct run_point *p = &run->point;
    struct rl_error err;
    if (!p->first || last == 0 || last != p->last)
        return;
    *p = (struct run_point){.first = code < 0, .again_ns = rl_now_ns() + POINT_AGAIN_NS};
    int rc = code == 0 ? run->collector->goes_on(run, &err) : 0;
    if (rc < 0 && run->phase != RUN_OVER)
        run_fail(run, rltd_exit_of(rc), err.text);
}

/* What is not in the registry follows from it. */
static void begin_again(struct rltd_run *run)
{
    struct rltd_metric_row dropped;
    uint64_t now = rl_now_ns();
    rltd_metrics_flush(&run->metrics, run->counters.env_steps, rl_wall_s(), &dropped);
    run->start_ns = now;
    run->pause.before_ns = 0;
    if (run->pause.held_ns)
        run->pause.held_ns = now;
    run->want_sets = RLTD_SET_LAST; /* a restart goes on from here, not from what is undone */
    run->point.again_ns = now + POINT_AGAIN_NS;
    run->want_metric = run->want_log = false;
    run->limit = run_limit_reached(run);
    run->looked_at = run->thawed_at = run->collector->looked_at(run);
    run->rate.ns = 0;
    rltd_freeze_hold(&run->freeze, run->agent, run->counters.env_steps, NULL);
}

/* What was half read cannot be undone: the last good checkpoint is there. */
static int failed(struct rltd_run *run, int rc, const struct rl_error *err)
{
    run_fail(run, rltd_exit_of(rc), err->text);
    return rc;
}

static int go_back(struct rltd_run *run, const struct run_order *order, struct rl_error *err)
{
    const struct rltd_collector *c = run->collector;
    bool replay_stays = c->restores && !c->restores(run, order->ckpt);
    uint64_t incarnation = run->incarnation;
    rltd_average_hide(&run->average);
    int rc = rltd_ckpt_restore_live(order->ckpt, run->agent->state, stays, &replay_stays, err);
    if (rc < 0)
        return run->load.contents ? failed(run, rc, err) : rc;
    run->incarnation = incarnation + 1;
    rltd_evaluator_cancel(&run->evaluator);
    run->evaluator.hold = false;
    note_changes(run, order->ckpt);
    run_restored(run, order->ckpt);
    run->changed_since = false;
    rc = c->rolled_back ? c->rolled_back(run, !replay_stays, err) : 0;
    run->point = (struct run_point){.first = rc == RLTD_POINT_FIRST};
    snprintf(run->from, sizeof run->from, "%s", order->path);
    return rc < 0 ? failed(run, rc, err) : rc;
}

static void tell(struct rltd_run *run, const struct run_order *order)
{
    char text[RL_ERROR_TEXT_MAX];
    struct rl_error err;
    snprintf(run->loaded, sizeof run->loaded, "%s", order->file);
    struct rltd_mark mark = run_rollback_mark(run);
    run->rolls_back = run->config.config->fast_dev_run == 0;
    if (!run->rolls_back && rltd_store_roll_back(run->store, &mark, order->file, &err) < 0)
        rl_err(run->log, "%s: histories keep what was undone", err.text);
    snprintf(text, sizeof text, "%.200s, %s%.160s (%s)", order->path,
             run->exact ? "exact" : "not exact: ", run->not_exact, order->by);
    rl_info(run->log, "loaded at %llu env steps: %s", (unsigned long long)run->counters.env_steps,
            text);
    rltd_store_event(run->store, run->counters.env_steps, "loaded", text);
}

/* The replay is being written over: from here on there is no way but to go through with it. */
static int begin_reading(struct rltd_run *run, struct rl_error *err)
{
    int rc = run_load_read(run, err);
    if (rc < 0)
        return rc;
    run->load.contents = true;
    rltd_average_hide(&run->average);
    rltd_evaluator_cancel(&run->evaluator);
    run_enter(run, RUN_LOADING);
    return RUN_NOT_YET;
}

/* Of a run that stops, envs that are missing are not waited for. */
static bool may_go_back(struct rltd_run *run)
{
    bool starved = run->phase == RUN_LOADING && run->stop && run->train.op == RLTD_ENVS_NONE;
    return is_still(run) || starved;
}

int run_load_carry_out(struct rltd_run *run, struct run_order *order, struct rltd_told *told)
{
    const struct rltd_collector *c = run->collector;
    struct run_load *load = &run->load;
    int rc = 0;
    if (load->task.started && !rltd_task_ended(&load->task))
        return RUN_NOT_YET;
    if (load->task.started)
        rc = rltd_task_join(&load->task, &told->err);
    if (rc < 0)
        return failed(run, rc, &told->err);
    if (!may_go_back(run))
        return RUN_NOT_YET;
    bool reads = !load->contents && c->has_contents && c->has_contents(run, order->ckpt);
    rc = reads ? begin_reading(run, &told->err) : go_back(run, order, &told->err);
    if (rc < 0) /* a training step that was broken off for it cannot be gone on with */
        return run->phase == RUN_LEARNING ? failed(run, rc, &told->err) : rc;
    if (reads)
        return rc;
    begin_again(run);
    tell(run, order);
    told->file = order->path;
    told->exact = run->exact;
    told->why = run->not_exact;
    run_enter(run, RUN_RESETTING);
    if (!rltd_envs_whole(&run->train))
        return 0; /* it stops */
    if (run->exact)
        rltd_envs_set_state(&run->train);
    else
        rltd_envs_reset(&run->train);
    return 0;
}
