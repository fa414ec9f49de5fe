/* SPDX-License-Identifier: MIT */
#include "envs/bundled/mountain_car.h"

#include <math.h>

#include "envs/bundled/uniform.h"
#include "envs/client/env_client.h"

#define MIN_POSITION  (-1.2)
#define MAX_POSITION  0.6
#define GOAL_POSITION 0.5
#define MAX_SPEED     0.07
#define FORCE         0.001
#define GRAVITY       0.0025
#define MAX_STEPS     200

void mountain_car_spaces(struct rl_space *obs, struct rl_space *action)
{
    const float low[2] = {(float)MIN_POSITION, (float)-MAX_SPEED};
    const float high[2] = {(float)MAX_POSITION, (float)MAX_SPEED};
    rl_space_box(obs, 2, low, high);
    rl_space_discrete(action, 3);
}

static void observe(const struct mountain_car *c, float obs[2])
{
    obs[0] = (float)c->position;
    obs[1] = (float)c->velocity;
}

void mountain_car_reset(struct mountain_car *c, uint64_t seed, float obs[2])
{
    *c = (struct mountain_car){0};
    bundled_uniform(seed, -0.6, -0.4, &c->position, 1);
    observe(c, obs);
}

/* The order of operations is Gymnasium's, so that results agree to the last bit. */
void mountain_car_step(struct mountain_car *c, int32_t action, float obs[2],
                       struct rlenv_outcome *outcome)
{
    double velocity = c->velocity + ((action - 1) * FORCE + cos(3 * c->position) * -GRAVITY);
    velocity = fmin(fmax(velocity, -MAX_SPEED), MAX_SPEED);
    double position = fmin(fmax(c->position + velocity, MIN_POSITION), MAX_POSITION);
    if (position == MIN_POSITION && velocity < 0)
        velocity = 0;
    c->position = position;
    c->velocity = velocity;
    c->n_steps++;

    *outcome = (struct rlenv_outcome){.reward = -1,
                                      .terminated = position >= GOAL_POSITION && velocity >= 0,
                                      .truncated = c->n_steps >= MAX_STEPS};
    observe(c, obs);
}

bool mountain_car_valid(const struct mountain_car *c)
{
    return c->position >= MIN_POSITION && c->position <= MAX_POSITION &&
           fabs(c->velocity) <= MAX_SPEED && c->n_steps < MAX_STEPS;
}
