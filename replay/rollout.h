/* SPDX-License-Identifier: MIT */
/* On-policy rollout storage: filled step by step by the actor, read by the agent through
 * replay/batch.h. One thread at a time: the loop while collecting, the learner while it learns. */
#pragma once

#include "base/space.h"
#include "nn/state.h"
#include "replay/batch.h"

struct replay_rollout {
    int32_t n_steps, n_envs; /* T, N */
    int32_t t;               /* steps that are complete: state, saved */
    struct rl_space obs_space, action_space;
    size_t obs_bytes;
    size_t raw_action_bytes;
    /* Columns of T * N rows, each one allocation. */
    uint8_t *obs;        /* wire layout */
    uint8_t *raw_action; /* I32 or f32 * A */
    float *logp, *value, *reward;
    uint8_t *terminated, *truncated;
    float *final_value;     /* V of the final observation where truncated, else 0 */
    float *last_value;      /* (N) V of the observation after the last step */
    float *advantage, *ret; /* derived: not saved */
};

int replay_rollout_init(struct replay_rollout *r, int32_t n_steps, int32_t n_envs,
                        const struct rl_space *obs, const struct rl_space *action,
                        struct rl_error *err);
void replay_rollout_deinit(struct replay_rollout *r); /* accepts zeroed */
/* Register the columns and the cursor under "rollout/...". */
int replay_rollout_register(struct replay_rollout *r, struct nn_state *state);
