/* SPDX-License-Identifier: MIT */
/* The optimizers of an agent, each with a learning rate that follows a schedule: agent->optimizer[]
 * and agent->rate[], in the order in which they were added. */
#pragma once

#include "agents/agent.h"
#include "nn/optim_options.h"

/* A parameter set and what trains it; all borrowed. Its networks were added before, their values
 * are set after. */
struct agent_trained {
    struct nn_params *params;
    struct nn_optimizer *opt;
    const char *name; /* counter `updates.<name>`, tensors "optim/<name>/..." */
    const struct nn_opt_options *options;
    const struct rl_schedule *rate;
};

/* Allocates, and registers "model/..." and the optimizer's state. */
int agent_add_optimizer(struct agent *agent, const struct agent_trained *trained,
                        struct rl_error *err);
/* A set's tensors are state, as "<prefix>/...". */
int agent_add_params(struct agent *agent, const char *prefix, struct nn_params *params,
                     struct rl_error *err);

/* Gives all optimizers their rate of the moment; the first one's is returned. */
double agent_rates_apply(struct agent *agent, const struct agent_ctx *ctx);
/* Does one of them change from one update to the next? */
bool agent_rates_per_update(const struct agent *agent);
/* agent_type.eval_end: what a plateau of the learning rate waits for. */
void agent_rates_evaluated(struct agent *agent, const struct agent_eval_result *result);
