/* SPDX-License-Identifier: MIT */
/* The floating-point peak of one core, measured: independent multiply-adds in registers. Benchmarks
 * quote their figures as shares of it, since clocks differ between machines and minutes. */
#pragma once

#include <stdbool.h>

/* Does this CPU have the vectors of this ISA? */
bool bench_isa_runs(const char *isa);
/* Single-precision GFLOP/s with the vectors of this ISA ("portable", "avx2", "avx512"); the best of
 * some milliseconds. */
double bench_peak_gflops(const char *isa);
/* Seconds on a monotonic clock. */
double bench_now(void);
