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

/* Largest error 1 ulp. */
V_INLINE vf v_exp(vf x)
{
    /* Beyond these the result is 0 or inf anyway; NaN passes. */
    const vf bounded = v_min_raw(v_set(89.0f), v_max_raw(v_set(-104.0f), x));
    const struct v_power e = v_exp_parts(bounded);
    return v_scale_by_power(e.more + v_set(1.0f), e.n);
}

/* log x = e ln 2 + log(1 + f) with sqrt(1/2) <= 1 + f < sqrt 2. Largest error 1 ulp.
 * log 0 = -inf, log of a negative number = NaN. */
V_INLINE vf v_log(vf x)
{
    const vi tiny = x < v_set(1.17549435e-38f);
    const vu bits = (vu)v_select(tiny, x * v_set(8388608.0f), x);
    const vu sqrt_half = (vu)v_set(0.707106769f);
    const vi exponent = (vi)(bits - sqrt_half) >> 23;
    const vf f = (vf)(bits - ((vu)exponent << 23)) - v_set(1.0f);
    const vf e = v_from_int(exponent) - v_select(tiny, v_set(23.0f), v_set(0.0f));
    vf p = v_set(-0.0763449398631f);
    p = v_fma(p, f, v_set(0.127615745496f));
    p = v_fma(p, f, v_set(-0.13160182163f));
    p = v_fma(p, f, v_set(0.142017583522f));
    p = v_fma(p, f, v_set(-0.166233574103f));
    p = v_fma(p, f, v_set(0.20001226863f));
    p = v_fma(p, f, v_set(-0.250008210321f));
    p = v_fma(p, f, v_set(0.333333317078f));
    const vf f2 = f * f;
    vf y = v_fma(e, v_set(-2.12194440e-4f), p * (f * f2));
    y = v_fnma(v_set(0.5f), f2, y) + f;
    y = v_fma(e, v_set(0.693359375f), y);
    y = v_select(x < v_set(INFINITY), y, x); /* inf and NaN are their own logarithms */
    y = v_select(x < v_set(0.0f), v_set(NAN), y);
    return v_select(x == v_set(0.0f), v_set(-INFINITY), y);
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

/* tanh x = x P(x^2) / Q(x^2), bounded by 1. P and Q share the factor that makes their rounded
 * coefficients fit best. Largest error 4 ulp; exact sign, and relative accuracy down to
 * the smallest x. Without fused multiply-add P and Q lose too much, and 1 - 2 / (e^2x + 1) takes
 * over where nothing cancels. */
V_INLINE vf v_tanh(vf x)
{
    /* tanh rounds to 1 from here on, and so does a P / Q at this very value, fused or not. */
    const vf limit = v_set(9.0146484375f);
    const vf a = v_min_raw(limit, v_max_raw(-limit, x));
    const vf z = a * a;
    vf p = v_set(8.97513246e-08f);
    p = v_fma(p, z, v_set(5.58516622e-05f));
    p = v_fma(p, z, v_set(0.00708731543f));
    p = v_fma(p, z, v_set(0.243734464f));
    p = v_fma(p, z, v_set(1.76806653f));
    vf q = v_set(1.30385602e-09f);
    q = v_fma(q, z, v_set(2.85982901e-06f));
    q = v_fma(q, z, v_set(0.000743898505f));
    q = v_fma(q, z, v_set(0.0490417853f));
    q = v_fma(q, z, v_set(0.833090007f));
    q = v_fma(q, z, v_set(1.76806653f));
    vf y = a * p / q;
    if (!V_FUSED) {
        const vf b = v_abs(a), e = v_exp(b + b);
        const vf far = v_set(1.0f) - v_set(2.0f) / (e + v_set(1.0f));
        y = v_select(b > v_set(0.625f), v_select(a > v_set(0.0f), far, -far), y);
    }
    return v_min_raw(v_set(1.0f), v_max_raw(v_set(-1.0f), y));
}

/* log(1 + x), with what rounding 1 + x lost added back. Largest error 1.5 ulp. */
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

struct v_angle {
    vf r;     /* x - quarter * pi / 2, within pi / 4 of zero */
    vi where; /* quarter, of which the last two bits matter */
};

V_INLINE struct v_angle v_reduce_angle(vf x)
{
    const vf n = v_round(x * v_set(0.636619747f));
    /* Three parts of 11 bits or fewer, whose products with n are exact, and the rest. */
    vf r = v_fnma(n, v_set(1.5703125f), x);
    r = v_fnma(n, v_set(4.83751297e-4f), r);
    r = v_fnma(n, v_set(7.54953362e-8f), r);
    r = v_fnma(n, v_set(2.56334416e-12f), r);
    return (struct v_angle){r, v_to_int(n)};
}

V_INLINE vf v_sin_of(struct v_angle a)
{
    const vf z = a.r * a.r;
    vf s = v_set(2.71830411e-06f), c = v_set(-2.72101659e-07f);
    s = v_fma(s, z, v_set(-1.98393341e-04f));
    s = v_fma(s, z, v_set(8.33332938e-03f));
    s = v_fma(s, z, v_set(-1.66666666e-01f));
    s = v_fma(s * z, a.r, a.r);
    c = v_fma(c, z, v_set(2.47995191e-05f));
    c = v_fma(c, z, v_set(-1.38888838e-03f));
    c = v_fma(c, z, v_set(4.16666666e-02f));
    c = v_fma(c * z, z, v_fnma(v_set(0.5f), z, v_set(1.0f)));
    const vf y = v_select((a.where & 1) == 0, s, c);
    return v_select((a.where & 2) == 0, y, -y);
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

V_INLINE int v_any_far(vf x)
{
    return v_any(~(v_abs(x) <= v_set(V_TRIG_MOST)));
}

/* sin and cos: largest error 2.5 ulp for |x| <= 8192, and the C library's beyond. */
V_INLINE vf v_sin(vf x)
{
    const vf y = v_sin_of(v_reduce_angle(x));
    return __builtin_expect(v_any_far(x), 0) ? v_trig_far(x, y, sinf)
                                             : v_select(x == v_set(0.0f), x, y);
}

V_INLINE vf v_cos(vf x)
{
    struct v_angle a = v_reduce_angle(x);
    a.where += 1; /* cos x = sin(x + pi / 2) */
    const vf y = v_sin_of(a);
    return __builtin_expect(v_any_far(x), 0) ? v_trig_far(x, y, cosf) : y;
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
