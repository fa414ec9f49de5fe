/* SPDX-License-Identifier: MIT */
#include "envs/bundled/pendulum.h"
#include "envs/bundled/main.h"

static void reset(void *env, uint64_t seed, void *obs)
{
    pendulum_reset(env, seed, obs);
}

static void step(void *env, const void *action, void *obs, struct rlenv_outcome *outcome)
{
    pendulum_step(env, action, obs, outcome);
}

static bool valid(const void *env)
{
    return pendulum_valid(env);
}

int main(int argc, char **argv)
{
    static const struct bundled_env pendulum = {
        .env_id = "Pendulum-v1",
        .program = "rltd-env-pendulum",
        .bytes = sizeof(struct pendulum),
        .spaces = pendulum_spaces,
        .reset = reset,
        .step = step,
        .valid = valid,
    };
    return bundled_main(&pendulum, argc, argv);
}
