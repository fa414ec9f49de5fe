/* SPDX-License-Identifier: MIT */
/* Linear layers over packed panels (nn/cpu/matrix.c): y = act(x W^T + b) and its gradients, cut
 * into tiles (nn/cpu/tile.h). Letters as in nn/cpu/kernels.h. */
#include "nn/cpu/tile.h"
#include "nn/cpu/vmath.h"

/* So many k at a time: a strip of B of TILE_COLUMNS columns then stays in the L1 cache. */
#define K_BLOCK 256

/* ---- the tiles, by size ---- */

#define ROW_TILE(R, N)                                    \
    static void row_tile_##R##x##N(const struct tile *t)  \
    {                                                     \
        tile_product(R, N, t->a_row, 1, false, R > 1, t); \
    }
/* For gw: A is x transposed, so its "rows" are neighbours in memory. */
#define COLUMN_TILE(R, N)                                   \
    static void column_tile_##R##x##N(const struct tile *t) \
    {                                                       \
        tile_product(R, N, 1, t->a_k, false, false, t);     \
    }
#define SUMS_TILE(R, N)                                   \
    static void sums_tile_##R##x##N(const struct tile *t) \
    {                                                     \
        tile_product(R, N, 1, t->a_k, true, false, t);    \
    }
/* clang-format off */
#define UP_TO_5(X, N) X(1, N) X(2, N) X(3, N) X(4, N) X(5, N)
#if TILE_ROWS == 12
#define UP_TO_LAST(X, N) UP_TO_5(X, N) X(6, N) X(7, N) X(8, N) X(9, N) X(10, N) X(11, N)
#define LAST(X, N) X(12, N)
#else
#define UP_TO_LAST(X, N) UP_TO_5(X, N)
#define LAST(X, N) X(6, N)
#endif
UP_TO_LAST(ROW_TILE, 1) LAST(ROW_TILE, 1)
UP_TO_LAST(ROW_TILE, 2) LAST(ROW_TILE, 2)
ROW_TILE(1, 3) ROW_TILE(1, 4) ROW_TILE(1, 5) ROW_TILE(1, 6) ROW_TILE(1, 7) ROW_TILE(1, 8)
UP_TO_LAST(COLUMN_TILE, 1) LAST(COLUMN_TILE, 1)
UP_TO_LAST(COLUMN_TILE, 2) LAST(COLUMN_TILE, 2)
/* The sums take a row's place. */
UP_TO_LAST(SUMS_TILE, 1)
UP_TO_LAST(SUMS_TILE, 2)

#define ROW_NAME(R, N)    [N - 1][R - 1] = row_tile_##R##x##N,
#define COLUMN_NAME(R, N) [N - 1][R - 1] = column_tile_##R##x##N,
#define SUMS_NAME(R, N)   [N - 1][R - 1] = sums_tile_##R##x##N,
static const tile_fn row_tiles[TILE_VECTORS][TILE_ROWS] = {
    UP_TO_LAST(ROW_NAME, 1) LAST(ROW_NAME, 1)
    UP_TO_LAST(ROW_NAME, 2) LAST(ROW_NAME, 2)
};
static const tile_fn column_tiles[TILE_VECTORS][TILE_ROWS] = {
    UP_TO_LAST(COLUMN_NAME, 1) LAST(COLUMN_NAME, 1)
    UP_TO_LAST(COLUMN_NAME, 2) LAST(COLUMN_NAME, 2)
};
static const tile_fn sums_tiles[TILE_VECTORS][TILE_ROWS - 1] = {
    UP_TO_LAST(SUMS_NAME, 1)
    UP_TO_LAST(SUMS_NAME, 2)
};
static const tile_fn one_row_tiles[TILE_VECTORS_OF_ONE_ROW] = {
    row_tile_1x1, row_tile_1x2, row_tile_1x3, row_tile_1x4,
    row_tile_1x5, row_tile_1x6, row_tile_1x7, row_tile_1x8,
};
/* clang-format on */

/* ---- walking over rows and columns ---- */

/* A group of columns: how many vectors, how full the last one is. */
struct columns {
    int vectors, last_lanes;
};

static struct columns columns_of(int64_t n, int most)
{
    const int columns = n < most ? (int)n : most;
    const int vectors = (columns + NN_VW - 1) / NN_VW;
    return (struct columns){.vectors = vectors, .last_lanes = columns - (vectors - 1) * NN_VW};
}

static void tanh_tile(float *y, size_t ld, int64_t rows, struct columns n)
{
    for (int64_t r = 0; r < rows; r++, y += ld) {
        for (int v = 0; v < n.vectors - 1; v++)
            v_store(y + v * NN_VW, v_tanh(v_load(y + v * NN_VW)));
        float *last = y + (n.vectors - 1) * NN_VW;
        if (n.last_lanes == NN_VW)
            v_store(last, v_tanh(v_load(last)));
        else
            v_store_lanes(last, v_tanh(v_load_lanes(last, n.last_lanes)), n.last_lanes);
    }
}

/* C (B, N) = end(A (B, K) panels + bias), the panels those of W or, if `transposed`, to be made
 * strip by strip from those of its transpose. */
struct product {
    int64_t B, N, K;
    int64_t n, n_end; /* these columns of C */
    const float *a, *panels, *bias;
    float *transposed; /* TRANSPOSED_FLOATS, or NULL */
    float *c;
    const float *h;
    enum tile_end end;
    bool tanh;
};

/* Columns of a strip that is transposed at a time: whole panels, and whole tiles. */
#define STRIP_COLUMNS     (TILE_COLUMNS > NN_PANEL ? TILE_COLUMNS : NN_PANEL)
#define TRANSPOSED_FLOATS (K_BLOCK * STRIP_COLUMNS)

static int tile_columns(const struct product *p)
{
    return p->B == 1 ? TILE_VECTORS_OF_ONE_ROW * NN_VW : TILE_COLUMNS;
}

/* Where the tiles of column n find their panels, from row k on. */
struct panels {
    const float *start;
    int64_t rows; /* of a panel */
};

/* The part of the weights that comes after this one: each of the first `tiles` row tiles asks for
 * its share. */
struct upcoming {
    const float *start;
    size_t jump, share;
    int64_t tiles;
};

static void product_columns(const struct product *p, int64_t k, int64_t depth, int64_t n,
                            struct columns columns, struct panels panels, struct upcoming next)
{
    const bool last = k + depth == p->K;
    struct tile t = {.K = depth,
                     .a_row = (size_t)p->K,
                     .b = panels.start,
                     .b_k = NN_PANEL,
                     .b_panel = (size_t)panels.rows * NN_PANEL,
                     .c_row = (size_t)p->N,
                     .c_panel = NN_PANEL,
                     .bias = k == 0 && p->bias ? p->bias + n : NULL,
                     .add = k > 0,
                     .last_lanes = columns.last_lanes,
                     .end = last ? p->end : TILE_STORE,
                     .next_jump = next.jump};
    const int64_t blocks = tile_blocks(p->B);
    for (int64_t i = 0; i < blocks; i++) {
        const int64_t row = tile_block_start(p->B, blocks, i);
        const int64_t rows = tile_block_start(p->B, blocks, i + 1) - row;
        t.a = p->a + row * p->K + k;
        t.c = p->c + row * p->N + n;
        t.h = p->h ? p->h + row * p->N + n : NULL;
        t.next = i < next.tiles ? next.start + (size_t)i * next.share : NULL;
        if (p->B == 1)
            one_row_tiles[columns.vectors - 1](&t);
        else
            row_tiles[columns.vectors - 1][rows - 1](&t);
        if (last && p->tanh)
            tanh_tile(t.c, t.c_row, rows, columns);
    }
}

/* Here W is (K, N): the panels at hand run along k. */
static void transposed_strip(const struct product *p, int64_t k, int64_t depth, int64_t strip,
                             int64_t end)
{
    const int group = tile_columns(p);
    const int64_t rows = (depth + NN_PANEL - 1) / NN_PANEL * NN_PANEL;
    const struct nn_cpu_block block = {
        .I = p->N, .i = strip, .i_end = end, .o = k, .o_end = k + depth};
    NN_K(matrix_transpose)(&block, p->panels, p->transposed);
    const int64_t panels_of_tile = (depth + TILE_NEXT_LINES - 1) / TILE_NEXT_LINES;
    const size_t panel = (size_t)p->N * NN_PANEL;
    struct upcoming next = {.start = p->panels + k * p->N + end * NN_PANEL,
                            .jump = panel,
                            .share = (size_t)panels_of_tile * panel,
                            .tiles = (rows / NN_PANEL + panels_of_tile - 1) / panels_of_tile};
    if (end == p->n_end)
        next.start = p->panels + (k + depth) * p->N + p->n * NN_PANEL;
    if (end == p->n_end && k + depth >= p->K)
        next.tiles = 0;
    for (int64_t n = strip; n < end; n += group) {
        const int64_t at = (n - strip) / NN_PANEL * rows * NN_PANEL + n % NN_PANEL;
        product_columns(p, k, depth, n, columns_of(end - n, group),
                        (struct panels){.start = p->transposed + at, .rows = rows}, next);
        next.tiles = 0;
    }
}

static void packed_strip(const struct product *p, int64_t k, int64_t depth, int64_t n)
{
    const int group = tile_columns(p);
    const int64_t at = (n / NN_PANEL * p->K + k) * NN_PANEL + n % NN_PANEL;
    const bool last = n + group >= p->n_end;
    const int64_t after = last ? p->n : n + group, k_after = last ? k + depth : k;
    const struct upcoming next = {
        .start = p->panels + (after / NN_PANEL * p->K + k_after) * NN_PANEL,
        .jump = TILE_NEXT_LINES * LINE_FLOATS,
        .share = (size_t)p->K * NN_PANEL,
        .tiles = k_after < p->K ? (TILE_COLUMNS + NN_PANEL - 1) / NN_PANEL : 0};
    product_columns(p, k, depth, n, columns_of(p->n_end - n, group),
                    (struct panels){.start = p->panels + at, .rows = p->K}, next);
}

#ifdef V_HAS_TRANSPOSE
#define ROW_SQUARES 4 /* at a time, whose chains of multiply-adds run beside each other */

/* c += a square of weights, columns n.. of the panel at row k, times a[0 .. depth) */
V_INLINE vf add_square(vf c, const float *square, int columns, const float *a, int depth)
{
    vf w[NN_VW];
    V_UNROLL(16)
    for (int r = 0; r < NN_VW; r++)
        w[r] = v_load(square + (r < columns ? r : 0) * NN_PANEL);
    v_transpose(w);
    if (depth == NN_PANEL) {
        V_UNROLL(16)
        for (int k = 0; k < NN_PANEL; k++)
            c = v_fma(v_set(a[k]), w[k], c);
        return c;
    }
    V_UNROLL(16)
    for (int k = 0; k < NN_PANEL; k++)
        if (k < depth)
            c = v_fma(v_set(a[k]), w[k], c);
    return c;
}

V_INLINE void row_columns(const int N, const struct product *p, int64_t n, int last_lanes)
{
    vf c[ROW_SQUARES];
    V_UNROLL(4)
    for (int v = 0; v < N; v++)
        c[v] = v_set(0.0f);
    for (int64_t k = 0; k < p->K; k += NN_PANEL) {
        const float *panel = p->panels + k * p->N + n * NN_PANEL;
        const int depth = p->K - k < NN_PANEL ? (int)(p->K - k) : NN_PANEL;
        V_UNROLL(4)
        for (int v = 0; v < N; v++)
            c[v] = add_square(c[v], panel + v * NN_VW * NN_PANEL, v < N - 1 ? NN_VW : last_lanes,
                              p->a + k, depth);
    }
    V_UNROLL(4)
    for (int v = 0; v < N; v++) {
        const int lanes = v < N - 1 ? NN_VW : last_lanes;
        const int64_t at = n + v * NN_VW;
        v_store_upto(p->c + at, tile_finish(p->end, c[v], p->h ? p->h + at : NULL, true, lanes),
                     lanes);
    }
}

/* A single row: squares of the weights are turned on their way, nothing is stored. */
static void transposed_row(const struct product *p)
{
    int64_t n = p->n;
    for (; n + ROW_SQUARES * NN_VW <= p->n_end; n += ROW_SQUARES * NN_VW)
        row_columns(ROW_SQUARES, p, n, NN_VW);
    for (; n < p->n_end; n += NN_VW)
        row_columns(1, p, n, p->n_end - n < NN_VW ? (int)(p->n_end - n) : NN_VW);
}
#endif

static void product(const struct product *p)
{
#ifdef V_HAS_TRANSPOSE
    if (p->transposed && p->B == 1) {
        transposed_row(p);
        return;
    }
#endif
    const int64_t strip = p->transposed ? STRIP_COLUMNS : tile_columns(p);
    for (int64_t k = 0; k < p->K; k += K_BLOCK) {
        const int64_t depth = p->K - k < K_BLOCK ? p->K - k : K_BLOCK;
        for (int64_t n = p->n; n < p->n_end; n += strip) {
            if (p->transposed)
                transposed_strip(p, k, depth, n, n + strip < p->n_end ? n + strip : p->n_end);
            else
                packed_strip(p, k, depth, n);
        }
    }
}

/* ---- the three products of a layer ---- */

size_t NN_K(linear_scratch_floats)(int64_t B, int64_t I, int64_t O)
{
    if (O <= NN_THIN_MAX)
        return 0;
    (void)B; /* linear_dw copies a panel of at most K_BLOCK rows, which is less */
    (void)I;
    return TRANSPOSED_FLOATS;
}

void NN_K(linear_fwd)(const struct nn_cpu_linear *l)
{
    if (l->O <= NN_THIN_MAX) {
        NN_K(thin_fwd)(l);
        return;
    }
    product(&(struct product){.B = l->B,
                              .N = l->O,
                              .K = l->I,
                              .n = l->o,
                              .n_end = l->o_end ? l->o_end : l->O,
                              .a = l->x,
                              .panels = l->w,
                              .bias = l->bias,
                              .c = l->y,
                              .end = l->act == NN_ACT_RELU ? TILE_RELU : TILE_STORE,
                              .tanh = l->act == NN_ACT_TANH});
}

void NN_K(linear_dx)(const struct nn_cpu_linear *l)
{
    if (l->O <= NN_THIN_MAX) {
        NN_K(thin_dx)(l);
        return;
    }
    product(&(struct product){.B = l->B,
                              .N = l->I,
                              .K = l->O,
                              .n = l->o,
                              .n_end = l->o_end ? l->o_end : l->I,
                              .a = l->dy,
                              .panels = l->w,
                              .transposed = l->scratch,
                              .c = l->dx,
                              .h = l->x_out,
                              .end = l->act == NN_ACT_TANH   ? TILE_TANH_GRAD
                                     : l->act == NN_ACT_RELU ? TILE_RELU_GRAD
                                                             : TILE_STORE});
}

/* All inputs against one group of columns of dy, `t` prepared but for what depends on the row. */
static void dw_columns(struct tile t, const float *x, int64_t I, float *gw, float *sums,
                       int vectors)
{
    const int64_t rows = I + 1, blocks = tile_blocks(rows); /* the sums are one row more */
    for (int64_t b = 0; b < blocks; b++) {
        const int64_t i = tile_block_start(rows, blocks, b);
        const int64_t n = tile_block_start(rows, blocks, b + 1) - i;
        t.a = x + i;
        t.c = gw + i * NN_PANEL;
        if (b < blocks - 1) {
            column_tiles[vectors - 1][n - 1](&t);
        } else {
            t.sums = sums;
            sums_tiles[vectors - 1][n - 2](&t);
        }
    }
}

void NN_K(linear_dw)(const struct nn_cpu_linear *l)
{
    if (l->O <= NN_THIN_MAX) {
        NN_K(thin_dw)(l);
        return;
    }
    const int64_t whole = l->O / NN_PANEL * NN_PANEL; /* columns in full panels */
    const int64_t o_end = l->o_end ? l->o_end : l->O;
    for (int64_t b = 0; b < l->B; b += K_BLOCK) {
        const float *x = l->x + b * l->I, *dy = l->dy + b * l->O;
        struct tile t = {.K = l->B - b < K_BLOCK ? l->B - b : K_BLOCK,
                         .a_k = (size_t)l->I,
                         .b_k = (size_t)l->O,
                         .b_panel = NN_PANEL,
                         .c_row = NN_PANEL,
                         .c_panel = (size_t)l->I * NN_PANEL,
                         .add = true};
        for (int64_t o = l->o; o < o_end;) {
            float *gw = l->gw + o / NN_PANEL * l->I * NN_PANEL + o % NN_PANEL;
            const struct columns n = columns_of((o < whole ? whole : l->O) - o, TILE_COLUMNS);
            t.last_lanes = n.last_lanes;
            if (o < whole) {
                t.b = dy + o;
            } else if (o % NN_PANEL == 0) {
                t.b = tile_last_panel(dy, t.K, l->O, o, l->scratch);
                t.b_k = NN_PANEL;
            } else {
                t.b = l->scratch + o % NN_PANEL;
            }
            dw_columns(t, x, l->I, gw, l->gb + o, n.vectors);
            o += (n.vectors - 1) * NN_VW + n.last_lanes;
        }
    }
}
