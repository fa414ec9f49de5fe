/* SPDX-License-Identifier: MIT */
/* The registry of what must survive: everything that a checkpoint holds is named here once, and
 * save, load, snapshot and tests all walk the same list. Entries point at live memory.
 *
 *   snapshot (at a cut, fast)  nn_state_copy: raw copies of every entry into one host buffer
 *   write (store thread)       nn_state_tensor_read: canonical values out of such a buffer
 *   load                       nn_state_tensor_write: canonical values into live memory
 *
 * A parameter set or a moment block is one entry to copy but many tensors: one per parameter.
 */
#pragma once

#include "nn/optim.h"
#include "nn/random.h"

enum nn_state_scope {
    NN_STATE_MODEL,  /* what acting needs: networks, normalisers. In every file, weights-only too */
    NN_STATE_RESUME, /* optimizers, counters, RNG, rollout: in full checkpoints */
    NN_STATE_BEGINS, /* as NN_STATE_RESUME; where a file has none it begins at zero, which every
                      * value of it can do: the run goes on, not exactly */
};

struct nn_state_tensor {
    char name[2 * NN_NAME_MAX]; /* "model/policy.0.weight", "optim/policy/m/policy.0.weight" */
    enum rl_dtype dtype;
    struct nn_shape shape; /* canonical */
    enum nn_state_scope scope;
};

struct nn_state; /* entries in order of registration */

struct nn_state *nn_state_create(void);
void nn_state_destroy(struct nn_state *state);

/* Tensors "<prefix>/<param name>" of params->block. */
int nn_state_add_params(struct nn_state *state, const char *prefix, struct nn_params *params);
/* "optim/<name>/m/...", ".../v/...", "optim/<name>/steps" (U64);
 * "missed" (U64) and "frozen" (U8) for each parameter. */
int nn_state_add_optimizer(struct nn_state *state, struct nn_optimizer *opt);
/* An open window of gradients: "optim/<name>/window" (I64) and "optim/<name>/grad/...". */
int nn_state_add_window(struct nn_state *state, struct nn_optimizer *opt, struct nn_window *window);
/* "<name>" (U64): the counter of draws within programs. */
int nn_state_add_random(struct nn_state *state, const char *name, struct nn_random *random);
/* A plain host array; `shape` is fixed from here on. */
int nn_state_add_array(struct nn_state *state, const char *name, enum nn_state_scope scope,
                       enum rl_dtype dtype, struct nn_shape shape, void *data);

size_t nn_state_copy_bytes(const struct nn_state *state);
void nn_state_copy(const struct nn_state *state, void *dst);

int32_t nn_state_n_tensors(const struct nn_state *state);
void nn_state_tensor(const struct nn_state *state, int32_t i, struct nn_state_tensor *out);
/* The set that tensor i is a parameter of, and which; NULL: moments, counters, arrays. */
const struct nn_params *nn_state_tensor_params(const struct nn_state *state, int32_t i,
                                               int32_t *index);
/* Bytes of tensor i in canonical form. */
size_t nn_state_tensor_bytes(const struct nn_state *state, int32_t i);
/* Canonical value of tensor i out of `copy` (from nn_state_copy), or of live memory if NULL. */
void nn_state_tensor_read(const struct nn_state *state, const void *copy, int32_t i,
                          void *canonical);
/* Set live memory from a canonical value. */
void nn_state_tensor_write(struct nn_state *state, int32_t i, const void *canonical);
/* Index of a tensor by name, or -1. */
int32_t nn_state_find(const struct nn_state *state, const char *name);
