/* SPDX-License-Identifier: MIT */
#include "nn/onnx.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "nn/graph.h"
#include "nn/onnx_write.h"

struct export
{
    const struct nn_trace *t;
    const struct nn_onnx_config *config;
    struct onnx_writer w;
    const char **name; /* of each node's value; NULL: not written */
    bool *needed;
    struct rl_error *err;
};

static const struct nn_node *node_at(const struct export *x, int32_t id)
{
    return &x->t->nodes[id];
}

static const char *in(const struct export *x, const struct nn_node *node, int32_t i)
{
    return x->name[node->in[i]];
}

static int unsupported(struct export *x, const struct nn_node *node, const char *why)
{
    return rl_error_set(x->err, RL_EUNSUPPORTED, "%s:%d: nn_%s cannot be exported to ONNX%s%s",
                        node->file ? node->file : "?", node->line, nn_op_row(node->op)->name,
                        why[0] ? ": " : "", why);
}

/* ---- shapes: -1 for the batch axis ---- */

/* Of a Reshape: an axis that holds the batch, alone or with others, is the one that is inferred. */
static const char *shape_of(struct export *x, struct nn_shape shape)
{
    int64_t dim[NN_MAX_RANK];
    for (int32_t i = 0; i < shape.rank; i++)
        dim[i] = shape.dim[i] % NN_ONNX_BATCH == 0 ? -1 : shape.dim[i];
    return onnx_ints(&x->w, dim, shape.rank);
}

/* The axis of `shape` that (outer, len, inner) is seen around; -1 if there is none. */
static int32_t axis_in(struct nn_shape shape, struct nn_axis axis)
{
    int64_t outer = 1;
    for (int32_t i = 0; i < shape.rank; outer *= shape.dim[i++])
        if (outer == axis.outer && shape.dim[i] == axis.len)
            return i;
    return -1;
}

/* ---- elementwise ---- */

static const char *f(struct export *x, float value)
{
    return onnx_scalar(&x->w, value);
}

static const char *truth(struct export *x, const char *op, const char *a, const char *b)
{
    return onnx_cast(&x->w, ONNX(&x->w, op, a, b), onnx_float(&x->w));
}

static const char *gelu(struct export *x, const char *a)
{
    struct onnx_writer *w = &x->w;
    const char *erf = ONNX(w, "Erf", ONNX(w, "Mul", a, f(x, 0.70710678f)));
    return ONNX(w, "Mul", ONNX(w, "Mul", a, f(x, 0.5f)), ONNX(w, "Add", erf, f(x, 1.0f)));
}

static const char *leaky(struct export *x, const char *a, const char *slope)
{
    struct onnx_writer *w = &x->w;
    return ONNX(w, "Where", ONNX(w, "Greater", a, f(x, 0.0f)), a, ONNX(w, "Mul", a, slope));
}

/* Ops that are one ONNX op of the same operands. */
static const struct {
    enum nn_op op;
    const char *name;
} same[] = {
    {NN_OP_neg, "Neg"},           {NN_OP_abs, "Abs"},         {NN_OP_sqrt, "Sqrt"},
    {NN_OP_exp, "Exp"},           {NN_OP_log, "Log"},         {NN_OP_tanh, "Tanh"},
    {NN_OP_relu, "Relu"},         {NN_OP_sigmoid, "Sigmoid"}, {NN_OP_sin, "Sin"},
    {NN_OP_cos, "Cos"},           {NN_OP_sign, "Sign"},       {NN_OP_elu, "Elu"},
    {NN_OP_softplus, "Softplus"}, {NN_OP_add, "Add"},         {NN_OP_sub, "Sub"},
    {NN_OP_mul, "Mul"},           {NN_OP_div, "Div"},         {NN_OP_min, "Min"},
    {NN_OP_max, "Max"},           {NN_OP_pow, "Pow"},
};

/* The value's name, or NULL: no elementwise op with a counterpart. */
static const char *map(struct export *x, enum nn_op op, const char *const *v)
{
    struct onnx_writer *w = &x->w;
    for (size_t i = 0; i < RL_COUNTOF(same); i++)
        if (same[i].op == op)
            return onnx_simple(w, same[i].name, v);
    switch (op) {
    case NN_OP_square:
        return ONNX(w, "Mul", v[0], v[0]);
    case NN_OP_log1p:
        return ONNX(w, "Log", ONNX(w, "Add", v[0], f(x, 1.0f)));
    case NN_OP_rsqrt:
        return ONNX(w, "Reciprocal", ONNX(w, "Sqrt", v[0]));
    case NN_OP_gelu:
        return gelu(x, v[0]);
    case NN_OP_silu:
        return ONNX(w, "Mul", v[0], ONNX(w, "Sigmoid", v[0]));
    case NN_OP_leaky_relu:
        return leaky(x, v[0], v[1]);
    case NN_OP_less:
        return truth(x, "Less", v[0], v[1]);
    case NN_OP_less_equal:
        return truth(x, "LessOrEqual", v[0], v[1]);
    case NN_OP_equal:
        return truth(x, "Equal", v[0], v[1]);
    case NN_OP_clip:
        return ONNX(w, "Min", ONNX(w, "Max", v[0], v[1]), v[2]);
    case NN_OP_where:
        return ONNX(w, "Where", ONNX(w, "Greater", v[0], f(x, 0.0f)), v[1], v[2]);
    default:
        return NULL;
    }
}

static const char *activate(struct export *x, const char *a, enum nn_activation act)
{
    static const enum nn_op ops[] = {
        [NN_ACT_TANH] = NN_OP_tanh,         [NN_ACT_RELU] = NN_OP_relu,
        [NN_ACT_ELU] = NN_OP_elu,           [NN_ACT_GELU] = NN_OP_gelu,
        [NN_ACT_SILU] = NN_OP_silu,         [NN_ACT_SIGMOID] = NN_OP_sigmoid,
        [NN_ACT_SOFTPLUS] = NN_OP_softplus,
    };
    if (act == NN_ACT_NONE)
        return a;
    if (act == NN_ACT_LEAKY_RELU)
        return leaky(x, a, f(x, 0.01f));
    return map(x, ops[act], (const char *const[]){a, NULL});
}

/* ---- the other ops: each returns the value's name, or NULL ---- */

static const char *linear(struct export *x, const struct nn_node *n)
{
    if (node_at(x, n->in[1])->shape.rank != 2)
        return NULL;
    const char *y = onnx_name(&x->w, "Gemm");
    const char *const v[] = {in(x, n, 0), in(x, n, 1), in(x, n, 2), NULL};
    onnx_node(&x->w, "Gemm", y, v);
    onnx_attr_int(&x->w, "transB", 1);
    onnx_node_end(&x->w);
    return activate(x, y, n->attr.act);
}

static const char *transpose(struct export *x, const char *a, const int64_t *order, int32_t n)
{
    const char *y = onnx_name(&x->w, "Transpose");
    onnx_node(&x->w, "Transpose", y, (const char *const[]){a, NULL});
    onnx_attr_ints(&x->w, "perm", order, n);
    onnx_node_end(&x->w);
    return y;
}

static const int64_t to_nchw[] = {0, 3, 1, 2}, to_nhwc[] = {0, 2, 3, 1};

static void attr_window(struct export *x, int64_t size_h, int64_t size_w, int64_t stride,
                        int64_t pad)
{
    const int64_t size[] = {size_h, size_w}, strides[] = {stride, stride};
    const int64_t pads[] = {pad, pad, pad, pad};
    onnx_attr_ints(&x->w, "kernel_shape", size, 2);
    onnx_attr_ints(&x->w, "strides", strides, 2);
    onnx_attr_ints(&x->w, "pads", pads, 4);
}

static const char *conv2d(struct export *x, const struct nn_node *n)
{
    struct nn_shape weight = node_at(x, n->in[1])->shape;
    const char *image = transpose(x, in(x, n, 0), to_nchw, 4), *y = onnx_name(&x->w, "Conv");
    onnx_node(&x->w, "Conv", y, (const char *const[]){image, in(x, n, 1), in(x, n, 2), NULL});
    attr_window(x, weight.dim[2], weight.dim[3], RL_MAX(n->attr.conv.stride, 1), n->attr.conv.pad);
    onnx_node_end(&x->w);
    return activate(x, transpose(x, y, to_nhwc, 4), n->attr.conv.act);
}

static const char *max_pool(struct export *x, const struct nn_node *n)
{
    const struct nn_pool *p = &n->attr.pool;
    const char *image = transpose(x, in(x, n, 0), to_nchw, 4), *y = onnx_name(&x->w, "MaxPool");
    onnx_node(&x->w, "MaxPool", y, (const char *const[]){image, NULL});
    attr_window(x, p->size, p->size, p->stride ? p->stride : p->size, p->pad);
    onnx_node_end(&x->w);
    return transpose(x, y, to_nhwc, 4);
}

static const char *reshape(struct export *x, const char *a, struct nn_shape shape)
{
    return ONNX(&x->w, "Reshape", a, shape_of(x, shape));
}

static const char *axis_op(struct export *x, const char *op, const char *a, int32_t axis)
{
    const char *y = onnx_name(&x->w, op);
    const int64_t axes[] = {axis};
    bool sum = strcmp(op, "ReduceSum") == 0, argmax = strcmp(op, "ArgMax") == 0;
    onnx_node(&x->w, op, y, (const char *const[]){a, sum ? onnx_ints(&x->w, axes, 1) : NULL, NULL});
    if (argmax)
        onnx_attr_int(&x->w, "axis", axis);
    else if (!sum)
        onnx_attr_ints(&x->w, "axes", axes, 1);
    onnx_attr_int(&x->w, "keepdims", 0);
    onnx_node_end(&x->w);
    return y;
}

static const char *reduce(struct export *x, const struct nn_node *n, const char *op)
{
    int32_t axis = axis_in(node_at(x, n->in[0])->shape, n->attr.axis);
    return axis < 0 ? NULL : axis_op(x, op, in(x, n, 0), axis);
}

/* Elementwise ops repeat it by themselves: an axis of length 1 is all that they need. */
static const char *expand(struct export *x, const struct nn_node *n)
{
    int32_t axis = axis_in(n->shape, n->attr.axis);
    struct nn_shape shape = n->shape;
    for (int32_t id = 0; id < x->t->n_nodes; id++)
        for (int32_t i = 0; x->needed[id] && i < node_at(x, id)->n_in; i++)
            if (node_at(x, id)->in[i] == (int32_t)(n - x->t->nodes) &&
                !nn_op_is_map(node_at(x, id)->op))
                return NULL;
    if (axis < 0)
        return NULL;
    shape.dim[axis] = 1;
    return reshape(x, in(x, n, 0), shape);
}

static const char *concat(struct export *x, const struct nn_node *n)
{
    const char *v[NN_MAX_IN + 1] = {NULL}, *y = onnx_name(&x->w, "Concat");
    int32_t axis = axis_in(n->shape, n->attr.axis);
    for (int32_t i = 0; i < n->n_in; i++)
        v[i] = in(x, n, i);
    if (axis < 0)
        return NULL;
    onnx_node(&x->w, "Concat", y, v);
    onnx_attr_int(&x->w, "axis", axis);
    onnx_node_end(&x->w);
    return y;
}

static const char *slice(struct export *x, const struct nn_node *n)
{
    const struct nn_slice *s = &n->attr.slice;
    int32_t axis = axis_in(node_at(x, n->in[0])->shape, s->axis);
    const int64_t begin = s->start, end = s->start + s->count, at = axis;
    if (axis < 0)
        return NULL;
    return ONNX(&x->w, "Slice", in(x, n, 0), onnx_ints(&x->w, &begin, 1), onnx_ints(&x->w, &end, 1),
                onnx_ints(&x->w, &at, 1));
}

static const char *permute(struct export *x, const struct nn_node *n)
{
    int64_t order[NN_MAX_RANK];
    for (int32_t i = 0; i < n->shape.rank; i++)
        order[i] = n->attr.order.axis[i];
    return transpose(x, in(x, n, 0), order, n->shape.rank);
}

static const char *matmul(struct export *x, const struct nn_node *n)
{
    bool turned[] = {n->attr.matmul.a_t, n->attr.matmul.b_t};
    const char *v[2];
    for (int32_t i = 0; i < 2; i++) {
        int32_t rank = node_at(x, n->in[i])->shape.rank;
        int64_t order[] = {0, 1, 2, 3};
        order[rank - 2] = rank - 1;
        order[rank - 1] = rank - 2;
        v[i] = turned[i] ? transpose(x, in(x, n, i), order, rank) : in(x, n, i);
    }
    return ONNX(&x->w, "MatMul", v[0], v[1]);
}

static const char *over_rows(struct export *x, const struct nn_node *n, const char *op)
{
    const char *y = onnx_name(&x->w, op);
    onnx_node(&x->w, op, y, (const char *const[]){in(x, n, 0), NULL});
    onnx_attr_int(&x->w, "axis", -1);
    onnx_node_end(&x->w);
    return y;
}

static const char *layer_norm(struct export *x, const struct nn_node *n)
{
    const char *y = onnx_name(&x->w, "LayerNormalization");
    const char *const v[] = {in(x, n, 0), in(x, n, 1), in(x, n, 2), NULL};
    onnx_node(&x->w, "LayerNormalization", y, v);
    onnx_attr_int(&x->w, "axis", -1);
    onnx_attr_float(&x->w, "epsilon", n->attr.norm.eps);
    onnx_node_end(&x->w);
    return y;
}

static const char *to_float(struct export *x, const struct nn_node *n)
{
    const char *y = onnx_cast(&x->w, in(x, n, 0), onnx_float(&x->w));
    double scale = n->attr.scale;
    return scale == 1.0 || scale == 0.0 ? y : ONNX(&x->w, "Mul", y, f(x, (float)scale));
}

static const char *parameter(struct export *x, const struct nn_node *n)
{
    const struct nn_memory *m = &n->attr.memory;
    if (m->kind != NN_MEM_PARAMS || m->index < 0)
        return NULL;
    float *value = malloc((size_t)nn_shape_elements(n->shape) * sizeof *value + 1);
    if (!value)
        return NULL;
    nn_params_get(m->params, m->params->block, m->index, value);
    const char *name = onnx_floats(&x->w, m->params->items[m->index].name, n->shape, value);
    free(value);
    return name;
}

/* ---- the model's input and output ---- */

static enum onnx_type type_of(enum rl_dtype dtype)
{
    static const enum onnx_type types[] = {
        [RL_F32] = ONNX_FLOAT, [RL_F64] = ONNX_DOUBLE, [RL_U8] = ONNX_UINT8,
        [RL_I32] = ONNX_INT32, [RL_I64] = ONNX_INT64,
    };
    return types[dtype];
}

static struct nn_shape rows_of(const struct rl_space *space)
{
    struct nn_shape shape = {.rank = space->rank};
    for (int32_t i = 0; i < space->rank; i++)
        shape.dim[i] = space->dim[i];
    return shape;
}

/* One-hot codes of a Discrete's choices. */
static const char *one_hot(struct export *x, const struct rl_space *obs)
{
    struct onnx_writer *w = &x->w;
    const float value[] = {0.0f, 1.0f};
    const char *at = ONNX(w, "Sub", onnx_cast(w, "obs", ONNX_INT64), onnx_ints(w, &obs->start, 1));
    return ONNX(w, "OneHot", at, onnx_ints(w, &obs->n, 1),
                onnx_floats(w, "codes", NN_VEC(2), value));
}

static const char *input(struct export *x, const struct nn_node *n)
{
    const struct rl_space *obs = x->config->obs;
    struct onnx_writer *w = &x->w;
    if (strcmp(n->attr.name, "mask") == 0) {
        onnx_declare(&w->inputs, ONNX_GRAPH_INPUT, "mask", ONNX_FLOAT, NN_VEC(n->shape.dim[1]));
        return w->half ? onnx_cast(w, "mask", ONNX_FLOAT16) : "mask";
    }
    if (strcmp(n->attr.name, "obs") != 0 || obs->kind == RL_SPACE_MULTI_DISCRETE)
        return NULL;
    onnx_declare(&w->inputs, ONNX_GRAPH_INPUT, "obs", type_of(obs->dtype), rows_of(obs));
    if (obs->kind == RL_SPACE_DISCRETE)
        return one_hot(x, obs);
    const char *v = reshape(x, "obs", n->shape);
    bool as_it_is = n->dtype == obs->dtype && !(w->half && n->dtype == RL_F32);
    return as_it_is ? v : onnx_cast(w, v, n->dtype == RL_U8 ? ONNX_UINT8 : onnx_float(w));
}

/* Box: low + (raw + 1) / 2 (high - low) where both are finite, then clipped. */
static const char *to_bounds(struct export *x, const char *raw)
{
    const struct rl_space *a = x->config->action;
    struct onnx_writer *w = &x->w;
    float factor[RL_SPACE_MAX_DIMS], offset[RL_SPACE_MAX_DIMS];
    struct nn_shape row = NN_VEC(a->n_elements);
    w->half = false; /* bounds are the env's own */
    const char *v = x->config->half ? onnx_cast(w, raw, ONNX_FLOAT) : raw;
    for (int64_t i = 0; i < a->n_elements; i++) {
        bool scaled = x->config->scale && isfinite(a->low[i]) && isfinite(a->high[i]);
        factor[i] = scaled ? 0.5f * (a->high[i] - a->low[i]) : 1.0f;
        offset[i] = scaled ? a->low[i] + factor[i] : 0.0f;
    }
    if (x->config->scale)
        v = ONNX(w, "Add", ONNX(w, "Mul", v, onnx_floats(w, "scale", row, factor)),
                 onnx_floats(w, "offset", row, offset));
    v = ONNX(w, "Max", v, onnx_floats(w, "low", row, a->low));
    v = ONNX(w, "Min", v, onnx_floats(w, "high", row, a->high));
    w->half = x->config->half;
    v = a->dtype == RL_F64 ? onnx_cast(w, v, ONNX_DOUBLE) : v;
    struct nn_shape shape = {.rank = a->rank + 1, .dim = {NN_ONNX_BATCH}};
    for (int32_t i = 0; i < a->rank && i + 1 < NN_MAX_RANK; i++)
        shape.dim[i + 1] = a->dim[i];
    return a->rank == 1 ? v : reshape(x, v, shape);
}

static int output(struct export *x, const char *raw)
{
    const struct rl_space *a = x->config->action;
    struct onnx_writer *w = &x->w;
    bool box = a->kind == RL_SPACE_BOX;
    if (box && a->rank >= NN_MAX_RANK)
        return rl_error_set(x->err, RL_EUNSUPPORTED, "actions of %d dimensions cannot be exported",
                            a->rank);
    const char *v = box ? to_bounds(x, raw) : onnx_cast(w, raw, ONNX_INT64);
    if (a->kind == RL_SPACE_DISCRETE && a->start != 0)
        v = ONNX(w, "Add", v, onnx_ints(w, &a->start, 1));
    onnx_node(w, "Identity", "action", (const char *const[]){v, NULL});
    onnx_node_end(w);
    onnx_declare(&w->outputs, ONNX_GRAPH_OUTPUT, "action", box ? type_of(a->dtype) : ONNX_INT64,
                 rows_of(a));
    return 0;
}

/* ---- the walk ---- */

static const char *value_of(struct export *x, const struct nn_node *n)
{
    const char *v[NN_MAX_IN + 1] = {NULL};
    if (nn_op_is_map(n->op)) {
        for (int32_t i = 0; i < n->n_in; i++)
            v[i] = in(x, n, i);
        return map(x, n->op, v);
    }
    switch (n->op) {
    case NN_OP_INPUT:
        return input(x, n);
    case NN_OP_CONST:
        return onnx_scalar(&x->w, n->attr.value);
    case NN_OP_MEMORY:
        return parameter(x, n);
    case NN_OP_LINEAR:
        return linear(x, n);
    case NN_OP_CONV2D:
        return conv2d(x, n);
    case NN_OP_MAX_POOL:
        return max_pool(x, n);
    case NN_OP_SUM_AXIS:
        return reduce(x, n, "ReduceSum");
    case NN_OP_MAX_AXIS:
        return reduce(x, n, "ReduceMax");
    case NN_OP_MIN_AXIS:
        return reduce(x, n, "ReduceMin");
    case NN_OP_ARGMAX:
        return reduce(x, n, "ArgMax");
    case NN_OP_ARGMAX_LAST:
        return axis_op(x, "ArgMax", in(x, n, 0), -1);
    case NN_OP_EXPAND:
        return expand(x, n);
    case NN_OP_CONCAT:
        return concat(x, n);
    case NN_OP_SLICE:
        return slice(x, n);
    case NN_OP_PERMUTE:
        return permute(x, n);
    case NN_OP_MATMUL:
        return matmul(x, n);
    case NN_OP_SOFTMAX:
        return over_rows(x, n, "Softmax");
    case NN_OP_LOG_SOFTMAX:
        return over_rows(x, n, "LogSoftmax");
    case NN_OP_LAYER_NORM:
        return layer_norm(x, n);
    case NN_OP_RESHAPE:
        return reshape(x, in(x, n, 0), n->shape);
    case NN_OP_TO_FLOAT:
        return to_float(x, n);
    case NN_OP_STOP_GRAD:
    case NN_OP_COPY:
        return in(x, n, 0);
    default:
        return NULL;
    }
}

static int walk(struct export *x)
{
    int32_t action = -1;
    for (int32_t i = 0; i < x->t->n_outputs; i++)
        if (strcmp(x->t->outputs[i].name, "action") == 0)
            action = x->t->outputs[i].node;
    if (action < 0)
        return rl_error_set(x->err, RL_EINVAL, "the trace has no output 'action'");
    x->needed[action] = true;
    for (int32_t id = action; id >= 0; id--)
        for (int32_t i = 0; x->needed[id] && i < node_at(x, id)->n_in; i++)
            if (node_at(x, id)->in[i] >= 0)
                x->needed[node_at(x, id)->in[i]] = true;
    for (int32_t id = 0; id <= action; id++) {
        if (!x->needed[id])
            continue;
        x->name[id] = value_of(x, node_at(x, id));
        if (!x->name[id])
            return unsupported(x, node_at(x, id), "");
    }
    return output(x, x->name[action]);
}

int nn_onnx_export(const struct nn_trace *t, const struct nn_onnx_config *config,
                   struct rl_buf *out, struct rl_error *err)
{
    struct export x = {.t = t, .config = config, .err = err};
    if (t->error.code < 0)
        return rl_error_set(err, t->error.code, "%s", t->error.text);
    onnx_init(&x.w, config->half);
    x.name = calloc((size_t)t->n_nodes + 1, sizeof *x.name);
    x.needed = calloc((size_t)t->n_nodes + 1, sizeof *x.needed);
    int rc = x.name && x.needed ? walk(&x) : RL_ENOMEM;
    if (rc == 0)
        rc = onnx_finish(&x.w, config->metadata, out);
    if (rc == RL_ENOMEM)
        rl_error_set(err, rc, "out of memory for the model");
    free(x.name);
    free(x.needed);
    onnx_deinit(&x.w);
    return rc;
}
