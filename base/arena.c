/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

#define DEFAULT_BLOCK_BYTES (64u << 10)
#define DEFAULT_ALIGN       64u
#define MAX_ALIGN           4096u

struct rl_arena_block {
    struct rl_arena_block *next; /* older */
    size_t bytes;                /* in data */
    size_t used;
    unsigned char data[];
};

void rl_arena_init(struct rl_arena *arena, size_t block_bytes)
{
    *arena = (struct rl_arena){.block_bytes = block_bytes};
}

void rl_arena_deinit(struct rl_arena *arena)
{
    while (arena->head) {
        struct rl_arena_block *older = arena->head->next;
        free(arena->head);
        arena->head = older;
    }
    arena->used_bytes = 0;
}

void rl_arena_reset(struct rl_arena *arena)
{
    struct rl_arena_block *largest = NULL;
    while (arena->head) {
        struct rl_arena_block *block = arena->head;
        arena->head = block->next;
        if (!largest || block->bytes > largest->bytes) {
            free(largest);
            largest = block;
        } else {
            free(block);
        }
    }
    if (largest) {
        largest->next = NULL;
        largest->used = 0;
    }
    arena->head = largest;
    arena->used_bytes = 0;
}

/* Offset of the next aligned byte in the block. */
static size_t aligned_start(const struct rl_arena_block *block, size_t align)
{
    uintptr_t first = (uintptr_t)block->data;
    return RL_ALIGN_UP(first + block->used, align) - first;
}

static bool fits(const struct rl_arena_block *block, size_t bytes, size_t align)
{
    size_t start = aligned_start(block, align);
    return start <= block->bytes && bytes <= block->bytes - start;
}

static struct rl_arena_block *add_block(struct rl_arena *arena, size_t bytes, size_t align)
{
    if (bytes > SIZE_MAX / 2)
        return NULL;
    size_t payload = arena->block_bytes ? arena->block_bytes : DEFAULT_BLOCK_BYTES;
    payload = RL_MAX(payload, bytes + align);
    struct rl_arena_block *block = malloc(sizeof *block + payload);
    if (!block)
        return NULL;
    block->next = arena->head;
    block->bytes = payload;
    block->used = 0;
    arena->head = block;
    return block;
}

void *rl_arena_alloc(struct rl_arena *arena, size_t bytes, size_t align)
{
    if (align == 0)
        align = DEFAULT_ALIGN;
    assert(align <= MAX_ALIGN && (align & (align - 1)) == 0);
    struct rl_arena_block *block = arena->head;
    if (!block || !fits(block, bytes, align)) {
        block = add_block(arena, bytes, align);
        if (!block)
            return NULL;
    }
    size_t start = aligned_start(block, align);
    block->used = start + bytes;
    arena->used_bytes += bytes;
    return memset(block->data + start, 0, bytes);
}

char *rl_arena_strdup(struct rl_arena *arena, const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *copy = rl_arena_alloc(arena, bytes, 1);
    return copy ? memcpy(copy, text, bytes) : NULL;
}

char *rl_arena_printf(struct rl_arena *arena, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int length = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    char *text = length < 0 ? NULL : rl_arena_alloc(arena, (size_t)length + 1, 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, fmt, again);
    va_end(again);
    return text;
}
