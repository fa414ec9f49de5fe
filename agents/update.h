/* SPDX-License-Identifier: MIT */
/* The parts that updates from a replay are made of, whatever the algorithm: parameter sets with
 * their optimizers and targets, the transitions of a batch as a program's inputs, and a program's
 * losses as metrics. B transitions, D observation features, A elements of an action. */
#pragma once

#include "agents/agent.h"
#include "nn/optim_options.h"
#include "nn/program.h"

/* ---- sets: allocated and registered; networks are added before, values are set after ---- */

/* One that `opt` trains: tensors "model/...", "optim/<name>/...", `updates.<name>`. */
int agent_add_trained(struct agent *agent, struct nn_params *params, struct nn_optimizer *opt,
                      const char *name, const struct nn_opt_options *options, struct rl_error *err);
/* One that follows another: tensors "target/...". */
int agent_add_target(struct agent *agent, struct nn_params *params, struct rl_error *err);

/* What a network of this agent reads: an observation, and `joined` features beside it. */
int agent_network_shape(struct nn_network_shape *out, const struct agent *agent, int64_t joined,
                        int64_t n_out, struct rl_error *err);

/* ---- programs ---- */

typedef void (*agent_trace_fn)(struct agent *agent, struct nn_trace *t);
int agent_compile(struct agent *agent, agent_trace_fn trace, struct nn_program **out,
                  struct rl_error *err);
/* An input's memory; NULL: the program has no such input. */
void *agent_input(struct nn_program *program, const char *name);

/* A step of `opt` down the gradient of the scalar `loss`. The gradient's L2 norm becomes output
 * `norm`, unless that is NULL. */
void agent_minimize(struct nn_trace *t, struct nn_var loss, struct nn_optimizer *opt,
                    const char *norm);

/* ---- transitions ---- */

/* Input `name`: what `net` reads of `rows` observations, (rows, D) F32 or U8. */
struct nn_var agent_obs_input(struct nn_trace *t, const char *name, const struct nn_network *net,
                              int64_t rows);
/* Such an input takes bytes as they travel instead of features. */
bool agent_reads_wire(const struct nn_network *net);

struct agent_transitions {
    struct nn_var obs, next_obs;    /* (B, D) as `net` reads them */
    struct nn_var action;           /* (B, A) */
    struct nn_var reward, discount; /* (B) */
    struct nn_var weight;           /* (B) of importance; invalid (id -1): all are 1 */
};
struct agent_transitions agent_transitions_input(struct nn_trace *t, const struct nn_network *net,
                                                 int64_t B, int64_t A, bool weighted);
/* The memory of those inputs, for a sampler to gather into. */
struct replay_batch agent_transitions_batch(struct nn_program *program);
/* B transitions for update number `update` into that memory. */
int agent_draw(const struct agent *agent, struct agent_ctx *ctx, uint64_t update, int32_t B,
               const struct replay_batch *batch, struct rl_error *err);

/* ---- metrics ---- */

#define AGENT_MAX_METRICS 8

/* Scalar outputs of a program, by name. */
struct agent_metrics {
    int32_t n;
    const char *name[AGENT_MAX_METRICS];
    int output[AGENT_MAX_METRICS];
};

/* Those of names[] (NULL-terminated) that the program puts out. */
void agent_metrics_init(struct agent_metrics *m, const struct nn_program *program,
                        const char *const *names);
/* Run the program that they belong to; each becomes a metric, its mean over a log interval.
 * RL_ENONFINITE names the first one that is no number. */
int agent_run(const struct agent *agent, struct nn_program *program,
              const struct agent_metrics *metrics, uint64_t update, struct agent_ctx *ctx,
              struct rl_error *err);
/* "train/learning_rate", and the steps of `opt` as "train/n_updates". */
void agent_log_progress(struct agent_ctx *ctx, double learning_rate,
                        const struct nn_optimizer *opt);
