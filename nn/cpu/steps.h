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
    nn_cpu_insn_fn run;
    const struct nn_cpu_kernels *kernels;
    nn_cpu_map_fn map; /* elementwise ops */
    uint8_t step[5];   /* elementwise ops: 0 where one value serves all */
    uint8_t n_in;
    size_t n;        /* elements of the result, or of the block that an effect walks over */
    int64_t B, D, O; /* as nn/cpu/kernels.h names them; SUM_AXIS, EXPAND: outer, len, inner */
    struct nn_cpu_place in[NN_MAX_IN], out, scratch;
    union nn_attr attr;
};

/* Fill an instruction from a step. */
void nn_cpu_insn_init(struct nn_cpu_insn *insn, const struct nn_cpu_kernels *kernels,
                      const struct nn_step *step);
