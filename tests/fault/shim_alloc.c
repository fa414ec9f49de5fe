/* SPDX-License-Identifier: MIT */
/* Preloaded into the real rltd: counts its allocations, those of the libraries that it uses too,
 * and lets the ones fail that the shared page names. Processes that rltd starts are left alone. */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/fault/page.h"

static struct fault_page *shared; /* NULL: this process is left alone */
static int stacks_fd = -1;        /* RLTD_FAULT_STACKS: a hash of each allocation's callers, u64 */

static struct {
    void *(*malloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    int (*posix_memalign)(void **, size_t, size_t);
    void *(*aligned_alloc)(size_t, size_t);
} real;

static void find_real(void)
{
    real.malloc = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
    real.calloc = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "calloc");
    real.realloc = (void *(*)(void *, size_t))dlsym(RTLD_NEXT, "realloc");
    real.posix_memalign = (int (*)(void **, size_t, size_t))dlsym(RTLD_NEXT, "posix_memalign");
    real.aligned_alloc = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "aligned_alloc");
}

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("RLTD_FAULT_PAGE");
    if (!path || strcmp(program_invocation_short_name, "rltd") != 0)
        return;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    void *at = fd < 0 ? MAP_FAILED
                      : mmap(NULL, FAULT_PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED)
        abort();
    close(fd);
    void *here[1];
    backtrace(here, 1); /* its first use allocates */
    const char *stacks = getenv("RLTD_FAULT_STACKS");
    if (stacks)
        stacks_fd = open(stacks, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    shared = at;
}

static void put_stack(int64_t n)
{
    void *frame[24];
    uint64_t hash = 1469598103934665603u;
    for (int i = backtrace(frame, 24); i-- > 0;)
        hash = (hash ^ (uintptr_t)frame[i]) * 1099511628211u;
    if (pwrite(stacks_fd, &hash, sizeof(hash), (off_t)(n * (int64_t)sizeof(hash))) < 0)
        abort();
}

/* Frames as addr2line takes them. */
static void note_stack(void)
{
    void *frame[24];
    char *out = shared->alloc_hit;
    size_t used = 0;
    for (int i = 2, n = backtrace(frame, 24); i < n && used < sizeof(shared->alloc_hit); i++) {
        Dl_info in;
        if (!dladdr(frame[i], &in))
            continue;
        const char *name = strrchr(in.dli_fname, '/');
        used += (size_t)snprintf(out + used, sizeof(shared->alloc_hit) - used, "%s+%#tx ",
                                 name ? name + 1 : in.dli_fname,
                                 (char *)frame[i] - 1 - (char *)in.dli_fbase);
    }
}

static bool fails(void)
{
    if (!real.malloc)
        find_real();
    if (!shared)
        return false;
    int64_t n = (int64_t)shared->n_allocs++;
    if (stacks_fd >= 0)
        put_stack(n);
    if (shared->alloc_fail_at < 0 || n < shared->alloc_fail_at ||
        n >= shared->alloc_fail_at + shared->alloc_n_fails)
        return false;
    if (shared->alloc_n_hits++ == 0)
        note_stack();
    errno = ENOMEM;
    return true;
}

void *malloc(size_t n)
{
    return fails() ? NULL : real.malloc(n);
}

void *calloc(size_t n, size_t size)
{
    return fails() ? NULL : real.calloc(n, size);
}

void *realloc(void *p, size_t n)
{
    return fails() ? NULL : real.realloc(p, n);
}

int posix_memalign(void **out, size_t alignment, size_t n)
{
    return fails() ? ENOMEM : real.posix_memalign(out, alignment, n);
}

void *aligned_alloc(size_t alignment, size_t n)
{
    return fails() ? NULL : real.aligned_alloc(alignment, n);
}
