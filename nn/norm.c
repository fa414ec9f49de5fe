/* SPDX-License-Identifier: MIT */
#include "nn/norm.h"

#include <stdio.h>

#include "base/base.h"
#include "nn/ops.h"

#define EPS              1e-5f
#define DEFAULT_MOMENTUM 0.1f

static int64_t channels(struct nn_shape shape)
{
    return shape.rank ? shape.dim[shape.rank - 1] : 0;
}

/* x (..., C) and further operands (C), then what has a shape of its own. */
static int check_channels(struct nn_trace *t, const struct nn_node *node, int32_t from, int32_t to)
{
    int code = nn_check_floats(t, node);
    const int64_t n = code ? 0 : channels(t->nodes[node->in[0]].shape);
    for (int32_t k = from; !code && k < to; k++)
        if (!nn_shape_equal(t->nodes[node->in[k]].shape, NN_VEC(n)))
            code = nn_trace_fail_shapes(t, node, "wants x (..., C) and vectors (C)");
    if (!code && n < 1)
        code = nn_trace_fail_shapes(t, node, "wants x (..., C) and vectors (C)");
    return code;
}

/* Like the first operand: x, gain, bias. */
int nn_rule_layer_norm(struct nn_trace *t, struct nn_node *node)
{
    node->dtype = RL_F32;
    node->shape = t->nodes[node->in[0]].shape;
    return check_channels(t, node, 1, 3);
}

/* (x, stats (3, C), gain, bias) -> like x */
int nn_rule_batch_norm(struct nn_trace *t, struct nn_node *node)
{
    node->dtype = RL_F32;
    node->shape = t->nodes[node->in[0]].shape;
    return check_channels(t, node, 2, 4);
}

/* (x, mean, variance, momentum) -> (3, C): mean, 1 / sqrt(variance + eps), and the share that a row
 * has in them: 1 / rows, or 0 where they do not depend on the batch. */
int nn_rule_batch_stats(struct nn_trace *t, struct nn_node *node)
{
    int code = check_channels(t, node, 1, 3);
    if (code)
        return code;
    for (int32_t k = 1; k < 4; k++)
        if (node->attr.norm.train && t->nodes[node->in[k]].op != NN_OP_MEMORY)
            return nn_trace_fail(t, RL_EINVAL, "batch_norm",
                                 "running statistics and momentum are parameters of a set of "
                                 "buffers");
    const struct nn_shape x = t->nodes[node->in[0]].shape;
    if (t->nodes[node->in[3]].shape.rank != 0)
        return nn_trace_fail_shapes(t, node, "the momentum must be a scalar ()");
    if (node->attr.norm.train && nn_shape_elements(x) / channels(x) < 2)
        return nn_trace_fail_shapes(t, node, "train mode wants at least two rows");
    node->dtype = RL_F32;
    node->shape = NN_MAT(3, channels(x));
    return 0;
}

struct nn_var(nn_layer_norm)(struct nn_trace *t, struct nn_var x, struct nn_var gain,
                             struct nn_var bias, float eps)
{
    return nn_emit(t, (struct nn_node){.op = NN_OP_LAYER_NORM,
                                       .n_in = 3,
                                       .in = {x.id, gain.id, bias.id},
                                       .attr.norm.eps = eps});
}

struct nn_var(nn_batch_norm)(struct nn_trace *t, struct nn_var x, struct nn_var gain,
                             struct nn_var bias, const struct nn_norm_stats *running, float eps)
{
    struct nn_var stats = nn_emit(
        t,
        (struct nn_node){.op = NN_OP_BATCH_STATS,
                         .n_in = 4,
                         .in = {x.id, running->mean.id, running->variance.id, running->momentum.id},
                         .attr.norm = {.eps = eps, .train = nn_trace_mode(t) == NN_MODE_TRAIN}});
    return nn_emit(t, (struct nn_node){.op = NN_OP_BATCH_NORM,
                                       .n_in = 4,
                                       .in = {x.id, stats.id, gain.id, bias.id}});
}

/* Row `k` of sums (2, C): 0 for the bias, 1 for the gain. */
static void add_sum(struct nn_backward *b, int32_t operand, struct nn_var sums, int64_t k)
{
    if (nn_backward_wants(b, operand))
        nn_backward_add(
            b, operand,
            (nn_reshape)(b->t, (nn_slice)(b->t, sums, 0, k, 1), b->t->nodes[operand].shape));
}

/* The sums over rows of g and of g * normalised x. */
static struct nn_var sums_of(struct nn_backward *b, enum nn_op op, struct nn_node node)
{
    node.op = op;
    node.shape = NN_MAT(2, channels(b->t->nodes[node.in[1]].shape));
    return nn_emit(b->t, node);
}

/* With h = (x - mean) r, r = 1 / sqrt(variance + eps):
 *   dx = r (g gain - mean(g gain) - h mean(g gain h)) per row */
void nn_adjoint_layer_norm(struct nn_backward *b, int32_t id)
{
    const struct nn_node n = b->t->nodes[id];
    const int32_t g = nn_backward_full(b, id).id, x = n.in[0], gain = n.in[1], bias = n.in[2];
    if (nn_backward_wants(b, gain) || nn_backward_wants(b, bias)) {
        struct nn_var sums =
            sums_of(b, NN_OP_LAYER_NORM_SUMS,
                    (struct nn_node){.n_in = 2, .in = {g, x}, .attr.norm = n.attr.norm});
        add_sum(b, bias, sums, 0);
        add_sum(b, gain, sums, 1);
    }
    if (nn_backward_wants(b, x))
        nn_backward_add(b, x,
                        nn_emit(b->t, (struct nn_node){.op = NN_OP_LAYER_NORM_DX,
                                                       .n_in = 3,
                                                       .in = {g, x, gain},
                                                       .attr.norm = n.attr.norm}));
}

/* dx = gain r (g - share sum(g) - h share sum(g h)) per channel */
void nn_adjoint_batch_norm(struct nn_backward *b, int32_t id)
{
    const struct nn_node n = b->t->nodes[id];
    const int32_t g = nn_backward_full(b, id).id, x = n.in[0], stats = n.in[1], gain = n.in[2];
    struct nn_var sums =
        sums_of(b, NN_OP_BATCH_NORM_SUMS, (struct nn_node){.n_in = 3, .in = {g, x, stats}});
    add_sum(b, n.in[3], sums, 0);
    add_sum(b, gain, sums, 1);
    if (nn_backward_wants(b, x))
        nn_backward_add(b, x,
                        nn_emit(b->t, (struct nn_node){.op = NN_OP_BATCH_NORM_DX,
                                                       .n_in = 5,
                                                       .in = {g, x, stats, gain, sums.id}}));
}

/* ---- layers ---- */

static int32_t add(struct nn_params *params, const char *prefix, const char *what, bool buffer,
                   struct nn_shape shape)
{
    char name[2 * NN_NAME_MAX];
    snprintf(name, sizeof(name), "%s.%s", prefix, what);
    return buffer ? nn_params_add_buffer(params, name, shape)
                  : nn_params_add(params, name, NN_PARAM_VECTOR, shape);
}

int nn_layer_norm_add(struct nn_norm_layer *layer, struct nn_params *params, const char *prefix,
                      int64_t n)
{
    *layer = (struct nn_norm_layer){.params = params};
    layer->gain = add(params, prefix, "weight", false, NN_VEC(n));
    layer->bias = layer->gain < 0 ? layer->gain : add(params, prefix, "bias", false, NN_VEC(n));
    return RL_MIN(layer->bias, 0);
}

int nn_batch_norm_add(struct nn_norm_layer *layer, struct nn_params *params,
                      struct nn_params *buffers, const char *prefix, int64_t n)
{
    int code = nn_layer_norm_add(layer, params, prefix, n);
    if (code)
        return code;
    layer->buffers = buffers;
    layer->mean = add(buffers, prefix, "running_mean", true, NN_VEC(n));
    layer->variance = add(buffers, prefix, "running_var", true, NN_VEC(n));
    layer->momentum = add(buffers, prefix, "momentum", true, NN_SCALAR);
    if (layer->momentum >= 0)
        buffers->items[layer->momentum].momentum = DEFAULT_MOMENTUM;
    return RL_MIN(RL_MIN(layer->mean, layer->variance), RL_MIN(layer->momentum, 0));
}

int nn_norm_init(struct nn_norm_layer *layer)
{
    int code = nn_init_constant(layer->params, layer->gain, 1);
    if (!code)
        code = nn_init_constant(layer->params, layer->bias, 0);
    if (code || !layer->buffers)
        return code;
    code = nn_init_constant(layer->buffers, layer->mean, 0);
    if (!code)
        code = nn_init_constant(layer->buffers, layer->variance, 1);
    return code ? code : nn_batch_norm_freeze(layer, false);
}

int nn_batch_norm_freeze(struct nn_norm_layer *layer, bool frozen)
{
    return nn_init_constant(layer->buffers, layer->momentum, frozen ? 0 : DEFAULT_MOMENTUM);
}

struct nn_var(nn_norm_trace)(struct nn_trace *t, const struct nn_norm_layer *layer, struct nn_var x)
{
    struct nn_var gain = (nn_param)(t, layer->params, layer->gain);
    struct nn_var bias = (nn_param)(t, layer->params, layer->bias);
    if (!layer->buffers)
        return (nn_layer_norm)(t, x, gain, bias, EPS);
    const struct nn_norm_stats running = {
        .mean = (nn_param)(t, layer->buffers, layer->mean),
        .variance = (nn_param)(t, layer->buffers, layer->variance),
        .momentum = (nn_param)(t, layer->buffers, layer->momentum),
    };
    return (nn_batch_norm)(t, x, gain, bias, &running, EPS);
}
