/* SPDX-License-Identifier: MIT */
/* Counts what the test program and our own libraries allocate: the linker sends their calls through
 * here (--wrap, see CMakeLists.txt). */
#pragma once

/* Allocations so far. */
int allocations(void);
