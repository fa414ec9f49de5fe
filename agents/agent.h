/* SPDX-License-Identifier: MIT */
/* The plug-in interface of algorithms. An agent is one file that reads like its paper: it
 * configures networks and optimizers, acts on batches of observations, and runs manual training
 * steps. It knows no sockets, clock, files or SQL; whatever it needs of the trainer comes through
 * `struct agent_ctx`.
 *
 * Order in a run: create, configure, (restore), setup, then { collect_begin, act..., collect_end,
 * training_step, training_step_end } with eval_begin/eval_end when due, on_log_interval, on_save,
 * on_load; teardown, destroy. Hooks that an agent does not need are NULL.
 *
 * Threads: never two calls at once for one agent, with one exception: where an off-policy run
 * collects while it learns, act runs on the loop thread beside training_step on the learner thread.
 * Then `agent_act.policy` is set, and act reads that block, hyper-parameters and programs of its
 * own, and nothing that a training step writes.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/option.h"
#include "base/space.h"
#include "nn/network.h"
#include "nn/schedule.h"
#include "nn/state.h"
#include "replay/batch.h"

struct agent;
struct agent_ctx;
struct agent_replay; /* agents/off_policy.h */

enum agent_stage {
    AGENT_STAGE_TRAIN,
    AGENT_STAGE_TEST,  /* a saved policy plays episodes: eval_begin, act..., eval_end */
    AGENT_STAGE_SERVE, /* a saved policy in use: act... */
};

/* What an agent is configured with; borrowed for the agent's lifetime. */
struct agent_setup {
    struct nn_backend *backend;
    struct rl_space obs, action;
    int32_t frame_stack; /* `obs` is so many frames of the env (replay/stack.h); 0: one */
    int32_t n_envs;      /* training env slots: the largest act batch */
    uint64_t seed;
    const void *hparams; /* the agent's own struct, filled and validated through its table */
    bool acts_only;      /* a saved policy: no update is compiled, training_step does not come, act
                          * gets any slots and explores no more */
    const struct nn_network_config *network; /* section `network:`; refuse what has no effect */
    const struct nn_random *random; /* for networks with dropout; agent_create sets it, else NULL */
};

/* One batch of decisions. n rows; row i belongs to env slot[i], which has taken step[i] steps so
 * far: (slot, step) keys its random numbers; a deterministic batch reads neither. Outputs may be
 * NULL. */
struct agent_act {
    int32_t n;
    bool deterministic;   /* the mode of the policy instead of a sample */
    const void *obs;      /* (n, obs bytes) wire layout, action masks included (replay_masks) */
    const uint32_t *slot; /* (n) */
    const uint64_t *step; /* (n) */
    void *action;         /* out (n, action bytes) wire layout: clipped to the space's bounds */
    void *raw_action;     /* out (n, A): I32 choices from 0, or (Box) f32 before clipping */
    float *logp;          /* out (n) log-probability of raw_action */
    float *value;         /* out (n) critic's value of obs */
    void *kept;           /* out (n, bytes of agent->kept_obs): obs as the networks saw it */
    /* Off-policy. raw_action is then what the replay keeps and training_step learns from: (n, A)
     * I32 choices, or (n, A) f32 in the agent's own scale. */
    const uint8_t *starts; /* (n) nonzero: obs is the first of an episode; NULL: none is */
    bool random;           /* warm-up: uniformly random actions, keyed by (slot, step) */
    uint64_t env_steps;    /* of the run, for exploration schedules */
    double progress;       /* env_steps / max_env_steps, in [0, 1] */
    const float *policy;   /* block of agent->acting to act with; NULL: its own */
};

/* What the training envs answered, each answer once: n rows, row i is env slot i. */
struct agent_observed {
    int32_t n;
    const void *obs;      /* (n, obs bytes) what the envs show now */
    float *reward;        /* (n) of the step that led here, to be changed at will; NULL: a reset */
    const uint8_t *ended; /* (n) not 0: that step ended an episode */
};

enum agent_reduce { AGENT_MEAN, AGENT_SUM, AGENT_LAST, AGENT_MAX }; /* within one log interval */
enum agent_sink { AGENT_SINK_PROGRESS = 1, AGENT_SINK_ALL = 0xff };

/* Services of the trainer. `host` is passed back. */
struct agent_services {
    /* A place where state is whole. The trainer may save here; true means: leave training_step now
     * with AGENT_LEFT. It is called again later and must go on where its registered state says. */
    bool (*at_cut)(void *host);
    void (*log)(void *host, const char *name, double value, enum agent_reduce reduce,
                unsigned sinks);
    void (*request_save)(void *host, const char *name);
};

struct agent_ctx {
    const struct agent_services *services;
    void *host;
    struct replay_rollout *rollout; /* on-policy: full, in [0, n_rows) */
    struct replay_sampler *sampler; /* off-policy: where batches are drawn from */
    int32_t gradient_steps;         /* off-policy: updates that this call is granted. Each draw uses
                                     * one up; a call after AGENT_LEFT is granted the rest */
    uint64_t env_steps;
    uint64_t iteration; /* calls of training_step completed so far */
    double progress;    /* env_steps / max_env_steps, in [0, 1] */
};

static inline bool agent_at_cut(struct agent_ctx *ctx)
{
    return ctx->services->at_cut(ctx->host);
}
/* Make a value a metric: progress line, status, TensorBoard, JSON lines, SQLite, monitors. */
static inline void agent_log(struct agent_ctx *ctx, const char *name, double value,
                             enum agent_reduce reduce, unsigned sinks)
{
    ctx->services->log(ctx->host, name, value, reduce, sinks);
}
/* Ask for a manual save at the next cut. */
static inline void agent_request_save(struct agent_ctx *ctx, const char *name)
{
    ctx->services->request_save(ctx->host, name);
}

/* Positive outcome of training_step: left at a cut, to be continued. */
#define AGENT_LEFT 1

struct agent_eval_result {
    int32_t n_episodes;
    double mean_return, std_return, mean_length;
};

struct agent_type {
    const char *name; /* "ppo" */
    const char *doc;  /* one line */
    bool on_policy;
    size_t agent_bytes;   /* of the agent's struct, which begins with `struct agent` */
    size_t hparams_bytes; /* of its hyper-parameter struct */
    const struct rl_option *hparams;
    size_t n_hparams;

    /* Adapt defaults, to the spaces too, before the user's values are applied; may be NULL. The
     * spaces are NULL where they are not known yet (`rltd --check`). */
    void (*defaults)(void *hparams, struct nn_network_config *network, const struct rl_space *obs,
                     const struct rl_space *action);
    /* Networks, optimizers, programs, registered state. RL_EUNSUPPORTED for spaces it cannot
     * handle. */
    int (*configure)(struct agent *agent, struct rl_error *err);
    void (*deconfigure)(struct agent *agent); /* also after a failed configure */
    /* The deterministic policy for export: inputs "obs" (rows, features) and, with masks, "mask";
     * output "action" (rows) or (rows, elements) as `act` makes it before it is the env's. */
    void (*trace_mode)(struct agent *agent, struct nn_trace *t, int32_t rows);
    int (*act)(struct agent *agent, const struct agent_act *act, struct rl_error *err);
    /* Statistics of what is collected, rewards as they shall be learned from. */
    void (*observe)(struct agent *agent, const struct agent_observed *observed);
    /* On-policy: rollout length that training_step wants, per env. */
    int32_t (*rollout_steps)(const struct agent *agent);
    /* Off-policy: what these hyper-parameters want of the trainer's replay. */
    void (*replay)(const void *hparams, struct agent_replay *out);
    /* RL_ECONFIG where hyper-parameters that are no schedules change something over the run and so
     * cannot do without max_env_steps. NULL: none does. */
    int (*check_endless)(const void *hparams, struct rl_error *err);
    /* 0, AGENT_LEFT, or an error: RL_ENONFINITE names the loss. Off-policy: before each update asks
     * agent_at_cut, draws exactly one batch. */
    int (*training_step)(struct agent *agent, struct agent_ctx *ctx, struct rl_error *err);

    /* Live hyper-parameters are about to become those of `hparams` (the others are the same),
     * between two updates or outside of training_step. Refuses, and then nothing changes, what asks
     * for other programs. NULL where training_step reads them anew after each cut. */
    int (*change)(struct agent *agent, const void *hparams, struct rl_error *err);

    void (*setup)(struct agent *agent, enum agent_stage stage);
    void (*teardown)(struct agent *agent, enum agent_stage stage);
    void (*collect_begin)(struct agent *agent, struct agent_ctx *ctx);
    void (*collect_end)(struct agent *agent, struct agent_ctx *ctx);
    void (*training_step_end)(struct agent *agent, struct agent_ctx *ctx);
    void (*eval_begin)(struct agent *agent);
    void (*eval_end)(struct agent *agent, const struct agent_eval_result *result);
    void (*on_log_interval)(struct agent *agent, struct agent_ctx *ctx);
    void (*on_save)(struct agent *agent);
    void (*on_load)(struct agent *agent);
};

#define AGENT_UPDATES "agent/updates"

/* The part that every agent has; the agent's own struct begins with it. */
struct agent {
    const struct agent_type *type;
    struct agent_setup setup;
    struct nn_state *state;          /* configure registers here what must survive */
    const struct rl_space *kept_obs; /* what rollouts keep of an observation (agent_act.kept);
                                      * NULL: the observation itself */
    struct nn_params *acting;        /* off-policy: the set that act's programs read; borrowed */
    bool wire_batches; /* off-policy: batches hold observations as they travel (bytes of
                        * images) instead of as float features */
    bool clips_only; /* Box actions are the env's own, clipped; else they are scaled from [-1, 1] to
                      * finite bounds */
    struct nn_optimizer *optimizer[4]; /* for `updates.<name>` counters; borrowed from the agent */
    struct nn_schedule rate[4];        /* their learning rates (agents/rates.h) */
    int32_t n_optimizers;
    uint64_t updates; /* completed in the run, whatever is frozen; training_step counts each. State:
                       * tensor AGENT_UPDATES */
    struct nn_random random; /* of setup.random */
};

/* All agents that are linked in, by name; NULL if there is none. */
const struct agent_type *agent_find(const char *name);
/* i-th agent type, NULL past the end. */
const struct agent_type *agent_at(size_t i);

/* Allocate and configure. `setup` is copied. */
int agent_create(struct agent **out, const struct agent_type *type, const struct agent_setup *setup,
                 struct rl_error *err);
void agent_destroy(struct agent *agent); /* accepts NULL */
