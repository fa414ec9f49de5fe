/* SPDX-License-Identifier: MIT */
/* Linear layers of at most NN_THIN_MAX outputs: the heads of policies and critics. The weights are
 * rows (nn/cpu/matrix.c) and vectors run along the inputs, so no lane computes a missing output.
 * Each function is made once per O, which keeps its accumulators in registers. */
#include <stdbool.h>

#include "nn/cpu/isa.h"
#include "nn/cpu/vmath.h"

#define EACH_THIN(X) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8)
typedef void (*thin_fn)(const struct nn_cpu_linear *l);

static size_t row_floats(int64_t I)
{
    return (size_t)(I + NN_PANEL - 1) / NN_PANEL * NN_PANEL;
}

/* ---- forward: a dot product per row and output; lane sums are added by halves ---- */

/* R rows of x against O rows of w. */
V_INLINE void fwd_rows(const int R, const int O, const struct nn_cpu_linear *l, int64_t row)
{
    const int64_t I = l->I, whole = I - I % NN_VW;
    const size_t w_row = row_floats(I);
    const float *x = l->x + row * I;
    vf sum[4][NN_THIN_MAX];
    V_UNROLL(4)
    for (int r = 0; r < R; r++) {
        V_UNROLL(8)
        for (int o = 0; o < O; o++)
            sum[r][o] = v_set(0.0f);
    }
    for (int64_t i = 0; i < whole; i += NN_VW) {
        V_UNROLL(8)
        for (int o = 0; o < O; o++) {
            const vf w = v_load(l->w + (size_t)o * w_row + i);
            V_UNROLL(4)
            for (int r = 0; r < R; r++)
                sum[r][o] = v_fma(v_load(x + r * I + i), w, sum[r][o]);
        }
    }
    if (whole < I) {
        V_UNROLL(4)
        for (int r = 0; r < R; r++) {
            const vf tail = v_load_lanes(x + r * I + whole, (int)(I - whole));
            V_UNROLL(8)
            for (int o = 0; o < O; o++)
                sum[r][o] = v_fma(tail, v_load(l->w + (size_t)o * w_row + whole), sum[r][o]);
        }
    }
    V_UNROLL(4)
    for (int r = 0; r < R; r++) {
        V_UNROLL(8)
        for (int o = 0; o < O; o++)
            l->y[(row + r) * O + o] = v_sum(sum[r][o]) + (l->bias ? l->bias[o] : 0.0f);
    }
}

V_INLINE void fwd_all(const int O, const struct nn_cpu_linear *l)
{
    const int R = O <= 2 ? 4 : O <= 4 || NN_VW == 16 ? 2 : 1;
    int64_t row = 0;
    for (; row + R <= l->B; row += R)
        fwd_rows(R, O, l, row);
    for (; row < l->B; row++)
        fwd_rows(1, O, l, row);
}

static void activate(int64_t n, float *y, enum nn_activation act)
{
    for (int64_t i = 0; i < n; i += NN_VW) {
        const vf v = v_load_upto(y + i, n - i);
        v_store_upto(y + i, act == NN_ACT_TANH ? v_tanh(v) : v_max_raw(v_set(0.0f), v), n - i);
    }
}

#define THIN_FWD(O)                                    \
    static void fwd_##O(const struct nn_cpu_linear *l) \
    {                                                  \
        fwd_all(O, l);                                 \
    }
EACH_THIN(THIN_FWD)
#define THIN_FWD_NAME(O) fwd_##O,
static const thin_fn fwd_of[] = {EACH_THIN(THIN_FWD_NAME)};

void NN_K(thin_fwd)(const struct nn_cpu_linear *l)
{
    fwd_of[l->O - 1](l);
    if (l->act != NN_ACT_NONE)
        activate(l->B * l->O, l->y, l->act);
}

/* ---- dx[b][i] = act' * sum over o of dy[b][o] w[o][i] ---- */

/* By rows, so that dx and x_out are walked in order; the weights stay in the L1 cache. */
V_INLINE void dx_all(const int O, const enum nn_activation act, const struct nn_cpu_linear *l)
{
    const int64_t I = l->I;
    const size_t w_row = row_floats(I);
    for (int64_t b = 0; b < l->B; b++) {
        vf dy[NN_THIN_MAX];
        V_UNROLL(8)
        for (int o = 0; o < O; o++)
            dy[o] = v_set(l->dy[b * O + o]);
        for (int64_t i = 0; i < I; i += NN_VW) {
            vf d = dy[0] * v_load(l->w + i);
            V_UNROLL(8)
            for (int o = 1; o < O; o++)
                d = v_fma(dy[o], v_load(l->w + (size_t)o * w_row + i), d);
            if (act != NN_ACT_NONE) {
                const vf h = v_load_upto(l->x_out + b * I + i, I - i);
                d = act == NN_ACT_TANH ? d * v_fnma(h, h, v_set(1.0f))
                                       : v_select(h > v_set(0.0f), d, v_set(0.0f));
            }
            v_store_upto(l->dx + b * I + i, d, I - i);
        }
    }
}

#define THIN_DX(O)                                    \
    static void dx_##O(const struct nn_cpu_linear *l) \
    {                                                 \
        if (l->act == NN_ACT_TANH)                    \
            dx_all(O, NN_ACT_TANH, l);                \
        else if (l->act == NN_ACT_RELU)               \
            dx_all(O, NN_ACT_RELU, l);                \
        else                                          \
            dx_all(O, NN_ACT_NONE, l);                \
    }
EACH_THIN(THIN_DX)
#define THIN_DX_NAME(O) dx_##O,
static const thin_fn dx_of[] = {EACH_THIN(THIN_DX_NAME)};

void NN_K(thin_dx)(const struct nn_cpu_linear *l)
{
    dx_of[l->O - 1](l);
}

/* ---- gw[o][i] += sum over b of dy[b][o] x[b][i]; gb[o] += sum over b of dy[b][o] ---- */

/* N vectors of inputs from i on, all rows. The last vector may be partial. */
V_INLINE void dw_strip(const int O, const int N, const bool sums, const struct nn_cpu_linear *l,
                       int64_t i)
{
    const int64_t I = l->I, last = I - i - (N - 1) * NN_VW;
    const size_t w_row = row_floats(I);
    vf g[NN_THIN_MAX][4], s[NN_THIN_MAX];
    V_UNROLL(8)
    for (int o = 0; o < O; o++) {
        s[o] = v_set(sums ? l->gb[o] : 0.0f);
        V_UNROLL(4)
        for (int v = 0; v < N; v++)
            g[o][v] = v_load(l->gw + (size_t)o * w_row + i + v * NN_VW);
    }
    for (int64_t b = 0; b < l->B; b++) {
        const float *x_row = l->x + b * I + i;
        vf x[4];
        V_UNROLL(4)
        for (int v = 0; v < N; v++)
            x[v] = v == N - 1 ? v_load_upto(x_row + v * NN_VW, last) : v_load(x_row + v * NN_VW);
        V_UNROLL(8)
        for (int o = 0; o < O; o++) {
            const vf d = v_set(l->dy[b * O + o]);
            if (sums)
                s[o] += d;
            V_UNROLL(4)
            for (int v = 0; v < N; v++)
                g[o][v] = v_fma(d, x[v], g[o][v]);
        }
    }
    V_UNROLL(8)
    for (int o = 0; o < O; o++) {
        if (sums)
            l->gb[o] = s[o][0];
        V_UNROLL(4)
        for (int v = 0; v < N; v++) {
            float *to = l->gw + (size_t)o * w_row + i + v * NN_VW;
            v_store_upto(to, g[o][v], v == N - 1 ? last : NN_VW);
        }
    }
}

V_INLINE void dw_all(const int O, const struct nn_cpu_linear *l)
{
    const int N = O == 1 ? 4 : O <= 4 ? 2 : 1;
    int64_t i = 0;
    dw_strip(O, 1, true, l, i);
    for (i = NN_VW; i + (N - 1) * NN_VW < l->I; i += N * NN_VW)
        dw_strip(O, N, false, l, i);
    for (; i < l->I; i += NN_VW)
        dw_strip(O, 1, false, l, i);
}

#define THIN_DW(O)                                    \
    static void dw_##O(const struct nn_cpu_linear *l) \
    {                                                 \
        dw_all(O, l);                                 \
    }
EACH_THIN(THIN_DW)
#define THIN_DW_NAME(O) dw_##O,
static const thin_fn dw_of[] = {EACH_THIN(THIN_DW_NAME)};

void NN_K(thin_dw)(const struct nn_cpu_linear *l)
{
    dw_of[l->O - 1](l);
}
