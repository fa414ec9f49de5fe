/* SPDX-License-Identifier: MIT */
#include "envs/bundled/breakout.h"

#include <string.h>

#include "envs/bundled/uniform.h"
#include "envs/client/env_client.h"

#define SIDE        BREAKOUT_SIDE
#define LAST        (SIDE - 1)
#define FULL_ROW    ((1u << SIDE) - 1)
#define FIRST_BRICK 1 /* rows of bricks */
#define LAST_BRICK  3
#define STICKY      0.1
#define N_ACTIONS   3
#define N_CHANNELS  4

/* Where a ball flies after it met a wall or a brick; bounced off both at once it flies back. */
static const uint8_t off_side[] = {BREAKOUT_UP_RIGHT, BREAKOUT_UP_LEFT, BREAKOUT_DOWN_LEFT,
                                   BREAKOUT_DOWN_RIGHT};
static const uint8_t off_flat[] = {BREAKOUT_DOWN_LEFT, BREAKOUT_DOWN_RIGHT, BREAKOUT_UP_RIGHT,
                                   BREAKOUT_UP_LEFT};
static const uint8_t back[] = {BREAKOUT_DOWN_RIGHT, BREAKOUT_DOWN_LEFT, BREAKOUT_UP_LEFT,
                               BREAKOUT_UP_RIGHT};

void breakout_spaces(struct rl_space *obs, struct rl_space *action)
{
    *obs = (struct rl_space){.kind = RL_SPACE_BOX,
                             .dtype = RL_U8,
                             .rank = 3,
                             .dim = {SIDE, SIDE, N_CHANNELS},
                             .low = {0},
                             .high = {BREAKOUT_ON}};
    rl_space_finish(obs, NULL);
    rl_space_discrete(action, N_ACTIONS);
}

static void observe(const struct breakout *b, uint8_t obs[BREAKOUT_OBS_BYTES])
{
    memset(obs, 0, BREAKOUT_OBS_BYTES);
    obs[(LAST * SIDE + b->paddle) * N_CHANNELS + BREAKOUT_PADDLE] = BREAKOUT_ON;
    obs[(b->ball_y * SIDE + b->ball_x) * N_CHANNELS + BREAKOUT_BALL] = BREAKOUT_ON;
    obs[(b->last_y * SIDE + b->last_x) * N_CHANNELS + BREAKOUT_TRAIL] = BREAKOUT_ON;
    for (int cell = 0; cell < SIDE * SIDE; cell++)
        if (b->bricks[cell / SIDE] >> cell % SIDE & 1)
            obs[cell * N_CHANNELS + BREAKOUT_BRICK] = BREAKOUT_ON;
}

static void lay_bricks(struct breakout *b)
{
    for (int row = FIRST_BRICK; row <= LAST_BRICK; row++)
        b->bricks[row] = FULL_ROW;
}

static bool any_brick(const struct breakout *b)
{
    unsigned any = 0;
    for (int row = 0; row < SIDE; row++)
        any |= b->bricks[row];
    return any != 0;
}

void breakout_reset(struct breakout *b, uint64_t seed, uint8_t obs[BREAKOUT_OBS_BYTES])
{
    double side;
    bundled_uniform(seed, 0, 1, &side, 1);
    bool left = side < 0.5;
    *b = (struct breakout){.seed = seed,
                           .ball_x = left ? 0 : LAST,
                           .ball_y = 3,
                           .last_x = left ? 0 : LAST,
                           .last_y = 3,
                           .way = left ? BREAKOUT_DOWN_RIGHT : BREAKOUT_DOWN_LEFT,
                           .paddle = 4};
    lay_bricks(b);
    observe(b, obs);
}

/* The ball comes to the last row in column x. True: it was missed. */
static bool meet_paddle(struct breakout *b, int x, int *y)
{
    if (!any_brick(b))
        lay_bricks(b);
    if (b->ball_x == b->paddle)
        b->way = off_flat[b->way];
    else if (x == b->paddle)
        b->way = back[b->way];
    else
        return true;
    *y = b->last_y;
    return false;
}

void breakout_move(struct breakout *b, int32_t action, struct rlenv_outcome *outcome)
{
    if (action == 1 && b->paddle > 0)
        b->paddle--;
    if (action == 2 && b->paddle < LAST)
        b->paddle++;
    b->last_x = b->ball_x;
    b->last_y = b->ball_y;
    *outcome = (struct rlenv_outcome){0};

    int x = b->ball_x + (b->way == BREAKOUT_UP_RIGHT || b->way == BREAKOUT_DOWN_RIGHT ? 1 : -1);
    int y = b->ball_y + (b->way == BREAKOUT_DOWN_RIGHT || b->way == BREAKOUT_DOWN_LEFT ? 1 : -1);
    if (x < 0 || x > LAST) {
        x = x < 0 ? 0 : LAST;
        b->way = off_side[b->way];
    }
    bool inside = false; /* the ball is where a brick is */
    if (y < 0) {
        y = 0;
        b->way = off_flat[b->way];
    } else if (b->bricks[y] >> x & 1) {
        inside = true;
        if (!b->struck) {
            outcome->reward = 1;
            b->bricks[y] = (uint16_t)(b->bricks[y] & ~(1u << x));
            y = b->last_y;
            b->way = off_flat[b->way];
        }
    } else if (y == LAST) {
        outcome->terminated = meet_paddle(b, x, &y);
    }
    b->struck = inside;
    b->ball_x = (uint8_t)x;
    b->ball_y = (uint8_t)y;
}

void breakout_step(struct breakout *b, int32_t action, uint8_t obs[BREAKOUT_OBS_BYTES],
                   struct rlenv_outcome *outcome)
{
    if (bundled_uniform_at(b->seed, b->n_steps + 1) < STICKY)
        action = b->last_action;
    b->last_action = (uint8_t)action;
    breakout_move(b, action, outcome);
    b->n_steps++;
    outcome->truncated = b->n_steps >= BREAKOUT_MAX_STEPS;
    observe(b, obs);
}

bool breakout_valid(const struct breakout *b)
{
    for (int row = 0; row < SIDE; row++)
        if (b->bricks[row] > (row >= FIRST_BRICK && row <= LAST_BRICK ? FULL_ROW : 0))
            return false;
    /* No ball that is in play lies in the last row. */
    return b->ball_x <= LAST && b->ball_y < LAST && b->last_x <= LAST && b->last_y <= LAST &&
           b->way <= BREAKOUT_DOWN_LEFT && b->paddle <= LAST && b->struck <= 1 &&
           b->last_action < N_ACTIONS && b->n_steps < BREAKOUT_MAX_STEPS;
}
