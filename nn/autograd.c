/* SPDX-License-Identifier: MIT */
/* nn_backward: reverse mode. Walks the trace from the loss to its start, and lets each op's adjoint
 * write further ops on the same trace. Only nodes on a path from a parameter of the optimizer to
 * the loss are visited, so a frozen trunk or another optimizer's network costs nothing. */
#include "nn/autograd.h"

#include <stdlib.h>
#include <string.h>

/* Bit k: gradients flow to operand k of this op. */
static unsigned diff_mask(enum nn_op op)
{
    const struct nn_op_row *row = nn_op_row(op);
    if (!nn_op_is_map(op) || !row->adjoint)
        return row->diff;
    unsigned mask = 0;
    for (int32_t k = 0; k < row->arity; k++)
        if (strcmp(row->grad[k], "NN_NO_GRAD") != 0)
            mask |= 1u << k;
    return mask;
}

static bool is_param_of(const struct nn_node *n, const struct nn_params *params)
{
    return n->op == NN_OP_MEMORY && n->attr.memory.kind == NN_MEM_PARAMS &&
           n->attr.memory.params == params;
}

static void mark_wanted(struct nn_backward *b, int32_t loss)
{
    for (int32_t id = 0; id <= loss; id++) {
        const struct nn_node *n = &b->t->nodes[id];
        unsigned mask = diff_mask(n->op);
        b->wanted[id] = is_param_of(n, b->opt->params);
        for (int32_t k = 0; k < n->n_in; k++)
            if (mask >> k & 1 && n->in[k] >= 0 && b->wanted[n->in[k]])
                b->wanted[id] = true;
    }
}

/* The node in whose memory operand k lies, or NULL. */
static const struct nn_node *root_of(const struct nn_trace *t, const struct nn_node *n, int32_t k)
{
    int32_t id = n->in[k];
    while (id >= 0 && nn_op_row(t->nodes[id].op)->flags & NN_OPF_VIEW)
        id = t->nodes[id].in[0];
    return id < 0 ? NULL : &t->nodes[id];
}

/* The adjoint of node `id` reads that node's operands, of which views lie in the memory that they
 * view: parameters must still hold what they held then. A layer's weights are read for the gradient
 * of its input only. */
static bool check_params_unchanged(struct nn_backward *b, int32_t id)
{
    const struct nn_node *n = &b->t->nodes[id];
    for (int32_t k = 0; k < n->n_in; k++) {
        const struct nn_node *p = root_of(b->t, n, k);
        bool layer = n->op == NN_OP_LINEAR || n->op == NN_OP_CONV2D;
        if (!p || p->op != NN_OP_MEMORY || (layer && k > 0 && !b->wanted[n->in[0]]))
            continue;
        for (int32_t s = id + 1; s < b->t->n_nodes; s++) {
            const struct nn_node *step = &b->t->nodes[s];
            if ((step->op != NN_OP_OPT_STEP && step->op != NN_OP_POLYAK) ||
                !is_param_of(&b->t->nodes[step->in[0]], p->attr.memory.params))
                continue;
            nn_trace_fail(b->t, RL_EINVAL, "backward",
                          "nn_%s at %s:%d changed '%s' after the forward pass at %s:%d "
                          "read it: trace that forward again",
                          nn_op_row(step->op)->name, step->file, step->line,
                          p->attr.memory.params->items[p->attr.memory.index].name, n->file,
                          n->line);
            return false;
        }
    }
    return true;
}

void nn_backward_add(struct nn_backward *b, int32_t id, struct nn_var g)
{
    struct nn_trace *t = b->t;
    if (t->error.code)
        return;
    b->grad[id] = b->grad[id].id < 0 ? g : (nn_add)(t, b->grad[id], g);
}

struct nn_var nn_backward_full(struct nn_backward *b, int32_t id)
{
    return (nn_expand)(b->t, b->grad[id], b->t->nodes[id].shape);
}

static bool check_loss(struct nn_trace *t, struct nn_var loss)
{
    if (loss.id < 0 || loss.id >= t->n_nodes) {
        nn_trace_fail(t, RL_EINVAL, "backward", "the loss is not a value of this trace");
        return false;
    }
    const struct nn_node *n = nn_node_of(t, loss);
    if (n->shape.rank != 0 || n->dtype != RL_F32) {
        char shape[96];
        nn_shape_format(n->shape, shape, sizeof(shape));
        nn_trace_fail(t, RL_ESHAPE, "backward",
                      "the loss must be a float32 scalar (), got %s: take nn_mean or nn_sum",
                      shape);
        return false;
    }
    return true;
}

static void run(struct nn_backward *b, int32_t loss)
{
    mark_wanted(b, loss);
    if (!b->wanted[loss]) {
        nn_trace_fail(b->t, RL_EINVAL, "backward",
                      "the loss does not depend on any parameter of optimizer '%s'",
                      b->opt->config.name);
        return;
    }
    for (int32_t id = 0; id <= loss; id++)
        b->grad[id].id = -1;
    b->grad[loss] = (nn_const)(b->t, 1);
    for (int32_t id = loss; id >= 0 && !b->t->error.code; id--)
        if (b->wanted[id] && b->grad[id].id >= 0 && check_params_unchanged(b, id)) {
            b->t->of = id + 1;
            nn_op_row(b->t->nodes[id].op)->adjoint(b, id);
        }
}

void(nn_backward)(struct nn_trace *t, struct nn_var loss, struct nn_optimizer *opt)
{
    if (t->error.code || !check_loss(t, loss))
        return;
    struct nn_backward b = {
        .t = t,
        .opt = opt,
        .wanted = calloc((size_t)loss.id + 1, sizeof(bool)),
        .grad = calloc((size_t)loss.id + 1, sizeof(struct nn_var)),
    };
    t->loss = loss.id + 1;
    if (b.wanted && b.grad)
        run(&b, loss.id);
    else
        nn_trace_fail(t, RL_ENOMEM, "backward", "out of memory");
    t->loss = t->of = 0;
    free(b.wanted);
    free(b.grad);
}
