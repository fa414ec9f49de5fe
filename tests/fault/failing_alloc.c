/* SPDX-License-Identifier: MIT */
#include "tests/fault/failing_alloc.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

static atomic_long n_count, n_live, fail_at = -1;
static atomic_bool hit;

static struct {
    void *(*malloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    int (*posix_memalign)(void **, size_t, size_t);
    void *(*aligned_alloc)(size_t, size_t);
    void (*free)(void *);
} real;

/* As POSIX has it: a function's address through an object's. */
static void find(void *slot, const char *name)
{
    *(void **)slot = dlsym(RTLD_NEXT, name);
    if (!*(void **)slot)
        abort();
}

static void find_all(void)
{
    find(&real.free, "free");
    find(&real.calloc, "calloc");
    find(&real.realloc, "realloc");
    find(&real.posix_memalign, "posix_memalign");
    find(&real.aligned_alloc, "aligned_alloc");
    find(&real.malloc, "malloc");
}

void failing_alloc_arm(long n)
{
    atomic_store(&n_count, 0);
    atomic_store(&hit, false);
    atomic_store(&fail_at, n);
}

bool failing_alloc_hit(void)
{
    return atomic_load(&hit);
}

long failing_alloc_count(void)
{
    return atomic_load(&n_count);
}

long failing_alloc_live(void)
{
    return atomic_load(&n_live);
}

static bool fails(void)
{
    if (!real.malloc)
        find_all();
    if (atomic_fetch_add(&n_count, 1) != atomic_load(&fail_at))
        return false;
    atomic_store(&hit, true);
    errno = ENOMEM;
    return true;
}

static void *counted(void *block)
{
    atomic_fetch_add(&n_live, block != NULL);
    return block;
}

void *malloc(size_t n)
{
    return fails() ? NULL : counted(real.malloc(n));
}

void *calloc(size_t n, size_t size)
{
    return fails() ? NULL : counted(real.calloc(n, size));
}

void *realloc(void *block, size_t n)
{
    if (fails())
        return NULL;
    void *grown = real.realloc(block, n);
    return block ? grown : counted(grown);
}

int posix_memalign(void **out, size_t alignment, size_t n)
{
    int rc = fails() ? ENOMEM : real.posix_memalign(out, alignment, n);
    atomic_fetch_add(&n_live, rc == 0);
    return rc;
}

void *aligned_alloc(size_t alignment, size_t n)
{
    return fails() ? NULL : counted(real.aligned_alloc(alignment, n));
}

void free(void *block)
{
    if (!real.malloc)
        find_all();
    atomic_fetch_sub(&n_live, block != NULL);
    real.free(block);
}
