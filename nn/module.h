/* SPDX-License-Identifier: MIT */
/* Layers: a module knows which parameters are its own and how to trace itself. */
#pragma once

#include "base/option.h"
#include "nn/trace.h"

struct nn_linear_layer {
    struct nn_params *params;
    int32_t weight, bias; /* indices */
    enum nn_activation act;
};

#define NN_MLP_MAX_LAYERS (RL_INTS_MAX + 1)

/* n_in -> hidden... -> n_out; `act` after each hidden layer, none after the last. Parameters are
 * named
 * "<prefix>.<layer>.weight|bias". */
struct nn_mlp {
    struct nn_linear_layer layer[NN_MLP_MAX_LAYERS];
    int32_t n_layers;
};

/* Before nn_params_alloc. Negative error of nn_params_add. */
int nn_mlp_add(struct nn_mlp *mlp, struct nn_params *params, const char *prefix, int64_t n_in,
               const struct rl_ints *hidden, int64_t n_out, enum nn_activation act);
/* The same with `members` networks side by side, each with its own weights, in one product per
 * layer (twin critics, ensembles): (B, n_in) or (E, B, n_in) -> (E, B, n_out). */
int nn_mlp_add_ensemble(struct nn_mlp *mlp, struct nn_params *params, const char *prefix,
                        int64_t members, int64_t n_in, const struct rl_ints *hidden, int64_t n_out,
                        enum nn_activation act);
/* After nn_params_alloc: weights and biases uniform in +-1 / sqrt(n_in), as PyTorch's Linear. */
int nn_mlp_init_uniform(struct nn_mlp *mlp, uint64_t seed);
/* After nn_params_alloc: orthogonal weights with gain sqrt(2) in hidden layers and `out_gain` in
 * the last, zero biases (Engstrom et al. 2020, as SB3 and CleanRL). */
int nn_mlp_init_orthogonal(struct nn_mlp *mlp, float out_gain, uint64_t seed);
struct nn_var nn_mlp_trace(struct nn_trace *t, const struct nn_mlp *mlp, struct nn_var x);

/* Q (B, A) of a value (B, 1) and advantages (B, A): value + advantage - mean advantage (Wang et al.
 * 2016). */
struct nn_var nn_dueling(struct nn_trace *t, struct nn_var value, struct nn_var advantage);

#define nn_dueling(t, ...)   nn_dueling(NN_AT(t), __VA_ARGS__)
#define nn_mlp_trace(t, ...) nn_mlp_trace(NN_AT(t), __VA_ARGS__)
