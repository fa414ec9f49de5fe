/* SPDX-License-Identifier: MIT */
/* An env of Atari's size for ./bench dqn-pixels: a ball falls down 84 x 84 grey pixels, and a
 * paddle that moves left, not at all or right should be under it: 1 if it is, else -1. One frame
 * does not say where the ball flies. */
#include <string.h>

#include "base/base.h"
#include "envs/bundled/main.h"
#include "envs/bundled/uniform.h"
#include "envs/client/env_client.h"

enum { SIDE = 84, BALL = 4, PADDLE = 12, FALL = 3, MOVE = 3 };

struct pixels {
    int32_t ball_x, ball_y, drift, paddle; /* left and upper edges; pixels a step */
};

static void spaces(struct rl_space *obs, struct rl_space *action)
{
    *obs = (struct rl_space){
        .kind = RL_SPACE_BOX, .dtype = RL_U8, .rank = 3, .dim = {SIDE, SIDE, 1}, .high = {255}};
    rl_space_finish(obs, NULL);
    rl_space_discrete(action, 3);
}

static void fill(uint8_t *obs, int32_t x, int32_t y, int32_t width, int32_t height)
{
    for (int32_t row = y; row < RL_MIN(y + height, SIDE); row++)
        memset(obs + row * SIDE + x, 255, (size_t)width);
}

static void draw(const struct pixels *p, uint8_t *obs)
{
    memset(obs, 0, (size_t)SIDE * SIDE);
    fill(obs, p->ball_x, p->ball_y, BALL, BALL);
    fill(obs, p->paddle, SIDE - 2, PADDLE, 2);
}

static void reset(void *env, uint64_t seed, void *obs)
{
    struct pixels *p = env;
    double u[2];
    bundled_uniform(seed, 0.0, 1.0, u, 2);
    *p = (struct pixels){.ball_x = (int32_t)(u[0] * (SIDE - BALL)),
                         .drift = (int32_t)(u[1] * 5.0) - 2,
                         .paddle = (SIDE - PADDLE) / 2};
    draw(p, obs);
}

static void step(void *env, const void *action, void *obs, struct rlenv_outcome *outcome)
{
    struct pixels *p = env;
    int32_t moved = p->paddle + (*(const int32_t *)action - 1) * MOVE;
    p->paddle = RL_MAX(RL_MIN(moved, SIDE - PADDLE), 0);
    p->ball_x += p->drift;
    p->ball_y += FALL;
    if (p->ball_x < 0 || p->ball_x > SIDE - BALL) {
        p->drift = -p->drift;
        p->ball_x += 2 * p->drift;
    }
    outcome->terminated = p->ball_y >= SIDE - BALL;
    bool caught = p->ball_x + BALL > p->paddle && p->ball_x < p->paddle + PADDLE;
    outcome->reward = !outcome->terminated ? 0.0f : caught ? 1.0f : -1.0f;
    draw(p, obs);
}

static bool valid(const void *env)
{
    const struct pixels *p = env;
    return p->ball_x >= 0 && p->ball_x <= SIDE - BALL && p->ball_y >= 0 && p->ball_y < SIDE &&
           p->paddle >= 0 && p->paddle <= SIDE - PADDLE;
}

int main(int argc, char **argv)
{
    static const struct bundled_env pixels = {
        .env_id = "Pixels-v0",
        .program = "bench-env-pixels",
        .bytes = sizeof(struct pixels),
        .spaces = spaces,
        .reset = reset,
        .step = step,
        .valid = valid,
    };
    return bundled_main(&pixels, argc, argv);
}
