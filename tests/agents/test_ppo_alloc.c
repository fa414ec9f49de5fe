/* SPDX-License-Identifier: MIT */
/* After configure, acting and training allocate nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/base.h"
#include "base/rng.h"
#include "tests/support/allocations.h"
#include "tests/agents/driver.h"

static void test_ppo_allocates_nothing_after_configure(void **state)
{
    (void)state;
    static const char *const options[] = {"n_steps",  "16", "batch_size", "24",
                                          "n_epochs", "2",  NULL};
    struct rl_space obs, action;
    struct driver d;
    rl_space_box(&obs, 4, NULL, NULL);
    rl_space_box(&action, 2, NULL, NULL);
    driver_init(&d, "ppo", &obs, &action, 4, 1, options);
    assert_true(allocations() > 0); /* the counters are connected */

    struct rl_key key = {.seed = 1, .stream = RL_STREAM_TESTS};
    rl_fill_normal(key, 0, (float *)(void *)d.rollout.obs, 64 * 4);
    rl_fill_normal(key, 1, d.rollout.reward, 64);
    uint32_t slot[4] = {0, 1, 2, 3};
    uint64_t step[4] = {0};
    long before = allocations();
    for (int32_t n = 1; n <= 4; n++) {
        struct agent_act act = {.n = n,
                                .obs = d.rollout.obs,
                                .slot = slot,
                                .step = step,
                                .raw_action = d.rollout.raw_action,
                                .logp = d.rollout.logp,
                                .value = d.rollout.value};
        assert_int_equal(d.agent->type->act(d.agent, &act, NULL), 0);
    }
    assert_int_equal(driver_train(&d, NULL), 0);
    assert_int_equal(driver_train(&d, NULL), 0);
    assert_int_equal(allocations(), before);
    driver_deinit(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ppo_allocates_nothing_after_configure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
