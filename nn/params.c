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

/* Matrices of an ensemble; 1 for a single one. */
static int64_t members(struct nn_shape shape)
{
    return shape.rank == 3 ? shape.dim[0] : 1;
}

size_t nn_params_matrix_floats(struct nn_backend *be, struct nn_shape shape)
{
    const int64_t n_out = shape.dim[shape.rank - 2], n_in = shape.dim[shape.rank - 1];
    return RL_ALIGN_UP(be->ops->matrix_floats(be, n_out, n_in), ALIGN_FLOATS);
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
    assert(kind != NN_PARAM_MATRIX || shape.rank == 2 || shape.rank == 3);
    assert(kind != NN_PARAM_CONV || shape.rank == 4);
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
        floats = (size_t)members(shape) * nn_params_matrix_floats(params->backend, shape);
    else if (kind == NN_PARAM_CONV)
        floats = params->backend->ops->conv_floats(params->backend, shape);
    else if (shape.rank > 1)
        floats += ALIGN_FLOATS - 1; /* the last row can be read in whole vectors, too */
    *p = (struct nn_param){
        .kind = kind,
        .shape = shape,
        .offset = params->block_floats,
        .n_floats = RL_ALIGN_UP(floats, ALIGN_FLOATS),
        .uses = kind != NN_PARAM_VECTOR,
    };
    snprintf(p->name, sizeof(p->name), "%s", name);
    params->block_floats += p->n_floats;
    params->n_parameters += nn_shape_elements(shape);
    return params->n++;
}

int32_t nn_params_add_buffer(struct nn_params *params, const char *name, struct nn_shape shape)
{
    int32_t index = nn_params_add(params, name, NN_PARAM_VECTOR, shape);
    if (index < 0)
        return index;
    params->items[index].buffer = true;
    params->n_parameters -= nn_shape_elements(shape);
    return index;
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

/* Matrix e of a parameter: where it lies in a block, and in the canonical array. */
struct member {
    int64_t n_out, n_in;
    size_t offset;
    int64_t canonical;
};

static struct member member_of(const struct nn_param *p, int64_t e)
{
    struct member m = {.n_out = p->shape.dim[p->shape.rank - 2],
                       .n_in = p->shape.dim[p->shape.rank - 1]};
    m.offset = p->offset + (size_t)e * (p->n_floats / (size_t)members(p->shape));
    m.canonical = e * m.n_out * m.n_in;
    return m;
}

void nn_params_get(const struct nn_params *params, const float *block, int32_t index,
                   float *canonical)
{
    const struct nn_param *p = &params->items[index];
    const struct nn_backend_ops *ops = params->backend->ops;
    if (p->kind == NN_PARAM_MATRIX)
        for (int64_t e = 0; e < members(p->shape); e++) {
            const struct member m = member_of(p, e);
            ops->matrix_unpack(params->backend, m.n_out, m.n_in, block + m.offset,
                               canonical + m.canonical);
        }
    else if (p->kind == NN_PARAM_CONV)
        ops->conv_unpack(params->backend, p->shape, block + p->offset, canonical);
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
        for (int64_t e = 0; e < members(p->shape); e++) {
            const struct member m = member_of(p, e);
            ops->matrix_pack(params->backend, m.n_out, m.n_in, canonical + m.canonical,
                             block + m.offset);
        }
    else if (p->kind == NN_PARAM_CONV)
        ops->conv_pack(params->backend, p->shape, canonical, block + p->offset);
    else
        ops->upload(params->backend, block + p->offset, canonical,
                    (size_t)nn_shape_elements(p->shape) * sizeof(float));
}

struct nn_shape nn_param_matrix(const struct nn_param *param)
{
    const struct nn_shape s = param->shape;
    if (param->kind == NN_PARAM_CONV)
        return NN_MAT(s.dim[0], s.dim[1] * s.dim[2] * s.dim[3]);
    return NN_MAT(s.dim[s.rank - 2], s.dim[s.rank - 1]);
}

bool nn_params_same_layout(const struct nn_params *a, const struct nn_params *b)
{
    if (a->backend != b->backend || a->n != b->n || a->block_floats != b->block_floats)
        return false;
    for (int32_t i = 0; i < a->n; i++)
        if (a->items[i].kind != b->items[i].kind ||
            !nn_shape_equal(a->items[i].shape, b->items[i].shape))
            return false;
    return true;
}

int nn_params_copy(struct nn_params *to, const struct nn_params *from)
{
    if (!nn_params_same_layout(to, from))
        return RL_ESHAPE;
    const size_t bytes = from->block_floats * sizeof(float);
    void *host = malloc(bytes);
    if (!host)
        return RL_ENOMEM;
    from->backend->ops->download(from->backend, host, from->block, bytes);
    to->backend->ops->upload(to->backend, to->block, host, bytes);
    free(host);
    return 0;
}
