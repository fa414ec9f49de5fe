/* SPDX-License-Identifier: MIT */
/* Off-policy: what the envs answer goes into a replay ring, in memory or in a file, from which the
 * agent draws; when it does is collect_pace.c's matter. */
#include <string.h>

#include "base/base.h"
#include "base/clock.h"
#include "daemon/collect_replay.h"

/* ---- acting and recording ---- */

/* Every env has an open row: the observation that is acted on. An env that was lost and came back,
 * or that has just begun, opens one; the episode before it ends where it stood. */
static int open_rows(struct rltd_run *run)
{
    struct rltd_replay *r = run->replay;
    struct rltd_envs *envs = &run->train;
    for (int32_t e = 0; e < envs->n_envs; e++) {
        const uint8_t *obs = envs->obs + (size_t)e * envs->obs_bytes;
        uint64_t open = r->ring.open[e];
        bool stands = open > replay_ring_tail(&r->ring) && !envs->lost[e];
        if (stands && memcmp(replay_ring_obs(&r->ring, replay_ring_slot(&r->ring, open - 1)), obs,
                             envs->obs_bytes) == 0)
            continue;
        replay_ring_truncate(&r->ring, (uint32_t)e);
        int rc = replay_ring_begin(&r->ring, (uint32_t)e, obs);
        if (rc != 0)
            return rc;
    }
    memset(envs->lost, 0, (size_t)envs->n_envs);
    for (int32_t e = 0; e < envs->n_envs; e++)
        r->starts[e] = r->ring.rows[replay_ring_slot(&r->ring, r->ring.open[e] - 1)].back == 0;
    return 0;
}

/* What the agent acts on: the ring has every open episode's last frames, and a resumed run's too.
 */
static const uint8_t *stacked(struct rltd_run *run)
{
    struct rltd_replay *r = run->replay;
    size_t bytes = rl_space_bytes(&run->agent->setup.obs);
    if (!r->obs)
        return run->train.obs;
    for (int32_t e = 0; e < run->train.n_envs; e++)
        replay_view_observation(&r->sampler.view, r->ring.open[e] - 1, r->obs + (size_t)e * bytes);
    return r->obs;
}

static int replay_step(struct rltd_run *run, struct rl_error *err)
{
    struct rltd_replay *r = run->replay;
    struct rltd_envs *envs = &run->train;
    int64_t max = run->config.config->max_env_steps;
    double done = (double)run->counters.env_steps / (double)RL_MAX(max, 1);
    rltd_pace_lock(r);
    int rc = open_rows(run);
    assert(rc == 0); /* replay_next has seen to the room */
    const uint8_t *obs = stacked(run);
    r->acted_version = rltd_pace_version(r);
    rltd_pace_unlock(r);
    bool warm_up = run->counters.env_steps < (uint64_t)r->wish.learning_starts;
    struct agent_act act = {
        .n = envs->n_envs,
        .obs = obs,
        .slot = r->slot,
        .step = envs->steps,
        .starts = r->starts,
        .action = r->action,
        .raw_action = r->raw_action,
        .random = warm_up,
        .env_steps = run->counters.env_steps,
        .progress = max > 0 ? RL_MIN(1.0, done) : 0.0,
    };
    if (r->overlap)
        act.policy = rltd_published_get(&r->published, &r->acted_version);
    rc = run->agent->type->act(run->agent, &act, err);
    if (rc == 0)
        rltd_envs_step(envs, r->action);
    return rc;
}

/* Steps of envs [e, e + n). */
static int insert(struct rltd_run *run, uint32_t e, int32_t n, const uint32_t *env,
                  struct rl_error *err)
{
    struct rltd_replay *r = run->replay;
    const struct rltd_envs *envs = &run->train;
    size_t at = e;
    int rc = replay_ring_step(&r->ring,
                              &(struct replay_steps){
                                  .n = n,
                                  .env = env,
                                  .action = r->raw_action + at * r->ring.layout.action_bytes,
                                  .reward = envs->reward + at,
                                  .terminated = r->terminated + at,
                                  .truncated = r->truncated + at,
                                  .next_obs = envs->obs + at * envs->obs_bytes,
                                  .final_obs = envs->final_obs + at * envs->obs_bytes,
                                  .version = r->acted_version,
                              },
                              err);
    assert(rc != REPLAY_NO_ROOM);
    return rc;
}

/* Steps one by one, without those that never happened: their env was lost before it answered, so
 * the episode ended with the row before. */
static int insert_some(struct rltd_run *run, struct rl_error *err)
{
    int rc = 0;
    for (uint32_t e = 0; e < (uint32_t)run->train.n_envs && rc == 0; e++) {
        if (run->train.flags[e] & RLTD_NEVER_HAPPENED)
            replay_ring_truncate(&run->replay->ring, e);
        else
            rc = insert(run, e, 1, &e, err);
    }
    return rc;
}

static int replay_record(struct rltd_run *run, struct rl_error *err)
{
    struct rltd_replay *r = run->replay;
    const struct rltd_envs *envs = &run->train;
    int32_t n = 0, ended = 0;
    for (int32_t e = 0; e < envs->n_envs; e++) {
        r->terminated[e] = (envs->flags[e] & WIRE_TERMINATED) != 0;
        /* An end that is both is a termination: nothing comes after it. */
        r->truncated[e] = !r->terminated[e] && (envs->flags[e] & WIRE_TRUNCATED);
        n += !(envs->flags[e] & RLTD_NEVER_HAPPENED);
        ended += r->terminated[e] || r->truncated[e];
    }
    rltd_pace_lock(r);
    int rc = n == envs->n_envs ? insert(run, 0, n, NULL, err) : insert_some(run, err);
    if (rc == 0) {
        bool full = r->ring.head - r->ring.first >= (uint64_t)r->ring.spec.capacity;
        replay_limiter_inserted(&r->limiter, n, ended, (int64_t)r->ring.starts, full);
    }
    r->lag_max = RL_MAX(r->lag_max, (double)(rltd_pace_version(r) - r->acted_version));
    rltd_pace_unlock(r);
    rltd_pace_note(r);
    return rc;
}

/* Lock-step: between two rounds of train_freq, as Stable-Baselines3 looks at its limits. */
static bool at_boundary(const struct rltd_run *run)
{
    const struct replay_limiter *l = &run->replay->limiter;
    return run->replay->overlap || (l->owed == 0 && l->round == 0);
}

static uint64_t looked_at(const struct rltd_run *run)
{
    const struct replay_limiter *l = &run->replay->limiter;
    uint64_t n = (uint64_t)l->round_rows;
    /* The round is over, its end was not looked at; how long its episodes took is not known. */
    if (l->owed > 0)
        n = l->limits.train_unit == REPLAY_TRAIN_STEPS
                ? (uint64_t)(l->limits.train_freq * l->insert_rows)
                : 1;
    return run->counters.env_steps -
           (run->replay->overlap ? 0 : RL_MIN(n, run->counters.env_steps));
}

static bool log_due(const struct rltd_run *run)
{
    uint64_t every = (uint64_t)run->config.config->log.every_env_steps;
    return run->counters.env_steps / every > run->row_at / every;
}

static void log_values(struct rltd_run *run)
{
    struct rltd_replay *r = run->replay;
    rltd_metrics_log(&run->metrics, "replay/transitions", (double)r->ring.starts, AGENT_LAST,
                     AGENT_SINK_ALL);
    rltd_metrics_log(&run->metrics, "replay/policy_lag", r->lag_max, AGENT_MAX, AGENT_SINK_ALL);
    r->lag_max = 0;
}

/* A file's guarded rows leave room for `slack` new ones: then a save has to move the guard. */
static enum rltd_next replay_next(struct rltd_run *run)
{
    struct rltd_replay *r = run->replay;
    enum rltd_next next = rltd_pace_next(run);
    uint64_t need = (uint64_t)RLTD_REPLAY_STEP_ROWS * (uint64_t)run->train.n_envs;
    if (next != RLTD_NEXT_STEP || replay_ring_room(&r->ring) >= need) {
        if (r->blocked_ns)
            run_add_stall(run, r->blocked_ns);
        r->blocked_ns = 0;
        return next;
    }
    if (r->blocked_ns == 0)
        r->blocked_ns = rl_now_ns();
    if (!r->in_file)
        return RLTD_NEXT_WAIT; /* the save that reads the rows ends */
    if (!r->save_asked || (r->ask_again_ns > 0 && rl_now_ns() >= r->ask_again_ns)) {
        r->save_asked = true;
        r->ask_again_ns = 0;
        run->want_sets |= RLTD_SET_LAST;
        uv_async_send(&run->learner_wake);
    }
    return RLTD_NEXT_WAIT;
}

/* ---- status ---- */

void rltd_replay_view(struct rltd_run *run, struct rltd_replay_view *view, uint64_t now_ns)
{
    struct rltd_replay *r = run->replay;
    rltd_pace_note(r);
    rltd_pace_lock(r);
    uint64_t version = rltd_pace_version(r);
    *view = (struct rltd_replay_view){
        .transitions = r->ring.starts,
        .capacity = (uint64_t)r->ring.spec.capacity,
        .bytes = r->ring.layout.bytes,
        .sampled = r->limiter.sampled,
        .inserted = r->limiter.inserted,
        .policy_lag = version - RL_MIN(r->acted_version, version),
        .in_file = r->in_file,
        .lock_step = !r->overlap,
        .waits_s = 1e-9 * (double)(now_ns - RL_MIN(r->waits_since_ns, now_ns)),
    };
    rltd_pace_unlock(r);
    rltd_pace_format(r, view->waits, sizeof view->waits);
}

const struct rltd_collector rltd_collect_replay = {
    .open = rltd_replay_open,
    .close = rltd_replay_close,
    .restored = rltd_replay_restored,
    .restores = rltd_replay_restores,
    .fits = rltd_replay_fits,
    .is_contents = rltd_replay_is_contents,
    .has_contents = rltd_replay_has_contents,
    .read_contents = rltd_replay_read_contents,
    .rolled_back = rltd_replay_rolled_back,
    .goes_on = rltd_replay_goes_on,
    .begin = rltd_replay_begin,
    .at_boundary = at_boundary,
    .looked_at = looked_at,
    .log_due = log_due,
    .log = log_values,
    .attend = rltd_pace_attend,
    .next = replay_next,
    .step = replay_step,
    .record = replay_record,
    .begin_learning = rltd_pace_begin_learning,
    .learns_here = rltd_pace_learns_here,
    .end_learning = rltd_pace_end_learning,
    .between_updates = rltd_pace_between_updates,
    .saves_exactly = rltd_replay_saves_exactly,
    .saves_apart = rltd_replay_saves_apart,
    .add_to_image = rltd_replay_add_to_image,
    .cursor = rltd_replay_cursor,
    .saved = rltd_replay_saved,
};
