/* SPDX-License-Identifier: MIT */
/* Plain supervised training with nn/, no environment: handwritten digits, 28 x 28 pixels.
 *
 *   python3 docs/examples/digits_data.py digits.bin      (needs scikit-learn)
 *   build/release/examples/digits mlp digits.bin         784-128-10 under Adadelta, step schedule
 *   build/release/examples/digits cnn digits.bin         conv20-pool-conv50-pool-500-10 under SGD
 *
 * A third argument is a prefix of three files: PREFIX.weights, the initial parameters as float32 in
 * PyTorch's layout and order, PREFIX.rows, the order of the train rows in each epoch as int32, and
 * PREFIX.curve, the loss of every update as text.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "nn/loss.h"
#include "nn/module.h"
#include "nn/program.h"
#include "nn/schedule.h"

enum { BATCH = 64, CLASSES = 10, SEED = 1 };

static void die(const char *what, const char *why)
{
    fprintf(stderr, "digits: %s: %s\n", what, why);
    exit(1);
}

static void check(int code, const struct rl_error *err)
{
    if (code < 0)
        die("nn", err->code ? err->text : rl_error_text(code));
}

/* ---- data ---- */

struct digits {
    int32_t n_train, n_test, height, width;
    float *image;   /* (n_train + n_test, height, width) */
    int32_t *label; /* (n_train + n_test) */
};

static void digits_load(struct digits *d, const char *path)
{
    int32_t head[4];
    FILE *file = fopen(path, "rb");
    if (!file)
        die(path, "cannot be opened: docs/examples/digits_data.py writes it");
    if (fread(head, sizeof(head), 1, file) != 1 || head[0] < 1 || head[0] > 1 << 20 ||
        head[1] < 1 || head[1] > 1 << 20 || head[2] != 28 || head[3] != 28)
        die(path, "is not a file of docs/examples/digits_data.py");
    *d = (struct digits){head[0], head[1], head[2], head[3], NULL, NULL};
    const size_t rows = (size_t)(d->n_train + d->n_test);
    const size_t pixels = rows * (size_t)(d->height * d->width);
    d->image = malloc(pixels * sizeof(float));
    d->label = malloc(rows * sizeof(int32_t));
    if (!d->image || !d->label)
        die(path, "out of memory");
    if (fread(d->image, sizeof(float), pixels, file) != pixels ||
        fread(d->label, sizeof(int32_t), rows, file) != rows || fgetc(file) != EOF)
        die(path, "has another length than its first bytes say");
    fclose(file);
}

/* ---- networks: what differs between the two demonstrations ---- */

struct net {
    struct nn_params params;
    struct nn_optimizer opt;
    struct nn_schedule rate;
    struct nn_mlp mlp;        /* all of the MLP, the end of the CNN */
    int32_t conv[2], bias[2]; /* parameters of the CNN's layers */
};

static const struct rl_ints mlp_hidden = {.n = 1, .v = {128}}, cnn_hidden = {.n = 1, .v = {500}};

static void mlp_add(struct net *net)
{
    nn_mlp_add(&net->mlp, &net->params, "fc", 28 * 28, &mlp_hidden, CLASSES, NN_ACT_RELU);
}

/* x (B, 784) -> log-probabilities (B, 10) */
static struct nn_var mlp_trace(struct nn_trace *t, struct net *net, struct nn_var x)
{
    return nn_log_softmax(t, nn_mlp_trace(t, &net->mlp, x));
}

static void cnn_add(struct net *net)
{
    net->conv[0] =
        nn_params_add(&net->params, "conv.0.weight", NN_PARAM_CONV, NN_SHAPE4(20, 1, 5, 5));
    net->bias[0] = nn_params_add(&net->params, "conv.0.bias", NN_PARAM_VECTOR, NN_VEC(20));
    net->conv[1] =
        nn_params_add(&net->params, "conv.1.weight", NN_PARAM_CONV, NN_SHAPE4(50, 20, 5, 5));
    net->bias[1] = nn_params_add(&net->params, "conv.1.bias", NN_PARAM_VECTOR, NN_VEC(50));
    nn_mlp_add(&net->mlp, &net->params, "fc", 4 * 4 * 50, &cnn_hidden, CLASSES, NN_ACT_RELU);
}

/* x (B, 784) -> log-probabilities (B, 10). Images are (B, H, W, C), channels last. */
static struct nn_var cnn_trace(struct nn_trace *t, struct net *net, struct nn_var x)
{
    const int64_t rows = nn_var_shape(t, x).dim[0];
    struct nn_var h = nn_reshape(t, x, NN_SHAPE4(rows, 28, 28, 1));
    for (int i = 0; i < 2; i++) {
        struct nn_var weight = nn_param(t, &net->params, net->conv[i]);
        struct nn_var bias = nn_param(t, &net->params, net->bias[i]);
        h = nn_conv2d(t, h, weight, bias, (struct nn_conv){.act = NN_ACT_RELU});
        h = nn_max_pool2d(t, h, (struct nn_pool){.size = 2});
    }
    return nn_log_softmax(t, nn_mlp_trace(t, &net->mlp, nn_reshape(t, h, NN_MAT(rows, 800))));
}

static const struct demo {
    const char *name;
    void (*add)(struct net *net);
    struct nn_var (*trace)(struct nn_trace *t, struct net *net, struct nn_var x);
    enum nn_opt_kind optimizer;
    float momentum;
    const char *rate;
    int epochs;
} demos[] = {
    {"mlp", mlp_add, mlp_trace, NN_OPT_ADADELTA, 0, "step(1, 23, 0.97)", 40},
    {"cnn", cnn_add, cnn_trace, NN_OPT_SGD, 0.5f, "0.02", 20},
};

/* As PyTorch's layers: uniform in +-1 / sqrt(inputs of one output). */
static void net_init(struct net *net)
{
    float bound = 1;
    for (int32_t i = 0; i < net->params.n; i++) {
        const struct nn_shape shape = net->params.items[i].shape;
        if (shape.rank > 1) /* its bias follows */
            bound = 1 / sqrtf((float)(nn_shape_elements(shape) / shape.dim[0]));
        nn_init_uniform(&net->params, i, -bound, bound, SEED);
    }
}

static void net_open(struct net *net, const struct demo *demo, struct nn_backend *backend)
{
    struct rl_error err = {0};
    struct rl_schedule rate;
    struct nn_opt_config config = nn_opt_defaults(demo->optimizer, "net");
    config.momentum = demo->momentum;
    nn_params_init(&net->params, backend);
    demo->add(net);
    check(nn_params_alloc(&net->params, &err), &err);
    check(nn_opt_init(&net->opt, &net->params, config, &err), &err);
    rl_schedule_parse(demo->rate, strlen(demo->rate), &rate);
    nn_schedule_init(&net->rate, &rate, &net->opt);
    net_init(net);
}

/* ---- programs: one per number of rows, for training (with a step) and for evaluation ---- */

struct batch {
    struct nn_program *program;
    int32_t rows;
    float *x;
    int32_t *label;
    const float *loss, *hits;
};

static struct batch batch_compile(const struct demo *demo, struct net *net, int32_t rows,
                                  bool train)
{
    struct rl_error err = {0};
    struct nn_trace *t = nn_trace_create(net->params.backend);
    if (!t)
        die("trace", "out of memory");
    struct nn_var x = nn_input(t, "x", RL_F32, NN_MAT(rows, 28 * 28));
    struct nn_var label = nn_input(t, "label", RL_I32, NN_VEC(rows));
    struct nn_var logp = demo->trace(t, net, x);
    struct nn_var loss = nn_nll(t, logp, label);
    struct nn_var guess = nn_argmax_last(t, logp);
    nn_output(t, "loss", loss);
    nn_output(t, "hits", nn_sum(t, nn_equal(t, nn_to_float(t, guess), nn_to_float(t, label))));
    if (train) { /* an update, step by step */
        nn_opt_zero_grad(t, &net->opt);
        nn_backward(t, loss, &net->opt);
        nn_opt_step(t, &net->opt);
    }
    struct batch b = {.rows = rows};
    check(nn_compile(t, &b.program, &err), &err);
    nn_trace_destroy(t);
    b.x = nn_program_input(b.program, nn_program_find_input(b.program, "x"));
    b.label = nn_program_input(b.program, nn_program_find_input(b.program, "label"));
    b.loss = nn_program_output(b.program, nn_program_find_output(b.program, "loss"));
    b.hits = nn_program_output(b.program, nn_program_find_output(b.program, "hits"));
    return b;
}

static void batch_run(struct batch *b, const struct digits *d, const uint32_t *row)
{
    const size_t pixels = (size_t)(d->height * d->width);
    for (int32_t i = 0; i < b->rows; i++) {
        memcpy(b->x + (size_t)i * pixels, d->image + row[i] * pixels, pixels * sizeof(float));
        b->label[i] = d->label[row[i]];
    }
    check(nn_program_run(b->program), &(struct rl_error){0});
}

/* ---- passes over rows; means are weighted by samples, for the last batch is shorter ---- */

struct result {
    double loss, accuracy;
};

static struct result pass(struct batch both[2], struct net *rated, const struct digits *d,
                          const uint32_t *rows, int32_t n, FILE *curve)
{
    struct result sum = {0, 0};
    for (int32_t at = 0; at < n;) {
        struct batch *b = n - at >= both[0].rows ? &both[0] : &both[1];
        if (rated)
            nn_schedule_apply(&rated->rate, 0, 0);
        batch_run(b, d, rows + at);
        sum.loss += b->rows * (double)*b->loss;
        sum.accuracy += (double)*b->hits;
        if (curve)
            fprintf(curve, "%.9g\n", (double)*b->loss);
        at += b->rows;
    }
    return (struct result){sum.loss / n, sum.accuracy / n};
}

static double train(const struct demo *demo, struct net *net, const struct digits *d, FILE *curve,
                    FILE *rows)
{
    struct batch learn[2] = {batch_compile(demo, net, BATCH, true), {0}};
    struct batch test[2] = {batch_compile(demo, net, BATCH, false), {0}};
    uint32_t *train_rows = calloc((size_t)d->n_train, sizeof(*train_rows));
    uint32_t *test_rows = calloc((size_t)d->n_test, sizeof(*test_rows));
    if (!train_rows || !test_rows)
        die("rows", "out of memory");
    if (d->n_train % BATCH)
        learn[1] = batch_compile(demo, net, d->n_train % BATCH, true);
    if (d->n_test % BATCH)
        test[1] = batch_compile(demo, net, d->n_test % BATCH, false);
    for (int32_t i = 0; i < d->n_test; i++)
        test_rows[i] = (uint32_t)(d->n_train + i);

    struct result tested = {0, 0};
    for (int epoch = 0; epoch < demo->epochs; epoch++) {
        const struct rl_key key = {SEED, RL_STREAM_SHUFFLE, 0};
        rl_fill_permutation(key, (uint64_t)epoch, train_rows, (size_t)d->n_train);
        if (rows && fwrite(train_rows, sizeof(*train_rows), (size_t)d->n_train, rows) == 0)
            die("rows", "cannot be written");
        const struct result trained = pass(learn, net, d, train_rows, d->n_train, curve);
        tested = pass(test, NULL, d, test_rows, d->n_test, NULL);
        printf(
            "epoch %2d  rate %.4f  train loss %.4f accuracy %.4f  test loss %.4f accuracy %.4f\n",
            epoch + 1, (double)net->opt.scalars->lr, trained.loss, trained.accuracy, tested.loss,
            tested.accuracy);
    }
    for (int k = 0; k < 2; k++) {
        nn_program_destroy(learn[k].program);
        nn_program_destroy(test[k].program);
    }
    free(train_rows);
    free(test_rows);
    return tested.accuracy;
}

/* ---- files for a comparison ---- */

static FILE *file_open(const char *prefix, const char *suffix)
{
    char path[1024];
    snprintf(path, sizeof(path), "%s.%s", prefix, suffix);
    FILE *file = fopen(path, "wb");
    if (!file)
        die(path, "cannot be written");
    return file;
}

static void weights_write(const struct net *net, const char *prefix)
{
    FILE *file = file_open(prefix, "weights");
    for (int32_t i = 0; i < net->params.n; i++) {
        const size_t n = (size_t)nn_shape_elements(net->params.items[i].shape);
        float *value = malloc(n * sizeof(*value));
        if (!value)
            die("weights", "out of memory");
        nn_params_get(&net->params, net->params.block, i, value);
        if (fwrite(value, sizeof(*value), n, file) != n)
            die("weights", "cannot be written");
        free(value);
    }
    if (fclose(file))
        die("weights", "cannot be written");
}

int main(int argc, char **argv)
{
    const struct demo *demo = NULL;
    for (size_t i = 0; argc >= 3 && i < RL_COUNTOF(demos); i++)
        if (!strcmp(argv[1], demos[i].name))
            demo = &demos[i];
    if (!demo || argc > 4) {
        fprintf(stderr, "usage: digits mlp|cnn DATA [PREFIX]\n");
        return 2;
    }
    struct digits d;
    struct net net = {0};
    struct nn_backend *backend;
    struct rl_error err = {0};
    digits_load(&d, argv[2]);
    check(nn_backend_open("cpu", &backend, &err), &err);
    net_open(&net, demo, backend);
    if (argc == 4)
        weights_write(&net, argv[3]);
    FILE *curve = argc == 4 ? file_open(argv[3], "curve") : NULL;
    FILE *rows = argc == 4 ? file_open(argv[3], "rows") : NULL;
    const double accuracy = train(demo, &net, &d, curve, rows);
    if (curve && (fclose(curve) || fclose(rows)))
        die("curve or rows", "cannot be written");
    printf("test accuracy %.4f of %d digits\n", accuracy, d.n_test);
    nn_opt_deinit(&net.opt);
    nn_params_deinit(&net.params);
    free(d.image);
    free(d.label);
    return 0;
}
