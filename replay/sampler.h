/* SPDX-License-Identifier: MIT */
/* A selector and a view put together: what replay/batch.h lets agents draw from. The trainer owns
 * it; the thread that owns the ring calls it. Where two threads take turns with the ring, both hold
 * `mutex` for as long as they touch ring, selector or limiter. */
#pragma once

#include <pthread.h>

#include "replay/limiter.h"
#include "replay/selector.h"
#include "replay/view.h"

struct replay_sampler {
    struct replay_view view;
    struct replay_selector *selector; /* borrowed */
    int32_t max_batch;
    int32_t n;     /* rows of the last batch */
    uint64_t *row; /* (max_batch) */
    /* Set after init, borrowed; each may be NULL. */
    struct replay_limiter *limiter; /* counts batches */
    pthread_mutex_t *mutex;
    bool frozen; /* the first batch is handed out again and again: to see whether it can be learned
                  */
};

int replay_sampler_init(struct replay_sampler *sampler, const struct replay_view *view,
                        struct replay_selector *selector, int32_t max_batch, struct rl_error *err);
void replay_sampler_deinit(struct replay_sampler *sampler); /* accepts zeroed */
