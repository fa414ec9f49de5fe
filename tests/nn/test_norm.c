/* SPDX-License-Identifier: MIT */
/* Batch norm's running statistics: followed, used, frozen, saved. Train and eval mode. */
#include "nn/norm.h"
#include "tests/nn/nn_test.h"

enum { N = 12, C = 5, BATCHES = 4 };

struct rig {
    struct nn_params params, buffers;
    struct nn_norm_layer layer;
    struct nn_program *train, *eval;
};

static struct nn_program *compile(struct rig *rig, enum nn_mode mode)
{
    struct nn_trace *t = test_trace();
    nn_trace_set_mode(t, mode);
    nn_output(t, "y", nn_norm_trace(t, &rig->layer, nn_input(t, "x", RL_F32, NN_MAT(N, C))));
    return test_compile(t);
}

static void rig_init(struct rig *rig)
{
    struct rl_error err;
    nn_params_init(&rig->params, test_backend());
    nn_params_init(&rig->buffers, test_backend());
    assert_int_equal(nn_batch_norm_add(&rig->layer, &rig->params, &rig->buffers, "norm", C), 0);
    assert_int_equal(nn_params_alloc(&rig->params, &err), 0);
    assert_int_equal(nn_params_alloc(&rig->buffers, &err), 0);
    assert_int_equal(nn_norm_init(&rig->layer), 0);
    rig->train = compile(rig, NN_MODE_TRAIN);
    rig->eval = compile(rig, NN_MODE_EVAL);
}

static void rig_deinit(struct rig *rig)
{
    nn_program_destroy(rig->train);
    nn_program_destroy(rig->eval);
    nn_params_deinit(&rig->params);
    nn_params_deinit(&rig->buffers);
}

static const float *run(struct nn_program *p, const float *x)
{
    test_set_input(p, "x", x, N * C);
    assert_int_equal(nn_program_run(p), 0);
    return test_output(p, "y");
}

static void check_buffer(const struct rig *rig, int32_t index, const float *want)
{
    float got[C];
    nn_params_get(&rig->buffers, rig->buffers.block, index, got);
    assert_close(rig->buffers.items[index].name, got, want, C, 1e-6);
}

static void test_batch_norm_follows_the_batches(void **state)
{
    (void)state;
    struct fixture f;
    struct rig rig;
    assert_true(fixture_load(&f, "batch_norm_steps"));
    rig_init(&rig);
    nn_params_set(&rig.params, rig.params.block, rig.layer.gain, fixture_get(&f, "gain")->data);
    nn_params_set(&rig.params, rig.params.block, rig.layer.bias, fixture_get(&f, "bias")->data);
    const float *x = fixture_get(&f, "x")->data, *y = fixture_get(&f, "y")->data;
    for (int i = 0; i < BATCHES; i++)
        assert_close("y", run(rig.train, x + i * N * C), y + i * N * C, N * C, 1e-6);
    const float *mean = fixture_get(&f, "mean")->data, *var = fixture_get(&f, "variance")->data;
    check_buffer(&rig, rig.layer.mean, mean);
    check_buffer(&rig, rig.layer.variance, var);
    assert_close("eval", run(rig.eval, x), fixture_get(&f, "y_eval")->data, N * C, 1e-6);

    /* Frozen, train mode computes what eval mode does, and changes nothing; thawed, it goes on. */
    assert_int_equal(nn_batch_norm_freeze(&rig.layer, true), 0);
    assert_close("frozen", run(rig.train, x), fixture_get(&f, "y_eval")->data, N * C, 1e-6);
    check_buffer(&rig, rig.layer.mean, mean);
    check_buffer(&rig, rig.layer.variance, var);
    assert_int_equal(nn_batch_norm_freeze(&rig.layer, false), 0);
    assert_close("thawed", run(rig.train, x), y, N * C, 1e-6);
    rig_deinit(&rig);
    fixture_free(&f);
}

/* What is registered is saved: another layer that gets the tensors computes the same bits. */
static void test_batch_norm_statistics_are_state(void **state)
{
    (void)state;
    float x[N * C], want[N * C];
    struct rig rig[2];
    struct nn_state *saved[2];
    for (int i = 0; i < 2; i++) {
        rig_init(&rig[i]);
        saved[i] = nn_state_create();
        assert_int_equal(nn_state_add_params(saved[i], "model", &rig[i].params), 0);
        assert_int_equal(nn_state_add_params(saved[i], "buffers", &rig[i].buffers), 0);
    }
    test_fill(x, N * C, 4);
    run(rig[0].train, x);
    memcpy(want, run(rig[0].eval, x), sizeof(want));
    assert_memory_not_equal(run(rig[1].eval, x), want, sizeof(want));
    assert_true(nn_state_find(saved[0], "buffers/norm.running_var") >= 0);
    for (int32_t i = 0; i < nn_state_n_tensors(saved[0]); i++) {
        float tensor[C];
        assert_true(nn_state_tensor_bytes(saved[0], i) <= sizeof(tensor));
        nn_state_tensor_read(saved[0], NULL, i, tensor);
        nn_state_tensor_write(saved[1], i, tensor);
    }
    assert_memory_equal(run(rig[1].eval, x), want, sizeof(want));
    for (int i = 0; i < 2; i++) {
        nn_state_destroy(saved[i]);
        rig_deinit(&rig[i]);
    }
}

/* Of a frozen layer, the gradient is that of the statistics as constants. */
static void test_batch_norm_frozen_gradient(void **state)
{
    (void)state;
    struct rl_error err;
    struct rig rig;
    struct nn_params x;
    struct nn_optimizer opt;
    float values[N * C], weights[N * C], grad[N * C];
    const float gain[C] = {2, 3, 4, 5, 6}, var[C] = {4, 4, 9, 9, 16};
    rig_init(&rig);
    nn_params_set(&rig.params, rig.params.block, rig.layer.gain, gain);
    nn_params_set(&rig.buffers, rig.buffers.block, rig.layer.variance, var);
    assert_int_equal(nn_batch_norm_freeze(&rig.layer, true), 0);
    nn_params_init(&x, test_backend());
    assert_int_equal(nn_params_add(&x, "x", NN_PARAM_VECTOR, NN_MAT(N, C)), 0);
    assert_int_equal(nn_params_alloc(&x, &err), 0);
    assert_int_equal(nn_opt_init(&opt, &x, nn_opt_defaults(NN_OPT_ADAM, "x"), &err), 0);
    struct nn_trace *t = test_trace();
    nn_trace_set_mode(t, NN_MODE_TRAIN);
    struct nn_var y = nn_norm_trace(t, &rig.layer, nn_param(t, &x, 0));
    nn_backward(t, nn_sum(t, nn_mul(t, y, nn_input(t, "w", RL_F32, NN_MAT(N, C)))), &opt);
    struct nn_program *p = test_compile(t);
    test_fill(values, N * C, 1);
    test_fill(weights, N * C, 2);
    nn_params_set(&x, x.block, 0, values);
    test_set_input(p, "w", weights, N * C);
    assert_int_equal(nn_program_run(p), 0);
    nn_params_get(&x, opt.grad, 0, grad);
    for (int i = 0; i < N * C; i++)
        assert_true(fabs(grad[i] - (double)weights[i] * gain[i % C] / sqrt(var[i % C] + 1e-5)) <
                    1e-5);
    nn_program_destroy(p);
    nn_opt_deinit(&opt);
    nn_params_deinit(&x);
    rig_deinit(&rig);
}

static void check_error(struct nn_trace *t, const char *expected)
{
    struct rl_error err = test_compile_fails(t);
    if (!strstr(err.text, expected))
        fail_msg("expected '%s', got '%s'", expected, err.text);
}

static void test_norm_errors(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig);
    struct nn_trace *t = test_trace();
    nn_norm_trace(t, &rig.layer, nn_input(t, "x", RL_F32, NN_MAT(N, 4)));
    check_error(t, "nn_batch_norm: wants x (..., C) and vectors (C): got (12, 4) and (5)");
    t = test_trace();
    nn_trace_set_mode(t, NN_MODE_TRAIN);
    nn_norm_trace(t, &rig.layer, nn_input(t, "x", RL_F32, NN_MAT(1, C)));
    check_error(t, "nn_batch_norm: train mode wants at least two rows");
    t = test_trace();
    nn_trace_set_mode(t, NN_MODE_TRAIN);
    struct nn_var c = nn_input(t, "c", RL_F32, NN_VEC(C));
    nn_batch_norm(t, nn_input(t, "x", RL_F32, NN_MAT(N, C)), c, c,
                  (&(struct nn_norm_stats){c, c, nn_const(t, 0.1f)}), 1e-5f);
    check_error(t, "running statistics and momentum are parameters of a set of buffers");
    t = test_trace();
    c = nn_input(t, "c", RL_F32, NN_VEC(C));
    nn_layer_norm(t, nn_const(t, 1), c, c, 1e-5f);
    check_error(t, "nn_layer_norm: wants x (..., C) and vectors (C)");
    rig_deinit(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_batch_norm_follows_the_batches),
        cmocka_unit_test(test_batch_norm_statistics_are_state),
        cmocka_unit_test(test_batch_norm_frozen_gradient),
        cmocka_unit_test(test_norm_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
