/* SPDX-License-Identifier: MIT */
/* One source, several instruction sets: every kernel file is compiled once per ISA with NN_ISA (the
 * suffix of its functions) and NN_VW (floats per vector) set by nn/cpu/CMakeLists.txt. This header
 * gives the suffixed names; nn/cpu/table.c collects them.
 */
#pragma once

#include "nn/cpu/kernels.h"

#define NN_CPU_JOIN_(name, isa) nn_cpu_##name##_##isa
#define NN_CPU_JOIN(name, isa)  NN_CPU_JOIN_(name, isa)
#define NN_K(name)              NN_CPU_JOIN(name, NN_ISA)
#define NN_CPU_TEXT_(isa)       #isa
#define NN_CPU_TEXT(isa)        NN_CPU_TEXT_(isa)

/* Panel width of packed matrices, the same for every ISA (nn/cpu/matrix.c). */
#define NN_PANEL 16

/* matrix.c */
size_t NN_K(matrix_floats)(int64_t n_out, int64_t n_in);
void NN_K(matrix_pack)(int64_t n_out, int64_t n_in, const float *canonical, float *packed);
void NN_K(matrix_unpack)(int64_t n_out, int64_t n_in, const float *packed, float *canonical);
/* Inputs i..i_end and outputs o..o_end of a matrix in panels: o at the start of a panel. */
struct nn_cpu_block {
    int64_t I;
    int64_t i, i_end, o, o_end;
};
/* That block as panels of the transpose: out[(input - i) / 16][output - o][(input - i) % 16], with
 * o_end rounded up to whole panels. */
void NN_K(matrix_transpose)(const struct nn_cpu_block *block, const float *packed, float *out);

/* linear.c chooses between the panels (here) and the rows of thin.c. */
size_t NN_K(linear_scratch_floats)(int64_t B, int64_t I, int64_t O);
void NN_K(linear_fwd)(const struct nn_cpu_linear *l);
void NN_K(linear_dx)(const struct nn_cpu_linear *l);
void NN_K(linear_dw)(const struct nn_cpu_linear *l);

/* thin.c: matrices of at most NN_THIN_MAX outputs. */
void NN_K(thin_fwd)(const struct nn_cpu_linear *l);
void NN_K(thin_dx)(const struct nn_cpu_linear *l);
void NN_K(thin_dw)(const struct nn_cpu_linear *l);

/* conv.c */
size_t NN_K(conv_floats)(int64_t O, int64_t K);
void NN_K(conv_pack)(const struct nn_cpu_window *w, const float *canonical, float *packed);
void NN_K(conv_unpack)(const struct nn_cpu_window *w, const float *packed, float *canonical);
size_t NN_K(conv_scratch_floats)(const struct nn_cpu_window *w);
void NN_K(conv_fwd)(const struct nn_cpu_conv *c);
/* Image i as floats with its border of zeros: x itself, or a copy in `out`. */
const float *NN_K(conv_image)(const struct nn_cpu_conv *c, int64_t i, float *out);
size_t NN_K(conv_image_floats)(const struct nn_cpu_window *w); /* of that copy */

/* conv_grad.c */
size_t NN_K(conv_grad_floats)(const struct nn_cpu_window *w);
void NN_K(conv_dx)(const struct nn_cpu_conv *c);
void NN_K(conv_dw)(const struct nn_cpu_conv *c);

/* max_pool.c */
void NN_K(max_pool)(const struct nn_cpu_window *w, int64_t B, const float *x, float *y);
void NN_K(max_pool_grad)(const struct nn_cpu_window *w, int64_t B, const float *g, const float *x,
                         float *dx);

/* maps.c */
#define NN_CPU_MAP(map) \
    void NN_K(map)(size_t n, float *out, const float *const in[5], const uint8_t step[5]);
#define NN_MAP1(name, f, da)         NN_CPU_MAP(fwd_##name) NN_CPU_MAP(da_##name)
#define NN_MAP2(name, f, da, db)     NN_MAP1(name, f, da) NN_CPU_MAP(db_##name)
#define NN_MAP3(name, f, da, db, dc) NN_MAP2(name, f, da, db) NN_CPU_MAP(dc_##name)
#include "nn/ops.def"
#undef NN_MAP1
#undef NN_MAP2
#undef NN_MAP3
#undef NN_CPU_MAP

/* rows.c */
void NN_K(sum_rows)(int64_t B, int64_t D, const float *a, float *out);
void NN_K(sum_cols)(int64_t B, int64_t D, const float *a, float *out);
void NN_K(argmax_rows)(int64_t B, int64_t D, const float *a, int32_t *out);
void NN_K(log_softmax)(int64_t B, int64_t D, const float *a, float *out);
void NN_K(log_softmax_grad)(int64_t B, int64_t D, const float *g, const float *y, float *da);
void NN_K(sample_categorical)(int64_t B, int64_t D, const float *logp, const float *uniform,
                              int32_t *out);

void NN_K(softmax)(int64_t B, int64_t D, const float *a, float *out);

/* matmul.c */
void NN_K(transpose)(int64_t rows, int64_t cols, const float *from, int64_t from_row, float *to,
                     int64_t to_row);
size_t NN_K(matmul_scratch_floats)(const struct nn_cpu_matmul *m);
void NN_K(matmul)(const struct nn_cpu_matmul *m);

/* norms.c */
void NN_K(layer_norm)(const struct nn_cpu_norm *n);
void NN_K(layer_norm_dx)(const struct nn_cpu_norm *n);
void NN_K(layer_norm_sums)(const struct nn_cpu_norm *n);
void NN_K(batch_stats)(const struct nn_cpu_norm *n, float momentum, float *mean, float *variance);
void NN_K(running_stats)(const struct nn_cpu_norm *n, const float *mean, const float *variance);
void NN_K(batch_norm)(const struct nn_cpu_norm *n);
void NN_K(batch_norm_sums)(const struct nn_cpu_norm *n);
void NN_K(batch_norm_dx)(const struct nn_cpu_norm *n);

/* axes.c */
void NN_K(argmax_axis)(int64_t outer, int64_t len, int64_t inner, const float *a, int32_t *out);
void NN_K(max_axis)(int64_t outer, int64_t len, int64_t inner, const float *a, float *out);
void NN_K(min_axis)(int64_t outer, int64_t len, int64_t inner, const float *a, float *out);
void NN_K(scale_bytes)(size_t n, const uint8_t *a, float factor, float *out);
void NN_K(scale_ints)(size_t n, const int32_t *a, float factor, float *out);

/* block.c */
double NN_K(sum)(size_t n, const float *a);
double NN_K(sum_squares)(size_t n, const float *a);
void NN_K(add_to)(size_t n, float *acc, const float *a);
void NN_K(scale)(size_t n, float *a, float factor);
void NN_K(mix)(size_t n, float *acc, const float *a, float share);
void NN_K(adam)(size_t n, float *p, const float *g, float *m, float *v, float step_size,
                float inv_sqrt_c2, float beta1, float beta2, float eps);

/* opt.c */
void NN_K(clamp)(size_t n, float *a, float limit);
void NN_K(sgd)(const struct nn_cpu_opt *o);
void NN_K(rmsprop)(const struct nn_cpu_opt *o);
void NN_K(adadelta)(const struct nn_cpu_opt *o);
void NN_K(adam_decay)(const struct nn_cpu_opt *o);

/* table.c */
extern const struct nn_cpu_kernels NN_K(table);
