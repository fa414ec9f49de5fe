/* SPDX-License-Identifier: MIT */
#include "replay/storage.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/base.h"

enum { FORMAT_VERSION = 1 };
static const char magic[8] = {'R', 'L', 'T', 'D', 'R', 'I', 'N', 'G'};

static double gigabytes(uint64_t bytes)
{
    return (double)bytes / 1e9;
}

static uint64_t header_check(const struct replay_header *header)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    const uint8_t *byte = (const uint8_t *)header;
    for (size_t i = 0; i < offsetof(struct replay_header, check); i++)
        hash = (hash ^ byte[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static void header_init(struct replay_header *header, const struct replay_layout *layout,
                        uint64_t id)
{
    *header = (struct replay_header){
        .version = FORMAT_VERSION,
        .header_bytes = sizeof *header,
        .layout_hash = layout->hash,
        .bytes = layout->bytes,
        .id = id,
    };
    memcpy(header->magic, magic, sizeof magic);
    memcpy(header->text, layout->text, sizeof header->text);
    header->check = header_check(header);
}

/* The number after `key` in a small text file of the system's; `fallback` where there is none. */
static uint64_t system_number(const char *path, const char *key, uint64_t unit, uint64_t fallback)
{
    char line[256];
    uint64_t number = fallback;
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file)) {
        unsigned long long value;
        if (strncmp(line, key, strlen(key)) == 0 && sscanf(line + strlen(key), "%llu", &value) == 1)
            number = value * unit;
    }
    if (file)
        fclose(file);
    return number;
}

/* What may be allocated: the system promises more than it has and kills later. */
static uint64_t memory_available(void)
{
    uint64_t system = system_number("/proc/meminfo", "MemAvailable:", 1024, UINT64_MAX);
    uint64_t group = system_number("/sys/fs/cgroup/memory.max", "", 1, UINT64_MAX);
    return RL_MIN(system, group);
}

int replay_storage_memory(struct replay_storage *s, const struct replay_layout *layout, uint64_t id,
                          struct rl_error *err)
{
    *s = (struct replay_storage){.fd = -1};
    uint64_t available = memory_available();
    if (layout->bytes > available)
        return rl_error_set(err, RL_ENOMEM,
                            "replay of %s: %.1f GB of memory needed, %.1f GB are available: lower "
                            "the capacity or keep it in a file",
                            layout->text, gigabytes(layout->bytes), gigabytes(available));
    void *base =
        mmap(NULL, layout->bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED)
        return rl_error_errno(err, errno, "replay of %s: %.1f GB of memory", layout->text,
                              gigabytes(layout->bytes));
    madvise(base, layout->bytes, MADV_HUGEPAGE); /* random reads miss the TLB less */
    s->base = base;
    s->bytes = layout->bytes;
    header_init(replay_storage_header(s), layout, id);
    return 0;
}

static int map_file(struct replay_storage *s, int fd, const char *path, size_t bytes,
                    struct rl_error *err)
{
    void *base = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (base == MAP_FAILED)
        return rl_error_errno(err, errno, "replay ring %s: mapping %.1f GB", path,
                              gigabytes(bytes));
    *s = (struct replay_storage){.base = base, .bytes = bytes, .fd = fd};
    return 0;
}

static int lock_file(int fd, const char *path, struct rl_error *err)
{
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return 0;
    if (errno == EWOULDBLOCK)
        return rl_error_set(err, RL_EBUSY,
                            "replay ring %s is in use by another process: stop it or give another "
                            "path",
                            path);
    return rl_error_errno(err, errno, "replay ring %s: locking it", path);
}

/* The bytes of `fd` are a ring of this layout, all of it. */
static int check_file(int fd, const char *path, const struct replay_layout *layout,
                      struct rl_error *err)
{
    struct replay_header header;
    struct stat st;
    ssize_t n = pread(fd, &header, sizeof header, 0);
    if (n < 0 || fstat(fd, &st) < 0)
        return rl_error_errno(err, errno, "replay ring %s: reading its header", path);
    if ((size_t)n < sizeof header || memcmp(header.magic, magic, sizeof magic) != 0)
        return rl_error_set(err, RL_ECORRUPT,
                            "%s is no replay ring: give another path, or remove it", path);
    if (header.version != FORMAT_VERSION || header.header_bytes != sizeof header)
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "replay ring %s has format %u, this program reads %d: give another "
                            "path, or remove it",
                            path, header.version, FORMAT_VERSION);
    if (header.check != header_check(&header))
        return rl_error_set(err, RL_ECORRUPT,
                            "replay ring %s: its header is damaged: remove it to begin with an "
                            "empty one",
                            path);
    header.text[sizeof header.text - 1] = '\0';
    if (header.layout_hash != layout->hash || header.bytes != layout->bytes)
        return rl_error_set(err, RL_ESHAPE,
                            "replay ring %s holds %s, this run has %s: give another path, or "
                            "remove it",
                            path, header.text, layout->text);
    if ((uint64_t)st.st_size != layout->bytes)
        return rl_error_set(err, RL_ECORRUPT,
                            "replay ring %s has %lld bytes of %zu: it is truncated, remove it to "
                            "begin with an empty one",
                            path, (long long)st.st_size, layout->bytes);
    return 0;
}

static int open_existing(struct replay_storage *s, int fd, const char *path,
                         const struct replay_layout *layout, struct rl_error *err)
{
    int rc = lock_file(fd, path, err);
    if (rc == 0)
        rc = check_file(fd, path, layout, err);
    if (rc == 0)
        rc = map_file(s, fd, path, layout->bytes, err);
    return rc == 0 ? REPLAY_FOUND : rc;
}

/* Room is looked for first: allocating until the disk is full would harm everybody on it. */
static int allocate(int fd, const char *path, size_t bytes, struct rl_error *err)
{
    struct statvfs fs;
    if (fstatvfs(fd, &fs) == 0 && bytes / fs.f_frsize >= fs.f_bavail)
        return rl_error_set(err, RL_ENOSPACE,
                            "replay ring %s: %.1f GB needed, %.1f GB are free there: lower the "
                            "capacity or give another path",
                            path, gigabytes(bytes), gigabytes((uint64_t)fs.f_bavail * fs.f_frsize));
    int code;
    do
        code = bytes > INT64_MAX ? EFBIG : posix_fallocate(fd, 0, (off_t)bytes);
    while (code == EINTR);
    if (code != 0)
        return rl_error_errno(err, code, "replay ring %s: allocating %.1f GB", path,
                              gigabytes(bytes));
    return 0;
}

static int sync_folder(const char *path, struct rl_error *err)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) + 1 : 0;
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)n : 1, slash ? path : ".");
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool failed = fd < 0 || fsync(fd) < 0;
    int rc = failed ? rl_error_errno(err, errno, "replay ring %s: syncing its folder", path) : 0;
    if (fd >= 0)
        close(fd);
    return rc;
}

/* A locked, empty file under the temporary name. */
static int create_part(int *fd, const char *part, struct rl_error *err)
{
    *fd = open(part, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*fd < 0)
        return rl_error_errno(err, errno, "replay ring %s: creating it", part);
    int rc = lock_file(*fd, part, err);
    if (rc == 0 && ftruncate(*fd, 0) < 0)
        rc = rl_error_errno(err, errno, "replay ring %s: emptying it", part);
    if (rc < 0)
        close(*fd);
    return rc;
}

/* Allocated, mapped, with its header on disk. */
static int fill_part(struct replay_storage *s, int fd, const char *path,
                     const struct replay_layout *layout, uint64_t id, struct rl_error *err)
{
    int rc = allocate(fd, path, layout->bytes, err);
    if (rc == 0)
        rc = map_file(s, fd, path, layout->bytes, err);
    if (rc < 0)
        return rc;
    header_init(replay_storage_header(s), layout, id);
    return replay_storage_sync(s, err);
}

static int create_file(struct replay_storage *s, const char *path,
                       const struct replay_layout *layout, uint64_t id, struct rl_error *err)
{
    char part[PATH_MAX];
    if (snprintf(part, sizeof part, "%s.part", path) >= (int)sizeof part)
        return rl_error_set(err, RL_EINVAL, "replay ring %.64s...: the path is too long", path);
    int fd = -1;
    int rc = create_part(&fd, part, err);
    if (rc < 0)
        return rc;
    const char *name = part;
    rc = fill_part(s, fd, path, layout, id, err);
    if (rc == 0 && renameat2(AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE) < 0)
        rc = rl_error_errno(err, errno, "replay ring %s: naming it", path);
    else if (rc == 0) {
        name = path;
        rc = sync_folder(path, err);
    }
    if (rc == 0)
        return 0;
    unlink(name);
    if (s->base)
        replay_storage_close(s);
    else
        close(fd);
    return rc;
}

int replay_storage_file(struct replay_storage *s, const char *path,
                        const struct replay_layout *layout, uint64_t id, struct rl_error *err)
{
    *s = (struct replay_storage){.fd = -1};
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return create_file(s, path, layout, id, err);
    if (fd < 0)
        return rl_error_errno(err, errno, "replay ring %s: opening it", path);
    int rc = open_existing(s, fd, path, layout, err);
    if (rc < 0)
        close(fd);
    return rc;
}

int replay_storage_sync(struct replay_storage *s, struct rl_error *err)
{
    if (s->fd < 0 || (msync(s->base, s->bytes, MS_SYNC) == 0 && fdatasync(s->fd) == 0))
        return 0;
    s->unsynced = true;
    return rl_error_errno(err, errno, "replay ring: writing it to disk");
}

void replay_storage_touch(struct replay_storage *s)
{
    enum { PAGES = 4096 }; /* at a time */
    unsigned char resident[PAGES];
    size_t page = (size_t)sysconf(_SC_PAGESIZE), bytes;
    s->unsynced = false;
    for (size_t at = 0; at < s->bytes; at += bytes) {
        bytes = RL_MIN(PAGES * page, s->bytes - at);
        bool known = mincore(s->base + at, bytes, resident) == 0;
        for (size_t p = 0; p < bytes; p += page) {
            volatile uint8_t *byte = s->base + at + p;
            if (!known || (resident[p / page] & 1)) /* others come from the disk as they are */
                *byte = *byte;
        }
    }
}

void replay_storage_close(struct replay_storage *s)
{
    if (!s->base)
        return;
    munmap(s->base, s->bytes);
    if (s->fd >= 0)
        close(s->fd);
    *s = (struct replay_storage){.fd = -1};
}
