/* SPDX-License-Identifier: MIT */
/* Gradients of a convolution. dx: for each tap of the window, the product of dy with the tap's
 * weights is added where the tap reads x, in place: nothing is multiplied by a border, nothing is
 * scattered afterwards. dw: tiles of the gradient stay in registers while the pixels run. */
#include "nn/cpu/conv_tile.h"
#include "nn/cpu/vmath.h"

/* dw walks over so many bytes of x and dy at a time: they stay in the L1 cache while all tiles of
 * the gradient go over them. */
#define DW_BYTES (40 * 1024)

static int64_t whole_panels(int64_t n)
{
    return (n + NN_PANEL - 1) / NN_PANEL * NN_PANEL;
}

static int64_t dw_lines(const struct nn_cpu_window *w)
{
    const int64_t x = (int64_t)w->stride * (w->W + 2 * w->pad) * w->C;
    const int64_t dy = (int64_t)w->OW * TILE_COLUMNS;
    const int64_t lines = DW_BYTES / (int64_t)sizeof(float) / (x + dy);
    return lines < 1 ? 1 : lines > w->OH ? w->OH : lines;
}

size_t NN_K(conv_grad_floats)(const struct nn_cpu_window *w)
{
    const int64_t taps = whole_panels(w->C) * whole_panels(w->O) * w->KH * w->KW;
    const int64_t panel = dw_lines(w) * w->OW * NN_PANEL;
    return (size_t)(taps > panel ? taps : panel);
}

/* ---- dx ---- */

/* The weights of each tap as panels of its transpose: [tap][c / 16][o][c % 16]. */
static void transpose_taps(const struct nn_cpu_conv *c, float *out)
{
    const struct nn_cpu_window *w = &c->win;
    const int64_t taps = (int64_t)w->KH * w->KW;
    for (int64_t tap = 0; tap < taps; tap++) {
        const struct nn_cpu_block block = {
            .I = taps * w->C, .i = tap * w->C, .i_end = (tap + 1) * w->C, .o = 0, .o_end = w->O};
        NN_K(matrix_transpose)(&block, c->w, out);
        out += whole_panels(w->C) * whole_panels(w->O);
    }
}

/* Outputs first .. last along an axis whose tap k lies within the image. */
struct span {
    int64_t first, n;
};

static struct span within(int64_t k, int64_t pad, int64_t stride, int64_t length, int64_t outputs)
{
    const int64_t first = pad > k ? (pad - k + stride - 1) / stride : 0;
    const int64_t last = length - 1 + pad - k; /* the greatest q * stride that is inside */
    const int64_t end = last < 0 ? 0 : last / stride + 1;
    const int64_t n = (end < outputs ? end : outputs) - first;
    return (struct span){first, n > 0 ? n : 0};
}

static void dx_tap(const struct nn_cpu_window *w, int64_t tap, const float *taps, const float *dy,
                   float *dx)
{
    const int64_t kh = tap / w->KW, kw = tap % w->KW, O = whole_panels(w->O);
    const struct span ys = within(kh, w->pad, w->stride, w->H, w->OH);
    const struct span xs = within(kw, w->pad, w->stride, w->W, w->OW);
    struct conv_tiles t = {
        .tile = {.K = w->O,
                 .a_row = (size_t)w->O,
                 .b_k = NN_PANEL,
                 .b_panel = (size_t)O * NN_PANEL,
                 .c_row = (size_t)(w->stride * w->C),
                 .c_panel = NN_PANEL,
                 .add = true},
        .lines = 1,
        .n = ys.n,
        .a_tile = (size_t)w->OW * (size_t)w->O,
        .c_tile = (size_t)w->stride * (size_t)w->W * (size_t)w->C,
    };
    const int64_t blocks = tile_blocks(xs.n);
    for (int64_t n = 0; ys.n && n < w->C; n += TILE_COLUMNS) {
        const int columns = w->C - n < TILE_COLUMNS ? (int)(w->C - n) : TILE_COLUMNS;
        const int vectors = (columns + NN_VW - 1) / NN_VW;
        t.tile.last_lanes = columns - (vectors - 1) * NN_VW;
        t.tile.b = taps + tap * whole_panels(w->C) * O + n / NN_PANEL * O * NN_PANEL + n % NN_PANEL;
        for (int64_t i = 0; i < blocks; i++) {
            const int64_t ox = xs.first + tile_block_start(xs.n, blocks, i);
            const int64_t rows = xs.first + tile_block_start(xs.n, blocks, i + 1) - ox;
            const int64_t y = ys.first * w->stride + kh - w->pad, x = ox * w->stride + kw - w->pad;
            t.tile.a = dy + (ys.first * w->OW + ox) * w->O;
            t.tile.c = dx + (y * w->W + x) * w->C + n;
            NN_K(conv_rows)(vectors, rows, &t);
        }
    }
}

static void activation_gradient(enum nn_activation act, int64_t n, const float *h, float *dx)
{
    for (int64_t i = 0; i < n; i += NN_VW) {
        const vf d = v_load_upto(dx + i, n - i), y = v_load_upto(h + i, n - i);
        const vf tanh_d = d * v_fnma(y, y, v_set(1.0f));
        const vf relu_d = v_select(y > v_set(0.0f), d, v_set(0.0f));
        v_store_upto(dx + i, act == NN_ACT_TANH ? tanh_d : relu_d, n - i);
    }
}

void NN_K(conv_dx)(const struct nn_cpu_conv *c)
{
    const struct nn_cpu_window *w = &c->win;
    const int64_t image = (int64_t)w->H * w->W * w->C, out = (int64_t)w->OH * w->OW * w->O;
    transpose_taps(c, c->scratch);
    for (int64_t i = 0; i < c->B; i++) {
        float *dx = c->dx + i * image;
        memset(dx, 0, (size_t)image * sizeof *dx);
        for (int64_t tap = 0; tap < (int64_t)w->KH * w->KW; tap++)
            dx_tap(w, tap, c->scratch, c->dy + i * out, dx);
        if (c->act != NN_ACT_NONE)
            activation_gradient(c->act, image, c->x_out + i * image, dx);
    }
}

/* ---- dw ---- */

#define COLUMN_TILES(R, N)                                             \
    static void column_tiles_##R##x##N(const struct conv_tiles *tiles) \
    {                                                                  \
        conv_column_tiles(R, N, tiles);                                \
    }
CONV_EACH(COLUMN_TILES)
#define COLUMN_NAME(R, N) [N - 1][R - 1] = column_tiles_##R##x##N,
static const conv_tiles_fn column_tiles[TILE_VECTORS][TILE_ROWS] = {CONV_EACH(COLUMN_NAME)};

/* gb += sum of n pixels of dy (n, O): by itself first, which keeps more digits. */
static void add_sums(int64_t n, int64_t O, const float *dy, float *gb)
{
    for (int64_t o = 0; o < O; o += NN_VW) {
        vf sum = v_set(0.0f);
        for (int64_t p = 0; p < n; p++)
            sum += v_load_upto(dy + p * O + o, O - o);
        v_store_upto(gb + o, v_load_upto(gb + o, O - o) + sum, O - o);
    }
}

/* All rows of gw against one group of outputs; `t` says where dy is and how wide the group. */
static void dw_rows(const struct nn_cpu_conv *c, struct conv_tiles t, const float *x, float *gw,
                    int vectors)
{
    const struct nn_cpu_window *w = &c->win;
    const int64_t line = (int64_t)w->KW * w->C;
    for (int64_t kh = c->k / line; kh * line < c->k_end; kh++) {
        const int64_t from = kh * line < c->k ? c->k - kh * line : 0;
        const int64_t n = (c->k_end - kh * line < line ? c->k_end - kh * line : line) - from;
        const int64_t blocks = tile_blocks(n);
        for (int64_t i = 0; i < blocks; i++) {
            const int64_t k = from + tile_block_start(n, blocks, i);
            const int64_t rows = from + tile_block_start(n, blocks, i + 1) - k;
            t.tile.a = x + (size_t)kh * t.a_tile + k;
            t.tile.c = gw + (kh * line + k) * NN_PANEL;
            column_tiles[vectors - 1][rows - 1](&t);
        }
    }
}

/* Output lines oy .. oy + lines of one image, whose lines of x begin at `x`. */
static void dw_lines_of(const struct nn_cpu_conv *c, const float *x, const float *dy, int64_t lines,
                        float *panel)
{
    const struct nn_cpu_window *w = &c->win;
    const size_t pitch = (size_t)(w->W + 2 * w->pad) * (size_t)w->C;
    const int64_t K = (int64_t)w->KH * w->KW * w->C, whole = w->O / NN_PANEL * NN_PANEL;
    struct conv_tiles t = {
        .tile = {.K = w->OW,
                 .a_k = (size_t)(w->stride * w->C),
                 .b_k = (size_t)w->O,
                 .b_panel = NN_PANEL,
                 .c_row = NN_PANEL,
                 .c_panel = (size_t)K * NN_PANEL,
                 .add = true,
                 .last_lanes = NN_VW},
        .lines = lines,
        .a_line = (size_t)w->stride * pitch,
        .n = 1,
        .a_tile = pitch,
    };
    if (whole < w->O)
        tile_last_panel(dy, lines * w->OW, w->O, whole, panel);
    for (int64_t o = 0; o < w->O;) {
        const int64_t left = o < whole ? whole - o : whole + NN_PANEL - o;
        const int vectors = left < TILE_COLUMNS ? (int)(left / NN_VW) : TILE_VECTORS;
        t.tile.b = o < whole ? dy + o : panel + (o - whole);
        if (o >= whole)
            t.tile.b_k = NN_PANEL;
        dw_rows(c, t, x, c->gw + (o / NN_PANEL * K) * NN_PANEL + o % NN_PANEL, vectors);
        o += vectors * NN_VW;
    }
}

void NN_K(conv_dw)(const struct nn_cpu_conv *c)
{
    const struct nn_cpu_window *w = &c->win;
    const size_t pitch = (size_t)(w->W + 2 * w->pad) * (size_t)w->C;
    const int64_t out = (int64_t)w->OH * w->OW * w->O, lines = dw_lines(w);
    float *image = c->scratch + (NN_K(conv_grad_floats)(w) + NN_PANEL - 1) / NN_PANEL * NN_PANEL;
    for (int64_t i = 0; i < c->B; i++) {
        const float *x = NN_K(conv_image)(c, i, image), *dy = c->dy + i * out;
        if (c->k == 0)
            add_sums((int64_t)w->OH * w->OW, w->O, dy, c->gb);
        for (int64_t oy = 0; oy < w->OH; oy += lines)
            dw_lines_of(c, x + (size_t)(oy * w->stride) * pitch, dy + oy * w->OW * w->O,
                        oy + lines < w->OH ? lines : w->OH - oy, c->scratch);
    }
}
