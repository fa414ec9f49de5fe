/* SPDX-License-Identifier: MIT */
/* Instructions of the CPU backend: what a plan step has become. Private to nn/cpu. */
#pragma once

#include "nn/cpu/kernels.h"
#include "nn/plan.h"

struct nn_cpu_place {
    int32_t slot;
    size_t offset; /* bytes */
};

struct nn_cpu_insn;
typedef void (*nn_cpu_insn_fn)(const struct nn_cpu_insn *insn, char *const *base);

struct nn_cpu_insn {
    nn_cpu_insn_fn run; /* of the first one of a run: all of it */
    const struct nn_cpu_kernels *kernels;
    nn_cpu_map_fn map; /* elementwise ops */
    uint8_t step[5];   /* elementwise ops: 0 where one value serves all */
    int32_t run_steps; /* instructions of the run that begins here; else 1 */
    uint8_t n_in;
    enum nn_op op;
    enum rl_dtype dtype; /* of the first operand */
    size_t n;            /* elements of the result, or of the block that an effect walks over */
    int64_t B, D, O;     /* as nn/cpu/kernels.h names them; along an axis: outer, len, inner */
    int64_t E;           /* members of an ensemble, and the floats from one to the next */
    size_t next_x, next_w;
    /* LINEAR, LINEAR_DW: outputs; LINEAR_DX: inputs; CONV2D_DW: rows of gw; OPT_STEP: floats */
    int64_t o, o_end;
    int64_t in_elements[NN_MAX_IN];
    struct nn_cpu_window window;                      /* convolution, pooling */
    int64_t dim[NN_MAX_RANK], in_stride[NN_MAX_RANK]; /* PERMUTE */
    struct nn_cpu_place in[NN_MAX_IN], out, scratch;
    size_t scratch_bytes;
    union nn_attr attr;
};

static inline void *nn_cpu_at(struct nn_cpu_place p, char *const *base)
{
    return base[p.slot] + p.offset;
}

/* steps_axes.c */
void nn_cpu_run_sum_axis(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_expand(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_extreme_axis(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_concat(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_slice(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_pad(const struct nn_cpu_insn *i, char *const *base);

void nn_cpu_run_argmax_axis(const struct nn_cpu_insn *i, char *const *base);

/* steps_index.c */
void nn_cpu_run_gather(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_scatter(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_scatter_grad(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_one_hot(const struct nn_cpu_insn *i, char *const *base);

/* steps_matmul.c */
/* What its op wants beside operands and attributes. */
void nn_cpu_init_dims(struct nn_cpu_insn *insn, const struct nn_step *step);
void nn_cpu_init_matmul(struct nn_cpu_insn *insn, const struct nn_step *step);
void nn_cpu_init_permute(struct nn_cpu_insn *insn, const struct nn_step *step);
size_t nn_cpu_matmul_scratch_floats(const struct nn_cpu_insn *i);
void nn_cpu_run_matmul(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_permute(const struct nn_cpu_insn *i, char *const *base);
/* steps_opt.c */
void nn_cpu_run_clip_norm(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_clip_value(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_grad_squares(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_scale_grad(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_opt_step(const struct nn_cpu_insn *i, char *const *base);
/* The two halves of a step: it counts, then floats o .. o_end of the block are updated. */
void nn_cpu_run_opt_count(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_opt_update(const struct nn_cpu_insn *i, char *const *base);

/* steps_conv.c */
void nn_cpu_run_conv(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_conv_dx(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_conv_dw(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_max_pool(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_max_pool_grad(const struct nn_cpu_insn *i, char *const *base);
/* Fills B and window; a kernel as large as its image becomes the product that it is. */
void nn_cpu_init_conv(struct nn_cpu_insn *insn, const struct nn_step *step);
void nn_cpu_init_pool(struct nn_cpu_insn *insn, const struct nn_step *step);
/* The function of an op that is not elementwise. */
nn_cpu_insn_fn nn_cpu_function(enum nn_op op);

/* steps_norm.c */
void nn_cpu_run_layer_norm(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_layer_norm_dx(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_layer_norm_sums(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_batch_stats(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_batch_norm(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_batch_norm_dx(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_batch_norm_sums(const struct nn_cpu_insn *i, char *const *base);

/* steps_random.c */
void nn_cpu_run_random(const struct nn_cpu_insn *i, char *const *base);
void nn_cpu_run_random_next(const struct nn_cpu_insn *i, char *const *base);

/* What follows an instruction: after a run that is computed here and now, the one after it. */
static inline const struct nn_cpu_insn *nn_cpu_next(const struct nn_cpu_insn *insn)
{
    return insn + insn->run_steps;
}

/* Fill an instruction from a step. */
void nn_cpu_insn_init(struct nn_cpu_insn *insn, const struct nn_cpu_kernels *kernels,
                      const struct nn_step *step);
