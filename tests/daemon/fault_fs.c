/* SPDX-License-Identifier: MIT */
#include "tests/daemon/fault_fs.h"

#include <errno.h>

#include "base/base.h"

/* 0: go on; otherwise the error to answer with. */
static int enter(struct fault_fs *f, enum fault_kind kind, const char *path, int fd)
{
    int n = f->n_calls++;
    if (f->fail_at >= 0 && n >= f->fail_at && n < f->fail_at + f->n_fails) {
        f->hit = kind;
        f->was_hit = true;
        return f->error;
    }
    if (f->before)
        f->before(f, kind, path, fd);
    return 0;
}

static void leave(struct fault_fs *f, enum fault_kind kind, const char *path, int fd)
{
    if (f->after)
        f->after(f, kind, path, fd);
}

/* A short write of a call that does not write is a plain failure. */
static int code(int error)
{
    return error == FAULT_SHORT ? -EIO : -error;
}

static int fault_open(void *arg, const char *path, int flags, mode_t mode)
{
    int error = enter(arg, FAULT_OPEN, path, -1);
    if (error)
        return code(error);
    int fd = rltd_fs_posix.open(NULL, path, flags, mode);
    leave(arg, FAULT_OPEN, path, fd);
    return fd;
}

static ssize_t fault_pwrite(void *arg, int fd, const void *data, size_t n, uint64_t offset)
{
    int error = enter(arg, FAULT_PWRITE, NULL, fd);
    if (error == FAULT_SHORT)
        return rltd_fs_posix.pwrite(NULL, fd, data, (n + 1) / 2, offset);
    if (error) { /* a full disk takes some of it first */
        rltd_fs_posix.pwrite(NULL, fd, data, n / 2, offset);
        return -error;
    }
    return rltd_fs_posix.pwrite(NULL, fd, data, n, offset);
}

static int fault_truncate(void *arg, int fd, uint64_t bytes)
{
    int error = enter(arg, FAULT_TRUNCATE, NULL, fd);
    return error ? code(error) : rltd_fs_posix.truncate(NULL, fd, bytes);
}

static int fault_sync(void *arg, int fd)
{
    int error = enter(arg, FAULT_SYNC, NULL, fd);
    if (error)
        return code(error);
    int rc = rltd_fs_posix.sync(NULL, fd);
    leave(arg, FAULT_SYNC, NULL, fd);
    return rc;
}

static int fault_close(void *arg, int fd)
{
    int error = enter(arg, FAULT_CLOSE, NULL, fd);
    int rc = rltd_fs_posix.close(NULL, fd); /* close always lets go of the descriptor */
    return error ? code(error) : rc;
}

static int fault_rename(void *arg, const char *from, const char *to, bool replace)
{
    int error = enter(arg, FAULT_RENAME, to, -1);
    return error ? code(error) : rltd_fs_posix.rename(NULL, from, to, replace);
}

static int fault_symlink(void *arg, const char *target, const char *path)
{
    int error = enter(arg, FAULT_SYMLINK, path, -1);
    return error ? code(error) : rltd_fs_posix.symlink(NULL, target, path);
}

static int fault_unlink(void *arg, const char *path)
{
    int error = enter(arg, FAULT_UNLINK, path, -1);
    return error ? code(error) : rltd_fs_posix.unlink(NULL, path);
}

static int fault_sync_dir(void *arg, const char *path)
{
    int error = enter(arg, FAULT_SYNC_DIR, path, -1);
    if (error)
        return code(error);
    int rc = rltd_fs_posix.sync_dir(NULL, path);
    leave(arg, FAULT_SYNC_DIR, path, -1);
    return rc;
}

static int fault_free_bytes(void *arg, const char *path, uint64_t *out)
{
    int error = enter(arg, FAULT_FREE, path, -1);
    if (error != ENOSPC)
        return error ? code(error) : rltd_fs_posix.free_bytes(NULL, path, out);
    *out = 1000; /* full, as statvfs would say it */
    return 0;
}

void fault_fs_init(struct fault_fs *f)
{
    *f = (struct fault_fs){
        .fs = {.arg = f,
               .open = fault_open,
               .pwrite = fault_pwrite,
               .truncate = fault_truncate,
               .sync = fault_sync,
               .close = fault_close,
               .rename = fault_rename,
               .symlink = fault_symlink,
               .unlink = fault_unlink,
               .sync_dir = fault_sync_dir,
               .free_bytes = fault_free_bytes},
        .fail_at = -1,
    };
}

void fault_fs_arm(struct fault_fs *f, int fail_at, int n_fails, int error)
{
    f->n_calls = 0;
    f->fail_at = fail_at;
    f->n_fails = n_fails;
    f->error = error;
    f->was_hit = false;
}

const char *fault_name(enum fault_kind kind)
{
    static const char *const names[] = {
#define X(name) #name,
        FAULT_KINDS(X)
#undef X
    };
    return (size_t)kind < RL_COUNTOF(names) ? names[kind] : "?";
}
