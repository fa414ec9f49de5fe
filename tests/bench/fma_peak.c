/* SPDX-License-Identifier: MIT */
#include "tests/bench/fma_peak.h"

#include <string.h>
#include <time.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define ROUNDS  20000L
#define CHAINS  12
#define SAMPLES 40

double bench_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

bool bench_isa_runs(const char *isa)
{
#if defined(__x86_64__)
    if (strcmp(isa, "avx512") == 0)
        return __builtin_cpu_supports("avx512f");
    if (strcmp(isa, "avx2") == 0)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
    return strcmp(isa, "portable") == 0;
}

/* Twelve chains cover the latency of the multiply-add on two or three units. The empty statement
 * keeps the compiler from computing the result beforehand. */
#define EACH(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11)
#define PEAK(name, attributes, type, set, operation) \
    attributes static void name(void)                \
    {                                                \
        type x = set(0.5f), y = set(0.1f);           \
        EACH(PEAK_DECLARE_##name)                    \
        for (long n = 0; n < ROUNDS; n++) {          \
            EACH(operation)                          \
        }                                            \
    }

#if defined(__x86_64__)
#define PEAK_DECLARE_peak512(i) __m512 c##i = x;
#define STEP512(i)                      \
    c##i = _mm512_fmadd_ps(c##i, x, y); \
    __asm__ volatile("" : "+v"(c##i));
PEAK(peak512, __attribute__((target("avx512f"))), __m512, _mm512_set1_ps, STEP512)
#define PEAK_DECLARE_peak256(i) __m256 c##i = x;
#define STEP256(i)                      \
    c##i = _mm256_fmadd_ps(c##i, x, y); \
    __asm__ volatile("" : "+x"(c##i));
PEAK(peak256, __attribute__((target("avx2,fma"))), __m256, _mm256_set1_ps, STEP256)
#define PEAK_DECLARE_peak128(i) __m128 c##i = x;
#define STEP128(i)                             \
    c##i = _mm_add_ps(_mm_mul_ps(c##i, x), y); \
    __asm__ volatile("" : "+x"(c##i));
PEAK(peak128, , __m128, _mm_set1_ps, STEP128)
#else
typedef float vector __attribute__((vector_size(16)));
#define SPLAT(v)                ((vector){v, v, v, v})
#define PEAK_DECLARE_peak128(i) vector c##i = x;
#define STEP128(i)       \
    c##i = c##i * x + y; \
    __asm__ volatile("" : "+w"(c##i));
PEAK(peak128, , vector, SPLAT, STEP128)
#endif

double bench_peak_gflops(const char *isa)
{
    void (*run)(void) = peak128;
    int floats = 4;
#if defined(__x86_64__)
    if (strcmp(isa, "avx512") == 0) {
        run = peak512;
        floats = 16;
    } else if (strcmp(isa, "avx2") == 0) {
        run = peak256;
        floats = 8;
    }
#else
    (void)isa;
#endif
    double best = 1e9;
    for (int i = 0; i < SAMPLES; i++) {
        const double start = bench_now();
        run();
        const double seconds = bench_now() - start;
        best = seconds < best ? seconds : best;
    }
    return 2.0 * CHAINS * (double)ROUNDS * floats / best * 1e-9;
}
