/* SPDX-License-Identifier: MIT */
/* A PPO-like update through two 4-64-64 tanh networks: runs per second, GFLOP/s of the matrix
 * products, steps and memory.
 *
 *   [THREADS=n] build/<preset>/tests/bench_nn_update [ROWS...]    RLTD_ISA: the instruction set
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"
#include "base/clock.h"
#include "tests/nn/scenes.h"

static void check(int code, const struct rl_error *err)
{
    if (code) {
        fprintf(stderr, "bench_nn_update: %s\n", err->text);
        exit(1);
    }
}

/* Seconds per run: the best of several rounds of about 0.1 s. */
static double time_run(struct nn_program *p)
{
    double best = INFINITY;
    uint64_t runs = 16;
    for (int round = 0; round < 8; round++) {
        uint64_t start = rl_now_ns();
        for (uint64_t i = 0; i < runs; i++)
            nn_program_run(p);
        double seconds = (double)(rl_now_ns() - start) * 1e-9;
        best = RL_MIN(best, seconds / (double)runs);
        runs = (uint64_t)(0.1 / best) + 1;
    }
    return best;
}

static void bench_update(struct nn_backend *backend, int64_t rows)
{
    struct scene s;
    struct rl_error err = {0};
    check(scene_ppo_init(&s, backend, rows, &err), &err);
    double seconds = time_run(s.program);
    struct nn_program_info info = nn_program_info(s.program);
    printf("update %5lld rows  %9.0f runs/s  %8.2f us  %6.1f GFLOP/s  %3d steps  arena %zu KiB\n",
           (long long)rows, 1 / seconds, seconds * 1e6, info.flops / seconds * 1e-9, info.n_steps,
           info.arena_bytes / 1024);
    scene_deinit(&s);
}

int main(int argc, char **argv)
{
    struct nn_backend *backend;
    struct rl_error err = {0};
    const char *threads = getenv("THREADS");
    const struct nn_backend_config config = {.threads = threads ? atoi(threads) : 1};
    check(nn_backend_open_with("cpu", &config, &backend, &err), &err);
    printf("isa %s\n", backend->isa);
    static const int64_t usual[] = {64, 256, 2048};
    for (size_t i = 0; argc < 2 && i < RL_COUNTOF(usual); i++)
        bench_update(backend, usual[i]);
    for (int i = 1; i < argc; i++) {
        long rows = strtol(argv[i], NULL, 10);
        if (rows < 1 || rows > 1 << 20) {
            fprintf(stderr, "bench_nn_update: '%s' is no number of rows in [1, 1048576]\n",
                    argv[i]);
            return 2;
        }
        bench_update(backend, rows);
    }
    nn_backend_close(backend);
    return 0;
}
