/* SPDX-License-Identifier: MIT */
/* The walk over a trace, and which op is written how. */
#include "nn/onnx.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "nn/onnx_private.h"

static const char *to_float(struct onnx_export *x, const struct nn_node *n)
{
    const char *y = onnx_cast(&x->w, onnx_in(x, n, 0), onnx_float(&x->w));
    double scale = n->attr.scale;
    return scale == 1.0 || scale == 0.0 ? y
                                        : ONNX(&x->w, "Mul", y, onnx_scalar(&x->w, (float)scale));
}

static const char *random_numbers(struct onnx_export *x, const struct nn_node *n)
{
    (void)n;
    return onnx_refuse(x, "a model draws no random numbers; export what acts without them");
}

static const char *parameter(struct onnx_export *x, const struct nn_node *n)
{
    const struct nn_memory *m = &n->attr.memory;
    if (m->kind == NN_MEM_RANDOM)
        return random_numbers(x, n);
    if (m->kind != NN_MEM_PARAMS || m->index < 0)
        return NULL;
    float *value = malloc((size_t)nn_shape_elements(n->shape) * sizeof *value + 1);
    if (!value)
        return NULL;
    nn_params_get(m->params, m->params->block, m->index, value);
    const char *name = onnx_floats(&x->w, m->params->items[m->index].name, n->shape, value);
    free(value);
    return name;
}

static const char *constant(struct onnx_export *x, const struct nn_node *n)
{
    return onnx_scalar(&x->w, n->attr.value);
}

static const char *same(struct onnx_export *x, const struct nn_node *n)
{
    return onnx_in(x, n, 0);
}

static const char *whole_sum(struct onnx_export *x, const struct nn_node *n)
{
    (void)n;
    return onnx_refuse(x, "it adds up rows of the batch, which is free in a model");
}

static const onnx_emit_fn emitters[NN_N_OPS] = {
    [NN_OP_INPUT] = onnx_input,      [NN_OP_CONST] = constant,        [NN_OP_MEMORY] = parameter,
    [NN_OP_TO_FLOAT] = to_float,     [NN_OP_STOP_GRAD] = same,        [NN_OP_COPY] = same,
    [NN_OP_RANDOM] = random_numbers, [NN_OP_SAMPLE] = random_numbers, [NN_OP_SUM] = whole_sum,
#define X(op, name) [NN_OP_##op] = onnx_##name,
    ONNX_AXES(X) ONNX_LAYERS(X)
#undef X
};

static const char *value_of(struct onnx_export *x, const struct nn_node *n)
{
    x->why = NULL;
    if (nn_op_is_map(n->op))
        return onnx_map(x, n);
    return emitters[n->op] ? emitters[n->op](x, n) : NULL;
}

static int unsupported(struct onnx_export *x, const struct nn_node *node)
{
    return rl_error_set(x->err, RL_EUNSUPPORTED, "%s:%d: nn_%s cannot be exported to ONNX%s%s",
                        node->file ? node->file : "?", node->line, nn_op_row(node->op)->name,
                        x->why ? ": " : "", x->why ? x->why : "");
}

/* Operands that a model needs: a momentum is for training. */
static int32_t n_read(const struct nn_node *n)
{
    return n->op == NN_OP_BATCH_STATS ? 3 : n->n_in;
}

static int walk(struct onnx_export *x)
{
    int32_t action = -1;
    for (int32_t i = 0; i < x->t->n_outputs; i++)
        if (strcmp(x->t->outputs[i].name, "action") == 0)
            action = x->t->outputs[i].node;
    if (action < 0)
        return rl_error_set(x->err, RL_EINVAL, "the trace has no output 'action'");
    x->needed[action] = true;
    for (int32_t id = action; id >= 0; id--)
        for (int32_t i = 0; x->needed[id] && i < n_read(onnx_node_at(x, id)); i++)
            if (onnx_node_at(x, id)->in[i] >= 0)
                x->needed[onnx_node_at(x, id)->in[i]] = true;
    for (int32_t id = 0; id <= action; id++) {
        if (!x->needed[id])
            continue;
        x->name[id] = value_of(x, onnx_node_at(x, id));
        if (!x->name[id])
            return unsupported(x, onnx_node_at(x, id));
    }
    return onnx_output(x, x->name[action]);
}

int nn_onnx_export(const struct nn_trace *t, const struct nn_onnx_config *config,
                   struct rl_buf *out, struct rl_error *err)
{
    struct onnx_export x = {.t = t, .config = config, .err = err};
    if (t->error.code < 0)
        return rl_error_set(err, t->error.code, "%s", t->error.text);
    onnx_init(&x.w, config->half);
    x.name = calloc((size_t)t->n_nodes + 1, sizeof *x.name);
    x.needed = calloc((size_t)t->n_nodes + 1, sizeof *x.needed);
    int rc = x.name && x.needed ? walk(&x) : RL_ENOMEM;
    if (rc == 0)
        rc = onnx_finish(&x.w, config->metadata, out);
    if (rc == RL_ENOMEM)
        rl_error_set(err, rc, "out of memory for the model");
    free(x.name);
    free(x.needed);
    onnx_deinit(&x.w);
    return rc;
}
