/* SPDX-License-Identifier: MIT */
/* What a model consists of: its layers with shapes, parameters (and how many of them learn), bytes
 * and the work of one forward pass, out of the registry of state (nn/state.h). */
#pragma once

#include "base/buf.h"
#include "nn/state.h"

struct nn_summary_row {
    char layer[2 * NN_NAME_MAX]; /* "model/policy.0": the tensor's name before ".weight" */
    struct nn_shape shape;       /* of its weight */
    /* trainable + frozen; a layer that no optimizer has, as a target network's or running
     * statistics, follows. */
    int64_t parameters, trainable, frozen;
    size_t bytes; /* of the canonical values */
    double flops; /* of its products, for one observation */
};

struct nn_summary {
    struct nn_summary_row *rows; /* owned; in order of registration */
    int32_t n;
    struct nn_summary_row learns, follows; /* sums over layers with an optimizer, and without */
};

/* RL_ENOMEM. */
int nn_summary_init(struct nn_summary *summary, const struct nn_state *state,
                    struct nn_optimizer *const *opts, int32_t n_opts, struct rl_error *err);
void nn_summary_deinit(struct nn_summary *summary); /* accepts zeroed */

/* An aligned table, and what it adds up to in one line without an end. */
void nn_summary_table(const struct nn_summary *summary, struct rl_buf *out);
void nn_summary_line(const struct nn_summary *summary, struct rl_buf *out);
