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

#include "agents/agent.h"
#include "nn/running.h"

struct agent_normalize_config {
    bool obs, reward;
    double clip_obs, clip_reward; /* largest magnitude after normalisation */
    double gamma;                 /* of the return estimate */
};

struct agent_normalize {
    struct agent_normalize_config config;
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
 * "normalize/obs/...", "normalize/return/..." and "normalize/returns". Nothing where neither is
 * wanted. RL_EUNSUPPORTED for images. */
int agent_normalize_init(struct agent_normalize *n, const struct agent *agent,
                         const struct agent_normalize_config *config, struct rl_error *err);
void agent_normalize_deinit(struct agent_normalize *n); /* accepts zeroed */
/* obs (B, D) -> (B, D); the same handle where observations stay as they are. */
struct nn_var agent_normalize_trace(const struct agent_normalize *n, struct nn_trace *t,
                                    struct nn_var obs);
/* agent_type.observe of such an agent. */
void agent_normalize_observe(struct agent_normalize *n, const struct agent_observed *observed);
