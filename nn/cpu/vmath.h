/* SPDX-License-Identifier: MIT */
/* exp, log, log1p, tanh, sin, cos and the normal distribution function of a vector. Polynomials are
 * our own minimax fits; the largest errors, measured over every binade by tests/nn/test_cpu_math.c,
 * stand at each function.
 */
#pragma once

#include "nn/cpu/vec.h"

/* e^x = 2^n (1 + more) e^lost with n = round(x / ln 2); `lost` is what rounding took from x. */
struct v_power {
    vf n, more, lost;
};

/* |x| <= 104 */
V_INLINE struct v_power v_exp_parts(vf x)
{
    const vf n = v_round(x * v_set(1.44269504f));
    /* ln 2 in two parts, the first with few enough bits that n * first is exact. */
    const vf first = v_fnma(n, v_set(0.693359375f), x);
    const vf r = v_fnma(n, v_set(-2.12194440e-4f), first);
    const vf lost = v_fnma(n, v_set(-2.12194440e-4f), first - r);
    vf p = v_set(0.00138145401768f);
    p = v_fma(p, r, v_set(0.00836874510894f));
    p = v_fma(p, r, v_set(0.0416683907835f));
    p = v_fma(p, r, v_set(0.16666520399f));
    p = v_fma(p, r, v_set(0.499999934321f));
    return (struct v_power){n, v_fma(p, r * r, r), lost};
}

/* Largest error 1.1 ulp. */
V_INLINE vf v_exp(vf x)
{
    /* Beyond these the result is 0 or inf anyway; NaN passes. */
    const vf bounded = v_min_raw(v_set(89.0f), v_max_raw(v_set(-104.0f), x));
    const struct v_power e = v_exp_parts(bounded);
    return v_scale_by_power(e.more + v_set(1.0f), e.n);
}

/* log x = e ln 2 + log(1 + f) with 3/4 <= 1 + f < 3/2. ln 2 as one float is 2e-9 too large, little
 * beside the rounding of e ln 2. What v_split makes of 0, infinities, NaN and negative numbers
 * passes through. Largest error 1.5 ulp; log 0 = -inf, log of a negative number = NaN. */
V_INLINE vf v_log(vf x)
{
    vf e;
    const vf f = v_split(x, &e) - v_set(1.0f);
    vf p = v_set(0.0541324988f);
    p = v_fma(p, f, v_set(-0.120673694f));
    p = v_fma(p, f, v_set(0.149839163f));
    p = v_fma(p, f, v_set(-0.16822812f));
    p = v_fma(p, f, v_set(0.199770778f));
    p = v_fma(p, f, v_set(-0.24993442f));
    p = v_fma(p, f, v_set(0.333335489f));
    p = v_fma(p, f, v_set(-0.500000596f));
    return v_fma(e, v_set(0.693147182f), v_fma(f * f, p, f));
}

/* Adding 2^23 leaves no fraction bits; from there on all floats are whole. */
V_INLINE vi v_is_whole(vf x)
{
    const vf size = v_abs(x), most = v_set(8388608.0f);
    return (size >= most) | ((size + most) - most == size);
}

/* e^(y log |x|), x^0 = 1; of a negative x odd whole powers are negative, and only whole ones exist.
 * Its relative error grows as |y log x|. */
V_INLINE vf v_pow(vf x, vf y)
{
    const vi whole = v_is_whole(y), odd = whole & ~v_is_whole(y * v_set(0.5f));
    const vi is_one = (v_abs(x) == v_set(1.0f)) | (y == v_set(0.0f));
    const vi is_none = (x < v_set(0.0f)) & (x > v_set(-INFINITY)) & ~whole;
    const vf size = v_select(is_one, v_set(1.0f), v_exp(y * v_log(v_abs(x))));
    return v_select(is_none, v_set(NAN), v_from_bits(v_bits(size) | (v_bits(x) & odd & INT32_MIN)));
}

/* tanh |x| = t / (t + 2) with t = e^2|x| - 1 = 2^n more + (2^n - 1), of which nothing cancels.
 * Largest error 3 ulp; exact sign, and relative accuracy down to the smallest x. */
V_INLINE vf v_tanh(vf x)
{
    const vf a = v_min_raw(v_set(9.1f), v_abs(x)); /* tanh rounds to 1 before */
    const struct v_power e = v_exp_parts(a + a);
    const vf scale = v_scale_by_power(v_set(1.0f), e.n);
    const vf t = v_fma(e.more, scale, scale - v_set(1.0f));
    const vf y = t / (t + v_set(2.0f));
    return v_from_bits(v_bits(y) | (v_bits(x) & INT32_MIN));
}

/* log(1 + x), with what rounding 1 + x lost added back. Largest error 2 ulp. */
V_INLINE vf v_log1p(vf x)
{
    const vf u = v_set(1.0f) + x;
    const vf lost = x - (u - v_set(1.0f));
    const vf y = v_log(u) + lost / u;
    const vi plain = (x == v_set(0.0f)) | (x == v_set(INFINITY)) | (x == v_set(-1.0f));
    return v_select(plain, v_select(x == v_set(-1.0f), v_set(-INFINITY), x), y);
}

/* Beyond this, pi in four parts no longer has enough bits; the C library takes over. */
#define V_TRIG_MOST 8192.0f

/* (-1)^n sin(x - turns pi), where turns is n or n - 1/2 and the angle within pi / 2 of zero. `n` is
 * given with 1.5 * 2^23 added, so that its last bit is the float's last bit. */
V_INLINE vf v_sin_reduced(vf x, vf turns, vf n)
{
    /* Three parts of 11 bits or fewer, whose products with `turns` are exact, and the rest. */
    vf r = v_fnma(turns, v_set(3.140625f), x);
    r = v_fnma(turns, v_set(9.67502594e-4f), r);
    r = v_fnma(turns, v_set(1.50990672e-7f), r);
    r = v_fnma(turns, v_set(5.12668832e-12f), r);
    const vf z = r * r;
    vf p = v_set(2.60608181e-06f);
    p = v_fma(p, z, v_set(-1.98097739e-04f));
    p = v_fma(p, z, v_set(8.33306927e-03f));
    p = v_fma(p, z, v_set(-1.66666597e-01f));
    const vf y = v_fma(r * z, p, r);
    return (vf)((vu)y ^ ((vu)n << 31));
}

/* Lanes that are too far out, or no numbers, one by one. */
V_INLINE vf v_trig_far(vf x, vf y, float (*exact)(float))
{
    const vi near = v_abs(x) <= v_set(V_TRIG_MOST);
    float in[NN_VW], out[NN_VW];
    v_store(in, x);
    v_store(out, y);
    for (int lane = 0; lane < NN_VW; lane++)
        if (!near[lane])
            out[lane] = exact(in[lane]);
    return v_load(out);
}

#define V_TO_WHOLE                                                                \
    v_set(12582912.0f) /* 1.5 * 2^23: added to a float it leaves no fraction bits \
                        */

/* sin and cos: largest error 2.5 ulp for |x| <= 8192, and the C library's beyond. */
V_INLINE vf v_sin(vf x)
{
    const vf a = v_abs(x), n = v_fma(a, v_set(0.318309886f), V_TO_WHOLE);
    const vf of_a = v_sin_reduced(a, n - V_TO_WHOLE, n);
    const vf y = (vf)((vi)of_a ^ ((vi)x & INT32_MIN)); /* sin -0 = -0 */
    return __builtin_expect(v_all_within(x, V_TRIG_MOST), 1) ? y : v_trig_far(x, y, sinf);
}

/* cos x = sin(x + pi / 2) */
V_INLINE vf v_cos(vf x)
{
    const vf n = v_fma(x, v_set(0.318309886f), v_set(0.5f)) + V_TO_WHOLE;
    const vf y = v_sin_reduced(x, n - V_TO_WHOLE - v_set(0.5f), n);
    return __builtin_expect(v_all_within(x, V_TRIG_MOST), 1) ? y : v_trig_far(x, y, cosf);
}

/* The standard normal distribution function P(X <= x), to relative accuracy in the left tail too:
 * P(X <= -t) = e^(-t^2 / 2) R(t) for t = |x|. R is taken at `grid`, a point near t of 12 bits, from
 * a smooth S(u) = (grid + 2) R with u = (grid - 2) / (grid + 2), whose parts and the square of
 * `grid` are exact; from there by R' = t R - 1 / sqrt(2 pi) and R'' = R + t R'. gelu's largest
 * error is 4 ulp as long as P is no subnormal (x > -12.9). */
V_INLINE vf v_phi(vf x)
{
    const vf t = v_min_raw(v_set(14.5f), v_abs(x));
    const vf grid = v_round(t * v_set(256.0f)) * v_set(0.00390625f), d = t - grid;
    const vf beyond = grid + v_set(2.0f);
    const vf u = (grid - v_set(2.0f)) / beyond;
    vf r = v_set(-6.60869482e-05f);
    r = v_fma(r, u, v_set(-0.000148981082f));
    r = v_fma(r, u, v_set(0.000134687405f));
    r = v_fma(r, u, v_set(0.000836397579f));
    r = v_fma(r, u, v_set(0.000821902649f));
    r = v_fma(r, u, v_set(-0.00195155537f));
    r = v_fma(r, u, v_set(-0.00673382264f));
    r = v_fma(r, u, v_set(-0.000469736202f));
    r = v_fma(r, u, v_set(0.036719285f));
    r = v_fma(r, u, v_set(0.0287973695f));
    r = v_fma(r, u, v_set(-0.331404477f));
    r = v_fma(r, u, v_set(0.672407985f));
    const vf s = r;
    r = s / beyond;
    const vf slope = v_fma(grid, r, v_set(-0.39894228f)), bend = v_fma(grid, slope, r);
    vf change = d * v_fma(v_set(0.5f) * d, bend, slope);
    if (V_FUSED) /* what the division lost; 1 / beyond = (1 - u) / 4 */
        change = v_fma(v_fnma(r, beyond, s), v_fnma(v_set(0.25f), u, v_set(0.25f)), change);
    const struct v_power e = v_exp_parts(v_set(-0.5f) * (grid * grid));
    const vf rest = v_fma(v_set(-0.5f) * d, t + grid, e.lost); /* at most 0.03 */
    vf more = v_fma(v_set(0.0416666667f), rest, v_set(0.166666667f));
    more = v_fma(v_fma(more, rest, v_set(0.5f)), rest * rest, rest);
    more = e.more + v_fma(e.more, more, more); /* (1 + e.more) (1 + more) - 1 */
    const vf tail = v_scale_by_power(r + v_fma(r, more, v_fma(change, more, change)), e.n);
    return v_select(x > v_set(0.0f), v_set(1.0f) - tail, v_select(x == x, tail, x));
}
