/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/base.h"
#include "base/rng.h"
#include "replay/limiter.h"

static const struct replay_limits lock_step = {.kind = REPLAY_LIMIT_LOCK_STEP,
                                               .min_size = 101,
                                               .batch_size = 32,
                                               .train_freq = 4,
                                               .gradient_steps = 2};
static const struct replay_limits ratio = {.kind = REPLAY_LIMIT_RATIO,
                                           .min_size = 100,
                                           .batch_size = 32,
                                           .samples_per_insert = 8,
                                           .error_buffer = 100};

static void limiter_init(struct replay_limiter *l, const struct replay_limits *limits,
                         int32_t n_envs)
{
    assert_int_equal(replay_limiter_init(l, limits, 1000, n_envs, NULL), 0);
}

/* Updates after `n_steps` steps of n envs when learning goes first whenever it may. */
static int64_t updates_after(struct replay_limiter *l, int n_steps, int64_t n_envs,
                             int64_t episodes)
{
    int64_t updates = 0, size = (int64_t)l->inserted;
    for (int i = 0; i < n_steps; i++) {
        assert_true(replay_limiter_can_insert(l));
        size += n_envs;
        replay_limiter_inserted(l, n_envs, episodes, size, false);
        for (; replay_limiter_can_sample(l); updates++)
            replay_limiter_sampled(l);
    }
    return updates;
}

/* Stable-Baselines3: rounds of train_freq steps from the beginning, updates once more than
 * learning_starts = 100 transitions were collected. */
static void test_lock_step_counts_as_sb3(void **state)
{
    (void)state;
    struct replay_limiter l;
    limiter_init(&l, &lock_step, 1);
    assert_int_equal(updates_after(&l, 100, 1, 0), 0);
    assert_int_equal(updates_after(&l, 3, 1, 0), 0);
    assert_int_equal(updates_after(&l, 1, 1, 0), 2); /* at step 104 */
    assert_int_equal(updates_after(&l, 396, 1, 0), 2 * 99);
    assert_int_equal(l.inserted, 500);
    assert_int_equal(l.sampled, 200 * 32);

    struct replay_limits per_row = lock_step; /* -1: as many as were collected, over all envs */
    per_row.gradient_steps = -1;
    per_row.train_freq = 2;
    limiter_init(&l, &per_row, 8);
    assert_int_equal(updates_after(&l, 12, 8, 0), 0);
    assert_int_equal(updates_after(&l, 2, 8, 0), 16);
}

static void test_lock_step_counts_episodes(void **state)
{
    (void)state;
    struct replay_limits limits = lock_step;
    limits.train_unit = REPLAY_TRAIN_EPISODES;
    limits.train_freq = 2;
    limits.gradient_steps = -1;
    struct replay_limiter l;
    limiter_init(&l, &limits, 1);
    assert_int_equal(updates_after(&l, 120, 1, 0), 0);
    assert_int_equal(updates_after(&l, 1, 1, 1), 0);
    assert_int_equal(updates_after(&l, 9, 1, 0), 0);
    assert_int_equal(updates_after(&l, 1, 1, 1), 131);
}

static void test_lock_step_lets_one_side_go_at_a_time(void **state)
{
    (void)state;
    struct replay_limiter l;
    char text[128];
    limiter_init(&l, &lock_step, 1);
    replay_limiter_format(&l, 7, text, sizeof text);
    assert_string_equal(text, "learning waits: 7 of 101 transitions");
    for (int64_t i = 1; i <= 104; i++)
        replay_limiter_inserted(&l, 1, 0, i, false);
    assert_false(replay_limiter_can_insert(&l));
    assert_int_equal(replay_limiter_waits(&l), REPLAY_COLLECTOR_WAITS);
    replay_limiter_format(&l, 104, text, sizeof text);
    assert_string_equal(text, "collecting waits: 2 more updates");
    replay_limiter_sampled(&l);
    assert_false(replay_limiter_can_insert(&l));
    replay_limiter_sampled(&l);
    assert_true(replay_limiter_can_insert(&l));
    assert_int_equal(replay_limiter_waits(&l), REPLAY_LEARNER_WAITS);
    replay_limiter_format(&l, 104, text, sizeof text);
    assert_string_equal(text, "learning waits: 0 of 4 steps");
}

/* Whoever goes first, in any order: never both wait, and samples keep to the ratio within the
 * buffer. */
static void ratio_holds(double samples_per_insert, int64_t batch, int32_t n_envs,
                        double error_buffer, float learner_share)
{
    struct replay_limits limits = ratio;
    limits.samples_per_insert = samples_per_insert;
    limits.batch_size = batch;
    limits.error_buffer = error_buffer;
    struct replay_limiter l;
    limiter_init(&l, &limits, n_envs);
    double buffer = l.limits.error_buffer;
    int64_t size = 0;
    uint64_t base = 0; /* transitions that earned nothing */
    for (uint64_t i = 0; i < 4000; i++) {
        float u;
        rl_fill_uniform((struct rl_key){.seed = 2, .stream = RL_STREAM_TESTS}, i, &u, 1);
        bool can_insert = replay_limiter_can_insert(&l), can_sample = replay_limiter_can_sample(&l);
        assert_true(can_insert || can_sample);
        if (can_sample && (u < learner_share || !can_insert))
            replay_limiter_sampled(&l);
        else if (can_insert) {
            size += n_envs;
            replay_limiter_inserted(&l, n_envs, 0, size, false);
        }
        if (size < limits.min_size)
            assert_int_equal(l.sampled, 0);
        if (!base && l.ready)
            base = l.inserted;
        if (base) {
            double credit = samples_per_insert * (double)(l.inserted - base) - (double)l.sampled;
            assert_true(fabs(credit) <= buffer + 1e-6);
        }
    }
    assert_true(l.sampled > 0);
}

static void test_ratio_is_kept_and_nobody_waits_for_ever(void **state)
{
    (void)state;
    static const float learner_share[] = {0.0f, 0.1f, 0.5f, 0.9f, 1.0f};
    for (size_t i = 0; i < RL_COUNTOF(learner_share); i++) {
        ratio_holds(8, 32, 1, 100, learner_share[i]);
        ratio_holds(8, 32, 1, 0, learner_share[i]); /* the least buffer */
        ratio_holds(0.1, 256, 8, 0, learner_share[i]);
        ratio_holds(1.0 / 3.0, 7, 3, 0, learner_share[i]);
        ratio_holds(256, 256, 16, 0, learner_share[i]);
    }
}

static void test_ratio_says_who_waits(void **state)
{
    (void)state;
    struct replay_limiter l;
    char text[128];
    limiter_init(&l, &ratio, 1);
    replay_limiter_inserted(&l, 1, 0, 100, false);
    assert_int_equal(replay_limiter_waits(&l), REPLAY_NOBODY_WAITS);
    replay_limiter_format(&l, 100, text, sizeof text);
    assert_string_equal(text, "nobody waits");
    while (replay_limiter_can_sample(&l))
        replay_limiter_sampled(&l);
    assert_float_equal(l.credit, -96, 0);
    replay_limiter_format(&l, 100, text, sizeof text);
    assert_string_equal(text, "learning waits: 4 more transitions at 8 samples each"); /* 28 / 8 */
    while (replay_limiter_can_insert(&l))
        replay_limiter_inserted(&l, 1, 0, 100, false);
    assert_float_equal(l.credit, 96, 0);
    replay_limiter_format(&l, 100, text, sizeof text);
    assert_string_equal(text, "collecting waits: 1 more update");
}

/* A resume without the rows: no burst of updates on the few that came since. */
static void test_a_refill_earns_no_samples(void **state)
{
    (void)state;
    struct replay_limiter l;
    limiter_init(&l, &ratio, 1);
    replay_limiter_inserted(&l, 1, 0, 100, false);
    while (replay_limiter_can_sample(&l))
        replay_limiter_sampled(&l);
    replay_limiter_restored(&l, 100); /* all are back: nothing changes */
    assert_int_equal(l.ready, 1);
    replay_limiter_restored(&l, 0);
    for (int64_t size = 1; size <= 100; size++) {
        assert_false(replay_limiter_can_sample(&l));
        assert_true(replay_limiter_can_insert(&l));
        replay_limiter_inserted(&l, 1, 0, size, false);
    }
    assert_int_equal(l.ready, 1);
    assert_float_equal(l.credit, -96, 0);
    struct replay_limiter step;
    limiter_init(&step, &lock_step, 1);
    updates_after(&step, 103, 1, 0);
    replay_limiter_inserted(&step, 1, 0, 104, false);
    replay_limiter_restored(&step, 0);
    assert_true(replay_limiter_can_insert(&step));
    assert_false(replay_limiter_can_sample(&step));
}

/* Final observations take rows too, so a ring may be full below min_size. */
static void test_a_full_ring_is_enough(void **state)
{
    (void)state;
    struct replay_limiter l;
    limiter_init(&l, &ratio, 1);
    replay_limiter_inserted(&l, 1, 0, 60, false);
    assert_false(replay_limiter_can_sample(&l));
    replay_limiter_inserted(&l, 1, 0, 60, true);
    assert_true(replay_limiter_can_sample(&l));
}

static void assert_refused(struct replay_limits limits, const char *why)
{
    struct replay_limiter l;
    struct rl_error err = {0};
    assert_int_equal(replay_limiter_init(&l, &limits, 1000, 4, &err), RL_ECONFIG);
    if (!strstr(err.text, why))
        fail_msg("'%s' does not say '%s'", err.text, why);
}

static void test_impossible_limits_are_refused(void **state)
{
    (void)state;
    struct replay_limits l = ratio;
    l.error_buffer = 31.9; /* (8 * 4 + 32) / 2 = 32 */
    assert_refused(l, "at least 32");
    l.error_buffer = -1;
    assert_refused(l, "error_buffer");
    l.error_buffer = (double)NAN;
    assert_refused(l, "error_buffer");
    l = ratio;
    l.samples_per_insert = 0;
    assert_refused(l, "samples_per_insert");
    l.samples_per_insert = (double)INFINITY;
    assert_refused(l, "samples_per_insert");
    l = ratio;
    l.min_size = 1001;
    assert_refused(l, "learning would never begin");
    l.min_size = -1;
    assert_refused(l, "learning would never begin");
    l = ratio;
    l.batch_size = 0;
    assert_refused(l, "batch_size");
    l = lock_step;
    l.train_freq = 0;
    assert_refused(l, "train_freq");
    l = lock_step;
    l.gradient_steps = -2;
    assert_refused(l, "gradient_steps");
    l.gradient_steps = 0;
    assert_refused(l, "nothing would ever be learned");
}

static void test_limiter_is_state(void **state)
{
    (void)state;
    struct replay_limiter l[2];
    struct nn_state *saved[2];
    for (int i = 0; i < 2; i++) {
        limiter_init(&l[i], &ratio, 1);
        saved[i] = nn_state_create();
        assert_int_equal(replay_limiter_register(&l[i], saved[i]), 0);
    }
    replay_limiter_inserted(&l[0], 1, 0, 200, false);
    replay_limiter_inserted(&l[0], 1, 0, 201, false);
    l[0].owed = 3;
    l[0].round = 2;
    l[0].round_rows = 16;
    replay_limiter_sampled(&l[0]);
    for (int32_t i = 0; i < nn_state_n_tensors(saved[0]); i++) {
        uint64_t value;
        nn_state_tensor_read(saved[0], NULL, i, &value);
        nn_state_tensor_write(saved[1], i, &value);
    }
    assert_memory_equal(&l[0], &l[1], sizeof l[0]);
    for (int i = 0; i < 2; i++)
        nn_state_destroy(saved[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lock_step_counts_as_sb3),
        cmocka_unit_test(test_lock_step_counts_episodes),
        cmocka_unit_test(test_lock_step_lets_one_side_go_at_a_time),
        cmocka_unit_test(test_ratio_is_kept_and_nobody_waits_for_ever),
        cmocka_unit_test(test_ratio_says_who_waits),
        cmocka_unit_test(test_a_refill_earns_no_samples),
        cmocka_unit_test(test_a_full_ring_is_enough),
        cmocka_unit_test(test_impossible_limits_are_refused),
        cmocka_unit_test(test_limiter_is_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
