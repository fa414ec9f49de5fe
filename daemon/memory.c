/* SPDX-License-Identifier: MIT */
#include "daemon/memory.h"

#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>
#include <uv.h>

#include "base/error.h"
#include "ctl/proto.h"

static void *need(void *p, size_t bytes)
{
    static const char line[] = "rltd: out of memory; what was saved stands\n";
    if (p || bytes == 0)
        return p;
    ssize_t n = write(STDERR_FILENO, line, sizeof line - 1);
    _exit(n < 0 ? RLTD_EXIT_FAILURE : rltd_exit_of(RL_ENOMEM));
}

static void *need_new(size_t bytes)
{
    return need(malloc(bytes), bytes);
}

static void *need_more(void *p, size_t bytes)
{
    return need(realloc(p, bytes), bytes);
}

void rltd_memory_init(void)
{
    uv_replace_allocator(malloc, need_more, calloc, free); /* it only grows such tables */
    json_set_alloc_funcs(need_new, free);
}
