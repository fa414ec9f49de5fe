/* SPDX-License-Identifier: MIT */
#include "envs/bundled/mountain_car.h"
#include "envs/bundled/main.h"

static void reset(void *env, uint64_t seed, void *obs)
{
    mountain_car_reset(env, seed, obs);
}

static void step(void *env, const void *action, void *obs, struct rlenv_outcome *outcome)
{
    mountain_car_step(env, *(const int32_t *)action, obs, outcome);
}

static bool valid(const void *env)
{
    return mountain_car_valid(env);
}

int main(int argc, char **argv)
{
    static const struct bundled_env mountain_car = {
        .env_id = "MountainCar-v0",
        .program = "rltd-env-mountain-car",
        .bytes = sizeof(struct mountain_car),
        .spaces = mountain_car_spaces,
        .reset = reset,
        .step = step,
        .valid = valid,
    };
    return bundled_main(&mountain_car, argc, argv);
}
