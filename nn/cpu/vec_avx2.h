/* SPDX-License-Identifier: MIT */
/* 8 floats: AVX2 and FMA. Included by nn/cpu/vec.h, which says what the functions mean. */
#pragma once

#include <immintrin.h>

#define V_FUSED 1

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

V_INLINE int v_all_within(vf a, float most)
{
    return _mm256_movemask_ps((vf)(v_abs(a) <= v_set(most))) == 0xff;
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

/* In two steps, since 2^n itself may be no float: n is in [-252, 254]. */
V_INLINE vf v_scale_by_power(vf a, vf n)
{
    const vi power = v_to_int(n), half = power >> 1;
    const vf first = v_from_bits((half + 127) << 23);
    const vf second = v_from_bits((power - half + 127) << 23);
    return a * first * second;
}

V_INLINE float v_sum(vf v)
{
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    return (four[0] + four[2]) + (four[1] + four[3]);
}

/* In each group of four lanes, the 4 x 4 square of vectors 0..3 is transposed. */
V_INLINE void v_transpose_quads(vf v[4])
{
    const vf low01 = _mm256_unpacklo_ps(v[0], v[1]), high01 = _mm256_unpackhi_ps(v[0], v[1]);
    const vf low23 = _mm256_unpacklo_ps(v[2], v[3]), high23 = _mm256_unpackhi_ps(v[2], v[3]);
    v[0] = (vf)_mm256_unpacklo_pd((__m256d)low01, (__m256d)low23);
    v[1] = (vf)_mm256_unpackhi_pd((__m256d)low01, (__m256d)low23);
    v[2] = (vf)_mm256_unpacklo_pd((__m256d)high01, (__m256d)high23);
    v[3] = (vf)_mm256_unpackhi_pd((__m256d)high01, (__m256d)high23);
}

V_INLINE void v_load_columns(const float *p, size_t stride, vf column[4])
{
    for (size_t r = 0; r < 4; r++) {
        const float *row = p + r * stride;
        column[r] = _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(row)),
                                         _mm_loadu_ps(row + 4 * stride), 1);
    }
    v_transpose_quads(column);
}

V_INLINE void v_store_columns(float *p, size_t stride, const vf column[4])
{
    vf v[4] = {column[0], column[1], column[2], column[3]};
    v_transpose_quads(v);
    for (size_t r = 0; r < 4; r++) {
        float *row = p + r * stride;
        _mm_storeu_ps(row, _mm256_castps256_ps128(v[r]));
        _mm_storeu_ps(row + 4 * stride, _mm256_extractf128_ps(v[r], 1));
    }
}
