/* SPDX-License-Identifier: MIT */
/* Passes that rewrite the planner's copy of the trace: what is live, and what fuses; and the runs
 * among the steps that come of it. */
#include <string.h>

#include "nn/plan.h"

void nn_plan_mark_live(struct nn_planner *p)
{
    memset(p->live, 0, (size_t)p->n_nodes * sizeof(*p->live));
    for (int32_t i = 0; i < p->trace->n_outputs; i++)
        p->live[p->trace->outputs[i].node] = true;
    for (int32_t id = p->n_nodes - 1; id >= 0; id--) {
        const struct nn_node *n = &p->nodes[id];
        if (nn_op_row(n->op)->flags & NN_OPF_EFFECT)
            p->live[id] = true;
        if (!p->live[id])
            continue;
        for (int32_t k = 0; k < n->n_in; k++)
            if (n->in[k] >= 0)
                p->live[n->in[k]] = true;
    }
}

static int32_t count_uses(const struct nn_planner *p, int32_t id)
{
    int32_t uses = 0;
    for (int32_t i = id + 1; i < p->n_nodes; i++)
        for (int32_t k = 0; p->live[i] && k < p->nodes[i].n_in; k++)
            uses += p->nodes[i].in[k] == id;
    for (int32_t i = 0; i < p->trace->n_outputs; i++)
        uses += p->trace->outputs[i].node == id;
    return uses;
}

/* act'(y) * (dy W)  becomes the epilogue of the product where nothing else reads the product. */
static void fuse_activation_into_dx(struct nn_planner *p, int32_t id)
{
    struct nn_node *n = &p->nodes[id];
    bool is_tanh = n->op == NN_OP_DA_tanh;
    if (!is_tanh && n->op != NN_OP_DA_relu)
        return;
    int32_t y = n->in[is_tanh ? 2 : 1];
    const struct nn_node *dx = &p->nodes[n->in[0]];
    const bool conv = dx->op == NN_OP_CONV2D_DX;
    if ((!conv && dx->op != NN_OP_LINEAR_DX) || dx->n_in != 2 || y < 0 ||
        !nn_shape_equal(p->nodes[y].shape, dx->shape) || count_uses(p, n->in[0]) != 1)
        return;
    p->live[n->in[0]] = false;
    n->op = dx->op;
    n->attr = dx->attr;
    *(conv ? &n->attr.conv.act : &n->attr.act) = is_tanh ? NN_ACT_TANH : NN_ACT_RELU;
    n->n_in = 3;
    n->in[0] = dx->in[0];
    n->in[1] = dx->in[1];
    n->in[2] = y;
}

/* A convolution reads bytes and scales them itself. The conversion stays where something else reads
 * it. */
static void fuse_bytes_into_conv(struct nn_planner *p, int32_t id)
{
    struct nn_node *n = &p->nodes[id];
    if (n->op != NN_OP_CONV2D && n->op != NN_OP_CONV2D_DW)
        return;
    int32_t *x = &n->in[n->op == NN_OP_CONV2D ? 0 : 1];
    const struct nn_node *floats = &p->nodes[*x];
    if (floats->op != NN_OP_TO_FLOAT || p->nodes[floats->in[0]].dtype != RL_U8 ||
        (float)floats->attr.scale == 0)
        return;
    n->attr.conv.u8_scale = (float)floats->attr.scale;
    *x = floats->in[0];
}

void nn_plan_fuse(struct nn_planner *p)
{
    for (int32_t id = 0; id < p->n_nodes; id++)
        if (p->live[id]) {
            fuse_activation_into_dx(p, id);
            fuse_bytes_into_conv(p, id);
        }
    nn_plan_mark_live(p); /* without what only they read */
}

static bool may_join(const struct nn_step *step, int64_t elements)
{
    return nn_op_is_map(step->op) && nn_shape_elements(step->shape) == elements;
}

void nn_plan_find_runs(struct nn_planner *p)
{
    struct nn_step *steps = p->plan->steps;
    for (int32_t s = 0; s < p->plan->n_steps; s += steps[s].run) {
        const int64_t elements = nn_shape_elements(steps[s].shape);
        if (elements < NN_RUN_LEAST || !nn_op_is_map(steps[s].op))
            continue;
        for (int32_t e = s + 1; e < p->plan->n_steps && may_join(&steps[e], elements); e++) {
            steps[e].run = 0;
            steps[s].run++;
        }
    }
}
