/* SPDX-License-Identifier: MIT */
/* Reading and adding by index: gather, its adjoint scatter, rows of tables, one-hot. */
#include "nn/ops.h"

static const struct nn_var invalid = {-1};

/* The shape is given. */
int nn_rule_indexed(struct nn_trace *t, struct nn_node *node)
{
    struct nn_node values = *node;
    values.n_in = 1;
    int code = nn_check_floats(t, &values);
    if (code)
        return code;
    const struct nn_node *index = &t->nodes[node->in[1]];
    if (index->dtype != RL_I32)
        return nn_trace_fail(t, RL_EINVAL, nn_op_row(node->op)->name,
                             "the index is %s, but int32 is wanted", rl_dtype_name(index->dtype));
    node->dtype = RL_F32;
    return 0;
}

int nn_rule_one_hot(struct nn_trace *t, struct nn_node *node)
{
    const struct nn_node *index = &t->nodes[node->in[0]];
    if (index->dtype != RL_I32)
        return nn_trace_fail(t, RL_EINVAL, "one_hot", "the index is %s, but int32 is wanted",
                             rl_dtype_name(index->dtype));
    node->dtype = RL_F32;
    return 0;
}

static struct nn_var emit_indexed(struct nn_trace *t, enum nn_op op, struct nn_var a,
                                  struct nn_var index, struct nn_shape shape,
                                  struct nn_gather gather)
{
    return nn_emit(
        t, (struct nn_node){
               .op = op, .n_in = 2, .in = {a.id, index.id}, .shape = shape, .attr.gather = gather});
}

/* `index` has the shape of `a` but along `axis`. */
static bool shapes_fit(struct nn_trace *t, enum nn_op op, struct nn_var a, struct nn_var index,
                       int32_t axis)
{
    struct nn_shape shape = nn_var_shape(t, a), others = nn_var_shape(t, index);
    if (shape.rank == others.rank) {
        others.dim[axis] = shape.dim[axis];
        if (nn_shape_equal(shape, others))
            return true;
    }
    nn_trace_fail_shapes(t, &(struct nn_node){.op = op, .n_in = 2, .in = {a.id, index.id}},
                         "the index has the values' shape but along the axis");
    return false;
}

/* Both handles are values of this trace, and `axis` is one of a's: it from 0, or -1. */
static int32_t check_operands(struct nn_trace *t, const char *op, struct nn_var a,
                              struct nn_var index, int32_t axis)
{
    if (!t->error.code &&
        (a.id < 0 || a.id >= t->n_nodes || index.id < 0 || index.id >= t->n_nodes))
        nn_trace_fail(t, RL_EINVAL, op, "operand %d is not a value of this trace",
                      a.id < 0 || a.id >= t->n_nodes ? 1 : 2);
    return nn_check_axis(t, op, a, axis, nn_var_shape(t, a).rank);
}

struct nn_var(nn_gather)(struct nn_trace *t, struct nn_var a, int32_t axis, struct nn_var index)
{
    axis = check_operands(t, "gather", a, index, axis);
    if (axis < 0 || !shapes_fit(t, NN_OP_GATHER, a, index, axis))
        return invalid;
    const struct nn_shape shape = nn_var_shape(t, index);
    return emit_indexed(
        t, NN_OP_GATHER, a, index, shape,
        (struct nn_gather){.axis = nn_axis_of(nn_var_shape(t, a), axis), .count = shape.dim[axis]});
}

struct nn_var(nn_scatter_add)(struct nn_trace *t, struct nn_var a, int32_t axis,
                              struct nn_var index, struct nn_var from)
{
    axis = check_operands(t, "scatter_add", a, index, axis);
    if (axis < 0 || !shapes_fit(t, NN_OP_SCATTER, a, index, axis))
        return invalid;
    const struct nn_shape wide = nn_var_shape(t, a), shape = nn_var_shape(t, index);
    if (!nn_shape_equal(shape, nn_var_shape(t, from))) {
        nn_trace_fail_shapes(
            t, &(struct nn_node){.op = NN_OP_SCATTER, .n_in = 2, .in = {index.id, from.id}},
            "an index for each value is wanted");
        return invalid;
    }
    struct nn_gather gather = {.axis = nn_axis_of(wide, axis), .count = shape.dim[axis]};
    return (nn_add)(t, a, emit_indexed(t, NN_OP_SCATTER, from, index, wide, gather));
}

struct nn_var(nn_take)(struct nn_trace *t, struct nn_var a, int32_t axis, struct nn_var index)
{
    axis = check_operands(t, "take", a, index, axis);
    if (axis < 0)
        return invalid;
    const struct nn_shape from = nn_var_shape(t, a), at = nn_var_shape(t, index);
    struct nn_shape shape = {.rank = from.rank - 1 + at.rank};
    if (shape.rank > NN_MAX_RANK) {
        nn_trace_fail(t, RL_ESHAPE, "take", "at most %d axes", NN_MAX_RANK);
        return invalid;
    }
    for (int32_t k = 0; k < shape.rank; k++)
        shape.dim[k] = k < axis             ? from.dim[k]
                       : k < axis + at.rank ? at.dim[k - axis]
                                            : from.dim[k - at.rank + 1];
    return emit_indexed(t, NN_OP_GATHER, a, index, shape,
                        (struct nn_gather){.axis = nn_axis_of(from, axis),
                                           .count = nn_shape_elements(at),
                                           .shared = true});
}

struct nn_var(nn_embedding)(struct nn_trace *t, struct nn_var table, struct nn_var index)
{
    const int32_t axis = check_operands(t, "embedding", table, index, 0);
    if (axis == 0 && nn_var_shape(t, table).rank != 2)
        nn_trace_fail_shapes(
            t, &(struct nn_node){.op = NN_OP_GATHER, .n_in = 2, .in = {table.id, index.id}},
            "an embedding wants a table (n, D)");
    return axis < 0 ? invalid : (nn_take)(t, table, 0, index);
}

struct nn_var(nn_one_hot)(struct nn_trace *t, struct nn_var index, int64_t n)
{
    struct nn_shape shape = nn_var_shape(t, index);
    if (!t->error.code && (shape.rank == NN_MAX_RANK || n < 1))
        nn_trace_fail(t, RL_ESHAPE, "one_hot", "%lld classes after %d axes: at most %d axes",
                      (long long)n, shape.rank, NN_MAX_RANK);
    if (t->error.code)
        return invalid;
    shape.dim[shape.rank++] = n;
    return nn_emit(
        t, (struct nn_node){.op = NN_OP_ONE_HOT, .n_in = 1, .in = {index.id}, .shape = shape});
}

/* Of a table that this optimizer trains, only the rows that were read: straight into its gradient.
 */
void nn_adjoint_gather(struct nn_backward *b, int32_t id)
{
    struct nn_trace *t = b->t;
    const struct nn_node n = t->nodes[id], a = t->nodes[n.in[0]];
    struct nn_var g = nn_backward_full(b, id);
    if (a.op == NN_OP_MEMORY && n.attr.gather.shared && n.attr.gather.axis.outer == 1)
        nn_emit(t, (struct nn_node){.op = NN_OP_SCATTER_GRAD,
                                    .n_in = 3,
                                    .in = {g.id, n.in[1], nn_grad_of(b, &a).id},
                                    .attr.gather = n.attr.gather});
    else
        nn_backward_add(
            b, n.in[0],
            emit_indexed(t, NN_OP_SCATTER, g, (struct nn_var){n.in[1]}, a.shape, n.attr.gather));
}

void nn_adjoint_scatter(struct nn_backward *b, int32_t id)
{
    const struct nn_node n = b->t->nodes[id];
    nn_backward_add(b, n.in[0],
                    emit_indexed(b->t, NN_OP_GATHER, nn_backward_full(b, id),
                                 (struct nn_var){n.in[1]}, b->t->nodes[n.in[0]].shape,
                                 n.attr.gather));
}
