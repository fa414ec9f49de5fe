/* SPDX-License-Identifier: MIT */
/* A selector and a view put together: what replay/batch.h lets agents draw from. The trainer owns
 * it; the thread that owns the ring calls it. */
#pragma once

#include "replay/selector.h"
#include "replay/view.h"

struct replay_sampler {
    struct replay_view view;
    struct replay_selector *selector; /* borrowed */
    int32_t max_batch;
    int32_t n;     /* rows of the last batch */
    uint64_t *row; /* (max_batch) */
};

int replay_sampler_init(struct replay_sampler *sampler, const struct replay_view *view,
                        struct replay_selector *selector, int32_t max_batch, struct rl_error *err);
void replay_sampler_deinit(struct replay_sampler *sampler); /* accepts zeroed */
