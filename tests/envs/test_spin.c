/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sched.h>

#include "envs/client/spin.h"

static void test_budget_follows_short_waits(void **state)
{
    (void)state;
    struct rlenv_spin spin;
    rlenv_spin_init(&spin, 500);
    assert_int_equal(spin.budget_ns, RLENV_SPIN_START_NS);
    for (int i = 0; i < 100; i++)
        rlenv_spin_observe(&spin, 5000);
    assert_in_range(spin.budget_ns, 10000, 40000);
    rlenv_spin_observe(&spin, 200000); /* up at once */
    assert_true(spin.budget_ns > 400000);
    rlenv_spin_observe(&spin, 499999);
    assert_int_equal(spin.budget_ns, RLENV_SPIN_CAP_NS);
}

static void test_budget_shrinks_when_polling_is_waste(void **state)
{
    (void)state;
    struct rlenv_spin spin;
    rlenv_spin_init(&spin, 500);
    for (int i = 0; i < 200; i++)
        rlenv_spin_observe(&spin, 10000000);
    assert_int_equal(spin.budget_ns, RLENV_SPIN_FLOOR_NS);
    rlenv_spin_observe(&spin, 60000); /* one wait that polling would have met */
    assert_true(spin.budget_ns > 60000);
}

/* 32 lock-steps and a learning phase, again and again: the budget keeps covering the lock-steps. */
static void test_one_long_wait_among_many_short_ones_is_forgiven(void **state)
{
    (void)state;
    struct rlenv_spin spin;
    rlenv_spin_init(&spin, 500);
    for (int i = 0; i < 3300; i++) {
        rlenv_spin_observe(&spin, i % 33 == 32 ? 8000000 : 5000);
        assert_true(spin.budget_ns > 15000);
    }
    assert_true(spin.budget_ns < 40000);
}

static void test_no_polling_when_told_or_alone(void **state)
{
    (void)state;
    struct rlenv_spin spin;
    cpu_set_t mine, one;
    rlenv_spin_init(&spin, 0);
    rlenv_spin_observe(&spin, 10);
    rlenv_spin_observe(&spin, 10000000);
    assert_int_equal(spin.budget_ns, 0);
    assert_int_equal(sched_getaffinity(0, sizeof mine, &mine), 0);
    CPU_ZERO(&one);
    for (int cpu = 0; CPU_COUNT(&one) == 0; cpu++)
        if (CPU_ISSET(cpu, &mine))
            CPU_SET(cpu, &one);
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
    rlenv_spin_init(&spin, -1);
    assert_int_equal(spin.budget_ns, 0);
    assert_int_equal(sched_setaffinity(0, sizeof mine, &mine), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_budget_follows_short_waits),
        cmocka_unit_test(test_budget_shrinks_when_polling_is_waste),
        cmocka_unit_test(test_one_long_wait_among_many_short_ones_is_forgiven),
        cmocka_unit_test(test_no_polling_when_told_or_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
