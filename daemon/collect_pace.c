/* SPDX-License-Identifier: MIT */
/* Who waits for whom: lock-step, where collecting stands still while the learner makes the updates
 * that it owes, or overlap, where the learner is granted rounds of updates beside collecting and
 * both stay within what the rate limiter and `max_policy_lag` allow. */
#include <stdio.h>

#include "base/base.h"
#include "base/clock.h"
#include "ctl/proto.h"
#include "daemon/collect_replay.h"
#include "daemon/replay_limits.h"

enum {
    HERE_MAX_NS = 5 * 1000 * 1000, /* a shorter round is learned on the loop thread: handing over
                                    * costs two wake-ups */
};

void rltd_pace_lock(struct rltd_replay *r)
{
    pthread_mutex_lock(&r->mutex);
}

void rltd_pace_unlock(struct rltd_replay *r)
{
    pthread_mutex_unlock(&r->mutex);
}

uint64_t rltd_pace_version(const struct rltd_replay *r)
{
    return r->limiter.sampled / (uint64_t)r->limiter.limits.batch_size;
}

/* ---- lifecycle ---- */

int rltd_pace_init(struct rltd_run *run, struct rl_error *err)
{
    struct rltd_replay *r = run->replay;
    r->wish.lock_step = r->wish.lock_step || run->config.config->deterministic;
    r->overlap = !r->wish.lock_step;
    pthread_mutex_init(&r->mutex, NULL);
    return rltd_replay_limits(&r->limiter, &r->wish, run->train.n_envs, err);
}

/* Saved state is in place. */
int rltd_pace_begin(struct rltd_run *run, struct rl_error *err)
{
    struct rltd_replay *r = run->replay;
    r->version_end = rltd_pace_version(r);
    r->waits_since_ns = rl_now_ns();
    r->sampler.limiter = &r->limiter;
    r->sampler.mutex = &r->mutex;
    if (!r->overlap)
        return 0;
    run->learning = 0; /* the limiter knows what is still to be sampled */
    return rltd_published_init(&r->published, run->agent->acting, r->version_end, err);
}

void rltd_pace_rolled_back(struct rltd_run *run)
{
    struct rltd_replay *r = run->replay;
    r->version_end = r->acted_version = rltd_pace_version(r);
    rltd_pace_note(r);
    if (!r->overlap)
        return;
    run->learning = 0;
    rltd_published_put(&r->published, r->version_end);
}

void rltd_pace_deinit(struct rltd_replay *r)
{
    rltd_published_deinit(&r->published);
    pthread_mutex_destroy(&r->mutex);
}

/* ---- training steps ---- */

static void fill_context(struct rltd_run *run, int64_t updates)
{
    struct rltd_replay *r = run->replay;
    int64_t max = run->config.config->max_env_steps;
    double done = (double)run->counters.env_steps / (double)RL_MAX(max, 1);
    run->ctx.env_steps = run->counters.env_steps;
    run->ctx.iteration = run->counters.iterations;
    run->ctx.progress = max > 0 ? RL_MIN(1.0, done) : 0.0;
    run->ctx.gradient_steps = r->granted = (int32_t)RL_MIN(updates, INT32_MAX);
    r->learn_ns = rl_now_ns();
    r->version_end = rltd_pace_version(r) + (uint64_t)r->granted;
}

int rltd_pace_begin_learning(struct rltd_run *run, bool goes_on, struct rl_error *err)
{
    (void)err;
    if (!goes_on && run->agent->type->collect_end)
        run->agent->type->collect_end(run->agent, &run->ctx);
    fill_context(run, run->replay->limiter.owed);
    return 0;
}

bool rltd_pace_learns_here(const struct rltd_run *run)
{
    const struct rltd_replay *r = run->replay;
    return r->update_ns > 0 && r->update_ns * (double)r->granted < HERE_MAX_NS;
}

void rltd_pace_end_learning(struct rltd_run *run)
{
    struct rltd_replay *r = run->replay;
    double ns = (double)(rl_now_ns() - r->learn_ns) / RL_MAX(r->granted, 1);
    r->update_ns += (ns - r->update_ns) * (r->update_ns > 0 ? 0.1 : 1.0);
    if (r->overlap) {
        rltd_published_put(&r->published, r->version_end);
        rltd_pace_note(r);
    } else if (run->agent->type->collect_begin)
        run->agent->type->collect_begin(run->agent, &run->ctx);
}

/* Learner thread: what it has learned so far is there to be acted with, and whoever waits for
 * updates hears of this one. */
void rltd_pace_between_updates(struct rltd_run *run)
{
    struct rltd_replay *r = run->replay;
    if (!r->overlap)
        return;
    bool waits = atomic_exchange(&r->collector_waits, false);
    if (waits || rltd_published_taken(&r->published)) {
        rltd_pace_lock(r);
        uint64_t version = rltd_pace_version(r);
        rltd_pace_unlock(r);
        rltd_published_put(&r->published, version);
    }
    if (waits)
        uv_async_send(&run->learner_wake);
}

/* ---- overlap ---- */

/* Updates that max_policy_lag leaves while a step is on its way that an older policy decided. */
static int64_t lag_leaves(const struct rltd_run *run)
{
    const struct rltd_replay *r = run->replay;
    if (r->wish.max_policy_lag == 0)
        return INT32_MAX;
    bool on_its_way = run->train.op == RLTD_ENVS_STEP;
    uint64_t oldest = on_its_way ? r->acted_version : r->version_end;
    return r->wish.max_policy_lag - (int64_t)(r->version_end - oldest);
}

/* A whole round, or as much of one as there can be before collecting has to stop. */
static void grant(struct rltd_run *run)
{
    struct rltd_replay *r = run->replay;
    int64_t round = RL_MIN(rltd_replay_round(&r->wish, run->train.n_envs), INT32_MAX);
    rltd_pace_lock(r);
    int64_t updates = replay_limiter_updates(&r->limiter);
    bool can_insert = replay_limiter_can_insert(&r->limiter);
    rltd_pace_unlock(r);
    if (updates < round && can_insert)
        return;
    updates = RL_MIN(RL_MIN(updates, round), lag_leaves(run));
    if (updates < 1)
        return;
    fill_context(run, updates);
    rltd_learner_go(&run->learner);
}

bool rltd_pace_attend(struct rltd_run *run, enum rltd_learner_need need)
{
    struct rltd_replay *r = run->replay;
    struct rl_error err;
    if (!r->overlap)
        return true;
    enum rltd_learner_state state = rltd_learner_state(&run->learner);
    if (state == RLTD_LEARNER_PARKED) {
        if (need == RLTD_LEARNER_MUST_PARK)
            return true;
        rltd_learner_release(&run->learner);
        return need == RLTD_LEARNER_MAY_WORK;
    }
    if (state == RLTD_LEARNER_RUNNING) {
        if (need == RLTD_LEARNER_MUST_PARK)
            rltd_learner_want_cut(&run->learner);
        return need == RLTD_LEARNER_MAY_WORK;
    }
    if (state == RLTD_LEARNER_DONE) {
        int rc = rltd_learner_take(&run->learner, &err);
        if (rc < 0) {
            run_fail(run, rltd_exit_of(rc), err.text);
            return false;
        }
        run_end_iteration(run);
    }
    if (need == RLTD_LEARNER_MAY_WORK)
        grant(run);
    return true;
}

/* ---- what collecting does next ---- */

/* Would its transitions be older than allowed when they are stored? */
static bool too_old(struct rltd_replay *r)
{
    uint64_t version;
    if (!r->overlap || r->wish.max_policy_lag == 0)
        return false;
    rltd_published_get(&r->published, &version);
    return r->version_end - version > (uint64_t)r->wish.max_policy_lag;
}

static bool may_step(struct rltd_replay *r)
{
    rltd_pace_lock(r);
    bool may = replay_limiter_can_insert(&r->limiter);
    rltd_pace_unlock(r);
    return may && !too_old(r);
}

enum rltd_next rltd_pace_next(struct rltd_run *run)
{
    struct rltd_replay *r = run->replay;
    if (!r->overlap)
        return r->limiter.owed > 0 ? RLTD_NEXT_LEARN : RLTD_NEXT_STEP;
    rltd_pace_attend(run, RLTD_LEARNER_MAY_WORK); /* it may have stood for a cut until here */
    if (run->phase == RUN_OVER)
        return RLTD_NEXT_WAIT;
    if (may_step(r))
        return RLTD_NEXT_STEP;
    /* Said first, then looked at once more: an update in between is not missed. */
    atomic_store(&r->collector_waits, true);
    if (!may_step(r)) {
        rltd_pace_note(r);
        return RLTD_NEXT_WAIT;
    }
    atomic_store(&r->collector_waits, false);
    return RLTD_NEXT_STEP;
}

/* ---- who waits ---- */

static enum rltd_replay_waits waits(struct rltd_replay *r)
{
    static const enum rltd_replay_waits of[] = {
        [REPLAY_NOBODY_WAITS] = RLTD_NOBODY_WAITS,
        [REPLAY_LEARNER_WAITS] = RLTD_LEARNER_WAITS,
        [REPLAY_COLLECTOR_WAITS] = RLTD_COLLECTOR_WAITS,
    };
    if (r->save_asked)
        return r->save_code < 0 ? RLTD_RETRY_WAITS : RLTD_ROOM_WAITS;
    if (r->blocked_ns)
        return r->in_file ? RLTD_ROOM_WAITS : RLTD_READ_WAITS;
    if (too_old(r))
        return RLTD_LAG_WAITS;
    rltd_pace_lock(r);
    enum replay_waits by_limits = replay_limiter_waits(&r->limiter);
    rltd_pace_unlock(r);
    return of[by_limits];
}

void rltd_pace_note(struct rltd_replay *r)
{
    enum rltd_replay_waits now = waits(r);
    if (now == r->waits)
        return;
    r->waits = now;
    r->waits_since_ns = rl_now_ns();
}

void rltd_pace_format(struct rltd_replay *r, char *out, size_t out_bytes)
{
    if (r->waits == RLTD_ROOM_WAITS)
        snprintf(out, out_bytes, "collecting waits: a save has to make room in the replay's file");
    else if (r->waits == RLTD_RETRY_WAITS)
        snprintf(out, out_bytes,
                 r->save_code == RL_ENOSPACE
                     ? "collecting waits for disk space: no save can make room in the replay's file"
                     : "collecting waits: the save that makes room in the replay's file fails");
    else if (r->waits == RLTD_READ_WAITS)
        snprintf(out, out_bytes, "collecting waits: a save is still reading the replay");
    else if (r->waits == RLTD_LAG_WAITS)
        snprintf(out, out_bytes, "collecting waits: a policy within max_policy_lag %lld",
                 (long long)r->wish.max_policy_lag);
    else {
        rltd_pace_lock(r);
        replay_limiter_format(&r->limiter, (int64_t)r->ring.starts, out, out_bytes);
        rltd_pace_unlock(r);
    }
}
