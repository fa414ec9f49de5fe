/* SPDX-License-Identifier: MIT */
/* The three convolutions of the Nature-CNN on a batch of images of floats: forward with bias and
 * ReLU, dX with the gradient of the ReLU before, dW with the bias's sums. */
#include <stdlib.h>

#include "tests/bench/nn/bench_nn.h"

struct conv {
    const struct bench_nn_work *work;
    const struct nn_cpu_kernels *kernels;
    struct nn_cpu_conv call;
};

static void run_conv(void *self)
{
    struct conv *c = self;
    c->work->conv(c->kernels, &c->call);
}

int bench_nn_conv(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err)
{
    const struct nn_cpu_kernels *k = b->kernels;
    const struct nn_cpu_window w = work->window;
    const int64_t K = (int64_t)w.KH * w.KW * w.C;
    const size_t x = (size_t)work->B * (size_t)(w.H * w.W * w.C);
    const size_t y = (size_t)work->B * (size_t)(w.OH * w.OW * w.O);
    const size_t packed_floats = k->conv_floats(w.O, K);
    struct conv *c = calloc(1, sizeof *c);
    if (!c)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    float *packed = bench_nn_floats(packed_floats, 0, 0);
    k->conv_pack(&w, bench_nn_floats((size_t)(w.O * K), -0.1f, 0.1f), packed);
    const float *images = bench_nn_floats(x, -1, 1);
    *c = (struct conv){
        .work = work,
        .kernels = k,
        .call = {.win = w,
                 .B = work->B,
                 .x = images,
                 .w = packed,
                 .bias = bench_nn_floats((size_t)w.O + 16, -0.1f, 0.1f),
                 .y = bench_nn_floats(y, 0, 0),
                 .dy = bench_nn_floats(y, -1, 1),
                 .dx = bench_nn_floats(x, 0, 0),
                 .gw = bench_nn_floats(packed_floats, 0, 0),
                 .gb = bench_nn_floats((size_t)w.O + 16, 0, 0),
                 .k_end = K,
                 .act = NN_ACT_RELU,
                 .x_out = images,
                 .scratch = bench_nn_floats(k->conv_scratch_floats(&w), 0, 0)},
    };
    b->self = c;
    b->run = run_conv;
    b->flops = 2.0 * (double)(work->B * w.OH * w.OW * w.O * K);
    return 0;
}
