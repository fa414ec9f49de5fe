/* SPDX-License-Identifier: MIT */
/* The learner role: one thread that runs the agent's training step and sleeps otherwise. The loop
 * thread starts it, parks it at a cut, lets it go on or leave; it hears of the end through `wake`.
 *
 * While the thread is running, the agent, the rollout and the metrics belong to it; while it is
 * idle or parked, to the loop thread.
 */
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "agents/agent.h"

enum rltd_learner_state {
    RLTD_LEARNER_IDLE,    /* no step is open */
    RLTD_LEARNER_RUNNING, /* inside training_step */
    RLTD_LEARNER_PARKED,  /* at a cut inside training_step, waiting for the loop thread */
    RLTD_LEARNER_DONE,    /* training_step has returned; its result waits to be taken */
};

struct rltd_learner {
    struct agent *agent;
    struct agent_ctx *ctx;   /* its at_cut service must call rltd_learner_at_cut */
    void (*wake)(void *arg); /* on the learner thread: parked or done */
    void *arg;

    atomic_bool cut_wanted; /* apart from the flags below: compilers read neighbours in one go */
    pthread_t thread;
    bool started;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    enum rltd_learner_state state; /* under mutex, like the rest below */
    bool go, quit, leave;
    int result;
    struct rl_error err;
};

int rltd_learner_start(struct rltd_learner *learner, struct agent *agent, struct agent_ctx *ctx,
                       void (*wake)(void *arg), void *arg, struct rl_error *err);
/* Joins the thread; a step that is open leaves at its next cut. Accepts a zeroed learner. */
void rltd_learner_stop(struct rltd_learner *learner);

/* Loop thread: begin (or continue) a training step; the state must be IDLE. */
void rltd_learner_go(struct rltd_learner *learner);
/* Loop thread, IDLE: the whole training step on this thread, for steps that are shorter than
 * handing over; the state is DONE afterwards. It is not parked. */
void rltd_learner_run_here(struct rltd_learner *learner);
/* Loop thread: park at the next cut. */
void rltd_learner_want_cut(struct rltd_learner *learner);
/* Loop thread, when PARKED: the training step leaves here; DONE with AGENT_LEFT comes. */
void rltd_learner_leave(struct rltd_learner *learner);
/* Loop thread, when PARKED: go on. */
void rltd_learner_release(struct rltd_learner *learner);
enum rltd_learner_state rltd_learner_state(struct rltd_learner *learner);
/* Loop thread, when DONE: the step's result; the state becomes IDLE. */
int rltd_learner_take(struct rltd_learner *learner, struct rl_error *err);

/* Learner thread, from the agent's at_cut service. True: leave. */
bool rltd_learner_at_cut(struct rltd_learner *learner);
