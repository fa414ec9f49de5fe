/* SPDX-License-Identifier: MIT */
/* What the loop thread feeds the store with costs no allocation; linked with wrapped allocators. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/daemon/store_fixture.h"
#include "tests/support/allocations.h"

static void test_feeding_allocates_nothing(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    fixture_open(&f, NULL);
    assert_true(allocations_here() > 0); /* they are counted */
    const long before = allocations_here();
    for (uint64_t i = 0; i < 5000; i++) { /* also through a full queue */
        struct rltd_metric_row row;
        rltd_metrics_add(&f.metrics, RLTD_METRIC_FPS, (double)i);
        rltd_metrics_log(&f.metrics, "train/loss", 1, AGENT_MEAN, AGENT_SINK_ALL);
        rltd_metrics_flush(&f.metrics, i, 1.0, &row);
        rltd_store_metrics(f.store, &f.metrics, &row);
        rltd_store_episode(f.store, &(struct rltd_episode){.env_steps = i, .ret = 1, .length = 1});
        rltd_store_event(f.store, i, "set", "learning_rate 1e-4");
    }
    assert_int_equal(allocations_here(), before);
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_feeding_allocates_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
