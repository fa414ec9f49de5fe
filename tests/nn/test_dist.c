/* SPDX-License-Identifier: MIT */
/* Distributions at their extremes, samples and modes; initialisers. */
#include "nn/dist.h"
#include "nn/gsde.h"
#include "tests/nn/nn_test.h"

#include <stdio.h>

static const float extremes[] = {-1e4f, -200, -88, -20, -1e-6f, 0, 1e-6f, 20, 88, 200, 1e4f};
#define N RL_COUNTOF(extremes)

static void assert_finite(struct nn_program *p, const char *name, size_t n)
{
    const float *v = test_output(p, name);
    for (size_t i = 0; i < n; i++)
        if (!isfinite(v[i]))
            fail_msg("%s[%zu] = %g at %g", name, i, (double)v[i], (double)extremes[i]);
}

/* Every value and every gradient stays finite, however far out the parameters are. */
static void test_extremes(void **state)
{
    (void)state;
    struct nn_params params;
    struct nn_optimizer opt;
    struct rl_error err;
    float logits[N][2], action[N], bounded[N];
    nn_params_init(&params, test_backend());
    assert_int_equal(nn_params_add(&params, "logits", NN_PARAM_VECTOR, NN_MAT(N, 2)), 0);
    assert_int_equal(nn_params_add(&params, "x", NN_PARAM_VECTOR, NN_MAT(N, 1)), 1);
    assert_int_equal(nn_params_alloc(&params, &err), 0);
    assert_int_equal(nn_opt_init(&opt, &params, nn_opt_defaults(NN_OPT_ADAM, "d"), &err), 0);
    for (size_t i = 0; i < N; i++) {
        logits[i][0] = extremes[i];
        logits[i][1] = 1;
        action[i] = i % 2 ? 1 : -1;
        bounded[i] = fmaxf(-20, fminf(2, extremes[i]));
    }
    nn_params_set(&params, params.block, 0, &logits[0][0]);
    nn_params_set(&params, params.block, 1, extremes);

    struct nn_trace *t = test_trace();
    struct nn_var rows = nn_param(t, &params, 0), x = nn_param(t, &params, 1);
    struct nn_var log_std = nn_input(t, "log_std", RL_F32, NN_MAT(N, 1));
    struct nn_var logp = nn_categorical(t, rows, nn_less(t, rows, nn_const(t, 1)));
    struct nn_var edge = nn_squashed_pre(t, nn_input(t, "action", RL_F32, NN_MAT(N, 1)));
    struct nn_var zero = nn_const(t, 0);
    struct nn_var value[] = {
        nn_categorical_entropy(t, nn_categorical(t, rows, (struct nn_var){-1})),
        nn_categorical_entropy(t, logp),
        nn_bernoulli_log_prob(t, rows, nn_bernoulli_mode(t, rows)),
        nn_bernoulli_entropy(t, rows),
        nn_gaussian_entropy(t, x, log_std),
        nn_squashed_log_prob(t, x, log_std, x),
        nn_squashed_log_prob(t, nn_mul(t, x, zero), zero, edge),
    };
    static const char *const names[] = {"entropy",  "masked",   "bernoulli", "bernoulli entropy",
                                        "gaussian", "squashed", "edge"};
    struct nn_var loss = zero;
    for (size_t i = 0; i < RL_COUNTOF(value); i++) {
        nn_output(t, names[i], value[i]);
        loss = nn_add(t, loss, nn_mean(t, value[i]));
    }
    nn_opt_zero_grad(t, &opt);
    nn_backward(t, loss, &opt);
    struct nn_program *p = test_compile(t);
    test_set_input(p, "action", action, N);
    test_set_input(p, "log_std", bounded, N);
    assert_int_equal(nn_program_run(p), 0);
    for (size_t i = 0; i < RL_COUNTOF(value); i++)
        assert_finite(p, names[i], N);
    for (size_t i = 0; i < params.block_floats; i++)
        assert_true(isfinite(opt.grad[i]));
    nn_program_destroy(p);
    nn_opt_deinit(&opt);
    nn_params_deinit(&params);
}

/* ---- the same against PyTorch and Stable-Baselines3 in float64 ---- */

static struct nn_var fixture_input(struct nn_trace *t, const struct fixture *f, const char *name)
{
    return nn_input(t, name, RL_F32, fixture_get(f, name)->shape);
}

static void output_ints(struct nn_trace *t, const char *name, struct nn_var v)
{
    nn_output(t, name, nn_to_float(t, v));
}

static void trace_categorical(struct nn_trace *t, struct nn_var logits, struct nn_var mask,
                              struct nn_var u, const char *const names[4])
{
    struct nn_var logp = nn_categorical(t, logits, mask), mode = nn_argmax_last(t, logp);
    nn_output(t, names[0], nn_pick(t, logp, mode));
    nn_output(t, names[1], nn_categorical_entropy(t, logp));
    output_ints(t, names[2], mode);
    output_ints(t, names[3], nn_sample_categorical(t, logp, u));
}

static void trace_discrete(struct nn_trace *t, const struct fixture *f)
{
    struct nn_var logits = fixture_input(t, f, "logits"), u = fixture_input(t, f, "u"), logp[2];
    trace_categorical(t, logits, (struct nn_var){-1}, u,
                      (const char *const[]){"cat_logp", "cat_entropy", "cat_mode", "cat_sample"});
    trace_categorical(
        t, logits, fixture_input(t, f, "mask"), u,
        (const char *const[]){"masked_logp", "masked_entropy", "masked_mode", "masked_sample"});
    nn_multi_discrete(t, logits, (const int64_t[]){3, 2}, 2, logp);
    const struct nn_var mode[2] = {nn_argmax_last(t, logp[0]), nn_argmax_last(t, logp[1])};
    nn_output(t, "multi_logp", nn_multi_discrete_log_prob(t, logp, mode, 2));
    nn_output(t, "multi_entropy", nn_multi_discrete_entropy(t, logp, 2));
    struct nn_var two = fixture_input(t, f, "two");
    struct nn_var one = nn_less(t, nn_input(t, "zero_one", RL_F32, NN_VEC(2)), nn_const(t, 0.5f));
    nn_output(t, "coin_logp", nn_bernoulli_log_prob(t, two, one));
    nn_output(t, "coin_entropy", nn_bernoulli_entropy(t, two));
    nn_output(t, "coin_mode", nn_bernoulli_mode(t, two));
    nn_output(t, "coin_sample", nn_bernoulli_sample(t, two, nn_unsqueeze(t, u, 1)));
}

static void trace_continuous(struct nn_trace *t, const struct fixture *f)
{
    struct nn_var mean = fixture_input(t, f, "mean"), log_std = fixture_input(t, f, "log_std");
    struct nn_var pre = fixture_input(t, f, "pre");
    nn_output(t, "normal_logp", nn_gaussian_log_prob(t, mean, log_std, fixture_input(t, f, "x")));
    nn_output(t, "normal_entropy", nn_gaussian_entropy(t, mean, log_std));
    nn_output(t, "normal_sample", nn_gaussian_sample(t, mean, log_std, fixture_input(t, f, "z")));
    struct nn_var small = nn_div(t, mean, nn_const(t, 1e4f));
    nn_output(t, "squashed_logp", nn_squashed_log_prob(t, small, log_std, pre));
    nn_output(t, "squashed_mode", nn_tanh(t, mean));
    struct nn_var latent = fixture_input(t, f, "latent");
    struct nn_var two =
        nn_concat(t, (struct nn_var[]){mean, nn_div(t, mean, nn_const(t, -3))}, 2, 1);
    struct nn_var std = nn_gsde_std(t, fixture_input(t, f, "gsde_log_std"), false);
    struct nn_var sde = nn_gsde_log_std(t, latent, std);
    nn_output(t, "gsde_logp", nn_gaussian_log_prob(t, two, sde, nn_add(t, two, latent)));
    nn_output(t, "gsde_entropy", nn_gaussian_entropy(t, two, sde));
}

static void test_extremes_against_float64(void **state)
{
    (void)state;
    struct fixture f;
    assert_true(fixture_load(&f, "dist_extremes"));
    struct nn_trace *t = test_trace();
    trace_discrete(t, &f);
    trace_continuous(t, &f);
    struct nn_program *p = test_compile(t);
    const float zero_one[] = {0, 1};
    test_set_input(p, "zero_one", zero_one, 2);
    int32_t outputs = 0;
    for (int32_t i = 0; i < f.n; i++)
        if (nn_program_find_input(p, f.tensor[i].name) >= 0)
            test_set_input(p, f.tensor[i].name, f.tensor[i].data,
                           (size_t)nn_shape_elements(f.tensor[i].shape));
    assert_int_equal(nn_program_run(p), 0);
    for (int32_t i = 0; i < f.n; i++) {
        const struct fixture_tensor *want = &f.tensor[i];
        if (nn_program_find_output(p, want->name) < 0)
            continue;
        outputs++;
        for (int64_t k = 0; k < nn_shape_elements(want->shape); k++) {
            const double got = test_output(p, want->name)[k], w = want->data[k];
            if (!(fabs(got - w) <= 3e-6 * fmax(1, fabs(w))))
                fail_msg("%s[%d] = %.9g, expected %.9g", want->name, (int)k, got, w);
        }
    }
    assert_int_equal(outputs, 21);
    nn_program_destroy(p);
    fixture_free(&f);
}

/* Of 20,000 draws, so many as the probabilities say; a masked action never. */
static void test_samples(void **state)
{
    (void)state;
    enum { B = 20000 };
    struct nn_trace *t = test_trace();
    const float rows[3] = {0.5f, -0.3f, 0.9f}, mask[3] = {1, 1, 0};
    struct nn_var logits = nn_input(t, "logits", RL_F32, NN_MAT(B, 3));
    struct nn_var uniform = nn_input(t, "uniform", RL_F32, NN_VEC(B));
    struct nn_var logp = nn_categorical(t, logits, nn_input(t, "mask", RL_F32, NN_VEC(3)));
    nn_output(t, "index", nn_to_float(t, nn_sample_categorical(t, logp, uniform)));
    nn_output(t, "logp", logp);
    nn_output(t, "coin", nn_bernoulli_sample(t, nn_const(t, -0.4f), uniform));
    struct nn_program *p = test_compile(t);
    float *in = nn_program_input(p, nn_program_find_input(p, "logits"));
    for (int i = 0; i < 3 * B; i++)
        in[i] = rows[i % 3];
    test_set_input(p, "mask", mask, 3);
    rl_fill_uniform((struct rl_key){5, RL_STREAM_TESTS, 1}, 0,
                    nn_program_input(p, nn_program_find_input(p, "uniform")), B);
    assert_int_equal(nn_program_run(p), 0);
    double count[3] = {0}, heads = 0;
    for (int i = 0; i < B; i++) {
        count[(int)test_output(p, "index")[i]]++;
        heads += test_output(p, "coin")[i];
    }
    assert_true(count[2] == 0);
    assert_true(fabs(count[0] / B - exp(test_output(p, "logp")[0])) < 0.015);
    assert_true(fabs(heads / B - 1 / (1 + exp(0.4))) < 0.015);
    nn_program_destroy(p);
}

static int init_xavier(struct nn_params *p)
{
    return nn_init_xavier(p, 0, 2, 1);
}

static int init_xavier_normal(struct nn_params *p)
{
    return nn_init_xavier_normal(p, 0, 2, 1);
}

static int init_kaiming(struct nn_params *p)
{
    return nn_init_kaiming(p, 0, sqrtf(2), false, 1);
}

static int init_kaiming_normal(struct nn_params *p)
{
    return nn_init_kaiming_normal(p, 0, sqrtf(2), false, 1);
}

static int init_kaiming_out(struct nn_params *p)
{
    return nn_init_kaiming(p, 0, 1, true, 1);
}

static int init_kaiming_normal_out(struct nn_params *p)
{
    return nn_init_kaiming_normal(p, 0, 1, true, 1);
}

static const struct {
    const char *name; /* in the fixture */
    int (*init)(struct nn_params *p);
} initialisers[] = {
    {"xavier", init_xavier},           {"xavier_normal", init_xavier_normal},
    {"kaiming", init_kaiming},         {"kaiming_normal", init_kaiming_normal},
    {"kaiming_out", init_kaiming_out}, {"kaiming_normal_out", init_kaiming_normal_out},
};

/* `want`: what PyTorch draws: deviation, mean fourth power over its fourth power (1.8 of a uniform,
 * 3 of a normal distribution), the largest of 240000 values. */
static void check_sizes(const float *w, size_t n, const float *want)
{
    double squares = 0, fourths = 0, largest = 0;
    for (size_t i = 0; i < n; i++) {
        const double square = (double)w[i] * w[i];
        squares += square / (double)n;
        fourths += square * square / (double)n;
        largest = fmax(largest, fabs((double)w[i]));
    }
    assert_float_equal(sqrt(squares) / (double)want[0], 1, 0.03);
    assert_float_equal(fourths / (squares * squares), want[1], 0.3);
    assert_true(largest <= (double)want[2] * 1.0001);
}

static void test_initialisers_of(const char *prefix, enum nn_param_kind kind, struct nn_shape shape)
{
    struct nn_params params;
    struct rl_error err;
    struct fixture f;
    static float w[32 * 12 * 3 * 5];
    const size_t n = (size_t)nn_shape_elements(shape);
    assert_true(n <= RL_COUNTOF(w) && fixture_load(&f, "initialisers"));
    nn_params_init(&params, test_backend());
    assert_int_equal(nn_params_add(&params, "w", kind, shape), 0);
    assert_int_equal(nn_params_alloc(&params, &err), 0);
    for (size_t k = 0; k < RL_COUNTOF(initialisers); k++) {
        char name[64];
        snprintf(name, sizeof(name), "%s%s", prefix, initialisers[k].name);
        assert_int_equal(initialisers[k].init(&params), 0);
        nn_params_get(&params, params.block, 0, w);
        check_sizes(w, n, fixture_get(&f, name)->data);
    }
    nn_params_deinit(&params);
    fixture_free(&f);
}

/* Sizes as PyTorch's; both fans of a convolution count the window's positions. */
static void test_initialisers(void **state)
{
    (void)state;
    test_initialisers_of("", NN_PARAM_MATRIX, NN_CUBE(2, 40, 60));
    test_initialisers_of("conv_", NN_PARAM_CONV, NN_SHAPE4(32, 12, 3, 5));
}

/* Members of an ensemble differ, and each is orthogonal. */
static void test_initialisers_of_an_ensemble(void **state)
{
    (void)state;
    struct nn_params params;
    struct rl_error err;
    static float w[2 * 40 * 60];
    nn_params_init(&params, test_backend());
    assert_int_equal(nn_params_add(&params, "w", NN_PARAM_MATRIX, NN_CUBE(2, 40, 60)), 0);
    assert_int_equal(nn_params_alloc(&params, &err), 0);
    assert_int_equal(nn_init_normal(&params, 0, 3, 0.5f, 1), 0);
    nn_params_get(&params, params.block, 0, w);
    for (size_t i = 0; i < RL_COUNTOF(w); i++)
        w[i] -= 3;
    check_sizes(w, RL_COUNTOF(w), (const float[]){0.5f, 3, 2.5f});
    assert_int_equal(nn_init_orthogonal(&params, 0, 1, 1), 0);
    nn_params_get(&params, params.block, 0, w);
    assert_memory_not_equal(w, w + 2400, 2400 * sizeof(float));
    for (int e = 0; e < 2; e++)
        for (int a = 0; a < 40; a++)
            for (int b = 0; b <= a; b++) {
                double dot = 0;
                for (int i = 0; i < 60; i++)
                    dot += (double)w[e * 2400 + a * 60 + i] * w[e * 2400 + b * 60 + i];
                assert_true(fabs(dot - (a == b)) < 1e-5);
            }
    nn_params_deinit(&params);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_extremes),
        cmocka_unit_test(test_extremes_against_float64),
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_initialisers),
        cmocka_unit_test(test_initialisers_of_an_ensemble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
