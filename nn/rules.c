/* SPDX-License-Identifier: MIT */
/* Shape rules of the op table: operands are valid nodes when a rule is called. */
#include "nn/ops.h"

#include <stdio.h>

static const struct nn_node *operand(const struct nn_trace *t, const struct nn_node *node,
                                     int32_t k)
{
    return &t->nodes[node->in[k]];
}

static bool is_matrix_param(const struct nn_node *n)
{
    return n->op == NN_OP_MEMORY && n->attr.memory.index >= 0 &&
           n->attr.memory.params->items[n->attr.memory.index].kind == NN_PARAM_MATRIX;
}

static bool is_packed(const struct nn_node *n)
{
    return n->op == NN_OP_MEMORY && n->attr.memory.index >= 0 &&
           n->attr.memory.params->items[n->attr.memory.index].kind != NN_PARAM_VECTOR;
}

int nn_check_floats(struct nn_trace *t, const struct nn_node *node)
{
    for (int32_t k = 0; k < node->n_in; k++) {
        if (node->in[k] < 0)
            continue;
        const struct nn_node *in = operand(t, node, k);
        if (in->dtype != RL_F32)
            return nn_trace_fail(t, RL_EINVAL, nn_op_row(node->op)->name,
                                 "operand %d is %s, but float32 is wanted (nn_to_float converts)",
                                 k + 1, rl_dtype_name(in->dtype));
        if (is_packed(in))
            return nn_trace_fail(t, RL_EINVAL, nn_op_row(node->op)->name,
                                 is_matrix_param(in)
                                     ? "'%s' is a weight matrix: only nn_linear can use it"
                                     : "'%s' is a convolution's weight: only nn_conv2d can use it",
                                 in->attr.memory.params->items[in->attr.memory.index].name);
    }
    return 0;
}

int nn_rule_leaf(struct nn_trace *t, struct nn_node *node)
{
    (void)t, (void)node;
    return 0; /* dtype and shape are given */
}

/* Scalars and arrays of one shape; nn_map has expanded the rest. */
int nn_rule_map(struct nn_trace *t, struct nn_node *node)
{
    int code = nn_check_floats(t, node);
    if (code)
        return code;
    node->dtype = RL_F32;
    node->shape = NN_SCALAR;
    for (int32_t k = 0; k < node->n_in; k++) {
        if (node->in[k] < 0)
            continue;
        struct nn_shape shape = operand(t, node, k)->shape;
        if (!nn_shape_broadcast(node->shape, shape, &node->shape))
            return nn_trace_fail_shapes(t, node, "shapes do not broadcast");
    }
    return 0;
}

/* Every member of an ensemble (E, ...) has its own weights; x is shared or has an E of its own. */
static bool linear_fits(struct nn_shape x, struct nn_shape w, struct nn_shape bias)
{
    if (x.rank < 2 || x.rank > w.rank || bias.rank != w.rank - 1)
        return false;
    for (int32_t i = 0; i < bias.rank; i++)
        if (bias.dim[i] != w.dim[i])
            return false;
    return x.dim[x.rank - 1] == w.dim[w.rank - 1] && (x.rank == 2 || x.dim[0] == w.dim[0]);
}

int nn_rule_linear(struct nn_trace *t, struct nn_node *node)
{
    const struct nn_node *x = operand(t, node, 0), *w = operand(t, node, 1),
                         *bias = operand(t, node, 2);
    if (x->dtype != RL_F32 || is_packed(x))
        return nn_trace_fail(t, RL_EINVAL, "linear", "x must be a float32 array");
    if (!is_matrix_param(w))
        return nn_trace_fail(t, RL_EINVAL, "linear", "weight must be a matrix parameter");
    if (bias->op != NN_OP_MEMORY || bias->attr.memory.params != w->attr.memory.params ||
        is_packed(bias))
        return nn_trace_fail(t, RL_EINVAL, "linear",
                             "bias must be a vector parameter of the weight's set");
    if (!linear_fits(x->shape, w->shape, bias->shape))
        return nn_trace_fail_shapes(t, node,
                                    w->shape.rank == 3
                                        ? "x (B, n_in) or (E, B, n_in), weight (E, n_out, n_in), "
                                          "bias (E, n_out) do not fit"
                                        : "x (B, n_in), weight (n_out, n_in), bias (n_out) do "
                                          "not fit");
    node->dtype = RL_F32;
    const int64_t rows = x->shape.dim[x->shape.rank - 2], n_out = w->shape.dim[w->shape.rank - 2];
    node->shape = w->shape.rank == 3 ? NN_CUBE(w->shape.dim[0], rows, n_out) : NN_MAT(rows, n_out);
    return 0;
}

int nn_rule_linear_dx(struct nn_trace *t, struct nn_node *node)
{
    node->dtype = RL_F32;
    const struct nn_shape w = operand(t, node, 1)->shape;
    node->shape = operand(t, node, 0)->shape;
    node->shape.dim[node->shape.rank - 1] = w.dim[w.rank - 1];
    return 0;
}

int nn_rule_sum(struct nn_trace *t, struct nn_node *node)
{
    node->dtype = RL_F32;
    node->shape = NN_SCALAR;
    return nn_check_floats(t, node);
}

/* The shape is given, for both directions of (outer, len, inner) <-> (outer, inner). */
int nn_rule_sum_axis(struct nn_trace *t, struct nn_node *node)
{
    node->dtype = RL_F32;
    return nn_check_floats(t, node);
}

int nn_rule_expand(struct nn_trace *t, struct nn_node *node)
{
    node->dtype = RL_F32;
    return nn_check_floats(t, node);
}

int nn_rule_floats(struct nn_trace *t, struct nn_node *node)
{
    node->dtype = RL_F32;
    return nn_check_floats(t, node);
}

/* The shape is given: (outer, len, inner) -> (outer, inner) */
int nn_rule_argmax(struct nn_trace *t, struct nn_node *node)
{
    node->dtype = RL_I32;
    return nn_check_floats(t, node);
}

/* (B, D) F32 */
int nn_rule_rows(struct nn_trace *t, struct nn_node *node)
{
    int code = nn_check_floats(t, node);
    if (code)
        return code;
    node->dtype = RL_F32;
    node->shape = operand(t, node, 0)->shape;
    if (node->shape.rank != 2)
        return nn_trace_fail_shapes(t, node, "wants rows (B, D)");
    return 0;
}

/* (B, D) F32 -> (B) I32 */
int nn_rule_row_index(struct nn_trace *t, struct nn_node *node)
{
    int code = nn_rule_rows(t, node);
    if (code)
        return code;
    node->dtype = RL_I32;
    node->shape = NN_VEC(node->shape.dim[0]);
    return 0;
}

int nn_rule_pick(struct nn_trace *t, struct nn_node *node)
{
    const struct nn_node *a = operand(t, node, 0), *index = operand(t, node, 1);
    if (a->dtype != RL_F32 || index->dtype != RL_I32)
        return nn_trace_fail(t, RL_EINVAL, "pick",
                             "wants float32 rows and an int32 index, got %s "
                             "and %s",
                             rl_dtype_name(a->dtype), rl_dtype_name(index->dtype));
    if (a->shape.rank != 2 || index->shape.rank != 1 || a->shape.dim[0] != index->shape.dim[0])
        return nn_trace_fail_shapes(t, node, "wants rows (B, D) and an index (B)");
    node->dtype = RL_F32;
    node->shape = index->shape;
    return 0;
}

int nn_rule_sample(struct nn_trace *t, struct nn_node *node)
{
    int code = nn_check_floats(t, node);
    if (code)
        return code;
    struct nn_shape logp = operand(t, node, 0)->shape, uniform = operand(t, node, 1)->shape;
    if (logp.rank != 2 || uniform.rank != 1 || logp.dim[0] != uniform.dim[0])
        return nn_trace_fail_shapes(t, node, "wants log-probabilities (B, D) and uniform (B)");
    node->dtype = RL_I32;
    node->shape = uniform;
    return 0;
}

int nn_rule_reshape(struct nn_trace *t, struct nn_node *node)
{
    const struct nn_node *a = operand(t, node, 0);
    if (is_packed(a))
        return nn_check_floats(t, node);
    node->dtype = a->dtype;
    if (nn_shape_elements(a->shape) != nn_shape_elements(node->shape)) {
        char text[96];
        nn_shape_format(node->shape, text, sizeof(text));
        char why[160];
        snprintf(why, sizeof(why), "cannot become %s", text);
        return nn_trace_fail_shapes(t, node, why);
    }
    return 0;
}

int nn_rule_same(struct nn_trace *t, struct nn_node *node)
{
    const struct nn_node *a = operand(t, node, 0);
    if (is_packed(a) || a->dtype == RL_U8)
        return nn_check_floats(t, node);
    node->dtype = a->dtype;
    node->shape = a->shape;
    return 0;
}

int nn_rule_to_float(struct nn_trace *t, struct nn_node *node)
{
    const struct nn_node *a = operand(t, node, 0);
    if (a->dtype != RL_I32 && a->dtype != RL_U8)
        return nn_trace_fail(t, RL_EINVAL, "to_float",
                             "the operand is %s, but int32 or uint8 is wanted",
                             rl_dtype_name(a->dtype));
    node->dtype = RL_F32;
    node->shape = a->shape;
    return 0;
}

int nn_rule_effect(struct nn_trace *t, struct nn_node *node)
{
    (void)t;
    node->dtype = RL_F32;
    node->shape = NN_SCALAR;
    return 0;
}

int nn_rule_polyak(struct nn_trace *t, struct nn_node *node)
{
    const struct nn_params *target = operand(t, node, 0)->attr.memory.params,
                           *source = operand(t, node, 1)->attr.memory.params;
    if (!nn_params_same_layout(target, source))
        return nn_trace_fail(t, RL_ESHAPE, "polyak",
                             "target and source are not the same parameters: %d of %lld values and "
                             "%d of %lld",
                             target->n, (long long)target->n_parameters, source->n,
                             (long long)source->n_parameters);
    const struct nn_node *tau = operand(t, node, 2);
    if (tau->dtype != RL_F32 || tau->shape.rank != 0)
        return nn_trace_fail(t, RL_ESHAPE, "polyak", "tau must be a float32 scalar");
    node->dtype = RL_F32;
    node->shape = NN_SCALAR;
    return 0;
}

int nn_rule_clip(struct nn_trace *t, struct nn_node *node)
{
    const struct nn_node *limit = operand(t, node, 0);
    if (limit->dtype != RL_F32 || limit->shape.rank != 0)
        return nn_trace_fail_shapes(t, node, "the limit must be a float32 scalar");
    node->dtype = RL_F32;
    node->shape = NN_SCALAR;
    return 0;
}
