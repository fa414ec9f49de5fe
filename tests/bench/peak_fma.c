/* SPDX-License-Identifier: MIT */
/* Each kernel keeps more independent accumulators than latency times throughput of the units asks
 * for (4 cycles x 2 units), and few enough for the register file. The compiler may not drop them:
 * their sum goes to a volatile. */
#include "tests/bench/peak.h"

#include <stddef.h>

#define KERNEL(name, attributes, vector, n_acc)                                                 \
    attributes static double fma_##name(long rounds)                                            \
    {                                                                                           \
        vector acc[n_acc], scale = (vector){0} + 0.999f, shift = (vector){0} + 1e-3f;           \
        for (int i = 0; i < n_acc; i++)                                                         \
            acc[i] = shift * (float)i;                                                          \
        for (long r = 0; r < rounds; r++) {                                                     \
            _Pragma("GCC unroll 32") for (int i = 0; i < n_acc; i++) acc[i] =                   \
                acc[i] * scale + shift;                                                         \
        }                                                                                       \
        volatile float sink = 0.0f;                                                             \
        for (int i = 0; i < n_acc; i++)                                                         \
            sink = sink + acc[i][0];                                                            \
        return 2.0 * (double)n_acc * (double)(sizeof(vector) / sizeof(float)) * (double)rounds; \
    }

typedef float v4 __attribute__((vector_size(16)));
KERNEL(portable, , v4, 12)

static bool always(void)
{
    return true;
}

#if defined(__x86_64__)
typedef float v8 __attribute__((vector_size(32)));
typedef float v16 __attribute__((vector_size(64)));
KERNEL(avx2, __attribute__((target("avx2,fma"))), v8, 12)
KERNEL(avx512, __attribute__((target("avx512f"))), v16, 24)

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static bool has_avx512(void)
{
    return __builtin_cpu_supports("avx512f");
}
#endif

const struct bench_fma bench_fma_kernels[] = {
    {"portable", 4, always, fma_portable},
#if defined(__x86_64__)
    {"avx2", 8, has_avx2, fma_avx2},
    {"avx512", 16, has_avx512, fma_avx512},
#endif
    {NULL, 0, NULL, NULL},
};
