/* SPDX-License-Identifier: MIT */
/* The ops that agents call while tracing: each checks what its rule cannot and emits one node. */
#include <string.h>

#include "nn/ops.h"

struct nn_var(nn_input)(struct nn_trace *t, const char *name, enum rl_dtype dtype,
                        struct nn_shape shape)
{
    const struct nn_var invalid = {-1};
    if (t->error.code)
        return invalid;
    if (dtype != RL_F32 && dtype != RL_I32 && dtype != RL_U8) {
        nn_trace_fail(t, RL_EINVAL, "input", "'%s' is %s: inputs are float32, int32 or uint8", name,
                      rl_dtype_name(dtype));
        return invalid;
    }
    for (int32_t i = 0; i < shape.rank; i++)
        if (shape.dim[i] < 1) {
            nn_trace_fail(t, RL_ESHAPE, "input", "'%s' has a dimension of %lld", name,
                          (long long)shape.dim[i]);
            return invalid;
        }
    for (int32_t i = 0; i < t->n_nodes; i++)
        if (t->nodes[i].op == NN_OP_INPUT && !strcmp(t->nodes[i].attr.name, name)) {
            nn_trace_fail(t, RL_EEXIST, "input", "there is already an input '%s'", name);
            return invalid;
        }
    char *kept = rl_arena_strdup(&t->names, name);
    if (!kept) {
        nn_trace_fail(t, RL_ENOMEM, "input", "out of memory for the trace");
        return invalid;
    }
    return nn_emit(
        t, (struct nn_node){.op = NN_OP_INPUT, .dtype = dtype, .shape = shape, .attr.name = kept});
}

struct nn_var(nn_const)(struct nn_trace *t, float value)
{
    return nn_emit(t, (struct nn_node){.op = NN_OP_CONST, .attr.value = value});
}

struct nn_var(nn_param)(struct nn_trace *t, struct nn_params *params, int32_t index)
{
    if (index < 0 || index >= params->n) {
        nn_trace_fail(t, RL_EINVAL, "param", "there is no parameter %d: the set has %d", index,
                      params->n);
        return (struct nn_var){-1};
    }
    return nn_memory_leaf(
        t, (struct nn_memory){.kind = NN_MEM_PARAMS, .params = params, .index = index});
}

#define NN_MAP1(name, f, da)                                       \
    struct nn_var(nn_##name)(struct nn_trace * t, struct nn_var a) \
    {                                                              \
        return nn_map(t, NN_OP_##name, 1, &a);                     \
    }
#define NN_MAP2(name, f, da, db)                                                    \
    struct nn_var(nn_##name)(struct nn_trace * t, struct nn_var a, struct nn_var b) \
    {                                                                               \
        return nn_map(t, NN_OP_##name, 2, (struct nn_var[]){a, b});                 \
    }
#define NN_MAP3(name, f, da, db, dc)                                                \
    struct nn_var(nn_##name)(struct nn_trace * t, struct nn_var a, struct nn_var b, \
                             struct nn_var c)                                       \
    {                                                                               \
        return nn_map(t, NN_OP_##name, 3, (struct nn_var[]){a, b, c});              \
    }
#include "nn/ops.def"
#undef NN_MAP1
#undef NN_MAP2
#undef NN_MAP3

static struct nn_var emit1(struct nn_trace *t, enum nn_op op, struct nn_var a)
{
    return nn_emit(t, (struct nn_node){.op = op, .n_in = 1, .in = {a.id}});
}

static struct nn_var emit2(struct nn_trace *t, enum nn_op op, struct nn_var a, struct nn_var b)
{
    return nn_emit(t, (struct nn_node){.op = op, .n_in = 2, .in = {a.id, b.id}});
}

const enum nn_op nn_activation_op[] = {
    [NN_ACT_TANH] = NN_OP_tanh,       [NN_ACT_RELU] = NN_OP_relu,
    [NN_ACT_LEAKY_RELU] = NN_N_OPS,   [NN_ACT_ELU] = NN_OP_elu,
    [NN_ACT_GELU] = NN_OP_gelu,       [NN_ACT_SILU] = NN_OP_silu,
    [NN_ACT_SIGMOID] = NN_OP_sigmoid, [NN_ACT_SOFTPLUS] = NN_OP_softplus,
    [NN_ACT_NONE] = NN_N_OPS,
};

struct nn_var(nn_activate)(struct nn_trace *t, struct nn_var a, enum nn_activation act)
{
    if (act == NN_ACT_NONE)
        return a;
    if (act == NN_ACT_LEAKY_RELU)
        return (nn_leaky_relu)(t, a, (nn_const)(t, 0.01f));
    return nn_map(t, nn_activation_op[act], 1, &a);
}

struct nn_var(nn_linear)(struct nn_trace *t, struct nn_var x, struct nn_var weight,
                         struct nn_var bias, enum nn_activation act)
{
    const bool in_kernel = nn_activation_in_kernel(act);
    struct nn_var y = nn_emit(t, (struct nn_node){.op = NN_OP_LINEAR,
                                                  .n_in = 3,
                                                  .in = {x.id, weight.id, bias.id},
                                                  .attr.act = in_kernel ? act : NN_ACT_NONE});
    return in_kernel ? y : (nn_activate)(t, y, act);
}

static struct nn_var sum_scaled(struct nn_trace *t, struct nn_var a, double scale)
{
    return nn_emit(t,
                   (struct nn_node){.op = NN_OP_SUM, .n_in = 1, .in = {a.id}, .attr.scale = scale});
}

struct nn_var(nn_sum)(struct nn_trace *t, struct nn_var a)
{
    return sum_scaled(t, a, 1);
}

struct nn_var(nn_mean)(struct nn_trace *t, struct nn_var a)
{
    return sum_scaled(t, a, 1.0 / (double)nn_shape_elements(nn_var_shape(t, a)));
}

struct nn_var(nn_argmax_last)(struct nn_trace *t, struct nn_var a)
{
    return emit1(t, NN_OP_ARGMAX_LAST, a);
}

struct nn_var(nn_log_softmax)(struct nn_trace *t, struct nn_var a)
{
    return emit1(t, NN_OP_LOG_SOFTMAX, a);
}

struct nn_var(nn_softmax)(struct nn_trace *t, struct nn_var a)
{
    return emit1(t, NN_OP_SOFTMAX, a);
}

struct nn_var(nn_pick)(struct nn_trace *t, struct nn_var a, struct nn_var index)
{
    return emit2(t, NN_OP_PICK, a, index);
}

struct nn_var(nn_sample_categorical)(struct nn_trace *t, struct nn_var logp, struct nn_var uniform)
{
    return emit2(t, NN_OP_SAMPLE, logp, uniform);
}

struct nn_var(nn_reshape)(struct nn_trace *t, struct nn_var a, struct nn_shape shape)
{
    return nn_emit(t,
                   (struct nn_node){.op = NN_OP_RESHAPE, .n_in = 1, .in = {a.id}, .shape = shape});
}

struct nn_var(nn_to_float)(struct nn_trace *t, struct nn_var a)
{
    return (nn_to_float_scaled)(t, a, 1);
}

struct nn_var(nn_to_float_scaled)(struct nn_trace *t, struct nn_var a, double scale)
{
    return nn_emit(
        t, (struct nn_node){.op = NN_OP_TO_FLOAT, .n_in = 1, .in = {a.id}, .attr.scale = scale});
}

struct nn_var(nn_stop_grad)(struct nn_trace *t, struct nn_var a)
{
    return emit1(t, NN_OP_STOP_GRAD, a);
}

/* One of the optimizer's blocks. */
static struct nn_var block(struct nn_trace *t, enum nn_memory_kind kind,
                           const struct nn_optimizer *opt)
{
    return nn_memory_leaf(t, (struct nn_memory){.kind = kind,
                                                .params = opt->params,
                                                .opt = kind == NN_MEM_PARAMS ? NULL : opt,
                                                .index = -1});
}

void(nn_opt_zero_grad)(struct nn_trace *t, struct nn_optimizer *opt)
{
    emit1(t, NN_OP_ZERO_GRAD, block(t, NN_MEM_GRAD, opt));
}

static struct nn_var emit_on_grad(struct nn_trace *t, enum nn_op op, struct nn_var value,
                                  const struct nn_optimizer *opt)
{
    struct nn_var grad = block(t, NN_MEM_GRAD, opt), scalars = block(t, NN_MEM_SCALARS, opt);
    return nn_emit(t, (struct nn_node){.op = op, .n_in = 3, .in = {value.id, grad.id, scalars.id}});
}

struct nn_var(nn_opt_clip_norm)(struct nn_trace *t, struct nn_optimizer *opt,
                                struct nn_var max_norm)
{
    return emit_on_grad(t, NN_OP_CLIP_NORM, max_norm, opt);
}

void(nn_opt_clip_value)(struct nn_trace *t, struct nn_optimizer *opt, struct nn_var limit)
{
    emit_on_grad(t, NN_OP_CLIP_VALUE, limit, opt);
}

struct nn_var(nn_opts_clip_norm)(struct nn_trace *t, struct nn_optimizer *const *opts, int32_t n,
                                 struct nn_var max_norm)
{
    struct nn_var squares = (nn_const)(t, 0), one = (nn_const)(t, 1);
    for (int32_t k = 0; k < n; k++)
        squares = (nn_add)(t, squares,
                           emit2(t, NN_OP_GRAD_SQUARES, block(t, NN_MEM_GRAD, opts[k]),
                                 block(t, NN_MEM_SCALARS, opts[k])));
    struct nn_var norm = (nn_sqrt)(t, squares);
    struct nn_var factor = (nn_div)(t, max_norm, (nn_add)(t, norm, (nn_const)(t, 1e-6f)));
    factor = (nn_where)(t, max_norm, (nn_min)(t, one, factor), one);
    for (int32_t k = 0; k < n; k++)
        emit_on_grad(t, NN_OP_SCALE_GRAD, factor, opts[k]);
    return norm;
}

void(nn_opt_step)(struct nn_trace *t, struct nn_optimizer *opt)
{
    struct nn_node node = {.op = NN_OP_OPT_STEP, .n_in = 5, .attr.opt = opt->config};
    static const enum nn_memory_kind kinds[] = {NN_MEM_PARAMS, NN_MEM_GRAD, NN_MEM_M, NN_MEM_V,
                                                NN_MEM_SCALARS};
    for (int32_t k = 0; k < node.n_in; k++)
        node.in[k] = block(t, kinds[k], opt).id;
    nn_emit(t, node);
}

void(nn_polyak)(struct nn_trace *t, struct nn_params *target, const struct nn_params *source,
                struct nn_var tau)
{
    struct nn_var to =
        nn_memory_leaf(t, (struct nn_memory){.kind = NN_MEM_PARAMS, .params = target, .index = -1});
    struct nn_var from =
        nn_memory_leaf(t, (struct nn_memory){.kind = NN_MEM_PARAMS, .params = source, .index = -1});
    nn_emit(t, (struct nn_node){.op = NN_OP_POLYAK, .n_in = 3, .in = {to.id, from.id, tau.id}});
}
