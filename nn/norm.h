/* SPDX-License-Identifier: MIT */
/* Normalisation layers: each knows its parameters and how to trace itself.
 *
 * Layer norm (Ba et al. 2016) is the same in both modes. Batch norm (Ioffe & Szegedy 2015) uses the
 * batch's statistics in train mode and follows them with running ones, which it uses in eval mode.
 * Those are buffers (nn_params_add_buffer): in the set of the weights, or in one that no optimizer
 * owns; registered with nn_state_add_params and copied to a target network with nn_polyak either
 * way. N rows, C channels, D features.
 */
#pragma once

#include "nn/trace.h"

/* ---- ops ---- */
/* x (..., D), gain (D), bias (D): (x - mean) / sqrt(variance + eps) * gain + bias per row. */
struct nn_var nn_layer_norm(struct nn_trace *t, struct nn_var x, struct nn_var gain,
                            struct nn_var bias, float eps);

/* Memory: mean (C), variance (C), momentum (). Each run of a trace in train mode does
 *   mean += momentum (batch's mean - mean),  variance += momentum (batch's - variance),
 * the batch's variance being the unbiased one, as PyTorch's. Momentum 0 freezes: then the batch is
 * normalised with what is here, in train mode too. */
struct nn_norm_stats {
    struct nn_var mean, variance, momentum;
};
/* x (..., C), gain (C), bias (C); train mode wants at least two rows. */
struct nn_var nn_batch_norm(struct nn_trace *t, struct nn_var x, struct nn_var gain,
                            struct nn_var bias, const struct nn_norm_stats *running, float eps);

/* ---- layers ---- */
struct nn_norm_layer {
    struct nn_params *params, *buffers; /* buffers: NULL for a layer norm */
    int32_t gain, bias, mean, variance, momentum;
};

/* "<prefix>.weight", "<prefix>.bias"; before nn_params_alloc. Negative error of nn_params_add. */
int nn_layer_norm_add(struct nn_norm_layer *layer, struct nn_params *params, const char *prefix,
                      int64_t n);
/* And "<prefix>.running_mean", ".running_var", ".momentum" of `buffers`, which may be `params`:
 * then nn_opt_freeze of a pattern that matches the momentum is nn_batch_norm_freeze. */
int nn_batch_norm_add(struct nn_norm_layer *layer, struct nn_params *params,
                      struct nn_params *buffers, const char *prefix, int64_t n);
/* After nn_params_alloc: gain 1, bias 0; mean 0, variance 1, momentum 0.1. */
int nn_norm_init(struct nn_norm_layer *layer);
/* A frozen batch norm keeps its statistics and uses them; thawed, it follows the batches again. */
int nn_batch_norm_freeze(struct nn_norm_layer *layer, bool frozen);
/* eps is 1e-5, as PyTorch's. */
struct nn_var nn_norm_trace(struct nn_trace *t, const struct nn_norm_layer *layer, struct nn_var x);

#define nn_layer_norm(t, ...) nn_layer_norm(NN_AT(t), __VA_ARGS__)
#define nn_batch_norm(t, ...) nn_batch_norm(NN_AT(t), __VA_ARGS__)
#define nn_norm_trace(t, ...) nn_norm_trace(NN_AT(t), __VA_ARGS__)
