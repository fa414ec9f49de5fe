/* SPDX-License-Identifier: MIT */
/* Breakout on a grid of 10 by 10, by the rules of MinAtar (Young and Tian, "MinAtar: an
 * Atari-inspired testbed for thorough and reproducible reinforcement learning experiments", 2019),
 * sticky actions included. An observation is an image of 10 rows, 10 columns and 4 channels. Plain
 * data: copy it to save it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/space.h"

#define BREAKOUT_SIDE      10
#define BREAKOUT_OBS_BYTES 400
#define BREAKOUT_ON        1 /* of a cell of a channel; others are 0 */
/* The game has no end of its own: an episode is truncated after this many steps. */
#define BREAKOUT_MAX_STEPS 10000

/* Which way the ball flies; up is towards row 0. */
enum breakout_way { BREAKOUT_UP_LEFT, BREAKOUT_UP_RIGHT, BREAKOUT_DOWN_RIGHT, BREAKOUT_DOWN_LEFT };

/* Channels of an observation; cell (row, column) of channel c is byte (row * 10 + column) * 4 + c.
 */
enum breakout_channel { BREAKOUT_PADDLE, BREAKOUT_BALL, BREAKOUT_TRAIL, BREAKOUT_BRICK };

struct breakout {
    uint64_t seed;                  /* of the episode: decides which actions stick */
    uint64_t n_steps;               /* in this episode */
    uint16_t bricks[BREAKOUT_SIDE]; /* by row: bit c is the brick in column c */
    uint8_t ball_x, ball_y;
    uint8_t last_x, last_y; /* where the ball was: its trail */
    uint8_t way;            /* enum breakout_way */
    uint8_t paddle;         /* its column; its row is the last */
    uint8_t struck;         /* the last step broke a brick or went on inside one */
    uint8_t last_action;
    uint8_t zero[4]; /* a state has no padding */
};

struct rlenv_outcome;

void breakout_spaces(struct rl_space *obs, struct rl_space *action);
/* Three rows of bricks, the paddle in column 4, the ball in the upper left corner of the free field
 * flying down right or in the right one flying down left, by the seed. */
void breakout_reset(struct breakout *b, uint64_t seed, uint8_t obs[BREAKOUT_OBS_BYTES]);
/* action: 0 nothing, 1 left, 2 right; with probability 0.1 the last one again. Reward 1 per brick.
 */
void breakout_step(struct breakout *b, int32_t action, uint8_t obs[BREAKOUT_OBS_BYTES],
                   struct rlenv_outcome *outcome);
/* The same with the action that has stuck or not: the rules without chance. */
void breakout_move(struct breakout *b, int32_t action, struct rlenv_outcome *outcome);
bool breakout_valid(const struct breakout *b);
