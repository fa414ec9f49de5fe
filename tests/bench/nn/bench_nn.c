/* SPDX-License-Identifier: MIT */
/* The speed of nn/, one work at a time.
 *
 *     bench-nn WORK THREADS SECONDS
 *
 * Speaks lines with the harness: one JSON object when it is warm, then, for each line it reads, one
 * with the rate (lower quartile of samples of about half a millisecond, for SECONDS), the peak of
 * this core measured just before, and how often a run allocated memory.
 */
#include "tests/bench/nn/bench_nn.h"

#include <gnu/libc-version.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "tests/bench/fma_peak.h"
#include "tests/nn/ulp.h"
#include "tests/support/allocations.h"

/* ---- the works ---- */

static void forward(const struct nn_cpu_kernels *k, const struct nn_cpu_linear *l)
{
    k->linear_fwd(l);
}

static void input_gradient(const struct nn_cpu_kernels *k, const struct nn_cpu_linear *l)
{
    k->linear_dx(l);
}

static void weight_gradient(const struct nn_cpu_kernels *k, const struct nn_cpu_linear *l)
{
    k->linear_dw(l);
}

static void conv_forward(const struct nn_cpu_kernels *k, const struct nn_cpu_conv *c)
{
    k->conv_fwd(c);
}

static void conv_input_gradient(const struct nn_cpu_kernels *k, const struct nn_cpu_conv *c)
{
    k->conv_dx(c);
}

static void conv_weight_gradient(const struct nn_cpu_kernels *k, const struct nn_cpu_conv *c)
{
    k->conv_dw(c);
}

static float sigmoid(float x)
{
    return 1.0f / (1.0f + expf(-x));
}

static float gelu(float x)
{
    return 0.5f * x * erfcf(-0.70710678f * x);
}

/* clang-format off */
#define PRODUCT(b, i, o, text, function)                                                           \
    {"linear-" #b "-" #i "-" #o "-" text, bench_nn_linear,                                         \
     .B = b, .I = i, .O = o, .product = function}
#define LINEAR(b, i, o)                                                                            \
    PRODUCT(b, i, o, "forward", forward), PRODUCT(b, i, o, "dx", input_gradient),                  \
    PRODUCT(b, i, o, "dw", weight_gradient)
/* Squares: image, window, and what comes out. */
#define CONV_PRODUCT(number, h, c, k, s, o, oh, text, function)                                    \
    {"conv" #number "-" text, bench_nn_conv, .B = 32,                                              \
     .window = {.H = h, .W = h, .C = c, .KH = k, .KW = k,                                          \
                .O = o, .OH = oh, .OW = oh, .stride = s},                                          \
     .conv = function}
#define CONV(...)                                                                                  \
    CONV_PRODUCT(__VA_ARGS__, "forward", conv_forward),                                            \
    CONV_PRODUCT(__VA_ARGS__, "dx", conv_input_gradient),                                          \
    CONV_PRODUCT(__VA_ARGS__, "dw", conv_weight_gradient)
#define FUNCTION(text, c_function, from, to)                                                      \
    {#text, bench_nn_map, .map = NN_CPU_FWD_##text, .low = from, .high = to},                     \
    {#text "-libm", bench_nn_libm, .libm = c_function, .low = from, .high = to}

static const struct bench_nn_work works[] = {
    LINEAR(256, 256, 256), LINEAR(64, 64, 64),
    LINEAR(256, 17, 256), LINEAR(256, 256, 1), LINEAR(1, 256, 256),
    FUNCTION(exp, expf, -10, 10), FUNCTION(log, logf, 1e-3f, 10), FUNCTION(tanh, tanhf, -4, 4),
    FUNCTION(sin, sinf, -10, 10), FUNCTION(cos, cosf, -10, 10),
    FUNCTION(sigmoid, sigmoid, -8, 8), FUNCTION(gelu, gelu, -4, 4),
    CONV(1, 84, 4, 8, 4, 32, 20), CONV(2, 20, 32, 4, 2, 64, 9), CONV(3, 9, 64, 3, 1, 64, 7),
    {.name = "dqn-cnn", .create = bench_nn_dqn},
    {.name = "sac", .create = bench_nn_sac},
    {.name = "act", .create = bench_nn_act},
    {.name = "chain", .create = bench_nn_chain},
    {.name = "chain-alone", .create = bench_nn_chain},
    {.name = "adam", .create = bench_nn_adam},
    {.name = "read-modify-write", .create = bench_nn_read_modify_write},
};
/* clang-format on */

float *bench_nn_floats(size_t n, float low, float high)
{
    float *p = aligned_alloc(RL_CACHE_LINE, RL_ALIGN_UP(n * sizeof *p + 64, RL_CACHE_LINE));
    if (!p) {
        fputs("bench-nn: out of memory\n", stderr);
        exit(1);
    }
    rl_fill_uniform((struct rl_key){1, RL_STREAM_TESTS, 0}, 0, p, n);
    for (size_t i = 0; i < n; i++)
        p[i] = low + (high - low) * p[i];
    return p;
}

static void run_program(void *self)
{
    nn_program_run(self);
}

void bench_nn_use(struct bench_nn *b, struct nn_program *program)
{
    b->self = program;
    b->run = run_program;
    b->flops = nn_program_info(program).flops;
}

/* ---- measuring ---- */

enum { MAX_SAMPLES = 8192 };
#define SAMPLE_S 5e-4
#define ULP_STEP 4099u /* of all floats: a prime, so that all mantissa bits vary */

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double seconds_of(const struct bench_nn *b, long runs)
{
    const uint64_t start_ns = rl_now_ns();
    for (long i = 0; i < runs; i++)
        b->run(b->self);
    return (double)(rl_now_ns() - start_ns) * 1e-9;
}

/* Runs per sample, found while warming up. */
static long runs_per_sample(const struct bench_nn *b)
{
    long runs = 1;
    for (double s = seconds_of(b, runs); s < SAMPLE_S; s = seconds_of(b, runs))
        runs *= 2;
    return runs;
}

/* Seconds per run: the lower quartile of samples for so long, which other processes hardly move. */
static double measure(const struct bench_nn *b, long runs, double seconds)
{
    static double sample[MAX_SAMPLES];
    const uint64_t start_ns = rl_now_ns();
    int n = 0;
    do {
        sample[n++] = seconds_of(b, runs) / (double)runs;
    } while (n < MAX_SAMPLES && (double)(rl_now_ns() - start_ns) * 1e-9 < seconds);
    qsort(sample, (size_t)n, sizeof sample[0], by_value);
    return sample[n / 4];
}

static const struct bench_nn_work *find_work(const char *name)
{
    for (size_t i = 0; i < RL_COUNTOF(works); i++)
        if (strcmp(works[i].name, name) == 0)
            return &works[i];
    return NULL;
}

/* The largest error of a function in ulps, of every instruction set that runs here. */
static void print_errors(const struct ulp_function *f)
{
    const struct nn_cpu_kernels *all[] = {nn_cpu_kernels_avx512(), nn_cpu_kernels_avx2(),
                                          nn_cpu_kernels_portable()};
    const char *comma = "";
    for (size_t i = 0; f && i < RL_COUNTOF(all); i++) {
        struct ulp_error worst;
        if (!all[i])
            continue;
        ulp_sweep(f, ULP_STEP, 1, &all[i], &worst);
        printf("%s\"%s\": %.3f", comma, all[i]->isa, worst.ulp);
        comma = ", ";
    }
}

static int run(struct bench_nn *b, const struct bench_nn_work *work, int threads, double seconds,
               struct rl_error *err)
{
    char line[16];
    const struct nn_backend_config config = {.threads = threads};
    int rc = nn_backend_open_with("cpu", &config, &b->backend, err);
    if (rc < 0)
        return rc;
    b->kernels = nn_cpu_kernels_choose(b->backend->isa);
    b->threads = threads;
    b->units = 1.0;
    rc = work->create(b, work, err);
    if (rc < 0)
        return rc;
    const long runs = runs_per_sample(b);
    printf("{\"ready\": true, \"version\": \"%s\", \"libc\": \"%s\", \"isa\": \"%s\", "
           "\"flops\": %.17g, \"ulp\": {",
           RLTD_VERSION, gnu_get_libc_version(), b->backend->isa, b->flops);
    print_errors(ulp_find(work->name));
    printf("}}\n");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        const double peak = bench_peak_gflops(b->backend->isa);
        const long before = allocations();
        const double s = measure(b, runs, seconds);
        const long allocated = allocations() - before;
        printf("{\"per_s\": %.17g, \"peak_gflops\": %.17g, \"allocations\": %ld}\n", b->units / s,
               peak, allocated);
        fflush(stdout);
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct bench_nn b = {0};
    struct rl_error err = {0};
    const struct bench_nn_work *work = argc == 4 ? find_work(argv[1]) : NULL;
    if (!work) {
        fprintf(stderr, "usage: bench-nn WORK THREADS SECONDS; works:");
        for (size_t i = 0; i < RL_COUNTOF(works); i++)
            fprintf(stderr, " %s", works[i].name);
        fprintf(stderr, "\n");
        return 64;
    }
    if (run(&b, work, atoi(argv[2]), atof(argv[3]), &err) < 0) {
        fprintf(stderr, "bench-nn: %s\n", err.text);
        return 1;
    }
    return 0;
}
