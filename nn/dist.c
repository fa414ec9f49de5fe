/* SPDX-License-Identifier: MIT */
#include "nn/dist.h"

#include "nn/graph.h"

#define HALF_LOG_2PI  0.918938533f
#define HALF_LOG_2PIE 1.41893853f
#define LOG_2         0.693147181f

/* So low that exp gives 0, and finite, so that 0 times it is 0. */
#define IMPOSSIBLE (-1e30f)

struct nn_var(nn_categorical)(struct nn_trace *t, struct nn_var logits, struct nn_var mask)
{
    if (mask.id >= 0)
        logits = (nn_where)(t, mask, logits, (nn_const)(t, IMPOSSIBLE));
    return (nn_log_softmax)(t, logits);
}

struct nn_var(nn_categorical_entropy)(struct nn_trace *t, struct nn_var logp)
{
    struct nn_var finite = (nn_max)(t, logp, (nn_const)(t, IMPOSSIBLE));
    return (nn_neg)(t, (nn_sum_last)(t, (nn_mul)(t, (nn_exp)(t, logp), finite)));
}

void(nn_multi_discrete)(struct nn_trace *t, struct nn_var logits, const int64_t *parts,
                        int32_t n_parts, struct nn_var *logp)
{
    int64_t start = 0;
    for (int32_t k = 0; k < n_parts; k++) {
        logp[k] = (nn_log_softmax)(t, (nn_slice)(t, logits, -1, start, parts[k]));
        start += parts[k];
    }
}

struct nn_var(nn_multi_discrete_log_prob)(struct nn_trace *t, const struct nn_var *logp,
                                          const struct nn_var *index, int32_t n_parts)
{
    struct nn_var sum = (nn_pick)(t, logp[0], index[0]);
    for (int32_t k = 1; k < n_parts; k++)
        sum = (nn_add)(t, sum, (nn_pick)(t, logp[k], index[k]));
    return sum;
}

struct nn_var(nn_multi_discrete_entropy)(struct nn_trace *t, const struct nn_var *logp,
                                         int32_t n_parts)
{
    struct nn_var sum = (nn_categorical_entropy)(t, logp[0]);
    for (int32_t k = 1; k < n_parts; k++)
        sum = (nn_add)(t, sum, (nn_categorical_entropy)(t, logp[k]));
    return sum;
}

struct nn_var(nn_bernoulli_sample)(struct nn_trace *t, struct nn_var logits, struct nn_var uniform)
{
    return (nn_less)(t, uniform, (nn_sigmoid)(t, logits));
}

struct nn_var(nn_bernoulli_log_prob)(struct nn_trace *t, struct nn_var logits, struct nn_var x)
{
    return (nn_sum_last)(t, (nn_sub)(t, (nn_mul)(t, x, logits), (nn_softplus)(t, logits)));
}

struct nn_var(nn_bernoulli_entropy)(struct nn_trace *t, struct nn_var logits)
{
    struct nn_var mean = (nn_mul)(t, logits, (nn_sigmoid)(t, logits));
    return (nn_sum_last)(t, (nn_sub)(t, (nn_softplus)(t, logits), mean));
}

struct nn_var(nn_bernoulli_mode)(struct nn_trace *t, struct nn_var logits)
{
    return (nn_less)(t, (nn_const)(t, 0), logits);
}

struct nn_var(nn_gaussian_sample)(struct nn_trace *t, struct nn_var mean, struct nn_var log_std,
                                  struct nn_var normal)
{
    return (nn_add)(t, mean, (nn_mul)(t, (nn_exp)(t, log_std), normal));
}

/* -z^2 / 2 - log std - log(2 pi) / 2 with z = (x - mean) / std */
struct nn_var(nn_gaussian_log_prob)(struct nn_trace *t, struct nn_var mean, struct nn_var log_std,
                                    struct nn_var x)
{
    struct nn_var inverse = (nn_exp)(t, (nn_neg)(t, log_std));
    struct nn_var z = (nn_mul)(t, (nn_sub)(t, x, mean), inverse);
    struct nn_var half = (nn_mul)(t, (nn_const)(t, -0.5f), (nn_square)(t, z));
    struct nn_var rest = (nn_add)(t, log_std, (nn_const)(t, HALF_LOG_2PI));
    return (nn_sum_last)(t, (nn_sub)(t, half, rest));
}

struct nn_var(nn_gaussian_entropy)(struct nn_trace *t, struct nn_var mean, struct nn_var log_std)
{
    struct nn_var each = (nn_add)(t, log_std, (nn_const)(t, HALF_LOG_2PIE));
    return (nn_sum_last)(t, (nn_expand)(t, each, nn_var_shape(t, mean)));
}

/* log(1 - tanh^2 u) = 2 (log 2 - u - softplus(-2 u)), which keeps its digits where tanh u is 1. */
struct nn_var(nn_squashed_log_prob)(struct nn_trace *t, struct nn_var mean, struct nn_var log_std,
                                    struct nn_var pre)
{
    struct nn_var soft = (nn_softplus)(t, (nn_mul)(t, (nn_const)(t, -2), pre));
    struct nn_var inner = (nn_sub)(t, (nn_const)(t, LOG_2), (nn_add)(t, pre, soft));
    struct nn_var volume = (nn_mul)(t, (nn_const)(t, 2), (nn_sum_last)(t, inner));
    return (nn_sub)(t, (nn_gaussian_log_prob)(t, mean, log_std, pre), volume);
}

/* artanh a = (log(1 + a) - log(1 - a)) / 2; the bound is the float before 1. */
struct nn_var(nn_squashed_pre)(struct nn_trace *t, struct nn_var action)
{
    struct nn_var one = (nn_const)(t, 0.99999994f);
    struct nn_var a = (nn_clip)(t, action, (nn_neg)(t, one), one);
    struct nn_var twice = (nn_sub)(t, (nn_log1p)(t, a), (nn_log1p)(t, (nn_neg)(t, a)));
    return (nn_mul)(t, (nn_const)(t, 0.5f), twice);
}
