/* SPDX-License-Identifier: MIT */
/* An optimizer's step over more parameters than caches hold, and what memory gives at best to code
 * that reads, changes and writes back. Units are bytes. */
#include "tests/bench/nn/bench_nn.h"

#include <stdlib.h>

#include "nn/cpu/team.h"

enum { PARAMETERS = 32 << 20 };

/* Adam reads parameters, gradients and two moments, and writes all but the gradients. */
int bench_nn_adam(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err)
{
    (void)work;
    struct nn_params *params = calloc(1, sizeof *params);
    struct nn_optimizer *opt = calloc(1, sizeof *opt);
    const struct nn_opt_config config = nn_opt_defaults(NN_OPT_ADAM, "adam");
    if (!params || !opt)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    nn_params_init(params, b->backend);
    int rc = nn_params_add(params, "weights", NN_PARAM_VECTOR, NN_VEC(PARAMETERS));
    if (rc >= 0)
        rc = nn_params_alloc(params, err);
    if (rc >= 0)
        rc = nn_opt_init(opt, params, config, err);
    if (rc < 0)
        return rc;
    nn_opt_set_lr(opt, 1e-6f);
    for (size_t i = 0; i < PARAMETERS; i++)
        opt->grad[i] = (float)(i % 1024) * 1e-3f - 0.5f;
    struct nn_trace *t = nn_trace_create(b->backend);
    if (!t)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    nn_opt_step(t, opt);
    b->units = 7.0 * sizeof(float) * PARAMETERS;
    struct nn_program *program;
    rc = nn_compile(t, &program, err);
    nn_trace_destroy(t);
    if (rc < 0)
        return rc;
    bench_nn_use(b, program);
    return 0;
}

struct block {
    const struct nn_cpu_kernels *kernels;
    struct nn_cpu_team *team; /* NULL: one thread */
    int32_t threads;
    float *memory;
};

static void change_piece(void *self, int32_t phase, int32_t lane)
{
    (void)phase;
    const struct block *block = self;
    const size_t n = 3 * (size_t)PARAMETERS / (size_t)block->threads;
    block->kernels->scale(n, block->memory + (size_t)lane * n, 0.999f);
}

static void change_in_place(void *self)
{
    const struct block *block = self;
    if (block->team)
        nn_cpu_team_run(block->team, 1, change_piece, self);
    else
        change_piece(self, 0, 0);
}

/* As many bytes as Adam writes, each read and written once, one stream a thread. */
int bench_nn_read_modify_write(struct bench_nn *b, const struct bench_nn_work *work,
                               struct rl_error *err)
{
    (void)work;
    struct block *block = calloc(1, sizeof *block);
    void *memory = NULL;
    if (!block)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    const size_t bytes = 3 * sizeof(float) * PARAMETERS;
    int rc = b->backend->ops->alloc(b->backend, bytes, &memory, err);
    *block = (struct block){b->kernels, NULL, b->threads, memory};
    if (rc >= 0 && b->threads > 1)
        rc = nn_cpu_team_create(b->threads, &block->team, err);
    if (rc < 0)
        return rc;
    b->self = block;
    b->run = change_in_place;
    b->units = 2.0 * (double)bytes;
    return 0;
}
