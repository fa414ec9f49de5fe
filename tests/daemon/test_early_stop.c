/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"
#include "daemon/early_stop.h"

static struct rltd_early_stop rules(void)
{
    return (struct rltd_early_stop){.check_finite = true,
                                    .stopping_threshold = NAN,
                                    .divergence_threshold = NAN,
                                    .patience = 2,
                                    .best = NAN};
}

/* Index of the value at which it stops, -1 if it never does. */
static int stops_at(struct rltd_early_stop e, const double *value, int n)
{
    char why[128] = "";
    for (int i = 0; i < n; i++)
        if (rltd_early_stop_look(&e, value[i], why, sizeof(why)))
            return why[0] ? i : -2;
    return -1;
}
#define STOPS_AT(e, ...) \
    stops_at((e), (const double[]){__VA_ARGS__}, RL_COUNTOF(((const double[]){__VA_ARGS__})))

static void test_it_waits_for_an_improvement(void **state)
{
    (void)state;
    struct rltd_early_stop e = rules();
    assert_int_equal(STOPS_AT(e, 1, 2, 3, 4, 5), -1);
    assert_int_equal(STOPS_AT(e, 1, 1, 1), 2); /* a tie is no improvement */
    assert_int_equal(STOPS_AT(e, 1, 0, 2, 1, 1.5, 3), 4);
    e.minimise = true;
    assert_int_equal(STOPS_AT(e, 5, 4, 3), -1);
    assert_int_equal(STOPS_AT(e, 3, 4, 5), 2);
    e.patience = 1;
    assert_int_equal(STOPS_AT(e, 3, 4, 5), 1);
}

static void test_an_improvement_is_more_than_min_delta(void **state)
{
    (void)state;
    struct rltd_early_stop e = rules();
    e.min_delta = 1;
    assert_int_equal(STOPS_AT(e, 1, 2, 2), 2); /* 1 better is not more than 1 */
    assert_int_equal(STOPS_AT(e, 1, 2, 2.5, 2.6, 3), 4);
    assert_int_equal(STOPS_AT(e, 1, 2.5, 4, 5.5), -1);
}

static void test_what_is_not_finite_stops(void **state)
{
    (void)state;
    struct rltd_early_stop e = rules();
    assert_int_equal(STOPS_AT(e, 1, NAN), 1);
    assert_int_equal(STOPS_AT(e, INFINITY), 0);
    e.check_finite = false;
    assert_int_equal(STOPS_AT(e, 1, NAN, 2, NAN, NAN), 4);
    assert_int_equal(STOPS_AT(e, NAN, 1, 2), -1);
}

static void test_thresholds_are_strict_and_come_first(void **state)
{
    (void)state;
    struct rltd_early_stop e = rules();
    e.stopping_threshold = 10;
    e.divergence_threshold = 0;
    assert_int_equal(STOPS_AT(e, 1, 5, 10, 10.1), 3);
    assert_int_equal(STOPS_AT(e, 1, 5, 0, 6, -0.1), 4);
    e.minimise = true;
    e.stopping_threshold = 0;
    e.divergence_threshold = 10;
    assert_int_equal(STOPS_AT(e, 5, 0, -1), 2);
    assert_int_equal(STOPS_AT(e, 5, 11), 1);
}

static void test_other_rules_judge_the_newest_value_again(void **state)
{
    (void)state;
    struct rltd_early_stop e = rules();
    char why[128];
    e.value = NAN;
    e.patience = 1;
    assert_false(rltd_early_stop_look(&e, 5, why, sizeof(why)));
    assert_true(rltd_early_stop_look(&e, 4, why, sizeof(why)));
    assert_true(rltd_early_stop_stands(&e));
    e.patience = 2;
    assert_false(rltd_early_stop_stands(&e));
    e.divergence_threshold = 4.5;
    assert_true(rltd_early_stop_stands(&e));
    e.divergence_threshold = 4;
    assert_false(rltd_early_stop_stands(&e));
    assert_true(rltd_early_stop_look(&e, NAN, why, sizeof(why)));
    assert_true(rltd_early_stop_stands(&e));
    e.check_finite = false;
    assert_false(rltd_early_stop_stands(&e));
    assert_true(rltd_early_stop_look(&e, 4, why, sizeof(why)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_waits_for_an_improvement),
        cmocka_unit_test(test_an_improvement_is_more_than_min_delta),
        cmocka_unit_test(test_what_is_not_finite_stops),
        cmocka_unit_test(test_thresholds_are_strict_and_come_first),
        cmocka_unit_test(test_other_rules_judge_the_newest_value_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
