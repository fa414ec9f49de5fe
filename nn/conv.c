/* SPDX-License-Identifier: MIT */
/* Convolution and pooling over images (B, H, W, C): tracing, shape rules, adjoints. */
#include "nn/ops.h"

struct nn_var(nn_conv2d)(struct nn_trace *t, struct nn_var x, struct nn_var weight,
                         struct nn_var bias, struct nn_conv conv)
{
    conv.stride = conv.stride ? conv.stride : 1;
    conv.u8_scale = 0;
    const enum nn_activation act = conv.act;
    const bool in_kernel = nn_activation_in_kernel(act);
    conv.act = in_kernel ? act : NN_ACT_NONE;
    struct nn_var y = nn_emit(
        t, (struct nn_node){
               .op = NN_OP_CONV2D, .n_in = 3, .in = {x.id, weight.id, bias.id}, .attr.conv = conv});
    return in_kernel ? y : (nn_activate)(t, y, act);
}

struct nn_var(nn_max_pool2d)(struct nn_trace *t, struct nn_var x, struct nn_pool pool)
{
    pool.stride = pool.stride ? pool.stride : pool.size;
    return nn_emit(
        t, (struct nn_node){.op = NN_OP_MAX_POOL, .n_in = 1, .in = {x.id}, .attr.pool = pool});
}

/* Positions of a window along an axis; below 1 where it does not fit. */
static int64_t positions(int64_t length, int64_t window, int32_t stride, int32_t pad)
{
    const int64_t room = length + 2 * (int64_t)pad - window;
    return room < 0 ? 0 : room / stride + 1;
}

static bool is_conv_param(const struct nn_node *n)
{
    return n->op == NN_OP_MEMORY && n->attr.memory.index >= 0 &&
           n->attr.memory.params->items[n->attr.memory.index].kind == NN_PARAM_CONV;
}

static bool is_bias_of(const struct nn_node *bias, const struct nn_node *weight)
{
    return bias->op == NN_OP_MEMORY && bias->attr.memory.index >= 0 &&
           bias->attr.memory.params == weight->attr.memory.params &&
           bias->attr.memory.params->items[bias->attr.memory.index].kind == NN_PARAM_VECTOR &&
           bias->shape.rank == 1 && bias->shape.dim[0] == weight->shape.dim[0];
}

int nn_rule_conv2d(struct nn_trace *t, struct nn_node *node)
{
    const struct nn_node *x = &t->nodes[node->in[0]], *w = &t->nodes[node->in[1]];
    const struct nn_conv c = node->attr.conv;
    if (x->dtype != RL_F32)
        return nn_trace_fail(t, RL_EINVAL, "conv2d",
                             "x is %s, but float32 is wanted (nn_to_float_scaled converts)",
                             rl_dtype_name(x->dtype));
    if (!is_conv_param(w))
        return nn_trace_fail(t, RL_EINVAL, "conv2d",
                             "weight must be a parameter of kind NN_PARAM_CONV");
    if (!is_bias_of(&t->nodes[node->in[2]], w))
        return nn_trace_fail_shapes(t, node,
                                    "bias must be a vector parameter (O) of the weight's set");
    if (is_conv_param(x))
        return nn_trace_fail(t, RL_EINVAL, "conv2d", "x must be images, not a weight");
    if (x->shape.rank != 4 || x->shape.dim[3] != w->shape.dim[1])
        return nn_trace_fail_shapes(t, node, "x (B, H, W, C) and weight (O, C, KH, KW) do not fit");
    if (c.stride < 1 || c.pad < 0)
        return nn_trace_fail(t, RL_EINVAL, "conv2d", "stride %d and padding %d: at least 1 and 0",
                             c.stride, c.pad);
    const int64_t h = positions(x->shape.dim[1], w->shape.dim[2], c.stride, c.pad);
    const int64_t wd = positions(x->shape.dim[2], w->shape.dim[3], c.stride, c.pad);
    if (h < 1 || wd < 1)
        return nn_trace_fail_shapes(t, node, "the kernel is larger than the padded image");
    node->dtype = RL_F32;
    node->shape = NN_SHAPE4(x->shape.dim[0], h, wd, w->shape.dim[0]);
    return 0;
}

int nn_rule_max_pool(struct nn_trace *t, struct nn_node *node)
{
    const int code = nn_check_floats(t, node);
    if (code)
        return code;
    const struct nn_shape x = t->nodes[node->in[0]].shape;
    const struct nn_pool p = node->attr.pool;
    if (x.rank != 4)
        return nn_trace_fail_shapes(t, node, "x must be images (B, H, W, C)");
    if (p.size < 1 || p.stride < 1 || p.pad < 0 || p.pad > p.size / 2)
        return nn_trace_fail(t, RL_EINVAL, "max_pool2d",
                             "window %d, stride %d, padding %d: at least 1, 1 and 0, and padding "
                             "at most half of the window",
                             p.size, p.stride, p.pad);
    const int64_t h = positions(x.dim[1], p.size, p.stride, p.pad);
    const int64_t w = positions(x.dim[2], p.size, p.stride, p.pad);
    if (h < 1 || w < 1)
        return nn_trace_fail_shapes(t, node, "the window is larger than the padded image");
    node->dtype = RL_F32;
    node->shape = NN_SHAPE4(x.dim[0], h, w, x.dim[3]);
    return 0;
}

/* y = act(w * x + b):  dz = dy act'(y);  dw += correlation of dz with x;  db += sum of dz over
 * images and pixels;  dx[p] = sum over the outputs q and taps k that read p of dz[q] w[k] */
void nn_adjoint_conv2d(struct nn_backward *b, int32_t id)
{
    struct nn_trace *t = b->t;
    const struct nn_node n = t->nodes[id];
    const struct nn_var y = {id};
    const struct nn_var dz = nn_activation_gradient(t, n.attr.conv.act, nn_backward_full(b, id), y);
    struct nn_node gradient = {.attr.conv = n.attr.conv};
    gradient.attr.conv.act = NN_ACT_NONE;
    if (nn_backward_wants(b, n.in[1])) {
        const struct nn_node weight = t->nodes[n.in[1]], bias = t->nodes[n.in[2]];
        struct nn_node dw = gradient;
        dw.op = NN_OP_CONV2D_DW;
        dw.in[dw.n_in++] = dz.id;
        dw.in[dw.n_in++] = n.in[0];
        dw.in[dw.n_in++] = nn_grad_of(b, &weight).id;
        dw.in[dw.n_in++] = nn_grad_of(b, &bias).id;
        nn_emit(t, dw);
    }
    if (!nn_backward_wants(b, n.in[0]))
        return;
    struct nn_node dx = gradient;
    dx.op = NN_OP_CONV2D_DX;
    dx.n_in = 2;
    dx.in[0] = dz.id;
    dx.in[1] = n.in[1];
    dx.shape = t->nodes[n.in[0]].shape;
    nn_backward_add(b, n.in[0], nn_emit(t, dx));
}

void nn_adjoint_max_pool(struct nn_backward *b, int32_t id)
{
    const struct nn_node n = b->t->nodes[id];
    const struct nn_var g = nn_backward_full(b, id);
    nn_backward_add(b, n.in[0],
                    nn_emit(b->t, (struct nn_node){.op = NN_OP_MAX_POOL_GRAD,
                                                   .n_in = 2,
                                                   .in = {g.id, n.in[0]},
                                                   .shape = b->t->nodes[n.in[0]].shape,
                                                   .attr.pool = n.attr.pool}));
}
