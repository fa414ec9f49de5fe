/* SPDX-License-Identifier: MIT */
/* SAC's policy: tanh of a Gaussian whose mean depends on the state, and whose deviation either is
 * an output of the network beside the mean (Haarnoja et al. 2018b, appendix C) or comes from
 * generalised state-dependent exploration: noise that is linear in the last hidden features, by a
 * matrix of weights that is drawn anew only now and then (Raffin et al. 2021, arXiv:2005.05719).
 *
 * B rows, D observation features, H last hidden features, A elements of an action in [-1, 1]. */
#pragma once

#include "agents/update.h"

struct agent_squashed_config {
    bool use_sde, use_expln;           /* expln: deviations that grow by a logarithm above 1 */
    double log_std_init;               /* gSDE */
    const struct agent_off_policy *hp; /* read by agent_squashed_init only */
};

struct agent_squashed {
    struct nn_params params;
    struct nn_network net;  /* (B, D) -> (B, 2 A): means, log deviations; gSDE: (B, H) */
    struct nn_network mean; /* gSDE: (B, H) -> (B, A) */
    int32_t log_std;        /* gSDE: parameter (H, A) */
    struct nn_optimizer opt;
    struct agent_squashed_config config;
    int64_t H, A;
};

struct agent_squashed_draw {
    struct nn_var action; /* (B, A) */
    struct nn_var logp;   /* (B) */
};

/* Networks "policy.<layer>...", with gSDE also "mean.0..." and "log_std"; optimizer "actor";
 * agent->acting. */
int agent_squashed_init(struct agent_squashed *policy, struct agent *agent,
                        const struct agent_squashed_config *config, struct rl_error *err);
void agent_squashed_deinit(struct agent_squashed *policy); /* accepts zeroed */

/* Shape of the standard normal noise of B rows: (B, A); with gSDE a matrix for each row (B, H, A),
 * or one for all (H, A). */
struct nn_shape agent_squashed_noise(const struct agent_squashed *policy, int64_t B, bool each);
/* An action for each row and its log-probability; noise of one of those shapes. */
struct agent_squashed_draw agent_squashed_sample(struct agent_squashed *policy, struct nn_trace *t,
                                                 struct nn_var obs, struct nn_var noise);
/* The mode: (B, A). */
struct nn_var agent_squashed_mode(struct agent_squashed *policy, struct nn_trace *t,
                                  struct nn_var obs);
