/* SPDX-License-Identifier: MIT */
/* Gives every live value its place. Intermediates share one arena: first fit over the regions that
 * are free at that step. An elementwise op takes over the memory of an operand that it is the last
 * to read. Within a run the values that nobody else reads have tiles instead, and memory of the
 * arena that a step is done with is free only after the run: its next tile is read again. */
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

struct layout {
    struct nn_planner *planner;
    struct arena_map arena, tiles;
    int32_t run_first, run_last; /* the run, or the single step, that is being laid out */
};

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

/* The operand in `slot` whose memory the elementwise node of step s may overwrite, or -1. */
static int32_t dying_operand(const struct nn_planner *p, int32_t s, int32_t slot)
{
    const struct nn_node *n = &p->nodes[p->step_node[s]];
    if (!nn_op_is_map(n->op))
        return -1;
    for (int32_t k = 0; k < n->n_in; k++) {
        int32_t r = n->in[k] < 0 ? -1 : p->root[n->in[k]];
        if (r >= 0 && p->ref[r].slot == slot && p->last_use[r] == s &&
            nn_shape_elements(p->nodes[r].shape) == nn_shape_elements(n->shape))
            return r;
    }
    return -1;
}

static bool place_value(struct layout *l, int32_t s)
{
    struct nn_planner *p = l->planner;
    int32_t id = p->step_node[s];
    if (p->is_output[id]) {
        struct nn_slot *out = &p->plan->slots[NN_SLOT_OUTPUT];
        p->ref[id] = (struct nn_ref){NN_SLOT_OUTPUT, out->bytes};
        out->bytes = RL_ALIGN_UP(out->bytes + node_bytes(&p->nodes[id]), ALIGN);
        return true;
    }
    const bool tile = l->run_last > l->run_first && p->last_use[id] <= l->run_last;
    const int32_t slot = tile ? NN_SLOT_TILE : NN_SLOT_ARENA;
    int32_t heir_of = dying_operand(p, s, slot);
    if (heir_of >= 0) {
        p->ref[id] = p->ref[heir_of];
        p->ref[heir_of].slot = -1; /* no longer its own to give back */
        return true;
    }
    const size_t bytes = tile ? NN_TILE * sizeof(float) : node_bytes(&p->nodes[id]);
    p->ref[id].slot = slot;
    return map_take(tile ? &l->tiles : &l->arena, bytes, &p->ref[id].offset);
}

/* What step s is the last to use, and lies in `slot`. */
static void give_back_dead(struct layout *l, int32_t s, int32_t slot)
{
    struct nn_planner *p = l->planner;
    int32_t id = p->step_node[s];
    for (int32_t k = -1; k < p->nodes[id].n_in; k++) {
        int32_t operand = k < 0 ? id : p->nodes[id].in[k];
        int32_t r = operand < 0 ? -1 : p->root[operand];
        if (r < 0 || p->ref[r].slot != slot || p->last_use[r] != s)
            continue;
        map_give(slot == NN_SLOT_TILE ? &l->tiles : &l->arena, p->ref[r].offset);
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

static bool layout_step(struct layout *l, int32_t s)
{
    struct nn_planner *p = l->planner;
    struct nn_step *step = &p->plan->steps[s];
    refer(p, step); /* before an heir takes its operand's place */
    step->scratch.slot = step->out.slot = -1;
    const unsigned flags = nn_op_row(step->op)->flags;
    bool has_value = !(flags & NN_OPF_EFFECT) || flags & NN_OPF_VALUE;
    if (has_value && !place_value(l, s))
        return false;
    if (has_value)
        step->out = p->ref[p->step_node[s]];
    if (step->scratch_bytes) {
        step->scratch.slot = NN_SLOT_ARENA;
        if (!map_take(&l->arena, step->scratch_bytes, &step->scratch.offset))
            return false;
        map_give(&l->arena, step->scratch.offset);
    }
    give_back_dead(l, s, NN_SLOT_TILE);
    return true;
}

int nn_plan_layout(struct nn_planner *p)
{
    struct nn_plan *plan = p->plan;
    struct layout l = {.planner = p, .arena.memory = &p->scratch, .tiles.memory = &p->scratch};
    find_last_uses(p);
    for (int32_t s = 0; s < plan->n_steps; s = l.run_last + 1) {
        l.run_first = s;
        l.run_last = s + plan->steps[s].run - 1;
        for (int32_t k = s; k <= l.run_last; k++)
            if (!layout_step(&l, k))
                return RL_ENOMEM;
        for (int32_t k = s; k <= l.run_last; k++)
            give_back_dead(&l, k, NN_SLOT_ARENA);
    }
    plan->slots[NN_SLOT_ARENA].bytes = l.arena.peak;
    plan->slots[NN_SLOT_TILE].bytes = l.tiles.peak * (size_t)RL_MAX(plan->backend->lanes, 1);
    return 0;
}
