/* SPDX-License-Identifier: MIT */
/* Tracing: C code that calls ops on handles writes a straight-line program. It is traced once per
 * shape, compiled once (nn/program.h) and replayed. Nothing is computed while tracing.
 *
 * Errors are sticky: after the first one every call returns an invalid handle, and nn_compile
 * reports it once, with op, shapes and the source line of the call. So agents need no checks in
 * between.
 *
 * Shapes: elementwise ops broadcast as NumPy does. B = rows, D = features, A = actions.
 */
#pragma once

#include "nn/optim.h"
#include "nn/params.h"
#include "nn/tensor.h"

struct nn_trace;

struct nn_var {
    int32_t id; /* -1: invalid */
};

/* The first three are part of a product's kernel; the others are ops of their own after it. */
#define NN_ACTIVATIONS(X)       \
    X(NONE, "none")             \
    X(TANH, "tanh")             \
    X(RELU, "relu")             \
    X(LEAKY_RELU, "leaky_relu") \
    X(ELU, "elu")               \
    X(GELU, "gelu")             \
    X(SILU, "silu")             \
    X(SIGMOID, "sigmoid")       \
    X(SOFTPLUS, "softplus")

enum nn_activation {
#define X(name, text) NN_ACT_##name,
    NN_ACTIVATIONS(X)
#undef X
};

/* How a window walks over an image. Zero fields: stride 1, no padding. */
struct nn_conv {
    enum nn_activation act;
    int32_t stride, pad; /* of both axes; the border of `pad` pixels is zero */
    float u8_scale;      /* the planner's: x is read as bytes times this; 0: x is float32 */
};
struct nn_pool {
    int32_t size, stride, pad; /* stride 0: size; pad <= size / 2, never the greatest */
};

/* NULL when out of memory. */
struct nn_trace *nn_trace_create(struct nn_backend *backend);
void nn_trace_destroy(struct nn_trace *trace);
/* Remember where the next op is called from; the op macros below do it. Returns `trace`. */
struct nn_trace *nn_trace_at(struct nn_trace *trace, const char *file, int line);
#define NN_AT(t) nn_trace_at((t), __FILE__, __LINE__)

/* Learning runs in train mode; acting, evaluation, target networks and export run in eval mode, in
 * which a trace begins. Layers that differ ask for it when they are traced. */
enum nn_mode { NN_MODE_EVAL, NN_MODE_TRAIN };
void nn_trace_set_mode(struct nn_trace *trace, enum nn_mode mode);
enum nn_mode nn_trace_mode(const struct nn_trace *trace);
/* What profiles call the program; static text. */
void nn_trace_name(struct nn_trace *trace, const char *name);

struct nn_shape nn_var_shape(const struct nn_trace *trace, struct nn_var v);

/* ---- leaves ---- */
/* Filled by the host before each run: F32, I32 or U8. Names are unique in a program. */
struct nn_var nn_input(struct nn_trace *t, const char *name, enum rl_dtype dtype,
                       struct nn_shape shape);
struct nn_var nn_const(struct nn_trace *t, float value); /* scalar () */
/* Parameter `index` of a set; gradients reach it through nn_backward. */
struct nn_var nn_param(struct nn_trace *t, struct nn_params *params, int32_t index);

/* ---- elementwise: the table nn/ops.def declares nn_<name>(t, a [, b [, c]]) for each row ---- */
/* nn_pow takes a negative base to whole powers, others are NaN. Its gradient for the base is 0
 * where the power is 0, as PyTorch's; for the power it is 0 where the base is not positive. */
#define NN_MAP1(name, forward, da) struct nn_var nn_##name(struct nn_trace *t, struct nn_var a);
#define NN_MAP2(name, forward, da, db) \
    struct nn_var nn_##name(struct nn_trace *t, struct nn_var a, struct nn_var b);
#define NN_MAP3(name, forward, da, db, dc) \
    struct nn_var nn_##name(struct nn_trace *t, struct nn_var a, struct nn_var b, struct nn_var c);
#include "nn/ops.def"
#undef NN_MAP1
#undef NN_MAP2
#undef NN_MAP3

/* The activation as an op of its own; leaky_relu's slope is 0.01. */
struct nn_var nn_activate(struct nn_trace *t, struct nn_var a, enum nn_activation act);

/* ---- products ---- */
/* y = act(x W^T + bias): x (B, n_in), W (n_out, n_in) and bias (n_out) parameters; y (B, n_out).
 * An ensemble: W (E, n_out, n_in), bias (E, n_out), x (E, B, n_in) or one (B, n_in) for all; y
 * (E, B, n_out). */
struct nn_var nn_linear(struct nn_trace *t, struct nn_var x, struct nn_var weight,
                        struct nn_var bias, enum nn_activation act);

/* a (M, K) or (E, M, K), b (K, N) or (E, K, N) -> (M, N), or (E, M, N) if either has an E; of
 * values of every kind but weight matrices. */
struct nn_var nn_matmul(struct nn_trace *t, struct nn_var a, struct nn_var b);

/* ---- images: (B, H, W, C), channels last ---- */
/* Cross-correlation, as PyTorch's conv2d: x (B, H, W, C), weight (O, C, KH, KW) of kind
 * NN_PARAM_CONV, bias (O); y (B, H', W', O) with H' = (H + 2 pad - KH) / stride + 1. Bytes come
 * through nn_to_float_scaled, which costs no pass of its own here. A kernel as large as the image
 * is a linear layer, at a linear layer's speed. */
struct nn_var nn_conv2d(struct nn_trace *t, struct nn_var x, struct nn_var weight,
                        struct nn_var bias, struct nn_conv conv);
/* The greatest of each window and channel; the gradient goes to the first of equals. */
struct nn_var nn_max_pool2d(struct nn_trace *t, struct nn_var x, struct nn_pool pool);

/* ---- reductions ---- */
struct nn_var nn_sum(struct nn_trace *t, struct nn_var a);      /* over everything: () */
struct nn_var nn_mean(struct nn_trace *t, struct nn_var a);     /* over everything: () */
struct nn_var nn_sum_last(struct nn_trace *t, struct nn_var a); /* (B, D) -> (B) */
/* Over one axis, which disappears; a negative axis counts from the last. Ties of max and min share
 * the gradient evenly. var divides by len - correction; norm is L2, its gradient 0 for a vector of
 * zeros; logsumexp is stable, and -inf where all of its operands are. */
struct nn_var nn_sum_axis(struct nn_trace *t, struct nn_var a, int32_t axis);
struct nn_var nn_mean_axis(struct nn_trace *t, struct nn_var a, int32_t axis);
struct nn_var nn_max_axis(struct nn_trace *t, struct nn_var a, int32_t axis);
struct nn_var nn_min_axis(struct nn_trace *t, struct nn_var a, int32_t axis);
struct nn_var nn_var_axis(struct nn_trace *t, struct nn_var a, int32_t axis, int32_t correction);
struct nn_var nn_norm_axis(struct nn_trace *t, struct nn_var a, int32_t axis);
struct nn_var nn_logsumexp_axis(struct nn_trace *t, struct nn_var a, int32_t axis);
/* (B, D) -> (B) I32; no gradient */
struct nn_var nn_argmax_last(struct nn_trace *t, struct nn_var a);
/* The first of the greatest along an axis, which disappears: I32, no gradient; NaN is greatest. */
struct nn_var nn_argmax(struct nn_trace *t, struct nn_var a, int32_t axis);

/* ---- rows ---- */
struct nn_var nn_log_softmax(struct nn_trace *t, struct nn_var a); /* (B, D) -> (B, D) */
struct nn_var nn_softmax(struct nn_trace *t, struct nn_var a);     /* (B, D) -> (B, D) */
/* (B, D), (B) I32 -> (B) */
struct nn_var nn_pick(struct nn_trace *t, struct nn_var a, struct nn_var index);
/* Inverse-CDF draw: log-probabilities (B, D), uniform (B) in [0, 1) -> (B) I32; no gradient. */
struct nn_var nn_sample_categorical(struct nn_trace *t, struct nn_var logp, struct nn_var uniform);
struct nn_var nn_reshape(struct nn_trace *t, struct nn_var a, struct nn_shape shape); /* a view */
/* A new axis of length 1 in front of axis `axis` (a view): what a reduction took away. */
struct nn_var nn_unsqueeze(struct nn_trace *t, struct nn_var a, int32_t axis);
struct nn_var nn_to_float(struct nn_trace *t, struct nn_var a); /* I32 or U8 -> F32 */
/* The same, times `scale`: pixels by 1.0 / 255. */
struct nn_var nn_to_float_scaled(struct nn_trace *t, struct nn_var a, double scale);

/* `a` repeated to `shape`, to which it must broadcast. */
struct nn_var nn_expand(struct nn_trace *t, struct nn_var a, struct nn_shape shape);
/* Axis k of the result is axis order[k] of `a`: one entry for each axis. */
struct nn_var nn_permute(struct nn_trace *t, struct nn_var a, const int32_t *order);
struct nn_var nn_transpose(struct nn_trace *t, struct nn_var a, int32_t axis1, int32_t axis2);

/* ---- by index: I32 positions along an axis. One that is not on the axis reads NaN, which the loss
 * shows, and adds nothing; several that are equal add up. ---- */
/* out[..j..] = a[..index[..j..]..]: index of the shape of `a` but along `axis` (PyTorch's gather).
 */
struct nn_var nn_gather(struct nn_trace *t, struct nn_var a, int32_t axis, struct nn_var index);
/* a + the values of `from` where `index`, of the same shape, points to along `axis`. */
struct nn_var nn_scatter_add(struct nn_trace *t, struct nn_var a, int32_t axis, struct nn_var index,
                             struct nn_var from);
/* One index for all: the axis is replaced by the axes of `index` (PyTorch's index_select). */
struct nn_var nn_take(struct nn_trace *t, struct nn_var a, int32_t axis, struct nn_var index);
/* index (...) -> (..., D): rows of a table (n, D), a vector parameter; its gradient is added to row
 * by row. */
struct nn_var nn_embedding(struct nn_trace *t, struct nn_var table, struct nn_var index);
/* (...) I32 -> (..., n) F32 */
struct nn_var nn_one_hot(struct nn_trace *t, struct nn_var index, int64_t n);

/* ---- joining and cutting ---- */
/* n >= 1 values, equal but along `axis`. */
struct nn_var nn_concat(struct nn_trace *t, const struct nn_var *v, int32_t n, int32_t axis);
/* n >= 1 values of one shape along a new axis in front of `axis`. */
struct nn_var nn_stack(struct nn_trace *t, const struct nn_var *v, int32_t n, int32_t axis);
/* Positions start .. start + count of `axis`. */
struct nn_var nn_slice(struct nn_trace *t, struct nn_var a, int32_t axis, int64_t start,
                       int64_t count);

/* ---- gradients and optimizers: the classic order is zero_grad, backward, clip, step ---- */
struct nn_var nn_stop_grad(struct nn_trace *t, struct nn_var a);
/* Reverse mode from the scalar `loss`: adds to the gradients of that optimizer's parameters only.
 * Several calls before a step add up; the same forward may be used again. */
void nn_backward(struct nn_trace *t, struct nn_var loss, struct nn_optimizer *opt);
void nn_opt_zero_grad(struct nn_trace *t, struct nn_optimizer *opt);
/* grad *= min(1, max_norm / (norm + 1e-6)); returns the L2 norm before clipping, (). max_norm is a
 * scalar var; <= 0 switches clipping off and still measures. */
struct nn_var nn_opt_clip_norm(struct nn_trace *t, struct nn_optimizer *opt,
                               struct nn_var max_norm);
/* The same over the gradients of n optimizers together: one norm, one factor for all. */
struct nn_var nn_opts_clip_norm(struct nn_trace *t, struct nn_optimizer *const *opts, int32_t n,
                                struct nn_var max_norm);
/* Every element of the gradient into [-limit, limit]; a scalar var, <= 0 switches it off. */
void nn_opt_clip_value(struct nn_trace *t, struct nn_optimizer *opt, struct nn_var limit);
void nn_opt_step(struct nn_trace *t, struct nn_optimizer *opt);

/* target = (1 - tau) target + tau source, a scalar tau, for sets of one layout (target networks,
 * moving averages). */
void nn_polyak(struct nn_trace *t, struct nn_params *target, const struct nn_params *source,
               struct nn_var tau);

/* Keep `v` readable after a run under `name`. */
void nn_output(struct nn_trace *t, const char *name, struct nn_var v);

/* Wrappers that record the caller's line. */
#include "nn/trace_lines.h"
