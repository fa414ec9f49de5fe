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

/* A square of a panel of W and its place in the transpose. */
static void transpose_square(const float *from, float *to)
{
#ifdef V_HAS_TRANSPOSE
    vf rows[NN_VW];
    V_UNROLL(16)
    for (int r = 0; r < NN_VW; r++)
        rows[r] = v_load(from + r * NN_PANEL);
    v_transpose(rows);
    V_UNROLL(16)
    for (int r = 0; r < NN_VW; r++)
        v_store(to + r * NN_PANEL, rows[r]);
#else
    for (int row = 0; row < NN_PANEL; row += NN_VW) {
        V_UNROLL(4)
        for (int column = 0; column < NN_PANEL; column += 4) {
            vf four[4];
            v_load_columns(from + row * NN_PANEL + column, NN_PANEL, four);
            for (int c = 0; c < 4; c++)
                v_store(to + (column + c) * NN_PANEL + row, four[c]);
        }
    }
#endif
}

void NN_K(matrix_transpose)(const struct nn_cpu_block *block, const float *packed, float *out)
{
    const int64_t I = block->I;
    const int64_t rows = (block->o_end - block->o + NN_PANEL - 1) / NN_PANEL * NN_PANEL;
    for (int64_t o = block->o; o < block->o_end; o += NN_PANEL) {
        for (int64_t i = block->i; i < block->i_end; i += NN_PANEL) {
            const int inputs = block->i_end - i < NN_PANEL ? (int)(block->i_end - i) : NN_PANEL;
            const float *from = packed + o * I + i * NN_PANEL;
            float *to = out + (i - block->i) * rows + (o - block->o) * NN_PANEL;
            if (inputs == NN_PANEL) {
                transpose_square(from, to);
                continue;
            }
            for (int row = 0; row < NN_PANEL; row++)
                for (int lane = 0; lane < NN_PANEL; lane++)
                    to[row * NN_PANEL + lane] = lane < inputs ? from[lane * NN_PANEL + row] : 0.0f;
        }
    }
}
