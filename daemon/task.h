/* SPDX-License-Identifier: MIT */
/* One piece of work that would hold the loop thread up, on a thread of its own. What it works on is
 * the thread's from start to join; the rest of this is the loop thread's. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/error.h"

struct rltd_task {
    /* On the thread. `cancelled`: return soon, whatever. */
    int (*work)(void *arg, const atomic_bool *cancelled, struct rl_error *err);
    void *arg;
    void (*wake)(void *arg); /* on the thread, at its end */
    void *wake_arg;

    pthread_t thread;
    bool started; /* and not joined */
    atomic_bool done, cancelled;
    int rc;
    struct rl_error err;
};

/* `work`, `arg`, `wake` and `wake_arg` are set, and no task is open. */
int rltd_task_start(struct rltd_task *task, struct rl_error *err);
bool rltd_task_ended(const struct rltd_task *task); /* join does not wait */
/* What `work` returned, with its error. */
int rltd_task_join(struct rltd_task *task, struct rl_error *err);
void rltd_task_cancel(struct rltd_task *task); /* and join; accepts one that is not open */
