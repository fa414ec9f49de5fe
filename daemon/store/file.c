/* SPDX-License-Identifier: MIT */
#include "daemon/store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "daemon/store/path.h"

static int posix_open(void *arg, const char *path, int flags, mode_t mode)
{
    (void)arg;
    int fd = open(path, flags | O_CLOEXEC, mode);
    return fd < 0 ? -errno : fd;
}

static ssize_t posix_pwrite(void *arg, int fd, const void *data, size_t n, uint64_t offset)
{
    (void)arg;
    ssize_t wrote = pwrite(fd, data, n, (off_t)offset);
    return wrote < 0 ? -errno : wrote;
}

static int posix_truncate(void *arg, int fd, uint64_t bytes)
{
    (void)arg;
    return ftruncate(fd, (off_t)bytes) ? -errno : 0;
}

static int posix_sync(void *arg, int fd)
{
    (void)arg;
    return fsync(fd) ? -errno : 0;
}

static int posix_close(void *arg, int fd)
{
    (void)arg;
    return close(fd) && errno != EINTR ? -errno : 0;
}

static int posix_rename(void *arg, const char *from, const char *to, bool replace)
{
    (void)arg;
    if (replace)
        return rename(from, to) ? -errno : 0;
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -errno;
    /* A file system without the flag: link refuses to replace as well. */
    if (link(from, to))
        return -errno;
    return unlink(from) ? -errno : 0;
}

static int posix_symlink(void *arg, const char *target, const char *path)
{
    (void)arg;
    return symlink(target, path) ? -errno : 0;
}

static int posix_unlink(void *arg, const char *path)
{
    (void)arg;
    return unlink(path) ? -errno : 0;
}

static int posix_sync_dir(void *arg, const char *path)
{
    (void)arg;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    int rc = fsync(fd) ? -errno : 0;
    close(fd);
    return rc;
}

static int posix_free_bytes(void *arg, const char *path, uint64_t *out)
{
    (void)arg;
    struct statvfs st;
    if (statvfs(path, &st))
        return -errno;
    *out = (uint64_t)st.f_bavail * st.f_frsize;
    return 0;
}

const struct rltd_fs rltd_fs_posix = {
    .open = posix_open,
    .pwrite = posix_pwrite,
    .truncate = posix_truncate,
    .sync = posix_sync,
    .close = posix_close,
    .rename = posix_rename,
    .symlink = posix_symlink,
    .unlink = posix_unlink,
    .sync_dir = posix_sync_dir,
    .free_bytes = posix_free_bytes,
};

int rltd_fs_write(const struct rltd_fs *fs, int fd, const void *data, size_t n, uint64_t offset)
{
    const uint8_t *at = data;
    while (n > 0) {
        ssize_t wrote = fs->pwrite(fs->arg, fd, at, n, offset);
        if (wrote == -EINTR)
            continue;
        if (wrote <= 0)
            return wrote < 0 ? (int)wrote : -EIO;
        at += wrote;
        offset += (uint64_t)wrote;
        n -= (size_t)wrote;
    }
    return 0;
}

static int write_new(const struct rltd_fs *fs, const char *path, const void *data, size_t n,
                     mode_t mode)
{
    int fd = fs->open(fs->arg, path, O_CREAT | O_EXCL | O_WRONLY, mode);
    if (fd < 0)
        return fd;
    int rc = rltd_fs_write(fs, fd, data, n, 0);
    if (rc == 0)
        rc = fs->sync(fs->arg, fd);
    int closed = fs->close(fs->arg, fd);
    return rc ? rc : closed;
}

int rltd_fs_replace(const struct rltd_fs *fs, const char *folder, const char *name,
                    const void *data, size_t n, mode_t mode)
{
    char temp[RLTD_STORE_PATH_MAX], path[RLTD_STORE_PATH_MAX], hidden[256];
    if (snprintf(hidden, sizeof(hidden), RLTD_TEMP_PREFIX "%s", name) >= (int)sizeof(hidden) ||
        rltd_path_join(temp, folder, hidden, NULL) || rltd_path_join(path, folder, name, NULL))
        return -ENAMETOOLONG;
    fs->unlink(fs->arg, temp); /* of a crash */
    int rc = write_new(fs, temp, data, n, mode);
    if (rc == 0)
        rc = fs->rename(fs->arg, temp, path, true);
    if (rc) {
        fs->unlink(fs->arg, temp);
        return rc;
    }
    return fs->sync_dir(fs->arg, folder);
}

int rltd_fs_point(const struct rltd_fs *fs, const char *folder, const char *name,
                  const char *target)
{
    char temp[RLTD_STORE_PATH_MAX], path[RLTD_STORE_PATH_MAX], hidden[256];
    if (snprintf(hidden, sizeof(hidden), RLTD_TEMP_PREFIX "%s", name) >= (int)sizeof(hidden) ||
        rltd_path_join(temp, folder, hidden, NULL) || rltd_path_join(path, folder, name, NULL))
        return -ENAMETOOLONG;
    fs->unlink(fs->arg, temp); /* of a crash */
    int rc = fs->symlink(fs->arg, target, temp);
    if (rc == 0)
        rc = fs->rename(fs->arg, temp, path, true);
    if (rc)
        fs->unlink(fs->arg, temp);
    return rc;
}
