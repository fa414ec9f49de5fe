/* SPDX-License-Identifier: MIT */
/* Normalisation of observations and rewards by running statistics, as Stable-Baselines3's
 * VecNormalize: an observation becomes (obs - mean) / sqrt(var + 1e-8), a reward is divided by the
 * standard deviation of a running estimate of the return; both are clipped. The trainer shows every
 * answer of the training envs once (agent_type.observe); everything else (evaluation, final
 * observations, serving) uses the statistics as they stand.
 *
 * The programs that act read the statistics from a parameter set of its own that no optimizer
 * knows; what they made of an observation is what rollouts keep, so learning sees it as acting saw
 * it. D observation features, N env slots.
 */
#pragma once

#include <stddef.h>

#include "agents/agent.h"
#include "nn/running.h"

/* Hyper-parameters: a member of an agent's own struct. */
struct agent_normalize_config {
    bool obs, reward;
    double clip_obs, clip_reward; /* largest magnitude after normalisation */
};

/* clang-format off */
#define AGENT_NORMALIZE_ROW(owner, member, key, field, kind, hi, text, ...)                        \
    {.name = key, .type = RL_OPT_##kind,                                                           \
     .offset = offsetof(owner, member) + offsetof(struct agent_normalize_config, field),           \
     .min = 0, .max = (hi), .default_text = (text), .doc = __VA_ARGS__}
/* Rows of an agent's option table, whose struct `owner` has them as `member`. */
#define AGENT_NORMALIZE_OPTIONS(owner, member)                                                     \
    AGENT_NORMALIZE_ROW(owner, member, "normalize_obs", obs, BOOL, 1, "false",                     \
                        "by their running mean and variance"),                                     \
    AGENT_NORMALIZE_ROW(owner, member, "normalize_reward", reward, BOOL, 1, "false",               \
                        "by the running standard deviation of the discounted return"),             \
    AGENT_NORMALIZE_ROW(owner, member, "clip_obs", clip_obs, FLOAT, 1e9, "10",                     \
                        "largest magnitude of a normalised observation"),                          \
    AGENT_NORMALIZE_ROW(owner, member, "clip_reward", clip_reward, FLOAT, 1e9, "10",               \
                        "largest magnitude of a normalised reward")
/* clang-format on */

struct agent_normalize {
    struct agent_normalize_config config;
    double gamma;             /* of the return estimate */
    struct rl_space kept;     /* normalised observations: Box(D), and their masks */
    struct rl_space space;    /* borrowed by nobody: what observations look like on the wire */
    struct nn_running of_obs; /* (D) */
    struct nn_running of_return;
    struct nn_params params; /* "normalize.obs.mean", "normalize.obs.scale": (D) */
    double *ret;             /* (N) estimate of the open episode's return */
    float *row;              /* (N, D) encoded observations */
    double *wide;            /* (N, D) the same */
    int64_t D;
    int32_t n_envs;
};

/* Statistics, and their tensors in `agent->state`: "model/normalize.obs.mean|scale",
 * "normalize/obs/...", "normalize/return/..." and "normalize/returns"; normalised observations are
 * what the agent keeps. Nothing where neither is wanted. RL_EUNSUPPORTED for images. */
int agent_normalize_init(struct agent_normalize *n, struct agent *agent,
                         const struct agent_normalize_config *config, double gamma,
                         struct rl_error *err);
void agent_normalize_deinit(struct agent_normalize *n); /* accepts zeroed */
/* obs (B, D) -> (B, D); the same handle where observations stay as they are. */
struct nn_var agent_normalize_trace(const struct agent_normalize *n, struct nn_trace *t,
                                    struct nn_var obs);
/* agent_type.observe of such an agent. */
void agent_normalize_observe(struct agent_normalize *n, const struct agent_observed *observed);
