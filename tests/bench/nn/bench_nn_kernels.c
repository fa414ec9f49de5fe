/* SPDX-License-Identifier: MIT */
/* Single kernels: the three products of a linear layer, and functions on an array in the L1 cache.
 */
#include <stdlib.h>

#include "tests/bench/nn/bench_nn.h"

struct linear {
    const struct bench_nn_work *work;
    const struct nn_cpu_kernels *kernels;
    struct nn_cpu_linear call;
};

static void run_linear(void *self)
{
    struct linear *l = self;
    l->work->product(l->kernels, &l->call);
}

/* Forward adds the bias and applies ReLU, dX applies its gradient, dW adds the bias's sums. */
int bench_nn_linear(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err)
{
    const struct nn_cpu_kernels *k = b->kernels;
    const int64_t B = work->B, I = work->I, O = work->O;
    const size_t x = (size_t)(B * I), y = (size_t)(B * O), w = k->matrix_floats(O, I);
    struct linear *l = calloc(1, sizeof *l);
    if (!l)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    float *packed = bench_nn_floats(w, 0, 0);
    k->matrix_pack(O, I, bench_nn_floats((size_t)(O * I), -0.1f, 0.1f), packed);
    const float *inputs = bench_nn_floats(x, -1, 1);
    *l = (struct linear){
        .work = work,
        .kernels = k,
        .call = {.B = B,
                 .I = I,
                 .O = O,
                 .x = inputs,
                 .w = packed,
                 .bias = bench_nn_floats((size_t)O + 16, -0.1f, 0.1f),
                 .y = bench_nn_floats(y, 0, 0),
                 .dy = bench_nn_floats(y, -1, 1),
                 .dx = bench_nn_floats(x, 0, 0),
                 .gw = bench_nn_floats(w, 0, 0),
                 .gb = bench_nn_floats((size_t)O + 16, 0, 0),
                 .act = NN_ACT_RELU,
                 .x_out = inputs,
                 .scratch = bench_nn_floats(k->linear_scratch_floats(B, I, O), 0, 0)},
    };
    b->self = l;
    b->run = run_linear;
    b->flops = 2.0 * (double)(B * I * O);
    return 0;
}

/* ---- functions ---- */

enum { FLOATS = 2048 };

struct array {
    nn_cpu_map_fn map;
    float (*libm)(float x);
    float *in, *out;
};

static void run_map(void *self)
{
    static const uint8_t step[5] = {1};
    struct array *a = self;
    const float *in[5] = {a->in};
    a->map(FLOATS, a->out, in, step);
}

static void run_libm(void *self)
{
    struct array *a = self;
    for (int i = 0; i < FLOATS; i++)
        a->out[i] = a->libm(a->in[i]);
}

static int create_array(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err)
{
    struct array *a = calloc(1, sizeof *a);
    if (!a)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    *a = (struct array){.map = b->kernels->map[work->map],
                        .libm = work->libm,
                        .in = bench_nn_floats(FLOATS, work->low, work->high),
                        .out = bench_nn_floats(FLOATS, 0, 0)};
    b->self = a;
    b->units = FLOATS;
    return 0;
}

int bench_nn_map(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err)
{
    b->run = run_map;
    return create_array(b, work, err);
}

int bench_nn_libm(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err)
{
    b->run = run_libm;
    return create_array(b, work, err);
}
