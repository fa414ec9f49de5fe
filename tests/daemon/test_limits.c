/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"
#include "daemon/limits.h"

static const struct rltd_counters now = {
    .env_steps = 1000, .iterations = 10, .episodes = 50, .updates = 80, .elapsed_s = 60};

static void test_each_counter_alone(void **state)
{
    (void)state;
    const struct {
        struct rltd_config config;
        bool stopped_early, ends;
    } cases[] = {
        {{.min_time_s = 0}, false, false},
        {{.min_time_s = 0}, true, true},
        {{.max_env_steps = 1000}, false, true},
        {{.max_env_steps = 1001}, false, false},
        {{.max_iterations = 10}, false, true},
        {{.max_iterations = 11}, false, false},
        {{.max_updates = 80}, false, true},
        {{.max_updates = 81}, false, false},
        {{.max_episodes = 50}, false, true},
        {{.max_episodes = 51}, false, false},
        {{.max_time_s = 60}, false, true},
        {{.max_time_s = 60.1}, false, false},
        {{.max_time_s = 1, .min_time_s = 61}, false, false},
        {{.max_time_s = 1, .min_env_steps = 1001}, false, false},
        {{.max_time_s = 1, .min_env_steps = 1000}, false, true},
        {{.min_iterations = 11}, true, false},
        {{.min_episodes = 51}, true, false},
        {{.min_updates = 81}, true, false},
        {{.min_updates = 80}, true, true},
        {{.min_episodes = 50, .min_iterations = 10}, true, true},
        {{.max_env_steps = 10, .min_iterations = 11}, false, true}, /* a limit is a limit */
    };
    for (size_t i = 0; i < RL_COUNTOF(cases); i++)
        if (rltd_limit_reached(&cases[i].config, &now, cases[i].stopped_early) != cases[i].ends)
            fail_msg("case %zu", i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_counter_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
