/* SPDX-License-Identifier: MIT */
/* Two optimizers, stepped by hand: a generative adversarial network (Goodfellow et al. 2014) that
 * learns a mixture of eight Gaussians on a circle. The discriminator tells data from samples, the
 * generator learns to be taken for data (its non-saturating loss).
 *
 *   build/release/examples/gan [SEED [SAMPLES.csv]]
 *   python3 docs/examples/plot.py samples gan.svg SAMPLES.csv
 *
 * It says how many modes the samples cover, and exits with 1 unless it is all of them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"
#include "nn/loss.h"
#include "nn/module.h"
#include "nn/program.h"

enum { MODES = 8, NOISE = 8, BATCH = 256, UPDATES = 5000, SAMPLES = 2048 };
static const float radius = 2, spread = 0.1f, rate = 1e-3f;

static void check(int code, const struct rl_error *err)
{
    if (code < 0) {
        fprintf(stderr, "gan: %s\n", err->code ? err->text : rl_error_text(code));
        exit(1);
    }
}

/* ---- data ---- */

static void centre(uint32_t mode, float c[2])
{
    const double angle = 2 * 3.14159265358979323846 * mode / MODES;
    c[0] = radius * (float)cos(angle);
    c[1] = radius * (float)sin(angle);
}

/* (BATCH, 2) points of the mixture. */
static void data_draw(uint64_t seed, uint64_t update, float *out)
{
    const struct rl_key key = {seed, RL_STREAM_TRAIN, 0};
    float mode[BATCH];
    rl_fill_normal(key, update, out, (size_t)BATCH * 2);
    rl_fill_uniform((struct rl_key){seed, RL_STREAM_TRAIN, 1}, update, mode, BATCH);
    for (int i = 0; i < BATCH; i++) {
        float c[2];
        centre((uint32_t)(mode[i] * MODES), c);
        out[2 * i] = c[0] + spread * out[2 * i];
        out[2 * i + 1] = c[1] + spread * out[2 * i + 1];
    }
}

static void noise_draw(uint64_t seed, uint64_t update, float *out, int32_t rows)
{
    const struct rl_key key = {seed, RL_STREAM_UPDATE, 0};
    rl_fill_normal(key, update, out, (size_t)rows * NOISE);
}

/* ---- two networks, each with its own optimizer ---- */

struct net {
    struct nn_params params;
    struct nn_mlp mlp;
    struct nn_optimizer opt;
};

static void net_open(struct net *net, const char *name, struct nn_backend *backend, uint64_t seed,
                     int64_t n_in, int64_t n_out)
{
    const struct rl_ints hidden = {.n = 2, .v = {128, 128}};
    struct nn_opt_config config = nn_opt_defaults(NN_OPT_ADAM, name);
    struct rl_error err = {0};
    config.beta1 = 0.5;
    nn_params_init(&net->params, backend);
    check(nn_mlp_add(&net->mlp, &net->params, name, n_in, &hidden, n_out, NN_ACT_RELU), &err);
    check(nn_params_alloc(&net->params, &err), &err);
    check(nn_mlp_init_orthogonal(&net->mlp, 1, seed), &err);
    check(nn_opt_init(&net->opt, &net->params, config, &err), &err);
    nn_opt_set_lr(&net->opt, rate);
}

/* One update of both. The generator's step comes after the discriminator's and judges by what that
 * one has just learned, so the discriminator's forward pass is traced again. */
static struct nn_program *trace_update(struct net *gen, struct net *dis)
{
    struct nn_trace *t = nn_trace_create(gen->params.backend);
    struct nn_var real = nn_input(t, "real", RL_F32, NN_MAT(BATCH, 2));
    struct nn_var noise = nn_input(t, "noise", RL_F32, NN_MAT(BATCH, NOISE));
    struct nn_var zero = nn_const(t, 0), one = nn_const(t, 1);
    struct nn_var fake = nn_mlp_trace(t, &gen->mlp, noise);

    struct nn_var on_real = nn_mlp_trace(t, &dis->mlp, real);
    struct nn_var on_fake = nn_mlp_trace(t, &dis->mlp, nn_stop_grad(t, fake));
    struct nn_var dis_loss =
        nn_add(t, nn_bce_with_logits(t, on_real, one), nn_bce_with_logits(t, on_fake, zero));
    nn_opt_zero_grad(t, &dis->opt);
    nn_backward(t, dis_loss, &dis->opt);
    nn_opt_step(t, &dis->opt);

    struct nn_var gen_loss = nn_bce_with_logits(t, nn_mlp_trace(t, &dis->mlp, fake), one);
    nn_opt_zero_grad(t, &gen->opt);
    nn_backward(t, gen_loss, &gen->opt); /* through the discriminator, to the generator alone */
    nn_opt_step(t, &gen->opt);

    nn_output(t, "dis_loss", dis_loss);
    nn_output(t, "gen_loss", gen_loss);
    struct nn_program *p = NULL;
    struct rl_error err = {0};
    check(nn_compile(t, &p, &err), &err);
    nn_trace_destroy(t);
    return p;
}

static struct nn_program *trace_samples(struct net *gen)
{
    struct nn_trace *t = nn_trace_create(gen->params.backend);
    struct nn_var noise = nn_input(t, "noise", RL_F32, NN_MAT(SAMPLES, NOISE));
    nn_output(t, "samples", nn_mlp_trace(t, &gen->mlp, noise));
    struct nn_program *p = NULL;
    struct rl_error err = {0};
    check(nn_compile(t, &p, &err), &err);
    nn_trace_destroy(t);
    return p;
}

static void *input(struct nn_program *p, const char *name)
{
    return nn_program_input(p, nn_program_find_input(p, name));
}

static const float *output(struct nn_program *p, const char *name)
{
    return nn_program_output(p, nn_program_find_output(p, name));
}

/* ---- what came of it ---- */

/* A mode is covered by a quarter of its share of samples within four spreads of its centre. */
static int modes_covered(const float *sample, double *near)
{
    int count[MODES] = {0}, covered = 0;
    *near = 0;
    for (int i = 0; i < SAMPLES; i++)
        for (uint32_t m = 0; m < MODES; m++) {
            float c[2];
            centre(m, c);
            count[m] += hypotf(sample[2 * i] - c[0], sample[2 * i + 1] - c[1]) < 4 * spread;
        }
    for (int m = 0; m < MODES; m++) {
        covered += count[m] >= SAMPLES / MODES / 4;
        *near += (double)count[m] / SAMPLES;
    }
    return covered;
}

static void write_samples(const char *path, const float *sample)
{
    FILE *file = fopen(path, "w");
    if (!file) {
        fprintf(stderr, "gan: %s cannot be written\n", path);
        exit(1);
    }
    for (int i = 0; i < SAMPLES; i++)
        fprintf(file, "%.4f,%.4f\n", (double)sample[2 * i], (double)sample[2 * i + 1]);
    fclose(file);
}

int main(int argc, char **argv)
{
    struct nn_backend *backend;
    struct net gen, dis;
    struct rl_error err = {0};
    const uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    double near;
    check(nn_backend_open("cpu", &backend, &err), &err);
    net_open(&gen, "generator", backend, seed, NOISE, 2);
    net_open(&dis, "discriminator", backend, seed, 2, 1);
    struct nn_program *update = trace_update(&gen, &dis), *samples = trace_samples(&gen);

    for (uint64_t i = 0; i < UPDATES; i++) {
        data_draw(seed, i, input(update, "real"));
        noise_draw(seed, i, input(update, "noise"), BATCH);
        check(nn_program_run(update), &err);
        if ((i + 1) % 1000 == 0)
            printf("update %5llu  discriminator %.3f  generator %.3f\n", (unsigned long long)i + 1,
                   (double)*output(update, "dis_loss"), (double)*output(update, "gen_loss"));
    }
    noise_draw(seed, UPDATES, input(samples, "noise"), SAMPLES);
    check(nn_program_run(samples), &err);
    const int covered = modes_covered(output(samples, "samples"), &near);
    printf("%d of %d modes covered, %.1f%% of the samples lie in one\n", covered, MODES,
           100 * near);
    if (argc > 2)
        write_samples(argv[2], output(samples, "samples"));
    nn_program_destroy(update);
    nn_program_destroy(samples);
    nn_opt_deinit(&gen.opt);
    nn_opt_deinit(&dis.opt);
    nn_params_deinit(&gen.params);
    nn_params_deinit(&dis.params);
    return covered == MODES ? 0 : 1;
}
