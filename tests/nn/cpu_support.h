/* SPDX-License-Identifier: MIT */
/* What the tests of the CPU's kernels share: every table that this machine runs, arrays of exactly
 * the size a kernel may touch (so that ASan sees one float too many), reproducible values. */
#pragma once

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "nn/cpu/kernels.h"

#define CPU_TEST_TABLES 3

/* Fills `out`; returns how many run here. */
static inline int cpu_test_tables(const struct nn_cpu_kernels *out[CPU_TEST_TABLES])
{
    const struct nn_cpu_kernels *all[] = {nn_cpu_kernels_portable(), nn_cpu_kernels_avx2(),
                                          nn_cpu_kernels_avx512()};
    int n = 0;
    for (int i = 0; i < CPU_TEST_TABLES; i++) {
        if (all[i])
            out[n++] = all[i];
    }
    return n;
}

struct cpu_test_random {
    uint32_t state;
};

/* In [-1, 1). */
static inline float cpu_test_value(struct cpu_test_random *random)
{
    random->state = random->state * 1664525u + 1013904223u;
    return (float)(int32_t)random->state * (1.0f / 2147483648.0f);
}

/* n floats, exactly. */
static inline float *cpu_test_zeros(size_t n)
{
    float *p = calloc(n ? n : 1, sizeof *p);
    assert_non_null(p);
    return p;
}

static inline float *cpu_test_values(size_t n, struct cpu_test_random *random)
{
    float *p = cpu_test_zeros(n);
    for (size_t i = 0; i < n; i++)
        p[i] = cpu_test_value(random);
    return p;
}

static inline float *cpu_test_copy(size_t n, const float *from)
{
    float *p = cpu_test_zeros(n);
    memcpy(p, from, n * sizeof *p);
    return p;
}
