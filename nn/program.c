/* SPDX-License-Identifier: MIT */
/* Programs: a plan, its memory, and the base address of each slot. */
#include "nn/program.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "nn/plan.h"
#include "nn/random.h"

struct nn_program {
    struct nn_backend *backend;
    struct nn_plan *plan;
    void *prepared;
    void **base; /* per slot: what a run uses */
    void **own;  /* per slot: memory of this program, NULL for blocks of others */
};

static const void *memory_of(const struct nn_memory *m)
{
    switch (m->kind) {
    case NN_MEM_PARAMS:
        return m->params->block;
    case NN_MEM_GRAD:
        return m->opt->grad;
    case NN_MEM_M:
        return m->opt->m;
    case NN_MEM_V:
        return m->opt->v;
    case NN_MEM_SCALARS:
        return m->opt->scalars;
    case NN_MEM_RANDOM:
        return m->random->memory;
    }
    return NULL;
}

static bool is_host_slot(const struct nn_slot *slot)
{
    return slot->kind == NN_SLOT_INPUT || slot->kind == NN_SLOT_OUTPUT;
}

static int alloc_slot(struct nn_program *program, int32_t s, struct rl_error *err)
{
    const struct nn_slot *slot = &program->plan->slots[s];
    struct nn_backend *be = program->backend;
    if (!is_host_slot(slot))
        return be->ops->alloc(be, RL_MAX(slot->bytes, (size_t)1), &program->own[s], err);
    size_t bytes = RL_ALIGN_UP(RL_MAX(slot->bytes, (size_t)1), RL_CACHE_LINE);
    program->own[s] = aligned_alloc(RL_CACHE_LINE, bytes);
    if (!program->own[s])
        return rl_error_set(err, RL_ENOMEM, "compiling a program: out of memory");
    memset(program->own[s], 0, bytes);
    return 0;
}

static void release_slot(struct nn_program *program, int32_t s)
{
    if (is_host_slot(&program->plan->slots[s]))
        free(program->own[s]);
    else if (program->own[s])
        program->backend->ops->release(program->backend, program->own[s]);
}

static int give_memory(struct nn_program *program, struct rl_error *err)
{
    const struct nn_plan *plan = program->plan;
    for (int32_t s = 0; s < plan->n_slots; s++) {
        const struct nn_slot *slot = &plan->slots[s];
        if (slot->kind == NN_SLOT_MEMORY) {
            program->base[s] = (void *)memory_of(&slot->memory);
            if (!program->base[s])
                return rl_error_set(err, RL_EINVAL,
                                    "compiling a program: it uses a parameter set that has no "
                                    "memory yet: call nn_params_alloc before nn_compile");
            continue;
        }
        int code = alloc_slot(program, s, err);
        if (code)
            return code;
        program->base[s] = program->own[s];
    }
    if (plan->slots[NN_SLOT_CONST].bytes)
        program->backend->ops->upload(program->backend, program->own[NN_SLOT_CONST], plan->consts,
                                      plan->slots[NN_SLOT_CONST].bytes);
    return 0;
}

int nn_compile(struct nn_trace *trace, struct nn_program **out, struct rl_error *err)
{
    if (trace->error.code)
        return rl_error_set(err, trace->error.code, "%s", trace->error.text);
    struct nn_program *program = calloc(1, sizeof(*program));
    if (!program)
        return rl_error_set(err, RL_ENOMEM, "compiling a program: out of memory");
    program->backend = trace->backend;
    int code = nn_plan_create(trace, &program->plan, err);
    if (code)
        goto fail;
    program->base = calloc((size_t)program->plan->n_slots, sizeof(*program->base));
    program->own = calloc((size_t)program->plan->n_slots, sizeof(*program->own));
    if (!program->base || !program->own) {
        code = rl_error_set(err, RL_ENOMEM, "compiling a program: out of memory");
        goto fail;
    }
    code = give_memory(program, err);
    if (!code)
        code = program->backend->ops->prepare(program->backend, program->plan, &program->prepared,
                                              err);
    if (code)
        goto fail;
    *out = program;
    return 0;
fail:
    nn_program_destroy(program);
    return code;
}

void nn_program_destroy(struct nn_program *program)
{
    if (!program)
        return;
    struct nn_backend *be = program->backend;
    if (program->prepared)
        be->ops->discard(be, program->prepared);
    for (int32_t s = 0; program->own && s < program->plan->n_slots; s++)
        release_slot(program, s);
    nn_plan_destroy(program->plan);
    free(program->base);
    free(program->own);
    free(program);
}

/* An input's position is its slot; an output's is its place in the plan's list. */
int nn_program_find_input(const struct nn_program *program, const char *name)
{
    for (int32_t s = 0; s < program->plan->n_slots; s++)
        if (program->plan->slots[s].kind == NN_SLOT_INPUT &&
            !strcmp(program->plan->slots[s].name, name))
            return s;
    return RL_ENOTFOUND;
}

int nn_program_find_output(const struct nn_program *program, const char *name)
{
    for (int32_t i = 0; i < program->plan->n_outputs; i++)
        if (!strcmp(program->plan->outputs[i].name, name))
            return i;
    return RL_ENOTFOUND;
}

const char *nn_program_output_name(const struct nn_program *program, int output)
{
    return output < program->plan->n_outputs ? program->plan->outputs[output].name : NULL;
}

void *nn_program_input(struct nn_program *program, int input)
{
    return program->own[input];
}

void nn_program_bind_input(struct nn_program *program, int input, const void *memory)
{
    program->base[input] = memory ? (void *)memory : program->own[input];
}

const void *nn_program_output(struct nn_program *program, int output)
{
    const struct nn_ref *ref = &program->plan->outputs[output].ref;
    return (const char *)program->base[ref->slot] + ref->offset;
}

void nn_program_bind_params(struct nn_program *program, const struct nn_params *params,
                            const float *block)
{
    for (int32_t s = 0; s < program->plan->n_slots; s++) {
        const struct nn_slot *slot = &program->plan->slots[s];
        if (slot->kind == NN_SLOT_MEMORY && slot->memory.kind == NN_MEM_PARAMS &&
            slot->memory.params == params)
            program->base[s] = block ? (void *)block : params->block;
    }
}

int nn_program_run(struct nn_program *program)
{
    return program->backend->ops->run(program->backend, program->prepared, program->base);
}

struct nn_program_info nn_program_info(const struct nn_program *program)
{
    return (struct nn_program_info){
        .n_steps = program->plan->n_steps,
        .arena_bytes = program->plan->slots[NN_SLOT_ARENA].bytes,
        .flops = program->plan->flops,
    };
}
