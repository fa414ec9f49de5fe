/* SPDX-License-Identifier: MIT */
/* What one core of this machine can do, measured now: the yardstick beside every benchmark. Prints
 * one JSON object: `isa` (the kernels that rltd chooses here), `fma_gflops` (fp32 multiply-adds
 * from registers, two operations each, per vector width that this machine runs), `read_gbps` and
 * `rmw_gbps` (a block that no cache holds; read-modify-write counts both directions).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"
#include "base/clock.h"
#include "nn/backend.h"
#include "tests/bench/fma_peak.h"

enum { TRIES = 5 };
#define BLOCK_BYTES ((size_t)256 << 20)

static float read_block(float *block, size_t n)
{
    float sum[64] = {0};
    for (size_t i = 0; i < n; i += RL_COUNTOF(sum))
        for (size_t j = 0; j < RL_COUNTOF(sum); j++)
            sum[j] += block[i + j];
    return sum[0] + sum[63];
}

static float modify_block(float *block, size_t n)
{
    for (size_t i = 0; i < n; i++)
        block[i] = block[i] * 0.5f + 1.0f;
    return block[n - 1];
}

static double best_gbps(float (*pass)(float *block, size_t n), float *block, double directions)
{
    volatile float sink;
    double best = 0.0;
    for (int i = 0; i < TRIES; i++) {
        uint64_t start_ns = rl_now_ns();
        sink = pass(block, BLOCK_BYTES / sizeof(float));
        best = fmax(best, directions * (double)BLOCK_BYTES / (double)(rl_now_ns() - start_ns));
    }
    (void)sink;
    return best;
}

int main(void)
{
    struct rl_error err = {0};
    struct nn_backend *backend;
    float *block = aligned_alloc(RL_CACHE_LINE, BLOCK_BYTES);
    if (!block || nn_backend_open("cpu", &backend, &err) < 0) {
        fprintf(stderr, "bench-peak: %s\n", block ? err.text : "out of memory");
        return 1;
    }
    for (size_t i = 0; i < BLOCK_BYTES / sizeof(float); i++)
        block[i] = 1.0f; /* pages that were never written are one shared page of zeros */
    printf("{\"isa\": \"%s\", \"fma_gflops\": {", backend->isa);
    static const char *const isas[] = {"portable", "avx2", "avx512"};
    const char *comma = "";
    for (size_t i = 0; i < RL_COUNTOF(isas); i++) {
        if (!bench_isa_runs(isas[i]))
            continue;
        printf("%s\"%s\": %.1f", comma, isas[i], bench_peak_gflops(isas[i]));
        comma = ", ";
    }
    printf("}, \"read_gbps\": %.1f, \"rmw_gbps\": %.1f}\n", best_gbps(read_block, block, 1.0),
           best_gbps(modify_block, block, 2.0));
    free(block);
    return 0;
}
