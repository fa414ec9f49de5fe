/* SPDX-License-Identifier: MIT */
/* What a checkpoint takes of a replay. It always holds the ring's cursor, the limiter and the
 * priorities. The rows themselves go along only into what a run resumes from (`last`), and only
 * from a ring in memory, which the store's thread reads under the guard while collecting goes on
 * (replay/snapshot.h); a ring in a file keeps the rows that the last durable checkpoint names
 * (replay/ring.h, the guard). */
#include <stdlib.h>

#include "base/base.h"
#include "base/clock.h"
#include "daemon/collect_replay.h"

/* Between two attempts to make room, while saves fail. */
#define RETRY_NS     (UINT64_C(1000) * 1000 * 1000)
#define RETRY_MAX_NS (60 * RETRY_NS)

bool rltd_replay_saves_exactly(const struct rltd_run *run, unsigned sets)
{
    return !run->replay->overlap && (sets & RLTD_SET_LAST);
}

bool rltd_replay_saves_apart(const struct rltd_run *run)
{
    return !run->replay->in_file;
}

uint64_t rltd_replay_cursor(const struct rltd_run *run)
{
    return run->replay->ring.head;
}

static int sync_ring(void *arg, struct rl_error *err)
{
    return replay_storage_sync(arg, err);
}

static void read_window_rows(const void *held, uint64_t first, uint64_t n, void *out)
{
    replay_snapshot_rows(held, first, n, out);
}

static void read_window_data(const void *held, uint64_t first, uint64_t n, void *out)
{
    replay_snapshot_data(held, first, n, out);
}

static void release_window(void *held)
{
    replay_snapshot_deinit(held);
    free(held);
}

/* The window's rows, oldest first. */
static int add_window(struct replay_ring *ring, struct rltd_image *image)
{
    int32_t n = image->n_extra;
    struct rltd_extra *grown = realloc(image->extra, (size_t)(n + 2) * sizeof *grown);
    if (!grown)
        return RL_ENOMEM;
    image->extra = grown;
    struct replay_snapshot *window = malloc(sizeof *window);
    if (!window || replay_snapshot_take(window, ring) < 0) {
        free(window);
        return RL_ENOMEM;
    }
    int64_t rows = (int64_t)(window->head - window->tail);
    image->held = window;
    image->release = release_window;
    image->n_extra += 2;
    grown[n] = (struct rltd_extra){.name = RLTD_REPLAY_ROWS_TENSOR,
                                   .dtype = RL_U8,
                                   .shape = NN_MAT(rows, (int64_t)sizeof(struct replay_row)),
                                   .read = read_window_rows};
    grown[n + 1] = (struct rltd_extra){.name = RLTD_REPLAY_DATA_TENSOR,
                                       .dtype = RL_U8,
                                       .shape = NN_MAT(rows, (int64_t)ring->layout.row_bytes),
                                       .read = read_window_data};
    return 0;
}

int rltd_replay_add_to_image(struct rltd_run *run, struct rltd_image *image, unsigned sets)
{
    struct rltd_replay *r = run->replay;
    if (!(sets & RLTD_SET_LAST))
        return 0;
    if (!r->in_file)
        return add_window(&r->ring, image);
    /* The first one: its rows must stand from now on, not from when it is known to be durable.
     * Later ones are covered by the guard of the one before. */
    if (!replay_ring_guarded(&r->ring))
        replay_ring_guard(&r->ring, r->ring.head);
    if (r->ring.storage.unsynced) {
        rltd_pace_lock(r);
        replay_storage_touch(&r->ring.storage);
        rltd_pace_unlock(r);
    }
    image->before = sync_ring;
    image->before_arg = &r->ring.storage;
    return 0;
}

void rltd_replay_ask_nothing(struct rltd_replay *r)
{
    r->save_asked = false;
    r->save_code = 0;
    r->ask_again_ns = r->pause_ns = 0;
}

void rltd_replay_saved(struct rltd_run *run, uint64_t at, int code)
{
    struct rltd_replay *r = run->replay;
    if (!r->in_file)
        replay_ring_unguard(&r->ring); /* it has been read */
    if (code == 0) {
        rltd_replay_ask_nothing(r);
        if (r->in_file)
            replay_ring_guard(&r->ring, at);
    } else if (r->save_asked) {
        r->save_code = code;
        r->pause_ns = RL_MIN(RL_MAX(2 * r->pause_ns, RETRY_NS), RETRY_MAX_NS);
        r->ask_again_ns = rl_now_ns() + r->pause_ns;
    }
}
