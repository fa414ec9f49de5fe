/* SPDX-License-Identifier: MIT */
#include "envs/bundled/breakout.h"
#include "envs/bundled/main.h"

static void reset(void *env, uint64_t seed, void *obs)
{
    breakout_reset(env, seed, obs);
}

static void step(void *env, const void *action, void *obs, struct rlenv_outcome *outcome)
{
    breakout_step(env, *(const int32_t *)action, obs, outcome);
}

static bool valid(const void *env)
{
    return breakout_valid(env);
}

int main(int argc, char **argv)
{
    static const struct bundled_env breakout = {
        .env_id = "MinAtar/Breakout-v1",
        .program = "rltd-env-breakout",
        .bytes = sizeof(struct breakout),
        .spaces = breakout_spaces,
        .reset = reset,
        .step = step,
        .valid = valid,
    };
    return bundled_main(&breakout, argc, argv);
}
