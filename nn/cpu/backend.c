/* SPDX-License-Identifier: MIT */
/* The CPU's vtable. A prepared program is an array of instructions; a run walks over it. */
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "nn/cpu/cpu.h"
#include "nn/cpu/lanes.h"
#include "nn/cpu/team.h"
#include "nn/cpu/steps.h"
#include "nn/tensor.h"

/* Smaller programs are one thread's: a decision, a tiny network. */
#define LEAST_PARALLEL_WORK 2e6

struct cpu_backend {
    struct nn_backend base; /* first: a backend is cast to this */
    int32_t threads;
    struct nn_cpu_team *team; /* NULL: one thread */
};

struct cpu_program {
    struct nn_cpu_lanes lanes; /* zeroed: one thread */
    int32_t n;
    struct nn_cpu_insn insns[];
};

static const struct cpu_backend *cpu_of(const struct nn_backend *be)
{
    return (const struct cpu_backend *)be;
}

static const struct nn_cpu_kernels *kernels_of(const struct nn_backend *be)
{
    return nn_cpu_kernels_choose(be->isa);
}

static int cpu_alloc(struct nn_backend *be, size_t bytes, void **out, struct rl_error *err)
{
    (void)be;
    size_t rounded = RL_ALIGN_UP(bytes, RL_CACHE_LINE);
    void *memory = rounded >= bytes ? aligned_alloc(RL_CACHE_LINE, rounded) : NULL;
    if (!memory)
        return rl_error_set(err, RL_ENOMEM, "allocating %zu bytes: out of memory", bytes);
    memset(memory, 0, rounded);
    *out = memory;
    return 0;
}

static void cpu_release(struct nn_backend *be, void *memory)
{
    (void)be;
    free(memory);
}

static void cpu_upload(struct nn_backend *be, void *device, const void *host, size_t bytes)
{
    (void)be;
    memcpy(device, host, bytes);
}

static void cpu_download(struct nn_backend *be, void *host, const void *device, size_t bytes)
{
    (void)be;
    memcpy(host, device, bytes);
}

static size_t cpu_matrix_floats(struct nn_backend *be, int64_t n_out, int64_t n_in)
{
    return kernels_of(be)->matrix_floats(n_out, n_in);
}

static void cpu_matrix_pack(struct nn_backend *be, int64_t n_out, int64_t n_in,
                            const float *canonical, float *packed)
{
    kernels_of(be)->matrix_pack(n_out, n_in, canonical, packed);
}

static void cpu_matrix_unpack(struct nn_backend *be, int64_t n_out, int64_t n_in,
                              const float *packed, float *canonical)
{
    kernels_of(be)->matrix_unpack(n_out, n_in, packed, canonical);
}

/* What packing has to know of a window. */
static struct nn_cpu_window window_of(struct nn_shape shape)
{
    return (struct nn_cpu_window){.O = (int32_t)shape.dim[0],
                                  .C = (int32_t)shape.dim[1],
                                  .KH = (int32_t)shape.dim[2],
                                  .KW = (int32_t)shape.dim[3]};
}

static size_t cpu_conv_floats(struct nn_backend *be, struct nn_shape shape)
{
    return kernels_of(be)->conv_floats(shape.dim[0], nn_shape_elements(shape) / shape.dim[0]);
}

static void cpu_conv_pack(struct nn_backend *be, struct nn_shape shape, const float *canonical,
                          float *packed)
{
    const struct nn_cpu_window window = window_of(shape);
    kernels_of(be)->conv_pack(&window, canonical, packed);
}

static void cpu_conv_unpack(struct nn_backend *be, struct nn_shape shape, const float *packed,
                            float *canonical)
{
    const struct nn_cpu_window window = window_of(shape);
    kernels_of(be)->conv_unpack(&window, packed, canonical);
}

static size_t scratch_of_one(struct nn_backend *be, const struct nn_step *step)
{
    struct nn_cpu_insn insn;
    nn_cpu_insn_init(&insn, kernels_of(be), step);
    switch (insn.op) {
    case NN_OP_LINEAR:
    case NN_OP_LINEAR_DX:
    case NN_OP_LINEAR_DW:
        return insn.kernels->linear_scratch_floats(insn.B, insn.D, insn.O) * sizeof(float);
    case NN_OP_MATMUL:
        return nn_cpu_matmul_scratch_floats(&insn) * sizeof(float);
    case NN_OP_CONV2D:
    case NN_OP_CONV2D_DX:
    case NN_OP_CONV2D_DW:
        return insn.kernels->conv_scratch_floats(&insn.window) * sizeof(float);
    default:
        return 0;
    }
}

static size_t cpu_scratch_bytes(struct nn_backend *be, const struct nn_plan *plan, int32_t step)
{
    const struct nn_step *s = &plan->steps[step];
    return nn_cpu_lanes_scratch(s, scratch_of_one(be, s), cpu_of(be)->threads);
}

static int cpu_prepare(struct nn_backend *be, const struct nn_plan *plan, void **prepared,
                       struct rl_error *err)
{
    const struct cpu_backend *cpu = cpu_of(be);
    struct cpu_program *p = malloc(sizeof(*p) + (size_t)plan->n_steps * sizeof(p->insns[0]));
    if (!p)
        return rl_error_set(err, RL_ENOMEM, "preparing %d steps: out of memory", plan->n_steps);
    p->lanes = (struct nn_cpu_lanes){0};
    p->n = plan->n_steps;
    for (int32_t s = 0; s < p->n; s++)
        nn_cpu_insn_init(&p->insns[s], kernels_of(be), &plan->steps[s]);
    if (cpu->team && nn_cpu_lanes_work(plan, p->insns) >= LEAST_PARALLEL_WORK &&
        nn_cpu_lanes_init(&p->lanes, plan, p->insns, cpu->threads) < 0) {
        free(p);
        return rl_error_set(err, RL_ENOMEM, "preparing %d steps: out of memory", plan->n_steps);
    }
    *prepared = p;
    return 0;
}

struct parallel_run {
    const struct nn_cpu_lanes *lanes;
    char *const *base;
};

static void run_piece(void *context, int32_t phase, int32_t lane)
{
    const struct parallel_run *run = context;
    nn_cpu_lanes_run(run->lanes, phase, lane, run->base);
}

/* While the team works for another thread's program, this one goes alone. */
static int cpu_run(struct nn_backend *be, void *prepared, void *const *base)
{
    const struct cpu_program *p = prepared;
    struct parallel_run run = {&p->lanes, (char *const *)base};
    if (p->lanes.n && nn_cpu_team_run(cpu_of(be)->team, p->lanes.phases, run_piece, &run))
        return 0;
    for (const struct nn_cpu_insn *i = p->insns; i < p->insns + p->n; i = nn_cpu_next(i))
        i->run(i, (char *const *)base);
    return 0;
}

static void cpu_discard(struct nn_backend *be, void *prepared)
{
    struct cpu_program *p = prepared;
    (void)be;
    nn_cpu_lanes_deinit(&p->lanes);
    free(p);
}

static void cpu_close(struct nn_backend *be)
{
    struct cpu_backend *cpu = (struct cpu_backend *)be;
    if (!cpu->team)
        return; /* one of the constants below */
    nn_cpu_team_destroy(cpu->team);
    free(cpu);
}

static const struct nn_backend_ops cpu_ops = {
    .alloc = cpu_alloc,
    .release = cpu_release,
    .upload = cpu_upload,
    .download = cpu_download,
    .matrix_floats = cpu_matrix_floats,
    .matrix_pack = cpu_matrix_pack,
    .matrix_unpack = cpu_matrix_unpack,
    .conv_floats = cpu_conv_floats,
    .conv_pack = cpu_conv_pack,
    .conv_unpack = cpu_conv_unpack,
    .scratch_bytes = cpu_scratch_bytes,
    .prepare = cpu_prepare,
    .run = cpu_run,
    .discard = cpu_discard,
    .close = cpu_close,
};

/* With one thread: one per instruction set; nothing ever writes to them. */
#define ONE_THREAD(set)                                                                \
    {                                                                                  \
        .base = {.ops = &cpu_ops, .name = "cpu", .isa = set, .lanes = 1}, .threads = 1 \
    }
static const struct cpu_backend one_thread[] = {ONE_THREAD("avx512"), ONE_THREAD("avx2"),
                                                ONE_THREAD("portable")};

static int open_threads(const struct cpu_backend *like, int32_t threads, struct nn_backend **out,
                        struct rl_error *err)
{
    struct cpu_backend *cpu = malloc(sizeof(*cpu));
    if (!cpu)
        return rl_error_set(err, RL_ENOMEM, "opening the CPU: out of memory");
    *cpu = *like;
    cpu->threads = threads;
    cpu->base.lanes = threads;
    int code = nn_cpu_team_create(threads, &cpu->team, err);
    if (code) {
        free(cpu);
        return code;
    }
    *out = &cpu->base;
    return 0;
}

int nn_cpu_backend_open(const struct nn_backend_config *config, struct nn_backend **out,
                        struct rl_error *err)
{
    const char *wanted = getenv("RLTD_ISA");
    const struct nn_cpu_kernels *kernels = nn_cpu_kernels_choose(wanted && *wanted ? wanted : NULL);
    for (size_t i = 0; kernels && i < RL_COUNTOF(one_thread); i++) {
        if (strcmp(one_thread[i].base.isa, kernels->isa))
            continue;
        if (config->threads > 1)
            return open_threads(&one_thread[i], config->threads, out, err);
        *out = (struct nn_backend *)&one_thread[i].base;
        return 0;
    }
    return rl_error_set(err, RL_EUNSUPPORTED,
                        "RLTD_ISA=%s: this machine or build cannot run it: use portable, avx2, "
                        "avx512, or leave it unset",
                        wanted ? wanted : "");
}
