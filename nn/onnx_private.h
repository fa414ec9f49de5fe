/* SPDX-License-Identifier: MIT */
/* The inside of the ONNX export: an emitter writes what one node is in ONNX and returns the name of
 * its value; NULL: it has no counterpart (onnx_refuse says why), or memory ran out. Which op has
 * which emitter is the table in nn/onnx.c. */
#pragma once

#include "nn/graph.h"
#include "nn/onnx.h"
#include "nn/onnx_write.h"

struct onnx_export {
    const struct nn_trace *t;
    const struct nn_onnx_config *config;
    struct onnx_writer w;
    const char **name; /* of each node's value; NULL: not written */
    bool *needed;
    const char *why; /* the node at hand cannot be exported; NULL: no reason but the op itself */
    struct rl_error *err;
};

typedef const char *(*onnx_emit_fn)(struct onnx_export *x, const struct nn_node *node);

static inline const struct nn_node *onnx_node_at(const struct onnx_export *x, int32_t id)
{
    return &x->t->nodes[id];
}
/* Name of the i-th operand's value. */
static inline const char *onnx_in(const struct onnx_export *x, const struct nn_node *node,
                                  int32_t i)
{
    return x->name[node->in[i]];
}
/* NULL, with a reason. */
static inline const char *onnx_refuse(struct onnx_export *x, const char *why)
{
    x->why = why;
    return NULL;
}

/* onnx_maps.c */
const char *onnx_map(struct onnx_export *x, const struct nn_node *node);
const char *onnx_activate(struct onnx_export *x, const char *value, enum nn_activation act);

/* onnx_axes.c: shapes. A dimension with the batch in it, alone or with others, is inferred. */
const char *onnx_reshape(struct onnx_export *x, const char *value, struct nn_shape shape);
/* perm: axis k of the result is perm[k] of the value */
const char *onnx_transpose(struct onnx_export *x, const char *value, const int64_t *perm,
                           int32_t n);
/* Gather, or GatherElements. */
const char *onnx_indexed(struct onnx_export *x, const char *op, const char *value,
                         const char *index, int32_t axis);
/* clang-format off */
#define ONNX_AXES(X)                                                                             \
    X(SUM_AXIS, sum_axis)                                                                        \
    X(MAX_AXIS, max_axis)                                                                        \
    X(MIN_AXIS, min_axis)                                                                        \
    X(ARGMAX, argmax) X(ARGMAX_LAST, argmax_last) X(EXPAND, expand) X(CONCAT, concat)            \
        X(SLICE, slice) X(PERMUTE, permute) X(RESHAPE, reshaped) X(GATHER, gather) X(PICK, pick) \
            X(ONE_HOT, one_hot)
/* onnx_layers.c */
#define ONNX_LAYERS(X)                                                                          \
    X(LINEAR, linear)                                                                           \
    X(CONV2D, conv2d)                                                                           \
    X(MAX_POOL, max_pool)                                                                       \
    X(MATMUL, matmul) X(SOFTMAX, softmax) X(LOG_SOFTMAX, log_softmax) X(LAYER_NORM, layer_norm) \
        X(BATCH_STATS, batch_stats) X(BATCH_NORM, batch_norm)
/* clang-format on */
#define X(op, name) const char *onnx_##name(struct onnx_export *x, const struct nn_node *node);
ONNX_AXES(X)
ONNX_LAYERS(X)
#undef X

/* onnx_io.c: the model's input `obs` (and `mask`), its output `action`. */
const char *onnx_input(struct onnx_export *x, const struct nn_node *node);
int onnx_output(struct onnx_export *x, const char *raw);
