/* SPDX-License-Identifier: MIT */
/* Averages of the acting networks' weights over the updates of a run, for evaluation, `eval`,
 * `serve` and export; learning does not see them. With w_k the weights at the k-th look, k = 1, 2,
 * ...:
 *
 *   ema   a_1 = w_1,  a_k = decay a_(k-1) + (1 - decay) w_k
 *   swa   a_k = mean of w_1 ... w_k     (Izmailov et al. 2018; running statistics of batch norm
 *                                        stay those of the live networks)
 *
 * A look is made when floor(updates / every) grows. The averages are tensors "average/..." in every
 * checkpoint. While they are shown, they stand where the live weights are, which wait beside.
 *
 * The thread that learns calls rltd_average_look, the loop thread the rest while nothing learns. */
#pragma once

#include "agents/agent.h"
#include "base/base.h"

enum rltd_average_kind { RLTD_AVERAGE_NONE, RLTD_AVERAGE_EMA, RLTD_AVERAGE_SWA };

struct rltd_average_config {
    int32_t kind; /* enum rltd_average_kind */
    double decay;
    int64_t every, start_env_steps;
};

struct rltd_average {
    struct rltd_average_config config;
    struct rltd_average_set {
        struct nn_params *live; /* the agent's */
        struct nn_params mean, aside;
    } set[RL_COUNTOF(((struct agent *)0)->optimizer)];
    int32_t n_sets;
    const struct agent *agent;
    const struct nn_optimizer *optimizer; /* whose steps are counted; NULL: the agent's updates */
    struct nn_program *program;
    float *tau;
    bool shown;
    uint64_t looked_at, n; /* state: updates at the last look, looks */
};

/* Registers "average/..." and its counters. Kind none: nothing is allocated, nothing happens. */
int rltd_average_init(struct rltd_average *a, const struct rltd_average_config *config,
                      struct agent *agent, struct rl_error *err);
void rltd_average_deinit(struct rltd_average *a); /* accepts zeroed */

void rltd_average_look(struct rltd_average *a, uint64_t env_steps);
/* No matter whether they are shown (hidden) already; before the first look nothing is shown. */
int rltd_average_show(struct rltd_average *a);
int rltd_average_hide(struct rltd_average *a);
/* "ema", "swa", or NULL before the first look. */
const char *rltd_average_text(const struct rltd_average *a);
