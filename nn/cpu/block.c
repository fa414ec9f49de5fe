/* SPDX-License-Identifier: MIT */
/* Passes over flat arrays: what optimizers do to whole parameter blocks, and sums over everything.
 */
#include "nn/cpu/isa.h"
#include "nn/cpu/vec.h"

/* Vectors whose squares are added in single precision before they join the double total. */
#define SUM_RUN 16

double NN_K(sum)(size_t n, const float *a)
{
    double lane[NN_VW] = {0};
    const size_t whole = n - n % NN_VW;
    for (size_t i = 0; i < whole; i += NN_VW)
        for (int k = 0; k < NN_VW; k++)
            lane[k] += (double)a[i + (size_t)k];
    double total = 0.0;
    for (int k = 0; k < NN_VW; k++)
        total += lane[k];
    for (size_t i = whole; i < n; i++)
        total += (double)a[i];
    return total;
}

double NN_K(sum_squares)(size_t n, const float *a)
{
    const size_t run = (size_t)4 * SUM_RUN * NN_VW, whole = n - n % run;
    double total = 0.0;
    for (size_t i = 0; i < whole; i += run) {
        vf s[4] = {{0}};
        for (size_t j = 0; j < run; j += (size_t)4 * NN_VW) {
            V_UNROLL(4)
            for (int k = 0; k < 4; k++) {
                const vf x = v_load(a + i + j + (size_t)k * NN_VW);
                s[k] = v_fma(x, x, s[k]);
            }
        }
        total += (double)v_sum((s[0] + s[1]) + (s[2] + s[3]));
    }
    for (size_t i = whole; i < n; i++)
        total += (double)a[i] * (double)a[i];
    return total;
}

void NN_K(add_to)(size_t n, float *acc, const float *a)
{
    const size_t whole = n - n % NN_VW;
    for (size_t i = 0; i < whole; i += NN_VW)
        v_store(acc + i, v_load(acc + i) + v_load(a + i));
    for (size_t i = whole; i < n; i++)
        acc[i] += a[i];
}

void NN_K(scale)(size_t n, float *a, float factor)
{
    const size_t whole = n - n % NN_VW;
    for (size_t i = 0; i < whole; i += NN_VW)
        v_store(a + i, v_load(a + i) * v_set(factor));
    for (size_t i = whole; i < n; i++)
        a[i] *= factor;
}

void NN_K(mix)(size_t n, float *acc, const float *a, float share)
{
    const float rest = 1.0f - share;
    for (size_t i = 0; i < n; i++)
        acc[i] = rest * acc[i] + share * a[i];
}

struct adam_factors {
    vf step_size, inv_sqrt_c2, beta1, beta2, rest1, rest2, eps;
};

V_INLINE vf adam_update(const struct adam_factors *f, vf g, vf *m, vf *v)
{
    *m = v_fma(f->beta1, *m, f->rest1 * g);
    *v = v_fma(f->beta2, *v, f->rest2 * g * g);
    return f->step_size * *m / v_fma(v_sqrt(*v), f->inv_sqrt_c2, f->eps);
}

/* Four streams are more than the processor follows by itself: blocks that lie in memory arrive 5 to
 * 10 % faster. Reaching over the end of a block is allowed. */
#define AHEAD 256 /* floats */

V_INLINE void ahead(const float *p, const float *g, const float *m, const float *v)
{
    __builtin_prefetch(p + AHEAD, 1);
    __builtin_prefetch(g + AHEAD, 0);
    __builtin_prefetch(m + AHEAD, 1);
    __builtin_prefetch(v + AHEAD, 1);
}

void NN_K(adam)(size_t n, float *p, const float *g, float *m, float *v, float step_size,
                float inv_sqrt_c2, float beta1, float beta2, float eps)
{
    const struct adam_factors f = {.step_size = v_set(step_size),
                                   .inv_sqrt_c2 = v_set(inv_sqrt_c2),
                                   .beta1 = v_set(beta1),
                                   .beta2 = v_set(beta2),
                                   .rest1 = v_set(1.0f - beta1),
                                   .rest2 = v_set(1.0f - beta2),
                                   .eps = v_set(eps)};
    const size_t whole = n - n % NN_VW;
    for (size_t i = 0; i < whole; i += NN_VW) {
        ahead(p + i, g + i, m + i, v + i);
        vf first = v_load(m + i), second = v_load(v + i);
        v_store(p + i, v_load(p + i) - adam_update(&f, v_load(g + i), &first, &second));
        v_store(m + i, first);
        v_store(v + i, second);
    }
    if (whole == n)
        return;
    const int tail = (int)(n - whole);
    vf first = v_load_lanes(m + whole, tail), second = v_load_lanes(v + whole, tail);
    const vf step = adam_update(&f, v_load_lanes(g + whole, tail), &first, &second);
    v_store_lanes(p + whole, v_load_lanes(p + whole, tail) - step, tail);
    v_store_lanes(m + whole, first, tail);
    v_store_lanes(v + whole, second, tail);
}
