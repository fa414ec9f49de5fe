/* SPDX-License-Identifier: MIT */
/* Acrobot-v1: Sutton, "Generalization in reinforcement learning: successful examples using sparse
 * coarse coding", 1996, with the equations of Sutton and Barto's book, Gymnasium's constants and
 * 500-step limit: swing the tip of a two-link arm above a line. Plain data: copy it to save it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/space.h"

struct acrobot {
    double theta1, theta2;   /* rad: first link from hanging down, second from the first */
    double dtheta1, dtheta2; /* rad/s, within 4 pi and 9 pi */
    uint64_t n_steps;        /* in this episode */
};

struct rlenv_outcome;

void acrobot_spaces(struct rl_space *obs, struct rl_space *action);
/* Each variable uniform in [-0.1, 0.1), rounded to float, a function of the seed.
 * obs: (6) f32 cos theta1, sin theta1, cos theta2, sin theta2, dtheta1, dtheta2. */
void acrobot_reset(struct acrobot *a, uint64_t seed, float obs[6]);
/* action: 0, 1, 2 for a torque of -1, 0, 1 N m at the joint. Reward -1 per step, 0 for the last. */
void acrobot_step(struct acrobot *a, int32_t action, float obs[6], struct rlenv_outcome *outcome);
bool acrobot_valid(const struct acrobot *a);
