/* SPDX-License-Identifier: MIT */
#include "tests/nn/op_cases.h"

#include "nn/dist.h"
#include "nn/gsde.h"
#include "nn/loss.h"
#include "nn/norm.h"
#include "nn/random.h"

#define OP(name) static struct nn_var name(struct nn_trace *t, const struct nn_var *p)

OP(sum)
{
    return nn_sum(t, nn_square(t, p[0]));
}
/* The gradient of a sum is one value for all, and both operands are broadcast. */
OP(sum_broadcast)
{
    return nn_sum(t, nn_mul(t, p[0], nn_add(t, p[1], p[2])));
}
/* One gradient for all elements arrives at operands that were broadcast. */
OP(sum_of_add)
{
    return nn_sum(t, nn_add(t, nn_add(t, p[0], p[1]), p[2]));
}
OP(mean)
{
    return nn_mean(t, nn_mul(t, p[0], nn_exp(t, p[0])));
}
OP(mean_alone)
{
    return nn_mean(t, p[0]);
}
OP(sum_last)
{
    return nn_square(t, nn_sum_last(t, p[0]));
}
OP(sum_of_sums)
{
    return nn_sum(t, nn_sum_last(t, nn_exp(t, p[0])));
}
OP(log_softmax)
{
    return nn_log_softmax(t, nn_mul(t, p[0], nn_const(t, 2)));
}
OP(pick)
{
    return nn_exp(t, nn_pick(t, p[0], nn_argmax_last(t, nn_stop_grad(t, p[0]))));
}
OP(sample)
{
    struct nn_var u = nn_sigmoid(t, p[2]), logp = nn_log_softmax(t, p[1]);
    return nn_mul(t, p[0], nn_to_float(t, nn_sample_categorical(t, logp, u)));
}
OP(reshape)
{
    struct nn_shape shape = nn_var_shape(t, p[1]);
    return nn_mul(t, nn_reshape(t, p[0], shape), p[1]);
}
OP(unsqueeze)
{
    return nn_mul(t, nn_unsqueeze(t, p[0], 1), p[1]);
}
OP(stop_grad)
{
    return nn_mul(t, p[0], nn_stop_grad(t, nn_square(t, p[1])));
}
OP(to_float)
{
    struct nn_var pixels = nn_input(t, "bytes", RL_U8, nn_var_shape(t, p[0]));
    return nn_mul(t, p[0], nn_to_float_scaled(t, pixels, 1.0 / 255));
}
OP(entropy)
{
    struct nn_var logp = nn_log_softmax(t, p[0]);
    return nn_neg(t, nn_sum_last(t, nn_mul(t, nn_exp(t, logp), logp)));
}
OP(used_twice)
{
    struct nn_var y = nn_tanh(t, p[0]);
    return nn_add(t, nn_mul(t, y, p[0]), nn_square(t, y));
}
OP(rank_4)
{
    return nn_mul(t, nn_add(t, p[0], p[1]), p[2]);
}
OP(linear_relu)
{
    return nn_linear(t, p[0], p[1], p[2], NN_ACT_RELU);
}
/* The same layer twice: its input's gradient goes through the fused activation. */
OP(linear_deep)
{
    struct nn_var h = nn_linear(t, p[0], p[1], p[2], NN_ACT_TANH);
    return nn_linear(t, h, p[1], p[2], NN_ACT_TANH);
}
OP(linear_shared)
{
    struct nn_var h = nn_linear(t, p[0], p[1], p[2], NN_ACT_TANH);
    return nn_add(t, nn_linear(t, h, p[1], p[2], NN_ACT_NONE), h);
}
/* The product's gradient goes on to two ops: the tanh may not swallow it. */
OP(linear_of_sum)
{
    struct nn_var x = nn_add(t, nn_tanh(t, p[0]), nn_square(t, p[3]));
    return nn_linear(t, x, p[1], p[2], NN_ACT_NONE);
}
OP(ensemble)
{
    return nn_linear(t, p[0], p[1], p[2], NN_ACT_NONE);
}
OP(ensemble_tanh)
{
    return nn_linear(t, p[0], p[1], p[2], NN_ACT_TANH);
}
/* Two layers: the first one's input is shared, the second one's has an E of its own. */
OP(ensemble_deep)
{
    struct nn_var h = nn_linear(t, p[0], p[1], p[2], NN_ACT_RELU);
    return nn_linear(t, nn_tanh(t, h), p[1], p[2], NN_ACT_NONE);
}
OP(sum_axis)
{
    return nn_square(t, nn_sum_axis(t, p[0], 1));
}
OP(mean_axis)
{
    return nn_square(t, nn_mean_axis(t, p[0], 0));
}
OP(max_axis)
{
    return nn_max_axis(t, p[0], 1);
}
OP(max_last)
{
    return nn_max_axis(t, p[0], -1);
}
OP(min_ensemble)
{
    return nn_min_axis(t, p[0], 0);
}
OP(var_axis)
{
    return nn_var_axis(t, p[0], -1, 1);
}
OP(norm_axis)
{
    return nn_norm_axis(t, p[0], 1);
}
/* The first row is zero. */
OP(norm_axis_zero)
{
    struct nn_var some = nn_slice(t, p[0], 0, 1, nn_var_shape(t, p[0]).dim[0] - 1);
    struct nn_var none = nn_mul(t, nn_slice(t, p[0], 0, 0, 1), nn_const(t, 0));
    return nn_norm_axis(t, nn_concat(t, (struct nn_var[]){none, some}, 2, 0), 1);
}
/* Bases of both signs to the powers 0, 1, 2, 3. */
OP(pow_whole)
{
    return nn_pow(t, p[0], nn_to_float(t, nn_argmax(t, p[1], -1)));
}
OP(logsumexp)
{
    return nn_logsumexp_axis(t, nn_mul(t, p[0], nn_const(t, 3)), -1);
}
OP(concat_last)
{
    return nn_square(t, nn_concat(t, p, 2, -1));
}
OP(concat_many)
{
    struct nn_var v[7] = {p[0], p[1], p[2], p[1], p[0], p[0], p[2]};
    return nn_square(t, nn_concat(t, v, 7, 1));
}
OP(stack)
{
    return nn_exp(t, nn_stack(t, p, 3, 1));
}
OP(slice)
{
    return nn_square(t, nn_slice(t, p[0], 1, 1, 2));
}
/* A slice of a slice: its gradient is padded twice. */
OP(slice_twice)
{
    struct nn_var last = nn_slice(t, p[0], -1, 2, 3);
    return nn_mul(t, nn_slice(t, last, 0, 0, 2), nn_slice(t, last, 0, 1, 2));
}

static struct nn_var best(struct nn_trace *t, struct nn_var rows)
{
    return nn_argmax_last(t, nn_stop_grad(t, rows));
}
OP(mse)
{
    return nn_mse(t, p[0], p[1]);
}
OP(huber)
{
    return nn_huber(t, p[0], p[1], 0.7f);
}
OP(cross_entropy)
{
    return nn_cross_entropy(t, p[0], best(t, p[1]));
}
OP(nll)
{
    return nn_nll(t, nn_log_softmax(t, nn_mul(t, p[0], p[0])), best(t, p[1]));
}
OP(bce)
{
    return nn_bce_with_logits(t, p[0], nn_sigmoid(t, p[1]));
}
OP(kl)
{
    return nn_kl(t, nn_log_softmax(t, p[0]), nn_log_softmax(t, p[1]));
}
/* An action is allowed where p1 > 0, or where it is the row's greatest. */
OP(masked)
{
    struct nn_var top = nn_unsqueeze(t, nn_max_axis(t, p[1], -1), 1);
    struct nn_var mask = nn_max(t, nn_equal(t, p[1], top), p[1]);
    struct nn_var logp = nn_categorical(t, p[0], nn_stop_grad(t, mask));
    return nn_add(t, nn_pick(t, logp, best(t, p[1])), nn_categorical_entropy(t, logp));
}
OP(multi_discrete)
{
    struct nn_var logp[2], index[2];
    nn_multi_discrete(t, p[0], (const int64_t[]){3, 2}, 2, logp);
    for (int k = 0; k < 2; k++)
        index[k] = best(t, nn_slice(t, p[1], -1, k ? 3 : 0, k ? 2 : 3));
    return nn_add(t, nn_multi_discrete_log_prob(t, logp, index, 2),
                  nn_multi_discrete_entropy(t, logp, 2));
}
OP(bernoulli)
{
    struct nn_var x = nn_bernoulli_mode(t, p[1]);
    return nn_add(t, nn_bernoulli_log_prob(t, p[0], x), nn_bernoulli_entropy(t, p[0]));
}
OP(gaussian_dist)
{
    struct nn_var x = nn_stop_grad(t, nn_square(t, p[1]));
    return nn_add(t, nn_gaussian_log_prob(t, p[0], p[2], x), nn_gaussian_entropy(t, p[0], p[2]));
}
/* A reparameterised draw and its log-probability, as in SAC's actor loss. */
OP(squashed)
{
    struct nn_var noise = nn_stop_grad(t, nn_square(t, p[1]));
    struct nn_var pre = nn_gaussian_sample(t, p[0], p[2], noise);
    return nn_add(t, nn_squashed_log_prob(t, p[0], p[2], pre), nn_sum_last(t, nn_tanh(t, pre)));
}
OP(squashed_action)
{
    struct nn_var pre = nn_squashed_pre(t, nn_mul(t, nn_const(t, 0.6f), nn_tanh(t, p[1])));
    return nn_squashed_log_prob(t, p[0], p[2], pre);
}
OP(dueling)
{
    return nn_square(t, nn_dueling(t, p[0], p[1]));
}
OP(matmul)
{
    return nn_matmul(t, p[0], p[1]);
}
OP(matmul_t)
{
    struct nn_var a = nn_transpose(t, p[0], -1, -2), b = nn_transpose(t, p[1], -2, -1);
    return nn_matmul(t, a, b);
}
/* Queries against keys: one operand lies transposed. */
OP(matmul_keys)
{
    return nn_softmax(t, nn_matmul(t, p[0], nn_transpose(t, p[1], 0, 1)));
}
OP(permute)
{
    return nn_square(t, nn_permute(t, p[0], (const int32_t[]){0, 3, 1, 2}));
}
OP(permute_front)
{
    return nn_square(t, nn_permute(t, p[0], (const int32_t[]){2, 0, 1}));
}
OP(permute_rows)
{
    return nn_square(t, nn_permute(t, p[0], (const int32_t[]){1, 0, 2}));
}
OP(transpose)
{
    return nn_mul(t, nn_transpose(t, p[0], 0, 1), p[1]);
}
OP(expand)
{
    return nn_square(t, nn_expand(t, p[0], NN_CUBE(2, nn_var_shape(t, p[0]).dim[0], 3)));
}
OP(argmax)
{
    return nn_mul(t, p[0], nn_to_float(t, nn_argmax(t, p[1], 1)));
}
OP(gather)
{
    return nn_square(t, nn_gather(t, p[0], 1, nn_argmax(t, p[1], -1)));
}
OP(scatter_add)
{
    return nn_square(t, nn_scatter_add(t, p[0], 1, nn_argmax(t, p[2], -1), p[1]));
}
OP(take)
{
    return nn_square(t, nn_take(t, nn_tanh(t, p[0]), 1, nn_argmax(t, p[1], -1)));
}
/* Read twice: gradients of a row add up. */
OP(embedding)
{
    struct nn_var index = nn_argmax(t, p[1], -1);
    return nn_mul(t, nn_embedding(t, p[0], index), nn_embedding(t, p[0], index));
}
OP(one_hot)
{
    return nn_mul(t, p[0], nn_one_hot(t, nn_argmax(t, p[1], 0), nn_var_shape(t, p[0]).dim[1]));
}
OP(softmax)
{
    return nn_softmax(t, nn_mul(t, p[0], nn_const(t, 2)));
}

OP(conv2d)
{
    return nn_conv2d(t, p[0], p[1], p[2], (struct nn_conv){0});
}
OP(conv2d_stride)
{
    return nn_conv2d(t, p[0], p[1], p[2], (struct nn_conv){.stride = 2, .pad = 1});
}
OP(conv2d_gap)
{
    return nn_conv2d(t, p[0], p[1], p[2], (struct nn_conv){.stride = 3, .act = NN_ACT_TANH});
}
/* An activation that is no part of the kernel. */
OP(conv2d_elu)
{
    return nn_conv2d(t, p[0], p[1], p[2], (struct nn_conv){.pad = 1, .act = NN_ACT_ELU});
}
OP(conv2d_relu)
{
    return nn_conv2d(t, p[0], p[1], p[2], (struct nn_conv){.pad = 2, .act = NN_ACT_RELU});
}
/* Twice the same layer: the gradient of the first one's activation is part of the second one's dx.
 */
OP(conv2d_deep)
{
    const struct nn_conv conv = {.pad = 1, .act = NN_ACT_TANH};
    return nn_conv2d(t, nn_conv2d(t, p[0], p[1], p[2], conv), p[1], p[2], conv);
}
static struct nn_var mixed(struct nn_trace *t, const struct nn_var *p) /* without ties */
{
    return nn_add(t, p[0], nn_mul(t, nn_const(t, 0.37f), p[1]));
}
OP(max_pool)
{
    return nn_max_pool2d(t, mixed(t, p), (struct nn_pool){.size = 2});
}
OP(max_pool_overlap)
{
    return nn_max_pool2d(t, mixed(t, p), (struct nn_pool){.size = 3, .stride = 2, .pad = 1});
}
OP(layer_norm)
{
    return nn_layer_norm(t, p[0], p[1], p[2], 1e-5f);
}
OP(batch_norm)
{
    const struct nn_norm_stats running = {p[3], p[4], p[5]};
    nn_trace_set_mode(t, NN_MODE_TRAIN);
    return nn_batch_norm(t, p[0], p[1], p[2], &running, 1e-5f);
}
OP(batch_norm_eval)
{
    struct nn_var variance = nn_add(t, nn_square(t, p[4]), nn_const(t, 0.5f));
    const struct nn_norm_stats running = {p[3], variance, p[5]};
    return nn_batch_norm(t, p[0], p[1], p[2], &running, 1e-5f);
}

/* Only read: these cases never move the counter on. */
static const struct nn_random_memory random_memory = {.seed = 0x123456789abcdef, .counter = 5};
static const struct nn_random random_key = {.memory = (struct nn_random_memory *)&random_memory,
                                            .stream = RL_STREAM_TESTS};
OP(gsde)
{
    struct nn_var std = nn_gsde_std(t, p[2], false), log_std = nn_gsde_log_std(t, p[1], std);
    struct nn_var normal = nn_random_normal(t, &random_key, 8, NN_MAT(4, 3));
    struct nn_var noise = nn_gsde_noise(t, p[1], nn_gsde_matrix(t, std, normal));
    struct nn_var x = nn_add(t, p[3], noise);
    return nn_add(t, nn_gaussian_log_prob(t, p[0], log_std, x),
                  nn_gaussian_entropy(t, p[0], log_std));
}
/* A matrix for each row, sampled through, squashed, the slowly growing std. */
OP(gsde_squashed)
{
    struct nn_var std = nn_gsde_std(t, p[2], true), log_std = nn_gsde_log_std(t, p[1], std);
    struct nn_var normal = nn_random_normal(t, &random_key, 9, NN_CUBE(6, 4, 3));
    struct nn_var noise = nn_gsde_noise(t, p[1], nn_gsde_matrix(t, std, normal));
    struct nn_var pre = nn_add(t, p[0], noise);
    return nn_add(t, nn_squashed_log_prob(t, p[0], log_std, pre), nn_sum_last(t, nn_tanh(t, pre)));
}
OP(random_uniform)
{
    return nn_mul(t, p[0], nn_random_uniform(t, &random_key, 3, nn_var_shape(t, p[0])));
}
OP(random_normal)
{
    return nn_mul(t, p[0], nn_random_normal(t, &random_key, 4, nn_var_shape(t, p[0])));
}
OP(random_bernoulli)
{
    return nn_mul(t, p[0], nn_random_bernoulli(t, &random_key, 5, nn_sigmoid(t, p[1])));
}
OP(random_categorical)
{
    struct nn_var draw = nn_random_categorical(t, &random_key, 6, nn_log_softmax(t, p[1]));
    return nn_mul(t, p[0], nn_to_float(t, draw));
}
OP(random_rows)
{
    struct nn_var entity = nn_argmax(t, p[1], -1), counter = nn_argmax(t, p[2], -1);
    return nn_mul(t, p[0], nn_random_normal_rows(t, &random_key, entity, counter, 3));
}
OP(dropout)
{
    nn_trace_set_mode(t, NN_MODE_TRAIN);
    return nn_square(t, nn_dropout(t, p[0], 0.3f, &random_key, 7));
}

/* Constants: bit k for parameter k. */
#define B1   (1u << 1)
#define B2   (1u << 2)
#define BN   (7u << 3) /* running statistics and momentum */
#define CUBE NN_CUBE
#define IMGS NN_SHAPE4
#define MAT  NN_MAT
#define VEC  NN_VEC
/* Shapes, and others to be timed at. */
#define ROW(text, fn, params, packed, bits, ...)                                            \
    {                                                                                       \
        .name = text, .build = fn, .n_params = params, .matrix = packed, .constants = bits, \
        .shape = __VA_ARGS__                                                                \
    }
const struct op_case op_cases[] = {
    ROW("sum", sum, 1, 0, 0, {MAT(4, 3)}, {MAT(64, 256)}),
    ROW("sum_broadcast", sum_broadcast, 3, 0, 0, {MAT(4, 3), VEC(3), NN_SCALAR}),
    ROW("sum_of_add", sum_of_add, 3, 0, 0, {MAT(4, 3), VEC(3), NN_SCALAR}),
    ROW("mean", mean, 1, 0, 0, {MAT(4, 3)}, {MAT(64, 256)}),
    ROW("mean_alone", mean_alone, 1, 0, 0, {MAT(4, 3)}),
    ROW("sum_last", sum_last, 1, 0, 0, {MAT(4, 3)}, {MAT(256, 64)}),
    ROW("sum_last_of_1", sum_last, 1, 0, 0, {VEC(7)}),
    ROW("sum_last_of_3", sum_last, 1, 0, 0, {CUBE(2, 3, 4)}),
    ROW("sum_of_sums", sum_of_sums, 1, 0, 0, {MAT(4, 3)}),
    ROW("log_softmax", log_softmax, 1, 0, 0, {MAT(4, 5)}, {MAT(256, 18)}),
    ROW("log_softmax_2", log_softmax, 1, 0, 0, {MAT(9, 2)}, {MAT(256, 2)}),
    ROW("log_softmax_1", log_softmax, 1, 0, 0, {MAT(3, 1)}),
    ROW("pick", pick, 1, 0, 0, {MAT(6, 4)}, {MAT(256, 18)}),
    ROW("sample_categorical", sample, 3, 0, B1 | B2, {VEC(9), MAT(9, 4), VEC(9)},
        {VEC(256), MAT(256, 18), VEC(256)}),
    ROW("reshape", reshape, 2, 0, 0, {MAT(3, 4), VEC(12)}, {MAT(64, 64), VEC(4096)}),
    ROW("unsqueeze", unsqueeze, 2, 0, 0, {MAT(3, 4), CUBE(3, 2, 4)}),
    ROW("stop_grad", stop_grad, 2, 0, B1, {MAT(3, 4), MAT(3, 4)}),
    ROW("to_float_u8", to_float, 1, 0, 0, {MAT(5, 7)}, {MAT(32, 7056)}),
    ROW("entropy", entropy, 1, 0, 0, {MAT(5, 3)}, {MAT(256, 18)}),
    ROW("used_twice", used_twice, 1, 0, 0, {MAT(3, 3)}),
    ROW("rank_4", rank_4, 3, 0, 0, {IMGS(2, 3, 1, 4), IMGS(1, 1, 5, 1), CUBE(3, 1, 4)}),
    ROW("linear", ensemble, 3, 1, 0, {MAT(5, 3), MAT(4, 3), VEC(4)},
        {MAT(256, 256), MAT(256, 256), VEC(256)}),
    ROW("linear_wide", ensemble, 3, 1, 0, {MAT(9, 17), MAT(19, 17), VEC(19)},
        {MAT(256, 17), MAT(256, 17), VEC(256)}),
    ROW("linear_thin", ensemble, 3, 1, 0, {MAT(7, 9), MAT(1, 9), VEC(1)},
        {MAT(256, 256), MAT(1, 256), VEC(1)}),
    ROW("linear_row", ensemble, 3, 1, 0, {MAT(1, 9), MAT(5, 9), VEC(5)},
        {MAT(1, 256), MAT(256, 256), VEC(256)}),
    ROW("linear_tanh", ensemble_tanh, 3, 1, 0, {MAT(5, 3), MAT(4, 3), VEC(4)},
        {MAT(256, 64), MAT(64, 64), VEC(64)}),
    ROW("linear_relu", linear_relu, 3, 1, 0, {MAT(5, 3), MAT(4, 3), VEC(4)},
        {MAT(256, 64), MAT(64, 64), VEC(64)}),
    ROW("linear_deep", linear_deep, 3, 1, 0, {MAT(6, 4), MAT(4, 4), VEC(4)}),
    ROW("linear_of_sum", linear_of_sum, 4, 1, 0, {MAT(5, 3), MAT(4, 3), VEC(4), MAT(5, 3)}),
    ROW("linear_shared", linear_shared, 3, 1, 0, {MAT(6, 4), MAT(4, 4), VEC(4)}),
    ROW("ensemble", ensemble, 3, 1, 0, {CUBE(2, 5, 3), CUBE(2, 4, 3), MAT(2, 4)},
        {CUBE(2, 256, 23), CUBE(2, 256, 23), MAT(2, 256)}),
    ROW("ensemble_shared", ensemble, 3, 1, 0, {MAT(5, 3), CUBE(3, 4, 3), MAT(3, 4)}),
    ROW("ensemble_wide", ensemble_tanh, 3, 1, 0, {MAT(9, 7), CUBE(2, 21, 7), MAT(2, 21)}),
    ROW("ensemble_thin", ensemble, 3, 1, 0, {CUBE(3, 6, 20), CUBE(3, 1, 20), MAT(3, 1)}),
    ROW("ensemble_deep", ensemble_deep, 3, 1, 0, {MAT(6, 9), CUBE(2, 9, 9), MAT(2, 9)}),
    ROW("sum_axis", sum_axis, 1, 0, 0, {CUBE(3, 4, 5)}, {CUBE(16, 64, 64)}),
    ROW("mean_axis", mean_axis, 1, 0, 0, {CUBE(3, 4, 2)}, {CUBE(64, 16, 64)}),
    ROW("max_axis", max_axis, 1, 0, 0, {CUBE(3, 4, 5)}, {CUBE(16, 64, 64)}),
    ROW("max_last", max_last, 1, 0, 0, {MAT(7, 6)}, {MAT(256, 18)}),
    ROW("min_ensemble", min_ensemble, 1, 0, 0, {CUBE(2, 9, 1)}),
    ROW("var_axis", var_axis, 1, 0, 0, {MAT(5, 6)}, {MAT(256, 64)}),
    ROW("norm_axis", norm_axis, 1, 0, 0, {CUBE(3, 4, 5)}, {CUBE(16, 64, 64)}),
    ROW("norm_axis_zero", norm_axis_zero, 1, 0, 0, {MAT(4, 5)}),
    ROW("pow_whole", pow_whole, 2, 0, B1, {MAT(6, 5), CUBE(6, 5, 4)}),
    ROW("logsumexp", logsumexp, 1, 0, 0, {MAT(5, 6)}, {MAT(256, 18)}),
    ROW("concat_last", concat_last, 2, 0, 0, {MAT(5, 3), MAT(5, 20)}, {MAT(256, 17), MAT(256, 6)}),
    ROW("concat_many", concat_many, 3, 0, 0, {CUBE(2, 1, 3), CUBE(2, 4, 3), CUBE(2, 2, 3)}),
    ROW("stack", stack, 3, 0, 0, {MAT(3, 4), MAT(3, 4), MAT(3, 4)},
        {MAT(64, 64), MAT(64, 64), MAT(64, 64)}),
    ROW("slice", slice, 1, 0, 0, {CUBE(3, 4, 5)}, {CUBE(64, 4, 64)}),
    ROW("mse", mse, 2, 0, 0, {MAT(5, 3), MAT(5, 3)}, {MAT(256, 64), MAT(256, 64)}),
    ROW("huber", huber, 2, 0, 0, {MAT(5, 3), MAT(5, 3)}, {MAT(256, 64), MAT(256, 64)}),
    ROW("cross_entropy", cross_entropy, 2, 0, B1, {MAT(5, 3), MAT(5, 3)},
        {MAT(256, 18), MAT(256, 18)}),
    ROW("nll", nll, 2, 0, B1, {MAT(5, 3), MAT(5, 3)}, {MAT(256, 10), MAT(256, 10)}),
    ROW("bce", bce, 2, 0, 0, {MAT(5, 3), MAT(5, 3)}, {MAT(256, 64), MAT(256, 64)}),
    ROW("kl", kl, 2, 0, 0, {MAT(5, 3), MAT(5, 3)}, {MAT(256, 18), MAT(256, 18)}),
    ROW("masked", masked, 2, 0, B1, {MAT(6, 5), MAT(6, 5)}, {MAT(256, 18), MAT(256, 18)}),
    ROW("multi_discrete", multi_discrete, 2, 0, B1, {MAT(6, 5), MAT(6, 5)}),
    ROW("bernoulli", bernoulli, 2, 0, B1, {MAT(6, 5), MAT(6, 5)}, {MAT(256, 6), MAT(256, 6)}),
    ROW("gaussian_dist", gaussian_dist, 3, 0, B1, {MAT(6, 3), MAT(6, 3), VEC(3)},
        {MAT(256, 6), MAT(256, 6), VEC(6)}),
    ROW("squashed", squashed, 3, 0, B1, {MAT(6, 3), MAT(6, 3), MAT(6, 3)},
        {MAT(256, 6), MAT(256, 6), MAT(256, 6)}),
    ROW("squashed_action", squashed_action, 3, 0, 0, {MAT(6, 3), MAT(6, 3), VEC(3)}),
    ROW("dueling", dueling, 2, 0, 0, {MAT(6, 1), MAT(6, 4)}, {MAT(256, 1), MAT(256, 18)}),
    ROW("matmul", matmul, 2, 0, 0, {MAT(5, 3), MAT(3, 4)}, {MAT(256, 256), MAT(256, 256)}),
    ROW("matmul_wide", matmul, 2, 0, 0, {MAT(7, 19), MAT(19, 21)}),
    ROW("matmul_row", matmul, 2, 0, 0, {MAT(1, 19), MAT(19, 18)}),
    ROW("matmul_batch", matmul, 2, 0, 0, {CUBE(3, 5, 4), CUBE(3, 4, 6)},
        {CUBE(16, 64, 64), CUBE(16, 64, 64)}),
    ROW("matmul_shared_a", matmul, 2, 0, 0, {MAT(5, 4), CUBE(3, 4, 9)}),
    ROW("matmul_shared_b", matmul, 2, 0, 0, {CUBE(3, 5, 4), MAT(4, 6)}),
    ROW("matmul_t", matmul_t, 2, 0, 0, {CUBE(2, 13, 5), CUBE(2, 17, 13)}),
    ROW("matmul_keys", matmul_keys, 2, 0, 0, {MAT(6, 8), MAT(10, 8)}, {MAT(64, 64), MAT(64, 64)}),
    ROW("permute", permute, 1, 0, 0, {NN_SHAPE4(2, 3, 4, 5)}, {NN_SHAPE4(8, 16, 16, 32)}),
    ROW("permute_front", permute_front, 1, 0, 0, {CUBE(3, 17, 6)}),
    ROW("permute_rows", permute_rows, 1, 0, 0, {CUBE(3, 4, 5)}),
    ROW("transpose", transpose, 2, 0, 0, {MAT(19, 6), MAT(6, 19)}, {MAT(256, 256), MAT(256, 256)}),
    ROW("expand", expand, 1, 0, 0, {MAT(4, 1)}, {MAT(4096, 1)}),
    ROW("argmax", argmax, 2, 0, B1, {MAT(3, 20), CUBE(3, 4, 20)}, {MAT(64, 64), CUBE(64, 16, 64)}),
    ROW("gather", gather, 2, 0, B1, {CUBE(3, 4, 5), NN_SHAPE4(3, 2, 5, 4)},
        {CUBE(64, 4, 16), NN_SHAPE4(64, 2, 16, 4)}),
    ROW("scatter_add", scatter_add, 3, 0, B2, {MAT(3, 5), MAT(3, 7), CUBE(3, 7, 5)},
        {MAT(64, 16), MAT(64, 32), CUBE(64, 32, 16)}),
    ROW("take", take, 2, 0, B1, {CUBE(3, 4, 18), MAT(6, 4)}, {CUBE(16, 4, 64), MAT(64, 4)}),
    ROW("embedding", embedding, 2, 0, B1, {MAT(7, 3), CUBE(2, 5, 7)},
        {MAT(1000, 64), CUBE(4, 64, 16)}),
    ROW("one_hot", one_hot, 2, 0, B1, {MAT(6, 5), MAT(5, 6)}, {MAT(256, 18), MAT(18, 256)}),
    ROW("softmax", softmax, 1, 0, 0, {MAT(5, 6)}, {MAT(256, 18)}),
    ROW("layer_norm", layer_norm, 3, 0, 0, {MAT(5, 7), VEC(7), VEC(7)},
        {MAT(256, 256), VEC(256), VEC(256)}),
    ROW("layer_norm_wide", layer_norm, 3, 0, 0, {CUBE(2, 3, 37), VEC(37), VEC(37)}),
    ROW("batch_norm", batch_norm, 6, 0, BN, {MAT(9, 5), VEC(5), VEC(5), VEC(5), VEC(5)},
        {MAT(256, 256), VEC(256), VEC(256), VEC(256), VEC(256)}),
    ROW("batch_norm_maps", batch_norm, 6, 0, BN,
        {NN_SHAPE4(2, 3, 3, 19), VEC(19), VEC(19), VEC(19), VEC(19)}),
    ROW("batch_norm_eval", batch_norm_eval, 6, 0, BN, {MAT(9, 5), VEC(5), VEC(5), VEC(5), VEC(5)},
        {MAT(256, 256), VEC(256), VEC(256), VEC(256), VEC(256)}),
    ROW("gsde", gsde, 4, 0, 0, {MAT(6, 3), MAT(6, 4), MAT(4, 3), MAT(6, 3)}),
    ROW("gsde_squashed", gsde_squashed, 3, 0, 0, {MAT(6, 3), MAT(6, 4), MAT(4, 3)}),
    ROW("random_uniform", random_uniform, 1, 0, 0, {MAT(5, 6)}, {MAT(256, 64)}),
    ROW("random_normal", random_normal, 1, 0, 0, {MAT(5, 6)}, {MAT(256, 64)}),
    ROW("random_bernoulli", random_bernoulli, 2, 0, B1, {MAT(5, 6), MAT(5, 6)}),
    ROW("random_categorical", random_categorical, 2, 0, B1, {VEC(9), MAT(9, 4)}),
    ROW("random_rows", random_rows, 3, 0, B1 | B2, {MAT(7, 3), MAT(7, 4), MAT(7, 5)}),
    ROW("dropout", dropout, 1, 0, 0, {MAT(5, 6)}, {MAT(256, 64)}),
    ROW("softmax_wide", softmax, 1, 0, 0, {MAT(3, 40)}, {MAT(64, 256)}),
    ROW("slice_twice", slice_twice, 1, 0, 0, {MAT(3, 5)}),
    ROW("conv2d", conv2d, 3, 1, 0, {IMGS(2, 6, 5, 3), IMGS(4, 3, 3, 3), VEC(4)},
        {IMGS(32, 20, 20, 32), IMGS(64, 32, 4, 4), VEC(64)}),
    ROW("conv2d_point", conv2d, 3, 1, 0, {IMGS(1, 4, 4, 17), IMGS(21, 17, 1, 1), VEC(21)}),
    ROW("conv2d_image", conv2d, 3, 1, 0, {IMGS(5, 3, 4, 2), IMGS(20, 2, 3, 4), VEC(20)}),
    ROW("conv2d_image_thin", conv2d, 3, 1, 0, {IMGS(5, 3, 4, 2), IMGS(3, 2, 3, 4), VEC(3)}),
    ROW("conv2d_pixel", conv2d, 3, 1, 0, {IMGS(3, 1, 1, 4), IMGS(4, 4, 1, 1), VEC(4)}),
    ROW("conv2d_stride", conv2d_stride, 3, 1, 0, {IMGS(2, 7, 6, 2), IMGS(5, 2, 3, 2), VEC(5)}),
    ROW("conv2d_gap", conv2d_gap, 3, 1, 0, {IMGS(1, 9, 8, 1), IMGS(3, 1, 2, 2), VEC(3)}),
    ROW("conv2d_elu", conv2d_elu, 3, 1, 0, {IMGS(2, 4, 3, 2), IMGS(3, 2, 3, 3), VEC(3)}),
    ROW("conv2d_relu", conv2d_relu, 3, 1, 0, {IMGS(1, 4, 3, 2), IMGS(3, 2, 3, 4), VEC(3)}),
    ROW("conv2d_deep", conv2d_deep, 3, 1, 0, {IMGS(2, 4, 5, 3), IMGS(3, 3, 3, 3), VEC(3)}),
    ROW("max_pool", max_pool, 2, 0, 0, {IMGS(2, 4, 6, 3), IMGS(2, 4, 6, 3)},
        {IMGS(32, 24, 24, 20), IMGS(32, 24, 24, 20)}),
    ROW("max_pool_overlap", max_pool_overlap, 2, 0, 0, {IMGS(1, 6, 5, 2), IMGS(1, 6, 5, 2)}),
};
const int32_t n_op_cases = RL_COUNTOF(op_cases);
