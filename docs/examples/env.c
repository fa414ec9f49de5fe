/* SPDX-License-Identifier: MIT */
/* A complete environment in C: a corridor of 10 cells, left or right, +1 at its end.
 *
 *   cc env.c -lrltd_env_client -lrltd_envs_wire -lrltd_base -ljansson -lm -o corridor
 *   rltd ppo env="./corridor" */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "envs/client/env_client.h"

struct corridor {
    float cell;
    int32_t steps;
};

static int reset(void *user, int32_t env, uint64_t seed, void *obs)
{
    struct corridor *c = (struct corridor *)user + env;
    *c = (struct corridor){.cell = (float)(seed % 9)};
    memcpy(obs, &c->cell, sizeof(float));
    return 0;
}

static int step(void *user, int32_t env, const void *action, void *obs,
                struct rlenv_outcome *outcome)
{
    struct corridor *c = (struct corridor *)user + env;
    c->cell += *(const int32_t *)action ? 1 : -1;
    if (c->cell < 0)
        c->cell = 0;
    c->steps++;
    outcome->terminated = c->cell == 9;  /* arrived: nothing more can be earned */
    outcome->truncated = c->steps == 50; /* out of time: the state itself is not final */
    outcome->reward = outcome->terminated ? 1 : 0;
    memcpy(obs, &c->cell, sizeof(float));
    return 0;
}

/* With these two a run that was killed resumes exactly. */
static int get_state(void *user, int32_t env, void *state)
{
    memcpy(state, (struct corridor *)user + env, sizeof(struct corridor));
    return 0;
}

static int set_state(void *user, int32_t env, const void *state)
{
    memcpy((struct corridor *)user + env, state, sizeof(struct corridor));
    return 0;
}

int main(void)
{
    const struct rlenv_callbacks callbacks = {
        .reset = reset,
        .step = step,
        .state_bytes = sizeof(struct corridor),
        .get_state = get_state,
        .set_state = set_state,
    };
    const float low = 0, high = 9;
    struct rlenv_config config = {.env_id = "Corridor-v0", .env_state = true};
    struct rl_error err;
    rl_space_box(&config.obs, 1, &low, &high);
    rl_space_discrete(&config.action, 2);

    int rc = rlenv_num_envs(&config, &config.n_envs, &err);
    struct corridor *all = rc ? NULL : calloc((size_t)config.n_envs, sizeof(*all));
    if (all)
        rc = rlenv_run(&config, &callbacks, all, &err);
    else if (!rc)
        rc = rl_error_set(&err, RL_ENOMEM, "no memory for the corridors");
    if (rc)
        fprintf(stderr, "corridor: %s\n", err.text);
    free(all);
    return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}
