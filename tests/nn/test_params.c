/* SPDX-License-Identifier: MIT */
/* Parameter sets, their initial values, optimizers and the state registry. */
#include "tests/nn/nn_test.h"

static void test_params_round_trip_and_names(void **state)
{
    (void)state;
    struct nn_params params;
    struct rl_error err;
    float w[7 * 19], b[7], got[7 * 19];
    nn_params_init(&params, test_backend());
    assert_int_equal(nn_params_add(&params, "w", NN_PARAM_MATRIX, NN_MAT(7, 19)), 0);
    assert_int_equal(nn_params_add(&params, "b", NN_PARAM_VECTOR, NN_VEC(7)), 1);
    assert_int_equal(nn_params_add(&params, "w", NN_PARAM_VECTOR, NN_VEC(3)), RL_EEXIST);
    char name[NN_NAME_MAX + 1];
    memset(name, 'n', NN_NAME_MAX);
    name[NN_NAME_MAX] = 0;
    assert_int_equal(nn_params_add(&params, name, NN_PARAM_VECTOR, NN_VEC(3)), RL_EINVAL);
    assert_int_equal(nn_params_add(&params, "none", NN_PARAM_VECTOR, NN_VEC(0)), RL_EINVAL);
    assert_int_equal(params.n_parameters, 7 * 19 + 7);
    assert_int_equal(params.block_floats % 16, 0);
    assert_int_equal(nn_params_alloc(&params, &err), 0);
    test_fill(w, RL_COUNTOF(w), 1);
    test_fill(b, RL_COUNTOF(b), 2);
    nn_params_set(&params, params.block, 0, w);
    nn_params_set(&params, params.block, 1, b);
    nn_params_get(&params, params.block, 0, got);
    assert_memory_equal(got, w, sizeof(w));
    nn_params_get(&params, params.block, 1, got);
    assert_memory_equal(got, b, sizeof(b));
    nn_params_deinit(&params);
    nn_params_deinit(&params);

    nn_params_init(&params, test_backend());
    assert_int_equal(nn_params_alloc(&params, &err), RL_EINVAL);
}

/* W W^T = gain^2 I along the shorter side, and the same values each time; of several panels, too
 * (nn/orthogonal.c). */
static void test_orthogonal(void **state)
{
    (void)state;
    const int64_t sizes[][2] = {{64, 4}, {4, 64},  {64, 64},   {1, 64},    {64, 1},
                                {1, 1},  {33, 17}, {130, 260}, {260, 130}, {131, 131}};
    for (size_t s = 0; s < RL_COUNTOF(sizes); s++) {
        const int64_t rows = sizes[s][0], cols = sizes[s][1], k = RL_MIN(rows, cols);
        static float w[260 * 130], again[260 * 130];
        struct nn_params params;
        struct rl_error err;
        nn_params_init(&params, test_backend());
        assert_int_equal(nn_params_add(&params, "w", NN_PARAM_MATRIX, NN_MAT(rows, cols)), 0);
        assert_int_equal(nn_params_alloc(&params, &err), 0);
        assert_int_equal(nn_init_orthogonal(&params, 0, 1.5f, 42), 0);
        nn_params_get(&params, params.block, 0, w);
        for (int64_t i = 0; i < k; i++)
            for (int64_t j = 0; j < k; j++) {
                double dot = 0;
                for (int64_t x = 0; x < RL_MAX(rows, cols); x++)
                    dot += rows < cols ? (double)w[i * cols + x] * w[j * cols + x]
                                       : (double)w[x * cols + i] * w[x * cols + j];
                assert_true(fabs(dot - (i == j ? 2.25 : 0)) < 1e-6);
            }
        assert_int_equal(nn_init_orthogonal(&params, 0, 1.5f, 42), 0);
        nn_params_get(&params, params.block, 0, again);
        assert_memory_equal(w, again, (size_t)(rows * cols) * sizeof(float));
        assert_int_equal(nn_init_orthogonal(&params, 0, 1.5f, 43), 0);
        nn_params_get(&params, params.block, 0, again);
        if (rows * cols > 1) /* of one element there are only two values */
            assert_memory_not_equal(w, again, (size_t)(rows * cols) * sizeof(float));
        nn_params_deinit(&params);
    }
}

/* A Gaussian direction has no preferred sign: the first coordinates of many draws average to zero.
 */
static void test_orthogonal_has_no_preferred_sign(void **state)
{
    (void)state;
    struct nn_params params;
    struct rl_error err;
    float w[9], mean[9] = {0};
    nn_params_init(&params, test_backend());
    assert_int_equal(nn_params_add(&params, "w", NN_PARAM_MATRIX, NN_MAT(3, 3)), 0);
    assert_int_equal(nn_params_alloc(&params, &err), 0);
    for (uint64_t seed = 0; seed < 2000; seed++) {
        assert_int_equal(nn_init_orthogonal(&params, 0, 1, seed), 0);
        nn_params_get(&params, params.block, 0, w);
        for (int i = 0; i < 9; i++)
            mean[i] += w[i] / 2000;
    }
    for (int i = 0; i < 9; i++)
        assert_true(fabsf(mean[i]) < 5 * 0.577f / sqrtf(2000));
    nn_params_deinit(&params);
}

static void test_optimizer_config(void **state)
{
    (void)state;
    struct test_net net;
    struct nn_optimizer opt;
    struct rl_error err;
    test_net_init(&net, "net", 4, (struct rl_ints){.n = 1, .v = {8}}, 2, NN_ACT_TANH);
    assert_int_equal(nn_opt_init(&opt, &net.params, nn_opt_defaults(NN_OPT_ADAM, "d"), &err), 0);
    assert_true(opt.config.beta1 == 0.9 && opt.config.beta2 == 0.999 && opt.config.eps == 1e-8f);
    nn_opt_set_lr(&opt, 0.25f);
    assert_true(opt.scalars->lr == 0.25f && nn_opt_steps(&opt) == 0);
    nn_opt_deinit(&opt);
    nn_opt_deinit(&opt);
    struct nn_opt_config bad = nn_opt_defaults(NN_OPT_ADAM, "bad");
    bad.beta1 = 1;
    assert_int_equal(nn_opt_init(&opt, &net.params, bad, &err), RL_ERANGE);
    assert_non_null(strstr(err.text, "optimizer 'bad'"));
    assert_int_equal(nn_opt_init(&opt, &net.params, nn_opt_defaults(NN_OPT_ADAM, ""), &err),
                     RL_EINVAL);
    test_net_deinit(&net);
}

/* Everything that was registered comes back, by name, from a copy that was taken before. */
static void test_state_round_trip(void **state)
{
    (void)state;
    struct test_net net;
    uint64_t counter = 77;
    float mean[3] = {1, 2, 3};
    test_net_init(&net, "policy", 4, (struct rl_ints){.n = 1, .v = {9}}, 2, NN_ACT_TANH);
    for (size_t i = 0; i < net.params.block_floats; i++)
        net.opt.m[i] = net.opt.v[i] = net.params.block[i]; /* zero where the padding is */
    net.opt.scalars->steps = 123;
    net.opt.missed[2] = 23;
    net.opt.frozen[2] = 1;

    struct nn_state *s = nn_state_create();
    assert_int_equal(nn_state_add_params(s, "model", &net.params), 0);
    assert_int_equal(nn_state_add_optimizer(s, &net.opt), 0);
    assert_int_equal(
        nn_state_add_array(s, "counters/env_steps", NN_STATE_RESUME, RL_U64, NN_SCALAR, &counter),
        0);
    assert_int_equal(
        nn_state_add_array(s, "normaliser/mean", NN_STATE_MODEL, RL_F32, NN_VEC(3), mean), 0);
    assert_int_equal(
        nn_state_add_array(s, "normaliser/mean", NN_STATE_MODEL, RL_F32, NN_VEC(3), mean),
        RL_EEXIST);
    assert_int_equal(nn_state_n_tensors(s), 4 + 4 + 4 + 3 + 1 + 1);

    struct nn_state_tensor info;
    int32_t weight = nn_state_find(s, "optim/policy/m/policy.0.weight");
    assert_true(weight >= 0);
    nn_state_tensor(s, weight, &info);
    assert_true(nn_shape_equal(info.shape, NN_MAT(9, 4)) && info.scope == NN_STATE_RESUME);
    assert_int_equal(nn_state_tensor_bytes(s, weight), 9 * 4 * sizeof(float));
    nn_state_tensor(s, nn_state_find(s, "model/policy.1.bias"), &info);
    assert_true(info.scope == NN_STATE_MODEL && info.dtype == RL_F32);
    nn_state_tensor(s, nn_state_find(s, "optim/policy/steps"), &info);
    assert_true(info.dtype == RL_U64 && info.shape.rank == 0);
    assert_int_equal(nn_state_find(s, "optim/policy/grad/policy.0.weight"), -1);

    void *copy = malloc(nn_state_copy_bytes(s));
    float *model = malloc(net.params.block_floats * sizeof(float));
    assert_true(copy && model);
    nn_state_copy(s, copy);
    memcpy(model, net.params.block, net.params.block_floats * sizeof(float));
    memset(net.params.block, 0, net.params.block_floats * sizeof(float));
    memset(net.opt.m, 0, net.params.block_floats * sizeof(float));
    memset(net.opt.v, 0, net.params.block_floats * sizeof(float));
    net.opt.scalars->steps = counter = 0;
    net.opt.missed[2] = net.opt.frozen[2] = 0;
    mean[1] = 0;

    for (int32_t i = 0; i < nn_state_n_tensors(s); i++) {
        char value[1024], live[1024];
        size_t bytes = nn_state_tensor_bytes(s, i);
        assert_true(bytes <= sizeof(value));
        nn_state_tensor_read(s, copy, i, value);
        nn_state_tensor_write(s, i, value);
        nn_state_tensor_read(s, NULL, i, live);
        assert_memory_equal(value, live, bytes);
    }
    assert_memory_equal(model, net.params.block, net.params.block_floats * sizeof(float));
    assert_memory_equal(model, net.opt.m, net.params.block_floats * sizeof(float));
    assert_memory_equal(model, net.opt.v, net.params.block_floats * sizeof(float));
    assert_true(net.opt.scalars->steps == 123 && counter == 77 && mean[1] == 2);
    assert_true(net.opt.missed[2] == 23 && net.opt.frozen[2] == 1 && !net.opt.frozen[1]);
    free(copy);
    free(model);
    nn_state_destroy(s);
    nn_state_destroy(NULL);
    test_net_deinit(&net);
}

static void test_mlp_names_and_widths(void **state)
{
    (void)state;
    struct test_net net;
    test_net_init(&net, "value", 3, (struct rl_ints){.n = 2, .v = {5, 6}}, 1, NN_ACT_RELU);
    const char *names[] = {"value.0.weight", "value.0.bias",   "value.1.weight",
                           "value.1.bias",   "value.2.weight", "value.2.bias"};
    assert_int_equal(net.params.n, 6);
    for (int i = 0; i < 6; i++)
        assert_string_equal(net.params.items[i].name, names[i]);
    assert_int_equal(net.mlp.layer[1].act, NN_ACT_RELU);
    assert_int_equal(net.mlp.layer[2].act, NN_ACT_NONE);
    struct nn_mlp again;
    struct rl_ints hidden = {.n = 0};
    struct nn_params params;
    nn_params_init(&params, test_backend());
    assert_int_equal(nn_mlp_add(&again, &params, "value", 3, &hidden, 1, NN_ACT_RELU), 0);
    assert_int_equal(nn_mlp_add(&again, &params, "value", 3, &hidden, 1, NN_ACT_RELU), RL_EEXIST);
    nn_params_deinit(&params);
    test_net_deinit(&net);
}

static void test_backend_registry(void **state)
{
    (void)state;
    struct nn_backend *be;
    struct rl_error err;
    assert_int_equal(nn_backend_open("abacus", &be, &err), RL_EUNSUPPORTED);
    assert_non_null(strstr(err.text, "device 'abacus'"));
    char *before = getenv("RLTD_ISA") ? strdup(getenv("RLTD_ISA")) : NULL;
    setenv("RLTD_ISA", "portable", 1);
    assert_int_equal(nn_backend_open("cpu", &be, &err), 0);
    assert_string_equal(be->isa, "portable");
    setenv("RLTD_ISA", "mmx", 1);
    assert_int_equal(nn_backend_open("cpu", &be, &err), RL_EUNSUPPORTED);
    assert_non_null(strstr(err.text, "RLTD_ISA=mmx"));
    if (before)
        setenv("RLTD_ISA", before, 1);
    else
        unsetenv("RLTD_ISA");
    free(before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_params_round_trip_and_names),
        cmocka_unit_test(test_orthogonal),
        cmocka_unit_test(test_orthogonal_has_no_preferred_sign),
        cmocka_unit_test(test_optimizer_config),
        cmocka_unit_test(test_state_round_trip),
        cmocka_unit_test(test_mlp_names_and_widths),
        cmocka_unit_test(test_backend_registry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
