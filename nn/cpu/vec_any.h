/* SPDX-License-Identifier: MIT */
/* 4 floats in the compiler's vector types alone: any machine. Included by nn/cpu/vec.h, which says
 * what the functions mean. */
#pragma once

#define V_FUSED 0

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

V_INLINE int v_all_within(vf a, float most)
{
    const vi within = v_abs(a) <= v_set(most);
    int32_t all = -1;
    for (int lane = 0; lane < NN_VW; lane++)
        all &= within[lane];
    return all != 0;
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

/* Lanes that fit into no int32_t may hold anything in what is computed from them, but C wants a
 * number that fits. */
V_INLINE int32_t v_lane_to_int(float a)
{
    return a >= -0x1p31f && a < 0x1p31f ? (int32_t)a : 0;
}

V_INLINE vi v_to_int(vf a)
{
    return (vi){v_lane_to_int(a[0]), v_lane_to_int(a[1]), v_lane_to_int(a[2]), v_lane_to_int(a[3])};
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
    return (v[0] + v[2]) + (v[1] + v[3]);
}

V_INLINE void v_load_columns(const float *p, size_t stride, vf column[4])
{
    const vf a = v_load(p), b = v_load(p + stride);
    const vf c = v_load(p + 2 * stride), d = v_load(p + 3 * stride);
    for (int i = 0; i < 4; i++)
        column[i] = (vf){a[i], b[i], c[i], d[i]};
}

V_INLINE void v_store_columns(float *p, size_t stride, const vf column[4])
{
    for (size_t i = 0; i < 4; i++)
        v_store(p + i * stride, (vf){column[0][i], column[1][i], column[2][i], column[3][i]});
}
