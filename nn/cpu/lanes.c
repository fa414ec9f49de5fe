/* SPDX-License-Identifier: MIT */
#include "nn/cpu/lanes.h"

#include <string.h>

#include "base/base.h"

/* Smaller pieces cost more in waiting than they gain. */
#define LEAST_FLOPS    100000.0
#define LEAST_ELEMENTS 4096
#define LEAST_ROWS     24
#define ELEMENT_FLOPS  16 /* what could be multiplied while an element comes and goes */
#define FLOATS         16 /* of arrays: a cache line, and whole vectors of every instruction set */
#define COLUMNS        32 /* whole panels, and whole tiles of every instruction set */

/* ---- cutting a step ---- */

/* Where piece p of `pieces` of n things starts, in units of `grain`. */
static int64_t start_of(int64_t n, int64_t grain, int32_t p, int32_t pieces)
{
    const int64_t grains = (n + grain - 1) / grain;
    return RL_MIN(n, grains * p / pieces * grain);
}

static int32_t pieces_of(int64_t n, int64_t least, double work, double least_work, int32_t threads)
{
    int64_t pieces = RL_MIN(n / least, (int64_t)(work / least_work));
    return (int32_t)RL_MAX(RL_MIN(pieces, (int64_t)threads), (int64_t)1);
}

static bool is_linear(enum nn_op op)
{
    return op == NN_OP_LINEAR || op == NN_OP_LINEAR_DX || op == NN_OP_LINEAR_DW;
}

static bool is_conv(enum nn_op op)
{
    return op == NN_OP_CONV2D || op == NN_OP_CONV2D_DX || op == NN_OP_CONV2D_DW;
}

/* Rows of a convolution's weight gradient. */
static int64_t window_floats(const struct nn_cpu_window *w)
{
    return (int64_t)w->KH * w->KW * w->C;
}

static bool is_block_pass(enum nn_op op)
{
    return op == NN_OP_ZERO_GRAD || op == NN_OP_POLYAK;
}

/* Stretches of arrays, on which nothing else depends. */
static bool is_elementwise(enum nn_op op)
{
    return nn_op_is_map(op) || is_block_pass(op) || op == NN_OP_OPT_STEP;
}

static int64_t columns_of(const struct nn_cpu_insn *i)
{
    return i->op == NN_OP_LINEAR_DX ? i->D : i->O;
}

/* Of few rows each piece reads a part of the weights instead; heads are too thin for that. */
static bool by_columns(const struct nn_cpu_insn *i)
{
    return i->op == NN_OP_LINEAR_DW || (i->B < 2 * LEAST_ROWS && RL_MIN(i->D, i->O) >= 2 * COLUMNS);
}

static int32_t count_pieces(const struct nn_cpu_insn *i, int32_t threads)
{
    if (is_linear(i->op)) {
        const double flops = 2.0 * (double)(i->E * i->B * i->D * i->O);
        if (i->E > 1)
            return pieces_of(i->E, 1, flops, LEAST_FLOPS, threads);
        if (by_columns(i))
            return pieces_of(columns_of(i), COLUMNS, flops, LEAST_FLOPS, threads);
        return pieces_of(i->B, LEAST_ROWS, flops, LEAST_FLOPS, threads);
    }
    if (is_conv(i->op)) {
        const int64_t k = window_floats(&i->window);
        const double flops = 2.0 * (double)(i->B * i->window.OH * i->window.OW * i->window.O * k);
        return pieces_of(i->op == NN_OP_CONV2D_DW ? k / LEAST_ROWS : i->B, 1, flops, LEAST_FLOPS,
                         threads);
    }
    if (is_elementwise(i->op))
        return pieces_of((int64_t)i->n, LEAST_ELEMENTS, (double)i->n, LEAST_ELEMENTS, threads);
    return 1;
}

static void move(struct nn_cpu_place *place, int64_t floats)
{
    place->offset += (size_t)floats * sizeof(float);
}

/* Operands by op: LINEAR x, w, bias; DX dy, w, x_out; DW dy, x, gw, gb. */
static void cut_members(struct nn_cpu_insn *i, int64_t first, int64_t end)
{
    const int64_t x = (int64_t)i->next_x * first, y = i->B * i->O * first;
    const int64_t w = (int64_t)i->next_w * first;
    const bool forward = i->op == NN_OP_LINEAR, dx = i->op == NN_OP_LINEAR_DX;
    move(&i->in[0], forward ? x : y);
    move(&i->in[1], i->op == NN_OP_LINEAR_DW ? x : w);
    move(&i->in[2], forward ? i->O * first : dx ? x : w);
    if (i->op == NN_OP_LINEAR_DW)
        move(&i->in[3], i->O * first);
    move(&i->out, forward ? y : dx ? x : 0);
    i->E = end - first;
}

static void cut_rows(struct nn_cpu_insn *i, int64_t first, int64_t end)
{
    const bool forward = i->op == NN_OP_LINEAR;
    move(&i->in[0], first * (forward ? i->D : i->O));
    if (!forward)
        move(&i->in[2], first * i->D);
    move(&i->out, first * (forward ? i->O : i->D));
    i->B = end - first;
}

/* Operands by op: CONV2D x, w, bias; DX dy, w, x_out; DW dy, x, gw, gb. */
static void cut_images(struct nn_cpu_insn *i, int64_t first, int64_t end)
{
    const struct nn_cpu_window *w = &i->window;
    const int64_t x = first * w->H * w->W * w->C, y = first * w->OH * w->OW * w->O;
    const bool forward = i->op == NN_OP_CONV2D;
    if (forward && i->attr.conv.u8_scale != 0)
        i->in[0].offset += (size_t)x; /* bytes */
    else
        move(&i->in[0], forward ? x : y);
    if (!forward)
        move(&i->in[2], x);
    move(&i->out, forward ? y : x);
    i->B = end - first;
}

static void cut_elements(struct nn_cpu_insn *i, int64_t first, int64_t end)
{
    for (unsigned k = 0; k < i->n_in; k++)
        if (is_block_pass(i->op) ? k < 2 : i->step[k] != 0)
            move(&i->in[k], first);
    if (!is_block_pass(i->op))
        move(&i->out, first);
    i->n = (size_t)(end - first);
}

/* `i` becomes piece p of itself. */
static void cut(struct nn_cpu_insn *i, int32_t p, int32_t pieces)
{
    if (is_conv(i->op)) {
        const int64_t k = window_floats(&i->window);
        i->scratch.offset += (size_t)p * i->scratch_bytes;
        if (i->op == NN_OP_CONV2D_DW) {
            i->o = start_of(k, 1, p, pieces);
            i->o_end = start_of(k, 1, p + 1, pieces);
        } else {
            cut_images(i, start_of(i->B, 1, p, pieces), start_of(i->B, 1, p + 1, pieces));
        }
        return;
    }
    if (!is_linear(i->op)) {
        const int64_t n = (int64_t)i->n;
        const int64_t first = start_of(n, FLOATS, p, pieces),
                      end = start_of(n, FLOATS, p + 1, pieces);
        if (i->op == NN_OP_OPT_STEP) {
            i->o = first;
            i->o_end = end;
        } else {
            cut_elements(i, first, end);
        }
        return;
    }
    i->scratch.offset += (size_t)p * i->scratch_bytes;
    if (i->E > 1) {
        cut_members(i, start_of(i->E, 1, p, pieces), start_of(i->E, 1, p + 1, pieces));
    } else if (by_columns(i)) {
        i->o = start_of(columns_of(i), COLUMNS, p, pieces);
        i->o_end = start_of(columns_of(i), COLUMNS, p + 1, pieces);
    } else {
        cut_rows(i, start_of(i->B, 1, p, pieces), start_of(i->B, 1, p + 1, pieces));
    }
}

static struct nn_cpu_insn piece_of(const struct nn_cpu_insn *whole, int32_t p, int32_t pieces)
{
    struct nn_cpu_insn i = *whole;
    if (pieces > 1)
        cut(&i, p, pieces);
    return i;
}

double nn_cpu_lanes_work(const struct nn_plan *plan, const struct nn_cpu_insn *insns)
{
    double work = plan->flops;
    for (int32_t s = 0; s < plan->n_steps; s++)
        if (is_elementwise(insns[s].op))
            work += ELEMENT_FLOPS * (double)insns[s].n;
    return work;
}

size_t nn_cpu_lanes_scratch(const struct nn_step *step, size_t bytes, int32_t threads)
{
    return is_linear(step->op) || is_conv(step->op) ? bytes * (size_t)threads : bytes;
}

/* ---- what a piece reads and writes ---- */

struct region {
    int32_t slot;
    size_t begin, end; /* bytes */
    bool write;
};

enum { MAX_REGIONS = NN_MAX_IN + 2 };

struct regions {
    int32_t n;
    struct region item[MAX_REGIONS];
};

static void touch(struct regions *r, struct nn_cpu_place place, int64_t floats, bool write)
{
    if (place.slot >= 0 && floats > 0)
        r->item[r->n++] = (struct region){place.slot, place.offset,
                                          place.offset + (size_t)floats * sizeof(float), write};
}

static void touch_all(struct regions *r, struct nn_cpu_place place, bool write)
{
    r->item[r->n++] = (struct region){place.slot, 0, SIZE_MAX, write};
}

static void linear_regions(const struct nn_cpu_insn *i, struct regions *r)
{
    const int64_t x = i->next_x ? i->E * i->B * i->D : i->B * i->D, y = i->E * i->B * i->O;
    const int64_t w = i->E * (int64_t)i->next_w;
    const bool forward = i->op == NN_OP_LINEAR;
    if (i->op == NN_OP_LINEAR_DW) {
        struct nn_cpu_place gw = i->in[2], gb = i->in[3];
        const int64_t panels = i->o_end < i->O ? (i->o_end - i->o) * i->D : w - i->o * i->D;
        move(&gw, i->o * i->D);
        move(&gb, i->o);
        touch(r, i->in[0], y, false);
        touch(r, i->in[1], x, false);
        touch(r, gw, i->E > 1 ? w : panels, true);
        touch(r, gb, i->E > 1 ? i->E * i->O : i->o_end - i->o, true);
    } else {
        touch(r, i->in[0], forward ? x : y, false);
        touch(r, i->in[1], w, false);
        if (i->n_in > 2)
            touch(r, i->in[2], forward ? i->E * i->O : x, false);
        touch(r, i->out, forward ? y : x, true);
    }
    touch(r, i->scratch, (int64_t)(i->scratch_bytes / sizeof(float)), true);
}

static void conv_regions(const struct nn_cpu_insn *i, struct regions *r)
{
    const struct nn_cpu_window *w = &i->window;
    const int64_t x = i->B * w->H * w->W * w->C, y = i->B * w->OH * w->OW * w->O;
    const int64_t panels = (int64_t)i->kernels->conv_floats(
        w->O, window_floats(w)); /* pieces lie between each other */
    const bool forward = i->op == NN_OP_CONV2D, dw = i->op == NN_OP_CONV2D_DW;
    if (forward || dw) {
        const struct nn_cpu_place image = i->in[dw ? 1 : 0];
        if (i->attr.conv.u8_scale != 0)
            touch_all(r, image, false);
        else
            touch(r, image, x, false);
    }
    if (!forward)
        touch(r, i->in[0], y, false);
    if (dw) {
        touch(r, i->in[2], panels, true);
        touch(r, i->in[3], w->O, true);
    } else {
        touch(r, i->in[1], panels, false);
        if (i->n_in > 2)
            touch(r, i->in[2], forward ? w->O : x, false);
        touch(r, i->out, forward ? y : x, true);
    }
    touch(r, i->scratch, (int64_t)(i->scratch_bytes / sizeof(float)), true);
}

/* p, g, m, v, scalars; of the half that counts o_end is 0. */
static void opt_regions(const struct nn_cpu_insn *i, struct regions *r)
{
    touch_all(r, i->in[4], i->o_end == 0);
    for (int k = 0; k < 4; k++) {
        struct nn_cpu_place block = i->in[k];
        move(&block, i->o);
        touch(r, block, i->o_end - i->o, k != 1);
    }
}

/* Memory that outlives a run has the backend's layout: it counts as a whole. So does what an effect
 * may change. No element is wider than a float. */
static void other_regions(const struct nn_plan *plan, const struct nn_cpu_insn *i,
                          struct regions *r)
{
    const bool effect = nn_op_row(i->op)->flags & NN_OPF_EFFECT;
    for (unsigned k = 0; k < i->n_in; k++) {
        if (i->in[k].slot < 0)
            continue;
        if (plan->slots[i->in[k].slot].kind == NN_SLOT_MEMORY && !is_block_pass(i->op))
            touch_all(r, i->in[k], effect);
        else if (nn_op_is_map(i->op) || (is_block_pass(i->op) && k < 2))
            touch(r, i->in[k], i->step[k] || effect ? (int64_t)i->n : 1, effect);
        else
            touch(r, i->in[k], i->in_elements[k], effect);
    }
    touch(r, i->out, (int64_t)i->n, true);
    touch(r, i->scratch, (int64_t)(i->scratch_bytes / sizeof(float)), true);
}

static void find_regions(const struct nn_plan *plan, const struct nn_cpu_insn *i, struct regions *r)
{
    r->n = 0;
    if (is_linear(i->op))
        linear_regions(i, r);
    else if (is_conv(i->op))
        conv_regions(i, r);
    else if (i->op == NN_OP_OPT_STEP)
        opt_regions(i, r);
    else
        other_regions(plan, i, r);
}

static bool conflict(const struct regions *a, const struct regions *b)
{
    for (int32_t i = 0; i < a->n; i++)
        for (int32_t k = 0; k < b->n; k++) {
            const struct region *x = &a->item[i], *y = &b->item[k];
            if ((x->write || y->write) && x->slot == y->slot && x->begin < y->end &&
                y->begin < x->end)
                return true;
        }
    return false;
}

/* ---- from steps to lanes ---- */

struct builder {
    struct nn_cpu_lanes *lanes;
    const struct nn_plan *plan;
    struct regions **since; /* per lane: of each instruction of this phase */
    int32_t *n_since;
};

static bool waits_for(const struct builder *b, int32_t lane, const struct regions *r)
{
    for (int32_t other = 0; other < b->lanes->n; other++)
        for (int32_t k = 0; other != lane && k < b->n_since[other]; k++)
            if (conflict(&b->since[other][k], r))
                return true;
    return false;
}

static bool phase_is_empty(const struct builder *b)
{
    for (int32_t t = 0; t < b->lanes->n; t++) {
        const struct nn_cpu_lane *lane = &b->lanes->lane[t];
        if (lane->n > (b->lanes->phases ? lane->end[b->lanes->phases - 1] : 0))
            return false;
    }
    return true;
}

static void end_phase(struct builder *b)
{
    if (phase_is_empty(b))
        return;
    for (int32_t t = 0; t < b->lanes->n; t++) {
        struct nn_cpu_lane *lane = &b->lanes->lane[t];
        lane->end[b->lanes->phases] = lane->n;
        b->n_since[t] = 0;
    }
    b->lanes->phases++;
}

static void add_step(struct builder *b, const struct nn_cpu_insn *step)
{
    const int32_t pieces = count_pieces(step, b->lanes->n);
    bool waits = false;
    for (int32_t p = 0; p < pieces; p++) {
        const struct nn_cpu_insn piece = piece_of(step, p, pieces);
        struct regions r;
        find_regions(b->plan, &piece, &r);
        waits = waits || waits_for(b, p, &r);
    }
    if (waits)
        end_phase(b);
    for (int32_t p = 0; p < pieces; p++) {
        struct nn_cpu_lane *lane = &b->lanes->lane[p];
        lane->insns[lane->n] = piece_of(step, p, pieces);
        find_regions(b->plan, &lane->insns[lane->n++], &b->since[p][b->n_since[p]++]);
    }
}

/* All pieces of an update read the count of steps: it comes first, as a step of its own. */
static void add_opt_step(struct builder *b, const struct nn_cpu_insn *step)
{
    struct nn_cpu_insn count = *step, update = *step;
    count.run = nn_cpu_run_opt_count;
    count.n = 0;
    count.o_end = 0;
    update.run = nn_cpu_run_opt_update;
    add_step(b, &count);
    add_step(b, &update);
}

/* Place of a step of a run: in arrays it was moved by `first` floats, tiles belong to a lane. */
static void give_tiles(struct nn_cpu_place *place, int64_t first, size_t bytes, int32_t lane)
{
    if (place->slot == NN_SLOT_TILE)
        place->offset += (size_t)lane * bytes - (size_t)first * sizeof(float);
}

/* A run is a phase of its own: it is large, and reads and writes what all of its steps do. */
static void add_run(struct builder *b, const struct nn_cpu_insn *run)
{
    const int64_t n = (int64_t)run->n;
    const int32_t pieces = count_pieces(run, b->lanes->n);
    const size_t tiles = b->plan->slots[NN_SLOT_TILE].bytes / (size_t)b->lanes->n;
    end_phase(b);
    for (int32_t p = 0; p < pieces; p++) {
        struct nn_cpu_lane *lane = &b->lanes->lane[p];
        const int64_t first = start_of(n, FLOATS, p, pieces);
        for (int32_t s = 0; s < run->run_steps; s++) {
            struct nn_cpu_insn *i = &lane->insns[lane->n++];
            *i = piece_of(&run[s], p, pieces);
            for (unsigned k = 0; k < i->n_in; k++)
                give_tiles(&i->in[k], i->step[k] ? first : 0, tiles, p);
            give_tiles(&i->out, first, tiles, p);
        }
    }
    end_phase(b);
}

static bool alloc_lanes(struct builder *b, struct rl_arena *scratch, size_t n_steps)
{
    struct nn_cpu_lanes *l = b->lanes;
    const size_t n = (size_t)l->n;
    l->lane = rl_arena_alloc(&l->memory, n * sizeof(*l->lane), 0);
    b->since = rl_arena_alloc(scratch, n * sizeof(*b->since), 0);
    b->n_since = rl_arena_alloc(scratch, n * sizeof(*b->n_since), 0);
    if (!l->lane || !b->since || !b->n_since)
        return false;
    for (size_t t = 0; t < n; t++) {
        l->lane[t].insns = rl_arena_alloc(&l->memory, n_steps * sizeof(struct nn_cpu_insn), 0);
        l->lane[t].end = rl_arena_alloc(&l->memory, n_steps * sizeof(int32_t), 0);
        b->since[t] = rl_arena_alloc(scratch, n_steps * sizeof(struct regions), 0);
        if (!l->lane[t].insns || !l->lane[t].end || !b->since[t])
            return false;
    }
    return true;
}

int nn_cpu_lanes_init(struct nn_cpu_lanes *lanes, const struct nn_plan *plan,
                      const struct nn_cpu_insn *insns, int32_t threads)
{
    struct rl_arena scratch;
    *lanes = (struct nn_cpu_lanes){.n = threads};
    rl_arena_init(&lanes->memory, 0);
    rl_arena_init(&scratch, 0);
    struct builder b = {.lanes = lanes, .plan = plan};
    const bool ok = alloc_lanes(&b, &scratch, 2 * (size_t)plan->n_steps + 1);
    for (int32_t s = 0; ok && s < plan->n_steps; s += insns[s].run_steps) {
        struct nn_cpu_insn step = insns[s];
        if (is_linear(step.op) || is_conv(step.op))
            step.scratch_bytes /= (size_t)threads; /* of one piece */
        if (step.run_steps > 1)
            add_run(&b, &insns[s]);
        else if (step.op == NN_OP_OPT_STEP)
            add_opt_step(&b, &step);
        else
            add_step(&b, &step);
    }
    if (ok)
        end_phase(&b);
    rl_arena_deinit(&scratch);
    if (!ok)
        nn_cpu_lanes_deinit(lanes);
    return ok ? 0 : RL_ENOMEM;
}

void nn_cpu_lanes_deinit(struct nn_cpu_lanes *lanes)
{
    if (lanes->n)
        rl_arena_deinit(&lanes->memory);
    *lanes = (struct nn_cpu_lanes){0};
}

void nn_cpu_lanes_run(const struct nn_cpu_lanes *lanes, int32_t phase, int32_t lane,
                      char *const *base)
{
    const struct nn_cpu_lane *l = &lanes->lane[lane];
    const struct nn_cpu_insn *i = l->insns + (phase ? l->end[phase - 1] : 0);
    for (; i < l->insns + l->end[phase]; i = nn_cpu_next(i))
        i->run(i, base);
}
