/* SPDX-License-Identifier: MIT */
/* A linear allocator: many small allocations of one lifetime, freed together. Not thread-safe: one
 * thread owns it. Memory is zeroed and aligned to 64 bytes unless asked otherwise. */
#pragma once

#include <stddef.h>

struct rl_arena_block;

struct rl_arena {
    struct rl_arena_block *head; /* newest block */
    size_t block_bytes;          /* size of the next block; 0 means the default, 64 KiB */
    size_t used_bytes;           /* sum of what was handed out since the last reset */
};

void rl_arena_init(struct rl_arena *arena, size_t block_bytes);
/* Accepts a zeroed arena. */
void rl_arena_deinit(struct rl_arena *arena);
/* Forget all allocations, keep the memory of the largest block. */
void rl_arena_reset(struct rl_arena *arena);

/* NULL when out of memory. `align` is a power of two, at most 4096; 0 means 64. */
void *rl_arena_alloc(struct rl_arena *arena, size_t bytes, size_t align);
char *rl_arena_strdup(struct rl_arena *arena, const char *text);
char *rl_arena_printf(struct rl_arena *arena, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
