/* SPDX-License-Identifier: MIT */
/* What an off-policy agent's hyper-parameters amount to as a rate limiter: known, and refused if
 * impossible, before any env is there. */
#pragma once

#include "agents/off_policy.h"
#include "replay/limiter.h"

/* Updates of one round: what train_freq steps of all envs are followed by. */
int64_t rltd_replay_round(const struct agent_replay *wish, int32_t n_envs);

/* RL_ECONFIG: limits under which learning would never begin or both sides would wait for ever, or
 * that have no effect the way collecting is asked for. */
int rltd_replay_limits(struct replay_limiter *limiter, const struct agent_replay *wish,
                       int32_t n_envs, struct rl_error *err);
