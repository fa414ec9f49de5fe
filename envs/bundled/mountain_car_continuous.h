/* SPDX-License-Identifier: MIT */
/* MountainCarContinuous-v0: the car of Moore 1990 whose engine takes any force, with Gymnasium's
 * constants and 999-step limit. Gymnasium keeps the first state of an episode in double and every
 * later one in float; so does this. Plain data: copy it to save it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/space.h"

struct mountain_car_continuous {
    double position;  /* in [-1.2, 0.6]; the flag stands at 0.45 */
    double velocity;  /* per step, in [-0.07, 0.07] */
    uint64_t n_steps; /* in this episode; above 0 position and velocity are floats */
};

struct rlenv_outcome;

void mountain_car_continuous_spaces(struct rl_space *obs, struct rl_space *action);
/* Position uniform in [-0.6, -0.4), at rest, a function of the seed. obs: (2) f32. */
void mountain_car_continuous_reset(struct mountain_car_continuous *c, uint64_t seed, float obs[2]);
/* action: (1) force in [-1, 1]. Reward -0.1 action^2, and 100 at the flag. */
void mountain_car_continuous_step(struct mountain_car_continuous *c, const float *action,
                                  float obs[2], struct rlenv_outcome *outcome);
bool mountain_car_continuous_valid(const struct mountain_car_continuous *c);
