/* SPDX-License-Identifier: MIT */
/* Parameter groups, freezing, clipping and accumulation: trainings of a 4-16-16-2 network beside
 * PyTorch's (tests/nn/make_fixtures.py), and what the files cannot show. */
#include "base/glob.h"
#include "nn/optim_options.h"
#include "nn/loss.h"
#include "tests/nn/nn_test.h"

#include <stdio.h>

enum { ROWS = 32, STEPS = 100 };

static struct nn_opt_config config_of(enum nn_opt_kind kind, float eps)
{
    struct nn_opt_config config = nn_opt_defaults(kind, "net");
    config.eps = eps;
    return config;
}

/* zero_grad, backward, clip, step on one batch; `max_value` clips elements. */
struct training {
    struct test_net net;
    struct nn_program *p;
};

static void training_init(struct training *tr, struct nn_opt_config config, float max_norm,
                          bool by_value)
{
    struct rl_error err;
    test_net_init(&tr->net, "net", 4, (struct rl_ints){.n = 2, .v = {16, 16}}, 2, NN_ACT_TANH);
    nn_opt_deinit(&tr->net.opt);
    assert_int_equal(nn_opt_init(&tr->net.opt, &tr->net.params, config, &err), 0);
    nn_opt_set_lr(&tr->net.opt, 3e-3f);
    struct nn_trace *t = test_trace();
    struct nn_var x = nn_input(t, "x", RL_F32, NN_MAT(ROWS, 4));
    struct nn_var target = nn_input(t, "target", RL_F32, NN_MAT(ROWS, 2));
    struct nn_var y = nn_mlp_trace(t, &tr->net.mlp, x);
    struct nn_var loss = nn_mean(t, nn_square(t, nn_sub(t, y, target)));
    nn_output(t, "loss", loss);
    nn_opt_zero_grad(t, &tr->net.opt);
    nn_backward(t, loss, &tr->net.opt);
    nn_output(t, "norm", nn_opt_clip_norm(t, &tr->net.opt, nn_const(t, max_norm)));
    if (by_value)
        nn_opt_clip_value(t, &tr->net.opt, nn_input(t, "max_value", RL_F32, NN_SCALAR));
    nn_opt_step(t, &tr->net.opt);
    tr->p = test_compile(t);
}

static void training_deinit(struct training *tr)
{
    nn_program_destroy(tr->p);
    test_net_deinit(&tr->net);
}

static void training_fill(struct training *tr)
{
    float x[ROWS * 4], target[ROWS * 2];
    test_fill(x, RL_COUNTOF(x), 1);
    test_fill(target, RL_COUNTOF(target), 2);
    test_set_input(tr->p, "x", x, RL_COUNTOF(x));
    test_set_input(tr->p, "target", target, RL_COUNTOF(target));
}

static void training_load(struct training *tr, const struct fixture *f)
{
    for (int32_t i = 0; i < tr->net.params.n; i++) {
        char name[32];
        snprintf(name, sizeof(name), "start%d", i);
        nn_params_set(&tr->net.params, tr->net.params.block, i, fixture_get(f, name)->data);
    }
    test_set_input(tr->p, "x", fixture_get(f, "x")->data, ROWS * 4);
    test_set_input(tr->p, "target", fixture_get(f, "target")->data, ROWS * 2);
}

/* Loss and norm of every step, and the parameters at the end, to 1e-6 of the largest of them. */
static void check_fixture(struct training *tr, const char *name,
                          void (*before)(struct nn_optimizer *opt, int step))
{
    struct fixture f;
    assert_true(fixture_load(&f, name));
    training_load(tr, &f);
    for (int step = 0; step < STEPS; step++) {
        if (before)
            before(&tr->net.opt, step);
        assert_int_equal(nn_program_run(tr->p), 0);
        assert_relative("loss", test_output(tr->p, "loss"), fixture_get(&f, "losses")->data + step,
                        1, 1e-6);
        assert_relative("norm", test_output(tr->p, "norm"), fixture_get(&f, "norms")->data + step,
                        1, 1e-6);
    }
    for (int32_t i = 0; i < tr->net.params.n; i++) {
        char end[16];
        float got[256];
        snprintf(end, sizeof(end), "end%d", i);
        nn_params_get(&tr->net.params, tr->net.params.block, i, got);
        assert_within(end, got, fixture_get(&f, end)->data,
                      (size_t)nn_shape_elements(tr->net.params.items[i].shape), 1e-6,
                      fixture_largest(&f, "end"));
    }
    fixture_free(&f);
}

static void test_groups_have_their_own_rate_and_decay(void **state)
{
    (void)state;
    struct training tr;
    struct nn_optimizer *const opt = &tr.net.opt;
    struct rl_error err;
    training_init(&tr, config_of(NN_OPT_ADAMW, 1e-5f), 0.5f, false);
    assert_int_equal(nn_opt_set_group(&opt, 1, "*", 1, 0.1f, &err), 6);
    assert_int_equal(nn_opt_set_group(&opt, 1, "*.bias", 2, NAN, &err), 3);
    assert_int_equal(nn_opt_set_group(&opt, 1, "*.bias", NAN, 0, &err), 3);
    check_fixture(&tr, "training_groups", NULL);
    assert_int_equal(nn_opt_set_group(&opt, 1, "nets.*", 1, 0, &err), RL_ENOTFOUND);
    assert_non_null(strstr(err.text, "'nets.*'"));
    assert_non_null(strstr(err.text, "net.0.weight"));
    assert_int_equal(nn_opt_set_group(&opt, 1, "*", -1, 0, &err), RL_ERANGE);
    assert_int_equal(nn_opt_set_group(&opt, 1, "*", 1, INFINITY, &err), RL_ERANGE);
    training_deinit(&tr);
}

/* As the fixture does: the last layer joins late, the middle one pauses. */
static void freeze_by_step(struct nn_optimizer *opt, int step)
{
    struct rl_error err;
    if (step == 0)
        assert_int_equal(nn_opt_freeze(&opt, 1, "net.2.*", true, &err), 2);
    if (step == 10)
        assert_int_equal(nn_opt_freeze(&opt, 1, "net.2.*", false, &err), 2);
    if (step == 30 || step == 60)
        assert_int_equal(nn_opt_freeze(&opt, 1, "net.1.*", step == 30, &err), 2);
}

static void test_freeze_and_thaw(void **state)
{
    (void)state;
    struct training tr;
    training_init(&tr, config_of(NN_OPT_ADAM, 1e-5f), 0.5f, false);
    check_fixture(&tr, "training_freeze", freeze_by_step);
    assert_true(nn_opt_steps(&tr.net.opt) == STEPS);
    assert_true(tr.net.opt.missed[0] == 0 && tr.net.opt.missed[2] == 30 &&
                tr.net.opt.missed[4] == 10);
    training_deinit(&tr);
}

static void test_clip_by_value(void **state)
{
    (void)state;
    struct training tr;
    const float max_value = 0.01f, off = 0;
    training_init(&tr, config_of(NN_OPT_ADAM, 1e-5f), 0.5f, true);
    test_set_input(tr.p, "max_value", &max_value, 1);
    check_fixture(&tr, "training_clip_value", NULL);
    tr.net.params.block[0] = NAN; /* does not become a limit */
    assert_int_equal(nn_program_run(tr.p), 0);
    assert_true(isnan(tr.net.opt.grad[0]));
    training_deinit(&tr);

    training_init(&tr, config_of(NN_OPT_ADAM, 1e-5f), 0.5f, true);
    training_fill(&tr);
    test_set_input(tr.p, "max_value", &off, 1);
    assert_int_equal(nn_program_run(tr.p), 0);
    float largest = 0;
    for (size_t i = 0; i < tr.net.params.block_floats; i++)
        largest = fmaxf(largest, fabsf(tr.net.opt.grad[i]));
    assert_true(largest > max_value);
    training_deinit(&tr);
}

/* Every optimizer leaves a frozen parameter and its moments alone, to the bit, and moves the one
 * below it exactly as if nothing were frozen (there is no clipping here that could couple them). */
static void check_frozen_bits(enum nn_opt_kind kind)
{
    struct training tr[2];
    struct rl_error err;
    struct nn_opt_config config = nn_opt_defaults(kind, "net");
    config.weight_decay = 0.1f;
    config.momentum = 0.5f;
    for (int k = 0; k < 2; k++) {
        training_init(&tr[k], config, 0, false);
        training_fill(&tr[k]);
        nn_opt_set_lr(&tr[k].net.opt, 1e-4f);
        assert_int_equal(nn_program_run(tr[k].p), 0);
    }
    struct nn_optimizer *opt = &tr[1].net.opt;
    const struct nn_param *top = &tr[1].net.params.items[4];
    float before[3][16 * 16];
    const size_t bytes = top->n_floats * sizeof(float);
    assert_true(bytes <= sizeof(before[0]));
    float *blocks[3] = {tr[1].net.params.block, opt->m, opt->v};
    for (int b = 0; b < 3; b++)
        memcpy(before[b], blocks[b] + top->offset, bytes);
    assert_int_equal(nn_opt_freeze(&opt, 1, "net.2.weight", true, &err), 1);
    assert_true(nn_opt_is_frozen(opt, 4) && !nn_opt_is_frozen(opt, 5));
    assert_int_equal(nn_opt_n_trainable(opt), tr[1].net.params.n_parameters - 32);
    for (int k = 0; k < 2; k++)
        assert_int_equal(nn_program_run(tr[k].p), 0);
    for (int b = 0; b < 3; b++)
        assert_memory_equal(before[b], blocks[b] + top->offset, bytes);
    assert_memory_equal(tr[0].net.params.block, tr[1].net.params.block,
                        top->offset * sizeof(float));
    assert_memory_not_equal(tr[0].net.params.block + top->offset,
                            tr[1].net.params.block + top->offset, bytes);
    training_deinit(&tr[0]);
    training_deinit(&tr[1]);
}

static void test_frozen_parameters_keep_every_bit(void **state)
{
    (void)state;
    static const enum nn_opt_kind kinds[] = {NN_OPT_ADAM, NN_OPT_ADAMW, NN_OPT_SGD, NN_OPT_RMSPROP,
                                             NN_OPT_ADADELTA};
    for (size_t i = 0; i < RL_COUNTOF(kinds); i++)
        check_frozen_bits(kinds[i]);
}

static void test_everything_frozen_is_an_error(void **state)
{
    (void)state;
    struct training tr[2];
    struct rl_error err;
    for (int k = 0; k < 2; k++) {
        training_init(&tr[k], nn_opt_defaults(NN_OPT_ADAM, "net"), 0.5f, false);
        training_fill(&tr[k]);
    }
    struct nn_optimizer *both[2] = {&tr[0].net.opt, &tr[1].net.opt};
    assert_int_equal(nn_opt_freeze(both, 1, "*", true, &err), RL_EINVAL);
    assert_non_null(strstr(err.text, "every parameter"));
    assert_false(nn_opt_is_frozen(both[0], 0));
    assert_int_equal(nn_opt_freeze(both, 1, "net.[01].*", true, &err), RL_ENOTFOUND);
    /* One optimizer alone may rest: it counts no step then. */
    assert_int_equal(nn_opt_freeze(both, 1, "net.0.*", true, &err), 2);
    assert_int_equal(nn_opt_freeze(both, 1, "net.1.*", true, &err), 2);
    assert_int_equal(nn_opt_freeze(both, 1, "net.2.*", true, &err), RL_EINVAL);
    assert_int_equal(nn_opt_freeze(both, 2, "net.2.*", true, &err), 4);
    assert_int_equal(nn_program_run(tr[0].p), 0);
    assert_int_equal(nn_program_run(tr[1].p), 0);
    assert_true(nn_opt_steps(both[0]) == 0 && nn_opt_steps(both[1]) == 1);
    assert_true(*test_output(tr[0].p, "norm") == 0);
    assert_true(both[0]->missed[0] == 0);
    training_deinit(&tr[0]);
    training_deinit(&tr[1]);
}

/* ---- one norm over several optimizers ---- */

static struct nn_var sum_of_weights(struct nn_trace *t, struct test_net *net, float scale)
{
    struct nn_var bias = nn_param(t, &net->params, 1);
    return nn_mul(t, nn_const(t, scale), nn_sum(t, nn_square(t, bias)));
}

static void test_global_norm(void **state)
{
    (void)state;
    struct test_net net[2];
    struct nn_trace *t = test_trace();
    for (int k = 0; k < 2; k++) {
        test_net_init(&net[k], k ? "b" : "a", 2, (struct rl_ints){.n = 0}, 3, NN_ACT_NONE);
        nn_init_constant(&net[k].params, 1, 1);
        nn_opt_zero_grad(t, &net[k].opt);
        nn_backward(t, sum_of_weights(t, &net[k], k ? 4 : 3), &net[k].opt);
    }
    struct nn_optimizer *both[2] = {&net[0].opt, &net[1].opt};
    nn_output(t, "norm", nn_opts_clip_norm(t, both, 2, nn_input(t, "max_norm", RL_F32, NN_SCALAR)));
    struct nn_program *p = test_compile(t);
    /* gradients of 6 and 8, three times: norm 10 sqrt(3) */
    static const float max_norms[] = {0, 100, 1.7320508f};
    for (size_t i = 0; i < RL_COUNTOF(max_norms); i++) {
        const float norm = 17.320508f, share = i == 2 ? 0.1f : 1;
        test_set_input(p, "max_norm", &max_norms[i], 1);
        assert_int_equal(nn_program_run(p), 0);
        assert_close("norm", test_output(p, "norm"), &norm, 1, 1e-6);
        for (int k = 0; k < 2; k++) {
            const float want = share * (k ? 8 : 6);
            assert_close("gradient", net[k].opt.grad + net[k].params.items[1].offset, &want, 1,
                         1e-6);
        }
    }
    nn_program_destroy(p);
    test_net_deinit(&net[0]);
    test_net_deinit(&net[1]);
}

/* ---- accumulation ---- */

enum { MICRO = 8 }; /* rows of a micro-batch */

struct accumulating {
    struct test_net net;
    struct nn_program *gradient, *step;
    struct nn_window window;
    struct nn_state *state;
};

static void accumulating_init(struct accumulating *a, int64_t size)
{
    test_net_init(&a->net, "net", 4, (struct rl_ints){.n = 1, .v = {16}}, 2, NN_ACT_TANH);
    struct nn_trace *t = test_trace();
    struct nn_var x = nn_input(t, "x", RL_F32, NN_MAT(MICRO, 4));
    struct nn_var loss = nn_mean(t, nn_square(t, nn_mlp_trace(t, &a->net.mlp, x)));
    nn_backward(t, nn_mul(t, loss, nn_input(t, "scale", RL_F32, NN_SCALAR)), &a->net.opt);
    a->gradient = test_compile(t);
    t = test_trace();
    nn_opt_step(t, &a->net.opt);
    nn_opt_zero_grad(t, &a->net.opt);
    a->step = test_compile(t);
    a->window = (struct nn_window){.size = size, .rows = MICRO, .last_rows = MICRO};
    a->state = nn_state_create();
    assert_int_equal(nn_state_add_params(a->state, "model", &a->net.params), 0);
    assert_int_equal(nn_state_add_optimizer(a->state, &a->net.opt), 0);
    assert_int_equal(nn_state_add_window(a->state, &a->net.opt, &a->window), 0);
}

static void accumulating_deinit(struct accumulating *a)
{
    nn_state_destroy(a->state);
    nn_program_destroy(a->gradient);
    nn_program_destroy(a->step);
    test_net_deinit(&a->net);
}

/* Micro-batches first .. end - 1 of a pass of n. */
static void accumulate(struct accumulating *a, int64_t first, int64_t end, int64_t n)
{
    float x[MICRO * 4];
    for (int64_t k = first; k < end; k++) {
        float scale = nn_window_scale(&a->window, n - k);
        test_fill(x, RL_COUNTOF(x), (uint32_t)k);
        test_set_input(a->gradient, "x", x, RL_COUNTOF(x));
        test_set_input(a->gradient, "scale", &scale, 1);
        assert_int_equal(nn_program_run(a->gradient), 0);
        if (nn_window_add(&a->window, n - k))
            assert_int_equal(nn_program_run(a->step), 0);
    }
}

/* A window of n equal micro-batches steps as one batch of all their rows would. */
static void test_a_window_is_a_batch(void **state)
{
    (void)state;
    struct accumulating a;
    struct test_net net;
    accumulating_init(&a, 4);
    test_net_init(&net, "net", 4, (struct rl_ints){.n = 1, .v = {16}}, 2, NN_ACT_TANH);
    accumulate(&a, 0, 6, 6); /* 4, then a shorter one of 2 */
    assert_true(nn_opt_steps(&a.net.opt) == 2 && a.window.done == 0);
    for (int b = 0; b < 2; b++) {
        const int64_t n = b ? 2 : 4;
        struct nn_trace *t = test_trace();
        struct nn_var x = nn_input(t, "x", RL_F32, NN_MAT(MICRO * n, 4));
        nn_opt_zero_grad(t, &net.opt);
        nn_backward(t, nn_mean(t, nn_square(t, nn_mlp_trace(t, &net.mlp, x))), &net.opt);
        nn_opt_step(t, &net.opt);
        struct nn_program *p = test_compile(t);
        float *in = nn_program_input(p, nn_program_find_input(p, "x"));
        for (int64_t k = 0; k < n; k++)
            test_fill(in + k * MICRO * 4, (size_t)MICRO * 4, (uint32_t)(4 * b + k));
        assert_int_equal(nn_program_run(p), 0);
        nn_program_destroy(p);
    }
    assert_relative("parameters", a.net.params.block, net.params.block, net.params.block_floats,
                    1e-6);
    test_net_deinit(&net);
    accumulating_deinit(&a);
}

/* 20 passes of 7 micro-batches beside PyTorch's loop: scaled losses, clip, step, zero. */
static void test_windows_against_pytorch(void **state)
{
    (void)state;
    struct test_net net;
    struct fixture f;
    struct rl_error err;
    struct nn_opt_config config = config_of(NN_OPT_ADAMW, 1e-5f);
    config.weight_decay = 0.1f;
    assert_true(fixture_load(&f, "training_accumulated"));
    test_net_init(&net, "net", 4, (struct rl_ints){.n = 1, .v = {16}}, 2, NN_ACT_TANH);
    nn_opt_deinit(&net.opt);
    assert_int_equal(nn_opt_init(&net.opt, &net.params, config, &err), 0);
    nn_opt_set_lr(&net.opt, 3e-3f);
    for (int32_t i = 0; i < net.params.n; i++) {
        char start[32];
        snprintf(start, sizeof(start), "start%d", i);
        nn_params_set(&net.params, net.params.block, i, fixture_get(&f, start)->data);
    }
    struct nn_trace *t = test_trace();
    struct nn_var x = nn_input(t, "x", RL_F32, NN_MAT(MICRO, 4));
    struct nn_var target = nn_input(t, "target", RL_F32, NN_MAT(MICRO, 2));
    struct nn_var loss = nn_mse(t, nn_mlp_trace(t, &net.mlp, x), target);
    nn_backward(t, nn_mul(t, loss, nn_input(t, "scale", RL_F32, NN_SCALAR)), &net.opt);
    struct nn_program *gradient = test_compile(t);
    t = test_trace();
    nn_output(t, "norm", nn_opt_clip_norm(t, &net.opt, nn_const(t, 0.5f)));
    nn_opt_step(t, &net.opt);
    nn_opt_zero_grad(t, &net.opt);
    struct nn_program *step = test_compile(t);
    struct nn_window window = {.size = 3, .rows = MICRO, .last_rows = MICRO};
    for (int k = 0, steps = 0; k < 20 * 7; k++) {
        const int64_t left = 7 - k % 7;
        const float scale = nn_window_scale(&window, left);
        test_set_input(gradient, "x", fixture_get(&f, "x")->data + k % 7 * MICRO * 4, MICRO * 4);
        test_set_input(gradient, "target", fixture_get(&f, "target")->data + k % 7 * MICRO * 2,
                       MICRO * 2);
        test_set_input(gradient, "scale", &scale, 1);
        assert_int_equal(nn_program_run(gradient), 0);
        if (!nn_window_add(&window, left))
            continue;
        assert_int_equal(nn_program_run(step), 0);
        assert_relative("norm", test_output(step, "norm"), fixture_get(&f, "norms")->data + steps++,
                        1, 1e-6);
    }
    for (int32_t i = 0; i < net.params.n; i++) {
        char end[32];
        float got[64];
        snprintf(end, sizeof(end), "end%d", i);
        nn_params_get(&net.params, net.params.block, i, got);
        assert_within(end, got, fixture_get(&f, end)->data,
                      (size_t)nn_shape_elements(net.params.items[i].shape), 1e-6,
                      fixture_largest(&f, "end"));
    }
    assert_int_equal(nn_opt_steps(&net.opt), 60);
    nn_program_destroy(gradient);
    nn_program_destroy(step);
    test_net_deinit(&net);
    fixture_free(&f);
}

/* Saved inside a window and restored elsewhere: the same bits at the end. */
static void test_an_open_window_resumes(void **state)
{
    (void)state;
    struct accumulating whole, first, second;
    accumulating_init(&whole, 3);
    accumulating_init(&first, 3);
    accumulating_init(&second, 3);
    accumulate(&whole, 0, 7, 7);
    accumulate(&first, 0, 5, 7);
    assert_int_equal(first.window.done, 2);
    void *copy = malloc(nn_state_copy_bytes(first.state));
    assert_non_null(copy);
    nn_state_copy(first.state, copy);
    for (int32_t i = 0; i < nn_state_n_tensors(second.state); i++) {
        char value[4096];
        assert_true(nn_state_tensor_bytes(first.state, i) <= sizeof(value));
        nn_state_tensor_read(first.state, copy, i, value);
        nn_state_tensor_write(second.state, i, value);
    }
    free(copy);
    accumulate(&second, 5, 7, 7);
    assert_true(nn_opt_steps(&second.net.opt) == 3);
    assert_memory_equal(whole.net.params.block, second.net.params.block,
                        whole.net.params.block_floats * sizeof(float));
    accumulating_deinit(&whole);
    accumulating_deinit(&first);
    accumulating_deinit(&second);
}

/* An eps of 0 moves nothing where no gradient ever came, padding lanes among it. */
static void test_no_eps(void **state)
{
    (void)state;
    static const enum nn_opt_kind kinds[] = {NN_OPT_ADAM, NN_OPT_ADAMW, NN_OPT_RMSPROP,
                                             NN_OPT_ADADELTA};
    for (size_t i = 0; i < RL_COUNTOF(kinds); i++) {
        struct test_net net;
        struct rl_error err;
        test_net_init(&net, "net", 3, (struct rl_ints){.n = 0}, 5, NN_ACT_NONE);
        nn_opt_deinit(&net.opt);
        assert_int_equal(nn_opt_init(&net.opt, &net.params, config_of(kinds[i], 0), &err), 0);
        nn_opt_set_lr(&net.opt, 0.1f);
        struct nn_trace *t = test_trace();
        struct nn_var bias = nn_param(t, &net.params, 1);
        nn_backward(t, nn_sum(t, nn_slice(t, bias, 0, 0, 2)), &net.opt);
        nn_opt_step(t, &net.opt);
        struct nn_program *p = test_compile(t);
        assert_int_equal(nn_program_run(p), 0);
        for (size_t k = 0; k < net.params.block_floats; k++)
            assert_true(isfinite(net.params.block[k]));
        float after[5];
        nn_params_get(&net.params, net.params.block, 1, after);
        for (int k = 0; k < 5; k++)
            assert_true((fabsf(after[k]) > 0.05f) ==
                        (k < 2 && kinds[i] != NN_OPT_ADADELTA)); /* sqrt(0) / |g| is no step */
        nn_program_destroy(p);
        test_net_deinit(&net);
    }
}

static void test_ranges_of_options(void **state)
{
    (void)state;
    struct test_net net;
    struct nn_optimizer opt;
    struct rl_error err;
    test_net_init(&net, "net", 4, (struct rl_ints){.n = 0}, 2, NN_ACT_NONE);
    /* kind, name, beta1, beta2, eps, momentum, weight_decay, Nesterov's */
    static const struct {
        struct nn_opt_config config;
        const char *says; /* NULL: fits */
    } cases[] = {
        {{NN_OPT_ADAM, "o", 0, 0, 0, 0, 0, false}, NULL},
        {{NN_OPT_ADAM, "o", 0.9999999, 0.9999999, 1e-8f, 0, 0, false}, NULL},
        {{NN_OPT_ADAM, "o", 1, 0.9, 1e-8f, 0, 0, false}, "beta1 1"},
        {{NN_OPT_ADAMW, "o", 0.9, 1, 1e-8f, 0, 0, false}, "beta2 1"},
        {{NN_OPT_ADAM, "o", -0.1, 0.9, 1e-8f, 0, 0, false}, "beta1 -0.1"},
        {{NN_OPT_ADAM, "o", NAN, 0.9, 1e-8f, 0, 0, false}, "beta1 nan"},
        {{NN_OPT_RMSPROP, "o", 0, 1, 1e-8f, 2, 0, false}, NULL},
        {{NN_OPT_RMSPROP, "o", 0, -1, 1e-8f, 0, 0, false}, "beta2 -1"},
        {{NN_OPT_ADADELTA, "o", 1, 0, 1e-8f, 0, 0, false}, NULL},
        {{NN_OPT_ADADELTA, "o", 1.5, 0, 1e-8f, 0, 0, false}, "beta1 1.5"},
        {{NN_OPT_SGD, "o", 0, 0, 0, 1, 0, true}, NULL},
        {{NN_OPT_SGD, "o", 0, 0, 0, 0, 0, true}, "momentum 0"},
        {{NN_OPT_SGD, "o", 0, 0, 0, -1, 0, false}, "momentum -1"},
        {{NN_OPT_ADAM, "o", 0, 0, -1, 0, 0, false}, "eps -1"},
        {{NN_OPT_ADAM, "o", 0, 0, 0, 0, INFINITY, false}, "weight_decay inf"},
    };
    for (size_t i = 0; i < RL_COUNTOF(cases); i++) {
        const int code = nn_opt_init(&opt, &net.params, cases[i].config, &err);
        assert_int_equal(code, cases[i].says ? RL_ERANGE : 0);
        if (code)
            assert_non_null(strstr(err.text, cases[i].says));
        else
            nn_opt_deinit(&opt);
    }
    test_net_deinit(&net);
}

/* What a kind does not read is refused; what it reads, and what nobody set, passes. */
static void test_options_without_effect(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct nn_opt_options set;
        uint32_t kinds; /* that read it: adam 1, adamw 2, sgd 4, rmsprop 8, adadelta 16 */
    } key[] = {
        {"beta1", {.beta1 = 0.9, .beta2 = NAN}, 1 | 2 | 16},
        {"beta2", {.beta1 = NAN, .beta2 = 0.99}, 1 | 2 | 8},
        {"momentum", {.beta1 = NAN, .beta2 = NAN, .momentum = 0.5}, 4 | 8},
        {"nesterov", {.beta1 = NAN, .beta2 = NAN, .nesterov = true}, 4},
    };
    for (int32_t kind = NN_OPT_ADAM; kind <= NN_OPT_ADADELTA; kind++) {
        const struct nn_opt_options unset = nn_opt_options_default((enum nn_opt_kind)kind);
        assert_int_equal(nn_opt_options_check(&unset, NULL), 0);
        for (size_t i = 0; i < RL_COUNTOF(key); i++) {
            struct nn_opt_options o = key[i].set;
            struct rl_error err;
            o.optimizer = kind;
            int want = key[i].kinds >> kind & 1 ? 0 : RL_ECONFIG;
            assert_int_equal(nn_opt_options_check(&o, &err), want);
            if (want)
                assert_ptr_equal(strstr(err.text, key[i].name), err.text);
        }
    }
}

static void test_patterns(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *text;
        bool matches;
    } cases[] = {
        {"", "", true},
        {"", "a", false},
        {"*", "", true},
        {"*", "a.b", true},
        {"encoder.*", "encoder.0.weight", true},
        {"encoder.*", "encoder", false},
        {"*.bias", "policy.0.bias", true},
        {"*.bias", "policy.bias.0", false},
        {"a?c", "abc", true},
        {"a?c", "ac", false},
        {"*a*b", "xaxxab", true},
        {"*a*b", "xaxxa", false},
        {"a*b*c", "abbbcxc", true},
        {"a**", "a", true},
        {"[a]", "a", false},
    };
    for (size_t i = 0; i < RL_COUNTOF(cases); i++)
        if (rl_glob_match(cases[i].pattern, cases[i].text) != cases[i].matches)
            fail_msg("'%s' and '%s'", cases[i].pattern, cases[i].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_groups_have_their_own_rate_and_decay),
        cmocka_unit_test(test_freeze_and_thaw),
        cmocka_unit_test(test_clip_by_value),
        cmocka_unit_test(test_frozen_parameters_keep_every_bit),
        cmocka_unit_test(test_everything_frozen_is_an_error),
        cmocka_unit_test(test_global_norm),
        cmocka_unit_test(test_a_window_is_a_batch),
        cmocka_unit_test(test_windows_against_pytorch),
        cmocka_unit_test(test_an_open_window_resumes),
        cmocka_unit_test(test_no_eps),
        cmocka_unit_test(test_ranges_of_options),
        cmocka_unit_test(test_options_without_effect),
        cmocka_unit_test(test_patterns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
