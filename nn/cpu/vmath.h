/* SPDX-License-Identifier: MIT */
/* exp, log and tanh of a vector. Polynomials are our own minimax fits; the largest errors, measured
 * over every binade by tests/nn/test_cpu_math.c, stand at each function.
 */
#pragma once

#include "nn/cpu/vec.h"

/* e^x = 2^n e^r with n = round(x / ln 2), |r| <= ln 2 / 2. Largest error 1 ulp. */
V_INLINE vf v_exp(vf x)
{
    /* Beyond these the result is 0 or inf anyway; NaN passes. */
    const vf bounded = v_min_raw(v_set(89.0f), v_max_raw(v_set(-104.0f), x));
    const vf n = v_round(bounded * v_set(1.44269504f));
    /* ln 2 in two parts, the first with few enough bits that n * first is exact. */
    const vf r = v_fnma(n, v_set(-2.12194440e-4f), v_fnma(n, v_set(0.693359375f), bounded));
    vf p = v_set(0.00138145401768f);
    p = v_fma(p, r, v_set(0.00836874510894f));
    p = v_fma(p, r, v_set(0.0416683907835f));
    p = v_fma(p, r, v_set(0.16666520399f));
    p = v_fma(p, r, v_set(0.499999934321f));
    p = v_fma(p, r * r, r) + v_set(1.0f);
    return v_scale_by_power(p, n);
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

/* tanh x = x P(x^2) / Q(x^2), bounded by 1. P and Q share the factor that makes their rounded
 * coefficients fit best. Largest error 4 ulp, 5 without fused multiply-add; exact sign, and
 * relative accuracy down to the smallest x. */
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
    const vf y = a * p / q;
    return v_min_raw(v_set(1.0f), v_max_raw(v_set(-1.0f), y));
}
