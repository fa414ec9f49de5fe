/* SPDX-License-Identifier: MIT */
/* Values and gradients against PyTorch's, read from tests/nn/fixtures (tests/nn/make_fixtures.py).
 */
#include "tests/nn/op_check.h"

#include <stdio.h>

/* A rig whose parameters are fixture tensors: gradients with respect to them come out of one
 * backward. */
struct rig {
    struct nn_params params;
    struct nn_optimizer opt;
    struct nn_trace *t;
    struct nn_program *program;
    const struct fixture *f;
};

static void rig_add(struct rig *rig, const char *name, enum nn_param_kind kind)
{
    struct nn_shape shape = fixture_get(rig->f, name)->shape;
    assert_true(nn_params_add(&rig->params, name, kind, shape) >= 0);
}

static void rig_begin(struct rig *rig)
{
    struct rl_error err;
    struct nn_opt_config config = nn_opt_defaults(NN_OPT_ADAM, "parity");
    assert_int_equal(nn_params_alloc(&rig->params, &err), 0);
    assert_int_equal(nn_opt_init(&rig->opt, &rig->params, config, &err), 0);
    for (int32_t i = 0; i < rig->params.n; i++)
        nn_params_set(&rig->params, rig->params.block, i,
                      fixture_get(rig->f, rig->params.items[i].name)->data);
    rig->t = test_trace();
}

static void rig_run(struct rig *rig)
{
    rig->program = test_compile(rig->t);
    for (int32_t i = 0; i < rig->f->n; i++) {
        const struct fixture_tensor *tensor = &rig->f->tensor[i];
        int input = nn_program_find_input(rig->program, tensor->name);
        if (input < 0)
            continue;
        int64_t n = nn_shape_elements(tensor->shape);
        if (!strcmp(tensor->name, "action"))
            for (int64_t k = 0; k < n; k++)
                ((int32_t *)nn_program_input(rig->program, input))[k] = (int32_t)tensor->data[k];
        else
            test_set_input(rig->program, tensor->name, tensor->data, (size_t)n);
    }
    assert_int_equal(nn_program_run(rig->program), 0);
}

static struct nn_var input(struct rig *rig, const char *name)
{
    enum rl_dtype dtype = strcmp(name, "action") != 0 ? RL_F32 : RL_I32;
    return nn_input(rig->t, name, dtype, fixture_get(rig->f, name)->shape);
}

static void check_values(struct rig *rig, const char *output, const char *expected,
                         double tolerance)
{
    const struct fixture_tensor *want = fixture_get(rig->f, expected);
    char what[160];
    snprintf(what, sizeof(what), "%s: %s", rig->f->name, output);
    assert_close(what, test_output(rig->program, output), want->data,
                 (size_t)nn_shape_elements(want->shape), tolerance);
}

/* The gradient of parameter `name` against the fixture's "d<name>". */
static void check_gradient(struct rig *rig, const char *name, double tolerance)
{
    char what[160], expected[80];
    float got[4096];
    snprintf(expected, sizeof(expected), "d%s", name);
    snprintf(what, sizeof(what), "%s: %s", rig->f->name, expected);
    for (int32_t i = 0; i < rig->params.n; i++)
        if (!strcmp(rig->params.items[i].name, name)) {
            const struct fixture_tensor *want = fixture_get(rig->f, expected);
            assert_in_range(nn_shape_elements(want->shape), 1, RL_COUNTOF(got));
            nn_params_get(&rig->params, rig->opt.grad, i, got);
            assert_close(what, got, want->data, (size_t)nn_shape_elements(want->shape), tolerance);
            return;
        }
    fail_msg("%s: no parameter", what);
}

static void rig_end(struct rig *rig)
{
    nn_program_destroy(rig->program);
    nn_opt_deinit(&rig->opt);
    nn_params_deinit(&rig->params);
}

/* ---- the case table ---- */
static void check_worst(const struct op_case *c, const struct op_worst *w, double tolerance)
{
    if (!(w->error <= tolerance))
        fail_msg("%s: %s[%d] is %.9g, PyTorch's is %.9g: off by %.2g", c->name, w->what,
                 (int)w->element, w->got, w->want, w->error);
}

static void test_elementwise(void **state)
{
    (void)state;
    for (int32_t i = 0; i < n_map_cases; i++) {
        const struct op_case c = map_case(i);
        const struct op_torch errors = op_against_torch(&c);
        check_worst(&c, &errors.value, 4e-7);
        check_worst(&c, &errors.gradient, 1e-6);
    }
}

static void test_ops(void **state)
{
    (void)state;
    for (int32_t i = 0; i < n_op_cases; i++) {
        const struct op_torch errors = op_against_torch(&op_cases[i]);
        check_worst(&op_cases[i], &errors.value, 2e-6);
        check_worst(&op_cases[i], &errors.gradient, 2e-6);
    }
}

static void test_rows(void **state)
{
    (void)state;
    struct fixture f;
    assert_true(fixture_load(&f, "rows"));
    for (int second = 0; second < 2; second++) {
        struct rig rig = {.f = &f};
        nn_params_init(&rig.params, test_backend());
        rig_add(&rig, "logits", NN_PARAM_VECTOR);
        rig_begin(&rig);
        struct nn_trace *t = rig.t;
        struct nn_var logits = nn_param(t, &rig.params, 0);
        struct nn_var logp = nn_log_softmax(t, logits), action = input(&rig, "action");
        struct nn_var picked = nn_pick(t, logp, action);
        struct nn_var entropy = nn_neg(t, nn_sum_last(t, nn_mul(t, nn_exp(t, logp), logp)));
        struct nn_var loss = nn_sum(t, nn_mul(t, logp, input(&rig, "g")));
        if (second)
            loss = nn_add(t, nn_mean(t, picked), nn_mul(t, nn_const(t, 0.1f), nn_sum(t, entropy)));
        nn_output(t, "logp", logp);
        nn_output(t, "picked", picked);
        nn_output(t, "entropy", entropy);
        nn_output(t, "argmax", nn_to_float(t, nn_argmax_last(t, logits)));
        nn_backward(t, loss, &rig.opt);
        rig_run(&rig);
        check_values(&rig, "logp", "logp", 3e-7);
        check_values(&rig, "picked", "picked", 3e-7);
        check_values(&rig, "entropy", "entropy", 1e-6);
        check_values(&rig, "argmax", "argmax", 0);
        float got[13 * 5];
        nn_params_get(&rig.params, rig.opt.grad, 0, got);
        assert_close("gradient of the logits", got,
                     fixture_get(&f, second ? "dloss" : "dlogits")->data, RL_COUNTOF(got), 1e-6);
        rig_end(&rig);
    }
    fixture_free(&f);
}

static void check_linear(const char *act_name, enum nn_activation act, const char *size)
{
    char file[64];
    struct fixture f;
    snprintf(file, sizeof(file), "linear_%s_%s", act_name, size);
    if (!fixture_load(&f, file))
        fail_msg("no fixture %s", file);
    struct rig rig = {.f = &f};
    nn_params_init(&rig.params, test_backend());
    rig_add(&rig, "x", NN_PARAM_VECTOR);
    rig_add(&rig, "w", NN_PARAM_MATRIX);
    rig_add(&rig, "bias", NN_PARAM_VECTOR);
    rig_begin(&rig);
    struct nn_var y =
        nn_linear(rig.t, nn_param(rig.t, &rig.params, 0), nn_param(rig.t, &rig.params, 1),
                  nn_param(rig.t, &rig.params, 2), act);
    nn_output(rig.t, "y", y);
    nn_backward(rig.t, nn_sum(rig.t, nn_mul(rig.t, y, input(&rig, "g"))), &rig.opt);
    rig_run(&rig);
    check_values(&rig, "y", "y", 1e-6);
    check_gradient(&rig, "x", 1e-6);
    check_gradient(&rig, "w", 1e-6);
    check_gradient(&rig, "bias", 1e-6);
    rig_end(&rig);
    fixture_free(&f);
}

static void test_linear(void **state)
{
    (void)state;
    static const char *const sizes[] = {"5_4_8", "40_4_32", "33_17_6", "1_40_24", "16_20_1"};
    for (size_t i = 0; i < RL_COUNTOF(sizes); i++) {
        check_linear("none", NN_ACT_NONE, sizes[i]);
        check_linear("tanh", NN_ACT_TANH, sizes[i]);
        check_linear("relu", NN_ACT_RELU, sizes[i]);
    }
}

/* ---- 100 steps of Adam: 4-16-16-2, loss and clipped norm at every step, weights at the end ----
 */
static void set_from(struct test_net *net, const struct fixture *f, const char *prefix)
{
    for (int32_t i = 0; i < net->params.n; i++) {
        char name[64];
        snprintf(name, sizeof(name), "%s%d", prefix, i);
        nn_params_set(&net->params, net->params.block, i, fixture_get(f, name)->data);
    }
}

/* To `tolerance` of the largest value that the network has there. */
static void check_against(const struct test_net *net, const float *block, const struct fixture *f,
                          const char *prefix, double tolerance)
{
    for (int32_t i = 0; i < net->params.n; i++) {
        char name[64];
        float got[256];
        snprintf(name, sizeof(name), "%s%d", prefix, i);
        nn_params_get(&net->params, block, i, got);
        assert_within(name, got, fixture_get(f, name)->data,
                      (size_t)nn_shape_elements(net->params.items[i].shape), tolerance,
                      fixture_largest(f, prefix));
    }
}

static void check_training(const char *name, enum nn_activation act,
                           const struct nn_opt_config *config, float lr)
{
    struct fixture f;
    struct test_net net;
    assert_true(fixture_load(&f, name));
    test_net_init(&net, "net", 4, (struct rl_ints){.n = 2, .v = {16, 16}}, 2, act);
    if (config) {
        struct rl_error err;
        nn_opt_deinit(&net.opt);
        assert_int_equal(nn_opt_init(&net.opt, &net.params, *config, &err), 0);
        nn_opt_set_lr(&net.opt, lr);
    }
    set_from(&net, &f, "start");
    struct nn_trace *t = test_trace();
    struct nn_var x = nn_input(t, "x", RL_F32, NN_MAT(32, 4));
    struct nn_var target = nn_input(t, "target", RL_F32, NN_MAT(32, 2));
    struct nn_var y = nn_mlp_trace(t, &net.mlp, x);
    struct nn_var loss = nn_mean(t, nn_square(t, nn_sub(t, y, target)));
    nn_output(t, "loss", loss);
    nn_opt_zero_grad(t, &net.opt);
    nn_backward(t, loss, &net.opt);
    struct nn_var max_norm = nn_input(t, "max_norm", RL_F32, NN_SCALAR);
    nn_output(t, "norm", nn_opt_clip_norm(t, &net.opt, max_norm));
    nn_opt_step(t, &net.opt);
    struct nn_program *p = test_compile(t);
    test_set_input(p, "x", fixture_get(&f, "x")->data, 32 * 4);
    test_set_input(p, "target", fixture_get(&f, "target")->data, 32 * 2);
    test_set_input(p, "max_norm", fixture_get(&f, "max_norm")->data, 1);
    for (int step = 0; step < 100; step++) {
        assert_int_equal(nn_program_run(p), 0);
        assert_relative("loss", test_output(p, "loss"), fixture_get(&f, "losses")->data + step, 1,
                        5e-7);
        assert_relative("norm", test_output(p, "norm"), fixture_get(&f, "norms")->data + step, 1,
                        1e-6);
        if (step == 0)
            check_against(&net, net.opt.grad, &f, "grad", 4e-7);
    }
    check_against(&net, net.params.block, &f, "end", 1e-6);
    nn_program_destroy(p);
    test_net_deinit(&net);
    fixture_free(&f);
}

static void test_training(void **state)
{
    (void)state;
    check_training("training_tanh", NN_ACT_TANH, NULL, 0);
    check_training("training_relu", NN_ACT_RELU, NULL, 0);
}

static void test_optimizers(void **state)
{
    (void)state;
    /* kind, name of the fixture, beta1, beta2, eps, momentum, weight_decay, Nesterov's */
    static const struct {
        float lr;
        struct nn_opt_config config;
    } cases[] = {
        {0.02f, {NN_OPT_SGD, "sgd", 0, 0, 0, 0, 0.01f, false}},
        {0.02f, {NN_OPT_SGD, "momentum", 0, 0, 0, 0.9f, 0, false}},
        {0.02f, {NN_OPT_SGD, "nesterov", 0, 0, 0, 0.9f, 0.01f, true}},
        {1e-5f, {NN_OPT_SGD, "momentum_over_1", 0, 0, 0, 1.02f, 0, false}},
        {1e-3f, {NN_OPT_RMSPROP, "rmsprop", 0, 0.99, 1e-3f, 0, 0, false}},
        {1e-3f, {NN_OPT_RMSPROP, "rmsprop_momentum", 0, 0.95, 1e-3f, 0.5f, 0.01f, false}},
        {1e-3f, {NN_OPT_RMSPROP, "rmsprop_alpha0", 0, 0, 0.1f, 0, 0, false}},
        {3e-3f, {NN_OPT_ADAM, "adam_decay", 0.9, 0.999, 1e-8f, 0, 0.01f, false}},
        {3e-3f, {NN_OPT_ADAM, "adam_beta1_0", 0, 0.999, 0.1f, 0, 0, false}},
        {3e-3f, {NN_OPT_ADAM, "adam_beta2_0", 0.9, 0, 0.1f, 0, 0, false}},
        {1e-4f, {NN_OPT_ADAM, "adam_sign", 0, 0, 0.1f, 0, 0, false}},
        {1e-3f, {NN_OPT_ADAM, "adam_eps_0", 0.9, 0.999, 0, 0, 0, false}},
        {3e-3f, {NN_OPT_ADAMW, "adamw", 0.9, 0.999, 1e-8f, 0, 0.1f, false}},
        {3e-3f, {NN_OPT_ADAMW, "adamw_betas_0", 0, 0, 0.1f, 0, 0.1f, false}},
        {0.5f, {NN_OPT_ADADELTA, "adadelta", 0.9, 0, 1e-6f, 0, 0, false}},
        {0.01f, {NN_OPT_ADADELTA, "adadelta_rho_0", 0, 0, 1e-2f, 0, 0, false}},
        {0.2f, {NN_OPT_ADADELTA, "adadelta_rho_1", 1, 0, 1e-4f, 0, 0, false}},
    };
    for (size_t i = 0; i < RL_COUNTOF(cases); i++) {
        char file[64];
        snprintf(file, sizeof(file), "training_opt_%s", cases[i].config.name);
        check_training(file, NN_ACT_TANH, &cases[i].config, cases[i].lr);
    }
}

/* ---- PPO's losses: Discrete and Box policy, clipped value, normalised advantage ---- */
static struct nn_var normalised(struct nn_trace *t, struct nn_var adv)
{
    struct nn_var centred = nn_sub(t, adv, nn_mean(t, adv));
    struct nn_var sum = nn_sum(t, nn_square(t, centred));
    float n = (float)nn_shape_elements(nn_var_shape(t, adv));
    struct nn_var std = nn_sqrt(t, nn_div(t, sum, nn_const(t, n - 1)));
    return nn_div(t, centred, nn_add(t, std, nn_const(t, 1e-8f)));
}

static struct nn_var gaussian_logp(struct nn_trace *t, struct nn_var x, struct nn_var mean,
                                   struct nn_var log_std)
{
    struct nn_var z = nn_div(t, nn_sub(t, x, mean), nn_exp(t, log_std));
    struct nn_var half = nn_mul(t, nn_const(t, -0.5f), nn_square(t, z));
    struct nn_var constant = nn_add(t, log_std, nn_const(t, 0.918938533f));
    return nn_sum_last(t, nn_sub(t, half, constant));
}

static void test_ppo_losses(void **state)
{
    (void)state;
    struct fixture f;
    assert_true(fixture_load(&f, "ppo"));
    struct rig rig = {.f = &f};
    static const char *const params[] = {"logits", "value", "log_std", "mean"};
    struct nn_var p[4];
    nn_params_init(&rig.params, test_backend());
    for (int i = 0; i < 4; i++)
        rig_add(&rig, params[i], NN_PARAM_VECTOR);
    rig_begin(&rig);
    struct nn_trace *t = rig.t;
    for (int i = 0; i < 4; i++)
        p[i] = nn_param(t, &rig.params, i);
    struct nn_var logp = nn_log_softmax(t, p[0]), adv = input(&rig, "adv");
    struct nn_var ratio =
        nn_exp(t, nn_sub(t, nn_pick(t, logp, input(&rig, "action")), input(&rig, "old_logp")));
    struct nn_var clipped = nn_clip(t, ratio, nn_const(t, 0.8f), nn_const(t, 1.2f));
    struct nn_var n = normalised(t, adv);
    struct nn_var policy =
        nn_neg(t, nn_mean(t, nn_min(t, nn_mul(t, n, ratio), nn_mul(t, n, clipped))));
    struct nn_var old_value = input(&rig, "old_value");
    struct nn_var change =
        nn_clip(t, nn_sub(t, p[1], old_value), nn_const(t, -0.2f), nn_const(t, 0.2f));
    struct nn_var v_loss =
        nn_mean(t, nn_square(t, nn_sub(t, input(&rig, "ret"), nn_add(t, old_value, change))));
    struct nn_var entropy = nn_neg(t, nn_sum_last(t, nn_mul(t, nn_exp(t, logp), logp)));
    struct nn_var gauss = gaussian_logp(t, input(&rig, "box"), p[3], p[2]);
    struct nn_var loss = nn_add(t, policy, nn_mul(t, nn_const(t, 0.5f), v_loss));
    loss = nn_sub(t, loss, nn_mul(t, nn_const(t, 0.01f), nn_mean(t, entropy)));
    loss = nn_add(t, loss, nn_mean(t, nn_mul(t, gauss, adv)));
    nn_output(t, "policy", policy);
    nn_output(t, "v_loss", v_loss);
    nn_output(t, "gauss_logp", gauss);
    nn_output(t, "loss", loss);
    nn_backward(t, loss, &rig.opt);
    rig_run(&rig);
    check_values(&rig, "policy", "policy", 1e-6);
    check_values(&rig, "v_loss", "v_loss", 1e-6);
    check_values(&rig, "gauss_logp", "gauss_logp", 1e-6);
    check_values(&rig, "loss", "loss", 1e-6);
    for (int i = 0; i < 4; i++)
        check_gradient(&rig, params[i], 1e-6);
    rig_end(&rig);
    fixture_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_elementwise), cmocka_unit_test(test_ops),
        cmocka_unit_test(test_rows),        cmocka_unit_test(test_linear),
        cmocka_unit_test(test_optimizers),  cmocka_unit_test(test_training),
        cmocka_unit_test(test_ppo_losses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
