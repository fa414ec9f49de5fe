/* SPDX-License-Identifier: MIT */
/* The op table: one row per op. Elementwise rows come out of nn/ops.def; the others are written
 * here. */
#include "nn/ops.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* NaN if either is, and the first of equals: what the kernels' vectors do (nn/cpu/vec.h). */
static float least(float x, float y)
{
    return isnan(y) || y < x ? y : x;
}

static float greatest(float x, float y)
{
    return isnan(y) || y > x ? y : x;
}

/* Every expression of nn/ops.def as a function of one element: folds constants. */
#define V(c)            (c)
#define SEL(cond, x, y) ((cond) ? (x) : (y))
#define EXP(x)          expf(x)
#define LOG(x)          logf(x)
#define TANH(x)         tanhf(x)
#define SQRT(x)         sqrtf(x)
#define LOG1P(x)        log1pf(x)
#define SIN(x)          sinf(x)
#define COS(x)          cosf(x)
#define PHI(x)          (0.5f * erfcf(-0.70710678f * (x)))
#define POW(x, y)       powf(x, y)
#define ABS(x)          fabsf(x)
#define MIN(x, y)       least(x, y)
#define MAX(x, y)       greatest(x, y)
#define SCALAR_FN(fn, setup, expression)       \
    static float fn(const float in[NN_MAX_IN]) \
    {                                          \
        setup;                                 \
        return (float)(expression);            \
    }
#define F1 const float a = in[0]
#define F2 const float a = in[0], b = in[1]
#define F3 const float a = in[0], b = in[1], c = in[2]
#define G1                                       \
    const float g = in[0], a = in[1], y = in[2]; \
    (void)g, (void)a, (void)y
#define G2                                                  \
    const float g = in[0], a = in[1], b = in[2], y = in[3]; \
    (void)g, (void)a, (void)b, (void)y
#define G3                                                             \
    const float g = in[0], a = in[1], b = in[2], c = in[3], y = in[4]; \
    (void)g, (void)a, (void)b, (void)c, (void)y
#define NN_MAP1(name, f, da) SCALAR_FN(eval_##name, F1, f) SCALAR_FN(eval_da_##name, G1, da)
#define NN_MAP2(name, f, da, db)  \
    SCALAR_FN(eval_##name, F2, f) \
    SCALAR_FN(eval_da_##name, G2, da) SCALAR_FN(eval_db_##name, G2, db)
#define NN_MAP3(name, f, da, db, dc)  \
    SCALAR_FN(eval_##name, F3, f)     \
    SCALAR_FN(eval_da_##name, G3, da) \
    SCALAR_FN(eval_db_##name, G3, db) SCALAR_FN(eval_dc_##name, G3, dc)
#include "nn/ops.def"
#undef NN_MAP1
#undef NN_MAP2
#undef NN_MAP3

#define FORWARD(op_name, n_in, ...) \
    [NN_OP_##op_name] = {           \
        .name = #op_name,           \
        .arity = (n_in),            \
        .rule = nn_rule_map,        \
        .adjoint = nn_adjoint_map,  \
        .grad = {__VA_ARGS__},      \
        .eval = eval_##op_name,     \
    },
#define GRADIENT(op, op_name, n_in, fn) \
    [op] = {.name = op_name, .arity = (n_in), .rule = nn_rule_map, .eval = fn},
#define NN_MAP1(name, f, da) \
    FORWARD(name, 1, #da)    \
    GRADIENT(NN_OP_DA_##name, #name "'s gradient", 3, eval_da_##name)
#define NN_MAP2(name, f, da, db)                                      \
    FORWARD(name, 2, #da, #db)                                        \
    GRADIENT(NN_OP_DA_##name, #name "'s gradient", 4, eval_da_##name) \
    GRADIENT(NN_OP_DB_##name, #name "'s gradient", 4, eval_db_##name)
#define NN_MAP3(name, f, da, db, dc)                                  \
    FORWARD(name, 3, #da, #db, #dc)                                   \
    GRADIENT(NN_OP_DA_##name, #name "'s gradient", 5, eval_da_##name) \
    GRADIENT(NN_OP_DB_##name, #name "'s gradient", 5, eval_db_##name) \
    GRADIENT(NN_OP_DC_##name, #name "'s gradient", 5, eval_dc_##name)

/* Gradients stop at a STOPS row; a PASSES row hands them to the operands whose bits are set. */
#define STOPS(op, text, n, bits, check) \
    [NN_OP_##op] = {.name = text, .arity = n, .flags = bits, .rule = nn_rule_##check},
#define PASSES(op, op_name, n_in, op_flags, shape_rule, adj, operands) \
    [NN_OP_##op] = {.name = op_name,                                   \
                    .arity = n_in,                                     \
                    .flags = op_flags,                                 \
                    .rule = nn_rule_##shape_rule,                      \
                    .adjoint = nn_adjoint_##adj,                       \
                    .diff = operands},

/* clang-format off */
static const struct nn_op_row rows[NN_N_OPS] = {
#include "nn/ops.def"
    STOPS( INPUT,            "input",                  0, NN_OPF_LEAF,   leaf)
    STOPS( CONST,            "const",                  0, NN_OPF_LEAF,   leaf)
    PASSES(MEMORY,           "param",                  0, NN_OPF_LEAF,   leaf, memory, 0)
    PASSES(LINEAR,           "linear",                 3, 0,             linear, linear, 7)
    STOPS( LINEAR_DX,        "linear's gradient",      2, 0,             linear_dx)
    STOPS( LINEAR_DW,        "linear's gradient",      4, NN_OPF_EFFECT, effect)
    PASSES(CONV2D,           "conv2d",                 3, 0,             conv2d, conv2d, 7)
    STOPS( CONV2D_DX,        "conv2d's gradient",      2, 0,             leaf)
    STOPS( CONV2D_DW,        "conv2d's gradient",      4, NN_OPF_EFFECT, effect)
    PASSES(MAX_POOL,         "max_pool2d",             1, 0,             max_pool, max_pool, 1)
    STOPS( MAX_POOL_GRAD,    "max_pool2d's gradient",  2, 0,             floats)
    PASSES(SUM,              "sum",                    1, 0,             sum, sum, 1)
    PASSES(SUM_AXIS,         "sum_axis",               1, 0,             sum_axis, sum_axis, 1)
    PASSES(EXPAND,           "expand",                 1, 0,             expand, expand, 1)
    PASSES(MAX_AXIS,         "max_axis",               1, 0,             sum_axis, extreme_axis, 1)
    PASSES(MIN_AXIS,         "min_axis",               1, 0,             sum_axis, extreme_axis, 1)
    PASSES(CONCAT,           "concat",                 5, 0,             floats, concat, 31)
    PASSES(SLICE,            "slice",                  1, 0,             floats, slice, 1)
    PASSES(PAD,              "slice's gradient",       1, 0,             floats, pad, 1)
    STOPS( ARGMAX_LAST,      "argmax_last",            1, 0,             row_index)
    STOPS( ARGMAX,           "argmax",                 1, 0,             argmax)
    PASSES(PERMUTE,          "permute",                1, 0,             floats, permute, 1)
    PASSES(MATMUL,           "matmul",                 2, 0,             matmul, matmul, 3)
    PASSES(GATHER,           "gather",                 2, 0,             indexed, gather, 1)
    PASSES(SCATTER,          "scatter_add",            2, 0,             indexed, scatter, 1)
    STOPS( SCATTER_GRAD,     "gather's gradient",      3, NN_OPF_EFFECT, effect)
    STOPS( ONE_HOT,          "one_hot",                1, 0,             one_hot)
    PASSES(SOFTMAX,          "softmax",                1, 0,             rows, softmax, 1)
    PASSES(LAYER_NORM,       "layer_norm",             3, 0,             layer_norm, layer_norm, 7)
    STOPS( LAYER_NORM_DX,    "layer_norm's gradient",  3, 0,             same)
    STOPS( LAYER_NORM_SUMS,  "layer_norm's gradient",  2, 0,             floats)
    STOPS( BATCH_STATS,      "batch_norm",             4, NN_OPF_EFFECT | NN_OPF_VALUE, batch_stats)
    PASSES(BATCH_NORM,       "batch_norm",             4, 0,             batch_norm, batch_norm, 13)
    STOPS( BATCH_NORM_DX,    "batch_norm's gradient",  5, 0,             same)
    STOPS( BATCH_NORM_SUMS,  "batch_norm's gradient",  3, 0,             floats)
    STOPS( RANDOM,           "random",                 3, 0,             random)
    STOPS( RANDOM_NEXT,      "random_next",            1, NN_OPF_EFFECT, effect)
    PASSES(LOG_SOFTMAX,      "log_softmax",            1, 0,             rows, log_softmax, 1)
    STOPS( LOG_SOFTMAX_GRAD, "log_softmax's gradient", 2, 0,             same)
    PASSES(PICK,             "pick",                   2, 0,             pick, pick, 1)
    STOPS( PICK_GRAD,        "pick's gradient",        2, 0,             leaf)
    STOPS( SAMPLE,           "sample_categorical",     2, 0,             sample)
    PASSES(RESHAPE,          "reshape",                1, NN_OPF_VIEW,   reshape, reshape, 1)
    STOPS( STOP_GRAD,        "stop_grad",              1, NN_OPF_VIEW,   same)
    STOPS( TO_FLOAT,         "to_float",               1, 0,             to_float)
    STOPS( COPY,             "output",                 1, 0,             same)
    STOPS( ZERO_GRAD,        "opt_zero_grad",          1, NN_OPF_EFFECT, effect)
    STOPS( ADD_GRAD,         "backward",               2, NN_OPF_EFFECT, effect)
    STOPS( CLIP_NORM,        "opt_clip_norm",          3, NN_OPF_EFFECT | NN_OPF_VALUE, clip)
    STOPS( CLIP_VALUE,       "opt_clip_value",         3, NN_OPF_EFFECT, clip)
    STOPS( GRAD_SQUARES,     "opts_clip_norm",         2, 0,             effect)
    STOPS( SCALE_GRAD,       "opts_clip_norm",         3, NN_OPF_EFFECT, effect)
    STOPS( OPT_STEP,         "opt_step",               5, NN_OPF_EFFECT, effect)
    STOPS( POLYAK,           "polyak",                 3, NN_OPF_EFFECT, polyak)
};
/* clang-format on */
#undef NN_MAP1
#undef NN_MAP2
#undef NN_MAP3

const struct nn_op_row *nn_op_row(enum nn_op op)
{
    return &rows[op];
}

bool nn_op_grad_reads(const char *expression, char operand)
{
    for (const char *c = expression; *c; c++) {
        bool starts = c == expression || !(isalnum((unsigned char)c[-1]) || c[-1] == '_');
        bool ends = !(isalnum((unsigned char)c[1]) || c[1] == '_');
        if (*c == operand && starts && ends)
            return true;
    }
    return false;
}
