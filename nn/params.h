/* SPDX-License-Identifier: MIT */
/* A parameter set: named parameters in ONE contiguous block, in the backend's layout. One optimizer
 * owns one set; a target network or a published snapshot is another block of the same layout.
 *
 * Lifecycle: init, add parameters (modules do it), alloc, initialise, use. Owned by the agent;
 * written by the thread that trains.
 */
#pragma once

#include "base/rng.h"
#include "nn/backend.h"
#include "nn/tensor.h"

#define NN_NAME_MAX 64

enum nn_param_kind {
    NN_PARAM_MATRIX, /* (n_out, n_in), in the backend's packed layout; (E, n_out, n_in): E of them
                      */
    NN_PARAM_VECTOR, /* flat, row-major */
    NN_PARAM_CONV,   /* (O, C, KH, KW), packed by the backend, too */
};

struct nn_param {
    char name[NN_NAME_MAX]; /* "policy.0.weight" */
    enum nn_param_kind kind;
    struct nn_shape shape; /* canonical */
    size_t offset;         /* floats from the block's start */
    size_t n_floats;       /* in the block, with padding */
    /* Products that each element is part of in a forward pass of one row: a matrix 1, a
     * convolution its output's pixels, a vector 0. */
    int64_t uses;
    /* Running statistics and the like: programs follow them, optimizers leave them alone. */
    bool buffer;
    float momentum; /* of a buffer that is 0 while it is frozen: what it is otherwise; else 0 */
};

struct nn_params {
    struct nn_backend *backend;
    struct nn_param *items; /* owned */
    int32_t n, cap;
    size_t block_floats;  /* with padding, a multiple of 16 */
    int64_t n_parameters; /* without padding and buffers: what a summary prints */
    float *block;         /* device memory, NULL before alloc */
};

void nn_params_init(struct nn_params *params, struct nn_backend *backend);
void nn_params_deinit(struct nn_params *params); /* accepts zeroed */

/* Index of the new parameter, or a negative error (RL_EEXIST for a name used twice, RL_ENOMEM). */
int32_t nn_params_add(struct nn_params *params, const char *name, enum nn_param_kind kind,
                      struct nn_shape shape);
/* The same for a vector or a scalar that no optimizer trains, in whatever set it lies. */
int32_t nn_params_add_buffer(struct nn_params *params, const char *name, struct nn_shape shape);
/* Allocate the zeroed block; no parameter may be added afterwards. */
int nn_params_alloc(struct nn_params *params, struct rl_error *err);

/* Canonical values in and out of a block of this layout (params->block or a snapshot of it in host
 * memory). `canonical` holds nn_shape_elements(shape) floats. */
void nn_params_get(const struct nn_params *params, const float *block, int32_t index,
                   float *canonical);
void nn_params_set(const struct nn_params *params, float *block, int32_t index,
                   const float *canonical);

/* A weight as the matrix (n_out, n_in) that initialisers see: (O, C KH KW) for a convolution. */
struct nn_shape nn_param_matrix(const struct nn_param *param);
/* Floats of one matrix of `shape`'s last two dimensions within a block. */
size_t nn_params_matrix_floats(struct nn_backend *be, struct nn_shape shape);
/* The same parameters in the same order: blocks of one can stand in for blocks of the other. */
bool nn_params_same_layout(const struct nn_params *a, const struct nn_params *b);
/* Overwrite all values of `to` with those of `from`, which has the same layout: a target network's
 * start. RL_ESHAPE, RL_ENOMEM. */
int nn_params_copy(struct nn_params *to, const struct nn_params *from);

/* Initialisers (write params->block). Orthogonal: Saxe et al. 2013, by QR of a Gaussian matrix with
 * the signs of R's diagonal, as PyTorch's orthogonal_ (nn/orthogonal.h). Draws are keyed by (seed,
 * RL_STREAM_INIT, index). */
int nn_init_orthogonal(struct nn_params *params, int32_t index, float gain, uint64_t seed);
/* [low, high) */
int nn_init_uniform(struct nn_params *params, int32_t index, float low, float high, uint64_t seed);
int nn_init_normal(struct nn_params *params, int32_t index, float mean, float std, uint64_t seed);
/* Glorot & Bengio 2010 / He et al. 2015: standard deviation gain / sqrt(n), n being the mean of
 * n_in and n_out (xavier), n_in or n_out (kaiming; for gradients that keep their size: n_out); of a
 * convolution C KH KW and O KH KW. Uniform, in +-gain sqrt(3 / n), or normal. */
int nn_init_xavier(struct nn_params *params, int32_t index, float gain, uint64_t seed);
int nn_init_xavier_normal(struct nn_params *params, int32_t index, float gain, uint64_t seed);
int nn_init_kaiming(struct nn_params *params, int32_t index, float gain, bool by_outputs,
                    uint64_t seed);
int nn_init_kaiming_normal(struct nn_params *params, int32_t index, float gain, bool by_outputs,
                           uint64_t seed);
int nn_init_constant(struct nn_params *params, int32_t index, float value);
