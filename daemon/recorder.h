/* SPDX-License-Identifier: MIT */
/* What happens in the episodes of an evaluation, step by step, as one safetensors file: T steps of
 * E episodes, in the order in which the episodes ended.
 *
 *   observation (T, ...)  as the policy saw it, dtype and shape of the space; without its mask
 *   action (T, ...)       as the env got it
 *   value (T) f32         the critic's, NaN where the agent has none
 *   reward (T) f32
 *   return (T) f64        discounted sum of the rewards from there to the episode's end; nothing is
 *                         added for what would have come after a truncation
 *   episode (T) i64       whose step it is, in [0, E)
 *   episode_return (E) f64, episode_length (E) i64, episode_terminated (E) u8
 *
 * Loop thread. */
#pragma once

#include <jansson.h>

#include "daemon/session/envs.h"

struct rltd_recorder_track; /* the open episode of one env */

struct rltd_recorder {
    const struct rltd_envs *envs;
    double gamma;
    struct rltd_recorder_track *track; /* (N) */
    struct rl_buf obs, action, value, reward, ret, episode;
    struct rl_buf episode_return, episode_length, episode_terminated;
    int64_t n_steps, n_episodes;
};

int rltd_recorder_init(struct rltd_recorder *rec, const struct rltd_envs *envs, double gamma,
                       struct rl_error *err);
void rltd_recorder_deinit(struct rltd_recorder *rec); /* accepts zeroed */

/* The policy has decided on envs->obs: action (N, action bytes), value (N). */
void rltd_recorder_decided(struct rltd_recorder *rec, const uint8_t *action, const float *value);
/* Slot's open episode has ended, and is one of those that count; or it does not count. */
void rltd_recorder_ended(struct rltd_recorder *rec, int32_t slot, bool counts);
/* The envs have answered that step. */
void rltd_recorder_answered(struct rltd_recorder *rec);

/* `metadata`: an object of strings, borrowed. The file appears whole or not at all. */
int rltd_recorder_write(const struct rltd_recorder *rec, const char *path, json_t *metadata,
                        struct rl_error *err);
