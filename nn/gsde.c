/* SPDX-License-Identifier: MIT */
#include "nn/gsde.h"

#include <math.h>

#define EPSILON 1e-6f

/* Each branch sees only values that it can take: no overflow of the one reaches the other's
 * gradient.
 */
struct nn_var(nn_gsde_std)(struct nn_trace *t, struct nn_var log_std, bool expln)
{
    if (!expln)
        return (nn_exp)(t, log_std);
    struct nn_var zero = (nn_const)(t, 0), one = (nn_const)(t, 1);
    struct nn_var below = (nn_clip)(t, log_std, (nn_const)(t, -INFINITY), zero);
    struct nn_var above = (nn_add)(t, (nn_relu)(t, log_std), (nn_const)(t, EPSILON));
    return (nn_where)(t, log_std, (nn_add)(t, (nn_log1p)(t, above), one), (nn_exp)(t, below));
}

struct nn_var(nn_gsde_matrix)(struct nn_trace *t, struct nn_var std, struct nn_var normal)
{
    return (nn_mul)(t, std, normal);
}

struct nn_var(nn_gsde_noise)(struct nn_trace *t, struct nn_var latent, struct nn_var matrix)
{
    if (nn_var_shape(t, matrix).rank != 3)
        return (nn_matmul)(t, latent, matrix);
    /* (B, 1, L) x (B, L, A) */
    const struct nn_shape shape = nn_var_shape(t, matrix);
    struct nn_var each = (nn_matmul)(t, (nn_unsqueeze)(t, latent, 1), matrix);
    return (nn_reshape)(t, each, NN_MAT(shape.dim[0], shape.dim[2]));
}

struct nn_var(nn_gsde_log_std)(struct nn_trace *t, struct nn_var latent, struct nn_var std)
{
    struct nn_var variance = (nn_matmul)(t, (nn_square)(t, latent), (nn_square)(t, std));
    struct nn_var log = (nn_log)(t, (nn_add)(t, variance, (nn_const)(t, EPSILON)));
    return (nn_mul)(t, (nn_const)(t, 0.5f), log);
}
