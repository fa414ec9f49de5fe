/* SPDX-License-Identifier: MIT */
/* An ONNX model while it is written: nodes and initialisers as protobuf, appended one by one. The
 * message numbers are those of onnx.proto3. Names live in the arena. */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/protobuf.h"
#include "nn/tensor.h"

enum onnx_type { /* TensorProto.DataType */
                 ONNX_FLOAT = 1,
                 ONNX_UINT8 = 2,
                 ONNX_INT32 = 6,
                 ONNX_INT64 = 7,
                 ONNX_BOOL = 9,
                 ONNX_FLOAT16 = 10,
                 ONNX_DOUBLE = 11,
};

struct onnx_writer {
    struct rl_buf nodes, initializers, inputs, outputs;
    struct rl_arena names;
    bool half; /* floats are written as float16 */
    size_t at; /* of the open node */
    int32_t n_names;
};

void onnx_init(struct onnx_writer *w, bool half);
void onnx_deinit(struct onnx_writer *w);
/* What floats are in the model. */
static inline enum onnx_type onnx_float(const struct onnx_writer *w)
{
    return w->half ? ONNX_FLOAT16 : ONNX_FLOAT;
}

/* A name that nothing has yet; "" when out of memory (the model then fails). */
const char *onnx_name(struct onnx_writer *w, const char *stem);

/* ---- initialisers: return their names ---- */
const char *onnx_floats(struct onnx_writer *w, const char *stem, struct nn_shape shape,
                        const float *value);
const char *onnx_scalar(struct onnx_writer *w, float value);
const char *onnx_ints(struct onnx_writer *w, const int64_t *value, int64_t n);

/* ---- nodes: open, attributes, close ---- */
/* `in`: names of its operands, NULL-terminated. */
void onnx_node(struct onnx_writer *w, const char *op, const char *out, const char *const *in);
void onnx_attr_int(struct onnx_writer *w, const char *name, int64_t value);
void onnx_attr_float(struct onnx_writer *w, const char *name, float value);
void onnx_attr_ints(struct onnx_writer *w, const char *name, const int64_t *value, int32_t n);
void onnx_node_end(struct onnx_writer *w);
/* All at once, without attributes; returns the new value's name. */
#define ONNX(w, op, ...) onnx_simple((w), (op), (const char *const[]){__VA_ARGS__, NULL})
const char *onnx_simple(struct onnx_writer *w, const char *op, const char *const *in);
const char *onnx_cast(struct onnx_writer *w, const char *in, enum onnx_type type);

/* ---- the whole ---- */
/* (N, dim...): the first axis is free. */
void onnx_declare(struct rl_buf *to, uint32_t field, const char *name, enum onnx_type type,
                  struct nn_shape row);
/* `metadata`: pairs of key and value, NULL-terminated. RL_ENOMEM. */
int onnx_finish(struct onnx_writer *w, const char *const *metadata, struct rl_buf *out);

enum { ONNX_GRAPH_INPUT = 11, ONNX_GRAPH_OUTPUT = 12 };
