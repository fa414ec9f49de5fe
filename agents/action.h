/* SPDX-License-Identifier: MIT */
/* Actions between networks and envs: what policies of every algorithm share. Pure functions. */
#pragma once

#include <stdint.h>

#include "base/error.h"
#include "base/space.h"

/* Numbers that a policy network puts out: choices of a Discrete, of all parts of a MultiDiscrete;
 * elements of a Box and of a MultiBinary. */
int64_t agent_action_outputs(const struct rl_space *action);

/* Choices of part `part`: n of a Discrete (one part), nvec[part], 2 of a MultiBinary. */
int64_t agent_action_choices(const struct rl_space *action, int64_t part);

/* 0 for every space but a Box of integers or of more than RL_SPACE_MAX_DIMS elements, which are
 * RL_EUNSUPPORTED. */
int agent_action_check(const struct rl_space *action, struct rl_error *err);

/* raw: (n, A) I32 choices from 0, or f32 (Box) -> wire (n, action bytes): choices with the space's
 * start added, or the vector clipped to the space's bounds in the space's dtype. */
void agent_action_to_wire(const struct rl_space *action, const void *raw, int32_t n, void *wire);

/* One of n choices, uniformly by u in [0, 1), that the mask (n bytes) does not rule out; all of
 * them are possible where it is NULL or all zeros. */
int32_t agent_action_any(int64_t n, const uint8_t *mask, double u);

/* ---- policies that act in a Box as [-1, 1] ---- */

/* As agent_action_check; a Box must have bounds a finite float32 apart, since [-1, 1] is scaled to
 * them. */
int agent_action_check_scaled(const struct rl_space *action, struct rl_error *err);
/* Uniformly random raw actions (n, A) in [-1, 1]; row i is keyed by (slot[i], step[i]). */
void agent_action_random_box(const struct rl_space *action, uint64_t seed, const uint32_t *slot,
                             const uint64_t *step, int32_t n, float *raw);
/* raw (n, A) -> wire (n, action bytes): choices with the start added, a Box as
 * low + (raw + 1) / 2 (high - low), never beyond its bounds; elements whose bounds are
 * not a finite float32 apart are not scaled. */
void agent_action_scaled_to_wire(const struct rl_space *action, const void *raw, int32_t n,
                                 void *wire);
