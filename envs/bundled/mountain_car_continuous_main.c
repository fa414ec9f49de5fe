/* SPDX-License-Identifier: MIT */
#include "envs/bundled/mountain_car_continuous.h"
#include "envs/bundled/main.h"

static void reset(void *env, uint64_t seed, void *obs)
{
    mountain_car_continuous_reset(env, seed, obs);
}

static void step(void *env, const void *action, void *obs, struct rlenv_outcome *outcome)
{
    mountain_car_continuous_step(env, action, obs, outcome);
}

static bool valid(const void *env)
{
    return mountain_car_continuous_valid(env);
}

int main(int argc, char **argv)
{
    static const struct bundled_env mountain_car_continuous = {
        .env_id = "MountainCarContinuous-v0",
        .program = "rltd-env-mountain-car-continuous",
        .bytes = sizeof(struct mountain_car_continuous),
        .spaces = mountain_car_continuous_spaces,
        .reset = reset,
        .step = step,
        .valid = valid,
    };
    return bundled_main(&mountain_car_continuous, argc, argv);
}
