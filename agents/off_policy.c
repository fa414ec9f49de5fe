/* SPDX-License-Identifier: MIT */
#include "agents/off_policy.h"

#include "base/base.h"

const char *const agent_train_unit_names[] = {"step", "episode", NULL};
const char *const agent_collect_names[] = {"overlap", "lock_step", NULL};

void agent_off_policy_replay(const struct agent_off_policy *hp, struct agent_replay *out)
{
    *out = (struct agent_replay){
        .capacity = hp->buffer_size,
        .batch_size = (int32_t)hp->batch_size,
        .n_steps = (int32_t)hp->n_steps,
        .gamma = (float)hp->gamma,
        .prioritized = hp->prioritized_replay,
        .priority_alpha = hp->prioritized_replay_alpha,
        .priority_eps = hp->prioritized_replay_eps,
        .priority_beta = hp->prioritized_replay_beta,
        .learning_starts = hp->learning_starts,
        .lock_step = hp->collect == AGENT_COLLECT_LOCK_STEP,
        .train_freq = hp->train_freq,
        .train_per_episode = hp->train_freq_unit == AGENT_TRAIN_EPISODES,
        .gradient_steps = hp->gradient_steps,
        .samples_per_insert = hp->samples_per_insert,
        .error_buffer = hp->error_buffer,
        .max_policy_lag = hp->max_policy_lag,
    };
}

int64_t agent_target_updates(int64_t interval, int32_t n_envs, uint64_t before, uint64_t now)
{
    uint64_t calls = (uint64_t)RL_MAX(interval / n_envs, 1), n = (uint64_t)n_envs;
    return (int64_t)(now / n / calls - before / n / calls);
}
