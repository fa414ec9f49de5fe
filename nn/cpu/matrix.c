/* SPDX-License-Identifier: MIT */
/* How a weight matrix W (O, I) lies in memory:
 *
 *   O > NN_THIN_MAX   panels: packed[o / 16][i][o % 16], so that one row of a product's tile is one
 *                     or two vectors of consecutive outputs
 *   O <= NN_THIN_MAX  rows: packed[o][i], each row padded to a multiple of 16 floats: a head of one
 *                     or two outputs would fill a panel with zeros
 */
#include "nn/cpu/isa.h"
#include "nn/cpu/vec.h"

static size_t padded(int64_t n)
{
    return ((size_t)n + NN_PANEL - 1) / NN_PANEL * NN_PANEL;
}

size_t NN_K(matrix_floats)(int64_t n_out, int64_t n_in)
{
    if (n_out <= NN_THIN_MAX)
        return (size_t)n_out * padded(n_in);
    return padded(n_out) * (size_t)n_in;
}

static size_t place(int64_t n_out, int64_t n_in, int64_t o, int64_t i)
{
    if (n_out <= NN_THIN_MAX)
        return (size_t)o * padded(n_in) + (size_t)i;
    return ((size_t)(o / NN_PANEL) * (size_t)n_in + (size_t)i) * NN_PANEL + (size_t)(o % NN_PANEL);
}

void NN_K(matrix_pack)(int64_t n_out, int64_t n_in, const float *canonical, float *packed)
{
    memset(packed, 0, NN_K(matrix_floats)(n_out, n_in) * sizeof *packed);
    for (int64_t o = 0; o < n_out; o++)
        for (int64_t i = 0; i < n_in; i++)
            packed[place(n_out, n_in, o, i)] = canonical[o * n_in + i];
}

void NN_K(matrix_unpack)(int64_t n_out, int64_t n_in, const float *packed, float *canonical)
{
    for (int64_t o = 0; o < n_out; o++)
        for (int64_t i = 0; i < n_in; i++)
            canonical[o * n_in + i] = packed[place(n_out, n_in, o, i)];
}

#if NN_VW == 16
#define QUADS(op, ...) _mm512_##op(__VA_ARGS__)
#define AS_DOUBLES(v)  _mm512_castps_pd(v)
#define AS_FLOATS(v)   _mm512_castpd_ps(v)

/* Four floats each of rows 0, 4, 8, 12. */
V_INLINE vf load_quads(const float *p)
{
    vf v = _mm512_castps128_ps512(_mm_loadu_ps(p));
    v = _mm512_mask_broadcast_f32x4(v, 0x00f0, _mm_loadu_ps(p + 4 * NN_PANEL));
    v = _mm512_mask_broadcast_f32x4(v, 0x0f00, _mm_loadu_ps(p + 8 * NN_PANEL));
    return _mm512_mask_broadcast_f32x4(v, 0xf000, _mm_loadu_ps(p + 12 * NN_PANEL));
}
#elif NN_VW == 8
#define QUADS(op, ...) _mm256_##op(__VA_ARGS__)
#define AS_DOUBLES(v)  _mm256_castps_pd(v)
#define AS_FLOATS(v)   _mm256_castpd_ps(v)

V_INLINE vf load_quads(const float *p)
{
    return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(p)),
                                _mm_loadu_ps(p + 4 * NN_PANEL), 1);
}
#endif

/* NN_VW rows of `from` (rows of NN_PANEL floats), columns 0..3 -> 4 rows of `to`. */
V_INLINE void transpose_strip(const float *from, float *to)
{
#if NN_VW >= 8
    const vf a = load_quads(from), b = load_quads(from + NN_PANEL);
    const vf c = load_quads(from + 2 * NN_PANEL), d = load_quads(from + 3 * NN_PANEL);
    const vf ab_low = QUADS(unpacklo_ps, a, b), ab_high = QUADS(unpackhi_ps, a, b);
    const vf cd_low = QUADS(unpacklo_ps, c, d), cd_high = QUADS(unpackhi_ps, c, d);
#define PAIR(op, x, y) AS_FLOATS(QUADS(op, AS_DOUBLES(x), AS_DOUBLES(y)))
    v_store(to, PAIR(unpacklo_pd, ab_low, cd_low));
    v_store(to + NN_PANEL, PAIR(unpackhi_pd, ab_low, cd_low));
    v_store(to + 2 * NN_PANEL, PAIR(unpacklo_pd, ab_high, cd_high));
    v_store(to + 3 * NN_PANEL, PAIR(unpackhi_pd, ab_high, cd_high));
#undef PAIR
#else
    for (int column = 0; column < 4; column++)
        v_store(to + column * NN_PANEL,
                (vf){from[column], from[NN_PANEL + column], from[2 * NN_PANEL + column],
                     from[3 * NN_PANEL + column]});
#endif
}

/* A square of a panel of W and its place in the transpose. */
static void transpose_square(const float *from, float *to)
{
    for (int row = 0; row < NN_PANEL; row += NN_VW)
        for (int column = 0; column < NN_PANEL; column += 4)
            transpose_strip(from + row * NN_PANEL + column, to + column * NN_PANEL + row);
}

void NN_K(matrix_transpose)(int64_t O, int64_t I, const float *packed, float *out)
{
    for (int64_t o = 0; o < O; o += NN_PANEL) {
        const int outputs = O - o < NN_PANEL ? (int)(O - o) : NN_PANEL;
        for (int64_t i = 0; i < I; i += NN_PANEL) {
            const int inputs = I - i < NN_PANEL ? (int)(I - i) : NN_PANEL;
            const float *from = packed + o * I + i * NN_PANEL;
            float *to = out + i * O + o * NN_PANEL;
            if (outputs == NN_PANEL && inputs == NN_PANEL) {
                transpose_square(from, to);
                continue;
            }
            for (int row = 0; row < outputs; row++)
                for (int lane = 0; lane < NN_PANEL; lane++)
                    to[row * NN_PANEL + lane] = lane < inputs ? from[lane * NN_PANEL + row] : 0.0f;
        }
    }
}
