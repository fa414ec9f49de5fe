/* SPDX-License-Identifier: MIT */
/* The parts that agents which learn from a replay are made of, whatever the algorithm: parameter
 * sets with their optimizers and targets, the transitions of a batch as a program's inputs, its
 * losses as metrics, and the loop of updates around it. B transitions, D observation features, A
 * elements of an action. */
#pragma once

#include "agents/off_policy.h"
#include "agents/rates.h"
#include "nn/program.h"

/* ---- sets: allocated and registered; networks are added before, values are set after ---- */

/* One that `opt` trains: tensors "model/...", "optim/<name>/...", `updates.<name>`. */
int agent_add_trained(struct agent *agent, struct nn_params *params, struct nn_optimizer *opt,
                      const char *name, const struct agent_off_policy *hp, struct rl_error *err);
/* One that follows another: tensors "target/...". */
int agent_add_target(struct agent *agent, struct nn_params *params, struct rl_error *err);

/* What a network of this agent reads: an observation, and `joined` features beside it. */
int agent_network_shape(struct nn_network_shape *out, const struct agent *agent, int64_t joined,
                        int64_t n_out, struct rl_error *err);

/* ---- programs ---- */

#define AGENT_MAX_METRICS 8

struct agent_program {
    struct nn_program *nn;
    int32_t n_metrics; /* scalar outputs "train/..." */
    int metric[AGENT_MAX_METRICS];
};

typedef void (*agent_trace_fn)(struct agent *agent, struct nn_trace *t);
int agent_compile(struct agent_program *program, struct agent *agent, agent_trace_fn trace,
                  struct rl_error *err);
void agent_program_deinit(struct agent_program *program); /* accepts zeroed */
/* An input's memory; NULL: the program has no such input. */
void *agent_input(const struct agent_program *program, const char *name);
/* Run it for update number `update`; each of its metrics is logged, as the mean over a log
 * interval. RL_ENONFINITE names the first one that is no number. */
int agent_run(const struct agent *agent, const struct agent_program *program, uint64_t update,
              struct agent_ctx *ctx, struct rl_error *err);

/* A step of `opt` down the gradient of the scalar `loss`. The gradient's L2 norm becomes output
 * `norm`, then it is clipped as hp says; with a norm of NULL neither. */
void agent_minimize(struct nn_trace *t, struct nn_var loss, struct nn_optimizer *opt,
                    const char *norm, const struct agent_off_policy *hp);

/* ---- transitions ---- */

/* Input `name`: what `net` reads of `rows` observations, (rows, D) F32 or U8. */
struct nn_var agent_obs_input(struct nn_trace *t, const char *name, const struct nn_network *net,
                              int64_t rows);
/* Such an input takes bytes as they travel instead of features. */
bool agent_reads_wire(const struct nn_network *net);

struct agent_transitions {
    struct nn_var obs, next_obs;    /* (B, D) as `net` reads them */
    struct nn_var reward, discount; /* (B) */
    struct nn_var weight;           /* (B) of importance; invalid (id -1): all are 1 */
};
/* Inputs of a program; "action" is the agent's own to add. */
struct agent_transitions agent_transitions_input(struct nn_trace *t, const struct nn_network *net,
                                                 const struct agent_off_policy *hp);
/* The memory of those inputs, of "action" and of "next_mask", for a sampler to gather into. */
struct replay_batch agent_transitions_batch(const struct agent_program *program);
/* y = r + discount V(s'): (B), the target of a value. */
struct nn_var agent_bootstrap(struct nn_trace *t, const struct agent_transitions *b,
                              struct nn_var next_v);
/* hp->batch_size transitions for update number `update` into that memory. */
int agent_draw(const struct agent *agent, struct agent_ctx *ctx, const struct agent_off_policy *hp,
               uint64_t update, const struct replay_batch *batch, struct rl_error *err);
/* After a run of a program with an output "td_error" (B): the errors become priorities. */
void agent_prioritize(const struct agent_program *program, struct replay_sampler *sampler);

/* ---- the training step ---- */

/* One update, numbered from 0 over the whole run; the number keys all that it draws. */
typedef int (*agent_update_fn)(struct agent *agent, struct agent_ctx *ctx, uint64_t update,
                               struct rl_error *err);

/* agent_type.training_step: the updates that are granted, a cut before each, all optimizers at the
 * learning rate of the moment. */
int agent_train(struct agent *agent, struct agent_ctx *ctx, const struct agent_off_policy *hp,
                agent_update_fn update, struct rl_error *err);
