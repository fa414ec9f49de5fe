/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"
#include "daemon/groups.h"
#include "nn/module.h"

static void add_optimizer(struct agent *agent, struct nn_backend *backend, struct nn_params *params,
                          struct nn_optimizer *opt, const char *name)
{
    struct nn_mlp mlp;
    struct rl_ints hidden = {.n = 1, .v = {3}};
    struct nn_opt_config config = nn_opt_defaults(NN_OPT_ADAMW, name);
    nn_params_init(params, backend);
    assert_int_equal(nn_mlp_add(&mlp, params, name, 2, &hidden, 2, NN_ACT_TANH), 0);
    assert_int_equal(nn_params_alloc(params, NULL), 0);
    assert_int_equal(nn_opt_init(opt, params, config, NULL), 0);
    agent->optimizer[agent->n_optimizers++] = opt;
}

/* A later group goes over an earlier one in what it says; what none says stays as the optimizer has
 * it. */
static void test_groups_reach_every_optimizer(void **state)
{
    (void)state;
    static const struct {
        float lr, decay;
    } want[2][4] = {
        {{0.5f, 0.01f}, {0.5f, 0}, {0.5f, 0.01f}, {0.5f, 0}},
        {{1, 0.01f}, {1, 0}, {3, 0.2f}, {3, 0}},
    };
    struct nn_params params[2];
    struct nn_optimizer opt[2];
    struct nn_backend *backend;
    struct agent agent = {0};
    struct rltd_groups groups;
    struct rl_error err;
    assert_int_equal(nn_backend_open("cpu", &backend, NULL), 0);
    add_optimizer(&agent, backend, &params[0], &opt[0], "policy");
    add_optimizer(&agent, backend, &params[1], &opt[1], "value");
    assert_int_equal(rltd_groups_parse(&groups,
                                       "policy.* lr 0.5, value.1.* decay 0.2 lr 3 , *.bias decay 0",
                                       &err),
                     0);
    assert_int_equal(rltd_groups_apply(&groups, &agent, &err), 0);
    for (int o = 0; o < 2; o++)
        for (int i = 0; i < 4; i++) {
            assert_true(opt[o].param[i].lr_scale == want[o][i].lr);
            assert_true(opt[o].param[i].weight_decay == want[o][i].decay);
        }
    assert_int_equal(rltd_groups_parse(&groups, "policy.* lr 2, critic.* lr 2", &err), 0);
    assert_int_equal(rltd_groups_apply(&groups, &agent, &err), RL_ENOTFOUND);
    assert_non_null(strstr(err.text, "param_groups"));
    assert_non_null(strstr(err.text, "'critic.*'"));
    assert_non_null(strstr(err.text, "policy.0.weight")); /* of all optimizers */
    assert_non_null(strstr(err.text, "value.0.weight"));
    for (int o = 0; o < 2; o++) {
        nn_opt_deinit(&opt[o]);
        nn_params_deinit(&params[o]);
    }
    nn_backend_close(backend);
}

static void test_groups_that_are_none(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"policy.*", "'policy.*' is neither"},
        {"policy.* lr", "is neither"},
        {"policy.* rate 2", "is neither"},
        {"policy.* lr 2 lr 3", "is neither"},
        {"policy.* lr 2 decay 3 x", "is neither"},
        {"a lr 1, policy.* lr two", "param_groups: lr: 'two' is not a number"},
        {"policy.* lr -1", "param_groups: lr: -1 is below 0"},
        {"policy.* decay -1", "param_groups: decay: -1 is below 0"},
    };
    struct rltd_groups groups;
    struct rl_error err;
    for (size_t i = 0; i < RL_COUNTOF(cases); i++) {
        assert_true(rltd_groups_parse(&groups, cases[i].text, &err) < 0);
        if (!strstr(err.text, cases[i].says))
            fail_msg("'%s' does not say '%s'", err.text, cases[i].says);
    }
    char many[512] = "";
    for (int i = 0; i <= RLTD_GROUPS_MAX; i++)
        strcat(many, "a lr 1,");
    assert_int_equal(rltd_groups_parse(&groups, many, &err), RL_ERANGE);
    assert_int_equal(rltd_groups_parse(&groups, " [ ] ", &err), 0);
    assert_int_equal(groups.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_groups_reach_every_optimizer),
        cmocka_unit_test(test_groups_that_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
