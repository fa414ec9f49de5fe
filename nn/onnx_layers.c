/* SPDX-License-Identifier: MIT */
/* Layers, products and normalisations. Images are (N, H, W, C) here, (N, C, H, W) in ONNX. */
#include "base/base.h"
#include "nn/onnx_private.h"

/* x (N, n_in) or (E, N, n_in), weight (E, n_out, n_in), bias (E, n_out) -> (E, N, n_out) */
static const char *ensemble(struct onnx_export *x, const struct nn_node *n)
{
    static const int64_t turned[] = {0, 2, 1};
    struct nn_shape bias = onnx_node_at(x, n->in[2])->shape;
    const char *weight = onnx_transpose(x, onnx_in(x, n, 1), turned, 3);
    const char *y = ONNX(&x->w, "MatMul", onnx_in(x, n, 0), weight);
    const char *rows = onnx_reshape(x, onnx_in(x, n, 2), NN_CUBE(bias.dim[0], 1, bias.dim[1]));
    return onnx_activate(x, ONNX(&x->w, "Add", y, rows), n->attr.act);
}

const char *onnx_linear(struct onnx_export *x, const struct nn_node *n)
{
    if (onnx_node_at(x, n->in[1])->shape.rank == 3)
        return ensemble(x, n);
    const char *y = onnx_name(&x->w, "Gemm");
    const char *const v[] = {onnx_in(x, n, 0), onnx_in(x, n, 1), onnx_in(x, n, 2), NULL};
    onnx_node(&x->w, "Gemm", y, v);
    onnx_attr_int(&x->w, "transB", 1);
    onnx_node_end(&x->w);
    return onnx_activate(x, y, n->attr.act);
}

static const int64_t to_nchw[] = {0, 3, 1, 2}, to_nhwc[] = {0, 2, 3, 1};

static void attr_window(struct onnx_export *x, int64_t size_h, int64_t size_w, int64_t stride,
                        int64_t pad)
{
    const int64_t size[] = {size_h, size_w}, strides[] = {stride, stride};
    const int64_t pads[] = {pad, pad, pad, pad};
    onnx_attr_ints(&x->w, "kernel_shape", size, 2);
    onnx_attr_ints(&x->w, "strides", strides, 2);
    onnx_attr_ints(&x->w, "pads", pads, 4);
}

const char *onnx_conv2d(struct onnx_export *x, const struct nn_node *n)
{
    struct nn_shape weight = onnx_node_at(x, n->in[1])->shape;
    const char *image = onnx_transpose(x, onnx_in(x, n, 0), to_nchw, 4),
               *y = onnx_name(&x->w, "Conv");
    onnx_node(&x->w, "Conv", y,
              (const char *const[]){image, onnx_in(x, n, 1), onnx_in(x, n, 2), NULL});
    attr_window(x, weight.dim[2], weight.dim[3], RL_MAX(n->attr.conv.stride, 1), n->attr.conv.pad);
    onnx_node_end(&x->w);
    return onnx_activate(x, onnx_transpose(x, y, to_nhwc, 4), n->attr.conv.act);
}

const char *onnx_max_pool(struct onnx_export *x, const struct nn_node *n)
{
    const struct nn_pool *p = &n->attr.pool;
    const char *image = onnx_transpose(x, onnx_in(x, n, 0), to_nchw, 4),
               *y = onnx_name(&x->w, "MaxPool");
    onnx_node(&x->w, "MaxPool", y, (const char *const[]){image, NULL});
    attr_window(x, p->size, p->size, p->stride ? p->stride : p->size, p->pad);
    onnx_node_end(&x->w);
    return onnx_transpose(x, y, to_nhwc, 4);
}

const char *onnx_matmul(struct onnx_export *x, const struct nn_node *n)
{
    bool turned[] = {n->attr.matmul.a_t, n->attr.matmul.b_t};
    const char *v[2];
    for (int32_t i = 0; i < 2; i++) {
        int32_t rank = onnx_node_at(x, n->in[i])->shape.rank;
        int64_t order[] = {0, 1, 2, 3};
        order[rank - 2] = rank - 1;
        order[rank - 1] = rank - 2;
        v[i] = turned[i] ? onnx_transpose(x, onnx_in(x, n, i), order, rank) : onnx_in(x, n, i);
    }
    return ONNX(&x->w, "MatMul", v[0], v[1]);
}

static const char *over_rows(struct onnx_export *x, const struct nn_node *n, const char *op)
{
    const char *y = onnx_name(&x->w, op);
    onnx_node(&x->w, op, y, (const char *const[]){onnx_in(x, n, 0), NULL});
    onnx_attr_int(&x->w, "axis", -1);
    onnx_node_end(&x->w);
    return y;
}

const char *onnx_layer_norm(struct onnx_export *x, const struct nn_node *n)
{
    const char *y = onnx_name(&x->w, "LayerNormalization");
    const char *const v[] = {onnx_in(x, n, 0), onnx_in(x, n, 1), onnx_in(x, n, 2), NULL};
    onnx_node(&x->w, "LayerNormalization", y, v);
    onnx_attr_int(&x->w, "axis", -1);
    onnx_attr_float(&x->w, "epsilon", n->attr.norm.eps);
    onnx_node_end(&x->w);
    return y;
}

const char *onnx_softmax(struct onnx_export *x, const struct nn_node *n)
{
    return over_rows(x, n, "Softmax");
}

const char *onnx_log_softmax(struct onnx_export *x, const struct nn_node *n)
{
    return over_rows(x, n, "LogSoftmax");
}

/* In eval mode they are the running ones, which onnx_batch_norm reads for itself. */
const char *onnx_batch_stats(struct onnx_export *x, const struct nn_node *n)
{
    if (n->attr.norm.train)
        return onnx_refuse(x, "its statistics are the batch's; trace the policy in eval mode");
    return onnx_in(x, n, 1);
}

/* (x - mean) * gain / sqrt(variance + eps) + bias, over the last axis */
const char *onnx_batch_norm(struct onnx_export *x, const struct nn_node *n)
{
    struct onnx_writer *w = &x->w;
    const struct nn_node *stats = onnx_node_at(x, n->in[1]);
    const char *variance =
        ONNX(w, "Add", onnx_in(x, stats, 2), onnx_scalar(w, stats->attr.norm.eps));
    const char *factor = ONNX(w, "Div", onnx_in(x, n, 2), ONNX(w, "Sqrt", variance));
    const char *centred = ONNX(w, "Sub", onnx_in(x, n, 0), onnx_in(x, stats, 1));
    return ONNX(w, "Add", ONNX(w, "Mul", centred, factor), onnx_in(x, n, 3));
}
