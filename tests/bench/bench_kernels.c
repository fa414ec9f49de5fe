/* SPDX-License-Identifier: MIT */
/* The CPU's kernels, timed on one core and set against the floating-point peak measured in the same
 * run. `bench_kernels [ISA...]`, every ISA that runs here by default. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/cpu/kernels.h"
#include "tests/bench/fma_peak.h"

#define SAMPLES 31

/* What is timed; a figure is the median over samples of some hundred microseconds. */
typedef void (*work_fn)(void *context);

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double seconds_of(work_fn work, void *context)
{
    double sample[SAMPLES];
    long repeat = 1;
    for (;; repeat *= 2) { /* also warms up */
        const double start = bench_now();
        for (long i = 0; i < repeat; i++)
            work(context);
        if (bench_now() - start > 3e-4)
            break;
    }
    for (int s = 0; s < SAMPLES; s++) {
        const double start = bench_now();
        for (long i = 0; i < repeat; i++)
            work(context);
        sample[s] = (bench_now() - start) / (double)repeat;
    }
    qsort(sample, SAMPLES, sizeof sample[0], by_value);
    return sample[SAMPLES / 2];
}

static float *floats(size_t n)
{
    float *p = aligned_alloc(64, (n * sizeof *p + 127) / 64 * 64);
    if (!p) {
        fputs("out of memory\n", stderr);
        exit(1);
    }
    for (size_t i = 0; i < n; i++)
        p[i] = 0.2f * sinf((float)i);
    return p;
}

/* ---- linear layers ---- */

struct linear_work {
    const struct nn_cpu_kernels *k;
    struct nn_cpu_linear call;
};

static void linear_init(struct linear_work *t, const struct nn_cpu_kernels *k, int64_t B, int64_t I,
                        int64_t O, enum nn_activation act)
{
    const size_t matrix = k->matrix_floats(O, I);
    float *w = floats((size_t)(O * I)), *packed = floats(matrix);
    k->matrix_pack(O, I, w, packed);
    free(w);
    float *x = floats((size_t)(B * I));
    *t = (struct linear_work){
        .k = k,
        .call = {.B = B,
                 .I = I,
                 .O = O,
                 .x = x,
                 .w = packed,
                 .bias = floats((size_t)O + 15),
                 .y = floats((size_t)(B * O)),
                 .dy = floats((size_t)(B * O)),
                 .dx = floats((size_t)(B * I)),
                 .gw = floats(matrix),
                 .gb = floats((size_t)O + 15),
                 .act = act,
                 .x_out = x,
                 .scratch = floats(k->linear_scratch_floats(B, I, O))},
    };
}

static void linear_deinit(struct linear_work *t)
{
    float *owned[] = {(float *)(uintptr_t)t->call.x,
                      (float *)(uintptr_t)t->call.w,
                      (float *)(uintptr_t)t->call.bias,
                      t->call.y,
                      (float *)(uintptr_t)t->call.dy,
                      t->call.dx,
                      t->call.gw,
                      t->call.gb,
                      t->call.scratch};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        free(owned[i]);
}

static void fwd(void *context)
{
    struct linear_work *t = context;
    t->k->linear_fwd(&t->call);
}

static void dx(void *context)
{
    struct linear_work *t = context;
    t->k->linear_dx(&t->call);
}

/* Zeroed each time, as an optimizer would: sums that grow for ever end as denormals or inf. */
static void dw(void *context)
{
    struct linear_work *t = context;
    t->k->linear_dw(&t->call);
}

static void bench_linear(const struct nn_cpu_kernels *k, double peak)
{
    static const int64_t shapes[][3] = {
        {1, 4, 64},      {1, 64, 64},    {1, 256, 256},  {8, 4, 64},      {8, 64, 64},
        {64, 4, 64},     {64, 64, 64},   {64, 64, 2},    {64, 64, 1},     {256, 64, 64},
        {2048, 4, 64},   {2048, 64, 64}, {2048, 64, 2},  {256, 17, 256},  {256, 23, 256},
        {256, 256, 256}, {256, 256, 1},  {256, 256, 12}, {256, 400, 300}, {32, 3136, 512},
    };
    static const work_fn works[] = {fwd, dx, dw};
    printf("%-16s %-29s %-29s %-29s\n", "B,I,O", "forward", "dx", "dw");
    for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++) {
        const int64_t B = shapes[s][0], I = shapes[s][1], O = shapes[s][2];
        struct linear_work t;
        linear_init(&t, k, B, I, O, NN_ACT_RELU);
        char name[48];
        snprintf(name, sizeof name, "%d,%d,%d", (int)B, (int)I, (int)O);
        printf("%-16s", name);
        for (size_t w = 0; w < sizeof works / sizeof works[0]; w++) {
            const double seconds = seconds_of(works[w], &t);
            const double gflops = 2e-9 * (double)(B * I * O) / seconds;
            printf(" %9.3f us %6.1f GF %3.0f%%", seconds * 1e6, gflops, 100.0 * gflops / peak);
        }
        printf("\n");
        linear_deinit(&t);
    }
}

/* ---- elementwise ---- */

struct map_work {
    nn_cpu_map_fn map;
    size_t n;
    float *out;
    const float *in[5];
};

static void map(void *context)
{
    static const uint8_t step[5] = {1, 1, 1, 1, 1};
    struct map_work *t = context;
    t->map(t->n, t->out, t->in, step);
}

static void bench_maps(const struct nn_cpu_kernels *k)
{
    static const struct {
        const char *name;
        int map;
    } maps[] = {{"exp", NN_CPU_FWD_exp},        {"log", NN_CPU_FWD_log},
                {"tanh", NN_CPU_FWD_tanh},      {"sigmoid", NN_CPU_FWD_sigmoid},
                {"add", NN_CPU_FWD_add},        {"mul", NN_CPU_FWD_mul},
                {"min", NN_CPU_FWD_min},        {"clip", NN_CPU_FWD_clip},
                {"da of tanh", NN_CPU_DA_tanh}, {"da of min", NN_CPU_DA_min}};
    const size_t n = 2048;
    float *a = floats(n), *out = floats(n);
    for (size_t i = 0; i < n; i++)
        a[i] = 0.1f + fabsf(a[i]) * 10.0f;
    for (size_t m = 0; m < sizeof maps / sizeof maps[0]; m++) {
        struct map_work t = {k->map[maps[m].map], n, out, {a, a, a, a, a}};
        printf("%-12s %6.3f ns per element\n", maps[m].name, seconds_of(map, &t) * 1e9 / (double)n);
    }
    free(a);
    free(out);
}

/* ---- rows and blocks ---- */

struct rows_work {
    const struct nn_cpu_kernels *k;
    int64_t B, D;
    float *a, *b, *out;
    int32_t *index;
};

static void log_softmax(void *context)
{
    struct rows_work *t = context;
    t->k->log_softmax(t->B, t->D, t->a, t->out);
}

static void log_softmax_grad(void *context)
{
    struct rows_work *t = context;
    t->k->log_softmax_grad(t->B, t->D, t->a, t->b, t->out);
}

static void sample(void *context)
{
    struct rows_work *t = context;
    t->k->sample_categorical(t->B, t->D, t->a, t->b, t->index);
}

static void sum_rows(void *context)
{
    struct rows_work *t = context;
    t->k->sum_rows(t->B, t->D, t->a, t->out);
}

static void argmax_rows(void *context)
{
    struct rows_work *t = context;
    t->k->argmax_rows(t->B, t->D, t->a, t->index);
}

static void bench_rows(const struct nn_cpu_kernels *k)
{
    static const int64_t shapes[][2] = {{1, 2},    {8, 2},     {64, 2},   {2048, 2},
                                        {2048, 6}, {2048, 18}, {256, 100}};
    static const struct {
        const char *name;
        work_fn work;
    } works[] = {{"log_softmax", log_softmax},
                 {"its gradient", log_softmax_grad},
                 {"sample", sample},
                 {"sum_rows", sum_rows},
                 {"argmax", argmax_rows}};
    for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++) {
        const size_t n = (size_t)(shapes[s][0] * shapes[s][1]);
        struct rows_work t = {k,
                              shapes[s][0],
                              shapes[s][1],
                              floats(n),
                              floats(n),
                              floats(n),
                              (int32_t *)(void *)floats(n)};
        printf("(%d, %d) ", (int)t.B, (int)t.D);
        for (size_t w = 0; w < sizeof works / sizeof works[0]; w++)
            printf(" %s %.3f us;", works[w].name, seconds_of(works[w].work, &t) * 1e6);
        printf("\n");
        free(t.a);
        free(t.b);
        free(t.out);
        free(t.index);
    }
}

struct block_work {
    const struct nn_cpu_kernels *k;
    size_t n;
    float *p, *g, *m, *v;
    volatile double total;
};

static void adam(void *context)
{
    struct block_work *t = context;
    t->k->adam(t->n, t->p, t->g, t->m, t->v, 1e-9f, 1.0f, 0.9f, 0.999f, 1e-5f);
}

static void sum(void *context)
{
    struct block_work *t = context;
    t->total = t->k->sum(t->n, t->g);
}

static void sum_squares(void *context)
{
    struct block_work *t = context;
    t->total = t->k->sum_squares(t->n, t->g);
}

static void scale(void *context)
{
    struct block_work *t = context;
    t->k->scale(t->n, t->g, 1.0f);
}

static void bench_blocks(const struct nn_cpu_kernels *k)
{
    static const struct {
        const char *name;
        work_fn work;
        double bytes; /* read and written per element */
    } works[] = {{"adam", adam, 28.0},
                 {"sum", sum, 4.0},
                 {"sum_squares", sum_squares, 4.0},
                 {"scale", scale, 8.0}};
    static const size_t sizes[] = {64, 9472, 200000, 4000000};
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        const size_t n = sizes[s];
        struct block_work t = {k, n, floats(n), floats(n), floats(n), floats(n), 0.0};
        for (size_t i = 0; i < n; i++)
            t.v[i] = t.v[i] * t.v[i];
        printf("%7zu floats:", n);
        for (size_t w = 0; w < sizeof works / sizeof works[0]; w++) {
            const double seconds = seconds_of(works[w].work, &t);
            printf(" %s %.3f us (%.0f GB/s);", works[w].name, seconds * 1e6,
                   works[w].bytes * (double)n / seconds * 1e-9);
        }
        printf("\n");
        free(t.p);
        free(t.g);
        free(t.m);
        free(t.v);
    }
}

/* ---- the products and activations of a PPO minibatch: two nets 4-64-64-{2, 1}, no first dx ----
 */

struct ppo_work {
    struct linear_work layer[6];
    int backward;
};

static void ppo(void *context)
{
    struct ppo_work *t = context;
    for (int i = 0; i < 6; i++)
        fwd(&t->layer[i]);
    if (!t->backward)
        return;
    for (int i = 5; i >= 0; i--) {
        dw(&t->layer[i]);
        if (i % 3)
            dx(&t->layer[i]);
    }
}

static void bench_ppo(const struct nn_cpu_kernels *k, double peak)
{
    static const int64_t batches[] = {1, 8, 64, 256, 2048};
    for (size_t s = 0; s < sizeof batches / sizeof batches[0]; s++) {
        const int64_t B = batches[s];
        struct ppo_work t;
        for (int net = 0; net < 2; net++) {
            linear_init(&t.layer[3 * net], k, B, 4, 64, NN_ACT_TANH);
            linear_init(&t.layer[3 * net + 1], k, B, 64, 64, NN_ACT_TANH);
            linear_init(&t.layer[3 * net + 2], k, B, 64, 2 - net, NN_ACT_NONE);
            t.layer[3 * net + 2].call.act = NN_ACT_TANH; /* of dx; a tanh too many in forward */
        }
        t.backward = 0;
        const double forward = seconds_of(ppo, &t);
        t.backward = 1;
        const double both = seconds_of(ppo, &t);
        const double flops = 2.0 * (double)B * (2 * 2 * (4 * 64) + 2 * 3 * 64 * 64 + 3 * 3 * 64);
        printf("two nets 4-64-64-{2,1}, %4d rows: forward %.3f us, with backward %.3f us "
               "(%.0f GF, %.0f%% of peak)\n",
               (int)B, forward * 1e6, both * 1e6, flops / both * 1e-9, 1e-7 * flops / both / peak);
        for (int i = 0; i < 6; i++)
            linear_deinit(&t.layer[i]);
    }
}

int main(int argc, char **argv)
{
    static const char *const all[] = {"portable", "avx2", "avx512"};
    const int n = argc > 1 ? argc - 1 : 3;
    for (int i = 0; i < n; i++) {
        const char *isa = argc > 1 ? argv[i + 1] : all[i];
        const struct nn_cpu_kernels *k = nn_cpu_kernels_choose(isa);
        if (!k) {
            printf("%s: unknown, or this machine cannot run it\n", isa);
            continue;
        }
        const double peak = bench_peak_gflops(isa);
        printf("== %s: peak %.1f GFLOP/s per core\n", isa, peak);
        bench_linear(k, peak);
        bench_ppo(k, peak);
        bench_maps(k);
        bench_rows(k);
        bench_blocks(k);
    }
    return 0;
}
