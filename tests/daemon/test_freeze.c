/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/freeze.h"
#include "nn/module.h"

/* As much of an agent as freezing needs: "policy.0.*" and "policy.1.*", weight and bias each. */
struct fixture {
    struct nn_backend *backend;
    struct nn_params params;
    struct nn_mlp mlp;
    struct nn_optimizer opt;
    struct agent agent;
    struct rltd_freeze freeze;
};

static void fixture_init(struct fixture *f, const char *freeze)
{
    struct rl_ints hidden = {.n = 1, .v = {3}};
    memset(f, 0, sizeof(*f));
    assert_int_equal(nn_backend_open("cpu", &f->backend, NULL), 0);
    nn_params_init(&f->params, f->backend);
    assert_int_equal(nn_mlp_add(&f->mlp, &f->params, "policy", 2, &hidden, 2, NN_ACT_TANH), 0);
    assert_int_equal(nn_params_alloc(&f->params, NULL), 0);
    assert_int_equal(nn_opt_init(&f->opt, &f->params, nn_opt_defaults(NN_OPT_ADAM, "policy"), NULL),
                     0);
    f->agent.optimizer[0] = &f->opt;
    f->agent.n_optimizers = 1;
    assert_int_equal(rltd_freeze_parse(&f->freeze, freeze, NULL), 0);
    assert_int_equal(rltd_freeze_hold(&f->freeze, &f->agent, 0, NULL), 0);
}

static void fixture_deinit(struct fixture *f)
{
    nn_opt_deinit(&f->opt);
    nn_params_deinit(&f->params);
    nn_backend_close(f->backend);
}

/* Of the four, in order: 'x' is frozen, '.' learns. */
static void assert_frozen(const struct fixture *f, const char *expected)
{
    char found[5] = "";
    for (int32_t i = 0; i < 4; i++)
        found[i] = nn_opt_is_frozen(&f->opt, i) ? 'x' : '.';
    assert_string_equal(found, expected);
}

static void test_what_thaws_by_time_leaves_what_others_hold(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f, "policy.0.*, *.weight until 100, policy.1.weight until 200");
    assert_frozen(&f, "xxx.");
    assert_int_equal(rltd_freeze_advance(&f.freeze, &f.agent, 0, 99), 0);
    assert_frozen(&f, "xxx.");
    assert_int_equal(rltd_freeze_advance(&f.freeze, &f.agent, 99, 100), 2);
    assert_frozen(&f, "xxx.");
    assert_int_equal(rltd_freeze_advance(&f.freeze, &f.agent, 100, 300), 1);
    assert_frozen(&f, "xx..");
    fixture_deinit(&f);
}

static void test_what_is_thawed_by_hand_leaves_what_others_hold(void **state)
{
    (void)state;
    struct fixture f;
    struct rl_error err;
    fixture_init(&f, "policy.0.weight, policy.0.*, policy.1.bias until 50");
    assert_frozen(&f, "xx.x");
    rltd_freeze_drop(&f.freeze, "policy.0.*");
    assert_int_equal(rltd_freeze_thaw(&f.freeze, &f.agent, "policy.0.*", 10, &err), 2);
    assert_frozen(&f, "x..x");
    assert_int_equal(rltd_freeze_thaw(&f.freeze, &f.agent, "policy.*", 60, &err), 4);
    assert_frozen(&f, "x...");
    assert_int_equal(rltd_freeze_thaw(&f.freeze, &f.agent, "value.*", 60, &err), RL_ENOTFOUND);
    fixture_deinit(&f);
}

static void test_what_is_over_is_not_held(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f, "");
    assert_frozen(&f, "....");
    assert_int_equal(rltd_freeze_parse(&f.freeze, "policy.0.* until 50, policy.1.bias", NULL), 0);
    assert_int_equal(rltd_freeze_hold(&f.freeze, &f.agent, 50, NULL), 0);
    assert_frozen(&f, "...x");
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_thaws_by_time_leaves_what_others_hold),
        cmocka_unit_test(test_what_is_thawed_by_hand_leaves_what_others_hold),
        cmocka_unit_test(test_what_is_over_is_not_held),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
