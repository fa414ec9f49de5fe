/* SPDX-License-Identifier: MIT */
/* Normalisation: B rows, D features or channels. */
#include "nn/cpu/steps.h"

#define at    nn_cpu_at
#define IN(k) ((const float *)at(i->in[k], base))
#define OUT   ((float *)at(i->out, base))

void nn_cpu_run_layer_norm(const struct nn_cpu_insn *i, char *const *base)
{
    i->kernels->layer_norm(&(struct nn_cpu_norm){.B = i->B,
                                                 .D = i->D,
                                                 .eps = i->attr.norm.eps,
                                                 .x = IN(0),
                                                 .gain = IN(1),
                                                 .bias = IN(2),
                                                 .out = OUT});
}

void nn_cpu_run_layer_norm_dx(const struct nn_cpu_insn *i, char *const *base)
{
    i->kernels->layer_norm_dx(&(struct nn_cpu_norm){.B = i->B,
                                                    .D = i->D,
                                                    .eps = i->attr.norm.eps,
                                                    .g = IN(0),
                                                    .x = IN(1),
                                                    .gain = IN(2),
                                                    .out = OUT});
}

void nn_cpu_run_layer_norm_sums(const struct nn_cpu_insn *i, char *const *base)
{
    i->kernels->layer_norm_sums(&(struct nn_cpu_norm){
        .B = i->B, .D = i->D, .eps = i->attr.norm.eps, .g = IN(0), .x = IN(1), .out = OUT});
}

/* The running statistics change in place. */
void nn_cpu_run_batch_stats(const struct nn_cpu_insn *i, char *const *base)
{
    const float momentum = *IN(3);
    float *mean = at(i->in[1], base), *variance = at(i->in[2], base);
    struct nn_cpu_norm n = {.B = i->B, .D = i->D, .eps = i->attr.norm.eps, .x = IN(0), .out = OUT};
    if (i->attr.norm.train && momentum != 0)
        i->kernels->batch_stats(&n, momentum, mean, variance);
    else
        i->kernels->running_stats(&n, mean, variance);
}

void nn_cpu_run_batch_norm(const struct nn_cpu_insn *i, char *const *base)
{
    i->kernels->batch_norm(&(struct nn_cpu_norm){.B = i->B,
                                                 .D = i->D,
                                                 .x = IN(0),
                                                 .stats = IN(1),
                                                 .gain = IN(2),
                                                 .bias = IN(3),
                                                 .out = OUT});
}

void nn_cpu_run_batch_norm_sums(const struct nn_cpu_insn *i, char *const *base)
{
    i->kernels->batch_norm_sums(&(struct nn_cpu_norm){
        .B = i->B, .D = i->D, .g = IN(0), .x = IN(1), .stats = IN(2), .out = OUT});
}

void nn_cpu_run_batch_norm_dx(const struct nn_cpu_insn *i, char *const *base)
{
    i->kernels->batch_norm_dx(&(struct nn_cpu_norm){.B = i->B,
                                                    .D = i->D,
                                                    .g = IN(0),
                                                    .x = IN(1),
                                                    .stats = IN(2),
                                                    .gain = IN(3),
                                                    .sums = IN(4),
                                                    .out = OUT});
}
