/* SPDX-License-Identifier: MIT */
#include "nn/onnx_write.h"

#include <string.h>

#include "base/error.h"

enum { IR_VERSION = 8, OPSET = 17 };

enum model {
    MODEL_IR = 1,
    MODEL_PRODUCER = 2,
    MODEL_PRODUCER_VERSION = 3,
    MODEL_GRAPH = 7,
    MODEL_OPSET = 8,
    MODEL_METADATA = 14,
    OPSET_VERSION = 2
};
enum graph { GRAPH_NODE = 1, GRAPH_NAME = 2, GRAPH_INITIALIZER = 5 };
enum node { NODE_INPUT = 1, NODE_OUTPUT = 2, NODE_NAME = 3, NODE_OP = 4, NODE_ATTRIBUTE = 5 };
enum attribute { ATTR_NAME = 1, ATTR_FLOAT = 2, ATTR_INT = 3, ATTR_INTS = 8, ATTR_TYPE = 20 };
enum attribute_type { ATTR_IS_FLOAT = 1, ATTR_IS_INT = 2, ATTR_IS_INTS = 7 };
enum tensor { TENSOR_DIM = 1, TENSOR_TYPE = 2, TENSOR_NAME = 8, TENSOR_RAW = 9 };
enum value {
    VALUE_NAME = 1,
    VALUE_TYPE = 2,
    TYPE_TENSOR = 1,
    TENSOR_ELEM = 1,
    TENSOR_SHAPE = 2,
    SHAPE_DIM = 1,
    DIM_VALUE = 1,
    DIM_PARAM = 2
};
enum pair { PAIR_KEY = 1, PAIR_VALUE = 2 };

void onnx_init(struct onnx_writer *w, bool half)
{
    memset(w, 0, sizeof *w);
    w->half = half;
    rl_buf_init(&w->nodes);
    rl_buf_init(&w->initializers);
    rl_buf_init(&w->inputs);
    rl_buf_init(&w->outputs);
    rl_arena_init(&w->names, 0);
}

void onnx_deinit(struct onnx_writer *w)
{
    rl_buf_deinit(&w->nodes);
    rl_buf_deinit(&w->initializers);
    rl_buf_deinit(&w->inputs);
    rl_buf_deinit(&w->outputs);
    rl_arena_deinit(&w->names);
}

const char *onnx_name(struct onnx_writer *w, const char *stem)
{
    const char *name = rl_arena_printf(&w->names, "%s_%d", stem, w->n_names++);
    if (!name)
        w->nodes.failed = true;
    return name ? name : "";
}

/* ---- initialisers ---- */

/* IEEE 754 binary16, to nearest, ties to even; too large becomes infinity. */
static uint16_t half_of(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint32_t sign = bits >> 16 & 0x8000u, magnitude = bits & 0x7fffffffu;
    if (magnitude >= 0x7f800000u)
        return (uint16_t)(sign | (magnitude > 0x7f800000u ? 0x7e00u : 0x7c00u));
    if (magnitude >= 0x477ff000u)
        return (uint16_t)(sign | 0x7c00u);
    if (magnitude < 0x38800000u) { /* subnormal: units of 2^-24; adding 0.5 rounds to them */
        float unit, half = 0.5f;
        memcpy(&unit, &magnitude, sizeof unit);
        unit += half;
        memcpy(&magnitude, &unit, sizeof magnitude);
        return (uint16_t)(sign | (magnitude - 0x3f000000u));
    }
    magnitude += 0xfffu + (magnitude >> 13 & 1u);
    return (uint16_t)(sign | ((magnitude - 0x38000000u) >> 13));
}

static void tensor_end(struct onnx_writer *w, size_t at, const char *name, enum onnx_type type,
                       struct nn_shape shape)
{
    struct rl_buf *out = &w->initializers;
    for (int32_t i = 0; i < shape.rank; i++)
        rl_pb_u64(out, TENSOR_DIM, (uint64_t)shape.dim[i]);
    rl_pb_u64(out, TENSOR_TYPE, type);
    rl_pb_string(out, TENSOR_NAME, name);
    rl_pb_wrap(out, GRAPH_INITIALIZER, at);
}

const char *onnx_floats(struct onnx_writer *w, const char *stem, struct nn_shape shape,
                        const float *value)
{
    const char *name = onnx_name(w, stem);
    struct rl_buf *out = &w->initializers;
    size_t at = out->n, n = (size_t)nn_shape_elements(shape);
    if (w->half)
        for (size_t i = 0; i < n; i++) {
            uint16_t half = half_of(value[i]);
            rl_buf_put(out, &half, sizeof half);
        }
    else
        rl_buf_put(out, value, n * sizeof *value);
    rl_pb_wrap(out, TENSOR_RAW, at);
    tensor_end(w, at, name, onnx_float(w), shape);
    return name;
}

const char *onnx_scalar(struct onnx_writer *w, float value)
{
    return onnx_floats(w, "const", NN_SCALAR, &value);
}

const char *onnx_ints(struct onnx_writer *w, const int64_t *value, int64_t n)
{
    const char *name = onnx_name(w, "ints");
    size_t at = w->initializers.n;
    rl_pb_bytes(&w->initializers, TENSOR_RAW, value, (size_t)n * sizeof *value);
    tensor_end(w, at, name, ONNX_INT64, NN_VEC(n));
    return name;
}

/* ---- nodes ---- */

void onnx_node(struct onnx_writer *w, const char *op, const char *out, const char *const *in)
{
    w->at = w->nodes.n;
    for (; *in; in++)
        rl_pb_string(&w->nodes, NODE_INPUT, *in);
    rl_pb_string(&w->nodes, NODE_OUTPUT, out);
    rl_pb_string(&w->nodes, NODE_NAME, out);
    rl_pb_string(&w->nodes, NODE_OP, op);
}

static void attr_end(struct onnx_writer *w, size_t at, const char *name, enum attribute_type type)
{
    rl_pb_string(&w->nodes, ATTR_NAME, name);
    rl_pb_u64(&w->nodes, ATTR_TYPE, type);
    rl_pb_wrap(&w->nodes, NODE_ATTRIBUTE, at);
}

void onnx_attr_int(struct onnx_writer *w, const char *name, int64_t value)
{
    size_t at = w->nodes.n;
    rl_pb_u64(&w->nodes, ATTR_INT, (uint64_t)value);
    attr_end(w, at, name, ATTR_IS_INT);
}

void onnx_attr_float(struct onnx_writer *w, const char *name, float value)
{
    size_t at = w->nodes.n;
    rl_pb_f32(&w->nodes, ATTR_FLOAT, value);
    attr_end(w, at, name, ATTR_IS_FLOAT);
}

void onnx_attr_ints(struct onnx_writer *w, const char *name, const int64_t *value, int32_t n)
{
    size_t at = w->nodes.n;
    for (int32_t i = 0; i < n; i++)
        rl_pb_u64(&w->nodes, ATTR_INTS, (uint64_t)value[i]);
    attr_end(w, at, name, ATTR_IS_INTS);
}

void onnx_node_end(struct onnx_writer *w)
{
    rl_pb_wrap(&w->nodes, GRAPH_NODE, w->at);
}

const char *onnx_simple(struct onnx_writer *w, const char *op, const char *const *in)
{
    const char *out = onnx_name(w, op);
    onnx_node(w, op, out, in);
    onnx_node_end(w);
    return out;
}

const char *onnx_cast(struct onnx_writer *w, const char *in, enum onnx_type type)
{
    const char *out = onnx_name(w, "Cast");
    onnx_node(w, "Cast", out, (const char *const[]){in, NULL});
    onnx_attr_int(w, "to", type);
    onnx_node_end(w);
    return out;
}

/* ---- the whole ---- */

void onnx_declare(struct rl_buf *to, uint32_t field, const char *name, enum onnx_type type,
                  struct nn_shape row)
{
    size_t at = to->n, dim;
    dim = to->n;
    rl_pb_string(to, DIM_PARAM, "N");
    rl_pb_wrap(to, SHAPE_DIM, dim);
    for (int32_t i = 0; i < row.rank; i++) {
        dim = to->n;
        rl_pb_u64(to, DIM_VALUE, (uint64_t)row.dim[i]);
        rl_pb_wrap(to, SHAPE_DIM, dim);
    }
    rl_pb_wrap(to, TENSOR_SHAPE, at);
    rl_pb_u64(to, TENSOR_ELEM, type);
    rl_pb_wrap(to, TYPE_TENSOR, at);
    rl_pb_wrap(to, VALUE_TYPE, at);
    rl_pb_string(to, VALUE_NAME, name);
    rl_pb_wrap(to, field, at);
}

int onnx_finish(struct onnx_writer *w, const char *const *metadata, struct rl_buf *out)
{
    size_t at;
    rl_pb_u64(out, MODEL_IR, IR_VERSION);
    rl_pb_string(out, MODEL_PRODUCER, "rltd");
    rl_pb_string(out, MODEL_PRODUCER_VERSION, RLTD_VERSION);
    at = out->n;
    rl_buf_put(out, w->nodes.data, w->nodes.n);
    rl_pb_string(out, GRAPH_NAME, "policy");
    rl_buf_put(out, w->initializers.data, w->initializers.n);
    rl_buf_put(out, w->inputs.data, w->inputs.n);
    rl_buf_put(out, w->outputs.data, w->outputs.n);
    rl_pb_wrap(out, MODEL_GRAPH, at);
    at = out->n;
    rl_pb_u64(out, OPSET_VERSION, OPSET);
    rl_pb_wrap(out, MODEL_OPSET, at);
    for (; *metadata; metadata += 2) {
        at = out->n;
        rl_pb_string(out, PAIR_KEY, metadata[0]);
        rl_pb_string(out, PAIR_VALUE, metadata[1]);
        rl_pb_wrap(out, MODEL_METADATA, at);
    }
    return w->nodes.failed || w->initializers.failed || w->inputs.failed || w->outputs.failed ||
                   out->failed
               ? RL_ENOMEM
               : 0;
}
