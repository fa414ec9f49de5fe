/* SPDX-License-Identifier: MIT */
/* From a trace to a plan: drop what nothing needs, fuse, make slots and steps, lay out memory. */
#include "nn/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "nn/random.h"

static bool planner_init(struct nn_planner *p, const struct nn_trace *trace, struct nn_plan *plan)
{
    size_t n = (size_t)trace->n_nodes + 1; /* an empty trace has arrays too */
    *p = (struct nn_planner){.plan = plan, .trace = trace, .n_nodes = trace->n_nodes};
    rl_arena_init(&p->scratch, 0);
    p->nodes = rl_arena_alloc(&p->scratch, n * sizeof(*p->nodes), 0);
    p->live = rl_arena_alloc(&p->scratch, n * sizeof(*p->live), 0);
    p->is_output = rl_arena_alloc(&p->scratch, n * sizeof(*p->is_output), 0);
    p->root = rl_arena_alloc(&p->scratch, n * sizeof(*p->root), 0);
    p->last_use = rl_arena_alloc(&p->scratch, n * sizeof(*p->last_use), 0);
    p->step_node = rl_arena_alloc(&p->scratch, n * sizeof(*p->step_node), 0);
    p->ref = rl_arena_alloc(&p->scratch, n * sizeof(*p->ref), 0);
    plan->steps = rl_arena_alloc(&plan->memory, n * sizeof(*plan->steps), 0);
    plan->slots = rl_arena_alloc(&plan->memory, (n + 4) * sizeof(*plan->slots), 0);
    plan->consts = rl_arena_alloc(&plan->memory, n * sizeof(*plan->consts), 0);
    plan->outputs =
        rl_arena_alloc(&plan->memory, ((size_t)trace->n_outputs + 1) * sizeof(*plan->outputs), 0);
    if (!p->nodes || !p->live || !p->is_output || !p->root || !p->last_use || !p->step_node ||
        !p->ref || !plan->steps || !plan->slots || !plan->consts || !plan->outputs)
        return false;
    if (trace->n_nodes)
        memcpy(p->nodes, trace->nodes, (size_t)trace->n_nodes * sizeof(*p->nodes));
    return true;
}

/* Ids of operands are smaller, so one forward pass settles chains of views. */
static void find_roots(struct nn_planner *p)
{
    for (int32_t id = 0; id < p->n_nodes; id++) {
        bool view = nn_op_row(p->nodes[id].op)->flags & NN_OPF_VIEW;
        p->root[id] = view ? p->root[p->nodes[id].in[0]] : id;
        p->ref[id].slot = -1;
    }
    for (int32_t i = 0; i < p->trace->n_outputs; i++)
        p->is_output[p->root[p->trace->outputs[i].node]] = true;
}

static int32_t memory_slot(struct nn_plan *plan, const struct nn_memory *memory)
{
    for (int32_t s = 0; s < plan->n_slots; s++) {
        const struct nn_slot *slot = &plan->slots[s];
        if (slot->kind == NN_SLOT_MEMORY && slot->memory.kind == memory->kind &&
            slot->memory.params == memory->params && slot->memory.opt == memory->opt &&
            slot->memory.random == memory->random)
            return s;
    }
    size_t bytes = memory->kind == NN_MEM_SCALARS  ? sizeof(struct nn_opt_scalars)
                   : memory->kind == NN_MEM_RANDOM ? sizeof(struct nn_random_memory)
                                                   : memory->params->block_floats * sizeof(float);
    plan->slots[plan->n_slots] =
        (struct nn_slot){.kind = NN_SLOT_MEMORY, .bytes = bytes, .memory = *memory};
    plan->slots[plan->n_slots].memory.index = -1;
    return plan->n_slots++;
}

static struct nn_ref const_ref(struct nn_plan *plan, float value)
{
    size_t n = plan->slots[NN_SLOT_CONST].bytes / sizeof(float), i = 0;
    while (i < n && memcmp(&plan->consts[i], &value, sizeof(value)) != 0)
        i++;
    if (i == n) {
        plan->consts[n] = value;
        plan->slots[NN_SLOT_CONST].bytes += sizeof(float);
    }
    return (struct nn_ref){NN_SLOT_CONST, i * sizeof(float)};
}

static bool place_leaf(struct nn_planner *p, int32_t id)
{
    struct nn_plan *plan = p->plan;
    const struct nn_node *n = &p->nodes[id];
    size_t bytes = (size_t)nn_shape_elements(n->shape) * rl_dtype_bytes(n->dtype);
    if (n->op == NN_OP_INPUT) {
        char *name = rl_arena_strdup(&plan->memory, n->attr.name);
        plan->slots[plan->n_slots] =
            (struct nn_slot){.kind = NN_SLOT_INPUT, .bytes = bytes, .name = name};
        p->ref[id] = (struct nn_ref){plan->n_slots++, 0};
        return name;
    }
    if (n->op == NN_OP_CONST) {
        p->ref[id] = const_ref(plan, n->attr.value);
    } else {
        const struct nn_memory *m = &n->attr.memory;
        size_t offset =
            m->random || m->index < 0 ? 0 : m->params->items[m->index].offset * sizeof(float);
        p->ref[id] = (struct nn_ref){memory_slot(plan, m), offset};
    }
    return true;
}

static bool make_slots(struct nn_planner *p)
{
    struct nn_plan *plan = p->plan;
    for (plan->n_slots = 0; plan->n_slots <= NN_SLOT_TILE; plan->n_slots++)
        plan->slots[plan->n_slots].kind = (enum nn_slot_kind)plan->n_slots;
    for (int32_t id = 0; id < p->n_nodes; id++) {
        bool leaf = nn_op_row(p->nodes[id].op)->flags & NN_OPF_LEAF;
        /* Inputs stay even when nothing reads them: the host fills what it declared. */
        if (leaf && (p->live[id] || p->nodes[id].op == NN_OP_INPUT) && !place_leaf(p, id))
            return false;
    }
    return true;
}

/* The loss of a backward node as its output is called; NULL when out of memory. */
static const char *loss_name(struct nn_planner *p, int32_t loss)
{
    const struct nn_trace *t = p->trace;
    for (int32_t i = 0; i < t->n_outputs; i++)
        if (t->outputs[i].node == loss)
            return rl_arena_strdup(&p->plan->memory, t->outputs[i].name);
    return rl_arena_printf(&p->plan->memory, "%s:%d", t->nodes[loss].file, t->nodes[loss].line);
}

/* Where a backward step comes from; steps of one loss share its name. */
static void set_origin(struct nn_planner *p, struct nn_step *step, const struct nn_node *n)
{
    const struct nn_plan *plan = p->plan;
    if (!n->loss)
        return;
    const struct nn_step *before = plan->n_steps ? step - 1 : NULL;
    bool same = before && before->loss && p->nodes[p->step_node[plan->n_steps - 1]].loss == n->loss;
    step->loss = same ? before->loss : loss_name(p, n->loss - 1);
    if (!n->of)
        return;
    const struct nn_node *of = &p->trace->nodes[n->of - 1];
    step->of = nn_op_row(of->op)->name;
    step->of_file = of->file;
    step->of_line = of->line;
}

static void make_steps(struct nn_planner *p)
{
    struct nn_plan *plan = p->plan;
    for (int32_t id = 0; id < p->n_nodes; id++) {
        const struct nn_node *n = &p->nodes[id];
        if (!p->live[id] || nn_op_row(n->op)->flags & (NN_OPF_LEAF | NN_OPF_VIEW))
            continue;
        struct nn_step *step = &plan->steps[plan->n_steps];
        *step = (struct nn_step){.op = n->op,
                                 .attr = n->attr,
                                 .run = 1,
                                 .n_in = n->n_in,
                                 .shape = n->shape,
                                 .dtype = n->dtype,
                                 .file = n->file,
                                 .line = n->line};
        for (int32_t k = 0; k < n->n_in; k++)
            if (n->in[k] >= 0) {
                step->in_shape[k] = p->nodes[n->in[k]].shape;
                step->in_float[k] = p->nodes[n->in[k]].dtype == RL_F32;
            }
        if (n->n_in && n->in[0] >= 0)
            step->in_dtype = p->nodes[n->in[0]].dtype;
        set_origin(p, step, n);
        p->step_node[plan->n_steps++] = id;
    }
    for (int32_t s = 0; s < plan->n_steps; s++)
        plan->steps[s].scratch_bytes = plan->backend->ops->scratch_bytes(plan->backend, plan, s);
}

/* 2 B I O for each of y = x W^T, dx = dy W and dW = dy^T x. */
double nn_step_flops(const struct nn_step *step)
{
    const struct nn_shape *in = step->in_shape;
    switch (step->op) {
    case NN_OP_LINEAR:
    case NN_OP_LINEAR_DX:
        return 2 * (double)nn_shape_elements(step->shape) * (double)in[0].dim[in[0].rank - 1];
    case NN_OP_MATMUL:
        return 2 * (double)nn_shape_elements(step->shape) *
               (double)in[0].dim[in[0].rank - (step->attr.matmul.a_t ? 2 : 1)];
    case NN_OP_LINEAR_DW:
        return 2 * (double)nn_shape_elements(in[0]) * (double)in[1].dim[in[1].rank - 1];
    case NN_OP_CONV2D: /* each output pixel against the whole kernel, borders included */
        return 2 * (double)nn_shape_elements(step->shape) * (double)nn_shape_elements(in[1]) /
               (double)in[1].dim[0];
    case NN_OP_CONV2D_DX:
        return 2 * (double)nn_shape_elements(in[0]) * (double)nn_shape_elements(in[1]) /
               (double)in[1].dim[0];
    case NN_OP_CONV2D_DW:
        return 2 * (double)nn_shape_elements(in[0]) * (double)nn_shape_elements(in[2]) /
               (double)in[2].dim[0];
    default:
        return 0;
    }
}

static bool keep_outputs(struct nn_planner *p)
{
    struct nn_plan *plan = p->plan;
    for (int32_t i = 0; i < p->trace->n_outputs; i++) {
        const struct nn_trace_output *o = &p->trace->outputs[i];
        char *name = rl_arena_strdup(&plan->memory, o->name);
        if (!name)
            return false;
        plan->outputs[plan->n_outputs++] =
            (struct nn_plan_output){.name = name, .ref = p->ref[p->root[o->node]]};
    }
    return true;
}

static int build(struct nn_planner *p)
{
    nn_plan_mark_live(p);
    nn_plan_fuse(p);
    find_roots(p);
    if (!make_slots(p))
        return RL_ENOMEM;
    make_steps(p);
    if (p->plan->backend->lanes > 0)
        nn_plan_find_runs(p);
    int code = nn_plan_layout(p);
    if (code)
        return code;
    for (int32_t s = 0; s < p->plan->n_steps; s++)
        p->plan->flops += nn_step_flops(&p->plan->steps[s]);
    return keep_outputs(p) ? 0 : RL_ENOMEM;
}

int nn_plan_create(const struct nn_trace *trace, struct nn_plan **out, struct rl_error *err)
{
    struct nn_plan *plan = calloc(1, sizeof(*plan));
    if (!plan)
        return rl_error_set(err, RL_ENOMEM, "planning a program: out of memory");
    plan->backend = trace->backend;
    plan->name = trace->name;
    rl_arena_init(&plan->memory, 0);
    struct nn_planner p;
    int code = planner_init(&p, trace, plan) ? build(&p) : RL_ENOMEM;
    rl_arena_deinit(&p.scratch);
    if (code) {
        nn_plan_destroy(plan);
        return rl_error_set(err, code, "planning a program: %s", rl_error_text(code));
    }
    *out = plan;
    return 0;
}

void nn_plan_destroy(struct nn_plan *plan)
{
    if (!plan)
        return;
    rl_arena_deinit(&plan->memory);
    free(plan);
}
