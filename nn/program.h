/* SPDX-License-Identifier: MIT */
/* A compiled trace. Compiling checks shapes, removes what nothing needs, fuses what the backend can
 * fuse, and lays every intermediate into one arena by liveness. Running allocates nothing, parses
 * nothing and takes no lock. One thread runs a program at a time.
 */
#pragma once

#include "nn/trace.h"

struct nn_program;

/* The trace stays the caller's and may be destroyed afterwards. Errors: RL_ESHAPE, RL_EINVAL with
 * op, shapes and source line; RL_ENOMEM. */
int nn_compile(struct nn_trace *trace, struct nn_program **out, struct rl_error *err);
void nn_program_destroy(struct nn_program *program); /* accepts NULL */

/* Position of a named input or output, or RL_ENOTFOUND. Looked up once, used for ever. */
int nn_program_find_input(const struct nn_program *program, const char *name);
int nn_program_find_output(const struct nn_program *program, const char *name);
/* Of the output at that position; NULL past the last. */
const char *nn_program_output_name(const struct nn_program *program, int output);

/* Host memory of an input, to be filled before a run; valid until destroy. */
void *nn_program_input(struct nn_program *program, int input);
/* Read an input from the caller's memory instead, from now on (NULL: back to the program's own). */
void nn_program_bind_input(struct nn_program *program, int input, const void *memory);
/* Host memory of an output, valid after a run until the next one. */
const void *nn_program_output(struct nn_program *program, int output);
/* Use another block for a parameter set (a published snapshot) from now on; NULL: its own. */
void nn_program_bind_params(struct nn_program *program, const struct nn_params *params,
                            const float *block);

int nn_program_run(struct nn_program *program);

/* What it costs: for tests, `--check` and the benchmarks. */
struct nn_program_info {
    int32_t n_steps;    /* kernels per run */
    size_t arena_bytes; /* intermediates and scratch */
    double flops;       /* of matrix products in one run */
};
struct nn_program_info nn_program_info(const struct nn_program *program);
