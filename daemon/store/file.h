/* SPDX-License-Identifier: MIT */
/* The file system as the store uses it: one table of calls, so that a test can fail or record any
 * one of them. Each returns 0 (or what its comment says) or a negative errno. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct rltd_fs {
    void *arg; /* passed first to every call */
    int (*open)(void *arg, const char *path, int flags, mode_t mode); /* a descriptor, O_CLOEXEC */
    ssize_t (*pwrite)(void *arg, int fd, const void *data, size_t n,
                      uint64_t offset); /* may be short */
    int (*truncate)(void *arg, int fd, uint64_t bytes);
    int (*sync)(void *arg, int fd);
    int (*close)(void *arg, int fd);
    int (*rename)(void *arg, const char *from, const char *to, bool replace); /* -EEXIST */
    int (*symlink)(void *arg, const char *target, const char *path);
    int (*unlink)(void *arg, const char *path);
    int (*sync_dir)(void *arg, const char *path);
    int (*free_bytes)(void *arg, const char *path, uint64_t *out); /* for an ordinary user */
};

extern const struct rltd_fs rltd_fs_posix;

/* Leftovers of a crash begin with it; the store alone makes such names in a folder that it has
 * locked. */
#define RLTD_TEMP_PREFIX ".saving-"

/* All of `data`, in as many calls as it takes. */
int rltd_fs_write(const struct rltd_fs *fs, int fd, const void *data, size_t n, uint64_t offset);
/* Give `folder`/`name` new content, durably and in one step: temp file, fsync, rename, fsync. */
int rltd_fs_replace(const struct rltd_fs *fs, const char *folder, const char *name,
                    const void *data, size_t n, mode_t mode);
/* Point the symlink `folder`/`name` at `target`, in one step. */
int rltd_fs_point(const struct rltd_fs *fs, const char *folder, const char *name,
                  const char *target);
