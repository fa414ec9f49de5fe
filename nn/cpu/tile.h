/* SPDX-License-Identifier: MIT */
/* The micro-kernel: a tile of C = A B, kept in registers while k runs,
 *
 *     c[r][v] = start + sum over k of a[r * a_row + k * a_k] * b[k * b_k + place of vector v]
 *
 * Each element is one chain of multiply-adds over k = 0, 1, ..., whatever the tile's size: a row's
 * bits do not depend on which rows were computed with it, and stopping at some k, storing and going
 * on later changes nothing either.
 */
#pragma once

#include <stdbool.h>

#include "nn/cpu/isa.h"
#include "nn/cpu/vec.h"

/* Rows of a tile. TILE_ROWS x TILE_VECTORS accumulators, a row of B and one broadcast fill the
 * registers: 16, and 32 with AVX-512. */
#if NN_VW == 16
#define TILE_ROWS 12
#else
#define TILE_ROWS 6
#endif
#define TILE_VECTORS 2
#define TILE_COLUMNS (TILE_VECTORS * NN_VW)
/* A single row gets more columns, or the multiply-adds would wait for each other. */
#define TILE_VECTORS_OF_ONE_ROW 8

/* Large weights come from far away: their next part travels while this one is multiplied. */
#define TILE_NEXT_LINES 32
#define LINE_FLOATS     16

#define VECTORS_PER_PANEL (NN_PANEL / NN_VW)

enum tile_end {
    TILE_STORE,
    TILE_RELU,      /* c = max(0, c) */
    TILE_TANH_GRAD, /* c *= 1 - h^2, h laid out as c */
    TILE_RELU_GRAD, /* c = h > 0 ? c : 0 */
};

struct tile {
    int64_t K;
    const float *a;
    size_t a_row, a_k;
    const float *b;
    size_t b_k, b_panel; /* b_panel: from one group of NN_PANEL columns to the next */
    float *c;
    size_t c_row, c_panel;
    const float *bias; /* start from it; NULL: from c if `add`, else from 0 */
    bool add;
    int last_lanes; /* columns in the last vector */
    enum tile_end end;
    const float *h;
    float *sums; /* sums += sum over k of b, or NULL; not in row tiles */
    /* Memory that a later tile will need, or NULL (row tiles only): a line per k is asked for, in
     * runs of TILE_NEXT_LINES; `next_jump` floats from run to run. */
    const float *next;
    size_t next_jump;
};

typedef void (*tile_fn)(const struct tile *t);

V_INLINE size_t tile_place(int v, size_t panel)
{
    return (size_t)(v / VECTORS_PER_PANEL) * panel + (size_t)(v % VECTORS_PER_PANEL) * NN_VW;
}

V_INLINE vf tile_load(const float *p, bool partial, int lanes)
{
    return partial ? v_load_lanes(p, lanes) : v_load(p);
}

V_INLINE void tile_store(float *p, vf v, bool partial, int lanes)
{
    if (partial)
        v_store_lanes(p, v, lanes);
    else
        v_store(p, v);
}

V_INLINE vf tile_finish(enum tile_end end, vf c, const float *h, bool partial, int lanes)
{
    const vf zero = v_set(0.0f);
    if (end == TILE_STORE)
        return c;
    if (end == TILE_RELU)
        return v_max_raw(zero, c);
    const vf y = tile_load(h, partial, lanes);
    if (end == TILE_TANH_GRAD)
        return c * v_fnma(y, y, v_set(1.0f));
    return v_select(y > zero, c, zero);
}

/* For each accumulator c[r][v]. */
#define TILE_EACH(R, N) \
    V_UNROLL(16) for (int r = 0; r < (R); r++) V_UNROLL(8) for (int v = 0; v < (N); v++)

V_INLINE void tile_write(const int R, const int N, const enum tile_end end, const bool partial,
                         const struct tile *t, vf c[TILE_ROWS][TILE_VECTORS_OF_ONE_ROW])
{
    TILE_EACH(R, N)
    {
        const size_t at = (size_t)r * t->c_row + tile_place(v, t->c_panel);
        const bool part = partial && v == N - 1;
        const float *h = end >= TILE_TANH_GRAD ? t->h + at : NULL;
        tile_store(t->c + at, tile_finish(end, c[r][v], h, part, t->last_lanes), part,
                   t->last_lanes);
    }
}

V_INLINE void tile_start(const int R, const int N, const bool partial, const struct tile *t,
                         vf c[TILE_ROWS][TILE_VECTORS_OF_ONE_ROW])
{
    if (t->add) {
        TILE_EACH(R, N)
        c[r][v] = tile_load(t->c + (size_t)r * t->c_row + tile_place(v, t->c_panel),
                            partial && v == N - 1, t->last_lanes);
    } else {
        TILE_EACH(R, N)
        c[r][v] = t->bias ? v_load(t->bias + v * NN_VW) : v_set(0.0f);
    }
}

/* `a_row` and `a_k` are passed apart from `tile` so that one of them can be a constant. */
V_INLINE void tile_product(const int R, const int N, const size_t a_row, const size_t a_k,
                           const bool sums, const bool prefetch, const struct tile *tile)
{
    struct tile t = *tile; /* stores through t.c cannot change a copy */
    vf c[TILE_ROWS][TILE_VECTORS_OF_ONE_ROW], s[TILE_VECTORS_OF_ONE_ROW];
    const bool partial = t.last_lanes < NN_VW;
    if (partial)
        tile_start(R, N, true, &t, c);
    else
        tile_start(R, N, false, &t, c);
    if (sums) {
        V_UNROLL(8)
        for (int v = 0; v < N; v++)
            s[v] = tile_load(t.sums + v * NN_VW, partial && v == N - 1, t.last_lanes);
    }

    const float *a[(TILE_ROWS + 2) / 3]; /* every third row: fewer registers than a pointer each */
    V_UNROLL(4)
    for (int r = 0; r < R; r += 3)
        a[r / 3] = t.a + (size_t)r * a_row;
    const float *b = t.b, *next = t.next ? t.next : t.b;
    for (int64_t left = t.K; left > 0; left -= TILE_NEXT_LINES, next += t.next_jump) {
        const int64_t run = prefetch && t.next && left > TILE_NEXT_LINES ? TILE_NEXT_LINES : left;
        const float *line = next;
        for (int64_t k = run; k > 0; k--, b += t.b_k, line += LINE_FLOATS) {
            vf row[TILE_VECTORS_OF_ONE_ROW];
            if (prefetch)
                __builtin_prefetch(line, 0, 2);
            V_UNROLL(8)
            for (int v = 0; v < N; v++) {
                row[v] = v_load(b + tile_place(v, t.b_panel));
                if (sums)
                    s[v] += row[v];
            }
            V_UNROLL(16)
            for (int r = 0; r < R; r++) {
                const vf x = v_set(a[r / 3][(size_t)(r % 3) * a_row]);
                V_UNROLL(8)
                for (int v = 0; v < N; v++)
                    c[r][v] = v_fma(x, row[v], c[r][v]);
            }
            V_UNROLL(4)
            for (int r = 0; r < R; r += 3)
                a[r / 3] += a_k;
        }
        if (run == left)
            break;
    }

    V_FORGET(t.c); /* or compilers keep the addresses of all rows from the start on, on the stack */
    V_FORGET(t.h);
    if (sums) {
        V_UNROLL(8)
        for (int v = 0; v < N; v++)
            tile_store(t.sums + v * NN_VW, s[v], partial && v == N - 1, t.last_lanes);
    }
    if (partial)
        tile_write(R, N, t.end, true, &t, c);
    else if (t.end == TILE_STORE)
        tile_write(R, N, TILE_STORE, false, &t, c);
    else if (t.end == TILE_RELU)
        tile_write(R, N, TILE_RELU, false, &t, c);
    else if (t.end == TILE_TANH_GRAD)
        tile_write(R, N, TILE_TANH_GRAD, false, &t, c);
    else
        tile_write(R, N, TILE_RELU_GRAD, false, &t, c);
}

/* n rows in blocks of nearly equal size, none above TILE_ROWS: block i of `blocks` starts here. */
V_INLINE int64_t tile_blocks(int64_t n)
{
    return (n + TILE_ROWS - 1) / TILE_ROWS;
}

V_INLINE int64_t tile_block_start(int64_t n, int64_t blocks, int64_t i)
{
    const int64_t small = n / blocks, rest = n % blocks;
    return i * small + (i < rest ? i : rest);
}

/* Columns o.. of a (rows, O) as rows of NN_PANEL floats in `out`, zeros after the last column. */
V_INLINE const float *tile_last_panel(const float *a, int64_t rows, int64_t O, int64_t o,
                                      float *out)
{
    const int n = (int)(O - o);
    for (int64_t row = 0; row < rows; row++)
        for (int lane = 0; lane < NN_PANEL; lane++)
            out[row * NN_PANEL + lane] = lane < n ? a[row * O + o + lane] : 0.0f;
    return out;
}
