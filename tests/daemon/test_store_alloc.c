/* SPDX-License-Identifier: MIT */
/* What the loop thread feeds the store with costs no allocation; linked with wrapped allocators. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/daemon/store_fixture.h"

static _Thread_local int n_allocations;

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);

void *__wrap_malloc(size_t n)
{
    n_allocations++;
    return __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
    n_allocations++;
    return __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n)
{
    n_allocations++;
    return __real_realloc(p, n);
}

static void test_feeding_allocates_nothing(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    fixture_open(&f, NULL);
    assert_true(n_allocations > 0); /* they are counted */
    n_allocations = 0;
    for (uint64_t i = 0; i < 5000; i++) { /* also through a full queue */
        struct rltd_metric_row row;
        rltd_metrics_add(&f.metrics, RLTD_METRIC_FPS, (double)i);
        rltd_metrics_log(&f.metrics, "train/loss", 1, AGENT_MEAN, AGENT_SINK_ALL);
        rltd_metrics_flush(&f.metrics, i, 1.0, &row);
        rltd_store_metrics(f.store, &f.metrics, &row);
        rltd_store_episode(f.store, &(struct rltd_episode){.env_steps = i, .ret = 1, .length = 1});
        rltd_store_event(f.store, i, "set", "learning_rate 1e-4");
    }
    assert_int_equal(n_allocations, 0);
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_feeding_allocates_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
