/* SPDX-License-Identifier: MIT */
/* Evaluation: a fixed number of episodes with the deterministic policy on an env set of its own.
 * Episode i starts from the i-th seed of the set's stream, whatever the number of envs, so every
 * evaluation of a run plays the same starts and never touches the training's random numbers. Loop
 * thread. */
#pragma once

#include "daemon/actor.h"
#include "daemon/recorder.h"

struct rltd_evaluator {
    struct rltd_actor actor;
    struct rltd_envs *envs;
    int32_t max_episodes; /* there is room for */
    int32_t n_episodes;
    double *ret; /* (max_episodes) of finished episodes */
    uint64_t *length;
    int32_t n_done;
    int32_t *quota; /* (N) episodes that each slot still has to finish */
    bool active, resetting;
    bool
        hold; /* the owner needs a pause: no further step until rltd_evaluator_changed without it */
    void (*finished)(void *owner, const struct agent_eval_result *result);
    void (*failed)(void *owner, const struct rl_error *err);
    void *owner;
    struct rltd_recorder *recorder; /* borrowed; NULL: nothing is recorded */
    uint64_t latency_ns, decisions; /* time inside the policy */
};

/* The set must be formed. `n_episodes` is the most that a begin may ask for. */
int rltd_evaluator_init(struct rltd_evaluator *ev, struct agent *agent, struct rltd_envs *envs,
                        int32_t n_episodes, struct rl_error *err);
void rltd_evaluator_deinit(struct rltd_evaluator *ev); /* accepts zeroed */

/* Start: the set is reset as soon as it is whole. */
void rltd_evaluator_begin(struct rltd_evaluator *ev, int32_t n_episodes, enum rl_stream stream);
void rltd_evaluator_cancel(struct rltd_evaluator *ev);

/* To be called from the set's events. */
void rltd_evaluator_done(struct rltd_evaluator *ev, enum rltd_envs_op op);
void rltd_evaluator_changed(struct rltd_evaluator *ev);
void rltd_evaluator_episode(struct rltd_evaluator *ev, int32_t slot, enum rltd_end end);
