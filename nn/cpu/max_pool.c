/* SPDX-License-Identifier: MIT */
/* Max pooling over images with channels last: vectors run along the channels. */
#include "nn/cpu/isa.h"
#include "nn/cpu/vec.h"

/* The part of a window that is within the image, along one axis. */
struct span {
    int64_t first, end;
};

static struct span inside(int64_t position, int64_t stride, int64_t pad, int64_t size,
                          int64_t length)
{
    const int64_t from = position * stride - pad, to = from + size;
    return (struct span){from < 0 ? 0 : from, to > length ? length : to};
}

/* Of all pixels of a window, channels c..: a NaN is the greatest. */
static vf greatest(const struct nn_cpu_window *w, const float *x, struct span ys, struct span xs,
                   int64_t c)
{
    vf most = v_set(-INFINITY);
    for (int64_t y = ys.first; y < ys.end; y++)
        for (int64_t i = xs.first; i < xs.end; i++)
            most = v_max(most, v_load_upto(x + (y * w->W + i) * w->C + c, w->C - c));
    return most;
}

void NN_K(max_pool)(const struct nn_cpu_window *w, int64_t B, const float *x, float *y)
{
    for (int64_t b = 0; b < B; b++, x += (int64_t)w->H * w->W * w->C)
        for (int64_t oy = 0; oy < w->OH; oy++)
            for (int64_t ox = 0; ox < w->OW; ox++, y += w->C) {
                const struct span ys = inside(oy, w->stride, w->pad, w->KH, w->H);
                const struct span xs = inside(ox, w->stride, w->pad, w->KW, w->W);
                for (int64_t c = 0; c < w->C; c += NN_VW)
                    v_store_upto(y + c, greatest(w, x, ys, xs, c), w->C - c);
            }
}

/* dx += g at the first pixel that is the window's greatest. */
static void grad_of_window(const struct nn_cpu_window *w, const float *g, const float *x,
                           struct span ys, struct span xs, float *dx)
{
    for (int64_t c = 0; c < w->C; c += NN_VW) {
        const vf most = greatest(w, x, ys, xs, c), zero = v_set(0.0f);
        vf left = v_load_upto(g + c, w->C - c); /* zero where it has been given */
        for (int64_t y = ys.first; y < ys.end; y++)
            for (int64_t i = xs.first; i < xs.end; i++) {
                const int64_t at = (y * w->W + i) * w->C + c;
                const vf v = v_load_upto(x + at, w->C - c);
                const vi here = (v == most) | (v != v);
                const vf d = v_load_upto(dx + at, w->C - c) + v_select(here, left, zero);
                v_store_upto(dx + at, d, w->C - c);
                left = v_select(here, zero, left);
            }
    }
}

void NN_K(max_pool_grad)(const struct nn_cpu_window *w, int64_t B, const float *g, const float *x,
                         float *dx)
{
    const int64_t image = (int64_t)w->H * w->W * w->C;
    memset(dx, 0, (size_t)(B * image) * sizeof *dx);
    for (int64_t b = 0; b < B; b++, x += image, dx += image)
        for (int64_t oy = 0; oy < w->OH; oy++)
            for (int64_t ox = 0; ox < w->OW; ox++, g += w->C)
                grad_of_window(w, g, x, inside(oy, w->stride, w->pad, w->KH, w->H),
                               inside(ox, w->stride, w->pad, w->KW, w->W), dx);
}
