/* SPDX-License-Identifier: MIT */
/* Products of two values, and copies in another order of axes. */
#include <string.h>

#include "nn/cpu/steps.h"

#define at    nn_cpu_at
#define IN(k) ((const float *)at(i->in[k], base))
#define OUT   ((float *)at(i->out, base))

/* M = B, K = D, N = O of one member; an operand without members serves all. */
void nn_cpu_init_matmul(struct nn_cpu_insn *insn, const struct nn_step *step)
{
    const struct nn_shape a = step->in_shape[0], b = step->in_shape[1], c = step->shape;
    insn->B = c.dim[c.rank - 2];
    insn->O = c.dim[c.rank - 1];
    insn->D = a.dim[a.rank - (step->attr.matmul.a_t ? 2 : 1)];
    insn->E = c.rank == 3 ? c.dim[0] : 1;
    insn->next_x = a.rank == 3 ? (size_t)(insn->B * insn->D) : 0;
    insn->next_w = b.rank == 3 ? (size_t)(insn->D * insn->O) : 0;
}

static struct nn_cpu_matmul matmul_of(const struct nn_cpu_insn *i)
{
    return (struct nn_cpu_matmul){
        .M = i->B, .K = i->D, .N = i->O, .a_t = i->attr.matmul.a_t, .b_t = i->attr.matmul.b_t};
}

size_t nn_cpu_matmul_scratch_floats(const struct nn_cpu_insn *i)
{
    const struct nn_cpu_matmul m = matmul_of(i);
    return i->kernels->matmul_scratch_floats(&m);
}

void nn_cpu_run_matmul(const struct nn_cpu_insn *i, char *const *base)
{
    struct nn_cpu_matmul m = matmul_of(i);
    m.a = IN(0);
    m.b = IN(1);
    m.c = OUT;
    m.scratch = at(i->scratch, base);
    for (int64_t e = 0; e < i->E; e++) {
        i->kernels->matmul(&m);
        m.a += i->next_x;
        m.b += i->next_w;
        m.c += m.M * m.N;
    }
}

/* Axes from the back, so that dim[3] is always the last one; in_stride: floats of the operand. */
void nn_cpu_init_permute(struct nn_cpu_insn *insn, const struct nn_step *step)
{
    const struct nn_shape in = step->in_shape[0];
    int64_t stride[NN_MAX_RANK] = {0}, next = 1;
    for (int32_t k = in.rank - 1; k >= 0; k--) {
        stride[k] = next;
        next *= in.dim[k];
    }
    const int32_t lead = NN_MAX_RANK - in.rank;
    for (int32_t k = 0; k < NN_MAX_RANK; k++) {
        const bool is_axis = k >= lead;
        insn->dim[k] = is_axis ? step->shape.dim[k - lead] : 1;
        insn->in_stride[k] = is_axis ? stride[step->attr.order.axis[k - lead]] : 0;
    }
}

static void copy_rows(const struct nn_cpu_insn *i, const float *a, float *out)
{
    const int64_t *dim = i->dim, *s = i->in_stride;
    for (int64_t x = 0; x < dim[0]; x++)
        for (int64_t y = 0; y < dim[1]; y++)
            for (int64_t z = 0; z < dim[2]; z++, out += dim[3])
                memcpy(out, a + x * s[0] + y * s[1] + z * s[2], (size_t)dim[3] * sizeof(float));
}

/* Rows stay rows, or the operand's last axis has become axis k: then every plane of it and the last
 * one is a transpose. */
void nn_cpu_run_permute(const struct nn_cpu_insn *i, char *const *base)
{
    const int64_t *dim = i->dim, *s = i->in_stride;
    const float *a = IN(0);
    float *out = OUT;
    if (s[3] == 1) {
        copy_rows(i, a, out);
        return;
    }
    const int64_t out_stride[3] = {dim[1] * dim[2] * dim[3], dim[2] * dim[3], dim[3]};
    const int k = s[0] == 1 ? 0 : s[1] == 1 ? 1 : 2, p = k == 0 ? 1 : 0, q = k == 2 ? 1 : 2;
    for (int64_t x = 0; x < dim[p]; x++)
        for (int64_t y = 0; y < dim[q]; y++)
            i->kernels->transpose(dim[3], dim[k], a + x * s[p] + y * s[q], s[3],
                                  out + x * out_stride[p] + y * out_stride[q], out_stride[k]);
}
