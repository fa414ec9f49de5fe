/* SPDX-License-Identifier: MIT */
/* CartPole-v1: Barto, Sutton and Anderson, "Neuronlike adaptive elements that can solve difficult
 * learning control problems", 1983, with Gymnasium's constants, Euler steps and 500-step limit. The
 * state is double, observations are that state rounded to float. Plain data: copy it to save it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/space.h"

struct cartpole {
    double x, x_dot;         /* cart: m, m/s */
    double theta, theta_dot; /* pole: rad from upright, rad/s */
    uint64_t n_steps;        /* in this episode */
};

struct rlenv_outcome;

void cartpole_spaces(struct rl_space *obs, struct rl_space *action);
/* Each variable uniform in [-0.05, 0.05), a function of the seed. obs: (4) f32. */
void cartpole_reset(struct cartpole *c, uint64_t seed, float obs[4]);
/* action: 0 pushes left, 1 right. Reward 1 per step, the last one included. */
void cartpole_step(struct cartpole *c, int32_t action, float obs[4], struct rlenv_outcome *outcome);
bool cartpole_valid(const struct cartpole *c);
