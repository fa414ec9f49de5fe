/* SPDX-License-Identifier: MIT */
/* Two agents without a network behind them, for tests that need only their tables. A program that
 * links fake_agents.c has these and no others. */
#pragma once

#include <stdbool.h>

#include "agents/agent.h"

struct fake_ppo_hparams {
    struct rl_schedule learning_rate;
    int64_t n_steps;
    double clip_range;
    struct rl_ints layers;
    bool norm_adv;
    double seconds;
};
