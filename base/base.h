/* SPDX-License-Identifier: MIT */
/* Small macros that every folder uses. */
#pragma once

#include <assert.h>
#include <stddef.h>

#define RL_COUNTOF(array)                  (sizeof(array) / sizeof((array)[0]))
#define RL_CONTAINER_OF(ptr, type, member) ((type *)(void *)((char *)(ptr)-offsetof(type, member)))
#define RL_MIN(a, b)                       ((a) < (b) ? (a) : (b))
#define RL_MAX(a, b)                       ((a) > (b) ? (a) : (b))
/* `n` rounded up to a multiple of the power of two `align`. */
#define RL_ALIGN_UP(n, align) (((n) + (align)-1) & ~((size_t)(align)-1))
#define RL_CACHE_LINE         64
