/* SPDX-License-Identifier: MIT */
#include "envs/bundled/acrobot.h"
#include "envs/bundled/main.h"

static void reset(void *env, uint64_t seed, void *obs)
{
    acrobot_reset(env, seed, obs);
}

static void step(void *env, const void *action, void *obs, struct rlenv_outcome *outcome)
{
    acrobot_step(env, *(const int32_t *)action, obs, outcome);
}

static bool valid(const void *env)
{
    return acrobot_valid(env);
}

int main(int argc, char **argv)
{
    static const struct bundled_env acrobot = {
        .env_id = "Acrobot-v1",
        .program = "rltd-env-acrobot",
        .bytes = sizeof(struct acrobot),
        .spaces = acrobot_spaces,
        .reset = reset,
        .step = step,
        .valid = valid,
    };
    return bundled_main(&acrobot, argc, argv);
}
