/* SPDX-License-Identifier: MIT */
/* A file that only grows: bytes gather in memory and go out at a flush, at an offset that we keep.
 * A failed or short write is therefore repeated in place at the next flush and leaves no torn
 * record. */
#pragma once

#include "base/buf.h"
#include "base/error.h"
#include "daemon/store/file.h"

/* Bytes kept while the disk refuses; more is dropped. */
#define RLTD_APPEND_PENDING_MAX ((size_t)4 << 20)

struct rltd_append {
    const struct rltd_fs *fs;
    int fd;
    uint64_t offset;    /* where the next flush writes */
    struct rl_buf buf;  /* not written yet */
    uint64_t n_dropped; /* records that found no room */
    char path[1024];
};

/* `flags` of open(2), e.g. O_CREAT | O_EXCL; the file is written from `offset` on. */
int rltd_append_open(struct rltd_append *a, const struct rltd_fs *fs, const char *path, int flags,
                     uint64_t offset, struct rl_error *err);
/* Room for another record: false (and counted) when too much is waiting. */
bool rltd_append_room(struct rltd_append *a);
int rltd_append_flush(struct rltd_append *a, struct rl_error *err);
/* Flushes as well as it can. Accepts zeroed. */
void rltd_append_close(struct rltd_append *a);
