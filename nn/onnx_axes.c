/* SPDX-License-Identifier: MIT */
/* Shapes, reductions along an axis, indices. */
#include <string.h>

#include "base/base.h"
#include "nn/onnx_private.h"

/* Of a Reshape: an axis that holds the batch, alone or with others, is the one that is inferred. */
static const char *shape_of(struct onnx_export *x, struct nn_shape shape)
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

const char *onnx_transpose(struct onnx_export *x, const char *a, const int64_t *order, int32_t n)
{
    const char *y = onnx_name(&x->w, "Transpose");
    onnx_node(&x->w, "Transpose", y, (const char *const[]){a, NULL});
    onnx_attr_ints(&x->w, "perm", order, n);
    onnx_node_end(&x->w);
    return y;
}

const char *onnx_reshape(struct onnx_export *x, const char *a, struct nn_shape shape)
{
    return ONNX(&x->w, "Reshape", a, shape_of(x, shape));
}

static const char *axis_op(struct onnx_export *x, const char *op, const char *a, int32_t axis)
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

static bool is_batch(struct nn_shape shape, int32_t axis)
{
    return axis >= 0 && shape.dim[axis] % NN_ONNX_BATCH == 0;
}

static const char *across_rows(struct onnx_export *x)
{
    return onnx_refuse(x, "it works across the rows of the batch, whose number is free in a model");
}

static const char *reduce(struct onnx_export *x, const struct nn_node *n, const char *op)
{
    struct nn_shape shape = onnx_node_at(x, n->in[0])->shape;
    int32_t axis = axis_in(shape, n->attr.axis);
    if (is_batch(shape, axis))
        return across_rows(x);
    return axis < 0 ? NULL : axis_op(x, op, onnx_in(x, n, 0), axis);
}

const char *onnx_sum_axis(struct onnx_export *x, const struct nn_node *n)
{
    return reduce(x, n, "ReduceSum");
}

const char *onnx_max_axis(struct onnx_export *x, const struct nn_node *n)
{
    return reduce(x, n, "ReduceMax");
}

const char *onnx_min_axis(struct onnx_export *x, const struct nn_node *n)
{
    return reduce(x, n, "ReduceMin");
}

const char *onnx_argmax(struct onnx_export *x, const struct nn_node *n)
{
    return reduce(x, n, "ArgMax");
}

const char *onnx_argmax_last(struct onnx_export *x, const struct nn_node *n)
{
    return axis_op(x, "ArgMax", onnx_in(x, n, 0), -1);
}

/* Elementwise ops repeat an axis of length 1 by themselves. */
static bool only_maps_read(const struct onnx_export *x, const struct nn_node *n)
{
    for (int32_t id = 0; id < x->t->n_nodes; id++)
        for (int32_t i = 0; x->needed[id] && i < onnx_node_at(x, id)->n_in; i++)
            if (onnx_node_at(x, id)->in[i] == (int32_t)(n - x->t->nodes) &&
                !nn_op_is_map(onnx_node_at(x, id)->op))
                return false;
    return true;
}

const char *onnx_expand(struct onnx_export *x, const struct nn_node *n)
{
    int32_t axis = axis_in(n->shape, n->attr.axis);
    struct nn_shape shape = n->shape;
    int64_t times[NN_MAX_RANK] = {1, 1, 1, 1};
    if (axis < 0)
        return NULL;
    shape.dim[axis] = 1;
    const char *narrow = onnx_reshape(x, onnx_in(x, n, 0), shape);
    if (only_maps_read(x, n))
        return narrow;
    if (is_batch(n->shape, axis))
        return across_rows(x);
    times[axis] = n->shape.dim[axis];
    return ONNX(&x->w, "Expand", narrow, onnx_ints(&x->w, times, n->shape.rank));
}

const char *onnx_concat(struct onnx_export *x, const struct nn_node *n)
{
    const char *v[NN_MAX_IN + 1] = {NULL}, *y = onnx_name(&x->w, "Concat");
    int32_t axis = axis_in(n->shape, n->attr.axis);
    for (int32_t i = 0; i < n->n_in; i++)
        v[i] = onnx_in(x, n, i);
    if (axis < 0)
        return NULL;
    onnx_node(&x->w, "Concat", y, v);
    onnx_attr_int(&x->w, "axis", axis);
    onnx_node_end(&x->w);
    return y;
}

const char *onnx_slice(struct onnx_export *x, const struct nn_node *n)
{
    const struct nn_slice *s = &n->attr.slice;
    int32_t axis = axis_in(onnx_node_at(x, n->in[0])->shape, s->axis);
    const int64_t begin = s->start, end = s->start + s->count, at = axis;
    if (axis < 0)
        return NULL;
    return ONNX(&x->w, "Slice", onnx_in(x, n, 0), onnx_ints(&x->w, &begin, 1),
                onnx_ints(&x->w, &end, 1), onnx_ints(&x->w, &at, 1));
}

const char *onnx_permute(struct onnx_export *x, const struct nn_node *n)
{
    int64_t order[NN_MAX_RANK];
    for (int32_t i = 0; i < n->shape.rank; i++)
        order[i] = n->attr.order.axis[i];
    return onnx_transpose(x, onnx_in(x, n, 0), order, n->shape.rank);
}

const char *onnx_reshaped(struct onnx_export *x, const struct nn_node *n)
{
    return onnx_reshape(x, onnx_in(x, n, 0), n->shape);
}

/* ---- by index ---- */

const char *onnx_indexed(struct onnx_export *x, const char *op, const char *a, const char *index,
                         int32_t axis)
{
    const char *y = onnx_name(&x->w, op);
    onnx_node(&x->w, op, y, (const char *const[]){a, index, NULL});
    onnx_attr_int(&x->w, "axis", axis);
    onnx_node_end(&x->w);
    return y;
}

/* One index for all, or one for each row around the axis. */
const char *onnx_gather(struct onnx_export *x, const struct nn_node *n)
{
    struct nn_shape shape = onnx_node_at(x, n->in[0])->shape;
    int32_t axis = axis_in(shape, n->attr.gather.axis);
    if (axis < 0)
        return NULL;
    if (is_batch(shape, axis))
        return across_rows(x);
    return onnx_indexed(x, n->attr.gather.shared ? "Gather" : "GatherElements", onnx_in(x, n, 0),
                        onnx_in(x, n, 1), axis);
}

/* (N, D) and an index (N) -> (N) */
const char *onnx_pick(struct onnx_export *x, const struct nn_node *n)
{
    struct nn_shape column = NN_MAT(NN_ONNX_BATCH, 1);
    const char *index = onnx_reshape(x, onnx_in(x, n, 1), column);
    return onnx_reshape(x, onnx_indexed(x, "GatherElements", onnx_in(x, n, 0), index, 1), n->shape);
}

const char *onnx_one_hot(struct onnx_export *x, const struct nn_node *n)
{
    const float value[] = {0.0f, 1.0f};
    return ONNX(&x->w, "OneHot", onnx_in(x, n, 0),
                onnx_ints(&x->w, &n->shape.dim[n->shape.rank - 1], 1),
                onnx_floats(&x->w, "codes", NN_VEC(2), value));
}
