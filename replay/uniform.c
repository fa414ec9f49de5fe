/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "base/base.h"
#include "base/rng.h"
#include "replay/selector.h"

enum { CHUNK = 256, MAX_ROUNDS = 1000 };

struct uniform {
    struct replay_selector base;
    uint64_t seed;
};

/* Rows tail + below(window) into row[0..n), with their lines on the way. */
static void draw_rows(const struct replay_ring *ring, struct rl_key key, uint64_t update, int32_t n,
                      uint64_t *row)
{
    uint32_t below[CHUNK];
    uint64_t tail = replay_ring_tail(ring);
    rl_fill_below(key, update, (uint32_t)(ring->head - tail), below, (size_t)n);
    for (int32_t i = 0; i < n; i++) {
        row[i] = tail + below[i];
        __builtin_prefetch(&ring->rows[replay_ring_slot(ring, row[i])]);
    }
}

/* Rejection: uniform over the window, again where a row is no start. `entity` counts rounds. */
static int draw_chunk(const struct replay_view *view, struct rl_key *key, uint64_t update,
                      int32_t n, uint64_t *row)
{
    int32_t have = 0;
    for (int round = 0; round < MAX_ROUNDS; round++, key->entity++) {
        draw_rows(view->ring, *key, update, n - have, row + have);
        for (int32_t i = have; i < n; i++)
            if (replay_view_has(view, row[i]))
                row[have++] = row[i];
        if (have == n) {
            key->entity++;
            return 0;
        }
    }
    return REPLAY_EMPTY;
}

static int uniform_draw(struct replay_selector *selector, const struct replay_view *view,
                        const struct replay_draw *draw)
{
    struct uniform *u = RL_CONTAINER_OF(selector, struct uniform, base);
    struct rl_key key = {.seed = u->seed, .stream = RL_STREAM_REPLAY};
    if (view->ring->starts == 0)
        return REPLAY_EMPTY;
    for (int32_t at = 0; at < draw->n; at += CHUNK) {
        int rc = draw_chunk(view, &key, draw->update, RL_MIN(draw->n - at, CHUNK), draw->row + at);
        if (rc != 0)
            return rc;
    }
    for (int32_t i = 0; draw->weight && i < draw->n; i++)
        draw->weight[i] = 1.0f;
    return 0;
}

static void uniform_destroy(struct replay_selector *selector)
{
    free(RL_CONTAINER_OF(selector, struct uniform, base));
}

static const struct replay_selector_ops uniform_ops = {
    .draw = uniform_draw,
    .destroy = uniform_destroy,
};

struct replay_selector *replay_uniform_create(uint64_t seed)
{
    struct uniform *u = malloc(sizeof *u);
    if (!u)
        return NULL;
    *u = (struct uniform){.base = {&uniform_ops}, .seed = seed};
    return &u->base;
}

void replay_selector_destroy(struct replay_selector *selector)
{
    if (selector)
        selector->ops->destroy(selector);
}
