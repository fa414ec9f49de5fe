/* SPDX-License-Identifier: MIT */
/* The CPU's kernels, once per instruction set: the same sources are compiled with another vector
 * width (nn/cpu/isa.h) and fill one table each. Kernels are pure functions on caller's memory: they
 * allocate nothing, keep nothing, and compute a row's bits independently of the batch it is in.
 *
 * Letters: B rows of the batch, I inputs, O outputs, D columns, P panel width of packed matrices.
 * Float arrays are at least 4-byte aligned; blocks and program arenas are 64-byte aligned.
 * "=" writes, "+=" adds to what is there.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nn/trace.h"

/* The ops of nn/ops.def in order, and their gradients: NN_CPU_FWD_add, NN_CPU_DA_add, ... */
enum nn_cpu_map {
#define NN_MAP1(name, f, da)     NN_CPU_FWD_##name, NN_CPU_DA_##name,
#define NN_MAP2(name, f, da, db) NN_CPU_FWD_##name, NN_CPU_DA_##name, NN_CPU_DB_##name,
#define NN_MAP3(name, f, da, db, dc) \
    NN_CPU_FWD_##name, NN_CPU_DA_##name, NN_CPU_DB_##name, NN_CPU_DC_##name,
#include "nn/ops.def"
#undef NN_MAP1
#undef NN_MAP2
#undef NN_MAP3
    NN_CPU_N_MAPS
};

/* out[i] = f(in[0][i * step[0]], ...) for i < n; a step is 0 (one value for all) or 1. Operands of
 * a forward map: a, b, c. Of a gradient map: g, a, b, c, y (those that the arity has, in that
 * order). `out` may be the same array as an operand with step 1. */
typedef void (*nn_cpu_map_fn)(size_t n, float *out, const float *const in[5],
                              const uint8_t step[5]);

/* Linear layers of at most so many outputs pack W in rows (nn/cpu/thin.c), those of more in panels,
 * as a convolution does. */
#define NN_THIN_MAX 8

/* y = act(x W^T + b) and its gradients; W packed, gw in the same packing. */
struct nn_cpu_linear {
    int64_t B, I, O;
    const float *x;    /* (B, I) */
    const float *w;    /* packed (O, I) */
    const float *bias; /* (O), zero-padded to a multiple of 16 floats */
    float *y;          /* (B, O) */
    const float *dy;   /* (B, O): gradient of the pre-activation */
    float *dx;         /* (B, I) */
    float *gw;         /* packed (O, I) */
    float *gb;         /* (O) */
    /* These outputs (fwd, dw) or inputs (dx), multiples of 32 or the last; o_end 0: all. Not for
     * layers of at most NN_THIN_MAX outputs. */
    int64_t o, o_end;
    enum nn_activation act; /* of this layer (fwd) / of the layer that produced x (dx) */
    const float *x_out;     /* dx with act: that layer's output, the same (B, I) as x */
    float *scratch;         /* linear_scratch_floats floats, 64-byte aligned */
};

/* One step over n floats of a block; what an optimizer does not use is 0. */
struct nn_cpu_opt {
    size_t n;
    float *p, *m, *v;
    const float *g;
    float lr, eps, weight_decay, momentum, beta1, beta2;
    float rest1, rest2;           /* 1 - beta, rounded once */
    float inv_sqrt_c2, decoupled; /* adam_decay: as for adam; learning rate * AdamW's decay */
    bool nesterov;
};

/* Normalisation of x (B, D): what a kernel does not use is NULL. */
struct nn_cpu_norm {
    int64_t B, D;
    float eps;
    const float *x, *g;
    const float *gain, *bias; /* (D) */
    const float *stats;       /* (3, D): mean, 1 / sqrt(variance + eps), a row's share in them */
    const float *sums;        /* (2, D): over rows, of g and of g * normalised x */
    float *out;
};

/* c (M, N) = a (M, K) b (K, N), either of them given transposed. */
struct nn_cpu_matmul {
    int64_t M, K, N;
    bool a_t, b_t;
    const float *a, *b;
    float *c;
    float *scratch; /* matmul_scratch_floats floats, 64-byte aligned */
};

/* A window (KH, KW) over images (H, W, C) with OH x OW positions. Pooling: O = C. */
struct nn_cpu_window {
    int32_t H, W, C, KH, KW, O, OH, OW, stride, pad;
};

/* y = act(w * x + b) over B images, channels last, and its gradients. Every image of y and dx, and
 * every row of gw, is computed by itself: any cut of the images (fwd, dx), or of the rows k of gw
 * (dw, by k and k_end), gives the same bits. Pieces that run at once need a scratch each. */
struct nn_cpu_conv {
    struct nn_cpu_window win;
    int64_t B;
    const float *x;       /* (B, H, W, C), or NULL: */
    const uint8_t *bytes; /* the same as bytes, to be multiplied by `scale` */
    float scale;
    const float *w;         /* panels: [o / 16][k][o % 16], k over (KH, KW, C) */
    const float *bias;      /* (O), zero-padded to a multiple of 16 floats */
    float *y;               /* (B, OH, OW, O) */
    const float *dy;        /* (B, OH, OW, O): gradient of the pre-activation */
    float *dx;              /* (B, H, W, C) */
    float *gw;              /* panels, as w */
    float *gb;              /* (O), by the piece with k == 0 */
    int64_t k, k_end;       /* dw: rows of gw, 0 .. KH KW C */
    enum nn_activation act; /* of this layer (fwd) / of the layer that produced x (dx) */
    const float *x_out;     /* dx with act: that layer's output */
    float *scratch;         /* conv_scratch_floats floats, 64-byte aligned */
};

struct nn_cpu_kernels {
    const char *isa;

    /* Layout of a packed matrix; padding lanes are zero and every kernel keeps them so. */
    size_t (*matrix_floats)(int64_t n_out, int64_t n_in);
    void (*matrix_pack)(int64_t n_out, int64_t n_in, const float *canonical, float *packed);
    void (*matrix_unpack)(int64_t n_out, int64_t n_in, const float *packed, float *canonical);

    /* Enough for each of the three. */
    size_t (*linear_scratch_floats)(int64_t B, int64_t I, int64_t O);
    void (*linear_fwd)(const struct nn_cpu_linear *l); /* y = act(x W^T + b) */
    void (*linear_dx)(const struct nn_cpu_linear *l);  /* dx = (dy W) * act'(x_out) */
    void (*linear_dw)(const struct nn_cpu_linear *l);  /* gw += dy^T x, gb += column sums of dy */

    /* Convolution weights (O, C, KH, KW) in panels; padding lanes are zero here, too. */
    size_t (*conv_floats)(int64_t O, int64_t K);
    void (*conv_pack)(const struct nn_cpu_window *w, const float *canonical, float *packed);
    void (*conv_unpack)(const struct nn_cpu_window *w, const float *packed, float *canonical);
    size_t (*conv_scratch_floats)(const struct nn_cpu_window *w); /* enough for each of the three */
    void (*conv_fwd)(const struct nn_cpu_conv *c);                /* y = act(w * x + b) */
    void (*conv_dx)(const struct nn_cpu_conv *c);                 /* dx = (w' * dy) act'(x_out) */
    void (*conv_dw)(const struct nn_cpu_conv *c);                 /* gw += .., gb += sum of dy */

    void (*max_pool)(const struct nn_cpu_window *w, int64_t B, const float *x, float *y);
    /* dx: g at the first greatest of each window, summed over windows */
    void (*max_pool_grad)(const struct nn_cpu_window *w, int64_t B, const float *g, const float *x,
                          float *dx);

    nn_cpu_map_fn map[NN_CPU_N_MAPS];

    double (*sum)(size_t n, const float *a);                            /* fixed order, accurate */
    void (*sum_rows)(int64_t B, int64_t D, const float *a, float *out); /* out (B) = row sums */
    void (*sum_cols)(int64_t B, int64_t D, const float *a, float *out); /* out (D) = column sums */
    void (*argmax_rows)(int64_t B, int64_t D, const float *a, int32_t *out);
    void (*log_softmax)(int64_t B, int64_t D, const float *a, float *out);
    /* da = g - exp(y) * rowsum(g) */
    void (*log_softmax_grad)(int64_t B, int64_t D, const float *g, const float *y, float *da);
    void (*sample_categorical)(int64_t B, int64_t D, const float *logp, const float *uniform,
                               int32_t *out);
    void (*add_to)(size_t n, float *acc, const float *a); /* acc += a */

    /* y = exp(a - max) / sum of it, per row */
    void (*softmax)(int64_t B, int64_t D, const float *a, float *out);
    /* to[c][r] = from[r][c]; rows of `from` and `to` are so many floats apart */
    void (*transpose)(int64_t rows, int64_t cols, const float *from, int64_t from_row, float *to,
                      int64_t to_row);
    void (*layer_norm)(const struct nn_cpu_norm *n);      /* x, gain, bias */
    void (*layer_norm_dx)(const struct nn_cpu_norm *n);   /* g, x, gain */
    void (*layer_norm_sums)(const struct nn_cpu_norm *n); /* g, x: out (2, D) as `sums` */
    /* x: out (3, D) as `stats`; mean and variance move towards the batch's by `momentum` */
    void (*batch_stats)(const struct nn_cpu_norm *n, float momentum, float *mean, float *variance);
    void (*running_stats)(const struct nn_cpu_norm *n, const float *mean, const float *variance);
    void (*batch_norm)(const struct nn_cpu_norm *n);      /* x, stats, gain, bias */
    void (*batch_norm_sums)(const struct nn_cpu_norm *n); /* g, x, stats: out (2, D) */
    void (*batch_norm_dx)(const struct nn_cpu_norm *n);   /* g, x, stats, gain, sums */
    size_t (*matmul_scratch_floats)(const struct nn_cpu_matmul *m);
    void (*matmul)(const struct nn_cpu_matmul *m);
    /* (outer, len, inner) -> (outer, inner): the first of the greatest, NaN being greatest */
    void (*argmax_axis)(int64_t outer, int64_t len, int64_t inner, const float *a, int32_t *out);

    /* a (outer, len, inner) -> out (outer, inner); a NaN is both the greatest and the least */
    void (*max_axis)(int64_t outer, int64_t len, int64_t inner, const float *a, float *out);
    void (*min_axis)(int64_t outer, int64_t len, int64_t inner, const float *a, float *out);
    void (*scale_bytes)(size_t n, const uint8_t *a, float factor, float *out); /* factor * a */
    void (*scale_ints)(size_t n, const int32_t *a, float factor, float *out);

    double (*sum_squares)(size_t n, const float *a);
    void (*scale)(size_t n, float *a, float factor); /* a *= factor */
    /* acc = (1 - share) * acc + share * a */
    void (*mix)(size_t n, float *acc, const float *a, float share);
    /* One fused pass over a whole block; step_size = lr / (1 - beta1^t),
     * inv_sqrt_c2 = 1 / sqrt(1 - beta2^t):  p -= step_size * m / (sqrt(v) * inv_sqrt_c2 + eps) */
    void (*adam)(size_t n, float *p, const float *g, float *m, float *v, float step_size,
                 float inv_sqrt_c2, float beta1, float beta2, float eps);
    void (*clamp)(size_t n, float *a, float limit); /* into [-limit, limit]; NaN stays */
    void (*sgd)(const struct nn_cpu_opt *o);
    void (*rmsprop)(const struct nn_cpu_opt *o);
    void (*adadelta)(const struct nn_cpu_opt *o);
    void (*adam_decay)(const struct nn_cpu_opt *o); /* lr: the step size */
};

/* The table of an ISA, NULL if this machine (or this build) cannot run it. */
const struct nn_cpu_kernels *nn_cpu_kernels_avx512(void);
const struct nn_cpu_kernels *nn_cpu_kernels_avx2(void);
const struct nn_cpu_kernels *nn_cpu_kernels_portable(void);
/* The best that runs here, or the one named (RLTD_ISA); NULL for an unknown name. */
const struct nn_cpu_kernels *nn_cpu_kernels_choose(const char *name);
