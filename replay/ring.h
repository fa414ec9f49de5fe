/* SPDX-License-Identifier: MIT */
/* The replay ring: off-policy experience of several envs, interleaved as it came, the oldest
 * overwritten by the newest. Rows are replay/row.h's; the newest `capacity` of them are the window
 * that is sampled. It does not choose rows (replay/selector.h) and does not make batches of them
 * (replay/view.h).
 *
 * The guard: rows of the window before a cursor are not overwritten until the guard moves on. So a
 * file and the last durable checkpoint agree after kill -9 (replay_ring_restored puts back what was
 * open at the cursor), and a save reads a window in memory where it lies. Between two saves `slack`
 * rows can come; then appending answers REPLAY_NO_ROOM and the caller saves.
 *
 * One thread owns a ring. Another one reads a guarded window through replay/snapshot.h, which
 * copies the open rows, as they alone are still written to, and nothing else.
 */
#pragma once

#include "nn/state.h"
#include "replay/layout.h"
#include "replay/row.h"
#include "replay/storage.h"

struct replay_selector;

struct replay_ring {
    struct replay_spec spec;
    struct replay_layout layout;
    struct replay_storage storage;
    struct replay_row *rows;          /* (slots) */
    uint8_t *data;                    /* (slots, row_bytes): observation, action */
    struct replay_selector *selector; /* hears of starts that come and go; NULL: nobody */
    uint32_t head_slot;               /* of the next row */
    uint64_t guard;                   /* oldest row that may not be overwritten */
    /* State, saved. */
    uint64_t head;   /* rows appended so far: the cursor */
    uint64_t first;  /* oldest row that ever was, after replay_ring_clear */
    uint64_t starts; /* rows of the window with a successor: what can be sampled */
    uint64_t steps;  /* transitions inserted so far */
    uint64_t lost;   /* transitions refused since their row was gone when they were complete */
    uint64_t id;
    uint64_t *open; /* (n_envs) number + 1 of the row that waits for its action; 0: none */
};

/* n transitions in the order in which they happened, usually one of each env: columns of n. */
struct replay_steps {
    int32_t n;
    const uint32_t *env; /* NULL: 0 .. n-1 */
    const void *action;  /* (n, action_bytes) raw: what was done after the open observation */
    const float *reward;
    const uint8_t *terminated, *truncated; /* NULL: none */
    const void *next_obs;  /* (n, obs_bytes) to act on next; where ended, of the next episode */
    const void *final_obs; /* (n, obs_bytes) read where an episode ended; NULL if none did */
    size_t obs_stride;     /* bytes from one env's observation to the next; 0: obs_bytes. More where
                            * only the newest frame of a stack is stored */
    uint64_t version;
};

/* Appending found no room: nothing was changed; save, move the guard, try again. */
#define REPLAY_NO_ROOM 2

/* In memory (`path` NULL) or in a file; `id` tells runs apart. Outcome REPLAY_FOUND: an existing
 * file was opened, whose rows count once the saved state is there: replay_ring_restored. */
int replay_ring_init(struct replay_ring *ring, const struct replay_spec *spec, const char *path,
                     uint64_t id, struct rl_error *err);
void replay_ring_deinit(struct replay_ring *ring); /* accepts zeroed */

/* An episode of `env` begins. 0 or REPLAY_NO_ROOM. */
int replay_ring_begin(struct replay_ring *ring, uint32_t env, const void *obs);
/* Complete the open rows of envs that have begun, and append what they see next. 0,
 * REPLAY_NO_ROOM, or RL_ENONFINITE for a reward; all or nothing. */
int replay_ring_step(struct replay_ring *ring, const struct replay_steps *steps,
                     struct rl_error *err);
/* The episode of a lost env ends where it stands, truncated; its last observation is the final
 * one. */
void replay_ring_truncate(struct replay_ring *ring, uint32_t env);
/* Forget all rows; numbers go on. Also after saved state was written that came without its rows. */
void replay_ring_clear(struct replay_ring *ring);

/* Rows of the window before `cursor` (a head) stay until the guard moves. */
void replay_ring_guard(struct replay_ring *ring, uint64_t cursor);
void replay_ring_unguard(struct replay_ring *ring);
bool replay_ring_guarded(const struct replay_ring *ring);
/* Rows that can be appended before REPLAY_NO_ROOM. */
uint64_t replay_ring_room(const struct replay_ring *ring);

/* The cursor and counters as "replay/..."; a file's rows stay in the file. */
int replay_ring_register(struct replay_ring *ring, struct nn_state *state);
/* The rows too, for a ring in memory that is small enough to be in a checkpoint. */
int replay_ring_register_rows(struct replay_ring *ring, struct nn_state *state);
/* Do the rows that a checkpoint with this cursor and first row names still lie in their slots? What
 * they are the history of is replay/lineage.h's matter. */
bool replay_ring_holds(const struct replay_ring *ring, uint64_t head, uint64_t first);
/* After saved state was written: check it against the rows, put open rows back, guard a file.
 * RL_ECORRUPT: they do not belong together; the line says what to do. */
int replay_ring_restored(struct replay_ring *ring, struct rl_error *err);

/* Oldest row of the window, and oldest that still lies in its slot. */
static inline uint64_t replay_ring_tail(const struct replay_ring *ring)
{
    uint64_t n = (uint64_t)ring->spec.capacity;
    return ring->head - ring->first > n ? ring->head - n : ring->first;
}
static inline uint64_t replay_ring_oldest(const struct replay_ring *ring)
{
    uint64_t n = ring->layout.slots;
    return ring->head - ring->first > n ? ring->head - n : ring->first;
}
/* Slot of a row in [oldest, head]. */
static inline uint32_t replay_ring_slot(const struct replay_ring *ring, uint64_t row)
{
    uint64_t slot = ring->head_slot + ring->layout.slots - (ring->head - row);
    return (uint32_t)(slot >= ring->layout.slots ? slot - ring->layout.slots : slot);
}
static inline uint32_t replay_ring_slot_ahead(const struct replay_ring *ring, uint32_t slot,
                                              uint32_t ahead)
{
    uint64_t at = (uint64_t)slot + ahead;
    return (uint32_t)(at >= ring->layout.slots ? at - ring->layout.slots : at);
}
static inline uint32_t replay_ring_slot_back(const struct replay_ring *ring, uint32_t slot,
                                             uint32_t back)
{
    return slot >= back ? slot - back : slot + ring->layout.slots - back;
}
static inline const uint8_t *replay_ring_obs(const struct replay_ring *ring, uint32_t slot)
{
    return ring->data + slot * ring->layout.row_bytes;
}
static inline const uint8_t *replay_ring_action(const struct replay_ring *ring, uint32_t slot)
{
    return ring->data + (slot + (size_t)1) * ring->layout.row_bytes - ring->layout.action_bytes;
}
