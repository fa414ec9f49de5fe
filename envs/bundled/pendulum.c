/* SPDX-License-Identifier: MIT */
#include "envs/bundled/pendulum.h"

#include <math.h>

#include "envs/bundled/uniform.h"
#include "envs/client/env_client.h"

#define PI         3.14159265358979323846
#define GRAVITY    10.0
#define MAX_SPEED  8.0
#define MAX_TORQUE 2.0f
#define DT         0.05 /* s per step */
#define MAX_STEPS  200

void pendulum_spaces(struct rl_space *obs, struct rl_space *action)
{
    const float high[3] = {1, 1, (float)MAX_SPEED}, low[3] = {-1, -1, (float)-MAX_SPEED};
    const float max_torque = MAX_TORQUE, min_torque = -MAX_TORQUE;
    rl_space_box(obs, 3, low, high);
    rl_space_box(action, 1, &min_torque, &max_torque);
}

static void observe(const struct pendulum *p, float obs[3])
{
    obs[0] = (float)cos(p->theta);
    obs[1] = (float)sin(p->theta);
    obs[2] = (float)p->theta_dot;
}

void pendulum_reset(struct pendulum *p, uint64_t seed, float obs[3])
{
    double theta, theta_dot, u[2];
    bundled_uniform(seed, -1, 1, u, 2);
    theta = PI * u[0];
    theta_dot = u[1];
    *p = (struct pendulum){.theta = theta, .theta_dot = theta_dot};
    observe(p, obs);
}

/* ((x + pi) mod 2 pi) - pi with the modulus of the divisor's sign, as Python's. */
static double angle_normalize(double x)
{
    double m = fmod(x + PI, 2 * PI);
    if (m < 0)
        m += 2 * PI;
    return m - PI;
}

/* The torque's own terms are float, as NumPy keeps them for a float32 action; the order of
 * operations is Gymnasium's, so that results agree to the last bit. */
void pendulum_step(struct pendulum *p, const float *action, float obs[3],
                   struct rlenv_outcome *outcome)
{
    float u = fminf(fmaxf(*action, -MAX_TORQUE), MAX_TORQUE);
    double theta = angle_normalize(p->theta);
    float torque_cost = 0.001f * (u * u), torque_acc = 3.0f * u;
    double cost = theta * theta + 0.1 * (p->theta_dot * p->theta_dot) + (double)torque_cost;

    double speed = p->theta_dot + (1.5 * GRAVITY * sin(p->theta) + (double)torque_acc) * DT;
    p->theta_dot = fmin(fmax(speed, -MAX_SPEED), MAX_SPEED);
    p->theta += p->theta_dot * DT;
    p->n_steps++;

    *outcome = (struct rlenv_outcome){.reward = (float)-cost, .truncated = p->n_steps >= MAX_STEPS};
    observe(p, obs);
}

bool pendulum_valid(const struct pendulum *p)
{
    return isfinite(p->theta) && isfinite(p->theta_dot) && p->n_steps < MAX_STEPS;
}
