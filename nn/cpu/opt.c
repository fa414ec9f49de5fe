/* SPDX-License-Identifier: MIT */
/* Optimizers other than plain Adam (block.c): one pass over a block, plain enough for the compiler
 * to vectorise. Zeros in padding lanes stay zero. Formulae and order as PyTorch's. */
#include <math.h>

#include "nn/cpu/isa.h"

void NN_K(clamp)(size_t n, float *a, float limit)
{
    for (size_t i = 0; i < n; i++)
        a[i] = a[i] < -limit ? -limit : a[i] > limit ? limit : a[i];
}

#define EACH(o)                                                             \
    float *restrict p = (o)->p, *restrict m = (o)->m, *restrict v = (o)->v; \
    const float *restrict g = (o)->g;                                       \
    const float lr = (o)->lr, decay = (o)->weight_decay, eps = (o)->eps;    \
    (void)m, (void)v, (void)eps;                                            \
    for (size_t i = 0; i < (o)->n; i++)

void NN_K(sgd)(const struct nn_cpu_opt *o)
{
    const float momentum = o->momentum; /* Nesterov's step: d + momentum * m */
    const float of_d = o->nesterov ? 1 : 0, of_m = o->nesterov ? momentum : 1;
    EACH(o)
    {
        const float d = g[i] + decay * p[i];
        m[i] = momentum * m[i] + d;
        p[i] -= lr * (of_d * d + of_m * m[i]);
    }
}

void NN_K(rmsprop)(const struct nn_cpu_opt *o)
{
    const float keep = o->beta2, rest = o->rest2, momentum = o->momentum;
    EACH(o)
    {
        const float d = g[i] + decay * p[i];
        v[i] = keep * v[i] + rest * d * d;
        m[i] = momentum * m[i] + d / (sqrtf(v[i]) + eps);
        p[i] -= lr * m[i];
    }
}

void NN_K(adadelta)(const struct nn_cpu_opt *o)
{
    const float keep = o->beta1, rest = o->rest1;
    EACH(o)
    {
        const float d = g[i] + decay * p[i];
        v[i] = keep * v[i] + rest * d * d;
        const float change = sqrtf(m[i] + eps) / sqrtf(v[i] + eps) * d;
        m[i] = keep * m[i] + rest * change * change;
        p[i] -= lr * change;
    }
}

/* lr is the step size of nn_cpu_kernels' adam; AdamW's decay acts on p, Adam's on the gradient. */
void NN_K(adam_decay)(const struct nn_cpu_opt *o)
{
    const float b1 = o->beta1, b2 = o->beta2, c2 = o->inv_sqrt_c2, shrink = 1 - o->decoupled;
    EACH(o)
    {
        const float d = g[i] + decay * p[i];
        m[i] = b1 * m[i] + (1 - b1) * d;
        v[i] = b2 * v[i] + (1 - b2) * d * d;
        p[i] = shrink * p[i] - lr * m[i] / (sqrtf(v[i]) * c2 + eps);
    }
}
