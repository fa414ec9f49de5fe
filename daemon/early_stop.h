/* SPDX-License-Identifier: MIT */
/* Early stopping: whether a run goes on after an evaluation. In this order, and the first match
 * wins:
 *
 *   1. the metric is not finite (with check_finite)              stop
 *   2. it is strictly better than stopping_threshold             stop
 *   3. it is strictly worse than divergence_threshold            stop
 *   4. it is better than the best so far by more than min_delta  the wait begins anew
 *   5. otherwise the wait grows by one evaluation                stop at `patience`
 *
 * It only judges; who ends the run, and when at the earliest, is the run's matter. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rltd_early_stop {
    bool minimise, check_finite;
    double stopping_threshold, divergence_threshold; /* NaN: none */
    double min_delta;                                /* >= 0 */
    int64_t patience;                                /* evaluations */
    /* State, saved. */
    double best;   /* NaN before the first finite value */
    double value;  /* the newest; NaN before the first */
    uint64_t wait; /* evaluations without an improvement */
};

/* The metric of one more evaluation. True: stop, and `why` says why. */
bool rltd_early_stop_look(struct rltd_early_stop *e, double value, char *why, size_t why_bytes);
/* It has said stop, and the rules have changed since: does the newest value stop by them, too? */
bool rltd_early_stop_stands(const struct rltd_early_stop *e);
