/* SPDX-License-Identifier: MIT */
/* Operations along the rows of (B, D). Narrow rows (the few actions of a policy) are transposed by
 * the strip, so that a vector holds one column of NN_VW rows; in wide rows vectors run along the
 * row. Either way a row's bits do not depend on its neighbours. */
#include "nn/cpu/isa.h"
#include "nn/cpu/vmath.h"

#define NARROW_MAX 32
#define STRIP      64 /* rows transposed at a time: a multiple of NN_VW */

struct strip {
    float column[NARROW_MAX][STRIP];
};

/* ---- between rows and strips; the D of common policies is a constant, which the compiler turns
 * into shuffles ---- */

V_INLINE void gather_rows(const int64_t D, int64_t rows, const float *a, struct strip *s)
{
    for (int64_t r = 0; r < rows; r++)
        for (int64_t d = 0; d < D; d++)
            s->column[d][r] = a[r * D + d];
}

V_INLINE void scatter_rows(const int64_t D, int64_t rows, const struct strip *s, float *a)
{
    for (int64_t r = 0; r < rows; r++)
        for (int64_t d = 0; d < D; d++)
            a[r * D + d] = s->column[d][r];
}

/* A short strip is completed with zeros, which are computed and dropped. */
static void strip_load(int64_t D, int64_t rows, const float *a, struct strip *s)
{
    if (rows < STRIP)
        memset(s, 0, (size_t)D * sizeof s->column[0]);
    if (rows == STRIP && D == 2)
        gather_rows(2, STRIP, a, s);
    else if (rows == STRIP && D == 3)
        gather_rows(3, STRIP, a, s);
    else if (rows == STRIP && D == 4)
        gather_rows(4, STRIP, a, s);
    else
        gather_rows(D, rows, a, s);
}

static void strip_store(int64_t D, int64_t rows, const struct strip *s, float *a)
{
    if (rows == STRIP && D == 2)
        scatter_rows(2, STRIP, s, a);
    else if (rows == STRIP && D == 3)
        scatter_rows(3, STRIP, s, a);
    else if (rows == STRIP && D == 4)
        scatter_rows(4, STRIP, s, a);
    else
        scatter_rows(D, rows, s, a);
}

static int64_t strip_rows(int64_t B, int64_t row)
{
    return B - row < STRIP ? B - row : STRIP;
}

V_INLINE vf load_upto(const float *p, int64_t n)
{
    return n >= NN_VW ? v_load(p) : v_load_lanes(p, (int)n);
}

V_INLINE void store_upto(float *p, vf v, int64_t n)
{
    if (n >= NN_VW)
        v_store(p, v);
    else
        v_store_lanes(p, v, (int)n);
}

/* Lanes below n from v, the others `fill`. */
V_INLINE vf fill_after(vf v, int64_t n, float fill)
{
    float lane[NN_VW];
    v_store(lane, v_set(fill));
    v_store_lanes(lane, v, n >= NN_VW ? NN_VW : (int)n);
    return v_load(lane);
}

/* ---- sums ---- */

static float row_sum(int64_t D, const float *a)
{
    vf s = {0};
    for (int64_t d = 0; d < D; d += NN_VW)
        s += load_upto(a + d, D - d);
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
            store_upto(out + b + r, sum, rows - r);
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
        vf sum[4] = {{0}};
        for (int64_t b = 0; b < B; b++)
            sum[b % 4] += load_upto(a + b * D + d, D - d);
        store_upto(out + d, (sum[0] + sum[1]) + (sum[2] + sum[3]), D - d);
    }
}

/* ---- argmax: the first of the greatest; NaN counts as the greatest, as in PyTorch ---- */

static int32_t row_argmax(int64_t D, const float *a)
{
    vf most = v_set(-INFINITY);
    for (int64_t d = 0; d < D; d += NN_VW)
        most = v_max(most, fill_after(load_upto(a + d, D - d), D - d, -INFINITY));
    float greatest = most[0];
    for (int lane = 1; lane < NN_VW; lane++)
        greatest = most[lane] > greatest || most[lane] != most[lane] ? most[lane] : greatest;
    for (int64_t d = 0; d < D; d++) {
        if (a[d] == greatest || (a[d] != a[d] && greatest != greatest))
            return (int32_t)d;
    }
    return 0;
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
                const vi better = (x > most) | ((x != x) & (most == most));
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

static void log_softmax_row(int64_t D, const float *a, float *out)
{
    vf most = v_set(-INFINITY), sum = v_set(0.0f);
    for (int64_t d = 0; d < D; d += NN_VW)
        most = v_max(most, fill_after(load_upto(a + d, D - d), D - d, -INFINITY));
    float greatest = most[0];
    for (int lane = 1; lane < NN_VW; lane++)
        greatest = most[lane] > greatest || most[lane] != most[lane] ? most[lane] : greatest;
    for (int64_t d = 0; d < D; d += NN_VW)
        sum += v_exp(fill_after(load_upto(a + d, D - d) - greatest, D - d, -INFINITY));
    const vf log_sum = v_log(v_set(v_sum(sum)));
    for (int64_t d = 0; d < D; d += NN_VW)
        store_upto(out + d, load_upto(a + d, D - d) - greatest - log_sum, D - d);
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

static void log_softmax_grad_row(int64_t D, const float *g, const float *y, float *da)
{
    const float sum = row_sum(D, g);
    for (int64_t d = 0; d < D; d += NN_VW)
        store_upto(da + d, load_upto(g + d, D - d) - v_exp(load_upto(y + d, D - d)) * sum, D - d);
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
        v_store(p, v_exp(fill_after(load_upto(logp + d, D - d), D - d, -INFINITY)));
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
            const vf u = load_upto(uniform + b + r, rows - r);
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
