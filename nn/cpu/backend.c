/* SPDX-License-Identifier: MIT */
/* The CPU's vtable. A prepared program is an array of instructions; a run walks over it. */
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "nn/cpu/cpu.h"
#include "nn/cpu/steps.h"
#include "nn/tensor.h"

struct cpu_program {
    int32_t n;
    struct nn_cpu_insn insns[];
};

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

static size_t cpu_scratch_bytes(struct nn_backend *be, const struct nn_plan *plan, int32_t step)
{
    struct nn_cpu_insn insn;
    nn_cpu_insn_init(&insn, kernels_of(be), &plan->steps[step]);
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

static int cpu_prepare(struct nn_backend *be, const struct nn_plan *plan, void **prepared,
                       struct rl_error *err)
{
    struct cpu_program *p = malloc(sizeof(*p) + (size_t)plan->n_steps * sizeof(p->insns[0]));
    if (!p)
        return rl_error_set(err, RL_ENOMEM, "preparing %d steps: out of memory", plan->n_steps);
    p->n = plan->n_steps;
    for (int32_t s = 0; s < p->n; s++)
        nn_cpu_insn_init(&p->insns[s], kernels_of(be), &plan->steps[s]);
    *prepared = p;
    return 0;
}

static int cpu_run(struct nn_backend *be, void *prepared, void *const *base)
{
    (void)be;
    const struct cpu_program *p = prepared;
    for (int32_t s = 0; s < p->n; s++)
        p->insns[s].run(&p->insns[s], (char *const *)base);
    return 0;
}

static void cpu_discard(struct nn_backend *be, void *prepared)
{
    (void)be;
    free(prepared);
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
};

/* One backend per instruction set; nothing ever writes to them. */
static const struct nn_backend cpu_backends[] = {
    {.ops = &cpu_ops, .name = "cpu", .isa = "avx512"},
    {.ops = &cpu_ops, .name = "cpu", .isa = "avx2"},
    {.ops = &cpu_ops, .name = "cpu", .isa = "portable"},
};

int nn_cpu_backend_open(struct nn_backend **out, struct rl_error *err)
{
    const char *wanted = getenv("RLTD_ISA");
    const struct nn_cpu_kernels *kernels = nn_cpu_kernels_choose(wanted && *wanted ? wanted : NULL);
    for (size_t i = 0; kernels && i < RL_COUNTOF(cpu_backends); i++)
        if (!strcmp(cpu_backends[i].isa, kernels->isa)) {
            *out = (struct nn_backend *)&cpu_backends[i];
            return 0;
        }
    return rl_error_set(err, RL_EUNSUPPORTED,
                        "RLTD_ISA=%s: this machine or build cannot run it: use portable, avx2, "
                        "avx512, or leave it unset",
                        wanted ? wanted : "");
}
