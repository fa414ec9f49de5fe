/* SPDX-License-Identifier: MIT */
/* Programs: what a run does, that it allocates nothing, and what may be exchanged between runs. */
#include "tests/nn/nn_test.h"
#include "tests/support/allocations.h"

static const struct rl_ints hidden = {.n = 2, .v = {20, 17}};

/* mean((net(x) - target)^2) */
static struct nn_var trace_loss(struct nn_trace *t, struct test_net *net, int64_t rows)
{
    struct nn_var x = nn_input(t, "x", RL_F32, NN_MAT(rows, 5));
    struct nn_var target = nn_input(t, "target", RL_F32, NN_MAT(rows, 3));
    struct nn_var y = nn_mlp_trace(t, &net->mlp, x);
    nn_output(t, "y", y);
    return nn_mean(t, nn_square(t, nn_sub(t, y, target)));
}

static struct nn_program *compile_update(struct test_net *net, int64_t rows)
{
    struct nn_trace *t = test_trace();
    struct nn_var loss = trace_loss(t, net, rows);
    nn_output(t, "loss", loss);
    nn_opt_zero_grad(t, &net->opt);
    nn_backward(t, loss, &net->opt);
    nn_output(t, "norm", nn_opt_clip_norm(t, &net->opt, nn_const(t, 0.5f)));
    nn_opt_step(t, &net->opt);
    return test_compile(t);
}

static void fill_inputs(struct nn_program *p, int64_t rows)
{
    float x[64 * 5], target[64 * 3];
    test_fill(x, (size_t)rows * 5, 1);
    test_fill(target, (size_t)rows * 3, 2);
    test_set_input(p, "x", x, (size_t)rows * 5);
    test_set_input(p, "target", target, (size_t)rows * 3);
}

static void test_update_learns_and_allocates_nothing(void **state)
{
    (void)state;
    struct test_net net;
    test_net_init(&net, "net", 5, hidden, 3, NN_ACT_TANH);
    struct nn_program *p = compile_update(&net, 64);
    fill_inputs(p, 64);
    const float *loss = test_output(p, "loss");
    assert_int_equal(nn_program_run(p), 0);
    float first = *loss;
    long before = allocations();
    assert_true(before > 0); /* the wrappers are in place */
    for (int i = 0; i < 200; i++)
        assert_int_equal(nn_program_run(p), 0);
    assert_int_equal(allocations(), before);
    assert_true(*loss < 0.5f * first);
    assert_int_equal(nn_opt_steps(&net.opt), 201);
    nn_program_destroy(p);
    test_net_deinit(&net);
}

/* Floats of `block` outside of what the canonical tensors hold. */
static void assert_padding_zero(const struct nn_params *params, const float *block)
{
    float *copy = calloc(params->block_floats, sizeof(float)), *canonical;
    size_t n = 0;
    for (int32_t i = 0; i < params->n; i++)
        n = RL_MAX(n, (size_t)nn_shape_elements(params->items[i].shape));
    canonical = malloc(n * sizeof(float));
    assert_true(copy && canonical);
    for (int32_t i = 0; i < params->n; i++) {
        nn_params_get(params, block, i, canonical);
        nn_params_set(params, copy, i, canonical); /* padding as the layout defines it: zero */
    }
    assert_memory_equal(copy, block, params->block_floats * sizeof(float));
    free(copy);
    free(canonical);
}

static void test_padding_stays_zero(void **state)
{
    (void)state;
    struct test_net net;
    test_net_init(&net, "net", 5, hidden, 3, NN_ACT_RELU);
    struct nn_program *p = compile_update(&net, 33);
    fill_inputs(p, 33);
    for (int i = 0; i < 50; i++)
        assert_int_equal(nn_program_run(p), 0);
    assert_true(net.params.block_floats > (size_t)net.params.n_parameters);
    assert_padding_zero(&net.params, net.params.block);
    assert_padding_zero(&net.params, net.opt.grad);
    assert_padding_zero(&net.params, net.opt.m);
    assert_padding_zero(&net.params, net.opt.v);
    nn_program_destroy(p);
    test_net_deinit(&net);
}

static float *copy_block(const struct test_net *net, const float *block)
{
    float *copy = malloc(net->params.block_floats * sizeof(float));
    assert_non_null(copy);
    return memcpy(copy, block, net->params.block_floats * sizeof(float));
}

static void test_backwards_add_up(void **state)
{
    (void)state;
    struct test_net net;
    test_net_init(&net, "net", 5, hidden, 3, NN_ACT_TANH);
    struct nn_trace *t = test_trace();
    nn_backward(t, trace_loss(t, &net, 16), &net.opt);
    struct nn_program *once = test_compile(t);

    t = test_trace();
    struct nn_var loss = trace_loss(t, &net, 16);
    nn_opt_zero_grad(t, &net.opt);
    nn_backward(t, loss, &net.opt);
    nn_backward(t, nn_mul(t, loss, nn_const(t, 2)), &net.opt);
    struct nn_program *thrice = test_compile(t);

    fill_inputs(once, 16);
    fill_inputs(thrice, 16);
    assert_int_equal(nn_program_run(once), 0);
    float *want = copy_block(&net, net.opt.grad);
    for (size_t i = 0; i < net.params.block_floats; i++)
        want[i] *= 3;
    /* zero_grad forgets the first program's gradients; two more runs of it add two more. */
    assert_int_equal(nn_program_run(thrice), 0);
    assert_close("one and two", net.opt.grad, want, net.params.block_floats, 1e-6);
    memset(net.opt.grad, 0, net.params.block_floats * sizeof(float));
    for (int i = 0; i < 3; i++)
        assert_int_equal(nn_program_run(once), 0);
    assert_close("three runs", net.opt.grad, want, net.params.block_floats, 1e-6);
    free(want);
    nn_program_destroy(once);
    nn_program_destroy(thrice);
    test_net_deinit(&net);
}

/* Two networks, one loss over both, two optimizers: each backward reaches its own parameters only.
 */
static void test_two_optimizers(void **state)
{
    (void)state;
    struct test_net a, b;
    test_net_init(&a, "a", 5, hidden, 3, NN_ACT_TANH);
    test_net_init(&b, "b", 3, hidden, 2, NN_ACT_RELU);
    struct nn_trace *t = test_trace();
    struct nn_var x = nn_input(t, "x", RL_F32, NN_MAT(8, 5));
    struct nn_var middle = nn_mlp_trace(t, &a.mlp, x);
    struct nn_var loss = nn_mean(t, nn_square(t, nn_mlp_trace(t, &b.mlp, middle)));
    nn_opt_zero_grad(t, &a.opt);
    nn_opt_zero_grad(t, &b.opt);
    nn_backward(t, loss, &a.opt); /* through b, into a */
    nn_backward(t, loss, &b.opt);
    nn_opt_step(t, &b.opt);
    struct nn_program *p = test_compile(t);
    float values[8 * 5];
    test_fill(values, RL_COUNTOF(values), 5);
    test_set_input(p, "x", values, RL_COUNTOF(values));
    float *a_before = copy_block(&a, a.params.block), *b_before = copy_block(&b, b.params.block);
    assert_int_equal(nn_program_run(p), 0);
    float norm_a = 0, norm_b = 0;
    for (size_t i = 0; i < a.params.block_floats; i++)
        norm_a += a.opt.grad[i] * a.opt.grad[i];
    for (size_t i = 0; i < b.params.block_floats; i++)
        norm_b += b.opt.grad[i] * b.opt.grad[i];
    assert_true(norm_a > 0 && norm_b > 0);
    assert_memory_equal(a_before, a.params.block, a.params.block_floats * sizeof(float));
    assert_memory_not_equal(b_before, b.params.block, b.params.block_floats * sizeof(float));
    assert_int_equal(nn_opt_steps(&a.opt), 0);
    assert_int_equal(nn_opt_steps(&b.opt), 1);
    free(a_before);
    free(b_before);
    nn_program_destroy(p);
    test_net_deinit(&a);
    test_net_deinit(&b);
}

/* d/dp mean(p * stop(p)) = p / n, not 2 p / n. */
static void test_stop_grad(void **state)
{
    (void)state;
    struct nn_params params;
    struct nn_optimizer opt;
    struct rl_error err;
    float values[4] = {1, -2, 3, 4}, want[4];
    nn_params_init(&params, test_backend());
    assert_int_equal(nn_params_add(&params, "p", NN_PARAM_VECTOR, NN_VEC(4)), 0);
    assert_int_equal(nn_params_alloc(&params, &err), 0);
    assert_int_equal(nn_opt_init(&opt, &params, nn_opt_defaults(NN_OPT_ADAM, "p"), &err), 0);
    nn_params_set(&params, params.block, 0, values);
    struct nn_trace *t = test_trace();
    struct nn_var p = nn_param(t, &params, 0);
    nn_backward(t, nn_mean(t, nn_mul(t, p, nn_stop_grad(t, p))), &opt);
    struct nn_program *program = test_compile(t);
    assert_int_equal(nn_program_run(program), 0);
    for (int i = 0; i < 4; i++)
        want[i] = values[i] / 4;
    assert_close("gradient", opt.grad, want, 4, 1e-7);
    nn_program_destroy(program);
    nn_opt_deinit(&opt);
    nn_params_deinit(&params);
}

/* target = (1 - tau) target + tau source, packed matrices and padding included. */
static void test_polyak(void **state)
{
    (void)state;
    struct test_net source, target;
    test_net_init(&source, "net", 5, hidden, 3, NN_ACT_TANH);
    test_net_init(&target, "net", 5, hidden, 3, NN_ACT_TANH);
    assert_int_equal(nn_mlp_init_orthogonal(&target.mlp, 0.3f, 8), 0);
    const size_t n = source.params.block_floats;
    float *want = malloc(n * sizeof(*want));
    for (size_t i = 0; i < n; i++)
        want[i] = 0.75f * target.params.block[i] + 0.25f * source.params.block[i];
    struct nn_trace *t = test_trace();
    nn_polyak(t, &target.params, &source.params, nn_const(t, 0.25f));
    struct nn_program *p = test_compile(t);
    assert_int_equal(nn_program_run(p), 0);
    assert_close("target", target.params.block, want, n, 1e-7);
    nn_program_destroy(p);

    assert_int_equal(nn_params_copy(&target.params, &source.params), 0);
    assert_memory_equal(target.params.block, source.params.block, n * sizeof(*want));

    struct test_net other;
    test_net_init(&other, "net", 6, hidden, 3, NN_ACT_TANH);
    assert_int_equal(nn_params_copy(&target.params, &other.params), RL_ESHAPE);
    t = test_trace();
    nn_polyak(t, &target.params, &other.params, nn_const(t, 0.25f));
    assert_non_null(strstr(test_compile_fails(t).text, "not the same parameters"));
    test_net_deinit(&other);
    free(want);
    test_net_deinit(&source);
    test_net_deinit(&target);
}

/* Two critics in one product are the two critics, each with its own weights, to the bit. */
static void test_ensemble_is_its_members(void **state)
{
    (void)state;
    struct nn_params both, one[2];
    struct rl_error err;
    float w[2 * 20 * 7], bias[2 * 20], x[9 * 7], y[2 * 9 * 20];
    test_fill(w, RL_COUNTOF(w), 1);
    test_fill(bias, RL_COUNTOF(bias), 2);
    test_fill(x, RL_COUNTOF(x), 3);
    struct nn_params *sets[] = {&both, &one[0], &one[1]};
    for (int i = 0; i < 3; i++) {
        const bool ensemble = i == 0;
        const float *from = i == 2 ? w + 20 * 7 : w, *from_bias = i == 2 ? bias + 20 : bias;
        nn_params_init(sets[i], test_backend());
        nn_params_add(sets[i], "w", NN_PARAM_MATRIX, ensemble ? NN_CUBE(2, 20, 7) : NN_MAT(20, 7));
        nn_params_add(sets[i], "b", NN_PARAM_VECTOR, ensemble ? NN_MAT(2, 20) : NN_VEC(20));
        assert_int_equal(nn_params_alloc(sets[i], &err), 0);
        nn_params_set(sets[i], sets[i]->block, 0, from);
        nn_params_set(sets[i], sets[i]->block, 1, from_bias);
        float back[2 * 20 * 7];
        nn_params_get(sets[i], sets[i]->block, 0, back);
        assert_memory_equal(back, from, (ensemble ? 2 : 1) * 20 * 7 * sizeof(float));
        struct nn_trace *t = test_trace();
        struct nn_var in = nn_input(t, "x", RL_F32, NN_MAT(9, 7));
        nn_output(t, "y",
                  nn_linear(t, in, nn_param(t, sets[i], 0), nn_param(t, sets[i], 1), NN_ACT_TANH));
        struct nn_program *p = test_compile(t);
        assert_float_equal(nn_program_info(p).flops, (ensemble ? 2 : 1) * 2.0 * 9 * 7 * 20, 0);
        test_set_input(p, "x", x, RL_COUNTOF(x));
        assert_int_equal(nn_program_run(p), 0);
        if (ensemble)
            memcpy(y, test_output(p, "y"), sizeof(y));
        else
            assert_memory_equal(test_output(p, "y"), y + (i - 1) * 9 * 20, 9 * 20 * sizeof(float));
        nn_program_destroy(p);
    }
    for (int i = 0; i < 3; i++)
        nn_params_deinit(sets[i]);
}

static void test_pixels(void **state)
{
    (void)state;
    struct nn_trace *t = test_trace();
    struct nn_var pixels = nn_input(t, "pixels", RL_U8, NN_MAT(3, 111));
    nn_output(t, "y", nn_to_float_scaled(t, pixels, 1.0 / 255));
    struct nn_program *p = test_compile(t);
    uint8_t *in = nn_program_input(p, nn_program_find_input(p, "pixels"));
    for (int i = 0; i < 333; i++)
        in[i] = (uint8_t)(i * 7);
    assert_int_equal(nn_program_run(p), 0);
    for (int i = 0; i < 333; i++)
        assert_true(test_output(p, "y")[i] == (float)(1.0 / 255) * (float)in[i]);
    nn_program_destroy(p);
}

static void test_rebinding(void **state)
{
    (void)state;
    struct test_net net;
    test_net_init(&net, "net", 5, hidden, 3, NN_ACT_TANH);
    struct nn_trace *t = test_trace();
    struct nn_var x = nn_input(t, "x", RL_F32, NN_MAT(4, 5));
    nn_output(t, "y", nn_mlp_trace(t, &net.mlp, x));
    nn_output(t, "x again", x);
    struct nn_program *p = test_compile(t);
    float own[20], other[20], y_own[12], y_zero[12] = {0};
    test_fill(own, 20, 1);
    test_fill(other, 20, 2);
    test_set_input(p, "x", own, 20);
    int input = nn_program_find_input(p, "x");
    assert_int_equal(nn_program_run(p), 0);
    memcpy(y_own, test_output(p, "y"), sizeof(y_own));
    assert_memory_equal(test_output(p, "x again"), own, sizeof(own));

    nn_program_bind_input(p, input, other);
    assert_int_equal(nn_program_run(p), 0);
    assert_memory_not_equal(test_output(p, "y"), y_own, sizeof(y_own));
    assert_memory_equal(test_output(p, "x again"), other, sizeof(other));
    nn_program_bind_input(p, input, NULL);

    float *snapshot = aligned_alloc(64, net.params.block_floats * sizeof(float));
    assert_non_null(snapshot);
    memset(snapshot, 0, net.params.block_floats * sizeof(float));
    nn_program_bind_params(p, &net.params, snapshot);
    assert_int_equal(nn_program_run(p), 0);
    assert_memory_equal(test_output(p, "y"), y_zero, sizeof(y_zero));
    nn_program_bind_params(p, &net.params, NULL);
    assert_int_equal(nn_program_run(p), 0);
    assert_memory_equal(test_output(p, "y"), y_own, sizeof(y_own));

    assert_int_equal(nn_program_find_input(p, "z"), RL_ENOTFOUND);
    assert_int_equal(nn_program_find_output(p, "z"), RL_ENOTFOUND);
    free(snapshot);
    nn_program_destroy(p);
    test_net_deinit(&net);
}

/* A row's bits do not depend on the batch it is in. */
static void test_rows_do_not_depend_on_the_batch(void **state)
{
    (void)state;
    struct test_net net;
    test_net_init(&net, "net", 5, hidden, 3, NN_ACT_TANH);
    float x[37 * 5], all[37 * 3];
    test_fill(x, RL_COUNTOF(x), 3);
    const int64_t batches[] = {37, 1, 2, 7, 8, 16, 33};
    for (size_t b = 0; b < RL_COUNTOF(batches); b++) {
        struct nn_trace *t = test_trace();
        struct nn_var in = nn_input(t, "x", RL_F32, NN_MAT(batches[b], 5));
        nn_output(t, "logp", nn_log_softmax(t, nn_mlp_trace(t, &net.mlp, in)));
        struct nn_program *p = test_compile(t);
        for (int64_t row = 0; row + batches[b] <= 37; row += batches[b]) {
            nn_program_bind_input(p, nn_program_find_input(p, "x"), x + row * 5);
            assert_int_equal(nn_program_run(p), 0);
            size_t bytes = (size_t)batches[b] * 3 * sizeof(float);
            if (b == 0)
                memcpy(all, test_output(p, "logp"), bytes);
            else
                assert_memory_equal(test_output(p, "logp"), all + row * 3, bytes);
        }
        nn_program_destroy(p);
    }
    test_net_deinit(&net);
}

static void test_learning_rate_is_read_at_every_run(void **state)
{
    (void)state;
    struct test_net net;
    test_net_init(&net, "net", 5, hidden, 3, NN_ACT_TANH);
    struct nn_program *p = compile_update(&net, 8);
    fill_inputs(p, 8);
    float *before = copy_block(&net, net.params.block);
    nn_opt_set_lr(&net.opt, 0);
    assert_int_equal(nn_program_run(p), 0);
    assert_memory_equal(before, net.params.block, net.params.block_floats * sizeof(float));
    nn_opt_set_lr(&net.opt, 1e-2f);
    assert_int_equal(nn_program_run(p), 0);
    assert_memory_not_equal(before, net.params.block, net.params.block_floats * sizeof(float));
    free(before);
    nn_program_destroy(p);
    test_net_deinit(&net);
}

/* max_norm <= 0 measures and leaves the gradients alone; NaN gradients stay NaN. */
static void test_clip_norm(void **state)
{
    (void)state;
    struct test_net net;
    test_net_init(&net, "net", 5, hidden, 3, NN_ACT_TANH);
    struct nn_trace *t = test_trace();
    struct nn_var max_norm = nn_input(t, "max_norm", RL_F32, NN_SCALAR);
    nn_output(t, "norm", nn_opt_clip_norm(t, &net.opt, max_norm));
    struct nn_program *p = test_compile(t);
    const struct {
        float max_norm, want;
    } cases[] = {{0, 3}, {-1, 3}, {10, 3}, {1, 1 / (5 + 1e-6f) * 3}};
    for (size_t i = 0; i < RL_COUNTOF(cases); i++) {
        memset(net.opt.grad, 0, net.params.block_floats * sizeof(float));
        net.opt.grad[0] = 3;
        net.opt.grad[1] = -4;
        test_set_input(p, "max_norm", &cases[i].max_norm, 1);
        assert_int_equal(nn_program_run(p), 0);
        assert_float_equal(*test_output(p, "norm"), 5, 1e-6);
        assert_float_equal(net.opt.grad[0], cases[i].want, 1e-6);
    }
    net.opt.grad[0] = NAN;
    assert_int_equal(nn_program_run(p), 0);
    assert_true(isnan(*test_output(p, "norm")) && isnan(net.opt.grad[1]));
    nn_program_destroy(p);
    test_net_deinit(&net);
}

/* An index outside of its row is seen in the loss and touches no foreign memory. */
static void test_pick_outside_of_the_row(void **state)
{
    (void)state;
    struct nn_trace *t = test_trace();
    struct nn_var a = nn_input(t, "a", RL_F32, NN_MAT(3, 2));
    struct nn_var index = nn_input(t, "index", RL_I32, NN_VEC(3));
    nn_output(t, "picked", nn_pick(t, a, index));
    struct nn_program *p = test_compile(t);
    const float values[6] = {1, 2, 3, 4, 5, 6};
    const int32_t indices[3] = {1, -1, 2};
    test_set_input(p, "a", values, 6);
    nn_program_bind_input(p, nn_program_find_input(p, "index"), indices);
    assert_int_equal(nn_program_run(p), 0);
    const float *picked = test_output(p, "picked");
    assert_true(picked[0] == 2 && isnan(picked[1]) && isnan(picked[2]));
    nn_program_destroy(p);
}

static void test_sampling(void **state)
{
    (void)state;
    enum { N = 4096 };
    static float logits[N * 3], uniform[N];
    struct nn_trace *t = test_trace();
    struct nn_var logp = nn_log_softmax(t, nn_input(t, "logits", RL_F32, NN_MAT(N, 3)));
    struct nn_var u = nn_input(t, "u", RL_F32, NN_VEC(N));
    struct nn_var action = nn_sample_categorical(t, logp, u);
    nn_output(t, "action", action);
    nn_output(t, "best", nn_argmax_last(t, logp));
    nn_output(t, "mean", nn_mean(t, nn_to_float(t, action)));
    struct nn_program *p = test_compile(t);
    for (int i = 0; i < N; i++) {
        logits[3 * i] = logf(0.2f);
        logits[3 * i + 1] = logf(0.5f);
        logits[3 * i + 2] = logf(0.3f);
    }
    rl_fill_uniform((struct rl_key){1, RL_STREAM_TESTS, 8}, 0, uniform, N);
    test_set_input(p, "logits", logits, N * 3);
    test_set_input(p, "u", uniform, N);
    assert_int_equal(nn_program_run(p), 0);
    const int32_t *drawn = (const int32_t *)(const void *)test_output(p, "action");
    const int32_t *best = (const int32_t *)(const void *)test_output(p, "best");
    int count[3] = {0};
    for (int i = 0; i < N; i++) {
        assert_in_range(drawn[i], 0, 2);
        count[drawn[i]]++;
        assert_int_equal(best[i], 1);
    }
    assert_true(abs(count[0] - N / 5) < 120 && abs(count[1] - N / 2) < 160);
    assert_float_equal(*test_output(p, "mean"), (float)(count[1] + 2 * count[2]) / N, 1e-5);
    nn_program_destroy(p);
}

static void test_compile_needs_parameters_in_memory(void **state)
{
    (void)state;
    struct nn_params params;
    nn_params_init(&params, test_backend());
    assert_int_equal(nn_params_add(&params, "p", NN_PARAM_VECTOR, NN_VEC(4)), 0);
    struct nn_trace *t = test_trace();
    nn_output(t, "y", nn_square(t, nn_param(t, &params, 0)));
    struct rl_error err = test_compile_fails(t);
    assert_int_equal(err.code, RL_EINVAL);
    assert_non_null(strstr(err.text, "nn_params_alloc"));
    nn_params_deinit(&params);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_update_learns_and_allocates_nothing),
        cmocka_unit_test(test_padding_stays_zero),
        cmocka_unit_test(test_backwards_add_up),
        cmocka_unit_test(test_two_optimizers),
        cmocka_unit_test(test_stop_grad),
        cmocka_unit_test(test_polyak),
        cmocka_unit_test(test_ensemble_is_its_members),
        cmocka_unit_test(test_pixels),
        cmocka_unit_test(test_rebinding),
        cmocka_unit_test(test_rows_do_not_depend_on_the_batch),
        cmocka_unit_test(test_learning_rate_is_read_at_every_run),
        cmocka_unit_test(test_clip_norm),
        cmocka_unit_test(test_pick_outside_of_the_row),
        cmocka_unit_test(test_sampling),
        cmocka_unit_test(test_compile_needs_parameters_in_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
