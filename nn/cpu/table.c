/* SPDX-License-Identifier: MIT */
/* The table of one ISA. */
#include "nn/cpu/isa.h"

#define KERNEL(name) .name = NN_K(name)

const struct nn_cpu_kernels NN_K(table) = {
    .isa = NN_CPU_TEXT(NN_ISA),

    KERNEL(matrix_floats),
    KERNEL(matrix_pack),
    KERNEL(matrix_unpack),

    KERNEL(linear_scratch_floats),
    KERNEL(linear_fwd),
    KERNEL(linear_dx),
    KERNEL(linear_dw),

    KERNEL(conv_floats),
    KERNEL(conv_pack),
    KERNEL(conv_unpack),
    KERNEL(conv_scratch_floats),
    KERNEL(conv_fwd),
    KERNEL(conv_dx),
    KERNEL(conv_dw),
    KERNEL(max_pool),
    KERNEL(max_pool_grad),

    .map =
        {
/* clang-format off */
#define NN_MAP1(name, f, da) \
    [NN_CPU_FWD_##name] = NN_K(fwd_##name), [NN_CPU_DA_##name] = NN_K(da_##name),
#define NN_MAP2(name, f, da, db) \
    NN_MAP1(name, f, da) [NN_CPU_DB_##name] = NN_K(db_##name),
#define NN_MAP3(name, f, da, db, dc) \
    NN_MAP2(name, f, da, db) [NN_CPU_DC_##name] = NN_K(dc_##name),
#include "nn/ops.def"
            /* clang-format on */
        },

    KERNEL(sum),
    KERNEL(sum_rows),
    KERNEL(sum_cols),
    KERNEL(argmax_rows),
    KERNEL(log_softmax),
    KERNEL(log_softmax_grad),
    KERNEL(sample_categorical),
    KERNEL(add_to),

    KERNEL(softmax),
    KERNEL(transpose),
    KERNEL(matmul_scratch_floats),
    KERNEL(matmul),
    KERNEL(argmax_axis),
    KERNEL(layer_norm),
    KERNEL(layer_norm_dx),
    KERNEL(layer_norm_sums),
    KERNEL(batch_stats),
    KERNEL(running_stats),
    KERNEL(batch_norm),
    KERNEL(batch_norm_sums),
    KERNEL(batch_norm_dx),

    KERNEL(max_axis),
    KERNEL(min_axis),
    KERNEL(scale_bytes),
    KERNEL(scale_ints),

    KERNEL(sum_squares),
    KERNEL(scale),
    KERNEL(mix),
    KERNEL(adam),
    KERNEL(sgd),
    KERNEL(clamp),
    KERNEL(rmsprop),
    KERNEL(adadelta),
    KERNEL(adam_decay),
};
