/* SPDX-License-Identifier: MIT */
/* A file system that fails one call of the store, and lets the rest through. */
#pragma once

#include "daemon/store/file.h"

#define FAULT_KINDS(X) \
    X(OPEN)            \
    X(PWRITE) X(TRUNCATE) X(SYNC) X(CLOSE) X(RENAME) X(SYMLINK) X(UNLINK) X(SYNC_DIR) X(FREE)

enum fault_kind {
#define X(name) FAULT_##name,
    FAULT_KINDS(X)
#undef X
        FAULT_N_KINDS
};

#define FAULT_SHORT 10000 /* as error: half of what was asked is written */

struct fault_fs {
    struct rltd_fs fs; /* hand this one to the store */
    /* Set by the test, read by the store's thread. */
    _Atomic int n_calls;         /* since the last arming */
    _Atomic int fail_at;         /* number of the call that fails, from 0; -1: none */
    _Atomic int n_fails;         /* how many calls in a row fail from there on */
    _Atomic int error;           /* errno it fails with */
    _Atomic enum fault_kind hit; /* what failed */
    _Atomic bool was_hit;
    /* Called before every call that goes through; may be NULL. */
    void (*before)(struct fault_fs *fs, enum fault_kind kind, const char *path, int fd);
    void (*after)(struct fault_fs *fs, enum fault_kind kind, const char *path, int fd);
    void *owner;
};

void fault_fs_init(struct fault_fs *fs);
void fault_fs_arm(struct fault_fs *fs, int fail_at, int n_fails, int error);
const char *fault_name(enum fault_kind kind);
