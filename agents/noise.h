/* SPDX-License-Identifier: MIT */
/* Noise on continuous actions, by which agents with a deterministic policy explore. Actions lie in
 * [-1, 1]; draws are keyed by (env slot, its step), so neither batching nor arrival order changes
 * them. Called by the thread that acts. */
#pragma once

#include <stdint.h>

#include "base/error.h"
#include "base/option.h"
#include "nn/state.h"

enum agent_noise_kind { AGENT_NOISE_NONE, AGENT_NOISE_NORMAL, AGENT_NOISE_OU, AGENT_N_NOISES };

/* For RL_OPT_CHOICE, in the order of the enum, under rl-zoo's names. */
extern const char *const agent_noise_names[AGENT_N_NOISES + 1];

/* Hyper-parameters: a member of an agent's own struct. */
struct agent_noise_options {
    int32_t noise_type; /* enum agent_noise_kind */
    double noise_std;
};

#define AGENT_NOISE_ROW(owner, member, field, kind, lo, hi, text, names, help)              \
    {                                                                                       \
        .name = #field, .type = RL_OPT_##kind,                                              \
        .offset = offsetof(owner, member) + offsetof(struct agent_noise_options, field),    \
        .min = (lo), .max = (hi), .default_text = (text), .choices = (names), .doc = (help) \
    }
/* Their rows, for the table of an agent whose struct `owner` has them as `member`. */
/* clang-format off */
#define AGENT_NOISE_OPTIONS(owner, member)                                                         \
    AGENT_NOISE_ROW(owner, member, noise_type, CHOICE, 0, 0, "none", agent_noise_names,            \
                    "noise on actions"),                                                           \
    AGENT_NOISE_ROW(owner, member, noise_std, FLOAT, 0, 10, "0.1", NULL,                           \
                    "its standard deviation")
/* clang-format on */

struct agent_noise {
    enum agent_noise_kind kind;
    float std;
    uint64_t seed;
    int32_t n_slots;
    int64_t A;
    float *walk; /* (n_slots, A) where each slot's Ornstein-Uhlenbeck process is; else NULL */
};

/* RL_ENOMEM. */
int agent_noise_init(struct agent_noise *noise, const struct agent_noise_options *options,
                     int32_t n_slots, int64_t A, uint64_t seed, struct rl_error *err);
void agent_noise_deinit(struct agent_noise *noise); /* accepts zeroed */
/* What a resumed run needs of it, as "noise/walk". */
int agent_noise_register(struct agent_noise *noise, struct nn_state *state);

/* action (A) = clip(action + noise, -1, 1). Normal: N(0, std^2). Ornstein-Uhlenbeck (Lillicrap et
 * al. 2016): x += -0.15 x dt + std sqrt(dt) N(0, 1) with dt = 0.01, from 0 where an episode
 * starts. */
void agent_noise_add(struct agent_noise *noise, uint32_t slot, uint64_t step, bool episode_starts,
                     float *action);
