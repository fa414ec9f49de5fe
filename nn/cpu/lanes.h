/* SPDX-License-Identifier: MIT */
/* A program for several threads: phases of pieces that one thread each can do at the same time.
 * Steps are cut into pieces that compute what the whole would, bit by bit: members of an ensemble,
 * rows of a batch, columns of a weight gradient, stretches of an array. A new phase begins where a
 * piece needs what another lane has made. What cannot be cut is in lane 0. */
#pragma once

#include "nn/cpu/steps.h"

struct nn_cpu_lane {
    struct nn_cpu_insn *insns;
    int32_t n;
    int32_t *end; /* per phase */
};

struct nn_cpu_lanes {
    struct rl_arena memory; /* owns all */
    int32_t n, phases;
    struct nn_cpu_lane *lane;
};

/* What a run costs, in multiplications and additions: whether threads are worth their while. */
double nn_cpu_lanes_work(const struct nn_plan *plan, const struct nn_cpu_insn *insns);
/* Scratch that `threads` pieces of this step need, from what one needs. */
size_t nn_cpu_lanes_scratch(const struct nn_step *step, size_t bytes, int32_t threads);
/* `insns` are the plan's steps. RL_ENOMEM. */
int nn_cpu_lanes_init(struct nn_cpu_lanes *lanes, const struct nn_plan *plan,
                      const struct nn_cpu_insn *insns, int32_t threads);
void nn_cpu_lanes_deinit(struct nn_cpu_lanes *lanes); /* accepts zeroed */
void nn_cpu_lanes_run(const struct nn_cpu_lanes *lanes, int32_t phase, int32_t lane,
                      char *const *base);
