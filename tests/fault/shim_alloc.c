/* SPDX-License-Identifier: MIT */
/* Preloaded into the real rltd: counts its allocations, those of the libraries that it uses too,
 * and lets the ones fail that the shared page names. Processes that rltd starts are left alone. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/fault/page.h"

static struct fault_page *shared; /* NULL: this process is left alone */

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
    shared = at;
}

static bool fails(void)
{
    if (!real.malloc)
        find_real();
    if (!shared)
        return false;
    int64_t n = (int64_t)shared->n_allocs++;
    if (shared->alloc_fail_at < 0 || n < shared->alloc_fail_at ||
        n >= shared->alloc_fail_at + shared->alloc_n_fails)
        return false;
    shared->alloc_n_hits++;
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
