/* SPDX-License-Identifier: MIT */
/* Operations along the rows of (B, D). Narrow rows (the few actions of a policy) are transposed by
 * the strip, so that a vector holds one column of NN_VW rows; in wide rows vectors run along the
 * row. Either way a row's bits do not depend on its neighbours. */
#include <stdbool.h>

#include "nn/cpu/isa.h"
#include "nn/cpu/vmath.h"

#define NARROW_MAX 32
#define STRIP      64 /* rows transposed at a time: a multiple of NN_VW */

struct strip {
    float column[NARROW_MAX][STRIP];
};

/* ---- between rows and strips ---- */

/* Row by row; a constant D becomes shuffles. */
V_INLINE void gather_rows(const int64_t D, int64_t first, int64_t end, const float *a,
                          struct strip *s)
{
    for (int64_t r = first; r < end; r++)
        for (int64_t d = 0; d < D; d++)
            s->column[d][r] = a[r * D + d];
}

V_INLINE void scatter_rows(const int64_t D, int64_t first, int64_t end, const struct strip *s,
                           float *a)
{
    for (int64_t r = first; r < end; r++)
        for (int64_t d = 0; d < D; d++)
            a[r * D + d] = s->column[d][r];
}

/* Four columns at a time, the last four overlapping those before them (D >= 4). Returns how many
 * rows, in whole vectors, were done. */
static int64_t gather_vectors(int64_t D, int64_t rows, const float *a, struct strip *s)
{
    const int64_t whole = rows - rows % NN_VW;
    for (int64_t r = 0; r < whole; r += NN_VW) {
        for (int64_t next = 0; next < D; next += 4) {
            const int64_t d = next + 4 <= D ? next : D - 4;
            vf four[4];
            v_load_columns(a + r * D + d, (size_t)D, four);
            for (int c = 0; c < 4; c++)
                v_store(&s->column[d + c][r], four[c]);
        }
    }
    return whole;
}

static int64_t scatter_vectors(int64_t D, int64_t rows, const struct strip *s, float *a)
{
    const int64_t whole = rows - rows % NN_VW;
    for (int64_t r = 0; r < whole; r += NN_VW) {
        for (int64_t next = 0; next < D; next += 4) {
            const int64_t d = next + 4 <= D ? next : D - 4;
            vf four[4];
            for (int c = 0; c < 4; c++)
                four[c] = v_load(&s->column[d + c][r]);
            v_store_columns(a + r * D + d, (size_t)D, four);
        }
    }
    return whole;
}

/* The last vector of a short strip is completed with zeros, which are computed and dropped. */
static void strip_load(int64_t D, int64_t rows, const float *a, struct strip *s)
{
    const int64_t padded = (rows + NN_VW - 1) / NN_VW * NN_VW;
    for (int64_t d = 0; padded > rows && d < D; d++)
        memset(&s->column[d][rows], 0, (size_t)(padded - rows) * sizeof(float));
    if (rows == STRIP && D == 2)
        gather_rows(2, 0, STRIP, a, s);
    else if (rows == STRIP && D == 3)
        gather_rows(3, 0, STRIP, a, s);
    else
        gather_rows(D, D >= 4 ? gather_vectors(D, rows, a, s) : 0, rows, a, s);
}

static void strip_store(int64_t D, int64_t rows, const struct strip *s, float *a)
{
    if (rows == STRIP && D == 2)
        scatter_rows(2, 0, STRIP, s, a);
    else if (rows == STRIP && D == 3)
        scatter_rows(3, 0, STRIP, s, a);
    else
        scatter_rows(D, D >= 4 ? scatter_vectors(D, rows, s, a) : 0, rows, s, a);
}

static int64_t strip_rows(int64_t B, int64_t row)
{
    return B - row < STRIP ? B - row : STRIP;
}

/* ---- sums ---- */

static float row_sum(int64_t D, const float *a)
{
    vf s = {0};
    for (int64_t d = 0; d < D; d += NN_VW)
        s += v_load_upto(a + d, D - d);
    return v_sum(s);
}

void NN_K(sum_rows)(int64_t B, int64_t D, const float *a, float *out)
{
    if (D > NARROW_MAX) {
        for (int64_t b = 0; b < B; b++)
            out[b] = row_sum(D, a + b * D);
        return;
    }
    struct strip s;
    for (int64_t b = 0; b < B; b += STRIP) {
        const int64_t rows = strip_rows(B, b);
        strip_load(D, rows, a + b * D, &s);
        for (int64_t r = 0; r < rows; r += NN_VW) {
            vf sum = v_load(&s.column[0][r]);
            for (int64_t d = 1; d < D; d++)
                sum += v_load(&s.column[d][r]);
            v_store_upto(out + b + r, sum, rows - r);
        }
    }
}

static void sum_narrow_cols(int64_t B, int64_t D, const float *a, float *out)
{
    vf sum[NARROW_MAX];
    struct strip s;
    for (int64_t d = 0; d < D; d++)
        sum[d] = v_set(0.0f);
    for (int64_t b = 0; b < B; b += STRIP) {
        const int64_t rows = strip_rows(B, b);
        strip_load(D, rows, a + b * D, &s);
        for (int64_t d = 0; d < D; d++)
            for (int64_t r = 0; r < rows; r += NN_VW)
                sum[d] += v_load(&s.column[d][r]);
    }
    for (int64_t d = 0; d < D; d++)
        out[d] = v_sum(sum[d]);
}

void NN_K(sum_cols)(int64_t B, int64_t D, const float *a, float *out)
{
    if (D <= NARROW_MAX) {
        sum_narrow_cols(B, D, a, out);
        return;
    }
    for (int64_t d = 0; d < D; d += NN_VW) {
        vf even = v_set(0.0f), odd = v_set(0.0f);
        int64_t b = 0;
        for (; b + 2 <= B; b += 2) {
            even += v_load_upto(a + b * D + d, D - d);
            odd += v_load_upto(a + (b + 1) * D + d, D - d);
        }
        if (b < B)
            even += v_load_upto(a + b * D + d, D - d);
        v_store_upto(out + d, even + odd, D - d);
    }
}

/* ---- argmax: the first of the greatest; NaN counts as the greatest, as in PyTorch ---- */

V_INLINE vi argmax_better(vf x, vf most)
{
    return (x > most) | ((x != x) & (most == most));
}

/* D >= NN_VW; the last vector overlaps the one before it. */
static int32_t row_argmax(int64_t D, const float *a)
{
    vf most = v_load(a), at = v_set(0.0f);
    for (int64_t next = NN_VW; next < D; next += NN_VW) {
        const int64_t d = next + NN_VW <= D ? next : D - NN_VW;
        const vf x = v_load(a + d);
        const vi better = argmax_better(x, most);
        most = v_select(better, x, most);
        at = v_select(better, v_set((float)d), at);
    }
    int best = 0;
    for (int lane = 1; lane < NN_VW; lane++) {
        const bool nan = most[lane] != most[lane], best_nan = most[best] != most[best];
        const bool tie = most[lane] == most[best] || (nan && best_nan);
        if ((nan && !best_nan) || most[lane] > most[best] ||
            (tie && at[lane] + (float)lane < at[best] + (float)best))
            best = lane;
    }
    return (int32_t)at[best] + best;
}

void NN_K(argmax_rows)(int64_t B, int64_t D, const float *a, int32_t *out)
{
    if (D > NARROW_MAX) {
        for (int64_t b = 0; b < B; b++)
            out[b] = row_argmax(D, a + b * D);
        return;
    }
    struct strip s;
    for (int64_t b = 0; b < B; b += STRIP) {
        const int64_t rows = strip_rows(B, b);
        int32_t index[STRIP];
        strip_load(D, rows, a + b * D, &s);
        for (int64_t r = 0; r < rows; r += NN_VW) {
            vf most = v_load(&s.column[0][r]);
            vf at = v_set(0.0f);
            for (int64_t d = 1; d < D; d++) {
                const vf x = v_load(&s.column[d][r]);
                const vi better = argmax_better(x, most);
                most = v_select(better, x, most);
                at = v_select(better, v_set((float)d), at);
            }
            v_store_int(index + r, v_to_int(at));
        }
        memcpy(out + b, index, (size_t)rows * sizeof *out);
    }
}

/* ---- log-softmax: y = a - max - log(sum(exp(a - max))) ---- */

/* NN_VW rows, columns STRIP floats apart; in place. */
V_INLINE void log_softmax_columns(int64_t D, float *column)
{
    vf most = v_load(column), sum = v_set(0.0f);
    for (int64_t d = 1; d < D; d++)
        most = v_max(most, v_load(column + d * STRIP));
    for (int64_t d = 0; d < D; d++)
        sum += v_exp(v_load(column + d * STRIP) - most);
    const vf log_sum = v_log(sum);
    for (int64_t d = 0; d < D; d++)
        v_store(column + d * STRIP, v_load(column + d * STRIP) - most - log_sum);
}

/* D >= NN_VW. */
static float row_max(int64_t D, const float *a)
{
    vf most = v_load(a + D - NN_VW);
    for (int64_t d = 0; d + NN_VW <= D; d += NN_VW)
        most = v_max_raw(v_load(a + d), most);
    float greatest = most[0];
    for (int lane = 1; lane < NN_VW; lane++)
        greatest = most[lane] > greatest ? most[lane] : greatest;
    return greatest;
}

/* A NaN anywhere makes every result NaN, whatever the maximum. */
static void log_softmax_row(int64_t D, const float *a, float *out)
{
    const float greatest = row_max(D, a);
    vf sum = v_set(0.0f);
    for (int64_t d = 0; d < D; d += NN_VW)
        sum += v_fill_after(v_exp(v_load_upto(a + d, D - d) - greatest), D - d, v_set(0.0f));
    const vf log_sum = v_log(v_set(v_sum(sum)));
    for (int64_t d = 0; d < D; d += NN_VW)
        v_store_upto(out + d, v_load_upto(a + d, D - d) - greatest - log_sum, D - d);
}

void NN_K(log_softmax)(int64_t B, int64_t D, const float *a, float *out)
{
    if (D > NARROW_MAX) {
        for (int64_t b = 0; b < B; b++)
            log_softmax_row(D, a + b * D, out + b * D);
        return;
    }
    struct strip s;
    for (int64_t b = 0; b < B; b += STRIP) {
        const int64_t rows = strip_rows(B, b);
        strip_load(D, rows, a + b * D, &s);
        for (int64_t r = 0; r < rows; r += NN_VW)
            log_softmax_columns(D, &s.column[0][r]);
        strip_store(D, rows, &s, out + b * D);
    }
}

/* ---- softmax ---- */

static void softmax_row(int64_t D, const float *a, float *out)
{
    const float greatest = row_max(D, a);
    vf sum = v_set(0.0f);
    for (int64_t d = 0; d < D; d += NN_VW) {
        const vf e = v_exp(v_load_upto(a + d, D - d) - greatest);
        sum += v_fill_after(e, D - d, v_set(0.0f));
        v_store_upto(out + d, e, D - d);
    }
    const vf share = v_set(1.0f / v_sum(sum));
    for (int64_t d = 0; d < D; d += NN_VW)
        v_store_upto(out + d, v_load_upto(out + d, D - d) * share, D - d);
}

/* NN_VW rows, columns STRIP floats apart; in place. */
V_INLINE void softmax_columns(int64_t D, float *column)
{
    vf most = v_load(column), sum = v_set(0.0f);
    for (int64_t d = 1; d < D; d++)
        most = v_max(most, v_load(column + d * STRIP));
    for (int64_t d = 0; d < D; d++) {
        const vf e = v_exp(v_load(column + d * STRIP) - most);
        sum += e;
        v_store(column + d * STRIP, e);
    }
    const vf share = v_set(1.0f) / sum;
    for (int64_t d = 0; d < D; d++)
        v_store(column + d * STRIP, v_load(column + d * STRIP) * share);
}

void NN_K(softmax)(int64_t B, int64_t D, const float *a, float *out)
{
    if (D > NARROW_MAX) {
        for (int64_t b = 0; b < B; b++)
            softmax_row(D, a + b * D, out + b * D);
        return;
    }
    struct strip s;
    for (int64_t b = 0; b < B; b += STRIP) {
        const int64_t rows = strip_rows(B, b);
        strip_load(D, rows, a + b * D, &s);
        for (int64_t r = 0; r < rows; r += NN_VW)
            softmax_columns(D, &s.column[0][r]);
        strip_store(D, rows, &s, out + b * D);
    }
}

static void log_softmax_grad_row(int64_t D, const float *g, const float *y, float *da)
{
    const float sum = row_sum(D, g);
    for (int64_t d = 0; d < D; d += NN_VW)
        v_store_upto(da + d, v_load_upto(g + d, D - d) - v_exp(v_load_upto(y + d, D - d)) * sum,
                     D - d);
}

void NN_K(log_softmax_grad)(int64_t B, int64_t D, const float *g, const float *y, float *da)
{
    if (D > NARROW_MAX) {
        for (int64_t b = 0; b < B; b++)
            log_softmax_grad_row(D, g + b * D, y + b * D, da + b * D);
        return;
    }
    struct strip sg, sy;
    for (int64_t b = 0; b < B; b += STRIP) {
        const int64_t rows = strip_rows(B, b);
        strip_load(D, rows, g + b * D, &sg);
        strip_load(D, rows, y + b * D, &sy);
        for (int64_t r = 0; r < rows; r += NN_VW) {
            vf sum = v_load(&sg.column[0][r]);
            for (int64_t d = 1; d < D; d++)
                sum += v_load(&sg.column[d][r]);
            for (int64_t d = 0; d < D; d++)
                v_store(&sg.column[d][r],
                        v_load(&sg.column[d][r]) - v_exp(v_load(&sy.column[d][r])) * sum);
        }
        strip_store(D, rows, &sg, da + b * D);
    }
}

/* ---- inverse-CDF draw: the first column whose cumulated probability exceeds u. Rounding may leave
 * the total below u: then the last column that has any probability. ---- */

static int32_t sample_row(int64_t D, const float *logp, float u)
{
    float total = 0.0f;
    int32_t last = 0;
    for (int64_t d = 0; d < D; d += NN_VW) {
        float p[NN_VW];
        v_store(p, v_exp(v_fill_after(v_load_upto(logp + d, D - d), D - d, v_set(-INFINITY))));
        for (int lane = 0; lane < NN_VW; lane++) {
            total += p[lane];
            if (p[lane] > 0.0f)
                last = (int32_t)(d + lane);
            if (u < total)
                return last;
        }
    }
    return last;
}

void NN_K(sample_categorical)(int64_t B, int64_t D, const float *logp, const float *uniform,
                              int32_t *out)
{
    if (D > NARROW_MAX) {
        for (int64_t b = 0; b < B; b++)
            out[b] = sample_row(D, logp + b * D, uniform[b]);
        return;
    }
    struct strip s;
    for (int64_t b = 0; b < B; b += STRIP) {
        const int64_t rows = strip_rows(B, b);
        int32_t index[STRIP];
        strip_load(D, rows, logp + b * D, &s);
        for (int64_t r = 0; r < rows; r += NN_VW) {
            const vf u = v_load_upto(uniform + b + r, rows - r);
            const vf one = v_set(1.0f), zero = v_set(0.0f);
            vf total = zero, passed = zero, last = zero;
            for (int64_t d = 0; d < D; d++) {
                const vf p = v_exp(v_load(&s.column[d][r]));
                total += p;
                passed += v_select(u < total, zero, one);
                last = v_select(p > zero, v_set((float)d), last);
            }
            v_store_int(index + r, v_to_int(v_min_raw(passed, last)));
        }
        memcpy(out + b, index, (size_t)rows * sizeof *out);
    }
}
