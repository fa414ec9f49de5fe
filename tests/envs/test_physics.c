/* SPDX-License-Identifier: MIT */
/* What compare_gymnasium.py cannot see: resets, their seeds, limits and restored states. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "envs/bundled/acrobot.h"
#include "envs/bundled/cartpole.h"
#include "envs/bundled/mountain_car.h"
#include "envs/bundled/mountain_car_continuous.h"
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

static void test_mountain_cars_start_at_rest_by_seed(void **state)
{
    (void)state;
    double sum = 0;
    for (uint64_t seed = 0; seed < N_SEEDS; seed++) {
        struct mountain_car a;
        struct mountain_car_continuous b;
        float obs[2], other[2];
        mountain_car_reset(&a, seed, obs);
        mountain_car_continuous_reset(&b, seed, other);
        assert_memory_equal(obs, other, sizeof obs);
        assert_true(a.position >= -0.6 && a.position < -0.4 && a.position == b.position);
        assert_true(obs[1] == 0);
        sum += (a.position + 0.5) / 0.1;
        mountain_car_reset(&a, seed + 1, other);
        assert_memory_not_equal(obs, other, sizeof obs);
    }
    expect_centred(sum, N_SEEDS);
}

static void test_mountain_cars_stop_at_walls_and_end_at_flags(void **state)
{
    (void)state;
    struct rlenv_outcome outcome;
    float obs[2], left = -1, right = 1;
    struct mountain_car a = {.position = -1.19, .velocity = -0.07};
    mountain_car_step(&a, 0, obs, &outcome);
    assert_true(a.position == -1.2 && a.velocity == 0 && outcome.reward == -1);
    a = (struct mountain_car){.position = 0.48, .velocity = 0.07, .n_steps = 198};
    mountain_car_step(&a, 2, obs, &outcome);
    assert_true(outcome.terminated && !outcome.truncated && outcome.reward == -1);
    a = (struct mountain_car){.position = -0.5, .n_steps = 199};
    mountain_car_step(&a, 1, obs, &outcome);
    assert_true(!outcome.terminated && outcome.truncated);

    for (uint64_t n = 0; n < 2; n++) { /* an episode's first step, and a later one */
        struct mountain_car_continuous b = {
            .position = (double)-1.19f, .velocity = (double)-0.06f, .n_steps = n};
        mountain_car_continuous_step(&b, &left, obs, &outcome);
        assert_true(obs[0] == -1.2f && obs[1] == 0 && outcome.reward == (float)-0.1);
        b = (struct mountain_car_continuous){
            .position = (double)0.44f, .velocity = (double)0.06f, .n_steps = n};
        mountain_car_continuous_step(&b, &right, obs, &outcome);
        assert_true(outcome.terminated && outcome.reward == (float)(100 - 0.1));
    }
    struct mountain_car_continuous b = {.position = -0.5, .n_steps = 998};
    mountain_car_continuous_step(&b, &right, obs, &outcome);
    assert_true(!outcome.terminated && outcome.truncated);
}

static void test_acrobot_starts_hanging_and_ends_above(void **state)
{
    (void)state;
    struct rlenv_outcome outcome;
    struct acrobot a, b;
    float obs[6];
    double sum[4] = {0};
    for (uint64_t seed = 0; seed < N_SEEDS; seed++) {
        acrobot_reset(&a, seed, obs);
        acrobot_reset(&b, seed, obs);
        assert_memory_equal(&a, &b, sizeof a);
        const double s[4] = {a.theta1, a.theta2, a.dtheta1, a.dtheta2};
        for (int i = 0; i < 4; i++) {
            assert_true(s[i] >= -0.1f && s[i] <= 0.1f && s[i] == (double)(float)s[i]);
            sum[i] += s[i] / 0.1;
        }
    }
    for (int i = 0; i < 4; i++)
        expect_centred(sum[i], N_SEEDS);
    a = (struct acrobot){.theta1 = 3.1, .dtheta1 = 1};
    acrobot_step(&a, 1, obs, &outcome);
    assert_true(outcome.terminated && outcome.reward == 0);
    assert_true(fabs(a.theta1) <= 3.14159266); /* beyond pi is -pi */
    a = (struct acrobot){.n_steps = 499, .dtheta2 = 9 * 3.14159265};
    acrobot_step(&a, 2, obs, &outcome);
    assert_true(!outcome.terminated && outcome.truncated && outcome.reward == -1);
    assert_true(fabs(a.dtheta2) <= 9 * 3.14159266);
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

    struct mountain_car m = {.position = -1.2, .n_steps = 199};
    struct mountain_car_continuous k = {.position = (double)-1.2f, .n_steps = 998};
    struct acrobot a = {.theta1 = -3.14, .n_steps = 499};
    assert_true(mountain_car_valid(&m) && mountain_car_continuous_valid(&k) && acrobot_valid(&a));
    m.position = -1.3;
    k.position = -0.1; /* no float */
    a.theta1 = 4;
    assert_false(mountain_car_valid(&m) || mountain_car_continuous_valid(&k) || acrobot_valid(&a));
    m = (struct mountain_car){.velocity = NAN};
    k = (struct mountain_car_continuous){.velocity = (double)0.08f};
    a = (struct acrobot){.dtheta2 = INFINITY};
    assert_false(mountain_car_valid(&m) || mountain_car_continuous_valid(&k) || acrobot_valid(&a));
    m = (struct mountain_car){.n_steps = 200};
    k = (struct mountain_car_continuous){.n_steps = 999};
    a = (struct acrobot){.n_steps = 500};
    assert_false(mountain_car_valid(&m) || mountain_car_continuous_valid(&k) || acrobot_valid(&a));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cartpole_starts_uniform_and_by_seed),
        cmocka_unit_test(test_cartpole_ends_at_its_limits),
        cmocka_unit_test(test_pendulum_starts_uniform_and_by_seed),
        cmocka_unit_test(test_pendulum_clips_torque_and_speed),
        cmocka_unit_test(test_mountain_cars_start_at_rest_by_seed),
        cmocka_unit_test(test_mountain_cars_stop_at_walls_and_end_at_flags),
        cmocka_unit_test(test_acrobot_starts_hanging_and_ends_above),
        cmocka_unit_test(test_states_that_no_episode_has_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
