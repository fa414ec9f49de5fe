/* SPDX-License-Identifier: MIT */
/* Tiles of convolutions: as nn/cpu/tile.h, but A is read where it lies in the image, so k runs over
 * lines of a window (or of the output), and one call computes a column of tiles with the same B:
 *
 *     c[j][r][v] = start + sum over (line, k) of
 *                  a[j * a_tile + r * a_row + line * a_line + k * a_k] *
 *                  b[(line * K + k) * b_k + place of vector v]
 *
 * Again each element is one chain of multiply-adds in the order of k.
 */
#pragma once

#include "nn/cpu/tile.h"

struct conv_tiles {
    struct tile tile; /* the first one; K is the length of a line */
    int64_t lines;
    size_t a_line;
    int64_t n;
    size_t a_tile, c_tile;
};

typedef void (*conv_tiles_fn)(const struct conv_tiles *t);

/* conv.c: tiles of so many rows and vectors; k runs over neighbours in memory. */
void NN_K(conv_rows)(int vectors, int64_t rows, const struct conv_tiles *t);

/* `a_row` and `a_k` are passed apart from `t` so that one of them can be a constant. */
V_INLINE void conv_lines(const int R, const int N, const size_t a_row, const size_t a_k,
                         const struct conv_tiles *t, const float *a_first,
                         vf c[TILE_ROWS][TILE_VECTORS_OF_ONE_ROW])
{
    const float *b = t->tile.b;
    for (int64_t line = 0; line < t->lines; line++) {
        const float *a = a_first + (size_t)line * t->a_line;
        for (int64_t k = t->tile.K; k > 0; k--, a += a_k, b += t->tile.b_k) {
            vf row[TILE_VECTORS];
            V_UNROLL(8)
            for (int v = 0; v < N; v++)
                row[v] = v_load(b + tile_place(v, t->tile.b_panel));
            V_UNROLL(16)
            for (int r = 0; r < R; r++) {
                const vf x = v_set(a[(size_t)r * a_row]);
                V_UNROLL(8)
                for (int v = 0; v < N; v++)
                    c[r][v] = v_fma(x, row[v], c[r][v]);
            }
        }
    }
}

V_INLINE void conv_tiles(const int R, const int N, const bool partial, const enum tile_end end,
                         const size_t a_row, const size_t a_k, const struct conv_tiles *tiles)
{
    struct conv_tiles t = *tiles; /* stores through t.tile.c cannot change a copy */
    for (int64_t j = 0; j < t.n; j++) {
        vf c[TILE_ROWS][TILE_VECTORS_OF_ONE_ROW];
        tile_start(R, N, partial, &t.tile, c);
        conv_lines(R, N, a_row, a_k, &t, t.tile.a, c);
        tile_write(R, N, end, partial, &t.tile, c);
        t.tile.a += t.a_tile;
        t.tile.c += t.c_tile;
    }
}

/* Neighbours in memory are the k of one window: forward and dx. */
V_INLINE void conv_row_tiles(const int R, const int N, const struct conv_tiles *t)
{
    const bool relu = t->tile.end == TILE_RELU;
    if (t->tile.last_lanes < NN_VW)
        conv_tiles(R, N, true, relu ? TILE_RELU : TILE_STORE, t->tile.a_row, 1, t);
    else if (relu)
        conv_tiles(R, N, false, TILE_RELU, t->tile.a_row, 1, t);
    else
        conv_tiles(R, N, false, TILE_STORE, t->tile.a_row, 1, t);
}

/* Neighbours in memory are the rows of the gradient: dw, whose panels are whole. */
V_INLINE void conv_column_tiles(const int R, const int N, const struct conv_tiles *t)
{
    conv_tiles(R, N, false, TILE_STORE, 1, t->tile.a_k, t);
}

/* X(rows, vectors) for every size of a tile. */
/* clang-format off */
#define CONV_UP_TO_6(X, N) X(1, N) X(2, N) X(3, N) X(4, N) X(5, N) X(6, N)
#if TILE_ROWS == 12
#define CONV_EACH_ROWS(X, N) \
    CONV_UP_TO_6(X, N) X(7, N) X(8, N) X(9, N) X(10, N) X(11, N) X(12, N)
#else
#define CONV_EACH_ROWS(X, N) CONV_UP_TO_6(X, N)
#endif
/* clang-format on */
#define CONV_EACH(X) CONV_EACH_ROWS(X, 1) CONV_EACH_ROWS(X, 2)
