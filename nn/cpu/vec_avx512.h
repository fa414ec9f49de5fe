/* SPDX-License-Identifier: MIT */
/* 16 floats: AVX-512 with F and DQ. Included by nn/cpu/vec.h, which says what the functions mean.
 */
#pragma once

#include <immintrin.h>

#define V_FUSED 1

V_INLINE vf v_set(float x)
{
    return _mm512_set1_ps(x);
}

V_INLINE vf v_fma(vf a, vf b, vf c)
{
    return _mm512_fmadd_ps(a, b, c);
}

V_INLINE vf v_fnma(vf a, vf b, vf c)
{
    return _mm512_fnmadd_ps(a, b, c);
}

/* Compilers make a comparison and a blend of this, without the vector of all ones between them. */
V_INLINE vf v_select(vi mask, vf x, vf y)
{
    return (vf)((mask & (vi)x) | (~mask & (vi)y));
}

V_INLINE int v_all_within(vf a, float most)
{
    return _mm512_cmp_ps_mask(v_abs(a), v_set(most), _CMP_LE_OQ) == 0xffff;
}

V_INLINE vf v_sqrt(vf a)
{
    return _mm512_sqrt_ps(a);
}

V_INLINE vf v_min_raw(vf a, vf b)
{
    return _mm512_min_ps(a, b);
}

V_INLINE vf v_max_raw(vf a, vf b)
{
    return _mm512_max_ps(a, b);
}

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

V_INLINE vf v_scale_by_power(vf a, vf n)
{
    return _mm512_scalef_ps(a, n);
}

#define V_HAS_SPLIT 1
V_INLINE vf v_split(vf a, vf *e)
{
    const vf m = _mm512_getmant_ps(a, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_nan);
    *e = _mm512_getexp_ps(a) - _mm512_getexp_ps(m);
    return m;
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

V_INLINE float v_sum(vf v)
{
    const __m256 eight = _mm256_add_ps(_mm512_castps512_ps256(v), _mm512_extractf32x8_ps(v, 1));
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
    return (four[0] + four[2]) + (four[1] + four[3]);
}

/* In each group of four lanes, the 4 x 4 square of vectors 0..3 is transposed. */
V_INLINE void v_transpose_quads(vf v[4])
{
    const vf low01 = _mm512_unpacklo_ps(v[0], v[1]), high01 = _mm512_unpackhi_ps(v[0], v[1]);
    const vf low23 = _mm512_unpacklo_ps(v[2], v[3]), high23 = _mm512_unpackhi_ps(v[2], v[3]);
    v[0] = (vf)_mm512_unpacklo_pd((__m512d)low01, (__m512d)low23);
    v[1] = (vf)_mm512_unpackhi_pd((__m512d)low01, (__m512d)low23);
    v[2] = (vf)_mm512_unpacklo_pd((__m512d)high01, (__m512d)high23);
    v[3] = (vf)_mm512_unpackhi_pd((__m512d)high01, (__m512d)high23);
}

V_INLINE void v_load_columns(const float *p, size_t stride, vf column[4])
{
    for (size_t r = 0; r < 4; r++) {
        const float *row = p + r * stride;
        vf v = _mm512_castps128_ps512(_mm_loadu_ps(row));
        v = _mm512_mask_broadcast_f32x4(v, 0x00f0, _mm_loadu_ps(row + 4 * stride));
        v = _mm512_mask_broadcast_f32x4(v, 0x0f00, _mm_loadu_ps(row + 8 * stride));
        column[r] = _mm512_mask_broadcast_f32x4(v, 0xf000, _mm_loadu_ps(row + 12 * stride));
    }
    v_transpose_quads(column);
}

V_INLINE void v_store_columns(float *p, size_t stride, const vf column[4])
{
    vf v[4] = {column[0], column[1], column[2], column[3]};
    v_transpose_quads(v);
    for (size_t r = 0; r < 4; r++) {
        float *row = p + r * stride;
        _mm_storeu_ps(row, _mm512_castps512_ps128(v[r]));
        _mm_storeu_ps(row + 4 * stride, _mm512_extractf32x4_ps(v[r], 1));
        _mm_storeu_ps(row + 8 * stride, _mm512_extractf32x4_ps(v[r], 2));
        _mm_storeu_ps(row + 12 * stride, _mm512_extractf32x4_ps(v[r], 3));
    }
}

/* 16 vectors as the rows of a square: quads are transposed within their group of four lanes, then
 * the groups change places. */
#define V_HAS_TRANSPOSE 1
V_INLINE void v_transpose(vf v[16])
{
    vf w[16];
    V_UNROLL(4)
    for (int q = 0; q < 16; q += 4)
        v_transpose_quads(v + q);
    V_UNROLL(4)
    for (int c = 0; c < 4; c++) {
        const vf low01 = _mm512_shuffle_f32x4(v[c], v[4 + c], 0x44);
        const vf high01 = _mm512_shuffle_f32x4(v[c], v[4 + c], 0xee);
        const vf low23 = _mm512_shuffle_f32x4(v[8 + c], v[12 + c], 0x44);
        const vf high23 = _mm512_shuffle_f32x4(v[8 + c], v[12 + c], 0xee);
        w[c] = _mm512_shuffle_f32x4(low01, low23, 0x88);
        w[4 + c] = _mm512_shuffle_f32x4(low01, low23, 0xdd);
        w[8 + c] = _mm512_shuffle_f32x4(high01, high23, 0x88);
        w[12 + c] = _mm512_shuffle_f32x4(high01, high23, 0xdd);
    }
    V_UNROLL(16)
    for (int r = 0; r < 16; r++)
        v[r] = w[r];
}
