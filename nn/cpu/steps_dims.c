/* SPDX-License-Identifier: MIT */
/* The dimensions that a step's kernel is called with: B, D, O and what else its op needs. */
#include "base/base.h"
#include "nn/cpu/steps.h"

#define INIT(name) static void name(struct nn_cpu_insn *insn, const struct nn_step *step)

/* Of one member: x (B, D), y (B, O). */
INIT(init_linear)
{
    const bool dw = step->op == NN_OP_LINEAR_DW, dx = step->op == NN_OP_LINEAR_DX;
    const struct nn_shape x = dw ? step->in_shape[1] : dx ? step->shape : step->in_shape[0];
    const struct nn_shape y = dw || dx ? step->in_shape[0] : step->shape;
    insn->B = y.dim[y.rank - 2];
    insn->D = x.dim[x.rank - 1];
    insn->O = y.dim[y.rank - 1];
    insn->o_end = dx ? insn->D : insn->O;
    insn->E = y.rank == 3 ? y.dim[0] : 1;
    insn->next_x = x.rank == 3 ? (size_t)(insn->B * insn->D) : 0;
    insn->next_w = RL_ALIGN_UP(insn->kernels->matrix_floats(insn->O, insn->D), (size_t)16);
}

static void init_axis(struct nn_cpu_insn *insn, struct nn_axis axis)
{
    insn->B = axis.outer;
    insn->D = axis.len;
    insn->O = axis.inner;
}

INIT(init_along)
{
    init_axis(insn, step->attr.axis);
}

INIT(init_slice)
{
    init_axis(insn, step->attr.slice.axis);
}

INIT(init_gather)
{
    init_axis(insn, step->attr.gather.axis);
}

INIT(init_sum)
{
    insn->B = nn_shape_elements(step->in_shape[0]);
}

/* Rows of the last axis. */
INIT(init_rows)
{
    const struct nn_shape in = step->in_shape[0];
    insn->D = in.dim[in.rank - 1];
    insn->B = nn_shape_elements(in) / insn->D;
}

/* With rows of their own: (B, D). */
INIT(init_random)
{
    insn->B = step->shape.dim[0];
    insn->D = step->shape.dim[1];
}

INIT(init_one_hot)
{
    insn->B = nn_shape_elements(step->in_shape[0]);
    insn->D = step->shape.dim[step->shape.rank - 1];
}

/* g (B) -> (B, D) */
INIT(init_pick_grad)
{
    insn->D = step->shape.dim[1];
}

INIT(init_block)
{
    insn->n = (size_t)nn_shape_elements(step->in_shape[0]);
}

INIT(init_opt)
{
    init_block(insn, step);
    insn->o_end = (int64_t)insn->n;
}

static void (*const init[NN_N_OPS])(struct nn_cpu_insn *insn, const struct nn_step *step) = {
    [NN_OP_LINEAR] = init_linear,
    [NN_OP_LINEAR_DX] = init_linear,
    [NN_OP_LINEAR_DW] = init_linear,
    [NN_OP_CONV2D] = nn_cpu_init_conv,
    [NN_OP_CONV2D_DX] = nn_cpu_init_conv,
    [NN_OP_CONV2D_DW] = nn_cpu_init_conv,
    [NN_OP_MAX_POOL] = nn_cpu_init_pool,
    [NN_OP_MAX_POOL_GRAD] = nn_cpu_init_pool,
    [NN_OP_SUM] = init_sum,
    [NN_OP_SUM_AXIS] = init_along,
    [NN_OP_EXPAND] = init_along,
    [NN_OP_MAX_AXIS] = init_along,
    [NN_OP_MIN_AXIS] = init_along,
    [NN_OP_CONCAT] = init_along,
    [NN_OP_ARGMAX] = init_along,
    [NN_OP_SLICE] = init_slice,
    [NN_OP_PAD] = init_slice,
    [NN_OP_GATHER] = init_gather,
    [NN_OP_SCATTER] = init_gather,
    [NN_OP_SCATTER_GRAD] = init_gather,
    [NN_OP_LAYER_NORM] = init_rows,
    [NN_OP_LAYER_NORM_DX] = init_rows,
    [NN_OP_LAYER_NORM_SUMS] = init_rows,
    [NN_OP_BATCH_STATS] = init_rows,
    [NN_OP_BATCH_NORM] = init_rows,
    [NN_OP_BATCH_NORM_DX] = init_rows,
    [NN_OP_BATCH_NORM_SUMS] = init_rows,
    [NN_OP_RANDOM] = init_random,
    [NN_OP_ONE_HOT] = init_one_hot,
    [NN_OP_MATMUL] = nn_cpu_init_matmul,
    [NN_OP_PERMUTE] = nn_cpu_init_permute,
    [NN_OP_PICK_GRAD] = init_pick_grad,
    [NN_OP_OPT_STEP] = init_opt,
    [NN_OP_ZERO_GRAD] = init_block,
    [NN_OP_ADD_GRAD] = init_block,
    [NN_OP_POLYAK] = init_block,
};

/* Of an op without a row: those of its first operand. */
void nn_cpu_init_dims(struct nn_cpu_insn *insn, const struct nn_step *step)
{
    const struct nn_shape in = step->in_shape[0];
    insn->B = in.rank ? in.dim[0] : 1;
    insn->D = in.rank > 1 ? in.dim[1] : 1;
    if (init[step->op])
        init[step->op](insn, step);
}
