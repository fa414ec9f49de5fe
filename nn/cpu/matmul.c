/* SPDX-License-Identifier: MIT */
/* C (M, N) = A (M, K) B (K, N): B is packed as the weights of a linear layer of N outputs
 * (nn/cpu/matrix.c), then that layer's kernels do the work. */
#include "nn/cpu/isa.h"
#include "nn/cpu/vec.h"

void NN_K(transpose)(int64_t rows, int64_t cols, const float *from, int64_t from_row, float *to,
                     int64_t to_row)
{
    const int64_t whole_rows = rows - rows % NN_VW, whole_cols = cols - cols % 4;
    for (int64_t r = 0; r < whole_rows; r += NN_VW)
        for (int64_t c = 0; c < whole_cols; c += 4) {
            vf four[4];
            v_load_columns(from + r * from_row + c, (size_t)from_row, four);
            for (int k = 0; k < 4; k++)
                v_store(to + (c + k) * to_row + r, four[k]);
        }
    for (int64_t c = 0; c < cols; c++)
        for (int64_t r = c < whole_cols ? whole_rows : 0; r < rows; r++)
            to[c * to_row + r] = from[r * from_row + c];
}

/* W (N, K) = B^T in panels: panel[k][lane] = B[k][n + lane], zero beyond N. */
static void pack_panels(const struct nn_cpu_matmul *m, float *packed)
{
    for (int64_t n = 0; n < m->N; n += NN_PANEL, packed += m->K * NN_PANEL) {
        const int64_t lanes = m->N - n < NN_PANEL ? m->N - n : NN_PANEL;
        if (lanes < NN_PANEL)
            memset(packed, 0, (size_t)(m->K * NN_PANEL) * sizeof *packed);
        if (m->b_t) {
            NN_K(transpose)(lanes, m->K, m->b + n * m->K, m->K, packed, NN_PANEL);
            continue;
        }
        for (int64_t k = 0; k < m->K; k++) {
            const float *from = m->b + k * m->N + n;
            float *to = packed + k * NN_PANEL;
            for (int64_t lane = 0; lane < lanes; lane += NN_VW)
                v_store_upto(to + lane, v_load_upto(from + lane, lanes - lane), lanes - lane);
        }
    }
}

/* W (N, K) = B^T in rows that are padded with zeros to whole panels. */
static void pack_rows(const struct nn_cpu_matmul *m, float *packed)
{
    const int64_t row = (m->K + NN_PANEL - 1) / NN_PANEL * NN_PANEL;
    for (int64_t n = 0; n < m->N; n++)
        memset(packed + (n + 1) * row - NN_PANEL, 0, NN_PANEL * sizeof *packed);
    if (!m->b_t) {
        NN_K(transpose)(m->K, m->N, m->b, m->N, packed, row);
        return;
    }
    for (int64_t n = 0; n < m->N; n++)
        memcpy(packed + n * row, m->b + n * m->K, (size_t)m->K * sizeof *packed);
}

static size_t packed_floats(const struct nn_cpu_matmul *m)
{
    return (NN_K(matrix_floats)(m->N, m->K) + NN_PANEL - 1) / NN_PANEL * NN_PANEL;
}

size_t NN_K(matmul_scratch_floats)(const struct nn_cpu_matmul *m)
{
    return packed_floats(m) + (m->a_t ? (size_t)(m->M * m->K) : 0);
}

void NN_K(matmul)(const struct nn_cpu_matmul *m)
{
    struct nn_cpu_linear l = {
        .B = m->M, .I = m->K, .O = m->N, .x = m->a, .w = m->scratch, .y = m->c};
    if (m->N <= NN_THIN_MAX)
        pack_rows(m, m->scratch);
    else
        pack_panels(m, m->scratch);
    if (m->a_t) {
        float *rows = m->scratch + packed_floats(m);
        NN_K(transpose)(m->K, m->M, m->a, m->M, rows, m->K);
        l.x = rows;
    }
    NN_K(linear_fwd)(&l);
}
