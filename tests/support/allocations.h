/* SPDX-License-Identifier: MIT */
/* Counts what the program and our own libraries allocate: a program that links rltd_allocations has
 * the linker send their calls through here (--wrap). Any thread. */
#pragma once

/* Allocations so far, of all threads. */
long allocations(void);

/* Allocations so far, of the calling thread. */
long allocations_here(void);
