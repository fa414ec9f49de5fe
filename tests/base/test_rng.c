/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/rng.h"

static const struct rl_key key = {.seed = 20260131, .stream = RL_STREAM_TESTS, .entity = 3};

/* The known-answer vectors of philox4x32-10 that Random123 ships (kat_vectors). */
static void test_philox_matches_published_vectors(void **state)
{
    (void)state;
    static const struct {
        struct rl_key key;
        uint64_t counter;
        uint32_t out[4];
    } cases[] = {
        {{0, 0, 0}, 0, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{UINT64_MAX, UINT32_MAX, UINT32_MAX},
         UINT64_MAX,
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x299f31d0a4093822, 0x03707344, 0x13198a2e},
         0x85a308d3243f6a88,
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < RL_COUNTOF(cases); i++) {
        uint32_t out[4];
        rl_philox(cases[i].key, cases[i].counter, out);
        assert_memory_equal(out, cases[i].out, sizeof out);
    }
}

static void test_draws_depend_on_every_part_of_the_key(void **state)
{
    (void)state;
    struct rl_key other = key;
    uint64_t first = rl_draw_u64(key, 5);
    assert_true(first == rl_draw_u64(key, 5));
    assert_true(first != rl_draw_u64(key, 6));
    other.seed++;
    assert_true(first != rl_draw_u64(other, 5));
    other = key;
    other.stream++;
    assert_true(first != rl_draw_u64(other, 5));
    other = key;
    other.entity++;
    assert_true(first != rl_draw_u64(other, 5));
}

static void test_a_longer_run_begins_with_the_shorter(void **state)
{
    (void)state;
    float shorter[7], longer[101];
    rl_fill_uniform(key, 9, shorter, 7);
    rl_fill_uniform(key, 9, longer, 101);
    assert_memory_equal(shorter, longer, sizeof shorter);
    rl_fill_normal(key, 9, shorter, 7);
    rl_fill_normal(key, 9, longer, 101);
    assert_memory_equal(shorter, longer, sizeof shorter);
}

static void test_high_counters_do_not_repeat_low_ones(void **state)
{
    (void)state;
    float low[4], high[4];
    rl_fill_uniform(key, 1, low, 4);
    rl_fill_uniform(key, 1 + (UINT64_C(1) << 32), high, 4);
    assert_memory_not_equal(low, high, sizeof low);
}

static void test_uniform_has_the_right_moments(void **state)
{
    (void)state;
    enum { N = 1 << 18 };
    float *x = malloc(N * sizeof *x);
    double sum = 0, square = 0;
    rl_fill_uniform(key, 0, x, N);
    for (int i = 0; i < N; i++) {
        assert_true(x[i] >= 0 && x[i] < 1);
        sum += (double)x[i];
        square += (double)(x[i] * x[i]);
    }
    /* Five standard errors of each mean. */
    assert_true(fabs(sum / N - 0.5) < 5 * 0.2887 / 512);
    assert_true(fabs(square / N - 1.0 / 3) < 5 * 0.2981 / 512);
    assert_true(rl_uniform_of(UINT32_MAX) < 1);
    free(x);
}

static void test_normal_has_the_right_moments(void **state)
{
    (void)state;
    enum { N = 1 << 18 };
    float *x = malloc(N * sizeof *x);
    double m1 = 0, m2 = 0, m4 = 0, lag = 0;
    rl_fill_normal(key, 1, x, N);
    for (int i = 0; i < N; i++) {
        double v = (double)x[i];
        m1 += v;
        m2 += v * v;
        m4 += v * v * v * v;
        lag += i ? v * (double)x[i - 1] : 0;
    }
    assert_true(fabs(m1 / N) < 5.0 / 512);
    assert_true(fabs(m2 / N - 1) < 5 * 1.4142 / 512);
    assert_true(fabs(m4 / N - 3) < 5 * 9.798 / 512);
    assert_true(fabs(lag / N) < 5.0 / 512);
    free(x);
}

static void test_permutation_holds_every_index_once(void **state)
{
    (void)state;
    enum { N = 1000 };
    uint32_t p[N];
    char seen[N] = {0};
    rl_fill_permutation(key, 4, p, N);
    for (int i = 0; i < N; i++) {
        assert_true(p[i] < N);
        assert_false(seen[p[i]]);
        seen[p[i]] = 1;
    }
    rl_fill_permutation(key, 4, p, 0);
    rl_fill_permutation(key, 4, p, 1);
    assert_int_equal(p[0], 0);
}

/* All 24 orders of four elements, each as often: chi-square with 23 degrees of freedom. */
static void test_permutation_is_unbiased(void **state)
{
    (void)state;
    enum { DRAWS = 24000 };
    int count[256] = {0};
    for (uint64_t i = 0; i < DRAWS; i++) {
        uint32_t p[4];
        rl_fill_permutation(key, i, p, 4);
        count[p[0] << 6 | p[1] << 4 | p[2] << 2 | p[3]]++;
    }
    double chi2 = 0;
    int orders = 0;
    for (int i = 0; i < 256; i++) {
        if (!count[i])
            continue;
        orders++;
        chi2 += (count[i] - 1000.0) * (count[i] - 1000.0) / 1000.0;
    }
    assert_int_equal(orders, 24);
    assert_true(chi2 < 49.7); /* p = 0.001; the draws are fixed, so this never flickers */
}

/* A bound for which plain multiplication would favour some values by half: 3 * 2^30. Thirds must be
 * drawn equally often: chi-square with 2 degrees of freedom. */
static void test_below_is_unbiased(void **state)
{
    (void)state;
    enum { DRAWS = 30000 };
    const uint32_t third = UINT32_C(1) << 30;
    uint32_t *draw = malloc(DRAWS * sizeof *draw);
    int count[3] = {0};
    rl_fill_below(key, 11, 3 * third, draw, DRAWS);
    double chi2 = 0;
    for (int i = 0; i < DRAWS; i++) {
        assert_true(draw[i] < 3 * third);
        count[draw[i] % 3]++;
    }
    for (int i = 0; i < 3; i++)
        chi2 += (count[i] - 10000.0) * (count[i] - 10000.0) / 10000.0;
    assert_true(chi2 < 13.8); /* p = 0.001 */
    rl_fill_below(key, 11, 1, draw, DRAWS);
    for (int i = 0; i < DRAWS; i++)
        assert_int_equal(draw[i], 0);
    free(draw);
}

/* Values that must never change: a checkpoint's future depends on them. */
static void test_values_are_stable(void **state)
{
    (void)state;
    static const uint32_t permutation[8] = {1, 4, 0, 5, 7, 3, 2, 6};
    static const float uniform[4] = {0x1.82f8c2p-1f, 0x1.8d4d68p-2f, 0x1.2caf38p-1f, 0x1.9f29p-2f};
    uint32_t p[8];
    float u[4];
    rl_fill_permutation(key, 7, p, 8);
    rl_fill_uniform(key, 7, u, 4);
    assert_memory_equal(p, permutation, sizeof p);
    assert_memory_equal(u, uniform, sizeof u);
    assert_true(rl_draw_u64(key, 7) == 0x9b1d68a61dd13083);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_philox_matches_published_vectors),
        cmocka_unit_test(test_draws_depend_on_every_part_of_the_key),
        cmocka_unit_test(test_a_longer_run_begins_with_the_shorter),
        cmocka_unit_test(test_high_counters_do_not_repeat_low_ones),
        cmocka_unit_test(test_uniform_has_the_right_moments),
        cmocka_unit_test(test_normal_has_the_right_moments),
        cmocka_unit_test(test_permutation_holds_every_index_once),
        cmocka_unit_test(test_permutation_is_unbiased),
        cmocka_unit_test(test_below_is_unbiased),
        cmocka_unit_test(test_values_are_stable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
