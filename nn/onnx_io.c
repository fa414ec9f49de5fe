/* SPDX-License-Identifier: MIT */
/* What the env shows becomes the network's input; what it puts out becomes the env's action. */
#include <math.h>
#include <string.h>

#include "base/base.h"
#include "nn/onnx_private.h"

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
static const char *one_hot(struct onnx_export *x, const struct rl_space *obs)
{
    struct onnx_writer *w = &x->w;
    const float value[] = {0.0f, 1.0f};
    const char *at = ONNX(w, "Sub", onnx_cast(w, "obs", ONNX_INT64), onnx_ints(w, &obs->start, 1));
    return ONNX(w, "OneHot", at, onnx_ints(w, &obs->n, 1),
                onnx_floats(w, "codes", NN_VEC(2), value));
}

/* And those of each part of a MultiDiscrete, side by side. */
static const char *one_hots(struct onnx_export *x, const struct rl_space *obs)
{
    struct onnx_writer *w = &x->w;
    const float value[] = {0.0f, 1.0f};
    const char *part[RL_SPACE_MAX_DIMS + 1] = {NULL}, *y = onnx_name(w, "Concat");
    const char *codes = onnx_floats(w, "codes", NN_VEC(2), value);
    const char *choices = onnx_cast(w, "obs", ONNX_INT64);
    for (int64_t i = 0; i < obs->n_elements; i++) {
        const int64_t n = obs->nvec[i];
        const char *at = onnx_indexed(x, "Gather", choices, onnx_ints(w, &i, 1), 1);
        const char *code = ONNX(w, "OneHot", at, onnx_ints(w, &n, 1), codes);
        part[i] = onnx_reshape(x, code, NN_MAT(NN_ONNX_BATCH, n));
    }
    onnx_node(w, "Concat", y, part);
    onnx_attr_int(w, "axis", 1);
    onnx_node_end(w);
    return y;
}

const char *onnx_input(struct onnx_export *x, const struct nn_node *n)
{
    const struct rl_space *obs = x->config->obs;
    struct onnx_writer *w = &x->w;
    if (strcmp(n->attr.name, "mask") == 0) {
        onnx_declare(&w->inputs, ONNX_GRAPH_INPUT, "mask", ONNX_FLOAT, NN_VEC(n->shape.dim[1]));
        return w->half ? onnx_cast(w, "mask", ONNX_FLOAT16) : "mask";
    }
    if (strcmp(n->attr.name, "obs") != 0)
        return onnx_refuse(x, "a model has the inputs obs and mask only");
    onnx_declare(&w->inputs, ONNX_GRAPH_INPUT, "obs", type_of(obs->dtype), rows_of(obs));
    if (obs->kind == RL_SPACE_DISCRETE)
        return one_hot(x, obs);
    if (obs->kind == RL_SPACE_MULTI_DISCRETE)
        return one_hots(x, obs);
    const char *v = onnx_reshape(x, "obs", n->shape);
    bool as_it_is = n->dtype == obs->dtype && !(w->half && n->dtype == RL_F32);
    return as_it_is ? v : onnx_cast(w, v, n->dtype == RL_U8 ? ONNX_UINT8 : onnx_float(w));
}

/* Box: low + (raw + 1) / 2 (high - low) where both are finite, then clipped. */
static const char *to_bounds(struct onnx_export *x, const char *raw)
{
    const struct rl_space *a = x->config->action;
    struct onnx_writer *w = &x->w;
    float factor[RL_SPACE_MAX_DIMS], offset[RL_SPACE_MAX_DIMS];
    struct nn_shape row = NN_VEC(a->n_elements);
    w->half = false; /* bounds are the env's own */
    const char *v = x->config->half ? onnx_cast(w, raw, ONNX_FLOAT) : raw;
    for (int64_t i = 0; i < a->n_elements; i++) {
        bool scaled = x->config->scale && isfinite(a->high[i] - a->low[i]);
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
    return a->rank == 1 ? v : onnx_reshape(x, v, shape);
}

int onnx_output(struct onnx_export *x, const char *raw)
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
