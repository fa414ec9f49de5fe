/* SPDX-License-Identifier: MIT */
/* Normalisation of observations and rewards: Stable-Baselines3's VecNormalize on a recorded
 * sequence, and what a restart, an evaluation and a program see of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/agents/driver.h"
#include "tests/agents/normalize_fixture.h"

#define STEP (FIXTURE_N * FIXTURE_D)

static const char *const options[] = {"normalize_obs", "true", "normalize_reward", "true",
                                      "n_steps",       "4",    "batch_size",       "12",
                                      FIXTURE_OPTIONS, NULL};

static void start(struct driver *d)
{
    struct rl_space obs, action;
    rl_space_box(&obs, FIXTURE_D, NULL, NULL);
    rl_space_discrete(&action, 2);
    driver_init(d, "ppo", &obs, &action, FIXTURE_N, 5, options);
}

/* What the networks see of `obs`, and the critic's value of it. */
static void look(struct driver *d, const float *obs, float *kept, float *value)
{
    struct agent_act act = {
        .n = FIXTURE_N, .deterministic = true, .obs = obs, .kept = kept, .value = value};
    assert_int_equal(d->agent->type->act(d->agent, &act, NULL), 0);
}

/* Steps [from, to) of the sequence; before 0 there is the reset. Rewards as they are learned from
 * go to `learned`, rewards of step 0 first. */
static void play(struct driver *d, int from, int to, float *learned)
{
    const struct agent_type *type = d->agent->type;
    if (from < 0)
        type->observe(d->agent, &(struct agent_observed){.n = FIXTURE_N, .obs = fixture_obs});
    for (int t = from < 0 ? 0 : from; t < to; t++) {
        float reward[FIXTURE_N];
        uint8_t ended[FIXTURE_N];
        for (int e = 0; e < FIXTURE_N; e++) {
            reward[e] = fixture_reward[t * FIXTURE_N + e];
            ended[e] = fixture_done[t * FIXTURE_N + e] > 0;
        }
        type->observe(d->agent, &(struct agent_observed){.n = FIXTURE_N,
                                                         .obs = fixture_obs + (t + 1) * STEP,
                                                         .reward = reward,
                                                         .ended = ended});
        memcpy(learned + (size_t)t * FIXTURE_N, reward, sizeof(reward));
    }
}

static void assert_near(const char *what, int t, double got, double want, double tolerance)
{
    if (!(fabs(got - want) <= tolerance * fmax(1, fabs(want))))
        fail_msg("%s, step %d: %.9g, not %.9g", what, t, got, want);
}

static void test_normalize_equals_stable_baselines3(void **state)
{
    (void)state;
    struct driver d;
    start(&d);
    float learned[FIXTURE_T * FIXTURE_N], kept[STEP], value[FIXTURE_N];
    int clipped = 0;
    for (int t = 0; t <= FIXTURE_T; t++) {
        play(&d, t - 1, t, learned);
        look(&d, fixture_obs + (size_t)t * STEP, kept, value);
        for (int i = 0; i < STEP; i++) {
            assert_near("observation", t, (double)kept[i], (double)fixture_seen[t * STEP + i],
                        1e-5);
            clipped += fabsf(kept[i]) == 1.5f;
        }
    }
    for (int i = 0; i < FIXTURE_T * FIXTURE_N; i++)
        assert_near("reward", i / FIXTURE_N, (double)learned[i], (double)fixture_learned[i], 1e-5);
    assert_true(clipped > 3);
    driver_deinit(&d);
}

static void read_f64(const struct driver *d, const char *name, double *out)
{
    int32_t i = nn_state_find(d->agent->state, name);
    assert_true(i >= 0);
    nn_state_tensor_read(d->agent->state, NULL, i, out);
}

static void test_normalize_statistics_by_name(void **state)
{
    (void)state;
    struct driver d;
    start(&d);
    float learned[FIXTURE_T * FIXTURE_N], mean[FIXTURE_D], scale[FIXTURE_D];
    double got[FIXTURE_D];
    play(&d, -1, FIXTURE_T, learned);
    const struct {
        const char *name;
        const double *want;
        int n;
    } tensor[] = {
        {"normalize/obs/mean", fixture_obs_mean, FIXTURE_D},
        {"normalize/obs/var", fixture_obs_var, FIXTURE_D},
        {"normalize/obs/count", fixture_obs_count, 1},
        {"normalize/return/mean", fixture_ret_mean, 1},
        {"normalize/return/var", fixture_ret_var, 1},
        {"normalize/return/count", fixture_ret_count, 1},
    };
    for (size_t k = 0; k < sizeof(tensor) / sizeof(tensor[0]); k++) {
        read_f64(&d, tensor[k].name, got);
        for (int i = 0; i < tensor[k].n; i++)
            assert_near(tensor[k].name, i, got[i], tensor[k].want[i], 1e-6);
    }
    driver_read(&d, "model/normalize.obs.mean", mean);
    driver_read(&d, "model/normalize.obs.scale", scale);
    for (int i = 0; i < FIXTURE_D; i++) {
        assert_near("mean", i, (double)mean[i], fixture_obs_mean[i], 1e-6);
        assert_near("scale", i, (double)scale[i], 1 / sqrt(fixture_obs_var[i] + 1e-8), 1e-6);
    }
    driver_deinit(&d);
}

/* Another process goes on with the same bits, and deciding alone changes nothing. */
static void test_normalize_goes_on_where_it_was(void **state)
{
    (void)state;
    struct driver whole, first, second;
    float want[FIXTURE_T * FIXTURE_N], got[FIXTURE_T * FIXTURE_N];
    float seen[2][STEP], value[2][FIXTURE_N];
    start(&whole);
    start(&first);
    start(&second);
    play(&whole, -1, FIXTURE_T, want);
    play(&first, -1, 17, got);
    look(&first, fixture_obs, seen[0], value[0]);
    driver_copy_state(&second, &first);
    play(&second, 17, FIXTURE_T, got);
    assert_memory_equal(want, got, sizeof(want));
    look(&whole, fixture_obs, seen[0], value[0]);
    look(&second, fixture_obs, seen[1], value[1]);
    assert_memory_equal(seen[0], seen[1], sizeof(seen[0]));
    assert_memory_equal(value[0], value[1], sizeof(value[0]));
    driver_deinit(&whole);
    driver_deinit(&first);
    driver_deinit(&second);
}

static void test_normalize_refuses_images(void **state)
{
    (void)state;
    struct rl_space obs = {.kind = RL_SPACE_BOX, .dtype = RL_U8, .rank = 3, .dim = {8, 8, 3}};
    struct rl_space action;
    struct driver d;
    struct rl_error err = {0};
    assert_int_equal(rl_space_finish(&obs, NULL), 0);
    rl_space_discrete(&action, 2);
    assert_int_equal(driver_try(&d, "ppo", &obs, &action, 1, 1,
                                (const char *const[]){"normalize_obs", "true", NULL}, &err),
                     RL_EUNSUPPORTED);
    assert_non_null(strstr(err.text, "normalize_obs: "));
    driver_deinit(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_normalize_equals_stable_baselines3),
        cmocka_unit_test(test_normalize_statistics_by_name),
        cmocka_unit_test(test_normalize_goes_on_where_it_was),
        cmocka_unit_test(test_normalize_refuses_images),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
