/* SPDX-License-Identifier: MIT */
#include "envs/bundled/cartpole.h"
#include "envs/bundled/main.h"

static void reset(void *env, uint64_t seed, void *obs)
{
    cartpole_reset(env, seed, obs);
}

static void step(void *env, const void *action, void *obs, struct rlenv_outcome *outcome)
{
    cartpole_step(env, *(const int32_t *)action, obs, outcome);
}

static bool valid(const void *env)
{
    return cartpole_valid(env);
}

int main(int argc, char **argv)
{
    static const struct bundled_env cartpole = {
        .env_id = "CartPole-v1",
        .program = "rltd-env-cartpole",
        .bytes = sizeof(struct cartpole),
        .spaces = cartpole_spaces,
        .reset = reset,
        .step = step,
        .valid = valid,
    };
    return bundled_main(&cartpole, argc, argv);
}
