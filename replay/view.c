/* SPDX-License-Identifier: MIT */
/* Random reads cost a cache miss each, so batches are read in chunks: while one chunk is copied,
 * the lines of the next are on their way. */
#include "replay/view.h"

#include <string.h>

#include "base/base.h"
#include "replay/stack.h"

enum { CHUNK = 32, PREFETCH_LINES = 6 };

/* A transition found: where it begins, where it leads. */
struct span {
    uint32_t slot, last_slot;
    double reward, discount;
};

static size_t frame_features(const struct replay_view *view)
{
    return (size_t)replay_feature_count(&view->ring->spec.obs);
}

size_t replay_view_obs_bytes(const struct replay_view *view)
{
    size_t frame = view->wire ? rl_space_value_bytes(&view->ring->spec.obs)
                              : frame_features(view) * sizeof(float);
    return (size_t)view->frame_stack * frame;
}

/* Are the frames before `row`, back to the episode's first or to a full stack, still there? */
static bool stack_is_whole(const struct replay_view *view, uint64_t row, uint32_t slot,
                           uint64_t oldest)
{
    const struct replay_ring *ring = view->ring;
    for (int32_t k = 1; k < view->frame_stack; k++) {
        uint32_t back = ring->rows[slot].back;
        if (back == 0)
            return true;
        if (back > row - oldest)
            return false;
        row -= back;
        slot = replay_ring_slot_back(ring, slot, back);
    }
    return true;
}

bool replay_view_has(const struct replay_view *view, uint64_t row)
{
    const struct replay_ring *ring = view->ring;
    if (row < replay_ring_tail(ring) || row >= ring->head)
        return false;
    uint32_t slot = replay_ring_slot(ring, row);
    /* Rows behind the window are in no checkpoint: what is drawn must not depend on them. */
    return ring->rows[slot].ahead && stack_is_whole(view, row, slot, replay_ring_tail(ring));
}

static void prefetch(const void *data, size_t bytes)
{
    size_t before = (uintptr_t)data % RL_CACHE_LINE;
    size_t lines = RL_MIN((before + bytes + RL_CACHE_LINE - 1) / RL_CACHE_LINE, PREFETCH_LINES);
    for (size_t i = 0; i < lines; i++)
        __builtin_prefetch((const uint8_t *)data - before + i * RL_CACHE_LINE);
}

/* One step further along the chain, where it goes on. */
static void advance(const struct replay_view *view, struct span *s)
{
    const struct replay_row *row = &view->ring->rows[s->last_slot];
    if (!row->ahead)
        return;
    s->reward += s->discount * (double)row->reward;
    s->discount *= (double)view->gamma;
    s->last_slot = replay_ring_slot_ahead(view->ring, s->last_slot, row->ahead);
    __builtin_prefetch(&view->ring->rows[s->last_slot]);
}

/* Steps outside, spans inside: the misses of one step overlap. */
static void find_spans(const struct replay_view *view, const uint64_t *row, int32_t n,
                       struct span *span)
{
    const struct replay_ring *ring = view->ring;
    for (int32_t i = 0; i < n; i++) {
        assert(row[i] >= replay_ring_tail(ring) && row[i] < ring->head);
        uint32_t slot = replay_ring_slot(ring, row[i]);
        span[i] = (struct span){.slot = slot, .last_slot = slot, .discount = 1.0};
        __builtin_prefetch(&ring->rows[slot]);
        prefetch(replay_ring_obs(ring, slot), ring->layout.row_bytes);
    }
    for (int32_t step = 0; step < view->n_step; step++)
        for (int32_t i = 0; i < n; i++)
            advance(view, &span[i]);
    for (int32_t i = 0; i < n; i++) {
        const struct replay_row *last = &ring->rows[span[i].last_slot];
        assert(last->number > ring->rows[span[i].slot].number); /* the view has this row */
        if (last->terminated)
            span[i].discount = 0.0;
        prefetch(replay_ring_obs(ring, span[i].last_slot), ring->layout.obs_bytes);
    }
}

/* Blocks of 16 bytes, the last of which may overlap the one before: short rows are copied faster
 * than by a call. */
static void copy(uint8_t *to, const uint8_t *from, size_t bytes)
{
    enum { BLOCK = 16, SHORT = 256 };
    if (bytes < BLOCK || bytes > SHORT) {
        memcpy(to, from, bytes);
        return;
    }
    for (size_t i = 0; i + BLOCK <= bytes; i += BLOCK)
        memcpy(to + i, from + i, BLOCK);
    memcpy(to + bytes - BLOCK, from + bytes - BLOCK, BLOCK);
}

/* Frames are copied as they are, or made into features. */
struct frame_format {
    const struct replay_view *view;
    bool verbatim;
    size_t bytes; /* written for one frame */
    struct replay_stack_layout stack;
    struct rl_space piece; /* of a frame, as a space: what is made into features at a time */
};

static size_t element_bytes(const struct frame_format *f)
{
    return f->verbatim ? rl_dtype_bytes(f->piece.dtype) : sizeof(float);
}

static void encode_frame(const struct frame_format *f, const uint8_t *obs, int32_t k, float *out)
{
    const struct replay_stack_layout *l = &f->stack;
    size_t wire_bytes = rl_space_value_bytes(&f->piece);
    if (!obs)
        replay_stack_put(l, sizeof(float), k, NULL, out);
    for (int64_t i = 0; obs && i < l->n_pieces; i++)
        replay_encode(&f->piece, obs + (size_t)i * wire_bytes, 1,
                      out + (i * l->K + k) * l->piece_elements);
}

/* The K frames that end with `slot`, the oldest first; what is before the episode is padding. */
static void find_frames(const struct frame_format *f, uint32_t slot, const uint8_t **frame)
{
    const struct replay_ring *ring = f->view->ring;
    int32_t k = f->stack.K - 1;
    frame[k] = replay_ring_obs(ring, slot);
    for (uint32_t back; k > 0 && (back = ring->rows[slot].back) != 0;) {
        slot = replay_ring_slot_back(ring, slot, back);
        frame[--k] = replay_ring_obs(ring, slot);
    }
    const uint8_t *padding = f->view->pad == REPLAY_PAD_FIRST ? frame[k] : NULL;
    while (k > 0)
        frame[--k] = padding;
}

static void write_stack(const struct frame_format *f, uint32_t slot, uint8_t *out)
{
    const uint8_t *frame[REPLAY_STACK_MAX];
    if (f->verbatim && f->stack.K == 1) {
        copy(out, replay_ring_obs(f->view->ring, slot), f->bytes);
        return;
    }
    find_frames(f, slot, frame);
    if (f->verbatim)
        replay_stack_fill(&f->stack, element_bytes(f), frame, out);
    for (int32_t k = 0; k < f->stack.K && !f->verbatim; k++)
        encode_frame(f, frame[k], k, (float *)(void *)out);
}

static struct frame_format frame_format(const struct replay_view *view)
{
    const struct rl_space *obs = &view->ring->spec.obs;
    struct frame_format f = {
        .view = view,
        .verbatim = view->wire || (obs->kind == RL_SPACE_BOX && obs->dtype == RL_F32),
        .bytes = replay_view_obs_bytes(view) / (size_t)view->frame_stack,
        .stack = replay_stack_layout(obs, view->frame_stack),
        .piece = *obs,
    };
    f.piece.n_mask = 0;
    if (view->frame_stack == 1)
        f.stack.n_pieces = 1; /* in one go */
    f.piece.n_elements /= f.stack.n_pieces;
    f.stack.piece_elements = (int64_t)(f.bytes / element_bytes(&f)) / f.stack.n_pieces;
    return f;
}

static void write_mask(const struct replay_ring *ring, uint32_t slot, float *out)
{
    replay_masks(&ring->spec.obs, &ring->spec.action, replay_ring_obs(ring, slot), 1, out);
}

/* The masks of both ends; of a stack those of its newest frame. */
static void write_masks(const struct replay_ring *ring, const struct span *span,
                        const struct replay_batch *out, size_t at)
{
    size_t n_mask = (size_t)ring->spec.obs.n_mask;
    if (out->mask)
        write_mask(ring, span->slot, out->mask + at * n_mask);
    if (out->next_mask)
        write_mask(ring, span->last_slot, out->next_mask + at * n_mask);
}

/* Spans to rows at, at + 1, ... of the batch. */
static void write_spans(const struct frame_format *f, const struct span *span, int32_t n,
                        const struct replay_batch *out, size_t at)
{
    const struct replay_ring *ring = f->view->ring;
    size_t obs_bytes = f->bytes * (size_t)f->view->frame_stack;
    size_t action_bytes = ring->layout.action_bytes;
    for (int32_t i = 0; i < n; i++, at++) {
        if (out->obs)
            write_stack(f, span[i].slot, (uint8_t *)out->obs + at * obs_bytes);
        if (out->action)
            copy((uint8_t *)out->action + at * action_bytes, replay_ring_action(ring, span[i].slot),
                 action_bytes);
        if (out->next_obs)
            write_stack(f, span[i].last_slot, (uint8_t *)out->next_obs + at * obs_bytes);
        write_masks(ring, &span[i], out, at);
        if (out->reward)
            out->reward[at] = (float)span[i].reward;
        if (out->discount)
            out->discount[at] = (float)span[i].discount;
        if (out->version)
            out->version[at] = ring->rows[span[i].slot].version;
    }
}

void replay_view_gather(const struct replay_view *view, const uint64_t *row, int32_t n,
                        const struct replay_batch *out)
{
    struct span span[2][CHUNK];
    struct frame_format format = frame_format(view);
    find_spans(view, row, RL_MIN(n, CHUNK), span[0]);
    for (int32_t at = 0, chunk = 0; at < n; at += CHUNK, chunk = !chunk) {
        int32_t next = at + CHUNK;
        if (next < n)
            find_spans(view, row + next, RL_MIN(n - next, CHUNK), span[!chunk]);
        write_spans(&format, span[chunk], RL_MIN(n - at, CHUNK), out, (size_t)at);
    }
}

void replay_view_observation(const struct replay_view *view, uint64_t row, void *out)
{
    struct replay_view wire = *view;
    wire.wire = true;
    const struct frame_format format = frame_format(&wire);
    const struct rl_space *frame = &view->ring->spec.obs;
    uint32_t slot = replay_ring_slot(view->ring, row);
    size_t value_bytes = rl_space_value_bytes(frame);
    uint64_t oldest = replay_ring_oldest(view->ring);
    assert(row >= oldest && stack_is_whole(view, row, slot, oldest));
    write_stack(&format, slot, out);
    memcpy((uint8_t *)out + replay_view_obs_bytes(&wire),
           replay_ring_obs(view->ring, slot) + value_bytes, rl_space_bytes(frame) - value_bytes);
}
