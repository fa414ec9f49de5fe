/* SPDX-License-Identifier: MIT */
/* A stochastic policy and a value function: two networks, or two heads of one trunk
 * (nn/network.h): what PPO and its relatives share. The policy is a distribution over any action
 * space (agents/action_dist.h). It traces into the agent's programs and owns the programs that act;
 * parameter sets and optimizers are the agent's.
 *
 * B rows, D observation features, A outputs of the policy network (agent_action_outputs). `head` is
 * the policy network's output as parameters of the distribution.
 */
#pragma once

#include "agents/normalize.h"
#include "nn/program.h"

/* Policy programs exist for 1, 2, 4, ... rows; batches above the largest are computed in pieces. */
#define AGENT_MAX_BUCKETS 11

struct agent_ac_config {
    struct nn_params *policy_params, *value_params; /* may be the same set; borrowed */
    const struct agent_normalize *normalize;        /* of observations; borrowed */
    float log_std_init;                             /* Box */
    bool scale_actions; /* Box: [-1, 1] is scaled to the bounds, where they are finite */
};

/* The policy program for up to `rows` observations. */
struct agent_ac_program {
    struct nn_program *program;
    int32_t rows;
    void *obs; /* as ac->input says */
    float *mask, *noise;
    int action, logp, value, kept; /* outputs; kept: -1 where observations stay as they are */
};

struct agent_ac {
    const struct agent_setup *setup; /* borrowed */
    struct agent_ac_config config;
    bool gaussian; /* Box */
    int64_t D, A;
    struct nn_network_input input;
    bool shared;
    struct nn_network trunk; /* if shared: policy and value are its heads */
    struct nn_network policy, value;
    int32_t log_std; /* (A) parameter, Box only */
    int32_t n_buckets;
    struct agent_ac_program sample[AGENT_MAX_BUCKETS], mode[AGENT_MAX_BUCKETS];
};

/* Add "trunk.<layer>..." (if shared), "policy.<layer>...", "log_std" and "value.<layer>..." to the
 * sets, which must not be allocated yet. RL_EUNSUPPORTED as agent_action_check, and for a network
 * that makes no sense here. */
int agent_ac_add(struct agent_ac *ac, const struct agent_setup *setup,
                 const struct agent_ac_config *config, struct rl_error *err);
/* After the sets are allocated: initial parameters, then the programs for up to setup->n_envs rows.
 */
int agent_ac_init(struct agent_ac *ac);
int agent_ac_compile(struct agent_ac *ac, struct rl_error *err);
void agent_ac_deinit(struct agent_ac *ac); /* accepts zeroed */

/* Tracing. The input "mask" (B, A) where observations carry masks, else an invalid one. */
struct nn_var agent_ac_mask(const struct agent_ac *ac, struct nn_trace *t, int64_t rows);
/* The input "obs" (B, D), F32 or U8. */
struct nn_var agent_ac_obs(const struct agent_ac *ac, struct nn_trace *t, int64_t rows);
/* What policy and value are computed from: the shared trunk's output, else `obs`. */
struct nn_var agent_ac_features(const struct agent_ac *ac, struct nn_trace *t, struct nn_var obs);
struct nn_var agent_ac_head(const struct agent_ac *ac, struct nn_trace *t, struct nn_var features,
                            struct nn_var mask);
/* log pi(a|s): (B). action: as replay_minibatch.action. */
struct nn_var agent_ac_logp(const struct agent_ac *ac, struct nn_trace *t, struct nn_var head,
                            struct nn_var action);
/* Entropy of pi(.|s), mean over the batch: (). */
struct nn_var agent_ac_entropy(const struct agent_ac *ac, struct nn_trace *t, struct nn_var head);
/* V(s): (B). */
struct nn_var agent_ac_value(const struct agent_ac *ac, struct nn_trace *t, struct nn_var features);

/* agent_type.trace_mode of such an agent. */
void agent_ac_trace_mode(const struct agent_ac *ac, struct nn_trace *t, int32_t rows);
/* agent_type.act of such an agent. */
int agent_ac_act(struct agent_ac *ac, const struct agent_act *act, struct rl_error *err);
/* Mean standard deviation over the elements of a Box. */
double agent_ac_std(const struct agent_ac *ac);
