/* SPDX-License-Identifier: MIT */
#include "envs/bundled/cartpole.h"

#include <math.h>

#include "envs/bundled/uniform.h"
#include "envs/client/env_client.h"

#define GRAVITY         9.8
#define MASS_POLE       0.1
#define MASS_TOTAL      (0.1 + 1.0)
#define HALF_LENGTH     0.5
#define POLEMASS_LENGTH (MASS_POLE * HALF_LENGTH)
#define FORCE           10.0
#define TAU             0.02 /* s per step */
#define X_LIMIT         2.4
#define THETA_LIMIT     (12 * 2 * 3.14159265358979323846 / 360)
#define MAX_STEPS       500

void cartpole_spaces(struct rl_space *obs, struct rl_space *action)
{
    const float high[4] = {(float)(2 * X_LIMIT), INFINITY, (float)(2 * THETA_LIMIT), INFINITY};
    const float low[4] = {-high[0], -INFINITY, -high[2], -INFINITY};
    rl_space_box(obs, 4, low, high);
    rl_space_discrete(action, 2);
}

static void observe(const struct cartpole *c, float obs[4])
{
    obs[0] = (float)c->x;
    obs[1] = (float)c->x_dot;
    obs[2] = (float)c->theta;
    obs[3] = (float)c->theta_dot;
}

void cartpole_reset(struct cartpole *c, uint64_t seed, float obs[4])
{
    double u[4];
    bundled_uniform(seed, -0.05, 0.05, u, 4);
    *c = (struct cartpole){.x = u[0], .x_dot = u[1], .theta = u[2], .theta_dot = u[3]};
    observe(c, obs);
}

/* The order of operations is Gymnasium's, so that results agree to the last bit. */
void cartpole_step(struct cartpole *c, int32_t action, float obs[4], struct rlenv_outcome *outcome)
{
    double force = action == 1 ? FORCE : -FORCE;
    double cos_theta = cos(c->theta), sin_theta = sin(c->theta);
    double theta_dot_2 = c->theta_dot * c->theta_dot;
    double temp = (force + POLEMASS_LENGTH * theta_dot_2 * sin_theta) / MASS_TOTAL;
    double theta_acc =
        (GRAVITY * sin_theta - cos_theta * temp) /
        (HALF_LENGTH * (4.0 / 3.0 - MASS_POLE * (cos_theta * cos_theta) / MASS_TOTAL));
    double x_acc = temp - POLEMASS_LENGTH * theta_acc * cos_theta / MASS_TOTAL;

    c->x += TAU * c->x_dot;
    c->x_dot += TAU * x_acc;
    c->theta += TAU * c->theta_dot;
    c->theta_dot += TAU * theta_acc;
    c->n_steps++;

    outcome->reward = 1;
    outcome->terminated = fabs(c->x) > X_LIMIT || fabs(c->theta) > THETA_LIMIT;
    outcome->truncated = c->n_steps >= MAX_STEPS;
    observe(c, obs);
}

bool cartpole_valid(const struct cartpole *c)
{
    return isfinite(c->x) && isfinite(c->x_dot) && isfinite(c->theta) && isfinite(c->theta_dot) &&
           c->n_steps < MAX_STEPS;
}
