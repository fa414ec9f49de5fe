/* SPDX-License-Identifier: MIT */
/* The program's allocator, and that of every library in it: counts, and fails the Nth allocation.
 * A program that compiles failing_alloc.c has it in place of the C library's. */
#pragma once

#include <stdbool.h>

/* Allocation number `n` from now on fails, from 0, in any thread; -1: none. */
void failing_alloc_arm(long n);
/* Since it was armed. */
bool failing_alloc_hit(void);
long failing_alloc_count(void);
/* Blocks that are allocated now. Not meant under a sanitizer, whose own strdup goes another way and
 * which finds leaks by itself. */
long failing_alloc_live(void);
