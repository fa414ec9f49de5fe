/* SPDX-License-Identifier: MIT */
#include "nn/random.h"

#include "nn/ops.h"

int nn_random_init(struct nn_random *random, struct nn_backend *backend, uint64_t seed,
                   enum rl_stream stream, struct rl_error *err)
{
    void *memory = NULL;
    *random = (struct nn_random){.backend = backend, .stream = stream};
    int code = backend->ops->alloc(backend, sizeof(*random->memory), &memory, err);
    if (code)
        return code;
    random->memory = memory;
    const struct nn_random_memory start = {.seed = seed};
    backend->ops->upload(backend, memory, &start, sizeof(start));
    return 0;
}

void nn_random_deinit(struct nn_random *random)
{
    if (random->memory)
        random->backend->ops->release(random->backend, random->memory);
    *random = (struct nn_random){0};
}

uint64_t nn_random_counter(const struct nn_random *random)
{
    uint64_t counter;
    random->backend->ops->download(random->backend, &counter, &random->memory->counter,
                                   sizeof(counter));
    return counter;
}

void nn_random_set_counter(struct nn_random *random, uint64_t counter)
{
    random->backend->ops->upload(random->backend, &random->memory->counter, &counter,
                                 sizeof(counter));
}

/* The shape is given; rows want an entity and a counter each. */
int nn_rule_random(struct nn_trace *t, struct nn_node *node)
{
    node->dtype = RL_F32;
    for (int32_t k = 1; k < node->n_in; k++) {
        const struct nn_node *in = &t->nodes[node->in[k]];
        if (in->dtype != RL_I32 || in->shape.rank != 1 || in->shape.dim[0] != node->shape.dim[0])
            return nn_trace_fail(t, RL_ESHAPE, "random_rows",
                                 "entity and counter must be int32 (B)");
    }
    for (int32_t k = 0; k < node->shape.rank; k++)
        if (node->shape.dim[k] < 1)
            return nn_trace_fail(t, RL_ESHAPE, "random", "a dimension of %lld",
                                 (long long)node->shape.dim[k]);
    return 0;
}

static struct nn_var leaf(struct nn_trace *t, const struct nn_random *random)
{
    return nn_emit(t, (struct nn_node){.op = NN_OP_MEMORY,
                                       .attr.memory = {.kind = NN_MEM_RANDOM, .random = random}});
}

static struct nn_var draw(struct nn_trace *t, const struct nn_random *random, struct nn_draw how,
                          struct nn_shape shape)
{
    how.stream = random->stream;
    return nn_emit(t, (struct nn_node){.op = NN_OP_RANDOM,
                                       .n_in = 1,
                                       .in = {leaf(t, random).id},
                                       .shape = shape,
                                       .attr.draw = how});
}

struct nn_var(nn_random_uniform)(struct nn_trace *t, const struct nn_random *random,
                                 uint32_t entity, struct nn_shape shape)
{
    return draw(t, random, (struct nn_draw){.entity = entity}, shape);
}

struct nn_var(nn_random_normal)(struct nn_trace *t, const struct nn_random *random, uint32_t entity,
                                struct nn_shape shape)
{
    return draw(t, random, (struct nn_draw){.normal = true, .entity = entity}, shape);
}

struct nn_var(nn_random_bernoulli)(struct nn_trace *t, const struct nn_random *random,
                                   uint32_t entity, struct nn_var p)
{
    return (nn_less)(t, (nn_random_uniform)(t, random, entity, nn_var_shape(t, p)), p);
}

struct nn_var(nn_random_categorical)(struct nn_trace *t, const struct nn_random *random,
                                     uint32_t entity, struct nn_var logp)
{
    const struct nn_shape shape = nn_var_shape(t, logp);
    struct nn_var uniform =
        (nn_random_uniform)(t, random, entity, NN_VEC(shape.rank ? shape.dim[0] : 1));
    return (nn_sample_categorical)(t, logp, uniform);
}

static struct nn_var draw_rows(struct nn_trace *t, const struct nn_random *random, bool normal,
                               struct nn_var entity, struct nn_var counter, int64_t n)
{
    const struct nn_shape rows = nn_var_shape(t, entity);
    return nn_emit(t, (struct nn_node){
                          .op = NN_OP_RANDOM,
                          .n_in = 3,
                          .in = {leaf(t, random).id, entity.id, counter.id},
                          .shape = NN_MAT(rows.rank ? rows.dim[0] : 1, n),
                          .attr.draw = {.normal = normal, .stream = random->stream},
                      });
}

struct nn_var(nn_random_uniform_rows)(struct nn_trace *t, const struct nn_random *random,
                                      struct nn_var entity, struct nn_var counter, int64_t n)
{
    return draw_rows(t, random, false, entity, counter, n);
}

struct nn_var(nn_random_normal_rows)(struct nn_trace *t, const struct nn_random *random,
                                     struct nn_var entity, struct nn_var counter, int64_t n)
{
    return draw_rows(t, random, true, entity, counter, n);
}

void(nn_random_next)(struct nn_trace *t, const struct nn_random *random)
{
    nn_emit(t, (struct nn_node){.op = NN_OP_RANDOM_NEXT, .n_in = 1, .in = {leaf(t, random).id}});
}

struct nn_var(nn_dropout)(struct nn_trace *t, struct nn_var x, float p,
                          const struct nn_random *random, uint32_t entity)
{
    if (!(p >= 0 && p < 1)) {
        nn_trace_fail(t, RL_ERANGE, "dropout", "p is %g: 0 <= p < 1 is wanted", (double)p);
        return (struct nn_var){-1};
    }
    if (nn_trace_mode(t) == NN_MODE_EVAL || p == 0)
        return x;
    struct nn_var u = (nn_random_uniform)(t, random, entity, nn_var_shape(t, x));
    struct nn_var kept = (nn_less_equal)(t, (nn_const)(t, p), u);
    return (nn_mul)(t, x, (nn_mul)(t, kept, (nn_const)(t, 1 / (1 - p))));
}
