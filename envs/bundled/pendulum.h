/* SPDX-License-Identifier: MIT */
/* Pendulum-v1: swing a pole up and hold it, with Gymnasium's constants (g = 10) and 200-step limit.
 * The state is double. Plain data: copy it to save it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/space.h"

struct pendulum {
    double theta;     /* rad from upright, not wrapped */
    double theta_dot; /* rad/s, in [-8, 8] */
    uint64_t n_steps; /* in this episode */
};

struct rlenv_outcome;

void pendulum_spaces(struct rl_space *obs, struct rl_space *action);
/* theta uniform in [-pi, pi), theta_dot in [-1, 1), a function of the seed.
 * obs: (3) f32 cos theta, sin theta, theta_dot. */
void pendulum_reset(struct pendulum *p, uint64_t seed, float obs[3]);
/* action: (1) f32, the torque, clipped to [-2, 2]. Never terminates. */
void pendulum_step(struct pendulum *p, const float *action, float obs[3],
                   struct rlenv_outcome *outcome);
bool pendulum_valid(const struct pendulum *p);
