/* SPDX-License-Identifier: MIT */
/* Ten updates on a given rollout against Stable-Baselines3 (make_ppo_fixture.py). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/base.h"
#include "tests/agents/driver.h"

struct ppo_tensor {
    const char *name;
    const float *value;
    int32_t n;
};
struct ppo_metric_value {
    const char *name;
    double value;
};
struct ppo_case {
    bool discrete;
    const char *const *options;
    const struct ppo_tensor *before, *after;
    int32_t n_tensors, n_metrics;
    const struct ppo_metric_value *metrics;
    const float *obs, *action, *logp, *value, *reward, *terminated, *truncated, *final_value;
    const float *last_value, *advantage, *ret;
};

#include "tests/agents/ppo_fixture.h"

#define ROWS (FIXTURE_T * FIXTURE_N)

static void fill_rollout(struct replay_rollout *r, const struct ppo_case *c)
{
    memcpy(r->obs, c->obs, ROWS * FIXTURE_D * sizeof(float));
    if (c->discrete)
        for (int i = 0; i < ROWS; i++)
            ((int32_t *)(void *)r->raw_action)[i] = (int32_t)c->action[i];
    else
        memcpy(r->raw_action, c->action, ROWS * FIXTURE_A * sizeof(float));
    memcpy(r->logp, c->logp, ROWS * sizeof(float));
    memcpy(r->value, c->value, ROWS * sizeof(float));
    memcpy(r->reward, c->reward, ROWS * sizeof(float));
    memcpy(r->final_value, c->final_value, ROWS * sizeof(float));
    memcpy(r->last_value, c->last_value, FIXTURE_N * sizeof(float));
    for (int i = 0; i < ROWS; i++) {
        r->terminated[i] = c->terminated[i] > 0.0f;
        r->truncated[i] = c->truncated[i] > 0.0f;
    }
}

static void check_case(const struct ppo_case *c)
{
    struct rl_space obs, action;
    static const float low[FIXTURE_A] = {-1, -1}, high[FIXTURE_A] = {1, 1};
    rl_space_box(&obs, FIXTURE_D, NULL, NULL);
    if (c->discrete)
        rl_space_discrete(&action, FIXTURE_A);
    else
        rl_space_box(&action, FIXTURE_A, low, high);
    struct driver d;
    driver_init(&d, "ppo", &obs, &action, FIXTURE_N, 1, c->options);
    for (int32_t i = 0; i < c->n_tensors; i++)
        driver_write(&d, c->before[i].name, c->before[i].value);
    fill_rollout(&d.rollout, c);
    struct rl_error err = {0};
    assert_int_equal(driver_train(&d, &err), 0);

    for (int i = 0; i < ROWS; i++) {
        assert_float_equal(d.rollout.advantage[i], c->advantage[i], 5e-6);
        assert_float_equal(d.rollout.ret[i], c->ret[i], 5e-6);
    }
    for (int32_t i = 0; i < c->n_tensors; i++) {
        float got[64];
        double moved = 0.0;
        assert_true(c->after[i].n <= (int32_t)RL_COUNTOF(got));
        driver_read(&d, c->after[i].name, got);
        for (int32_t k = 0; k < c->after[i].n; k++) {
            assert_float_equal(got[k], c->after[i].value[k], 2e-5);
            moved += fabs((double)got[k] - (double)c->before[i].value[k]);
        }
        assert_true(moved / c->after[i].n > 2e-4); /* far above the tolerance */
    }
    for (int32_t i = 0; i < c->n_metrics; i++) {
        double want = c->metrics[i].value;
        assert_float_equal(driver_metric(&d, c->metrics[i].name), want, 1e-5 * (1.0 + fabs(want)));
    }
    driver_deinit(&d);
}

#define TEST_CASE(name, is_discrete)                     \
    static void test_ppo_equals_sb3_##name(void **state) \
    {                                                    \
        (void)state;                                     \
        check_case(&(struct ppo_case){                   \
            .discrete = is_discrete,                     \
            .options = name##_options,                   \
            .before = name##_before,                     \
            .after = name##_after,                       \
            .n_tensors = RL_COUNTOF(name##_before),      \
            .metrics = name##_metrics,                   \
            .n_metrics = RL_COUNTOF(name##_metrics),     \
            .obs = name##_obs,                           \
            .action = name##_action,                     \
            .logp = name##_logp,                         \
            .value = name##_value,                       \
            .reward = name##_reward,                     \
            .terminated = name##_terminated,             \
            .truncated = name##_truncated,               \
            .final_value = name##_final_value,           \
            .last_value = name##_last_value,             \
            .advantage = name##_advantage,               \
            .ret = name##_ret,                           \
        });                                              \
    }
FIXTURE_CASES(TEST_CASE)

int main(void)
{
    const struct CMUnitTest tests[] = {
#define X(name, is_discrete) cmocka_unit_test(test_ppo_equals_sb3_##name),
        FIXTURE_CASES(X)
#undef X
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
