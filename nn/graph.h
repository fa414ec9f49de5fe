/* SPDX-License-Identifier: MIT */
/* The inside of a trace: nodes, the op table and what the passes over them share. Private to nn/
 * and its backends; agents see nn/trace.h.
 *
 * A node is one value or one effect, in program order: operands have smaller ids. Memory that
 * outlives a run (parameters, gradients, moments, an optimizer's scalars) appears as leaf nodes
 * too, so an effect is an op whose operand is such memory, changed in place. Node ids never change;
 * passes that rewrite work on a copy (nn/plan.c).
 */
#pragma once

#include "base/arena.h"
#include "nn/trace.h"

/* The elementwise ops and their gradients come first, in the order of nn/ops.def. */
enum nn_op {
#define NN_MAP1(name, f, da)     NN_OP_##name, NN_OP_DA_##name,
#define NN_MAP2(name, f, da, db) NN_OP_##name, NN_OP_DA_##name, NN_OP_DB_##name,
#define NN_MAP3(name, f, da, db, dc) \
    NN_OP_##name, NN_OP_DA_##name, NN_OP_DB_##name, NN_OP_DC_##name,
#include "nn/ops.def"
#undef NN_MAP1
#undef NN_MAP2
#undef NN_MAP3
    NN_OP_N_MAPS,
    NN_OP_INPUT = NN_OP_N_MAPS,
    NN_OP_CONST,
    NN_OP_MEMORY,    /* parameters, gradients, moments, scalars */
    NN_OP_LINEAR,    /* x, weight, bias; a rank-3 weight is an ensemble */
    NN_OP_LINEAR_DX, /* dy, weight [, x_out]: attr.act is of the layer that made x_out */
    NN_OP_LINEAR_DW, /* effect: dy, x, gradient of weight, gradient of bias */
    NN_OP_CONV2D,    /* x, weight, bias */
    NN_OP_CONV2D_DX, /* dy, weight [, x_out]: attr.conv.act is of the layer that made x_out */
    NN_OP_CONV2D_DW, /* effect: dy, x, gradient of weight, gradient of bias */
    NN_OP_MAX_POOL,
    NN_OP_MAX_POOL_GRAD, /* g, x */
    NN_OP_SUM,           /* everything, times attr.scale: () */
    NN_OP_SUM_AXIS,      /* (outer, len, inner) -> (outer, inner) */
    NN_OP_EXPAND,        /* (outer, inner) -> (outer, len, inner): the adjoint of SUM_AXIS */
    NN_OP_MAX_AXIS,      /* (outer, len, inner) -> (outer, inner) */
    NN_OP_MIN_AXIS,
    NN_OP_CONCAT, /* along attr.axis of the result */
    NN_OP_SLICE,  /* attr.slice: (outer, len, inner) -> (outer, count, inner) */
    NN_OP_PAD,    /* its adjoint: zeros around it */
    NN_OP_ARGMAX_LAST,
    NN_OP_ARGMAX,       /* (outer, len, inner) -> (outer, inner) I32 */
    NN_OP_PERMUTE,      /* attr.order */
    NN_OP_MATMUL,       /* (..., M, K), (..., K, N); attr.matmul: either lies transposed */
    NN_OP_GATHER,       /* a, index */
    NN_OP_SCATTER,      /* its adjoint: g, index; what no index names is zero */
    NN_OP_SCATTER_GRAD, /* effect: g, index, gradient of a table */
    NN_OP_ONE_HOT,      /* index (...) I32 -> (..., n) */
    NN_OP_SOFTMAX,
    NN_OP_LAYER_NORM,      /* x, gain, bias; attr.norm */
    NN_OP_LAYER_NORM_DX,   /* g, x, gain */
    NN_OP_LAYER_NORM_SUMS, /* g, x: (2, D), of g and of g * normalised x over rows */
    NN_OP_BATCH_STATS,     /* x, running mean, running variance, momentum: (3, C), nn/norm.c; in
                            * train mode an effect on the running ones, too */
    NN_OP_BATCH_NORM,      /* x, stats, gain, bias */
    NN_OP_BATCH_NORM_DX,   /* g, x, stats, gain, sums */
    NN_OP_BATCH_NORM_SUMS, /* g, x, stats: (2, C) */
    NN_OP_RANDOM,          /* random memory [, entity and counter of each row]; attr.draw */
    NN_OP_RANDOM_NEXT,     /* effect: random memory */
    NN_OP_LOG_SOFTMAX,
    NN_OP_LOG_SOFTMAX_GRAD, /* g, y */
    NN_OP_PICK,             /* a, index */
    NN_OP_PICK_GRAD,        /* g, index: g into column index of each row, zero elsewhere */
    NN_OP_SAMPLE,           /* log-probabilities, uniform */
    NN_OP_RESHAPE,          /* view */
    NN_OP_STOP_GRAD,        /* view */
    NN_OP_TO_FLOAT,
    NN_OP_COPY,         /* gives a leaf a place among the outputs */
    NN_OP_ZERO_GRAD,    /* effect: gradients */
    NN_OP_ADD_GRAD,     /* effect: value, gradient of one vector parameter */
    NN_OP_CLIP_NORM,    /* effect and value: max_norm, gradients, scalars */
    NN_OP_CLIP_VALUE,   /* effect: limit, gradients, scalars */
    NN_OP_GRAD_SQUARES, /* their sum: gradients, scalars */
    NN_OP_SCALE_GRAD,   /* effect: factor, gradients, scalars */
    NN_OP_OPT_STEP,     /* effect: parameters, gradients, m, v, scalars */
    NN_OP_POLYAK,       /* effect: target parameters, source parameters, tau */
    NN_N_OPS,
};

#define NN_MAX_IN 5

enum nn_memory_kind {
    NN_MEM_PARAMS,
    NN_MEM_GRAD,
    NN_MEM_M,
    NN_MEM_V,
    NN_MEM_SCALARS,
    NN_MEM_RANDOM,
};

struct nn_memory {
    enum nn_memory_kind kind;
    const struct nn_params *params;
    const struct nn_optimizer *opt; /* NULL for NN_MEM_PARAMS */
    int32_t index;                  /* parameter, or -1: the whole block */
    const struct nn_random *random; /* NN_MEM_RANDOM: and nothing else */
};

union nn_attr {
    const char *name;       /* INPUT */
    float value;            /* CONST */
    double scale;           /* SUM, TO_FLOAT */
    enum nn_activation act; /* LINEAR, LINEAR_DX */
    struct nn_conv conv;    /* CONV2D, CONV2D_DX, CONV2D_DW */
    struct nn_pool pool;    /* MAX_POOL, MAX_POOL_GRAD */
    struct nn_axis {
        int64_t outer, len, inner;
    } axis; /* SUM_AXIS, EXPAND, MAX_AXIS, MIN_AXIS, CONCAT: of the wider side */
    struct nn_slice {
        struct nn_axis axis; /* of the wider side */
        int64_t start, count;
    } slice; /* SLICE, PAD */
    struct nn_gather {
        struct nn_axis axis; /* of the side that is indexed */
        int64_t count;       /* positions taken along it */
        bool shared;         /* index (count) for all; else (outer, count, inner) */
    } gather;                /* GATHER, SCATTER, SCATTER_GRAD */
    struct nn_matmul {
        bool a_t, b_t; /* the operand's last two axes are (K, M), (N, K) */
    } matmul;
    struct nn_order {
        int32_t axis[NN_MAX_RANK]; /* axis k of the result is axis[k] of the operand */
    } order;                       /* PERMUTE */
    struct nn_norm {
        float eps;
        bool train;
    } norm; /* LAYER_NORM, BATCH_STATS */
    struct nn_draw {
        bool normal; /* else uniform */
        uint32_t stream, entity;
    } draw;                   /* RANDOM */
    struct nn_memory memory;  /* MEMORY */
    struct nn_opt_config opt; /* OPT_STEP */
};

struct nn_node {
    enum nn_op op;
    enum rl_dtype dtype;
    struct nn_shape shape;
    int32_t n_in;
    int32_t in[NN_MAX_IN]; /* -1: an operand that a gradient expression does not read */
    union nn_attr attr;
    const char *file; /* of the call that made it */
    int line;
    int32_t loss, of; /* within nn_backward: 1 + the loss, 1 + the node whose gradient this is */
};

struct nn_trace_output {
    const char *name;
    int32_t node;
};

struct nn_trace {
    struct nn_backend *backend;
    struct rl_arena names;
    struct nn_node *nodes;
    int32_t n_nodes, cap_nodes;
    struct nn_trace_output *outputs;
    int32_t n_outputs, cap_outputs;
    enum nn_mode mode;
    struct rl_error error; /* code 0 while all is well */
    const char *file;      /* of the next op */
    int line;
    int32_t loss, of; /* as in struct nn_node, of the next op */
    const char *name; /* of the program; static text */
};

/* ---- the op table ---- */
enum { NN_OPF_LEAF = 1, NN_OPF_VIEW = 2, NN_OPF_EFFECT = 4, NN_OPF_VALUE = 8 /* of an effect */ };

struct nn_backward; /* nn/autograd.h */

struct nn_op_row {
    const char *name;
    int32_t arity; /* operands */
    unsigned flags;
    /* Check the operands, fill shape and dtype (shape may be preset); or fail the trace. */
    int (*rule)(struct nn_trace *t, struct nn_node *node);
    /* Gradients for the operands in `diff`; NULL: gradients stop here. */
    void (*adjoint)(struct nn_backward *b, int32_t id);
    unsigned diff;
    /* Elementwise forward ops: the gradient expressions, as text, one per operand. */
    const char *grad[3];
    float (*eval)(const float in[NN_MAX_IN]); /* elementwise ops on scalars */
};

const struct nn_op_row *nn_op_row(enum nn_op op);
static inline bool nn_op_is_map(enum nn_op op)
{
    return op < NN_OP_N_MAPS;
}
/* Does a gradient expression read `operand` ("g", "a", "b", "c", "y")? */
bool nn_op_grad_reads(const char *expression, char operand);

/* ---- building ---- */
/* Checks operands and the op's rule, then appends. The handle is invalid after an error. */
struct nn_var nn_emit(struct nn_trace *t, struct nn_node node);
/* An elementwise op with NumPy's broadcasting: operands are expanded to the common shape, scalars
 * stay. */
struct nn_var nn_map(struct nn_trace *t, enum nn_op op, int32_t n_in, const struct nn_var *in);
struct nn_var nn_memory_leaf(struct nn_trace *t, struct nn_memory memory);
/* `shape` seen as (outer, len, inner) around `axis`. */
struct nn_axis nn_axis_of(struct nn_shape shape, int32_t axis);
/* `axis` from 0, or -1 after failing the trace: there are `n` of them in `a`. */
int32_t nn_check_axis(struct nn_trace *t, const char *op, struct nn_var a, int32_t axis, int32_t n);

static inline const struct nn_node *nn_node_of(const struct nn_trace *t, struct nn_var v)
{
    return &t->nodes[v.id];
}

/* First failure wins: "file:line: nn_<op>: <text>". Returns `code`. */
int nn_trace_fail(struct nn_trace *t, int code, const char *op, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* The same, followed by the operands' shapes: "...: <why>: (64, 4), (3)". */
int nn_trace_fail_shapes(struct nn_trace *t, const struct nn_node *node, const char *why);

/* NumPy's common shape of two; false if there is none. */
bool nn_shape_broadcast(struct nn_shape a, struct nn_shape b, struct nn_shape *out);
