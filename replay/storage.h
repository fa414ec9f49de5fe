/* SPDX-License-Identifier: MIT */
/* Where a replay ring's bytes are: anonymous memory or a mapped file. A file is allocated in full
 * when it is created (a hole in a mapping on a full disk would be SIGBUS), appears under its name
 * only when it is whole, and is locked while it is open. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "replay/layout.h"

/* First page, in a file and in memory alike. Little-endian. */
struct replay_header {
    char magic[8];
    uint32_t version;
    uint32_t header_bytes;
    uint64_t layout_hash;
    uint64_t bytes; /* of the file */
    uint64_t id;    /* of the run that made it: a checkpoint names the ring that it belongs to */
    char text[192];
    uint64_t check;  /* hash of everything above */
    uint64_t cursor; /* rows appended so far, for whoever looks at the file */
};

struct replay_storage {
    uint8_t *base; /* header first */
    size_t bytes;
    int fd;        /* -1: memory */
    bool unsynced; /* a sync failed, and nothing was touched since */
};

/* Zeroed memory. RL_ENOMEM when more is asked for than the machine has to give. */
int replay_storage_memory(struct replay_storage *s, const struct replay_layout *layout, uint64_t id,
                          struct rl_error *err);
/* Outcome REPLAY_FOUND: an existing file of exactly this layout was opened. Errors, each with the
 * path: RL_ESHAPE another layout, RL_ECORRUPT no ring file or a truncated one, RL_EBUSY open
 * elsewhere, RL_ENOSPACE. A failed creation leaves no file. */
int replay_storage_file(struct replay_storage *s, const char *path,
                        const struct replay_layout *layout, uint64_t id, struct rl_error *err);
#define REPLAY_FOUND 1

/* Everything written so far is on disk when this returns; any thread. Memory: nothing to do. After
 * a failure replay_storage_touch comes before the next one. */
int replay_storage_sync(struct replay_storage *s, struct rl_error *err);
/* The owner, while nobody syncs: a system that could not write pages takes them for written from
 * then on, and the next sync would say that all is well. Makes what is in memory be written again.
 */
void replay_storage_touch(struct replay_storage *s);
void replay_storage_close(struct replay_storage *s); /* accepts zeroed */

static inline struct replay_header *replay_storage_header(const struct replay_storage *s)
{
    return (struct replay_header *)(void *)s->base;
}
/* Behind it, in the same page: the branch of the newest row (replay/lineage.h); 0: nobody has said.
 */
static inline uint64_t *replay_storage_branch(const struct replay_storage *s)
{
    return (uint64_t *)(void *)(s->base + sizeof(struct replay_header));
}
