/* SPDX-License-Identifier: MIT */
/* A deterministic policy mu(s) of continuous actions in [-1, 1], and the target network that
 * follows it: what DDPG and its successors share. B observations, D features, A elements of an
 * action. */
#pragma once

#include "agents/update.h"

struct agent_deterministic {
    struct nn_params params, target_params; /* of one layout */
    struct nn_network mu, target;           /* (B, D) -> (B, A), before tanh */
    struct nn_optimizer opt;
};

/* The networks of Stable-Baselines3, as an agent's defaults. */
void agent_deterministic_defaults(struct nn_network_config *network, const struct rl_space *obs);

/* Networks "policy.<layer>...", targets equal to them; optimizer "actor"; agent->acting. */
int agent_deterministic_init(struct agent_deterministic *actor, struct agent *agent,
                             const struct agent_off_policy *hp, struct rl_error *err);
void agent_deterministic_deinit(struct agent_deterministic *actor); /* accepts zeroed */

/* mu(s): (B, A). `net` is actor->mu or actor->target. */
struct nn_var agent_deterministic_mu(struct nn_trace *t, const struct nn_network *net,
                                     struct nn_var obs);
/* A program that acts: "obs" (rows, D) -> "action" (rows, A). */
void agent_deterministic_trace_act(const struct agent_deterministic *actor, struct nn_trace *t,
                                   int32_t rows);
