/* SPDX-License-Identifier: MIT */
/* What an agent sees of collected experience: the only header of replay/ that agents include.
 *
 * On-policy: a rollout is T steps of N envs; row r = t * N + env. Off-policy: a sampler draws
 * batches of transitions from a replay ring. All columns are row-major host memory.
 */
#pragma once

#include <stdint.h>

#include "base/space.h"

struct replay_rollout;
struct replay_sampler;

/* Observations as a network's input, D floats a row: a Box flattened and converted, Discrete and
 * MultiDiscrete one-hot, MultiBinary 0 or 1 (Gymnasium's flatten). */
int64_t replay_feature_count(const struct rl_space *space); /* D */
/* wire (n, space bytes), at any alignment -> out (n, D). A choice outside its range is all zeros.
 */
void replay_encode(const struct rl_space *space, const void *wire, int32_t n, float *out);
/* Values without the masks behind them, as they are on the wire: wire (n, space bytes) -> out (n,
 * value bytes). */
void replay_values(const struct rl_space *space, const void *wire, int32_t n, void *out);
/* Of observations that carry masks: 1 where an action is possible, else 0. wire (n, space bytes) ->
 * out (n, space->n_mask). A part under which nothing is possible, as in the final observation of an
 * episode that terminated, is all ones. */
void replay_masks(const struct rl_space *obs, const struct rl_space *action, const void *wire,
                  int32_t n, float *out);

/* Where a gathered minibatch goes: usually the inputs of an update program. NULL columns are
 * skipped. */
struct replay_minibatch {
    float *obs;     /* (n, D) as replay_encode writes it */
    uint8_t *bytes; /* (n, value bytes) of observations as envs sent them */
    /* (n) I32 of a Discrete, (n, A) f32 of a Box and a MultiBinary, of a MultiDiscrete its choices
     * one-hot, (n, sum of nvec) f32. */
    void *action;
    float *mask;      /* (n, choices) of obs, as replay_masks writes it */
    float *logp;      /* (n) at collection */
    float *value;     /* (n) at collection */
    float *advantage; /* (n) */
    float *ret;       /* (n) advantage + value: the critic's target */
};

int32_t replay_rollout_rows(const struct replay_rollout *rollout); /* T * N */

/* Generalised advantage estimation (Schulman et al. 2016, eq. 16), fills advantage and ret:
 *   delta_t = r_t + gamma (1 - terminated_t) V(s_{t+1}) - V(s_t)
 *   A_t     = delta_t + gamma lambda (1 - terminated_t)(1 - truncated_t) A_{t+1}
 * where V(s_{t+1}) at a truncated step is the value of that episode's own final observation. */
void replay_rollout_advantages(struct replay_rollout *rollout, float gamma, float lambda);

/* Gather rows index[0..n). */
void replay_rollout_gather(const struct replay_rollout *rollout, const uint32_t *index, int32_t n,
                           const struct replay_minibatch *out);

/* 1 - Var(ret - value) / Var(ret); NaN where Var(ret) is 0. */
double replay_rollout_explained_variance(const struct replay_rollout *rollout);

/* Where a batch of n sampled transitions goes: usually the inputs of an update program. NULL
 * columns are skipped. The target of a value is reward + discount * V(next_obs), whatever the
 * number of steps between the two observations and however the episode ended. */
struct replay_batch {
    void *obs;               /* (n, D) f32 as replay_encode writes it, or (n, wire bytes) */
    void *next_obs;          /* the same, of the state to bootstrap from */
    void *action;            /* (n, A) I32 or f32: the raw action */
    float *mask, *next_mask; /* (n, choices) of obs and next_obs, as replay_masks writes it */
    float *reward;           /* (n) discounted sum of up to n_step rewards */
    float *discount;         /* (n) gamma^m, 0 where the episode terminated */
    float *weight;           /* (n) importance weight; 1 when sampling is uniform */
    uint64_t *version;       /* (n) of the policy that acted */
};

/* Nothing can be sampled yet. */
#define REPLAY_EMPTY 3

/* The batch of update number `update`, at `progress` in [0, 1] of the run. 0 or REPLAY_EMPTY; n is
 * at most the sampler's largest batch. */
int replay_sampler_draw(struct replay_sampler *sampler, uint64_t update, double progress, int32_t n,
                        const struct replay_batch *out);
/* TD errors of the last batch that was drawn, for prioritized replay; signs do not matter. */
void replay_sampler_update(struct replay_sampler *sampler, const float *td_error);
