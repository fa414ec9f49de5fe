/* SPDX-License-Identifier: MIT */
#include "replay/lineage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_lineage_of_one_branch(void **state)
{
    (void)state;
    struct replay_lineage now, other;
    replay_lineage_begin(&now, 7);
    replay_lineage_begin(&other, 8);
    assert_int_equal(replay_lineage_branch(&now), 7);
    assert_true(replay_lineage_holds(&now, &now, 1000));
    assert_false(replay_lineage_holds(&now, &other, 0));
    assert_false(replay_lineage_holds(&now, &(struct replay_lineage){0}, 0));
    assert_true(replay_lineage_reached(&now, 7, 10));
    assert_false(replay_lineage_reached(&now, 8, 10));
    assert_true(replay_lineage_reached(&(struct replay_lineage){0}, 8, 10));
}

/* Saved at 100, 200 and 300; back to 200; on to 400; back to that of 100; on. */
static void test_lineage_of_forks(void **state)
{
    (void)state;
    struct replay_lineage first, second, third;
    replay_lineage_begin(&first, 1);
    second = first;
    replay_lineage_fork(&second, 200, 2);
    assert_true(replay_lineage_holds(&second, &first, 100));
    assert_true(replay_lineage_holds(&second, &first, 200));
    assert_false(replay_lineage_holds(&second, &first, 201));
    assert_false(replay_lineage_holds(&second, &first, 300));
    assert_true(replay_lineage_holds(&second, &second, 400));
    third = first;
    replay_lineage_fork(&third, 100, 3);
    assert_true(replay_lineage_holds(&third, &first, 100));
    assert_false(replay_lineage_holds(&third, &first, 200));
    assert_false(replay_lineage_holds(&third, &second, 200));
    assert_false(replay_lineage_holds(&third, &second, 400));
    assert_true(replay_lineage_reached(&second, 2, 400));
    assert_true(replay_lineage_reached(&second, 1, 200));
    assert_false(replay_lineage_reached(&second, 1, 300));
    assert_false(replay_lineage_reached(&first, 2, 300));
}

static void test_lineage_forgets_the_oldest(void **state)
{
    (void)state;
    struct replay_lineage now, then[REPLAY_BRANCHES + 4];
    replay_lineage_begin(&now, 1);
    for (uint64_t i = 0; i < REPLAY_BRANCHES + 4; i++) {
        then[i] = now;
        replay_lineage_fork(&now, 100 * (i + 1), i + 2);
    }
    for (uint64_t i = 0; i < REPLAY_BRANCHES + 4; i++) {
        assert_int_equal(replay_lineage_holds(&now, &then[i], 100 * (i + 1)), i > 4);
        assert_false(replay_lineage_holds(&now, &then[i], 100 * (i + 1) + 1));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lineage_of_one_branch),
        cmocka_unit_test(test_lineage_of_forks),
        cmocka_unit_test(test_lineage_forgets_the_oldest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
