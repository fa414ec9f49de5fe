/* SPDX-License-Identifier: MIT */
/* Which rows are sampled: uniformly, or in proportion to priorities (Schaul et al. 2016,
 * "Prioritized experience replay"). Draws are keyed by the number of the update, so that they
 * depend on nothing else that happened. Called by the ring's owner. */
#pragma once

#include "base/option.h"
#include "nn/state.h"
#include "replay/view.h"

struct replay_selector;

struct replay_draw {
    uint64_t update; /* keys the draw; below 2^56 */
    double progress; /* of the run, in [0, 1], for schedules */
    int32_t n;
    uint64_t *row; /* (n) out: numbers of starts that the view can read, with replacement */
    float *weight; /* (n) out: importance weights, at most 1; NULL: not wanted */
};

struct replay_selector_ops {
    /* A row of the window has become a start; a start has left the window. NULL: not needed. */
    void (*added)(struct replay_selector *selector, uint32_t slot);
    void (*removed)(struct replay_selector *selector, uint32_t slot);
    /* 0, or REPLAY_EMPTY where nothing can be drawn. */
    int (*draw)(struct replay_selector *selector, const struct replay_view *view,
                const struct replay_draw *draw);
    /* |TD error| of n rows that were drawn; rows that have left the window are passed over. NULL:
     * not needed. */
    void (*update)(struct replay_selector *selector, const struct replay_ring *ring, int32_t n,
                   const uint64_t *row, const float *td_error);
    int (*register_state)(struct replay_selector *selector, struct nn_state *state);
    void (*restored)(struct replay_selector *selector); /* after saved state was written */
    void (*destroy)(struct replay_selector *selector);
};

struct replay_selector {
    const struct replay_selector_ops *ops;
};

struct replay_priorities {
    uint32_t slots; /* of the ring */
    uint64_t seed;
    double alpha; /* priority = (|TD error| + eps)^alpha; 0 is uniform */
    double eps;
    struct rl_schedule beta; /* weight = (P(i) n)^-beta, as a share of the batch's largest */
};

/* NULL: out of memory. The ring's `selector` is to be set before its first row. */
struct replay_selector *replay_uniform_create(uint64_t seed);
struct replay_selector *replay_prioritized_create(const struct replay_priorities *config);
void replay_selector_destroy(struct replay_selector *selector); /* accepts NULL */
