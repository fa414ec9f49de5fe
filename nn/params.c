/* SPDX-License-Identifier: MIT */
#include "nn/params.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

enum { ALIGN_FLOATS = 16 }; /* every parameter starts on a cache line */

void nn_params_init(struct nn_params *params, struct nn_backend *backend)
{
    *params = (struct nn_params){.backend = backend};
}

void nn_params_deinit(struct nn_params *params)
{
    if (params->block)
        params->backend->ops->release(params->backend, params->block);
    free(params->items);
    *params = (struct nn_params){0};
}

static bool has_room(struct nn_params *params)
{
    if (params->n < params->cap)
        return true;
    int32_t cap = params->cap ? 2 * params->cap : 16;
    struct nn_param *moved = realloc(params->items, (size_t)cap * sizeof(*moved));
    if (!moved)
        return false;
    params->items = moved;
    params->cap = cap;
    return true;
}

int32_t nn_params_add(struct nn_params *params, const char *name, enum nn_param_kind kind,
                      struct nn_shape shape)
{
    assert(!params->block);
    assert(kind == NN_PARAM_VECTOR || shape.rank == 2);
    if (strlen(name) >= NN_NAME_MAX || nn_shape_elements(shape) < 1)
        return RL_EINVAL;
    for (int32_t i = 0; i < params->n; i++)
        if (!strcmp(params->items[i].name, name))
            return RL_EEXIST;
    if (!has_room(params))
        return RL_ENOMEM;
    struct nn_param *p = &params->items[params->n];
    size_t floats = (size_t)nn_shape_elements(shape);
    if (kind == NN_PARAM_MATRIX)
        floats = params->backend->ops->matrix_floats(params->backend, shape.dim[0], shape.dim[1]);
    *p = (struct nn_param){
        .kind = kind,
        .shape = shape,
        .offset = params->block_floats,
        .n_floats = RL_ALIGN_UP(floats, ALIGN_FLOATS),
    };
    snprintf(p->name, sizeof(p->name), "%s", name);
    params->block_floats += p->n_floats;
    params->n_parameters += nn_shape_elements(shape);
    return params->n++;
}

int nn_params_alloc(struct nn_params *params, struct rl_error *err)
{
    assert(!params->block);
    if (params->n == 0)
        return rl_error_set(err, RL_EINVAL, "a parameter set without parameters");
    void *block = NULL;
    int code = params->backend->ops->alloc(params->backend, params->block_floats * sizeof(float),
                                           &block, err);
    if (!code)
        params->block = block;
    return code;
}

void nn_params_get(const struct nn_params *params, const float *block, int32_t index,
                   float *canonical)
{
    const struct nn_param *p = &params->items[index];
    const struct nn_backend_ops *ops = params->backend->ops;
    if (p->kind == NN_PARAM_MATRIX)
        ops->matrix_unpack(params->backend, p->shape.dim[0], p->shape.dim[1], block + p->offset,
                           canonical);
    else
        ops->download(params->backend, canonical, block + p->offset,
                      (size_t)nn_shape_elements(p->shape) * sizeof(float));
}

void nn_params_set(const struct nn_params *params, float *block, int32_t index,
                   const float *canonical)
{
    const struct nn_param *p = &params->items[index];
    const struct nn_backend_ops *ops = params->backend->ops;
    if (p->kind == NN_PARAM_MATRIX)
        ops->matrix_pack(params->backend, p->shape.dim[0], p->shape.dim[1], canonical,
                         block + p->offset);
    else
        ops->upload(params->backend, block + p->offset, canonical,
                    (size_t)nn_shape_elements(p->shape) * sizeof(float));
}
