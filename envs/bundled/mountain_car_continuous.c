/* SPDX-License-Identifier: MIT */
#include "envs/bundled/mountain_car_continuous.h"

#include <math.h>

#include "envs/bundled/uniform.h"
#include "envs/client/env_client.h"

#define MIN_POSITION  (-1.2)
#define MAX_POSITION  0.6
#define GOAL_POSITION 0.45
#define MAX_SPEED     0.07
#define POWER         0.0015
#define GRAVITY       0.0025
#define MAX_STEPS     999

void mountain_car_continuous_spaces(struct rl_space *obs, struct rl_space *action)
{
    const float low[2] = {(float)MIN_POSITION, (float)-MAX_SPEED};
    const float high[2] = {(float)MAX_POSITION, (float)MAX_SPEED};
    const float max_force = 1, min_force = -1;
    rl_space_box(obs, 2, low, high);
    rl_space_box(action, 1, &min_force, &max_force);
}

static void observe(const struct mountain_car_continuous *c, float obs[2])
{
    obs[0] = (float)c->position;
    obs[1] = (float)c->velocity;
}

void mountain_car_continuous_reset(struct mountain_car_continuous *c, uint64_t seed, float obs[2])
{
    *c = (struct mountain_car_continuous){0};
    bundled_uniform(seed, -0.6, -0.4, &c->position, 1);
    observe(c, obs);
}

/* What engine and slope add to the velocity. A force inside its bounds is a float32 to NumPy and
 * makes the sum one; a force that was clipped is a Python number, and the sum is double. */
static double acceleration(float action, double slope)
{
    if (action > 1 || action < -1)
        return (action > 1 ? POWER : -POWER) - GRAVITY * slope;
    return (double)(action * (float)POWER - (float)(GRAVITY * slope));
}

/* The first step of an episode, in double. Whether it reaches the flag: */
static bool step_double(struct mountain_car_continuous *c, float action)
{
    double v = c->velocity + acceleration(action, cos(3 * c->position));
    v = fmin(fmax(v, -MAX_SPEED), MAX_SPEED);
    double x = fmin(fmax(c->position + v, MIN_POSITION), MAX_POSITION);
    if (x == MIN_POSITION && v < 0)
        v = 0;
    c->position = (double)(float)x;
    c->velocity = (double)(float)v;
    return x >= GOAL_POSITION && v >= 0;
}

/* Every other one, in float. */
static bool step_float(struct mountain_car_continuous *c, float action)
{
    const float max_speed = (float)MAX_SPEED, max_x = (float)MAX_POSITION;
    const float min_x = (float)MIN_POSITION;
    float x = (float)c->position;
    float v = (float)c->velocity + (float)acceleration(action, cos((double)(3 * x)));
    v = fminf(fmaxf(v, -max_speed), max_speed);
    x = fminf(fmaxf(x + v, min_x), max_x);
    if (x == min_x && v < 0)
        v = 0;
    c->position = (double)x;
    c->velocity = (double)v;
    return x >= (float)GOAL_POSITION && v >= 0;
}

void mountain_car_continuous_step(struct mountain_car_continuous *c, const float *action,
                                  float obs[2], struct rlenv_outcome *outcome)
{
    bool first = c->n_steps++ == 0;
    bool reached = first ? step_double(c, *action) : step_float(c, *action);
    double force = (double)*action;
    *outcome = (struct rlenv_outcome){.reward = (float)((reached ? 100 : 0) - force * force * 0.1),
                                      .terminated = reached,
                                      .truncated = c->n_steps >= MAX_STEPS};
    observe(c, obs);
}

bool mountain_car_continuous_valid(const struct mountain_car_continuous *c)
{
    float x = (float)c->position, v = (float)c->velocity;
    return x >= (float)MIN_POSITION && x <= (float)MAX_POSITION && fabsf(v) <= (float)MAX_SPEED &&
           c->n_steps < MAX_STEPS &&
           (c->n_steps == 0 || ((double)x == c->position && (double)v == c->velocity));
}
