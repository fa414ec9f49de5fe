/* SPDX-License-Identifier: MIT */
/* MountainCar-v0: Moore, "Efficient memory-based learning for robot control", 1990, with
 * Gymnasium's constants and 200-step limit. An engine that is too weak for the hill has to swing
 * up. The state is double, observations are that state rounded to float. Plain data: copy it to
 * save it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/space.h"

struct mountain_car {
    double position;  /* in [-1.2, 0.6]; the flag stands at 0.5 */
    double velocity;  /* per step, in [-0.07, 0.07] */
    uint64_t n_steps; /* in this episode */
};

struct rlenv_outcome;

void mountain_car_spaces(struct rl_space *obs, struct rl_space *action);
/* Position uniform in [-0.6, -0.4), at rest, a function of the seed. obs: (2) f32. */
void mountain_car_reset(struct mountain_car *c, uint64_t seed, float obs[2]);
/* action: 0 pushes left, 1 not at all, 2 right. Reward -1 per step, the last one included. */
void mountain_car_step(struct mountain_car *c, int32_t action, float obs[2],
                       struct rlenv_outcome *outcome);
bool mountain_car_valid(const struct mountain_car *c);
