/* SPDX-License-Identifier: MIT */
/* What the trainer does for an agent, in a test's own hands: hyper-parameters from text, services
 * that remember what was logged and may ask to leave at a cut, and a rollout or a replay. */
#pragma once

#include "agents/agent.h"
#include "agents/off_policy.h"
#include "nn/backend.h"
#include "replay/rollout.h"
#include "replay/sampler.h"

#define DRIVER_MAX_METRICS 32
#define DRIVER_MAX_SCRIPT  8

struct driver {
    struct nn_backend *backend;
    struct agent *agent;
    void *hparams;
    struct nn_network_config network;
    struct replay_rollout rollout; /* on-policy */
    struct agent_replay wish;      /* off-policy, and what it wishes for: */
    struct replay_ring ring;
    struct replay_selector *selector;
    struct replay_sampler sampler;
    struct agent_ctx ctx;
    int leave_every; /* at_cut says "leave" at every n-th call; 0: never */
    int n_cuts;
    int n_granted; /* of them, those that were not */
    int n_metrics;
    struct {
        const char *name;
        double value;
    } metric[DRIVER_MAX_METRICS];
};

/* `options`: name, value, name, value, ..., NULL, of the agent or of `network`, over the agent's
 * defaults. Asserts on failure. */
void driver_init(struct driver *d, const char *agent, const struct rl_space *obs,
                 const struct rl_space *action, int32_t n_envs, uint64_t seed,
                 const char *const *options);
/* The same, handing back what agent_create said. */
int driver_try(struct driver *d, const char *agent, const struct rl_space *obs,
               const struct rl_space *action, int32_t n_envs, uint64_t seed,
               const char *const *options, struct rl_error *err);
void driver_deinit(struct driver *d);

/* Last logged value; asserts that there is one. */
double driver_metric(const struct driver *d, const char *name);
/* Training step to its end, called again as often as it leaves. Counts the iteration. Off-policy:
 * ctx.gradient_steps updates. */
int driver_train(struct driver *d, struct rl_error *err);
/* Canonical value of a registered tensor. Asserts that it exists. */
void driver_read(const struct driver *d, const char *tensor, float *out);
void driver_write(struct driver *d, const char *tensor, const float *value);
/* Copy everything registered from one agent (and rollout or replay) to another of the same
 * configuration. */
void driver_copy_state(struct driver *to, const struct driver *from);
/* Every tensor of the one is that of the other, to the bit. */
void driver_assert_same_state(const struct driver *a, const struct driver *b);

/* Numbers of a normal distribution, keyed by `counter`. */
void driver_draw(uint64_t counter, float *out, size_t n);
/* agent_type.act, which must not fail. */
void driver_act(struct driver *d, const struct agent_act *act);
/* On-policy: all envs act on the observations of the rollout's step t, whose other columns are
 * filled; `action` (N, action bytes) is what goes to the envs, or NULL. */
void driver_act_row(struct driver *d, int32_t t, const uint32_t *slot, const uint64_t *step,
                    void *action);

/* Off-policy: three of the same configuration and replay. One trains 4 times, one is left at every
 * other cut and goes on after 2 in the memory of the last: the same bits. Ends all three. */
void driver_check_cuts(struct driver *straight, struct driver *left, struct driver *resumed,
                       void (*train)(struct driver *d, int calls));

/* A selector that draws what a test says, and keeps the errors that come back. */
struct driver_script {
    struct replay_selector base;
    int32_t n_rows;    /* of a batch, at most DRIVER_MAX_SCRIPT */
    int32_t n_updates; /* as many as there are indices for */
    const int *index; /* (n_updates, n_rows) transitions, each an episode; NULL: always the first */
    const float *weight; /* (n_updates, n_rows); NULL: 1 */
    float td_error[DRIVER_MAX_SCRIPT];
};

/* d's batches are the script's from here on; it must outlive them. */
void driver_follow(struct driver *d, struct driver_script *script);
