/* SPDX-License-Identifier: MIT */
/* Steps along one axis: arrays are (outer, len, inner) around it. */
#include <string.h>

#include "nn/cpu/steps.h"

#define at    nn_cpu_at
#define IN(k) ((const float *)at(i->in[k], base))
#define OUT   ((float *)at(i->out, base))

/* (outer, len, inner) -> (outer, inner) */
void nn_cpu_run_sum_axis(const struct nn_cpu_insn *i, char *const *base)
{
    const int64_t outer = i->B, len = i->D, inner = i->O;
    const float *a = IN(0);
    float *out = OUT;
    if (inner == 1) {
        i->kernels->sum_rows(outer, len, a, out);
        return;
    }
    for (int64_t o = 0; o < outer; o++)
        i->kernels->sum_cols(len, inner, a + o * len * inner, out + o * inner);
}

/* (outer, inner) -> (outer, len, inner) */
void nn_cpu_run_expand(const struct nn_cpu_insn *i, char *const *base)
{
    const int64_t outer = i->B, len = i->D, inner = i->O;
    const float *a = IN(0);
    float *out = OUT;
    for (int64_t o = 0; o < outer; o++, a += inner, out += len * inner) {
        if (inner == 1) {
            for (int64_t j = 0; j < len; j++)
                out[j] = *a;
            continue;
        }
        memcpy(out, a, (size_t)inner * sizeof(float));
        for (int64_t done = 1; done < len; done *= 2) /* doubling: few calls even for thin rows */
            memcpy(out + done * inner, out,
                   (size_t)((done < len - done ? done : len - done) * inner) * sizeof(float));
    }
}

/* (outer, len, inner) -> (outer, inner) */
void nn_cpu_run_extreme_axis(const struct nn_cpu_insn *i, char *const *base)
{
    (i->op == NN_OP_MAX_AXIS ? i->kernels->max_axis : i->kernels->min_axis)(i->B, i->D, i->O, IN(0),
                                                                            OUT);
}

/* (outer, len, inner) -> (outer, inner) I32 */
void nn_cpu_run_argmax_axis(const struct nn_cpu_insn *i, char *const *base)
{
    int32_t *out = at(i->out, base);
    if (i->O == 1)
        i->kernels->argmax_rows(i->B, i->D, IN(0), out);
    else
        i->kernels->argmax_axis(i->B, i->D, i->O, IN(0), out);
}

/* For each of `rows` rows, `n` floats; the rows are so many floats apart. Few floats are moved by a
 * loop: a call for each row would cost more. */
static void copy_rows(int64_t rows, int64_t n, const float *from, int64_t from_step, float *to,
                      int64_t to_step)
{
    for (int64_t r = 0; r < rows; r++, from += from_step, to += to_step) {
        if (n > 16)
            memcpy(to, from, (size_t)n * sizeof(float));
        else
            for (int64_t k = 0; k < n; k++)
                to[k] = from[k];
    }
}

void nn_cpu_run_concat(const struct nn_cpu_insn *i, char *const *base)
{
    const int64_t outer = i->B, row = i->D * i->O;
    float *out = OUT;
    for (unsigned k = 0; k < i->n_in; k++) {
        const int64_t n = i->in_elements[k] / outer;
        copy_rows(outer, n, IN(k), n, out, row);
        out += n;
    }
}

void nn_cpu_run_slice(const struct nn_cpu_insn *i, char *const *base)
{
    const int64_t row = i->D * i->O, n = i->attr.slice.count * i->O;
    copy_rows(i->B, n, IN(0) + i->attr.slice.start * i->O, row, OUT, n);
}

void nn_cpu_run_pad(const struct nn_cpu_insn *i, char *const *base)
{
    const int64_t row = i->D * i->O, n = i->attr.slice.count * i->O;
    memset(OUT, 0, i->n * sizeof(float));
    copy_rows(i->B, n, IN(0), n, OUT + i->attr.slice.start * i->O, row);
}
