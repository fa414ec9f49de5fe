/* SPDX-License-Identifier: MIT */
/* Preloaded into the real rltd: stands between it (and SQLite) and the C library's calls on files.
 * It fails the calls that the shared page names, and writes down those that succeed, with their
 * data, in the order in which they took effect (RLTD_FAULT_RECORD; replay.py rebuilds disks from
 * it). Only calls that change something under RLTD_FAULT_ROOT are seen, and SQLite's -shm, which no
 * crash outlives, is not. Processes that rltd starts are left alone. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "tests/fault/page.h"

#define MAX_FDS  1024
#define MAX_MAPS 16

struct tracked {
    bool used, folder;
    ino_t inode;
    char path[384];
};

struct mapping { /* MAP_SHARED and writable, of a tracked file */
    char *base;
    size_t n;
    uint64_t offset;
    ino_t inode;
    uint64_t written; /* hash of what was recorded of it */
};

static struct {
    struct fault_page *page; /* NULL: this process is left alone */
    const char *root;
    int record_fd;
    pthread_mutex_t mutex; /* a call and its record are one */
    struct tracked fd[MAX_FDS];
    struct mapping map[MAX_MAPS];
} shim = {.record_fd = -1, .mutex = PTHREAD_MUTEX_INITIALIZER};

/* The C library's own (or a sanitizer's, which calls it). */
#define REAL(name)                                    \
    (__extension__({                                  \
        static __typeof__(&name) real;                \
        if (!real)                                    \
            real = (__typeof__(&name))real_of(#name); \
        real;                                         \
    }))

static void *real_of(const char *name)
{
    void *at = dlsym(RTLD_NEXT, name);
    if (!at)
        abort();
    return at;
}

__attribute__((constructor)) static void begin(void)
{
    const char *page = getenv("RLTD_FAULT_PAGE"), *record = getenv("RLTD_FAULT_RECORD");
    shim.root = getenv("RLTD_FAULT_ROOT");
    if (!page || !shim.root || strcmp(program_invocation_short_name, "rltd") != 0)
        return;
    int fd = REAL(open)(page, O_RDWR | O_CLOEXEC);
    void *at = fd < 0
                   ? MAP_FAILED
                   : REAL(mmap)(NULL, FAULT_PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED)
        abort();
    REAL(close)(fd);
    if (record)
        shim.record_fd = REAL(open)(record, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    shim.page = at;
}

/* ---- what is watched ---- */

static bool watched(const char *path)
{
    size_t n = path ? strlen(path) : 0;
    return shim.page && n > 0 && strncmp(path, shim.root, strlen(shim.root)) == 0 &&
           !(n > 4 && strcmp(path + n - 4, "-shm") == 0) && !strstr(path, "rltd.log");
}

static struct tracked *of_fd(int fd)
{
    return shim.page && fd >= 0 && fd < MAX_FDS && shim.fd[fd].used ? &shim.fd[fd] : NULL;
}

/* 0, or the error that this call is to fail with. */
static int enter(const char *call, const char *path)
{
    struct fault_page *p = shim.page;
    if ((p->only_call[0] && strcmp(p->only_call, call) != 0) ||
        (p->only_path[0] && !strstr(path, p->only_path)))
        return 0;
    int64_t n = (int64_t)p->n_calls++;
    if (p->fail_at < 0 || n < p->fail_at || n >= p->fail_at + p->n_fails)
        return 0;
    snprintf(p->hit, sizeof(p->hit), "%s %s", call, path);
    p->n_hits++;
    if (p->error == FAULT_KILL)
        raise(SIGKILL);
    return (int)p->error;
}

static int fail(int error)
{
    errno = error == FAULT_SHORT ? EIO : error;
    return -1;
}

/* ---- the record ---- */

struct record {
    char op[8];
    uint32_t n1, n2; /* bytes of the two paths, then those of the data */
    uint64_t inode, offset, n;
};

static void put(const char *op, const char *path, const char *to, ino_t inode, uint64_t offset,
                const void *data, size_t n)
{
    if (shim.record_fd < 0)
        return;
    struct record r = {.n1 = (uint32_t)(path ? strlen(path) : 0),
                       .n2 = (uint32_t)(to ? strlen(to) : 0),
                       .inode = inode,
                       .offset = offset,
                       .n = n};
    memcpy(r.op, op, strlen(op));
    struct iovec part[] = {{&r, sizeof(r)},
                           {(void *)(uintptr_t)path, r.n1},
                           {(void *)(uintptr_t)to, r.n2},
                           {(void *)(uintptr_t)data, data ? n : 0}};
    ssize_t total = (ssize_t)(sizeof(r) + r.n1 + r.n2 + (data ? n : 0));
    if (REAL(writev)(shim.record_fd, part, 4) != total)
        abort();
}

static uint64_t hash_of(const char *data, size_t n)
{
    uint64_t h = 1469598103934665603u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (uint8_t)data[i]) * 1099511628211u;
    return h;
}

/* Stores into mappings are no calls: what they did is written down before the next call is. */
static void put_maps(void)
{
    for (int i = 0; i < MAX_MAPS && shim.record_fd >= 0; i++) {
        struct mapping *m = &shim.map[i];
        uint64_t h = m->base ? hash_of(m->base, m->n) : 0;
        if (!m->base || h == m->written)
            continue;
        m->written = h;
        put("write", NULL, NULL, m->inode, m->offset, m->base, m->n);
    }
}

static void lock(void)
{
    pthread_mutex_lock(&shim.mutex);
    put_maps();
}

static void unlock(void)
{
    int error = errno;
    pthread_mutex_unlock(&shim.mutex);
    errno = error;
}

/* ---- names ---- */

static void track(int fd, const char *path, bool is_new)
{
    struct stat st;
    if (fd < 0 || fd >= MAX_FDS || fstat(fd, &st))
        return;
    struct tracked *t = &shim.fd[fd];
    t->used = true;
    t->folder = S_ISDIR(st.st_mode);
    t->inode = st.st_ino;
    snprintf(t->path, sizeof(t->path), "%s", path);
    if (is_new)
        put("create", path, NULL, st.st_ino, 0, NULL, 0);
}

typedef int (*open_fn)(const char *path, int flags, ...);

static int open_as(open_fn real, const char *path, int flags, mode_t mode)
{
    bool folder = flags & O_DIRECTORY;
    if (!watched(path) || (!folder && (flags & O_ACCMODE) == O_RDONLY))
        return real(path, flags, mode);
    lock();
    int error = enter("open", path), fd = -1;
    struct stat st;
    if (error) {
        fail(error);
    } else {
        bool is_new = lstat(path, &st) != 0;
        fd = real(path, flags, mode);
        track(fd, path, is_new);
        if (fd >= 0 && !is_new && (flags & O_TRUNC))
            put("trunc", NULL, NULL, shim.fd[fd].inode, 0, NULL, 0);
    }
    unlock();
    return fd;
}

#define OPEN(name)                                                  \
    int name(const char *path, int flags, ...)                      \
    {                                                               \
        va_list args;                                               \
        va_start(args, flags);                                      \
        mode_t mode = va_arg(args, mode_t);                         \
        va_end(args);                                               \
        return open_as((open_fn)real_of(#name), path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

int close(int fd)
{
    struct tracked *t = of_fd(fd);
    if (!t)
        return REAL(close)(fd);
    lock();
    int error = t->folder ? 0 : enter("close", t->path);
    t->used = false;
    int rc = REAL(close)(fd); /* close always lets go of the descriptor */
    if (error)
        rc = fail(error);
    unlock();
    return rc;
}

/* A call on one path or on two: `act` does it, `then` writes down that it was done. */
#define NAMED(call, path, act, then)    \
    lock();                             \
    int error = enter(call, path);      \
    int rc = error ? fail(error) : act; \
    if (rc == 0) {                      \
        then;                           \
    }                                   \
    unlock();                           \
    return rc

int rename(const char *from, const char *to)
{
    if (!watched(to))
        return REAL(rename)(from, to);
    NAMED("rename", to, REAL(rename)(from, to), put("rename", from, to, 0, 0, NULL, 0));
}

int renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned flags)
{
    if (!watched(to))
        return REAL(renameat2)(from_fd, from, to_fd, to, flags);
    NAMED("rename", to, REAL(renameat2)(from_fd, from, to_fd, to, flags),
          put("rename", from, to, 0, 0, NULL, 0));
}

int unlink(const char *path)
{
    if (!watched(path))
        return REAL(unlink)(path);
    NAMED("unlink", path, REAL(unlink)(path), put("unlink", path, NULL, 0, 0, NULL, 0));
}

int symlink(const char *target, const char *path)
{
    if (!watched(path))
        return REAL(symlink)(target, path);
    NAMED("symlink", path, REAL(symlink)(target, path),
          put("symlink", target, path, 0, 0, NULL, 0));
}

int mkdir(const char *path, mode_t mode)
{
    if (!watched(path))
        return REAL(mkdir)(path, mode);
    NAMED("mkdir", path, REAL(mkdir)(path, mode), put("mkdir", path, NULL, 0, 0, NULL, 0));
}

static int statvfs_as(int (*real)(const char *, struct statvfs *), const char *path,
                      struct statvfs *out)
{
    int error = watched(path) ? enter("statvfs", path) : 0;
    if (error && error != ENOSPC)
        return fail(error);
    int rc = real(path, out);
    if (error) /* full, as it would say it */
        out->f_bavail = out->f_bfree = 0;
    return rc;
}

int statvfs(const char *path, struct statvfs *out)
{
    return statvfs_as(REAL(statvfs), path, out);
}

int fstatvfs(int fd, struct statvfs *out)
{
    struct tracked *t = of_fd(fd);
    int error = t ? enter("statvfs", t->path) : 0;
    if (error && error != ENOSPC)
        return fail(error);
    int rc = REAL(fstatvfs)(fd, out);
    if (error)
        out->f_bavail = out->f_bfree = 0;
    return rc;
}

/* ---- contents ---- */

typedef ssize_t (*pwrite_fn)(int fd, const void *data, size_t n, off_t offset);

/* offset < 0: at the descriptor's own place, or at the end of an appending one. */
static ssize_t put_data(pwrite_fn real, int fd, const void *data, size_t n, off_t offset)
{
    if (offset >= 0)
        return real(fd, data, n, offset);
    return REAL(write)(fd, data, n);
}

static ssize_t write_as(pwrite_fn real, int fd, const void *data, size_t n, off_t offset)
{
    struct tracked *t = of_fd(fd);
    if (!t)
        return put_data(real, fd, data, n, offset);
    lock();
    int error = enter("write", t->path);
    if (error) /* some of it arrives */
        n = error == FAULT_SHORT ? (n + 1) / 2 : n / 2;
    ssize_t wrote = put_data(real, fd, data, n, offset);
    if (wrote > 0) {
        off_t at = offset >= 0 ? offset : lseek(fd, 0, SEEK_CUR) - wrote;
        put("write", NULL, NULL, t->inode, (uint64_t)at, data, (size_t)wrote);
    }
    if (error && error != FAULT_SHORT)
        wrote = fail(error);
    unlock();
    return wrote;
}

ssize_t write(int fd, const void *data, size_t n)
{
    return write_as(NULL, fd, data, n, -1);
}

ssize_t pwrite(int fd, const void *data, size_t n, off_t offset)
{
    return write_as(REAL(pwrite), fd, data, n, offset);
}

ssize_t pwrite64(int fd, const void *data, size_t n, off64_t offset)
{
    return write_as(REAL(pwrite64), fd, data, n, offset);
}

/* A call on a descriptor: as NAMED. */
#define ON_FD(call, act, then)          \
    struct tracked *t = of_fd(fd);      \
    if (!t)                             \
        return act;                     \
    lock();                             \
    int error = enter(call, t->path);   \
    int rc = error ? fail(error) : act; \
    if (rc == 0) {                      \
        then;                           \
    }                                   \
    unlock();                           \
    return rc

static void put_sync(const struct tracked *t)
{
    put(t->folder ? "syncdir" : "sync", t->path, NULL, t->inode, 0, NULL, 0);
}

static void slow_down(int fd)
{
    if (shim.page && fd >= 0 && fd < MAX_FDS && shim.fd[fd].used && shim.page->fsync_us > 0)
        usleep((useconds_t)shim.page->fsync_us);
}

int fsync(int fd)
{
    slow_down(fd);
    ON_FD("fsync", REAL(fsync)(fd), put_sync(t));
}

int fdatasync(int fd)
{
    slow_down(fd);
    ON_FD("fsync", REAL(fdatasync)(fd), put_sync(t));
}

#define TRUNCATE(name, off)                                              \
    int name(int fd, off n)                                              \
    {                                                                    \
        ON_FD("ftruncate", REAL(name)(fd, n),                            \
              put("trunc", NULL, NULL, t->inode, (uint64_t)n, NULL, 0)); \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

/* Answers with the error itself. */
#define FALLOCATE(name, off)                                                           \
    int name(int fd, off at, off n)                                                    \
    {                                                                                  \
        struct tracked *t = of_fd(fd);                                                 \
        if (!t)                                                                        \
            return REAL(name)(fd, at, n);                                              \
        lock();                                                                        \
        int error = enter("fallocate", t->path);                                       \
        int rc = error ? (error == FAULT_SHORT ? EIO : error) : REAL(name)(fd, at, n); \
        if (rc == 0)                                                                   \
            put("grow", NULL, NULL, t->inode, (uint64_t)(at + n), NULL, 0);            \
        unlock();                                                                      \
        return rc;                                                                     \
    }
FALLOCATE(posix_fallocate, off_t)
FALLOCATE(posix_fallocate64, off64_t)

/* Reading fails nowhere here; it may be slow. */
static void slow_read(int fd, size_t n)
{
    char link[32], path[512] = "";
    if (!shim.page || shim.page->read_ns <= 0)
        return;
    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    if (readlink(link, path, sizeof(path) - 1) < 0 || !strstr(path, ".safetensors"))
        return;
    uint64_t ns = (uint64_t)shim.page->read_ns * n;
    nanosleep(&(struct timespec){(time_t)(ns / 1000000000u), (long)(ns % 1000000000u)}, NULL);
}

#define PREAD(name, off)                              \
    ssize_t name(int fd, void *out, size_t n, off at) \
    {                                                 \
        slow_read(fd, n);                             \
        return REAL(name)(fd, out, n, at);            \
    }
PREAD(pread, off_t)
PREAD(pread64, off64_t)

/* ---- mappings ---- */

static void *map_as(void *(*real)(void *, size_t, int, int, int, off_t), void *at, size_t n,
                    int prot, int flags, int fd, off_t offset)
{
    void *base = real(at, n, prot, flags, fd, offset);
    struct tracked *t = of_fd(fd);
    if (base == MAP_FAILED || !t || !(flags & MAP_SHARED) || !(prot & PROT_WRITE))
        return base;
    lock();
    for (int i = 0; i < MAX_MAPS; i++) {
        if (shim.map[i].base)
            continue;
        shim.map[i] =
            (struct mapping){.base = base, .n = n, .offset = (uint64_t)offset, .inode = t->inode};
        break;
    }
    unlock();
    return base;
}

void *mmap(void *at, size_t n, int prot, int flags, int fd, off_t offset)
{
    return map_as(REAL(mmap), at, n, prot, flags, fd, offset);
}

void *mmap64(void *at, size_t n, int prot, int flags, int fd, off64_t offset)
{
    return map_as(REAL(mmap64), at, n, prot, flags, fd, offset);
}

int munmap(void *base, size_t n)
{
    if (shim.page) {
        lock();
        for (int i = 0; i < MAX_MAPS; i++)
            if (shim.map[i].base == base)
                shim.map[i].base = NULL;
        unlock();
    }
    return REAL(munmap)(base, n);
}

/* The file of a mapping, as far as `base` is one of ours. */
int msync(void *base, size_t n, int flags)
{
    struct mapping *m = NULL;
    for (int i = 0; shim.page && i < MAX_MAPS && !m; i++)
        if (shim.map[i].base && (char *)base >= shim.map[i].base &&
            (char *)base < shim.map[i].base + shim.map[i].n)
            m = &shim.map[i];
    if (!m)
        return REAL(msync)(base, n, flags);
    lock();
    int error = enter("msync", "a mapping");
    int rc = error ? fail(error) : REAL(msync)(base, n, flags);
    if (rc == 0)
        put("sync", NULL, NULL, m->inode, 0, NULL, 0);
    unlock();
    return rc;
}
