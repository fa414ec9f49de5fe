/* SPDX-License-Identifier: MIT */
/* The window of a ring as it was at one moment, to be read by another thread while the ring goes
 * on: nothing is copied but the rows that are open, which are completed later. It stays readable as
 * long as the ring's guard stays where replay_snapshot_take puts it, and no longer than the ring.
 */
#pragma once

#include "replay/ring.h"

struct replay_snapshot {
    struct replay_row *rows; /* the ring's */
    const uint8_t *data;     /* likewise */
    size_t row_bytes;
    uint32_t slots;
    uint64_t tail, head; /* rows [tail, head) */
    int32_t n_open;
    uint64_t *open;              /* (n_open) their numbers, ascending; owned */
    struct replay_row *open_row; /* (n_open) owned */
    uint8_t *open_data;          /* (n_open, row_bytes) owned */
};

/* The ring's owner. Moves the guard to the ring's head. RL_ENOMEM: nothing has changed. */
int replay_snapshot_take(struct replay_snapshot *snapshot, struct replay_ring *ring);
void replay_snapshot_deinit(struct replay_snapshot *snapshot); /* accepts zeroed */

/* Any thread: n rows from number tail + first on; out: (n) and (n, row_bytes). */
void replay_snapshot_rows(const struct replay_snapshot *snapshot, uint64_t first, uint64_t n,
                          struct replay_row *out);
void replay_snapshot_data(const struct replay_snapshot *snapshot, uint64_t first, uint64_t n,
                          uint8_t *out);
