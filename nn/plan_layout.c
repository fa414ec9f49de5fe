/* SPDX-License-Identifier: MIT */
/* Gives every live value its place. Intermediates share one arena: first fit over the regions that
 * are free at that step. An elementwise op takes over the memory of an operand that it is the last
 * to read. */
#include <string.h>

#include "base/base.h"
#include "nn/plan.h"

enum { ALIGN = 64 };

struct region {
    size_t offset, bytes;
};

/* Regions in use, by offset. */
struct arena_map {
    struct region *used;
    int32_t n, cap;
    size_t peak;
    struct rl_arena *memory;
};

static bool map_take(struct arena_map *m, size_t bytes, size_t *offset)
{
    size_t at = 0;
    int32_t i = 0;
    bytes = RL_ALIGN_UP(RL_MAX(bytes, (size_t)1), ALIGN);
    while (i < m->n && m->used[i].offset < at + bytes) {
        at = m->used[i].offset + m->used[i].bytes;
        i++;
    }
    if (m->n == m->cap) {
        int32_t cap = m->cap ? 2 * m->cap : 64;
        struct region *moved = rl_arena_alloc(m->memory, (size_t)cap * sizeof(*moved), 0);
        if (!moved)
            return false;
        if (m->n)
            memcpy(moved, m->used, (size_t)m->n * sizeof(*moved));
        m->used = moved;
        m->cap = cap;
    }
    memmove(&m->used[i + 1], &m->used[i], (size_t)(m->n - i) * sizeof(*m->used));
    m->used[i] = (struct region){at, bytes};
    m->n++;
    m->peak = RL_MAX(m->peak, at + bytes);
    *offset = at;
    return true;
}

static void map_give(struct arena_map *m, size_t offset)
{
    for (int32_t i = 0; i < m->n; i++)
        if (m->used[i].offset == offset) {
            memmove(&m->used[i], &m->used[i + 1], (size_t)(m->n - i - 1) * sizeof(*m->used));
            m->n--;
            return;
        }
}

static size_t node_bytes(const struct nn_node *n)
{
    return (size_t)nn_shape_elements(n->shape) * rl_dtype_bytes(n->dtype);
}

static bool in_arena(const struct nn_planner *p, int32_t id)
{
    return p->ref[id].slot == NN_SLOT_ARENA;
}

static void find_last_uses(struct nn_planner *p)
{
    for (int32_t s = 0; s < p->plan->n_steps; s++) {
        int32_t id = p->step_node[s];
        p->last_use[id] = s; /* at least while it is being computed */
        for (int32_t k = 0; k < p->nodes[id].n_in; k++)
            if (p->nodes[id].in[k] >= 0)
                p->last_use[p->root[p->nodes[id].in[k]]] = s;
    }
}

/* The operand whose memory the elementwise node of step s may overwrite, or -1. */
static int32_t dying_operand(const struct nn_planner *p, int32_t s)
{
    const struct nn_node *n = &p->nodes[p->step_node[s]];
    if (!nn_op_is_map(n->op))
        return -1;
    for (int32_t k = 0; k < n->n_in; k++) {
        int32_t r = n->in[k] < 0 ? -1 : p->root[n->in[k]];
        if (r >= 0 && in_arena(p, r) && p->last_use[r] == s &&
            nn_shape_elements(p->nodes[r].shape) == nn_shape_elements(n->shape))
            return r;
    }
    return -1;
}

static bool place_value(struct nn_planner *p, struct arena_map *m, int32_t s)
{
    int32_t id = p->step_node[s];
    if (p->is_output[id]) {
        struct nn_slot *out = &p->plan->slots[NN_SLOT_OUTPUT];
        p->ref[id] = (struct nn_ref){NN_SLOT_OUTPUT, out->bytes};
        out->bytes = RL_ALIGN_UP(out->bytes + node_bytes(&p->nodes[id]), ALIGN);
        return true;
    }
    int32_t heir_of = dying_operand(p, s);
    if (heir_of >= 0) {
        p->ref[id] = p->ref[heir_of];
        p->ref[heir_of].slot = -1; /* no longer its own to give back */
        return true;
    }
    size_t offset;
    if (!map_take(m, node_bytes(&p->nodes[id]), &offset))
        return false;
    p->ref[id] = (struct nn_ref){NN_SLOT_ARENA, offset};
    return true;
}

static void give_back_dead(struct nn_planner *p, struct arena_map *m, int32_t s)
{
    int32_t id = p->step_node[s];
    for (int32_t k = -1; k < p->nodes[id].n_in; k++) {
        int32_t operand = k < 0 ? id : p->nodes[id].in[k];
        int32_t r = operand < 0 ? -1 : p->root[operand];
        if (r < 0 || !in_arena(p, r) || p->last_use[r] != s)
            continue;
        map_give(m, p->ref[r].offset);
        p->last_use[r] = -1; /* given back once */
    }
}

static void refer(const struct nn_planner *p, struct nn_step *step)
{
    for (int32_t k = 0; k < NN_MAX_IN; k++)
        step->in[k].slot = -1;
    const struct nn_node *n = &p->nodes[p->step_node[step - p->plan->steps]];
    for (int32_t k = 0; k < n->n_in; k++)
        if (n->in[k] >= 0)
            step->in[k] = p->ref[p->root[n->in[k]]];
}

int nn_plan_layout(struct nn_planner *p)
{
    struct arena_map m = {.memory = &p->scratch};
    find_last_uses(p);
    for (int32_t s = 0; s < p->plan->n_steps; s++) {
        struct nn_step *step = &p->plan->steps[s];
        int32_t id = p->step_node[s];
        refer(p, step); /* before an heir takes its operand's place */
        step->scratch.slot = step->out.slot = -1;
        const unsigned flags = nn_op_row(step->op)->flags;
        bool has_value = !(flags & NN_OPF_EFFECT) || flags & NN_OPF_VALUE;
        if (has_value && !place_value(p, &m, s))
            return RL_ENOMEM;
        if (has_value)
            step->out = p->ref[id];
        if (step->scratch_bytes) {
            step->scratch.slot = NN_SLOT_ARENA;
            if (!map_take(&m, step->scratch_bytes, &step->scratch.offset))
                return RL_ENOMEM;
            map_give(&m, step->scratch.offset);
        }
        give_back_dead(p, &m, s);
    }
    p->plan->slots[NN_SLOT_ARENA].bytes = m.peak;
    return 0;
}
