/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"
#include "daemon/run_triggers.h"

static struct run_triggers fresh(void)
{
    struct run_triggers t;
    run_triggers_init(&t);
    return t;
}

static void test_without_a_gate_the_agent_saves(void **state)
{
    (void)state;
    const struct rltd_config config = {0};
    struct run_triggers t = fresh();
    assert_true(run_triggers_admit(&t, &config, NAN, 0, 0));
    t.agent_elapsed_s = 0;
    assert_true(run_triggers_admit(&t, &config, NAN, 0, 0));
}

static void test_better_than_any_manual_save_before(void **state)
{
    (void)state;
    for (int minimise = 0; minimise < 2; minimise++) {
        const struct rltd_config config = {
            .checkpoint = {.agent_when = RLTD_WHEN_BETTER,
                           .mode = minimise ? RLTD_MODE_MIN : RLTD_MODE_MAX}};
        const double sign = minimise ? -1 : 1;
        struct run_triggers t = fresh();
        assert_false(run_triggers_admit(&t, &config, NAN, 0, 0));
        assert_false(run_triggers_admit(&t, &config, INFINITY, 0, 0));
        assert_true(run_triggers_admit(&t, &config, -5 * sign, 0, 0));
        run_triggers_saved(&t, &config, 3 * sign, true);
        run_triggers_saved(&t, &config, 2 * sign, true); /* the best that it ever held */
        run_triggers_saved(&t, &config, NAN, true);
        assert_false(run_triggers_admit(&t, &config, 3 * sign, 0, 0));
        assert_true(run_triggers_admit(&t, &config, 3.5 * sign, 0, 0));
    }
}

static void test_a_save_that_fails_does_not_raise_the_gate(void **state)
{
    (void)state;
    const struct rltd_config config = {
        .checkpoint = {.agent_when = RLTD_WHEN_BETTER, .mode = RLTD_MODE_MAX}};
    struct run_triggers t = fresh();
    run_triggers_taken(&t, &config, 3);
    assert_false(run_triggers_admit(&t, &config, 2, 0, 0)); /* it may become durable yet */
    assert_true(run_triggers_admit(&t, &config, 4, 0, 0));
    run_triggers_saved(&t, &config, 3, false);
    assert_true(run_triggers_admit(&t, &config, 2, 0, 0));
    run_triggers_taken(&t, &config, 2);
    run_triggers_saved(&t, &config, 2, true);
    assert_false(run_triggers_admit(&t, &config, 2, 0, 0));
    assert_true(run_triggers_admit(&t, &config, 3, 0, 0));
}

static void test_not_sooner_than_asked(void **state)
{
    (void)state;
    const struct rltd_config config = {
        .checkpoint = {.agent_every_seconds = 10, .agent_every_env_steps = 1000}};
    struct run_triggers t = fresh();
    assert_true(run_triggers_admit(&t, &config, NAN, 0, 0)); /* the first one */
    t.agent_elapsed_s = 5;
    t.agent_env_steps = 100;
    assert_false(run_triggers_admit(&t, &config, NAN, 14.9, 5000));
    assert_false(run_triggers_admit(&t, &config, NAN, 100, 1099));
    assert_true(run_triggers_admit(&t, &config, NAN, 15, 1100));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_a_gate_the_agent_saves),
        cmocka_unit_test(test_better_than_any_manual_save_before),
        cmocka_unit_test(test_a_save_that_fails_does_not_raise_the_gate),
        cmocka_unit_test(test_not_sooner_than_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
