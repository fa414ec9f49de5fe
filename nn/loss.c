/* SPDX-License-Identifier: MIT */
#include "nn/loss.h"

struct nn_var(nn_mse)(struct nn_trace *t, struct nn_var a, struct nn_var target)
{
    return (nn_mean)(t, (nn_square)(t, (nn_sub)(t, a, target)));
}

struct nn_var(nn_huber)(struct nn_trace *t, struct nn_var a, struct nn_var target, float delta)
{
    struct nn_var d = (nn_abs)(t, (nn_sub)(t, a, target)), bound = (nn_const)(t, delta);
    struct nn_var inner = (nn_min)(t, d, bound);
    struct nn_var square = (nn_mul)(t, (nn_const)(t, 0.5f), (nn_square)(t, inner));
    return (nn_mean)(t, (nn_add)(t, square, (nn_mul)(t, bound, (nn_sub)(t, d, inner))));
}

struct nn_var(nn_cross_entropy)(struct nn_trace *t, struct nn_var logits, struct nn_var index)
{
    return (nn_nll)(t, (nn_log_softmax)(t, logits), index);
}

struct nn_var(nn_nll)(struct nn_trace *t, struct nn_var logp, struct nn_var index)
{
    return (nn_neg)(t, (nn_mean)(t, (nn_pick)(t, logp, index)));
}

/* -y log s(x) - (1 - y) log(1 - s(x)) = softplus(x) - x y */
struct nn_var(nn_bce_with_logits)(struct nn_trace *t, struct nn_var logits, struct nn_var target)
{
    return (nn_mean)(t, (nn_sub)(t, (nn_softplus)(t, logits), (nn_mul)(t, logits, target)));
}

struct nn_var(nn_kl)(struct nn_trace *t, struct nn_var logp, struct nn_var target_logp)
{
    struct nn_var q = (nn_exp)(t, target_logp);
    struct nn_var log_q = (nn_where)(t, q, target_logp, (nn_const)(t, 0));
    struct nn_var each = (nn_mul)(t, q, (nn_sub)(t, log_q, logp));
    return (nn_mean)(t, (nn_sum_last)(t, each));
}
