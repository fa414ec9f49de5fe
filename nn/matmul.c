/* SPDX-License-Identifier: MIT */
/* Products of two values, and the order of axes. */
#include "nn/ops.h"

static struct nn_var product(struct nn_trace *t, int32_t a, int32_t b, bool a_t, bool b_t)
{
    return nn_emit(t, (struct nn_node){.op = NN_OP_MATMUL,
                                       .n_in = 2,
                                       .in = {a, b},
                                       .attr.matmul = {.a_t = a_t, .b_t = b_t}});
}

int nn_rule_matmul(struct nn_trace *t, struct nn_node *node)
{
    int code = nn_check_floats(t, node);
    if (code)
        return code;
    const struct nn_shape a = t->nodes[node->in[0]].shape, b = t->nodes[node->in[1]].shape;
    const bool a_t = node->attr.matmul.a_t, b_t = node->attr.matmul.b_t;
    bool fits = (a.rank == 2 || a.rank == 3) && (b.rank == 2 || b.rank == 3);
    fits = fits && a.dim[a.rank - (a_t ? 2 : 1)] == b.dim[b.rank - (b_t ? 1 : 2)];
    if (!fits || (a.rank == 3 && b.rank == 3 && a.dim[0] != b.dim[0]))
        return nn_trace_fail_shapes(t, node, "wants (M, K) or (E, M, K), and (K, N) or (E, K, N)");
    const int64_t m = a.dim[a.rank - (a_t ? 1 : 2)], n = b.dim[b.rank - (b_t ? 2 : 1)];
    node->dtype = RL_F32;
    node->shape = NN_MAT(m, n);
    if (a.rank == 3 || b.rank == 3)
        node->shape = NN_CUBE(a.rank == 3 ? a.dim[0] : b.dim[0], m, n);
    return 0;
}

/* What nn_transpose of the last two axes was made of is read as it lies. */
static bool untransposed(const struct nn_trace *t, struct nn_var *v)
{
    if (t->error.code || v->id < 0 || v->id >= t->n_nodes)
        return false;
    const struct nn_node *n = nn_node_of(t, *v);
    const int32_t r = n->shape.rank;
    if (n->op != NN_OP_PERMUTE || r < 2 || n->attr.order.axis[r - 1] != r - 2 ||
        n->attr.order.axis[r - 2] != r - 1)
        return false;
    v->id = n->in[0];
    return true;
}

struct nn_var(nn_matmul)(struct nn_trace *t, struct nn_var a, struct nn_var b)
{
    const bool a_t = untransposed(t, &a), b_t = untransposed(t, &b);
    const struct nn_shape x = nn_var_shape(t, a), y = nn_var_shape(t, b);
    if (t->error.code || a_t || b_t || x.rank != 3 || y.rank != 2 || x.dim[2] != y.dim[0])
        return product(t, a.id, b.id, a_t, b_t);
    /* One product of E M rows. */
    struct nn_var rows = (nn_reshape)(t, a, NN_MAT(x.dim[0] * x.dim[1], x.dim[2]));
    struct nn_var flat = product(t, rows.id, b.id, false, false);
    return (nn_reshape)(t, flat, NN_CUBE(x.dim[0], x.dim[1], y.dim[1]));
}

static void add_product(struct nn_backward *b, int32_t operand, struct nn_var g)
{
    bool shared = nn_var_shape(b->t, g).rank > b->t->nodes[operand].shape.rank;
    nn_backward_add(b, operand, shared ? (nn_sum_axis)(b->t, g, 0) : g);
}

/* C = A B:  dA = G B^T,  dB = A^T G;  of an operand that lies transposed, the transpose of that. */
void nn_adjoint_matmul(struct nn_backward *b, int32_t id)
{
    struct nn_trace *t = b->t;
    const struct nn_node n = t->nodes[id];
    const int32_t g = nn_backward_full(b, id).id, a = n.in[0], c = n.in[1];
    const bool a_t = n.attr.matmul.a_t, b_t = n.attr.matmul.b_t;
    if (nn_backward_wants(b, a))
        add_product(b, a, a_t ? product(t, c, g, b_t, true) : product(t, g, c, false, !b_t));
    if (nn_backward_wants(b, c))
        add_product(b, c, b_t ? product(t, g, a, true, a_t) : product(t, a, g, !a_t, false));
}

/* ---- the order of axes ---- */

struct nn_var(nn_permute)(struct nn_trace *t, struct nn_var a, const int32_t *order)
{
    const struct nn_shape from = nn_var_shape(t, a);
    struct nn_node node = {.op = NN_OP_PERMUTE, .n_in = 1, .in = {a.id}, .shape = from};
    unsigned seen = 0;
    for (int32_t k = 0; k < from.rank && !t->error.code; k++) {
        int32_t axis = nn_check_axis(t, "permute", a, order[k], from.rank);
        if (axis < 0)
            break;
        if (seen >> axis & 1)
            nn_trace_fail(t, RL_ESHAPE, "permute", "axis %d is named twice", axis);
        seen |= 1u << axis;
        node.attr.order.axis[k] = axis;
        node.shape.dim[k] = from.dim[axis];
    }
    return nn_emit(t, node);
}

struct nn_var(nn_transpose)(struct nn_trace *t, struct nn_var a, int32_t axis1, int32_t axis2)
{
    const int32_t rank = nn_var_shape(t, a).rank;
    int32_t order[NN_MAX_RANK] = {0, 1, 2, 3};
    axis1 = nn_check_axis(t, "transpose", a, axis1, rank);
    axis2 = nn_check_axis(t, "transpose", a, axis2, rank);
    if (axis1 < 0 || axis2 < 0)
        return (struct nn_var){-1};
    order[axis1] = axis2;
    order[axis2] = axis1;
    return (nn_permute)(t, a, order);
}

void nn_adjoint_permute(struct nn_backward *b, int32_t id)
{
    const struct nn_node n = b->t->nodes[id];
    int32_t back[NN_MAX_RANK] = {0};
    for (int32_t k = 0; k < n.shape.rank; k++)
        back[n.attr.order.axis[k]] = k;
    nn_backward_add(b, n.in[0], (nn_permute)(b->t, nn_backward_full(b, id), back));
}
