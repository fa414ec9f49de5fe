/* SPDX-License-Identifier: MIT */
#include "replay/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static uint32_t slot_of(const struct replay_snapshot *s, uint64_t row)
{
    return (uint32_t)(row % s->slots);
}

int replay_snapshot_take(struct replay_snapshot *s, struct replay_ring *ring)
{
    size_t n = (size_t)ring->spec.n_envs;
    *s = (struct replay_snapshot){
        .rows = ring->rows,
        .data = ring->data,
        .row_bytes = ring->layout.row_bytes,
        .slots = ring->layout.slots,
        .tail = replay_ring_tail(ring),
        .head = ring->head,
        .open = malloc(n * sizeof *s->open),
        .open_row = malloc(n * sizeof *s->open_row),
        .open_data = malloc(n * ring->layout.row_bytes),
    };
    if (!s->open || !s->open_row || !s->open_data) {
        replay_snapshot_deinit(s);
        return RL_ENOMEM;
    }
    for (size_t e = 0; e < n; e++)
        if (ring->open[e] > s->tail)
            s->open[s->n_open++] = ring->open[e] - 1;
    qsort(s->open, (size_t)s->n_open, sizeof *s->open, by_number);
    for (int32_t i = 0; i < s->n_open; i++) {
        uint32_t slot = slot_of(s, s->open[i]);
        s->open_row[i] = s->rows[slot];
        memcpy(s->open_data + (size_t)i * s->row_bytes, s->data + slot * s->row_bytes,
               s->row_bytes);
    }
    replay_ring_guard(ring, ring->head);
    return 0;
}

void replay_snapshot_deinit(struct replay_snapshot *s)
{
    free(s->open);
    free(s->open_row);
    free(s->open_data);
    *s = (struct replay_snapshot){0};
}

/* A stretch of rows that lie beside each other and are not open, or one that is. */
struct stretch {
    uint64_t n;
    uint32_t slot;
    int32_t open; /* index; -1: none is */
};

static struct stretch stretch_at(const struct replay_snapshot *s, uint64_t row, uint64_t end)
{
    int32_t i = 0;
    while (i < s->n_open && s->open[i] < row)
        i++;
    if (i < s->n_open && s->open[i] == row)
        return (struct stretch){.n = 1, .open = i};
    uint32_t slot = slot_of(s, row);
    if (i < s->n_open)
        end = RL_MIN(end, s->open[i]);
    return (struct stretch){
        .n = RL_MIN(end - row, (uint64_t)(s->slots - slot)), .slot = slot, .open = -1};
}

void replay_snapshot_rows(const struct replay_snapshot *s, uint64_t first, uint64_t n,
                          struct replay_row *out)
{
    uint64_t row = s->tail + first, end = row + n;
    assert(end <= s->head);
    for (struct stretch at; row < end; row += at.n, out += at.n) {
        at = stretch_at(s, row, end);
        memcpy(out, at.open < 0 ? s->rows + at.slot : s->open_row + at.open, at.n * sizeof *out);
    }
}

void replay_snapshot_data(const struct replay_snapshot *s, uint64_t first, uint64_t n, uint8_t *out)
{
    uint64_t row = s->tail + first, end = row + n;
    assert(end <= s->head);
    for (struct stretch at; row < end; row += at.n, out += at.n * s->row_bytes) {
        at = stretch_at(s, row, end);
        const uint8_t *from = at.open < 0 ? s->data + at.slot * s->row_bytes
                                          : s->open_data + (size_t)at.open * s->row_bytes;
        memcpy(out, from, at.n * s->row_bytes);
    }
}
