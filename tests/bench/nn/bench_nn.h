/* SPDX-License-Identifier: MIT */
/* What the works of `bench-nn` share. A work is a row of the table in bench_nn.c: `create` makes
 * everything that a run needs, `run` does one unit of it. One process measures one work, so what a
 * work allocates is returned when the process ends.
 */
#pragma once

#include "base/base.h"
#include "base/rng.h"
#include "nn/cpu/kernels.h"
#include "nn/module.h"
#include "nn/program.h"

struct bench_nn {
    struct nn_backend *backend;
    const struct nn_cpu_kernels *kernels; /* of the backend's instruction set */
    int32_t threads;
    void *self;
    void (*run)(void *self);
    double flops; /* of the matrix products of one run, 0 where they are not the point */
    double units; /* per run: elements of an array, else 1 */
};

struct bench_nn_work {
    const char *name;
    int (*create)(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err);
    int64_t B, I, O; /* linear layers; of convolutions B */
    void (*product)(const struct nn_cpu_kernels *k, const struct nn_cpu_linear *l);
    struct nn_cpu_window window; /* convolutions */
    void (*conv)(const struct nn_cpu_kernels *k, const struct nn_cpu_conv *c);
    enum nn_cpu_map map;    /* functions: ours, */
    float (*libm)(float x); /* the C library's */
    float low, high;        /* arguments */
};

/* bench_nn_kernels.c */
int bench_nn_linear(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err);
int bench_nn_map(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err);
int bench_nn_libm(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err);
/* bench_nn_conv.c */
int bench_nn_conv(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err);
/* bench_nn_dqn.c, bench_nn_sac.c, bench_nn_act.c */
int bench_nn_dqn(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err);
int bench_nn_sac(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err);
int bench_nn_act(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err);

/* bench_nn_memory.c */
int bench_nn_adam(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err);
int bench_nn_read_modify_write(struct bench_nn *b, const struct bench_nn_work *work,
                               struct rl_error *err);

/* bench_nn_chain.c */
int bench_nn_chain(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err);

/* bench_nn.c: a compiled program is the work. */
void bench_nn_use(struct bench_nn *b, struct nn_program *program);
/* n floats, uniform in [low, high); ends the process when out of memory. */
float *bench_nn_floats(size_t n, float low, float high);
