/* SPDX-License-Identifier: MIT */
/* Extremes along an axis, and bytes and integers as floats: loops plain enough for the compiler to
 * vectorise. */
#include <stdbool.h>

#include "nn/cpu/isa.h"
#include "nn/cpu/vec.h"

V_INLINE float extreme(bool greatest, float most, float x)
{
    const bool better = greatest ? x > most : x < most;
    return better || x != x ? x : most;
}

V_INLINE void extreme_axis(const bool greatest, int64_t outer, int64_t len, int64_t inner,
                           const float *a, float *out)
{
    for (int64_t o = 0; o < outer; o++, out += inner) {
        memcpy(out, a, (size_t)inner * sizeof *out);
        a += inner;
        for (int64_t j = 1; j < len; j++, a += inner)
            for (int64_t i = 0; i < inner; i++)
                out[i] = extreme(greatest, out[i], a[i]);
    }
}

/* NN_VW neighbours at a time. */
void NN_K(argmax_axis)(int64_t outer, int64_t len, int64_t inner, const float *a, int32_t *out)
{
    for (int64_t o = 0; o < outer; o++, a += len * inner, out += inner) {
        for (int64_t i = 0; i < inner; i += NN_VW) {
            int32_t index[NN_VW];
            vf most = v_load_upto(a + i, inner - i), at = v_set(0.0f);
            for (int64_t j = 1; j < len; j++) {
                const vf x = v_load_upto(a + j * inner + i, inner - i);
                const vi better = (x > most) | ((x != x) & (most == most));
                most = v_select(better, x, most);
                at = v_select(better, v_set((float)j), at);
            }
            v_store_int(index, v_to_int(at));
            const int64_t n = inner - i < NN_VW ? inner - i : NN_VW;
            memcpy(out + i, index, (size_t)n * sizeof *out);
        }
    }
}

void NN_K(max_axis)(int64_t outer, int64_t len, int64_t inner, const float *a, float *out)
{
    extreme_axis(true, outer, len, inner, a, out);
}

void NN_K(min_axis)(int64_t outer, int64_t len, int64_t inner, const float *a, float *out)
{
    extreme_axis(false, outer, len, inner, a, out);
}

void NN_K(scale_bytes)(size_t n, const uint8_t *a, float factor, float *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = factor * (float)a[i];
}

void NN_K(scale_ints)(size_t n, const int32_t *a, float factor, float *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = factor * (float)a[i];
}
