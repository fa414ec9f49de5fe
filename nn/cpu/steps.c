/* SPDX-License-Identifier: MIT */
/* One function per op: resolve the operands' addresses, call the kernel. */
#include "nn/cpu/steps.h"

#include <math.h>
#include <string.h>

#include "base/base.h"

/* The elementwise ops and the kernels' table are both written by nn/ops.def, in one order. */
_Static_assert((int)NN_OP_N_MAPS == (int)NN_CPU_N_MAPS, "nn/graph.h and nn/cpu/kernels.h disagree");

#define at nn_cpu_at

#define IN(k)    ((const float *)at(i->in[k], base))
#define INOUT(k) ((float *)at(i->in[k], base))
#define OUT      ((float *)at(i->out, base))

static void run_map(const struct nn_cpu_insn *i, char *const *base)
{
    const float *in[5];
    for (unsigned k = 0; k < i->n_in; k++)
        in[k] = at(i->in[k], base);
    i->map(i->n, at(i->out, base), in, i->step);
}

static void *tile_at(struct nn_cpu_place place, char *const *base, size_t first)
{
    return (float *)at(place, base) + (place.slot == NN_SLOT_TILE ? 0 : first);
}

static void run_tiles(const struct nn_cpu_insn *run, char *const *base)
{
    const struct nn_cpu_insn *end = run + run->run_steps;
    for (size_t first = 0; first < run->n; first += NN_TILE) {
        const size_t n = RL_MIN(run->n - first, (size_t)NN_TILE);
        for (const struct nn_cpu_insn *i = run; i < end; i++) {
            const float *in[5];
            for (unsigned k = 0; k < i->n_in; k++)
                in[k] = tile_at(i->in[k], base, i->step[k] ? first : 0);
            i->map(n, tile_at(i->out, base, first), in, i->step);
        }
    }
}

static void run_linear(const struct nn_cpu_insn *i, char *const *base)
{
    struct nn_cpu_linear l = {
        .B = i->B,
        .I = i->D,
        .O = i->O,
        .x = IN(0),
        .w = IN(1),
        .bias = IN(2),
        .y = OUT,
        .o = i->o,
        .o_end = i->o_end,
        .act = i->attr.act,
        .scratch = at(i->scratch, base),
    };
    for (int64_t e = 0; e < i->E; e++) {
        i->kernels->linear_fwd(&l);
        l.x += i->next_x;
        l.w += i->next_w;
        l.bias += i->O;
        l.y += i->B * i->O;
    }
}

static void run_linear_dx(const struct nn_cpu_insn *i, char *const *base)
{
    struct nn_cpu_linear l = {
        .B = i->B,
        .I = i->D,
        .O = i->O,
        .dy = IN(0),
        .w = IN(1),
        .dx = OUT,
        .o = i->o,
        .o_end = i->o_end,
        .act = i->attr.act,
        .x_out = i->n_in > 2 ? IN(2) : NULL,
        .scratch = at(i->scratch, base),
    };
    for (int64_t e = 0; e < i->E; e++) {
        i->kernels->linear_dx(&l);
        l.dy += i->B * i->O;
        l.w += i->next_w;
        l.dx += i->next_x;
        l.x_out += l.x_out ? i->next_x : 0;
    }
}

static void run_linear_dw(const struct nn_cpu_insn *i, char *const *base)
{
    struct nn_cpu_linear l = {
        .B = i->B,
        .I = i->D,
        .O = i->O,
        .dy = IN(0),
        .x = IN(1),
        .gw = INOUT(2),
        .gb = INOUT(3),
        .o = i->o,
        .o_end = i->o_end,
        .scratch = at(i->scratch, base),
    };
    for (int64_t e = 0; e < i->E; e++) {
        i->kernels->linear_dw(&l);
        l.dy += i->B * i->O;
        l.x += i->next_x;
        l.gw += i->next_w;
        l.gb += i->O;
    }
}

static void run_sum(const struct nn_cpu_insn *i, char *const *base)
{
    *OUT = (float)(i->kernels->sum((size_t)i->B, IN(0)) * i->attr.scale);
}

static void run_argmax(const struct nn_cpu_insn *i, char *const *base)
{
    i->kernels->argmax_rows(i->B, i->D, IN(0), at(i->out, base));
}

static void run_log_softmax(const struct nn_cpu_insn *i, char *const *base)
{
    i->kernels->log_softmax(i->B, i->D, IN(0), OUT);
}

static void run_softmax(const struct nn_cpu_insn *i, char *const *base)
{
    i->kernels->softmax(i->B, i->D, IN(0), OUT);
}

static void run_log_softmax_grad(const struct nn_cpu_insn *i, char *const *base)
{
    i->kernels->log_softmax_grad(i->B, i->D, IN(0), IN(1), OUT);
}

/* An index outside of its row picks NaN, which the loss shows, instead of foreign memory. */
static void run_pick(const struct nn_cpu_insn *i, char *const *base)
{
    const float *a = IN(0);
    const int32_t *index = at(i->in[1], base);
    float *out = OUT;
    for (int64_t b = 0; b < i->B; b++)
        out[b] = (uint32_t)index[b] < i->D ? a[b * i->D + index[b]] : NAN;
}

static void run_pick_grad(const struct nn_cpu_insn *i, char *const *base)
{
    const float *g = IN(0);
    const int32_t *index = at(i->in[1], base);
    float *out = OUT;
    memset(out, 0, i->n * sizeof(float));
    for (int64_t b = 0; b < i->B; b++)
        if ((uint32_t)index[b] < i->D)
            out[b * i->D + index[b]] = g[b];
}

static void run_sample(const struct nn_cpu_insn *i, char *const *base)
{
    i->kernels->sample_categorical(i->B, i->D, IN(0), IN(1), at(i->out, base));
}

static void run_to_float(const struct nn_cpu_insn *i, char *const *base)
{
    const void *a = at(i->in[0], base);
    if (i->dtype == RL_U8)
        i->kernels->scale_bytes(i->n, a, (float)i->attr.scale, OUT);
    else
        i->kernels->scale_ints(i->n, a, (float)i->attr.scale, OUT);
}

static void run_copy(const struct nn_cpu_insn *i, char *const *base)
{
    memcpy(at(i->out, base), at(i->in[0], base), i->n * sizeof(float));
}

static void run_zero_grad(const struct nn_cpu_insn *i, char *const *base)
{
    memset(at(i->in[0], base), 0, i->n * sizeof(float));
}

static void run_add_grad(const struct nn_cpu_insn *i, char *const *base)
{
    i->kernels->add_to(i->n, INOUT(1), IN(0));
}

static void run_polyak(const struct nn_cpu_insn *i, char *const *base)
{
    i->kernels->mix(i->n, INOUT(0), IN(1), *IN(2));
}

static const nn_cpu_insn_fn functions[NN_N_OPS] = {
    [NN_OP_LINEAR] = run_linear,
    [NN_OP_LINEAR_DX] = run_linear_dx,
    [NN_OP_LINEAR_DW] = run_linear_dw,
    [NN_OP_CONV2D] = nn_cpu_run_conv,
    [NN_OP_CONV2D_DX] = nn_cpu_run_conv_dx,
    [NN_OP_CONV2D_DW] = nn_cpu_run_conv_dw,
    [NN_OP_MAX_POOL] = nn_cpu_run_max_pool,
    [NN_OP_MAX_POOL_GRAD] = nn_cpu_run_max_pool_grad,
    [NN_OP_SUM] = run_sum,
    [NN_OP_SUM_AXIS] = nn_cpu_run_sum_axis,
    [NN_OP_EXPAND] = nn_cpu_run_expand,
    [NN_OP_MAX_AXIS] = nn_cpu_run_extreme_axis,
    [NN_OP_MIN_AXIS] = nn_cpu_run_extreme_axis,
    [NN_OP_CONCAT] = nn_cpu_run_concat,
    [NN_OP_SLICE] = nn_cpu_run_slice,
    [NN_OP_PAD] = nn_cpu_run_pad,
    [NN_OP_ARGMAX_LAST] = run_argmax,
    [NN_OP_ARGMAX] = nn_cpu_run_argmax_axis,
    [NN_OP_PERMUTE] = nn_cpu_run_permute,
    [NN_OP_MATMUL] = nn_cpu_run_matmul,
    [NN_OP_GATHER] = nn_cpu_run_gather,
    [NN_OP_SCATTER] = nn_cpu_run_scatter,
    [NN_OP_SCATTER_GRAD] = nn_cpu_run_scatter_grad,
    [NN_OP_ONE_HOT] = nn_cpu_run_one_hot,
    [NN_OP_SOFTMAX] = run_softmax,
    [NN_OP_LAYER_NORM] = nn_cpu_run_layer_norm,
    [NN_OP_LAYER_NORM_DX] = nn_cpu_run_layer_norm_dx,
    [NN_OP_LAYER_NORM_SUMS] = nn_cpu_run_layer_norm_sums,
    [NN_OP_BATCH_STATS] = nn_cpu_run_batch_stats,
    [NN_OP_BATCH_NORM] = nn_cpu_run_batch_norm,
    [NN_OP_BATCH_NORM_DX] = nn_cpu_run_batch_norm_dx,
    [NN_OP_BATCH_NORM_SUMS] = nn_cpu_run_batch_norm_sums,
    [NN_OP_RANDOM] = nn_cpu_run_random,
    [NN_OP_RANDOM_NEXT] = nn_cpu_run_random_next,
    [NN_OP_LOG_SOFTMAX] = run_log_softmax,
    [NN_OP_LOG_SOFTMAX_GRAD] = run_log_softmax_grad,
    [NN_OP_PICK] = run_pick,
    [NN_OP_PICK_GRAD] = run_pick_grad,
    [NN_OP_SAMPLE] = run_sample,
    [NN_OP_TO_FLOAT] = run_to_float,
    [NN_OP_COPY] = run_copy,
    [NN_OP_ZERO_GRAD] = run_zero_grad,
    [NN_OP_ADD_GRAD] = run_add_grad,
    [NN_OP_CLIP_NORM] = nn_cpu_run_clip_norm,
    [NN_OP_CLIP_VALUE] = nn_cpu_run_clip_value,
    [NN_OP_GRAD_SQUARES] = nn_cpu_run_grad_squares,
    [NN_OP_SCALE_GRAD] = nn_cpu_run_scale_grad,
    [NN_OP_OPT_STEP] = nn_cpu_run_opt_step,
    [NN_OP_POLYAK] = run_polyak,
};

nn_cpu_insn_fn nn_cpu_function(enum nn_op op)
{
    return functions[op];
}

static struct nn_cpu_place place(struct nn_ref ref)
{
    return (struct nn_cpu_place){ref.slot, ref.offset};
}

static void init_map(struct nn_cpu_insn *insn, const struct nn_step *step)
{
    insn->run = step->run > 1 ? run_tiles : run_map;
    insn->map = insn->kernels->map[step->op];
    for (int32_t k = 0; k < step->n_in; k++) {
        /* A gradient's first operand is always there and stands in for those that are not read. */
        int32_t from = step->in[k].slot < 0 ? 0 : k;
        insn->in[k] = place(step->in[from]);
        insn->step[k] = nn_shape_elements(step->in_shape[from]) > 1;
    }
}

void nn_cpu_insn_init(struct nn_cpu_insn *insn, const struct nn_cpu_kernels *kernels,
                      const struct nn_step *step)
{
    *insn = (struct nn_cpu_insn){
        .run = functions[step->op],
        .kernels = kernels,
        .n_in = (uint8_t)step->n_in,
        .run_steps = RL_MAX(step->run, 1),
        .n = (size_t)nn_shape_elements(step->shape),
        .out = place(step->out),
        .scratch = step->scratch_bytes ? place(step->scratch) : (struct nn_cpu_place){0},
        .scratch_bytes = step->scratch_bytes,
        .attr = step->attr,
        .op = step->op,
        .dtype = step->in_dtype,
    };
    for (int32_t k = 0; k < step->n_in; k++) {
        insn->in[k] = place(step->in[k]);
        insn->in_elements[k] = nn_shape_elements(step->in_shape[k]);
    }
    if (nn_op_is_map(step->op))
        init_map(insn, step);
    else
        nn_cpu_init_dims(insn, step);
}
