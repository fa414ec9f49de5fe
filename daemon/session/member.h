/* SPDX-License-Identifier: MIT */
/* What envs.c (operations) and member.c (membership) need of each other; private to this room. */
#pragma once

#include "daemon/session/envs.h"

/* Ask a member for new episodes in all of its slots. */
void rltd_member_reset(struct rltd_member *member);
/* The member has done its part of the open operation. */
void rltd_member_answered(struct rltd_member *member);
/* Report the slot's episode and open the next. */
void rltd_envs_end_episode(struct rltd_envs *envs, int32_t slot, enum rltd_end end);
/* The same where the open step's flags say that it ended, unless that was reported. Slot by slot
 * once all have answered, so that the order in which they answer is not seen. */
void rltd_envs_end_flagged(struct rltd_envs *envs, int32_t slot);
int32_t rltd_envs_slots_taken(const struct rltd_envs *envs);
/* Observation storage, once the spaces are known. */
int rltd_envs_alloc_obs(struct rltd_envs *envs, struct rl_error *err);
/* Forget the spaces and their storage. */
void rltd_envs_free_obs(struct rltd_envs *envs);
