/* SPDX-License-Identifier: MIT */
/* What compare_gymnasium.py cannot see: resets, their seeds, limits and restored states. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "envs/bundled/cartpole.h"
#include "envs/bundled/pendulum.h"
#include "envs/client/env_client.h"

#define N_SEEDS 4000

/* Mean of n uniforms in [-1, 1] lies within 5 standard deviations of 0. */
static void expect_centred(double sum, double n)
{
    assert_true(fabs(sum / n) < 5 / sqrt(3 * n));
}

static void test_cartpole_starts_uniform_and_by_seed(void **state)
{
    (void)state;
    double sum[4] = {0}, most[4] = {0};
    for (uint64_t seed = 0; seed < N_SEEDS; seed++) {
        struct cartpole a, b;
        float obs[4], again[4];
        cartpole_reset(&a, seed, obs);
        cartpole_reset(&b, seed, again);
        assert_memory_equal(&a, &b, sizeof a);
        assert_memory_equal(obs, again, sizeof obs);
        for (int i = 0; i < 4; i++) {
            assert_true(obs[i] >= -0.05f && obs[i] <= 0.05f);
            sum[i] += (double)obs[i] / 0.05;
            most[i] = fmax(most[i], fabs((double)obs[i]));
        }
        cartpole_reset(&b, seed + 1, again);
        assert_memory_not_equal(obs, again, sizeof obs);
    }
    for (int i = 0; i < 4; i++) {
        expect_centred(sum[i], N_SEEDS);
        assert_true(most[i] > 0.0499);
    }
}

static void test_cartpole_ends_at_its_limits(void **state)
{
    (void)state;
    static const struct {
        struct cartpole c;
        bool terminated, truncated;
    } cases[] = {
        {{.x = 2.399}, false, false},
        {{.x = 2.39, .x_dot = 1}, true, false},
        {{.x = -2.39, .x_dot = -1}, true, false},
        {{.theta = 0.209, .theta_dot = 0.1}, true, false},
        {{.theta = -0.209, .theta_dot = -0.1}, true, false},
        {{.n_steps = 498}, false, false},
        {{.n_steps = 499}, false, true},
        {{.n_steps = 499, .x = 3}, true, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cartpole c = cases[i].c;
        struct rlenv_outcome outcome = {.terminated = !cases[i].terminated};
        float obs[4];
        cartpole_step(&c, 1, obs, &outcome);
        assert_int_equal(outcome.terminated, cases[i].terminated);
        assert_int_equal(outcome.truncated, cases[i].truncated);
        assert_true(outcome.reward == 1);
    }
}

static void test_pendulum_starts_uniform_and_by_seed(void **state)
{
    (void)state;
    double sum[2] = {0};
    for (uint64_t seed = 0; seed < N_SEEDS; seed++) {
        struct pendulum a, b;
        float obs[3], again[3];
        pendulum_reset(&a, seed, obs);
        pendulum_reset(&b, seed, again);
        assert_memory_equal(&a, &b, sizeof a);
        assert_true(fabs(a.theta) <= 3.14159266 && fabs(a.theta_dot) <= 1);
        assert_true(obs[0] == (float)cos(a.theta) && obs[1] == (float)sin(a.theta));
        sum[0] += a.theta / 3.14159265;
        sum[1] += a.theta_dot;
    }
    expect_centred(sum[0], N_SEEDS);
    expect_centred(sum[1], N_SEEDS);
}

static void test_pendulum_clips_torque_and_speed(void **state)
{
    (void)state;
    struct pendulum a = {.theta = 1}, b = a;
    struct rlenv_outcome one, two;
    float obs[3], two_newton = 2, ten_newton = 10, minus = -100;
    pendulum_step(&a, &two_newton, obs, &one);
    pendulum_step(&b, &ten_newton, obs, &two);
    assert_memory_equal(&a, &b, sizeof a);
    assert_true(one.reward == two.reward);
    a = (struct pendulum){.theta = -1.5, .theta_dot = -7.99, .n_steps = 199};
    pendulum_step(&a, &minus, obs, &one);
    assert_true(a.theta_dot == -8 && obs[2] == -8);
    assert_true(one.truncated && !one.terminated);
}

static void test_states_that_no_episode_has_are_refused(void **state)
{
    (void)state;
    struct cartpole c = {.n_steps = 499};
    struct pendulum p = {.n_steps = 199};
    assert_true(cartpole_valid(&c) && pendulum_valid(&p));
    c.theta_dot = NAN;
    p.theta = INFINITY;
    assert_false(cartpole_valid(&c) || pendulum_valid(&p));
    c = (struct cartpole){.n_steps = 500};
    p = (struct pendulum){.n_steps = 200};
    assert_false(cartpole_valid(&c) || pendulum_valid(&p));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cartpole_starts_uniform_and_by_seed),
        cmocka_unit_test(test_cartpole_ends_at_its_limits),
        cmocka_unit_test(test_pendulum_starts_uniform_and_by_seed),
        cmocka_unit_test(test_pendulum_clips_torque_and_speed),
        cmocka_unit_test(test_states_that_no_episode_has_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
