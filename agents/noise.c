/* SPDX-License-Identifier: MIT */
#include "agents/noise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/rng.h"
#include "base/space.h"

/* Stable-Baselines3's constants. */
#define OU_THETA 0.15f
#define OU_DT    0.01f

const char *const agent_noise_names[AGENT_N_NOISES + 1] = {"none", "normal", "ornstein-uhlenbeck",
                                                           NULL};

int agent_noise_init(struct agent_noise *noise, const struct agent_noise_options *options,
                     int32_t n_slots, int64_t A, uint64_t seed, struct rl_error *err)
{
    assert(A <= RL_SPACE_MAX_DIMS);
    *noise = (struct agent_noise){.kind = (enum agent_noise_kind)options->noise_type,
                                  .std = (float)options->noise_std,
                                  .seed = seed,
                                  .n_slots = n_slots,
                                  .A = A};
    if (noise->kind != AGENT_NOISE_OU)
        return 0;
    noise->walk = calloc((size_t)n_slots * (size_t)A, sizeof(*noise->walk));
    return noise->walk ? 0 : rl_error_set(err, RL_ENOMEM, "out of memory for action noise");
}

void agent_noise_deinit(struct agent_noise *noise)
{
    free(noise->walk);
    *noise = (struct agent_noise){0};
}

int agent_noise_register(struct agent_noise *noise, struct nn_state *state)
{
    if (!noise->walk)
        return 0;
    return nn_state_add_array(state, "noise/walk", NN_STATE_BEGINS, RL_F32,
                              NN_MAT(noise->n_slots, noise->A), noise->walk);
}

static float clip(float x)
{
    return RL_MIN(RL_MAX(x, -1.0f), 1.0f);
}

void agent_noise_add(struct agent_noise *noise, uint32_t slot, uint64_t step, bool episode_starts,
                     float *action)
{
    if (noise->kind == AGENT_NOISE_NONE)
        return;
    float normal[RL_SPACE_MAX_DIMS];
    struct rl_key key = {noise->seed, RL_STREAM_EXPLORE, slot};
    rl_fill_normal(key, step, normal, (size_t)noise->A);
    if (noise->kind == AGENT_NOISE_NORMAL) {
        for (int64_t a = 0; a < noise->A; a++)
            action[a] = clip(action[a] + noise->std * normal[a]);
        return;
    }
    assert(slot < (uint32_t)noise->n_slots);
    float *x = noise->walk + (size_t)slot * (size_t)noise->A;
    if (episode_starts)
        memset(x, 0, (size_t)noise->A * sizeof(*x));
    for (int64_t a = 0; a < noise->A; a++) {
        x[a] += -OU_THETA * x[a] * OU_DT + noise->std * sqrtf(OU_DT) * normal[a];
        action[a] = clip(action[a] + x[a]);
    }
}
