/* SPDX-License-Identifier: MIT */
/* Looking into programs while they run: a backend that stands in front of another one and runs
 * every program step by step, to find the op from which the first NaN or infinity came, or to
 * measure what each op costs. Whoever does not ask for it does not have it: without a watch
 * programs run as they always do.
 *
 * Programs, parameters and optimizers are made with nn_watch_backend; the watch outlives them.
 * Programs of one watch may run on several threads at once, and what it knows may be asked for on
 * any other.
 */
#pragma once

#include <stdbool.h>

#include "nn/backend.h"

struct nn_watch;

struct nn_watch_config {
    struct nn_backend *backend; /* that does the work; borrowed */
    bool anomaly;     /* a run in which a NaN or infinity arises ends with RL_ENONFINITE */
    bool profile;     /* time of every step */
    int32_t n_events; /* of a profile: how many runs and steps are kept one by one */
};

int nn_watch_create(struct nn_watch **out, const struct nn_watch_config *config,
                    struct rl_error *err);
void nn_watch_destroy(struct nn_watch *watch); /* accepts NULL */
struct nn_backend *nn_watch_backend(struct nn_watch *watch);

/* The first anomaly, in one line that names op, place, loss and the ranges of its operands; false
 * if there was none. */
bool nn_watch_anomaly(struct nn_watch *watch, char *out, size_t out_bytes);

/* One traced call of one op, over all programs that it is part of. */
struct nn_watch_row {
    const char *op, *file; /* of the op itself, or of the one whose gradient it is */
    int line;
    bool backward;
    uint64_t calls, ns;
    double flops; /* of matrix products, in all calls */
};
/* Up to `max` rows, the dearest first; returns how many. `total_ns`, unless NULL: the time of all
 * rows, also of those that did not fit. */
int32_t nn_watch_rows(struct nn_watch *watch, struct nn_watch_row *rows, int32_t max,
                      uint64_t *total_ns);

/* A run of a program (op NULL) or a step in it. */
struct nn_watch_event {
    const char *program, *op;
    bool backward;
    uint64_t start_ns, ns; /* rl_now_ns() */
    int32_t thread;        /* 0, 1, ... in the order in which threads ran their first program */
};
/* The i-th event of the profile, in the order in which they ended; NULL past the last, and while
 * another thread is still writing it. What it points to does not change until the watch is
 * destroyed. */
const struct nn_watch_event *nn_watch_event(struct nn_watch *watch, int32_t i);
