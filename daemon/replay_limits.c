/* SPDX-License-Identifier: MIT */
#include "daemon/replay_limits.h"

#include "base/base.h"
#include "replay/layout.h"

int64_t rltd_replay_round(const struct agent_replay *w, int32_t n_envs)
{
    if (w->gradient_steps > 0)
        return w->gradient_steps;
    return w->train_per_episode ? n_envs : w->train_freq * n_envs;
}

/* The ratio that lock-step would have; an episode is taken for no particular number of steps. */
static struct replay_limits ratio_limits(struct replay_limits limits, const struct agent_replay *w,
                                         int32_t n_envs)
{
    double updates = (double)rltd_replay_round(w, n_envs);
    double round = updates * (double)w->batch_size;
    double rows =
        w->gradient_steps < 0 || w->train_per_episode ? updates : (double)w->train_freq * n_envs;
    limits.kind = REPLAY_LIMIT_RATIO;
    limits.samples_per_insert = w->samples_per_insert > 0 ? w->samples_per_insert : round / rows;
    double insert = limits.samples_per_insert * n_envs;
    limits.error_buffer =
        w->error_buffer > 0 ? w->error_buffer : RL_MAX(round, (insert + (double)w->batch_size) / 2);
    return limits;
}

/* In lock-step nothing is ahead of anything. */
static int refuse_unused(const struct agent_replay *w, struct rl_error *err)
{
    const struct {
        const char *name;
        bool set;
    } key[] = {
        {"samples_per_insert", w->samples_per_insert > 0},
        {"error_buffer", w->error_buffer > 0},
        {"max_policy_lag", w->max_policy_lag > 0},
    };
    for (size_t i = 0; i < RL_COUNTOF(key); i++)
        if (key[i].set)
            return rl_error_set(err, RL_ECONFIG,
                                "%s has no effect in lock-step, where train_freq and "
                                "gradient_steps decide; remove it, or set collect to overlap",
                                key[i].name);
    return 0;
}

int rltd_replay_limits(struct replay_limiter *limiter, const struct agent_replay *w, int32_t n_envs,
                       struct rl_error *err)
{
    struct replay_limits limits = {
        .kind = REPLAY_LIMIT_LOCK_STEP,
        .min_size = w->learning_starts + 1,
        .batch_size = w->batch_size,
        .train_unit = w->train_per_episode ? REPLAY_TRAIN_EPISODES : REPLAY_TRAIN_STEPS,
        .train_freq = w->train_freq,
        .gradient_steps = w->gradient_steps,
    };
    if (w->capacity < replay_min_capacity(n_envs))
        return rl_error_set(err, RL_ECONFIG,
                            "buffer_size %lld: with %d envs it must be at least %lld",
                            (long long)w->capacity, n_envs, (long long)replay_min_capacity(n_envs));
    int rc = w->lock_step ? refuse_unused(w, err) : 0;
    if (rc < 0)
        return rc;
    if (!w->lock_step)
        limits = ratio_limits(limits, w, n_envs);
    return replay_limiter_init(limiter, &limits, w->capacity, n_envs, err);
}
