/* SPDX-License-Identifier: MIT */
/* After configure, acting, drawing and training allocate nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/rng.h"
#include "tests/support/allocations.h"
#include "tests/agents/driver.h"

#define N_ENVS 3
#define N_ROWS 40
#define D      4
#define A      2

static void fill(struct driver *d)
{
    float obs[N_ENVS * D], action[N_ENVS * A] = {0}, reward[N_ENVS];
    const struct rl_key key = {.seed = 1, .stream = RL_STREAM_TESTS};
    for (uint32_t e = 0; e < N_ENVS; e++)
        assert_int_equal(replay_ring_begin(&d->ring, e, obs + e * D), 0);
    for (uint64_t i = 0; i < N_ROWS; i++) {
        rl_fill_normal(key, 3 * i, obs, N_ENVS * D);
        if (d->agent->setup.action.kind == RL_SPACE_BOX) /* else choices: zeros */
            rl_fill_uniform(key, 3 * i + 1, action, N_ENVS * A);
        rl_fill_normal(key, 3 * i + 2, reward, N_ENVS);
        const struct replay_steps steps = {
            .n = N_ENVS, .action = action, .reward = reward, .next_obs = obs};
        assert_int_equal(replay_ring_step(&d->ring, &steps, NULL), 0);
    }
}

static void act(struct driver *d, int32_t n, bool random)
{
    static const uint32_t slot[N_ENVS] = {0, 1, 2};
    static const uint64_t step[N_ENVS] = {5, 6, 7};
    static const float obs[N_ENVS * D] = {0};
    float wire[N_ENVS * A], raw[N_ENVS * A];
    struct agent_act a = {.n = n,
                          .obs = obs,
                          .slot = slot,
                          .step = step,
                          .action = wire,
                          .raw_action = raw,
                          .random = random};
    assert_int_equal(d->agent->type->act(d->agent, &a, NULL), 0);
    a.deterministic = true;
    assert_int_equal(d->agent->type->act(d->agent, &a, NULL), 0);
}

static void check(const char *agent, const struct rl_space *action, const char *const *options)
{
    struct rl_space obs;
    struct driver d;
    rl_space_box(&obs, D, NULL, NULL);
    driver_init(&d, agent, &obs, action, N_ENVS, 1, options);
    assert_true(allocations() > 0); /* the counters are connected */
    fill(&d);

    long before = allocations();
    for (int32_t n = 1; n <= N_ENVS; n++) {
        act(&d, n, false);
        act(&d, n, true);
    }
    d.ctx.gradient_steps = 4;
    d.ctx.env_steps = 1000;
    assert_int_equal(driver_train(&d, NULL), 0);
    assert_int_equal(driver_train(&d, NULL), 0);
    assert_int_equal(allocations(), before);
    driver_deinit(&d);
}

static void test_nothing_is_allocated_in_a_box(void **state)
{
    static const char *const options[] = {
        "batch_size",         "16",   "buffer_size", "1000", "noise_type", "ornstein-uhlenbeck",
        "prioritized_replay", "true", NULL};
    static const float low[A] = {-1, -2}, high[A] = {1, 5};
    struct rl_space action;
    rl_space_box(&action, A, low, high);
    check(*state, &action, options);
}

static void test_nothing_is_allocated_for_choices(void **state)
{
    (void)state;
    static const char *const options[] = {
        "batch_size",         "16",   "buffer_size", "1000", "target_update_interval", "100",
        "prioritized_replay", "true", NULL};
    struct rl_space action = {
        .kind = RL_SPACE_MULTI_DISCRETE, .rank = 1, .dim = {A}, .nvec = {3, 2}};
    assert_int_equal(rl_space_finish(&action, NULL), 0);
    check("dqn", &action, options);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(test_nothing_is_allocated_in_a_box, (void *)"sac"),
        cmocka_unit_test_prestate(test_nothing_is_allocated_in_a_box, (void *)"td3"),
        cmocka_unit_test_prestate(test_nothing_is_allocated_in_a_box, (void *)"ddpg"),
        cmocka_unit_test(test_nothing_is_allocated_for_choices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
