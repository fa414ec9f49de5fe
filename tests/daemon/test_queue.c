/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "daemon/store/queue.h"

static void test_full_queue_refuses_and_recovers(void **state)
{
    (void)state;
    struct rltd_queue q;
    uint32_t kind;
    assert_int_equal(rltd_queue_init(&q, 1024), 0);
    int n = 0;
    for (; rltd_queue_reserve(&q, 1, 100); n++)
        rltd_queue_commit(&q);
    assert_true(n == 9); /* 112 bytes each */
    assert_non_null(rltd_queue_peek(&q, &kind));
    rltd_queue_pop(&q);
    assert_non_null(rltd_queue_reserve(&q, 2, 100));
    assert_null(rltd_queue_reserve(&q, 2, 600)); /* larger than half: never */
    rltd_queue_deinit(&q);
}

static void test_reserved_but_not_committed_is_not_there(void **state)
{
    (void)state;
    struct rltd_queue q;
    uint32_t kind;
    assert_int_equal(rltd_queue_init(&q, 1024), 0);
    assert_non_null(rltd_queue_reserve(&q, 1, 8));
    assert_null(rltd_queue_peek(&q, &kind));
    assert_int_equal(rltd_queue_used(&q), 0);
    rltd_queue_deinit(&q);
}

#define RECORDS 200000u

static size_t length_of(uint32_t i)
{
    return 4 + i * 7 % 61;
}

static void *produce(void *arg)
{
    struct rltd_queue *q = arg;
    for (uint32_t i = 0; i < RECORDS;) {
        uint8_t *out = rltd_queue_reserve(q, i % 5, length_of(i));
        if (!out) {
            sched_yield();
            continue;
        }
        memset(out, (int)(i & 0xff), length_of(i));
        memcpy(out, &i, sizeof(i));
        rltd_queue_commit(q);
        i++;
    }
    return NULL;
}

static void test_order_and_content_survive_two_threads(void **state)
{
    (void)state;
    struct rltd_queue q;
    pthread_t thread;
    assert_int_equal(rltd_queue_init(&q, 4096), 0);
    assert_int_equal(pthread_create(&thread, NULL, produce, &q), 0);
    for (uint32_t i = 0; i < RECORDS;) {
        uint32_t kind, got;
        const uint8_t *in = rltd_queue_peek(&q, &kind);
        if (!in) {
            sched_yield();
            continue;
        }
        memcpy(&got, in, sizeof(got));
        assert_int_equal(got, i);
        assert_int_equal(kind, i % 5);
        for (size_t j = sizeof(got); j < length_of(i); j++)
            assert_int_equal(in[j], i & 0xff);
        rltd_queue_pop(&q);
        i++;
    }
    pthread_join(thread, NULL);
    assert_int_equal(rltd_queue_used(&q), 0);
    rltd_queue_deinit(&q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_full_queue_refuses_and_recovers),
        cmocka_unit_test(test_reserved_but_not_committed_is_not_there),
        cmocka_unit_test(test_order_and_content_survive_two_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
