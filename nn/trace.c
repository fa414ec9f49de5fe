/* SPDX-License-Identifier: MIT */
/* Traces: storage, sticky errors, and the appending of nodes. */
#include "nn/trace.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "nn/graph.h"

struct nn_trace *nn_trace_create(struct nn_backend *backend)
{
    struct nn_trace *t = calloc(1, sizeof(*t));
    if (!t)
        return NULL;
    t->backend = backend;
    rl_arena_init(&t->names, 0);
    return t;
}

void nn_trace_destroy(struct nn_trace *t)
{
    if (!t)
        return;
    rl_arena_deinit(&t->names);
    free(t->nodes);
    free(t->outputs);
    free(t);
}

struct nn_trace *nn_trace_at(struct nn_trace *t, const char *file, int line)
{
    t->file = file;
    t->line = line;
    return t;
}

void nn_trace_set_mode(struct nn_trace *t, enum nn_mode mode)
{
    t->mode = mode;
}

enum nn_mode nn_trace_mode(const struct nn_trace *t)
{
    return t->mode;
}

int nn_trace_fail(struct nn_trace *t, int code, const char *op, const char *fmt, ...)
{
    if (t->error.code)
        return t->error.code;
    char text[RL_ERROR_TEXT_MAX / 2];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    return rl_error_set(&t->error, code, "%s:%d: nn_%s: %s", t->file ? t->file : "?", t->line, op,
                        text);
}

int nn_trace_fail_shapes(struct nn_trace *t, const struct nn_node *node, const char *why)
{
    char shapes[RL_ERROR_TEXT_MAX / 4] = "";
    for (int32_t k = 0; k < node->n_in; k++) {
        if (node->in[k] < 0)
            continue;
        char one[96];
        nn_shape_format(t->nodes[node->in[k]].shape, one, sizeof(one));
        size_t used = strlen(shapes);
        snprintf(shapes + used, sizeof(shapes) - used, "%s%s", used ? " and " : "", one);
    }
    return nn_trace_fail(t, RL_ESHAPE, nn_op_row(node->op)->name, "%s: got %s", why, shapes);
}

/* Room for one more of `bytes` in *array; false when out of memory. */
static bool grow(void **array, int32_t n, int32_t *cap, size_t bytes)
{
    if (n < *cap)
        return true;
    int32_t bigger = *cap ? 2 * *cap : 64;
    void *moved = realloc(*array, (size_t)bigger * bytes);
    if (!moved)
        return false;
    *array = moved;
    *cap = bigger;
    return true;
}

static const struct nn_var invalid = {-1};

/* An elementwise op of constants is a constant. */
static bool fold(const struct nn_trace *t, const struct nn_node *node, float *value)
{
    float in[NN_MAX_IN] = {0};
    for (int32_t k = 0; k < node->n_in; k++) {
        if (node->in[k] < 0)
            continue;
        if (t->nodes[node->in[k]].op != NN_OP_CONST)
            return false;
        in[k] = t->nodes[node->in[k]].attr.value;
    }
    *value = nn_op_row(node->op)->eval(in);
    return true;
}

static bool operands_valid(struct nn_trace *t, const struct nn_node *node)
{
    /* Only a gradient expression may leave operands unread. */
    int32_t lowest = nn_op_is_map(node->op) && !nn_op_row(node->op)->adjoint ? -1 : 0;
    for (int32_t k = 0; k < node->n_in; k++) {
        if (node->in[k] >= lowest && node->in[k] < t->n_nodes)
            continue;
        nn_trace_fail(t, RL_EINVAL, nn_op_row(node->op)->name,
                      "operand %d is not a value of this trace", k + 1);
        return false;
    }
    return true;
}

struct nn_var nn_emit(struct nn_trace *t, struct nn_node node)
{
    if (t->error.code || !operands_valid(t, &node) || nn_op_row(node.op)->rule(t, &node))
        return invalid;
    float value;
    if (nn_op_is_map(node.op) && fold(t, &node, &value))
        node = (struct nn_node){.op = NN_OP_CONST, .attr.value = value};
    if (!grow((void **)&t->nodes, t->n_nodes, &t->cap_nodes, sizeof(*t->nodes))) {
        nn_trace_fail(t, RL_ENOMEM, nn_op_row(node.op)->name, "out of memory for the trace");
        return invalid;
    }
    node.file = t->file;
    node.line = t->line;
    node.loss = t->loss;
    node.of = t->of;
    t->nodes[t->n_nodes] = node;
    return (struct nn_var){t->n_nodes++};
}

struct nn_var nn_memory_leaf(struct nn_trace *t, struct nn_memory memory)
{
    struct nn_shape shape = memory.index < 0 ? NN_VEC((int64_t)memory.params->block_floats)
                                             : memory.params->items[memory.index].shape;
    return nn_emit(t, (struct nn_node){.op = NN_OP_MEMORY, .shape = shape, .attr.memory = memory});
}

void nn_trace_name(struct nn_trace *t, const char *name)
{
    t->name = name;
}

struct nn_shape nn_var_shape(const struct nn_trace *t, struct nn_var v)
{
    return v.id >= 0 && v.id < t->n_nodes ? t->nodes[v.id].shape : NN_SCALAR;
}

struct nn_var(nn_expand)(struct nn_trace *t, struct nn_var v, struct nn_shape shape)
{
    if (t->error.code || nn_shape_equal(nn_var_shape(t, v), shape))
        return v;
    struct nn_shape from = nn_var_shape(t, v), now = {.rank = shape.rank};
    if (!nn_shape_broadcast(from, shape, &now) || !nn_shape_equal(now, shape)) {
        char text[2][96];
        nn_shape_format(from, text[0], sizeof(text[0]));
        nn_shape_format(shape, text[1], sizeof(text[1]));
        nn_trace_fail(t, RL_ESHAPE, "expand", "%s does not broadcast to %s", text[0], text[1]);
        return invalid;
    }
    for (int32_t i = 0; i < shape.rank; i++) {
        int32_t j = i - (shape.rank - from.rank);
        now.dim[i] = j < 0 ? 1 : from.dim[j];
    }
    for (int32_t i = 0; i < shape.rank; i++) {
        struct nn_axis axis = {.outer = 1, .len = 1, .inner = 1};
        for (int32_t j = 0; j < i; j++)
            axis.outer *= now.dim[j];
        while (i < shape.rank && now.dim[i] == 1) {
            axis.len *= shape.dim[i];
            now.dim[i] = shape.dim[i];
            i++;
        }
        for (int32_t j = i; j < shape.rank; j++)
            axis.inner *= now.dim[j];
        if (axis.len > 1)
            v = nn_emit(
                t,
                (struct nn_node){
                    .op = NN_OP_EXPAND, .n_in = 1, .in = {v.id}, .shape = now, .attr.axis = axis});
    }
    return nn_shape_equal(nn_var_shape(t, v), shape) ? v : (nn_reshape)(t, v, shape);
}

struct nn_var nn_map(struct nn_trace *t, enum nn_op op, int32_t n_in, const struct nn_var *in)
{
    struct nn_node node = {.op = op, .n_in = n_in};
    for (int32_t k = 0; k < n_in; k++)
        node.in[k] = in[k].id;
    if (t->error.code || !operands_valid(t, &node) || nn_op_row(op)->rule(t, &node))
        return invalid;
    for (int32_t k = 0; k < n_in; k++)
        if (node.in[k] >= 0 && t->nodes[node.in[k]].shape.rank)
            node.in[k] = (nn_expand)(t, (struct nn_var){node.in[k]}, node.shape).id;
    return nn_emit(t, node);
}

void(nn_output)(struct nn_trace *t, const char *name, struct nn_var v)
{
    if (t->error.code)
        return;
    int32_t root = v.id;
    while (root >= 0 && root < t->n_nodes && nn_op_row(t->nodes[root].op)->flags & NN_OPF_VIEW)
        root = t->nodes[root].in[0];
    if (root < 0 || root >= t->n_nodes || nn_op_row(t->nodes[root].op)->flags & NN_OPF_LEAF)
        v = nn_emit(t, (struct nn_node){.op = NN_OP_COPY, .n_in = 1, .in = {v.id}});
    for (int32_t i = 0; i < t->n_outputs; i++)
        if (!strcmp(t->outputs[i].name, name)) {
            nn_trace_fail(t, RL_EEXIST, "output", "there is already an output '%s'", name);
            return;
        }
    char *kept = rl_arena_strdup(&t->names, name);
    if (!kept || !grow((void **)&t->outputs, t->n_outputs, &t->cap_outputs, sizeof(*t->outputs))) {
        nn_trace_fail(t, RL_ENOMEM, "output", "out of memory for the trace");
        return;
    }
    t->outputs[t->n_outputs++] = (struct nn_trace_output){.name = kept, .node = v.id};
}
