/* SPDX-License-Identifier: MIT */
/* Adjoints of the op table. Each takes the gradient that arrived at its node and adds its share to
 * the operands that want one. Gradient rules: values add up within one backward (nn_backward_add),
 * memory of the optimizer is always added to ("+="), across backwards too. */
#include <string.h>

#include "nn/ops.h"

/* What a gradient of the (wider) node contributes to a scalar operand that was broadcast to it. */
static struct nn_var sum_to_scalar(struct nn_trace *t, struct nn_var g, struct nn_shape node_shape)
{
    if (nn_var_shape(t, g).rank)
        return (nn_sum)(t, g);
    int64_t n = nn_shape_elements(node_shape); /* one value that stands for n equal ones */
    return n == 1 ? g : (nn_mul)(t, g, (nn_const)(t, (float)n));
}

/* Gradient op k of a forward op, with the operands that its expression reads: g, a [, b [, c]], y.
 */
static struct nn_var map_gradient(struct nn_backward *b, int32_t id, int32_t k)
{
    const struct nn_node n = b->t->nodes[id];
    const char *expression = nn_op_row(n.op)->grad[k];
    if (!strcmp(expression, "g"))
        return b->grad[id];
    if (!strcmp(expression, "-g"))
        return (nn_neg)(b->t, b->grad[id]);
    struct nn_var in[NN_MAX_IN] = {b->grad[id]};
    for (int32_t j = 0; j < n.n_in; j++)
        in[1 + j].id = nn_op_grad_reads(expression, (char)('a' + j)) ? n.in[j] : -1;
    in[1 + n.n_in].id = nn_op_grad_reads(expression, 'y') ? id : -1;
    return nn_map(b->t, n.op + 1 + (enum nn_op)k, n.n_in + 2, in);
}

void nn_adjoint_map(struct nn_backward *b, int32_t id)
{
    const struct nn_node n = b->t->nodes[id];
    for (int32_t k = 0; k < n.n_in; k++) {
        if (!strcmp(nn_op_row(n.op)->grad[k], "NN_NO_GRAD") || !nn_backward_wants(b, n.in[k]))
            continue;
        struct nn_var g = map_gradient(b, id, k);
        if (n.shape.rank && !b->t->nodes[n.in[k]].shape.rank)
            g = sum_to_scalar(b->t, g, n.shape);
        nn_backward_add(b, n.in[k], g);
    }
}

struct nn_var nn_grad_of(struct nn_backward *b, const struct nn_node *param)
{
    return nn_memory_leaf(b->t, (struct nn_memory){.kind = NN_MEM_GRAD,
                                                   .params = b->opt->params,
                                                   .opt = b->opt,
                                                   .index = param->attr.memory.index});
}

struct nn_var nn_activation_gradient(struct nn_trace *t, enum nn_activation act, struct nn_var dy,
                                     struct nn_var y)
{
    const struct nn_var none = {-1};
    if (act == NN_ACT_TANH)
        return nn_map(t, NN_OP_DA_tanh, 3, (struct nn_var[]){dy, none, y});
    if (act == NN_ACT_RELU) /* y > 0 exactly where its argument is */
        return nn_map(t, NN_OP_DA_relu, 3, (struct nn_var[]){dy, y, none});
    return dy;
}

/* y = act(x W^T + b):  dz = dy * act'(y),  dW += dz^T x,  db += sum over rows of dz,  dx = dz W */
void nn_adjoint_linear(struct nn_backward *b, int32_t id)
{
    struct nn_trace *t = b->t;
    const struct nn_node n = t->nodes[id];
    const struct nn_var y = {id};
    const struct nn_var dz = nn_activation_gradient(t, n.attr.act, nn_backward_full(b, id), y);
    if (nn_backward_wants(b, n.in[1])) {
        const struct nn_node weight = t->nodes[n.in[1]], bias = t->nodes[n.in[2]];
        struct nn_var gw = nn_grad_of(b, &weight), gb = nn_grad_of(b, &bias);
        nn_emit(t, (struct nn_node){
                       .op = NN_OP_LINEAR_DW, .n_in = 4, .in = {dz.id, n.in[0], gw.id, gb.id}});
    }
    if (!nn_backward_wants(b, n.in[0]))
        return;
    struct nn_var dx =
        nn_emit(t, (struct nn_node){.op = NN_OP_LINEAR_DX, .n_in = 2, .in = {dz.id, n.in[1]}});
    bool shared = nn_var_shape(t, dx).rank > t->nodes[n.in[0]].shape.rank;
    nn_backward_add(b, n.in[0], shared ? (nn_sum_axis)(t, dx, 0) : dx);
}

/* A vector parameter that an elementwise op read. (nn_adjoint_linear serves weights and biases.) */
void nn_adjoint_memory(struct nn_backward *b, int32_t id)
{
    struct nn_var g = nn_backward_full(b, id);
    const struct nn_node param = b->t->nodes[id];
    struct nn_var grad = nn_grad_of(b, &param);
    nn_emit(b->t, (struct nn_node){.op = NN_OP_ADD_GRAD, .n_in = 2, .in = {g.id, grad.id}});
}

void nn_adjoint_sum(struct nn_backward *b, int32_t id)
{
    const struct nn_node n = b->t->nodes[id];
    struct nn_var g = b->grad[id];
    if (n.attr.scale != 1)
        g = (nn_mul)(b->t, g, (nn_const)(b->t, (float)n.attr.scale));
    nn_backward_add(b, n.in[0], g);
}

void nn_adjoint_sum_axis(struct nn_backward *b, int32_t id)
{
    const struct nn_node n = b->t->nodes[id];
    struct nn_var g = b->grad[id];
    if (nn_var_shape(b->t, g).rank)
        g = nn_emit(b->t, (struct nn_node){.op = NN_OP_EXPAND,
                                           .n_in = 1,
                                           .in = {g.id},
                                           .shape = b->t->nodes[n.in[0]].shape,
                                           .attr.axis = n.attr.axis});
    nn_backward_add(b, n.in[0], g);
}

void nn_adjoint_expand(struct nn_backward *b, int32_t id)
{
    const struct nn_node n = b->t->nodes[id];
    struct nn_var g = b->grad[id];
    if (nn_var_shape(b->t, g).rank)
        g = nn_emit(b->t, (struct nn_node){.op = NN_OP_SUM_AXIS,
                                           .n_in = 1,
                                           .in = {g.id},
                                           .shape = b->t->nodes[n.in[0]].shape,
                                           .attr.axis = n.attr.axis});
    else
        g = (nn_mul)(b->t, g, (nn_const)(b->t, (float)n.attr.axis.len));
    nn_backward_add(b, n.in[0], g);
}

/* y = max over an axis: g goes to the operands that equal y, in equal shares. */
void nn_adjoint_extreme_axis(struct nn_backward *b, int32_t id)
{
    struct nn_trace *t = b->t;
    const struct nn_node n = t->nodes[id];
    struct nn_node wide = {
        .op = NN_OP_EXPAND, .n_in = 1, .shape = t->nodes[n.in[0]].shape, .attr.axis = n.attr.axis};
    wide.in[0] = id;
    struct nn_var is_most = (nn_equal)(t, (struct nn_var){n.in[0]}, nn_emit(t, wide));
    struct nn_var share = nn_emit(t, (struct nn_node){.op = NN_OP_SUM_AXIS,
                                                      .n_in = 1,
                                                      .in = {is_most.id},
                                                      .shape = n.shape,
                                                      .attr.axis = n.attr.axis});
    wide.in[0] = (nn_div)(t, nn_backward_full(b, id), share).id;
    nn_backward_add(b, n.in[0], (nn_mul)(t, is_most, nn_emit(t, wide)));
}

void nn_adjoint_concat(struct nn_backward *b, int32_t id)
{
    const struct nn_node n = b->t->nodes[id];
    struct nn_var g = nn_backward_full(b, id);
    int64_t start = 0;
    for (int32_t k = 0; k < n.n_in; k++) {
        struct nn_shape shape = b->t->nodes[n.in[k]].shape;
        int64_t count = nn_shape_elements(shape) / (n.attr.axis.outer * n.attr.axis.inner);
        if (nn_backward_wants(b, n.in[k]))
            nn_backward_add(
                b, n.in[k],
                nn_emit(b->t, (struct nn_node){.op = NN_OP_SLICE,
                                               .n_in = 1,
                                               .in = {g.id},
                                               .shape = shape,
                                               .attr.slice = {n.attr.axis, start, count}}));
        start += count;
    }
}

/* SLICE and PAD are each other's adjoints. */
static void slice_or_pad(struct nn_backward *b, int32_t id, enum nn_op op)
{
    const struct nn_node n = b->t->nodes[id];
    struct nn_var g = nn_backward_full(b, id);
    nn_backward_add(b, n.in[0],
                    nn_emit(b->t, (struct nn_node){.op = op,
                                                   .n_in = 1,
                                                   .in = {g.id},
                                                   .shape = b->t->nodes[n.in[0]].shape,
                                                   .attr.slice = n.attr.slice}));
}

void nn_adjoint_slice(struct nn_backward *b, int32_t id)
{
    slice_or_pad(b, id, NN_OP_PAD);
}

void nn_adjoint_pad(struct nn_backward *b, int32_t id)
{
    slice_or_pad(b, id, NN_OP_SLICE);
}

/* y = softmax(a):  da = y (g - sum of g y) */
void nn_adjoint_softmax(struct nn_backward *b, int32_t id)
{
    struct nn_var g = nn_backward_full(b, id), y = {id};
    struct nn_var sum = (nn_unsqueeze)(b->t, (nn_sum_last)(b->t, (nn_mul)(b->t, g, y)), 1);
    nn_backward_add(b, b->t->nodes[id].in[0], (nn_mul)(b->t, y, (nn_sub)(b->t, g, sum)));
}

void nn_adjoint_log_softmax(struct nn_backward *b, int32_t id)
{
    struct nn_var g = nn_backward_full(b, id);
    int32_t operand = b->t->nodes[id].in[0];
    nn_backward_add(
        b, operand,
        nn_emit(b->t, (struct nn_node){.op = NN_OP_LOG_SOFTMAX_GRAD, .n_in = 2, .in = {g.id, id}}));
}

void nn_adjoint_pick(struct nn_backward *b, int32_t id)
{
    struct nn_var g = nn_backward_full(b, id);
    const struct nn_node n = b->t->nodes[id];
    nn_backward_add(b, n.in[0],
                    nn_emit(b->t, (struct nn_node){.op = NN_OP_PICK_GRAD,
                                                   .n_in = 2,
                                                   .in = {g.id, n.in[1]},
                                                   .shape = b->t->nodes[n.in[0]].shape}));
}

void nn_adjoint_reshape(struct nn_backward *b, int32_t id)
{
    const struct nn_node n = b->t->nodes[id];
    struct nn_var g = b->grad[id];
    if (nn_var_shape(b->t, g).rank)
        g = (nn_reshape)(b->t, g, b->t->nodes[n.in[0]].shape);
    nn_backward_add(b, n.in[0], g);
}
