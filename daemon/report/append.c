/* SPDX-License-Identifier: MIT */
#include "daemon/report/append.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

int rltd_append_open(struct rltd_append *a, const struct rltd_fs *fs, const char *path, int flags,
                     uint64_t offset, struct rl_error *err)
{
    memset(a, 0, sizeof(*a));
    if (snprintf(a->path, sizeof(a->path), "%s", path) >= (int)sizeof(a->path))
        return rl_error_set(err, RL_ERANGE, "path '%.100s...' is too long", path);
    int fd = fs->open(fs->arg, path, flags | O_WRONLY, 0644);
    if (fd < 0)
        return rl_error_errno(err, -fd, "cannot open %s", path);
    a->fs = fs;
    a->fd = fd;
    a->offset = offset;
    rl_buf_init(&a->buf);
    return 0;
}

bool rltd_append_room(struct rltd_append *a)
{
    if (!a->buf.failed && a->buf.n < RLTD_APPEND_PENDING_MAX)
        return true;
    a->n_dropped++;
    return false;
}

int rltd_append_flush(struct rltd_append *a, struct rl_error *err)
{
    if (!a->fs || a->buf.n == 0)
        return 0;
    int rc = rltd_fs_write(a->fs, a->fd, a->buf.data, a->buf.n, a->offset);
    if (rc)
        return rl_error_errno(err, -rc, "cannot append to %s", a->path);
    a->offset += a->buf.n;
    rl_buf_clear(&a->buf);
    return 0;
}

void rltd_append_close(struct rltd_append *a)
{
    if (!a->fs)
        return;
    rltd_append_flush(a, NULL);
    a->fs->close(a->fs->arg, a->fd);
    rl_buf_deinit(&a->buf);
    memset(a, 0, sizeof(*a));
}
