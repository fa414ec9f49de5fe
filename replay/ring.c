/* SPDX-License-Identifier: MIT */
#include "replay/ring.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "replay/selector.h"

static const uint64_t unguarded = UINT64_MAX;

/* Row numbers give the slots; this follows from the cursor. */
static void place_head(struct replay_ring *ring)
{
    ring->head_slot = (uint32_t)(ring->head % ring->layout.slots);
}

static void publish_cursor(struct replay_ring *ring)
{
    replay_storage_header(&ring->storage)->cursor = ring->head;
}

int replay_ring_init(struct replay_ring *ring, const struct replay_spec *spec, const char *path,
                     uint64_t id, struct rl_error *err)
{
    *ring = (struct replay_ring){.spec = *spec, .id = id, .guard = unguarded};
    int rc = replay_layout_init(&ring->layout, spec, err);
    if (rc < 0)
        return rc;
    ring->open = calloc((size_t)spec->n_envs, sizeof *ring->open);
    if (!ring->open)
        return rl_error_set(err, RL_ENOMEM, "out of memory for %d envs", spec->n_envs);
    rc = path ? replay_storage_file(&ring->storage, path, &ring->layout, id, err)
              : replay_storage_memory(&ring->storage, &ring->layout, id, err);
    if (rc < 0) {
        replay_ring_deinit(ring);
        return rc;
    }
    ring->rows = (struct replay_row *)(void *)(ring->storage.base + ring->layout.rows_offset);
    ring->data = ring->storage.base + ring->layout.data_offset;
    return rc;
}

void replay_ring_deinit(struct replay_ring *ring)
{
    replay_storage_close(&ring->storage);
    free(ring->open);
    *ring = (struct replay_ring){0};
}

uint64_t replay_ring_room(const struct replay_ring *ring)
{
    return ring->guard == unguarded ? unguarded : ring->guard + ring->layout.slots - ring->head;
}

void replay_ring_guard(struct replay_ring *ring, uint64_t cursor)
{
    assert(cursor <= ring->head);
    uint64_t n = (uint64_t)ring->spec.capacity;
    ring->guard = RL_MAX(cursor > n ? cursor - n : 0, replay_ring_oldest(ring));
}

bool replay_ring_guarded(const struct replay_ring *ring)
{
    return ring->guard != unguarded;
}

void replay_ring_unguard(struct replay_ring *ring)
{
    ring->guard = unguarded;
}

/* The oldest row of a full window leaves it. */
static void evict(struct replay_ring *ring)
{
    uint64_t n = (uint64_t)ring->spec.capacity;
    if (ring->head - ring->first < n)
        return;
    uint32_t slot = replay_ring_slot(ring, ring->head - n);
    if (!ring->rows[slot].ahead)
        return;
    ring->starts--;
    if (ring->selector && ring->selector->ops->removed)
        ring->selector->ops->removed(ring->selector, slot);
}

/* A row without successor; there is room for it. Nothing stays of what was in its slot: two rings
 * with the same rows are the same bytes. */
static struct replay_row *append(struct replay_ring *ring, const void *obs, uint32_t back)
{
    evict(ring);
    const struct replay_layout *l = &ring->layout;
    struct replay_row *row = &ring->rows[ring->head_slot];
    uint8_t *data = ring->data + ring->head_slot * l->row_bytes;
    *row = (struct replay_row){.number = ring->head, .back = back};
    memcpy(data, obs, l->obs_bytes);
    memset(data + l->row_bytes - l->action_bytes, 0, l->action_bytes);
    ring->head++;
    if (++ring->head_slot == ring->layout.slots)
        ring->head_slot = 0;
    return row;
}

/* Number of the env's open row, if it is still in the window. */
static bool open_row(const struct replay_ring *ring, uint32_t env, uint64_t *row)
{
    *row = ring->open[env] - 1;
    return ring->open[env] > replay_ring_tail(ring);
}

int replay_ring_begin(struct replay_ring *ring, uint32_t env, const void *obs)
{
    assert(env < (uint32_t)ring->spec.n_envs);
    if (replay_ring_room(ring) < 1)
        return REPLAY_NO_ROOM;
    ring->open[env] = append(ring, obs, 0)->number + 1;
    publish_cursor(ring);
    return 0;
}

void replay_ring_truncate(struct replay_ring *ring, uint32_t env)
{
    assert(env < (uint32_t)ring->spec.n_envs);
    uint64_t row;
    if (open_row(ring, env, &row))
        ring->rows[replay_ring_slot(ring, row)].truncated = 1;
    ring->open[env] = 0;
}

void replay_ring_clear(struct replay_ring *ring)
{
    place_head(ring);
    if (ring->selector && ring->selector->ops->removed)
        for (uint64_t row = replay_ring_tail(ring); row < ring->head; row++)
            ring->selector->ops->removed(ring->selector, replay_ring_slot(ring, row));
    ring->first = ring->head;
    ring->starts = 0;
    memset(ring->open, 0, (size_t)ring->spec.n_envs * sizeof *ring->open);
}

/* Row `number` did `action` and was followed by `next`. */
static void complete(struct replay_ring *ring, uint64_t number, const struct replay_row *next,
                     const struct replay_steps *steps, int32_t i)
{
    uint32_t slot = replay_ring_slot(ring, number);
    struct replay_row *row = &ring->rows[slot];
    size_t bytes = ring->layout.action_bytes;
    memcpy(ring->data + (slot + (size_t)1) * ring->layout.row_bytes - bytes,
           (const uint8_t *)steps->action + (size_t)i * bytes, bytes);
    row->version = steps->version;
    row->reward = steps->reward[i];
    row->ahead = (uint32_t)(next->number - number);
    ring->starts++;
    ring->steps++;
    if (ring->selector && ring->selector->ops->added)
        ring->selector->ops->added(ring->selector, slot);
}

static bool terminated(const struct replay_steps *steps, int32_t i)
{
    return steps->terminated && steps->terminated[i];
}

static bool truncated(const struct replay_steps *steps, int32_t i)
{
    return steps->truncated && steps->truncated[i];
}

/* Appending the successor may push the open row out of the window: it is looked up again. */
static void step_one(struct replay_ring *ring, const struct replay_steps *steps, int32_t i,
                     size_t stride)
{
    uint32_t env = steps->env ? steps->env[i] : (uint32_t)i;
    assert(env < (uint32_t)ring->spec.n_envs);
    bool ended = terminated(steps, i) || truncated(steps, i);
    uint64_t open;
    bool have = open_row(ring, env, &open);
    uint32_t back = have ? (uint32_t)(ring->head - open) : REPLAY_BACK_LOST;
    const uint8_t *next_obs = (const uint8_t *)steps->next_obs + (size_t)i * stride;
    struct replay_row *next;
    if (ended) {
        next = append(ring, (const uint8_t *)steps->final_obs + (size_t)i * stride, back);
        next->terminated = terminated(steps, i);
        next->truncated = truncated(steps, i);
    } else
        next = append(ring, next_obs, back);
    if (have && open_row(ring, env, &open))
        complete(ring, open, next, steps, i);
    else
        ring->lost++;
    if (ended)
        next = append(ring, next_obs, 0);
    ring->open[env] = next->number + 1;
}

int replay_ring_step(struct replay_ring *ring, const struct replay_steps *steps,
                     struct rl_error *err)
{
    uint64_t rows = (uint64_t)steps->n;
    for (int32_t i = 0; i < steps->n; i++) {
        if (!isfinite(steps->reward[i]))
            return rl_error_set(err, RL_ENONFINITE,
                                "replay: env %u gave the reward %g, which cannot be learned from",
                                steps->env ? steps->env[i] : (uint32_t)i, (double)steps->reward[i]);
        bool ended = terminated(steps, i) || truncated(steps, i);
        assert(!ended || steps->final_obs);
        rows += ended;
    }
    if (replay_ring_room(ring) < rows)
        return REPLAY_NO_ROOM;
    size_t stride = steps->obs_stride ? steps->obs_stride : ring->layout.obs_bytes;
    for (int32_t i = 0; i < steps->n; i++)
        step_one(ring, steps, i, stride);
    publish_cursor(ring);
    return 0;
}

int replay_ring_register(struct replay_ring *ring, struct nn_state *state)
{
    struct nn_shape envs = NN_VEC(ring->spec.n_envs);
    const struct {
        const char *name;
        struct nn_shape shape;
        uint64_t *data;
    } item[] = {
        {"replay/head", NN_SCALAR, &ring->head},     {"replay/first", NN_SCALAR, &ring->first},
        {"replay/starts", NN_SCALAR, &ring->starts}, {"replay/steps", NN_SCALAR, &ring->steps},
        {"replay/lost", NN_SCALAR, &ring->lost},     {"replay/id", NN_SCALAR, &ring->id},
        {"replay/open", envs, ring->open},
    };
    int rc = 0;
    for (size_t i = 0; i < RL_COUNTOF(item) && rc == 0; i++)
        rc = nn_state_add_array(state, item[i].name, NN_STATE_RESUME, RL_U64, item[i].shape,
                                item[i].data);
    return rc;
}

int replay_ring_register_rows(struct replay_ring *ring, struct nn_state *state)
{
    int64_t slots = ring->layout.slots;
    int rc = nn_state_add_array(state, "replay/rows", NN_STATE_RESUME, RL_U8,
                                NN_MAT(slots, (int64_t)sizeof(struct replay_row)), ring->rows);
    if (rc == 0)
        rc = nn_state_add_array(state, "replay/data", NN_STATE_RESUME, RL_U8,
                                NN_MAT(slots, (int64_t)ring->layout.row_bytes), ring->data);
    return rc;
}

/* The ends of the window and some rows between lie where the saved cursor says. */
static bool rows_agree(const struct replay_ring *ring)
{
    enum { PROBES = 256 };
    uint64_t tail = replay_ring_tail(ring), n = ring->head - tail;
    if (ring->starts > n)
        return false;
    for (uint64_t i = 0; n > 0 && i <= PROBES; i++) {
        uint64_t row = tail + (n - 1) * i / PROBES;
        if (ring->rows[replay_ring_slot(ring, row)].number != row)
            return false;
    }
    for (int32_t env = 0; env < ring->spec.n_envs; env++)
        if (ring->open[env] > ring->head)
            return false;
    return true;
}

bool replay_ring_holds(const struct replay_ring *ring, uint64_t head, uint64_t first)
{
    uint64_t n = (uint64_t)ring->spec.capacity;
    if (first > head || head > ring->head)
        return false;
    for (uint64_t row = head - first > n ? head - n : first; row < head; row++)
        if (ring->rows[row % ring->layout.slots].number != row)
            return false;
    return true;
}

int replay_ring_restored(struct replay_ring *ring, struct rl_error *err)
{
    uint64_t id = replay_storage_header(&ring->storage)->id, cursor = ring->head;
    bool in_file = ring->storage.fd >= 0;
    uint64_t reached = replay_storage_header(&ring->storage)->cursor;
    place_head(ring);
    if ((in_file && ring->id != id) || ring->first > ring->head || !rows_agree(ring))
        return rl_error_set(err, RL_ECORRUPT,
                            "replay ring (row %llu, run %016llx) and checkpoint (row %llu, run "
                            "%016llx) do not belong together: resume without the ring's rows, or "
                            "give the ring of that checkpoint",
                            (unsigned long long)reached, (unsigned long long)id,
                            (unsigned long long)cursor, (unsigned long long)ring->id);
    for (int32_t env = 0; env < ring->spec.n_envs; env++) {
        uint64_t row;
        if (!open_row(ring, (uint32_t)env, &row))
            continue;
        struct replay_row *open = &ring->rows[replay_ring_slot(ring, row)];
        *open = (struct replay_row){.number = row, .back = open->back};
    }
    publish_cursor(ring);
    if (in_file)
        replay_ring_guard(ring, ring->head);
    if (ring->selector && ring->selector->ops->restored)
        ring->selector->ops->restored(ring->selector);
    return 0;
}
