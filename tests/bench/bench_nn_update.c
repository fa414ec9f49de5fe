/* SPDX-License-Identifier: MIT */
/* A PPO-like update through two 4-64-64 tanh networks, and the policy on one observation: runs per
 * second, GFLOP/s of the matrix products, and what a step costs besides them.
 *
 *   build/<preset>/tests/bench_nn_update [ROWS...]      RLTD_ISA chooses the instruction set
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"
#include "base/clock.h"
#include "nn/module.h"
#include "nn/program.h"

struct rig {
    struct nn_backend *backend;
    struct nn_params params;
    struct nn_mlp policy, value;
    struct nn_optimizer opt;
};

static void check(int code, const struct rl_error *err)
{
    if (code) {
        fprintf(stderr, "bench_nn_update: %s\n", err->text);
        exit(1);
    }
}

static void rig_init(struct rig *rig)
{
    struct rl_error err = {0};
    const struct rl_ints hidden = {.n = 2, .v = {64, 64}};
    check(nn_backend_open("cpu", &rig->backend, &err), &err);
    nn_params_init(&rig->params, rig->backend);
    nn_mlp_add(&rig->policy, &rig->params, "policy", 4, &hidden, 2, NN_ACT_TANH);
    nn_mlp_add(&rig->value, &rig->params, "value", 4, &hidden, 1, NN_ACT_TANH);
    check(nn_params_alloc(&rig->params, &err), &err);
    nn_mlp_init_orthogonal(&rig->policy, 0.01f, 1);
    nn_mlp_init_orthogonal(&rig->value, 1, 2);
    struct nn_opt_config config = {.kind = NN_OPT_ADAM, .name = "policy", .eps = 1e-5f};
    check(nn_opt_init(&rig->opt, &rig->params, config, &err), &err);
    nn_opt_set_lr(&rig->opt, 3e-4f);
}

static struct nn_var policy_loss(struct nn_trace *t, struct nn_var logp, struct nn_var action,
                                 int64_t rows)
{
    struct nn_var old = nn_input(t, "logp", RL_F32, NN_VEC(rows));
    struct nn_var advantage = nn_input(t, "advantage", RL_F32, NN_VEC(rows));
    struct nn_var clip = nn_input(t, "clip_range", RL_F32, NN_SCALAR), one = nn_const(t, 1);
    struct nn_var centred = nn_sub(t, advantage, nn_mean(t, advantage));
    struct nn_var variance = nn_mean(t, nn_square(t, centred));
    advantage = nn_div(t, centred, nn_add(t, nn_sqrt(t, variance), nn_const(t, 1e-8f)));
    struct nn_var log_ratio = nn_sub(t, nn_pick(t, logp, action), old);
    struct nn_var ratio = nn_exp(t, log_ratio);
    struct nn_var clipped = nn_clip(t, ratio, nn_sub(t, one, clip), nn_add(t, one, clip));
    struct nn_var gain = nn_min(t, nn_mul(t, advantage, ratio), nn_mul(t, advantage, clipped));
    struct nn_var change = nn_sub(t, ratio, one);
    nn_output(t, "clip_fraction", nn_mean(t, nn_less(t, clip, nn_abs(t, change))));
    nn_output(t, "approx_kl", nn_mean(t, nn_sub(t, change, log_ratio)));
    return nn_neg(t, nn_mean(t, gain));
}

static struct nn_program *compile_update(struct rig *rig, int64_t rows)
{
    struct nn_trace *t = nn_trace_create(rig->backend);
    struct nn_var obs = nn_input(t, "obs", RL_F32, NN_MAT(rows, 4));
    struct nn_var action = nn_input(t, "action", RL_I32, NN_VEC(rows));
    struct nn_var target = nn_input(t, "return", RL_F32, NN_VEC(rows));
    struct nn_var logp = nn_log_softmax(t, nn_mlp_trace(t, &rig->policy, obs));
    struct nn_var loss = policy_loss(t, logp, action, rows);
    struct nn_var neg_entropy = nn_mean(t, nn_sum_last(t, nn_mul(t, nn_exp(t, logp), logp)));
    struct nn_var value = nn_reshape(t, nn_mlp_trace(t, &rig->value, obs), NN_VEC(rows));
    struct nn_var value_loss = nn_mean(t, nn_square(t, nn_sub(t, target, value)));
    loss = nn_add(t, loss, nn_mul(t, nn_const(t, 0.01f), neg_entropy));
    loss = nn_add(t, loss, nn_mul(t, nn_const(t, 0.5f), value_loss));
    nn_output(t, "loss", loss);
    nn_opt_zero_grad(t, &rig->opt);
    nn_backward(t, loss, &rig->opt);
    nn_output(t, "norm", nn_opt_clip_norm(t, &rig->opt, nn_const(t, 0.5f)));
    nn_opt_step(t, &rig->opt);
    struct nn_program *program = NULL;
    struct rl_error err = {0};
    check(nn_compile(t, &program, &err), &err);
    nn_trace_destroy(t);
    return program;
}

static struct nn_program *compile_act(struct rig *rig)
{
    struct nn_trace *t = nn_trace_create(rig->backend);
    struct nn_var obs = nn_input(t, "obs", RL_F32, NN_MAT(1, 4));
    struct nn_var logp = nn_log_softmax(t, nn_mlp_trace(t, &rig->policy, obs));
    struct nn_var action = nn_sample_categorical(t, logp, nn_input(t, "u", RL_F32, NN_VEC(1)));
    nn_output(t, "action", action);
    nn_output(t, "logp", nn_pick(t, logp, action));
    nn_output(t, "value", nn_mlp_trace(t, &rig->value, obs));
    struct nn_program *program = NULL;
    struct rl_error err = {0};
    check(nn_compile(t, &program, &err), &err);
    nn_trace_destroy(t);
    return program;
}

static void fill_f32(struct nn_program *p, const char *name, size_t n)
{
    float *out = nn_program_input(p, nn_program_find_input(p, name));
    rl_fill_normal((struct rl_key){1, RL_STREAM_TESTS, (uint32_t)name[0]}, 0, out, n);
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

static void bench_update(struct rig *rig, int64_t rows)
{
    struct nn_program *p = compile_update(rig, rows);
    fill_f32(p, "obs", (size_t)rows * 4);
    fill_f32(p, "advantage", (size_t)rows);
    fill_f32(p, "return", (size_t)rows);
    float *logp = nn_program_input(p, nn_program_find_input(p, "logp"));
    int32_t *action = nn_program_input(p, nn_program_find_input(p, "action"));
    for (int64_t i = 0; i < rows; i++) {
        logp[i] = logf(0.5f);
        action[i] = (int32_t)(i & 1);
    }
    *(float *)nn_program_input(p, nn_program_find_input(p, "clip_range")) = 0.2f;
    double seconds = time_run(p);
    struct nn_program_info info = nn_program_info(p);
    printf("update %5lld rows  %9.0f runs/s  %8.2f us  %6.1f GFLOP/s  %3d steps  arena %zu KiB\n",
           (long long)rows, 1 / seconds, seconds * 1e6, info.flops / seconds * 1e-9, info.n_steps,
           info.arena_bytes / 1024);
    nn_program_destroy(p);
}

int main(int argc, char **argv)
{
    struct rig rig = {0};
    rig_init(&rig);
    printf("isa %s\n", rig.backend->isa);
    static const int64_t usual[] = {64, 256, 2048};
    for (size_t i = 0; argc < 2 && i < RL_COUNTOF(usual); i++)
        bench_update(&rig, usual[i]);
    for (int i = 1; i < argc; i++) {
        long rows = strtol(argv[i], NULL, 10);
        if (rows < 1 || rows > 1 << 20) {
            fprintf(stderr, "bench_nn_update: '%s' is no number of rows in [1, 1048576]\n",
                    argv[i]);
            return 2;
        }
        bench_update(&rig, rows);
    }
    struct nn_program *act = compile_act(&rig);
    fill_f32(act, "obs", 4);
    double seconds = time_run(act);
    printf("act on one observation     %.3f us  %d steps\n", seconds * 1e6,
           nn_program_info(act).n_steps);
    nn_program_destroy(act);
    nn_opt_deinit(&rig.opt);
    nn_params_deinit(&rig.params);
    return 0;
}
