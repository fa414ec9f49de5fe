/* SPDX-License-Identifier: MIT */
/* Elementwise ops: ONNX broadcasts as nn does. */
#include "base/base.h"
#include "nn/onnx_private.h"
#include "nn/ops.h"

static const char *f(struct onnx_export *x, float value)
{
    return onnx_scalar(&x->w, value);
}

static const char *truth(struct onnx_export *x, const char *op, const char *a, const char *b)
{
    return onnx_cast(&x->w, ONNX(&x->w, op, a, b), onnx_float(&x->w));
}

static const char *gelu(struct onnx_export *x, const char *a)
{
    struct onnx_writer *w = &x->w;
    const char *erf = ONNX(w, "Erf", ONNX(w, "Mul", a, f(x, 0.70710678f)));
    return ONNX(w, "Mul", ONNX(w, "Mul", a, f(x, 0.5f)), ONNX(w, "Add", erf, f(x, 1.0f)));
}

static const char *leaky(struct onnx_export *x, const char *a, const char *slope)
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
static const char *map(struct onnx_export *x, enum nn_op op, const char *const *v)
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

const char *onnx_activate(struct onnx_export *x, const char *a, enum nn_activation act)
{
    if (act == NN_ACT_NONE)
        return a;
    if (act == NN_ACT_LEAKY_RELU)
        return leaky(x, a, f(x, 0.01f));
    return map(x, nn_activation_op[act], (const char *const[]){a, NULL});
}

const char *onnx_map(struct onnx_export *x, const struct nn_node *n)
{
    const char *v[NN_MAX_IN + 1] = {NULL};
    for (int32_t i = 0; i < n->n_in; i++)
        v[i] = onnx_in(x, n, i);
    return map(x, n->op, v);
}
