/* SPDX-License-Identifier: MIT */
/* Vectors of NN_VW floats: 4 (any machine), 8 (AVX2 and FMA), 16 (AVX-512 F, DQ, BW, VL).
 * Arithmetic and comparisons are the compiler's vector operators; here is what they lack. Every
 * function has the same meaning at every width, so a kernel is written once.
 *
 * "n lanes": lanes 0..n-1 are in memory (1 <= n <= NN_VW); memory beyond them is never touched, and
 * loaded lanes beyond them are zero.
 */
#pragma once

#include <math.h>
#include <stdint.h>
#include <string.h>

#if NN_VW > 4
#include <immintrin.h>
#endif

typedef float vf __attribute__((vector_size(4 * NN_VW)));
typedef int32_t vi __attribute__((vector_size(4 * NN_VW)));
typedef uint32_t vu __attribute__((vector_size(4 * NN_VW))); /* where integers may wrap */
typedef float vf_mem __attribute__((vector_size(4 * NN_VW), aligned(4), may_alias));
typedef int32_t vi_mem __attribute__((vector_size(4 * NN_VW), aligned(4), may_alias));

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

#if NN_VW == 16

V_INLINE vf v_set(float x)
{
    return _mm512_set1_ps(x);
}

/* a * b + c, rounded once */
V_INLINE vf v_fma(vf a, vf b, vf c)
{
    return _mm512_fmadd_ps(a, b, c);
}

/* c - a * b, rounded once */
V_INLINE vf v_fnma(vf a, vf b, vf c)
{
    return _mm512_fnmadd_ps(a, b, c);
}

V_INLINE vf v_select(vi mask, vf x, vf y)
{
    return (vf)_mm512_ternarylogic_epi32((__m512i)mask, (__m512i)x, (__m512i)y, 0xca);
}

V_INLINE vf v_sqrt(vf a)
{
    return _mm512_sqrt_ps(a);
}

/* The smaller (greater); the second operand if either is NaN. */
V_INLINE vf v_min_raw(vf a, vf b)
{
    return _mm512_min_ps(a, b);
}

V_INLINE vf v_max_raw(vf a, vf b)
{
    return _mm512_max_ps(a, b);
}

/* To the nearest integer, ties to even. */
V_INLINE vf v_round(vf a)
{
    return _mm512_roundscale_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}

V_INLINE vi v_to_int(vf a)
{
    return (vi)_mm512_cvttps_epi32(a);
}

V_INLINE vf v_from_int(vi a)
{
    return _mm512_cvtepi32_ps((__m512i)a);
}

/* a * 2^n for integral n: overflows to inf, rounds once where the result is subnormal. */
V_INLINE vf v_scale_by_power(vf a, vf n)
{
    return _mm512_scalef_ps(a, n);
}

V_INLINE __mmask16 v_lanes(int n)
{
    return (__mmask16)((1u << n) - 1u);
}

V_INLINE vf v_load_lanes(const float *p, int n)
{
    return _mm512_maskz_loadu_ps(v_lanes(n), p);
}

V_INLINE void v_store_lanes(float *p, vf v, int n)
{
    _mm512_mask_storeu_ps(p, v_lanes(n), v);
}

#elif NN_VW == 8

V_INLINE vf v_set(float x)
{
    return _mm256_set1_ps(x);
}

V_INLINE vf v_fma(vf a, vf b, vf c)
{
    return _mm256_fmadd_ps(a, b, c);
}

V_INLINE vf v_fnma(vf a, vf b, vf c)
{
    return _mm256_fnmadd_ps(a, b, c);
}

V_INLINE vf v_select(vi mask, vf x, vf y)
{
    return _mm256_blendv_ps(y, x, (vf)mask);
}

V_INLINE vf v_sqrt(vf a)
{
    return _mm256_sqrt_ps(a);
}

V_INLINE vf v_min_raw(vf a, vf b)
{
    return _mm256_min_ps(a, b);
}

V_INLINE vf v_max_raw(vf a, vf b)
{
    return _mm256_max_ps(a, b);
}

V_INLINE vf v_round(vf a)
{
    return _mm256_round_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}

V_INLINE vi v_to_int(vf a)
{
    return (vi)_mm256_cvttps_epi32(a);
}

V_INLINE vf v_from_int(vi a)
{
    return _mm256_cvtepi32_ps((__m256i)a);
}

V_INLINE vi v_lanes(int n)
{
    return (vi){0, 1, 2, 3, 4, 5, 6, 7} < n;
}

V_INLINE vf v_load_lanes(const float *p, int n)
{
    return _mm256_maskload_ps(p, (__m256i)v_lanes(n));
}

V_INLINE void v_store_lanes(float *p, vf v, int n)
{
    _mm256_maskstore_ps(p, (__m256i)v_lanes(n), v);
}

#else

V_INLINE vf v_set(float x)
{
    return (vf){x, x, x, x};
}

/* No fused multiply-add everywhere: here the product is rounded, too. */
V_INLINE vf v_fma(vf a, vf b, vf c)
{
    return a * b + c;
}

V_INLINE vf v_fnma(vf a, vf b, vf c)
{
    return c - a * b;
}

V_INLINE vf v_select(vi mask, vf x, vf y)
{
    return (vf)((mask & (vi)x) | (~mask & (vi)y));
}

V_INLINE vf v_sqrt(vf a)
{
    return (vf){sqrtf(a[0]), sqrtf(a[1]), sqrtf(a[2]), sqrtf(a[3])};
}

V_INLINE vf v_min_raw(vf a, vf b)
{
    return v_select(a < b, a, b);
}

V_INLINE vf v_max_raw(vf a, vf b)
{
    return v_select(a > b, a, b);
}

/* Adding 1.5 * 2^23 leaves no fraction bits; right for |a| < 2^22, which is all that is asked. */
V_INLINE vf v_round(vf a)
{
    const vf magic = v_set(12582912.0f);
    return (a + magic) - magic;
}

V_INLINE vi v_to_int(vf a)
{
    return (vi){(int32_t)a[0], (int32_t)a[1], (int32_t)a[2], (int32_t)a[3]};
}

V_INLINE vf v_from_int(vi a)
{
    return (vf){(float)a[0], (float)a[1], (float)a[2], (float)a[3]};
}

V_INLINE vf v_load_lanes(const float *p, int n)
{
    vf v = {0};
    for (int i = 0; i < n; i++)
        v[i] = p[i];
    return v;
}

V_INLINE void v_store_lanes(float *p, vf v, int n)
{
    for (int i = 0; i < n; i++)
        p[i] = v[i];
}

#endif

#if NN_VW < 16
/* In two steps, since 2^n itself may be no float: n is in [-252, 254]. */
V_INLINE vf v_scale_by_power(vf a, vf n)
{
    const vi power = v_to_int(n), half = power >> 1;
    const vf first = v_from_bits((half + 127) << 23);
    const vf second = v_from_bits((power - half + 127) << 23);
    return a * first * second;
}
#endif

V_INLINE vf v_abs(vf a)
{
    return v_from_bits(v_bits(a) & 0x7fffffff);
}

/* As IEEE 754-2019 minimum and maximum: NaN if either operand is. */
V_INLINE vf v_min(vf a, vf b)
{
    return v_select(b != b, b, v_min_raw(b, a));
}

V_INLINE vf v_max(vf a, vf b)
{
    return v_select(b != b, b, v_max_raw(b, a));
}

/* Sum of the lanes, by halves: a tree of fixed shape. */
V_INLINE float v_sum(vf v)
{
#if NN_VW == 16
    const __m256 eight = _mm256_add_ps(_mm512_castps512_ps256(v), _mm512_extractf32x8_ps(v, 1));
#elif NN_VW == 8
    const __m256 eight = v;
#endif
#if NN_VW >= 8
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
#else
    const vf four = v;
#endif
    return (four[0] + four[2]) + (four[1] + four[3]);
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

/* ---- transposition: four columns of NN_VW rows that are `stride` floats apart ---- */

/* In each group of four lanes, the 4 x 4 square of vectors 0..3 is transposed. */
V_INLINE void v_transpose_quads(vf v[4])
{
#if NN_VW == 16
#define V_WIDE(op, ...)   _mm512_##op(__VA_ARGS__)
#define V_PAIRS(op, x, y) _mm512_castpd_ps(_mm512_##op(_mm512_castps_pd(x), _mm512_castps_pd(y)))
#elif NN_VW == 8
#define V_WIDE(op, ...)   _mm256_##op(__VA_ARGS__)
#define V_PAIRS(op, x, y) _mm256_castpd_ps(_mm256_##op(_mm256_castps_pd(x), _mm256_castps_pd(y)))
#endif
#if NN_VW >= 8
    const vf low01 = V_WIDE(unpacklo_ps, v[0], v[1]), high01 = V_WIDE(unpackhi_ps, v[0], v[1]);
    const vf low23 = V_WIDE(unpacklo_ps, v[2], v[3]), high23 = V_WIDE(unpackhi_ps, v[2], v[3]);
    v[0] = V_PAIRS(unpacklo_pd, low01, low23);
    v[1] = V_PAIRS(unpackhi_pd, low01, low23);
    v[2] = V_PAIRS(unpacklo_pd, high01, high23);
    v[3] = V_PAIRS(unpackhi_pd, high01, high23);
#undef V_WIDE
#undef V_PAIRS
#else
    const vf a = v[0], b = v[1], c = v[2], d = v[3];
    for (int i = 0; i < 4; i++)
        v[i] = (vf){a[i], b[i], c[i], d[i]};
#endif
}

/* Four floats of each row; column[c][r] = p[r * stride + c]. */
V_INLINE void v_load_columns(const float *p, size_t stride, vf column[4])
{
    for (size_t r = 0; r < 4; r++) {
        const float *row = p + r * stride;
#if NN_VW == 16
        vf v = _mm512_castps128_ps512(_mm_loadu_ps(row));
        v = _mm512_mask_broadcast_f32x4(v, 0x00f0, _mm_loadu_ps(row + 4 * stride));
        v = _mm512_mask_broadcast_f32x4(v, 0x0f00, _mm_loadu_ps(row + 8 * stride));
        column[r] = _mm512_mask_broadcast_f32x4(v, 0xf000, _mm_loadu_ps(row + 12 * stride));
#elif NN_VW == 8
        column[r] = _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(row)),
                                         _mm_loadu_ps(row + 4 * stride), 1);
#else
        column[r] = v_load(row);
#endif
    }
    v_transpose_quads(column);
}

V_INLINE void v_store_columns(float *p, size_t stride, const vf column[4])
{
    vf v[4] = {column[0], column[1], column[2], column[3]};
    v_transpose_quads(v);
    for (size_t r = 0; r < 4; r++) {
        float *row = p + r * stride;
#if NN_VW == 16
        _mm_storeu_ps(row, _mm512_castps512_ps128(v[r]));
        _mm_storeu_ps(row + 4 * stride, _mm512_extractf32x4_ps(v[r], 1));
        _mm_storeu_ps(row + 8 * stride, _mm512_extractf32x4_ps(v[r], 2));
        _mm_storeu_ps(row + 12 * stride, _mm512_extractf32x4_ps(v[r], 3));
#elif NN_VW == 8
        _mm_storeu_ps(row, _mm256_castps256_ps128(v[r]));
        _mm_storeu_ps(row + 4 * stride, _mm256_extractf128_ps(v[r], 1));
#else
        v_store(row, v[r]);
#endif
    }
}
