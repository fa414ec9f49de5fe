/* SPDX-License-Identifier: MIT */
/* Convolution, forward: a product whose rows are windows, read where they lie in the image
 * (implicit GEMM). Channels are last, so each line of a window, KW C floats, is one run of memory.
 */
#include "nn/cpu/conv_tile.h"
#include "nn/cpu/vmath.h"

/* So many k at a time at most, if a line of the window is not longer: the weights of a tile's
 * columns then stay in the L1 cache. */
#define K_BLOCK 256

/* ---- weights ---- */

size_t NN_K(conv_floats)(int64_t O, int64_t K)
{
    return (size_t)((O + NN_PANEL - 1) / NN_PANEL * NN_PANEL * K);
}

/* Where each canonical float (O, C, KH, KW) lies: [o / 16][kh][kw][c][o % 16]. */
static size_t place(const struct nn_cpu_window *w, int64_t o, int64_t c, int64_t kh, int64_t kw)
{
    const int64_t K = (int64_t)w->KH * w->KW * w->C, k = (kh * w->KW + kw) * w->C + c;
    return (size_t)((o / NN_PANEL * K + k) * NN_PANEL + o % NN_PANEL);
}

void NN_K(conv_pack)(const struct nn_cpu_window *w, const float *canonical, float *packed)
{
    const int64_t K = (int64_t)w->KH * w->KW * w->C;
    memset(packed, 0, NN_K(conv_floats)(w->O, K) * sizeof *packed);
    for (int64_t o = 0; o < w->O; o++)
        for (int64_t c = 0; c < w->C; c++)
            for (int64_t kh = 0; kh < w->KH; kh++)
                for (int64_t kw = 0; kw < w->KW; kw++)
                    packed[place(w, o, c, kh, kw)] = *canonical++;
}

void NN_K(conv_unpack)(const struct nn_cpu_window *w, const float *packed, float *canonical)
{
    for (int64_t o = 0; o < w->O; o++)
        for (int64_t c = 0; c < w->C; c++)
            for (int64_t kh = 0; kh < w->KH; kh++)
                for (int64_t kw = 0; kw < w->KW; kw++)
                    *canonical++ = packed[place(w, o, c, kh, kw)];
}

/* ---- images as floats with a border ---- */

size_t NN_K(conv_image_floats)(const struct nn_cpu_window *w)
{
    return (size_t)(w->H + 2 * w->pad) * (size_t)(w->W + 2 * w->pad) * (size_t)w->C;
}

const float *NN_K(conv_image)(const struct nn_cpu_conv *c, int64_t i, float *out)
{
    const struct nn_cpu_window *w = &c->win;
    const size_t line = (size_t)w->W * (size_t)w->C, image = (size_t)w->H * line;
    if (c->x && !w->pad)
        return c->x + (size_t)i * image;
    if (!w->pad) {
        NN_K(scale_bytes)(image, c->bytes + (size_t)i * image, c->scale, out);
        return out;
    }
    const size_t pitch = (size_t)(w->W + 2 * w->pad) * (size_t)w->C;
    const size_t border = (size_t)w->pad * (size_t)w->C;
    memset(out, 0, NN_K(conv_image_floats)(w) * sizeof *out);
    for (size_t y = 0; y < (size_t)w->H; y++) {
        float *to = out + (y + (size_t)w->pad) * pitch + border;
        const size_t from = (size_t)i * image + y * line;
        if (c->x)
            memcpy(to, c->x + from, line * sizeof *to);
        else
            NN_K(scale_bytes)(line, c->bytes + from, c->scale, to);
    }
    return out;
}

size_t NN_K(conv_scratch_floats)(const struct nn_cpu_window *w)
{
    const size_t image = (NN_K(conv_image_floats)(w) + NN_PANEL - 1) / NN_PANEL * NN_PANEL;
    return image + NN_K(conv_grad_floats)(w);
}

/* ---- forward ---- */

#define ROW_TILES(R, N)                                             \
    static void row_tiles_##R##x##N(const struct conv_tiles *tiles) \
    {                                                               \
        conv_row_tiles(R, N, tiles);                                \
    }
CONV_EACH(ROW_TILES)
#define ROW_NAME(R, N) [N - 1][R - 1] = row_tiles_##R##x##N,
static const conv_tiles_fn row_tiles[TILE_VECTORS][TILE_ROWS] = {CONV_EACH(ROW_NAME)};

void NN_K(conv_rows)(int vectors, int64_t rows, const struct conv_tiles *t)
{
    row_tiles[vectors - 1][rows - 1](t);
}

static void tanh_image(float *y, int64_t n)
{
    for (int64_t i = 0; i < n; i += NN_VW)
        v_store_upto(y + i, v_tanh(v_load_upto(y + i, n - i)), n - i);
}

/* Lines kh .. kh + lines of the window, outputs o .. of one image: x with its border, y (OH, OW,
 * O).
 */
static void forward_part(const struct nn_cpu_conv *c, const float *x, float *y, int64_t o,
                         int64_t kh, int64_t lines)
{
    const struct nn_cpu_window *w = &c->win;
    const size_t pitch = (size_t)(w->W + 2 * w->pad) * (size_t)w->C;
    const int64_t line = (int64_t)w->KW * w->C, K = w->KH * line;
    const int columns = w->O - o < TILE_COLUMNS ? (int)(w->O - o) : TILE_COLUMNS;
    const int vectors = (columns + NN_VW - 1) / NN_VW;
    struct conv_tiles t = {
        .tile = {.K = line,
                 .a_row = (size_t)(w->stride * w->C),
                 .b = c->w + (o / NN_PANEL * K + kh * line) * NN_PANEL + o % NN_PANEL,
                 .b_k = NN_PANEL,
                 .b_panel = (size_t)K * NN_PANEL,
                 .c_row = (size_t)w->O,
                 .c_panel = NN_PANEL,
                 .bias = kh == 0 ? c->bias + o : NULL,
                 .add = kh > 0,
                 .last_lanes = columns - (vectors - 1) * NN_VW,
                 .end = c->act == NN_ACT_RELU && kh + lines == w->KH ? TILE_RELU : TILE_STORE},
        .lines = lines,
        .a_line = pitch,
        .n = w->OH,
        .a_tile = (size_t)w->stride * pitch,
        .c_tile = (size_t)w->OW * (size_t)w->O,
    };
    const int64_t blocks = tile_blocks(w->OW);
    for (int64_t i = 0; i < blocks; i++) {
        const int64_t ox = tile_block_start(w->OW, blocks, i);
        const int64_t rows = tile_block_start(w->OW, blocks, i + 1) - ox;
        t.tile.a = x + (size_t)kh * pitch + (size_t)(ox * w->stride * w->C);
        t.tile.c = y + ox * w->O + o;
        NN_K(conv_rows)(vectors, rows, &t);
    }
}

void NN_K(conv_fwd)(const struct nn_cpu_conv *c)
{
    const struct nn_cpu_window *w = &c->win;
    const int64_t line = (int64_t)w->KW * w->C, image = (int64_t)w->OH * w->OW * w->O;
    const int64_t lines = line < K_BLOCK ? K_BLOCK / line : 1;
    for (int64_t i = 0; i < c->B; i++) {
        const float *x = NN_K(conv_image)(c, i, c->scratch);
        float *y = c->y + i * image;
        for (int64_t o = 0; o < w->O; o += TILE_COLUMNS)
            for (int64_t kh = 0; kh < w->KH; kh += lines)
                forward_part(c, x, y, o, kh, kh + lines < w->KH ? lines : w->KH - kh);
        if (c->act == NN_ACT_TANH)
            tanh_image(y, image);
    }
}
