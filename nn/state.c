/* SPDX-License-Identifier: MIT */
/* The state registry: entries are pieces of memory, tensors are what they hold by name. */
#include "nn/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

struct entry {
    void *data; /* live memory */
    size_t bytes;
    size_t copy_offset;             /* in a copy of everything */
    const struct nn_params *params; /* layout of a parameter or moment block; NULL: a plain array */
    struct nn_backend *backend;     /* owner of device memory; NULL: host memory */
};

struct tensor {
    struct nn_state_tensor info;
    int32_t entry;
    int32_t param; /* index into entry's params */
};

struct nn_state {
    struct entry *entries;
    struct tensor *tensors;
    int32_t n_entries, cap_entries;
    int32_t n_tensors, cap_tensors;
    size_t copy_bytes;
};

struct nn_state *nn_state_create(void)
{
    return calloc(1, sizeof(struct nn_state));
}

void nn_state_destroy(struct nn_state *state)
{
    if (!state)
        return;
    free(state->entries);
    free(state->tensors);
    free(state);
}

static int add_entry(struct nn_state *state, struct entry entry)
{
    if (state->n_entries == state->cap_entries) {
        int32_t cap = state->cap_entries ? 2 * state->cap_entries : 16;
        struct entry *moved = realloc(state->entries, (size_t)cap * sizeof(*moved));
        if (!moved)
            return RL_ENOMEM;
        state->entries = moved;
        state->cap_entries = cap;
    }
    entry.copy_offset = state->copy_bytes;
    state->copy_bytes = RL_ALIGN_UP(state->copy_bytes + entry.bytes, RL_CACHE_LINE);
    state->entries[state->n_entries++] = entry;
    return 0;
}

/* A tensor of the newest entry. */
static int add_tensor(struct nn_state *state, struct nn_state_tensor info, int32_t param)
{
    if (nn_state_find(state, info.name) >= 0)
        return RL_EEXIST;
    if (state->n_tensors == state->cap_tensors) {
        int32_t cap = state->cap_tensors ? 2 * state->cap_tensors : 64;
        struct tensor *moved = realloc(state->tensors, (size_t)cap * sizeof(*moved));
        if (!moved)
            return RL_ENOMEM;
        state->tensors = moved;
        state->cap_tensors = cap;
    }
    state->tensors[state->n_tensors++] = (struct tensor){info, state->n_entries - 1, param};
    return 0;
}

/* A block in the layout of `params`: one entry, a tensor "<prefix>/<param>" for each parameter. */
static int add_block(struct nn_state *state, const char *prefix, const struct nn_params *params,
                     float *block, enum nn_state_scope scope)
{
    int code = add_entry(state, (struct entry){.data = block,
                                               .bytes = params->block_floats * sizeof(float),
                                               .params = params,
                                               .backend = params->backend});
    for (int32_t i = 0; !code && i < params->n; i++) {
        struct nn_state_tensor info = {
            .dtype = RL_F32, .shape = params->items[i].shape, .scope = scope};
        int n = snprintf(info.name, sizeof(info.name), "%s/%s", prefix, params->items[i].name);
        code = (size_t)n < sizeof(info.name) ? add_tensor(state, info, i) : RL_EINVAL;
    }
    return code;
}

int nn_state_add_params(struct nn_state *state, const char *prefix, struct nn_params *params)
{
    return add_block(state, prefix, params, params->block, NN_STATE_MODEL);
}

/* "optim/<name>/<what>": an array that the optimizer keeps in device memory. */
static int add_of_optimizer(struct nn_state *state, const struct nn_optimizer *opt,
                            const char *what, enum rl_dtype dtype, struct nn_shape shape,
                            void *data)
{
    struct nn_state_tensor info = {.dtype = dtype, .shape = shape, .scope = NN_STATE_RESUME};
    snprintf(info.name, sizeof(info.name), "optim/%s/%s", opt->config.name, what);
    int code = add_entry(
        state, (struct entry){.data = data,
                              .bytes = (size_t)nn_shape_elements(shape) * rl_dtype_bytes(dtype),
                              .backend = opt->params->backend});
    return code ? code : add_tensor(state, info, 0);
}

int nn_state_add_optimizer(struct nn_state *state, struct nn_optimizer *opt)
{
    const struct nn_shape n = NN_VEC(opt->params->n);
    char name[2 * NN_NAME_MAX];
    snprintf(name, sizeof(name), "optim/%s/m", opt->config.name);
    int code = add_block(state, name, opt->params, opt->m, NN_STATE_RESUME);
    if (code)
        return code;
    snprintf(name, sizeof(name), "optim/%s/v", opt->config.name);
    code = add_block(state, name, opt->params, opt->v, NN_STATE_RESUME);
    if (!code)
        code = add_of_optimizer(state, opt, "steps", RL_U64, NN_SCALAR, &opt->scalars->steps);
    if (!code)
        code = add_of_optimizer(state, opt, "missed", RL_U64, n, opt->missed);
    if (!code)
        code = add_of_optimizer(state, opt, "frozen", RL_U8, n, opt->frozen);
    return code;
}

int nn_state_add_window(struct nn_state *state, struct nn_optimizer *opt, struct nn_window *window)
{
    char name[2 * NN_NAME_MAX];
    snprintf(name, sizeof(name), "optim/%s/grad", opt->config.name);
    int code = add_block(state, name, opt->params, opt->grad, NN_STATE_BEGINS);
    snprintf(name, sizeof(name), "optim/%s/window", opt->config.name);
    return code
               ? code
               : nn_state_add_array(state, name, NN_STATE_BEGINS, RL_I64, NN_SCALAR, &window->done);
}

int nn_state_add_random(struct nn_state *state, const char *name, struct nn_random *random)
{
    struct nn_state_tensor info = {.dtype = RL_U64, .shape = NN_SCALAR, .scope = NN_STATE_BEGINS};
    if (snprintf(info.name, sizeof(info.name), "%s", name) >= (int)sizeof(info.name))
        return RL_EINVAL;
    int code = add_entry(state, (struct entry){.data = &random->memory->counter,
                                               .bytes = sizeof(random->memory->counter),
                                               .backend = random->backend});
    return code ? code : add_tensor(state, info, 0);
}

int nn_state_add_array(struct nn_state *state, const char *name, enum nn_state_scope scope,
                       enum rl_dtype dtype, struct nn_shape shape, void *data)
{
    struct nn_state_tensor info = {.dtype = dtype, .shape = shape, .scope = scope};
    if (snprintf(info.name, sizeof(info.name), "%s", name) >= (int)sizeof(info.name))
        return RL_EINVAL;
    int code = add_entry(
        state, (struct entry){.data = data,
                              .bytes = (size_t)nn_shape_elements(shape) * rl_dtype_bytes(dtype)});
    return code ? code : add_tensor(state, info, 0);
}

size_t nn_state_copy_bytes(const struct nn_state *state)
{
    return state->copy_bytes;
}

static void read_raw(const struct entry *e, void *dst)
{
    if (e->backend)
        e->backend->ops->download(e->backend, dst, e->data, e->bytes);
    else if (e->bytes)
        memcpy(dst, e->data, e->bytes);
}

void nn_state_copy(const struct nn_state *state, void *dst)
{
    for (int32_t i = 0; i < state->n_entries; i++)
        read_raw(&state->entries[i], (char *)dst + state->entries[i].copy_offset);
}

int32_t nn_state_n_tensors(const struct nn_state *state)
{
    return state->n_tensors;
}

void nn_state_tensor(const struct nn_state *state, int32_t i, struct nn_state_tensor *out)
{
    *out = state->tensors[i].info;
}

const struct nn_params *nn_state_tensor_params(const struct nn_state *state, int32_t i,
                                               int32_t *index)
{
    const struct entry *entry = &state->entries[state->tensors[i].entry];
    if (!entry->params || entry->data != entry->params->block)
        return NULL;
    *index = state->tensors[i].param;
    return entry->params;
}

size_t nn_state_tensor_bytes(const struct nn_state *state, int32_t i)
{
    const struct nn_state_tensor *info = &state->tensors[i].info;
    return (size_t)nn_shape_elements(info->shape) * rl_dtype_bytes(info->dtype);
}

void nn_state_tensor_read(const struct nn_state *state, const void *copy, int32_t i,
                          void *canonical)
{
    const struct tensor *t = &state->tensors[i];
    const struct entry *e = &state->entries[t->entry];
    const void *copied = copy ? (const char *)copy + e->copy_offset : NULL;
    if (e->params)
        nn_params_get(e->params, copied ? copied : e->data, t->param, canonical);
    else if (!copied)
        read_raw(e, canonical);
    else if (e->bytes)
        memcpy(canonical, copied, e->bytes);
}

void nn_state_tensor_write(struct nn_state *state, int32_t i, const void *canonical)
{
    const struct tensor *t = &state->tensors[i];
    const struct entry *e = &state->entries[t->entry];
    if (e->params)
        nn_params_set(e->params, e->data, t->param, canonical);
    else if (e->backend)
        e->backend->ops->upload(e->backend, e->data, canonical, e->bytes);
    else if (e->bytes)
        memcpy(e->data, canonical, e->bytes);
}

int32_t nn_state_find(const struct nn_state *state, const char *name)
{
    for (int32_t i = 0; i < state->n_tensors; i++)
        if (!strcmp(state->tensors[i].info.name, name))
            return i;
    return -1;
}
