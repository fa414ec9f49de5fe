/* SPDX-License-Identifier: MIT */
/* On-policy: a rollout is filled, then learned from while collecting stands still, then begun anew.
 */
#include "base/base.h"
#include "daemon/run_private.h"

static int rollout_open(struct rltd_run *run, struct rl_error *err)
{
    int32_t n_steps = run->agent->type->rollout_steps(run->agent);
    const struct rl_space *obs =
        run->agent->kept_obs ? run->agent->kept_obs : &run->train.obs_space;
    int rc = replay_rollout_init(&run->rollout, n_steps, run->train.n_envs, obs,
                                 &run->train.action_space, err);
    if (rc == 0)
        rc = rltd_actor_init(&run->actor, run->agent, &run->train, &run->rollout, err);
    if (rc < 0)
        return rc;
    rc = replay_rollout_register(&run->rollout, run->agent->state);
    return rc < 0 ? rl_error_set(err, rc, "out of memory for the state registry") : 0;
}

static void rollout_close(struct rltd_run *run)
{
    rltd_actor_deinit(&run->actor);
    replay_rollout_deinit(&run->rollout);
}

static int rollout_restored(struct rltd_run *run, const struct rltd_ckpt *ckpt,
                            struct rl_error *err)
{
    (void)run, (void)ckpt, (void)err;
    return 0;
}

static int rollout_begin(struct rltd_run *run, struct rl_error *err)
{
    (void)err;
    run->ctx.rollout = &run->rollout;
    return 0;
}

static bool rollout_at_boundary(const struct rltd_run *run)
{
    return run->rollout.t == 0 || run->frozen;
}

static uint64_t rollout_looked_at(const struct rltd_run *run)
{
    uint64_t open = run->frozen ? 0 : (uint64_t)run->rollout.t * (uint64_t)run->train.n_envs;
    return run->counters.env_steps - open;
}

static bool rollout_log_due(const struct rltd_run *run)
{
    return run->counters.iterations % (uint64_t)run->config.config->log.every_n_iterations == 0;
}

static enum rltd_next rollout_next(struct rltd_run *run)
{
    return run->rollout.t == run->rollout.n_steps ? RLTD_NEXT_LEARN : RLTD_NEXT_STEP;
}

static void rollout_reset(struct rltd_run *run)
{
    rltd_actor_reset(&run->actor);
}

static int rollout_step(struct rltd_run *run, struct rl_error *err)
{
    if (run->rollout.t == 0 && run->agent->type->collect_begin)
        run->agent->type->collect_begin(run->agent, &run->ctx);
    return rltd_actor_step(&run->actor, false, err);
}

static int rollout_record(struct rltd_run *run, struct rl_error *err)
{
    return rltd_actor_record(&run->actor, err);
}

static int rollout_begin_learning(struct rltd_run *run, bool goes_on, struct rl_error *err)
{
    const struct rltd_config *c = run->config.config;
    uint64_t rows = (uint64_t)replay_rollout_rows(&run->rollout);
    int rc = goes_on || run->frozen ? 0 : rltd_actor_bootstrap(&run->actor, err);
    if (rc < 0)
        return rc;
    if (!goes_on && run->frozen)
        run->counters.env_steps += rows; /* as if it had been collected again */
    if (!goes_on && run->agent->type->collect_end)
        run->agent->type->collect_end(run->agent, &run->ctx);
    /* Schedules stand where the rollout began. */
    double done = (double)(run->counters.env_steps - rows) / (double)RL_MAX(c->max_env_steps, 1);
    run->ctx.progress = c->max_env_steps > 0 ? RL_MIN(1.0, done) : 0.0;
    return 0;
}

static void rollout_end_learning(struct rltd_run *run)
{
    run->frozen = run->config.config->overfit;
    if (!run->frozen)
        run->rollout.t = 0;
}

const struct rltd_collector rltd_collect_rollout = {
    .open = rollout_open,
    .close = rollout_close,
    .restored = rollout_restored,
    .begin = rollout_begin,
    .at_boundary = rollout_at_boundary,
    .looked_at = rollout_looked_at,
    .log_due = rollout_log_due,
    .next = rollout_next,
    .reset = rollout_reset,
    .step = rollout_step,
    .record = rollout_record,
    .begin_learning = rollout_begin_learning,
    .end_learning = rollout_end_learning,
};
