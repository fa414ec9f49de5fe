/* SPDX-License-Identifier: MIT */
/* Vectors of NN_VW floats. Arithmetic and comparisons are the compiler's vector operators. What
 * they lack is written per width, with the same names and meanings, so that a kernel is written
 * once: vec_any.h (4 floats, any machine), vec_avx2.h (8), vec_avx512.h (16).
 *
 *   v_set(x)                  x in every lane
 *   v_fma(a, b, c)            a * b + c, rounded once where the machine can
 *   v_fnma(a, b, c)           c - a * b, likewise
 *   V_FUSED                   1 if those round once
 *   v_select(m, x, y)         x where the lane of m is all ones, y where it is zero
 *   v_all_within(a, most)     is |a| <= most in every lane? Not if one is NaN
 *   v_min_raw, v_max_raw      the second operand if either is NaN
 *   v_sqrt, v_round           v_round: to the nearest integer, ties to even
 *   v_to_int, v_from_int      of integral values
 *   v_split(a, &e)            m with a = m * 2^e and 3/4 <= m < 3/2. e is -inf of 0, inf of inf,
 * and NaN of NaN and of negative numbers; m is finite or NaN then v_scale_by_power(a, n)    a * 2^n
 * for integral n; rounds once where the result is subnormal v_load_lanes(p, n), v_store_lanes(p, a,
 * n) v_sum(a)                  of the lanes, by halves: a tree of fixed shape v_load_columns(p,
 * stride, column), v_store_columns four columns of NN_VW rows: column[c][r] = p[r * stride + c]
 *
 * "n lanes": lanes 0..n-1 are in memory (1 <= n <= NN_VW); memory beyond them is never touched, and
 * loaded lanes beyond them are zero.
 */
#pragma once

#include <math.h>
#include <stdint.h>
#include <string.h>

typedef float vf __attribute__((vector_size(4 * NN_VW)));
typedef int32_t vi __attribute__((vector_size(4 * NN_VW)));
typedef uint32_t vu __attribute__((vector_size(4 * NN_VW))); /* where integers may wrap */
typedef float vf_mem __attribute__((vector_size(4 * NN_VW), aligned(4), may_alias));
typedef int32_t vi_mem __attribute__((vector_size(4 * NN_VW), aligned(4), may_alias));

/* In front of a loop over at most n vectors, which must stay in registers. */
#if defined(__clang__)
#define V_UNROLL(n) _Pragma("clang loop unroll(full)")
#else
#define V_PRAGMA(text) _Pragma(#text)
#define V_UNROLL(n)    V_PRAGMA(GCC unroll n)
#endif

/* What was computed from this variable before is to be computed anew, not kept. */
#define V_FORGET(variable) __asm__("" : "+r"(variable))

#define V_INLINE static inline __attribute__((always_inline, unused))

V_INLINE vf v_load(const float *p)
{
    return *(const vf_mem *)p;
}

V_INLINE void v_store(float *p, vf v)
{
    *(vf_mem *)p = v;
}

V_INLINE void v_store_int(int32_t *p, vi v)
{
    *(vi_mem *)p = v;
}

V_INLINE vi v_bits(vf v)
{
    return (vi)v;
}

V_INLINE vf v_from_bits(vi v)
{
    return (vf)v;
}

V_INLINE vf v_abs(vf a)
{
    return v_from_bits(v_bits(a) & 0x7fffffff);
}

#if NN_VW == 16
#include "nn/cpu/vec_avx512.h"
#elif NN_VW == 8
#include "nn/cpu/vec_avx2.h"
#else
#include "nn/cpu/vec_any.h"
#endif

#ifndef V_HAS_SPLIT
V_INLINE vf v_split(vf a, vf *e)
{
    const vi tiny = a < v_set(1.17549435e-38f);
    const vu bits = (vu)v_select(tiny, a * v_set(8388608.0f), a);
    const vi exponent = (vi)(bits - (vu)v_set(0.75f)) >> 23;
    vf power = v_from_int(exponent) - v_select(tiny, v_set(23.0f), v_set(0.0f));
    power = v_select(a < v_set(INFINITY), power, a);
    power = v_select(a < v_set(0.0f), v_set(NAN), power);
    *e = v_select(a == v_set(0.0f), v_set(-INFINITY), power);
    return (vf)(bits - ((vu)exponent << 23));
}
#endif

/* As IEEE 754-2019 minimum and maximum: NaN if either operand is. */
V_INLINE vf v_min(vf a, vf b)
{
    return v_select(b != b, b, v_min_raw(b, a));
}

V_INLINE vf v_max(vf a, vf b)
{
    return v_select(b != b, b, v_max_raw(b, a));
}

/* Of n floats left, as many as a vector holds. */
V_INLINE vf v_load_upto(const float *p, int64_t n)
{
    return n >= NN_VW ? v_load(p) : v_load_lanes(p, (int)n);
}

V_INLINE void v_store_upto(float *p, vf v, int64_t n)
{
    if (n >= NN_VW)
        v_store(p, v);
    else
        v_store_lanes(p, v, (int)n);
}

/* Lanes below n from v, the others from `fill`. */
V_INLINE vf v_fill_after(vf v, int64_t n, vf fill)
{
    float lane[NN_VW];
    if (n >= NN_VW)
        return v;
    v_store(lane, fill);
    v_store_lanes(lane, v, (int)n);
    return v_load(lane);
}
