/* SPDX-License-Identifier: MIT */
/* Ops along one axis: reductions, joining, cutting. */
#include <math.h>

#include "nn/graph.h"

static const struct nn_var invalid = {-1};

struct nn_axis nn_axis_of(struct nn_shape shape, int32_t axis)
{
    struct nn_axis a = {.outer = 1, .len = shape.dim[axis], .inner = 1};
    for (int32_t i = 0; i < axis; i++)
        a.outer *= shape.dim[i];
    for (int32_t i = axis + 1; i < shape.rank; i++)
        a.inner *= shape.dim[i];
    return a;
}

int32_t nn_check_axis(struct nn_trace *t, const char *op, struct nn_var a, int32_t axis, int32_t n)
{
    if (t->error.code)
        return -1;
    int32_t from_front = axis < 0 ? axis + n : axis;
    if (from_front >= 0 && from_front < n)
        return from_front;
    char shape[96];
    nn_shape_format(nn_var_shape(t, a), shape, sizeof(shape));
    nn_trace_fail(t, RL_ESHAPE, op, "there is no axis %d: got %s", axis, shape);
    return -1;
}

static struct nn_var reduce(struct nn_trace *t, enum nn_op op, struct nn_var a, int32_t axis)
{
    struct nn_shape shape = nn_var_shape(t, a);
    axis = nn_check_axis(t, nn_op_row(op)->name, a, axis, shape.rank);
    if (axis < 0)
        return invalid;
    struct nn_axis around = nn_axis_of(shape, axis);
    for (int32_t i = axis; i + 1 < shape.rank; i++)
        shape.dim[i] = shape.dim[i + 1];
    shape.dim[--shape.rank] = 0;
    return nn_emit(t, (struct nn_node){
                          .op = op, .n_in = 1, .in = {a.id}, .shape = shape, .attr.axis = around});
}

struct nn_var(nn_sum_axis)(struct nn_trace *t, struct nn_var a, int32_t axis)
{
    return reduce(t, NN_OP_SUM_AXIS, a, axis);
}

struct nn_var(nn_sum_last)(struct nn_trace *t, struct nn_var a)
{
    if (nn_var_shape(t, a).rank == 0) {
        nn_trace_fail(t, RL_ESHAPE, "sum_last", "a scalar () has no last axis");
        return invalid;
    }
    return reduce(t, NN_OP_SUM_AXIS, a, -1);
}

struct nn_var(nn_max_axis)(struct nn_trace *t, struct nn_var a, int32_t axis)
{
    return reduce(t, NN_OP_MAX_AXIS, a, axis);
}

struct nn_var(nn_min_axis)(struct nn_trace *t, struct nn_var a, int32_t axis)
{
    return reduce(t, NN_OP_MIN_AXIS, a, axis);
}

struct nn_var(nn_argmax)(struct nn_trace *t, struct nn_var a, int32_t axis)
{
    return reduce(t, NN_OP_ARGMAX, a, axis);
}

static int64_t axis_length(struct nn_trace *t, const char *op, struct nn_var a, int32_t axis)
{
    struct nn_shape shape = nn_var_shape(t, a);
    axis = nn_check_axis(t, op, a, axis, shape.rank);
    return axis < 0 ? 1 : shape.dim[axis];
}

struct nn_var(nn_mean_axis)(struct nn_trace *t, struct nn_var a, int32_t axis)
{
    float share = 1.0f / (float)axis_length(t, "mean_axis", a, axis);
    return (nn_mul)(t, (nn_sum_axis)(t, a, axis), (nn_const)(t, share));
}

/* `v`, reduced over `axis` of `like`, with that axis back as one of length 1. */
static struct nn_var keep_axis(struct nn_trace *t, struct nn_var v, struct nn_var like,
                               int32_t axis)
{
    return (nn_unsqueeze)(t, v, axis < 0 ? axis + nn_var_shape(t, like).rank : axis);
}

struct nn_var(nn_var_axis)(struct nn_trace *t, struct nn_var a, int32_t axis, int32_t correction)
{
    int64_t n = axis_length(t, "var_axis", a, axis);
    if (!t->error.code && n <= correction)
        nn_trace_fail(t, RL_ESHAPE, "var_axis", "an axis of %lld values with correction %d",
                      (long long)n, correction);
    struct nn_var mean = keep_axis(t, (nn_mean_axis)(t, a, axis), a, axis);
    struct nn_var squares = (nn_sum_axis)(t, (nn_square)(t, (nn_sub)(t, a, mean)), axis);
    return (nn_mul)(t, squares, (nn_const)(t, 1.0f / (float)(n - correction)));
}

/* A vector of zeros has no slope: the root is taken where the squares are positive, and its
 * gradient, which is infinite at zero, is not asked for there. */
struct nn_var(nn_norm_axis)(struct nn_trace *t, struct nn_var a, int32_t axis)
{
    struct nn_var squares = (nn_sum_axis)(t, (nn_square)(t, a), axis);
    struct nn_var inside = (nn_where)(t, squares, squares, (nn_const)(t, 1));
    return (nn_where)(t, squares, (nn_sqrt)(t, inside), squares);
}

/* log sum exp(a - m) + m with m = max a, a constant to the gradient; 0 in its place where it is not
 * finite, since inf - inf is no number. */
struct nn_var(nn_logsumexp_axis)(struct nn_trace *t, struct nn_var a, int32_t axis)
{
    struct nn_var most = (nn_max_axis)(t, (nn_stop_grad)(t, a), axis), zero = (nn_const)(t, 0);
    struct nn_var finite = (nn_less)(t, (nn_abs)(t, most), (nn_const)(t, INFINITY));
    most = (nn_where)(t, finite, most, zero);
    struct nn_var each = (nn_exp)(t, (nn_sub)(t, a, keep_axis(t, most, a, axis)));
    return (nn_add)(t, (nn_log)(t, (nn_sum_axis)(t, each, axis)), most);
}

struct nn_var(nn_unsqueeze)(struct nn_trace *t, struct nn_var a, int32_t axis)
{
    struct nn_shape shape = nn_var_shape(t, a);
    axis = nn_check_axis(t, "unsqueeze", a, axis, shape.rank + 1);
    if (axis < 0)
        return invalid;
    if (shape.rank == NN_MAX_RANK) {
        nn_trace_fail(t, RL_ESHAPE, "unsqueeze", "at most %d axes", NN_MAX_RANK);
        return invalid;
    }
    for (int32_t i = shape.rank++; i > axis; i--)
        shape.dim[i] = shape.dim[i - 1];
    shape.dim[axis] = 1;
    return (nn_reshape)(t, a, shape);
}

/* One node: at most NN_MAX_IN operands. */
static struct nn_var concat(struct nn_trace *t, const struct nn_var *v, int32_t n, int32_t axis)
{
    struct nn_node node = {.op = NN_OP_CONCAT, .n_in = n, .shape = nn_var_shape(t, v[0])};
    node.in[0] = v[0].id;
    for (int32_t k = 1; k < n; k++) {
        struct nn_shape shape = nn_var_shape(t, v[k]), others = node.shape;
        node.in[k] = v[k].id;
        if (shape.rank == others.rank)
            others.dim[axis] = shape.dim[axis];
        if (!nn_shape_equal(shape, others)) {
            node.n_in = k + 1;
            nn_trace_fail_shapes(t, &node, "the shapes differ along more than the axis");
            return invalid;
        }
        node.shape.dim[axis] += shape.dim[axis];
    }
    node.attr.axis = nn_axis_of(node.shape, axis);
    return nn_emit(t, node);
}

struct nn_var(nn_concat)(struct nn_trace *t, const struct nn_var *v, int32_t n, int32_t axis)
{
    for (int32_t k = 0; k < n && !t->error.code; k++)
        if (v[k].id < 0 || v[k].id >= t->n_nodes)
            nn_trace_fail(t, RL_EINVAL, "concat", "operand %d is not a value of this trace", k + 1);
    if (n < 1)
        nn_trace_fail(t, RL_EINVAL, "concat", "of nothing");
    if (t->error.code)
        return invalid;
    axis = nn_check_axis(t, "concat", v[0], axis, nn_var_shape(t, v[0]).rank);
    if (axis < 0 || n == 1)
        return axis < 0 ? invalid : v[0];
    struct nn_var joined = v[0];
    for (int32_t k = 1; k < n && !t->error.code; k += NN_MAX_IN - 1) {
        struct nn_var some[NN_MAX_IN] = {joined};
        int32_t count = 1;
        while (count < NN_MAX_IN && k + count - 1 < n) {
            some[count] = v[k + count - 1];
            count++;
        }
        joined = concat(t, some, count, axis);
    }
    return joined;
}

enum { MOST_STACKED = 64 };

struct nn_var(nn_stack)(struct nn_trace *t, const struct nn_var *v, int32_t n, int32_t axis)
{
    struct nn_var each[MOST_STACKED];
    if (n < 1 || n > MOST_STACKED) {
        nn_trace_fail(t, RL_EINVAL, "stack", "1 to %d values, got %d", MOST_STACKED, n);
        return invalid;
    }
    axis = nn_check_axis(t, "stack", v[0], axis, nn_var_shape(t, v[0]).rank + 1);
    for (int32_t k = 0; k < n; k++)
        each[k] = (nn_unsqueeze)(t, v[k], axis);
    return axis < 0 ? invalid : (nn_concat)(t, each, n, axis);
}

struct nn_var(nn_slice)(struct nn_trace *t, struct nn_var a, int32_t axis, int64_t start,
                        int64_t count)
{
    struct nn_shape shape = nn_var_shape(t, a);
    axis = nn_check_axis(t, "slice", a, axis, shape.rank);
    if (axis < 0)
        return invalid;
    struct nn_slice slice = {nn_axis_of(shape, axis), start, count};
    if (start < 0 || count < 1 || start > shape.dim[axis] - count) {
        nn_trace_fail(t, RL_ESHAPE, "slice", "%lld values from %lld on: the axis has %lld",
                      (long long)count, (long long)start, (long long)shape.dim[axis]);
        return invalid;
    }
    shape.dim[axis] = count;
    return nn_emit(
        t, (struct nn_node){
               .op = NN_OP_SLICE, .n_in = 1, .in = {a.id}, .shape = shape, .attr.slice = slice});
}
