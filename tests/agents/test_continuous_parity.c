/* SPDX-License-Identifier: MIT */
/* Several updates of SAC, TD3 and DDPG on given batches against Stable-Baselines3
 * (make_continuous_fixture.py). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "base/base.h"
#include "tests/agents/driver.h"

struct tensor {
    const char *name;
    const float *value;
    int32_t n;
};
struct metric {
    int update;
    const char *name;
    double value;
};

#include "tests/agents/continuous_fixture.h"

struct fixture {
    const char *agent;
    const char *const *options;
    const struct tensor *before, *after;
    int32_t n_tensors, n_metrics;
    const struct metric *metrics;
    const float *obs, *next_obs, *action, *reward, *terminated;
    const int *index;
    const float *weight, *td_error;
};

static void fill_ring(struct replay_ring *ring, const struct fixture *f)
{
    assert_int_equal(replay_ring_begin(ring, 0, f->obs), 0);
    for (int i = 0; i < FIXTURE_ROWS; i++) {
        uint8_t terminated = f->terminated[i] > 0.0f, truncated = !terminated;
        const struct replay_steps steps = {
            .n = 1,
            .action = f->action + (size_t)i * FIXTURE_A,
            .reward = f->reward + i,
            .terminated = &terminated,
            .truncated = &truncated,
            .next_obs = f->obs + (size_t)((i + 1) % FIXTURE_ROWS) * FIXTURE_D,
            .final_obs = f->next_obs + (size_t)i * FIXTURE_D,
        };
        assert_int_equal(replay_ring_step(ring, &steps, NULL), 0);
    }
}

static void check_metrics(const struct driver *d, const struct fixture *f, int update)
{
    for (int32_t i = 0; i < f->n_metrics; i++) {
        const struct metric *m = &f->metrics[i];
        if (m->update == update)
            assert_float_equal(driver_metric(d, m->name), m->value, 1e-5 * (1.0 + fabs(m->value)));
    }
}

static void check_tensors(const struct driver *d, const struct fixture *f)
{
    for (int32_t i = 0; i < f->n_tensors; i++) {
        const struct tensor *before = &f->before[i], *after = &f->after[i];
        float got[128];
        double moved = 0.0;
        assert_true(after->n <= (int32_t)RL_COUNTOF(got));
        driver_read(d, after->name, got);
        for (int32_t k = 0; k < after->n; k++) {
            assert_float_equal(got[k], after->value[k], 1e-5);
            moved += fabs((double)got[k] - (double)before->value[k]);
        }
        assert_true(moved / after->n > 1e-4); /* far above the tolerance */
    }
}

static void check_case(const struct fixture *f)
{
    static const float low[FIXTURE_A] = {-1, -1}, high[FIXTURE_A] = {1, 1};
    struct rl_space obs, action;
    rl_space_box(&obs, FIXTURE_D, NULL, NULL);
    rl_space_box(&action, FIXTURE_A, low, high);
    struct driver d;
    driver_init(&d, f->agent, &obs, &action, 1, FIXTURE_SEED, f->options);
    for (int32_t i = 0; i < f->n_tensors; i++)
        driver_write(&d, f->before[i].name, f->before[i].value);
    struct driver_script script = {
        .n_rows = FIXTURE_B, .n_updates = FIXTURE_UPDATES, .index = f->index, .weight = f->weight};
    fill_ring(&d.ring, f);
    driver_follow(&d, &script);
    d.ctx.gradient_steps = 1;
    for (int update = 0; update < FIXTURE_UPDATES; update++) {
        struct rl_error err = {0};
        d.ctx.progress = (double)update / FIXTURE_UPDATES;
        if (driver_train(&d, &err) < 0)
            fail_msg("%s", err.text);
        check_metrics(&d, f, update);
        for (int i = 0; i < FIXTURE_B && d.wish.prioritized; i++)
            assert_float_equal(script.td_error[i], f->td_error[update * FIXTURE_B + i], 1e-5);
    }
    check_tensors(&d, f);
    driver_deinit(&d);
}

#define TEST_CASE(name, agent_name)                  \
    static void test_equals_sb3_##name(void **state) \
    {                                                \
        (void)state;                                 \
        check_case(&(struct fixture){                \
            .agent = #agent_name,                    \
            .options = name##_options,               \
            .before = name##_before,                 \
            .after = name##_after,                   \
            .n_tensors = RL_COUNTOF(name##_before),  \
            .metrics = name##_metrics,               \
            .n_metrics = RL_COUNTOF(name##_metrics), \
            .obs = name##_obs,                       \
            .next_obs = name##_next_obs,             \
            .action = name##_action,                 \
            .reward = name##_reward,                 \
            .terminated = name##_terminated,         \
            .index = name##_index,                   \
            .weight = name##_weight,                 \
            .td_error = name##_td_error,             \
        });                                          \
    }
FIXTURE_CASES(TEST_CASE)

int main(void)
{
    const struct CMUnitTest tests[] = {
#define X(name, agent_name) cmocka_unit_test(test_equals_sb3_##name),
        FIXTURE_CASES(X)
#undef X
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
