/* SPDX-License-Identifier: MIT */
/* Batch norm in the networks of values: running statistics follow the batches of updates and
 * nothing else, target networks follow them, acting uses them, and another process goes on from
 * them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "tests/agents/driver.h"

enum { D = 3, A = 2, N = 4, H = 6, MAX_STATISTICS = 2 * H };

static const struct subject {
    const char *agent, *net;
} subjects[] = {{"sac", "critic"}, {"td3", "critic"}, {"ddpg", "critic"}, {"dqn", "q"}};

static void open_subject(struct driver *d, const char *agent, const char *more)
{
    static const float low[A] = {-1, -1}, high[A] = {1, 1};
    const char *options[] = {"batch_norm",   "true", "hidden",     "[6]",
                             "weight_decay", "0.5",  "batch_size", "8",
                             more,           "true", NULL};
    struct rl_space obs, action;
    rl_space_box(&obs, D, NULL, NULL);
    rl_space_box(&action, A, low, high);
    if (strcmp(agent, "dqn") == 0)
        rl_space_discrete(&action, A);
    driver_init(d, agent, &obs, &action, N, 1, options);
}

static void fill_ring(struct driver *d, bool discrete)
{
    float obs[N * D], action[N * A], reward[N];
    int32_t choice[N];
    driver_draw(0, obs, N * D);
    for (uint32_t e = 0; e < N; e++)
        assert_int_equal(replay_ring_begin(&d->ring, e, obs + e * D), 0);
    for (uint64_t i = 1; i < 20; i++) {
        driver_draw(3 * i, obs, N * D);
        driver_draw(3 * i + 1, action, N * A);
        driver_draw(3 * i + 2, reward, N);
        for (int k = 0; k < N * A; k++)
            action[k] = tanhf(action[k]);
        for (int k = 0; k < N; k++)
            choice[k] = action[k] > 0;
        const struct replay_steps s = {.n = N,
                                       .action = discrete ? (const void *)choice : action,
                                       .reward = reward,
                                       .next_obs = obs};
        assert_int_equal(replay_ring_step(&d->ring, &s, NULL), 0);
    }
}

/* "<set>/<net>.0.norm.<what>", of one network or two members. */
static void statistics(const struct driver *d, const char *set, const char *net, const char *what,
                       float out[MAX_STATISTICS])
{
    char name[64];
    snprintf(name, sizeof(name), "%s/%s.0.norm.%s", set, net, what);
    memset(out, 0, MAX_STATISTICS * sizeof(float));
    driver_read(d, name, out);
}

static void train(struct driver *d, int32_t updates)
{
    d->ctx.gradient_steps = updates;
    assert_int_equal(driver_train(d, NULL), 0);
}

static void test_statistics_follow_updates_alone(void **state)
{
    (void)state;
    for (size_t k = 0; k < RL_COUNTOF(subjects); k++) {
        const struct subject *s = &subjects[k];
        const bool discrete = strcmp(s->agent, "dqn") == 0;
        float start[MAX_STATISTICS], mean[MAX_STATISTICS], target[MAX_STATISTICS],
            var[MAX_STATISTICS], again[MAX_STATISTICS], obs[N * D];
        struct driver d, copy;
        open_subject(&d, s->agent, "prioritized_replay");
        open_subject(&copy, s->agent, "prioritized_replay");
        fill_ring(&d, discrete);
        statistics(&d, "model", s->net, "running_mean", start);
        for (int i = 0; i < MAX_STATISTICS; i++)
            assert_true(start[i] == 0);
        train(&d, 3);
        statistics(&d, "model", s->net, "running_mean", mean);
        statistics(&d, "model", s->net, "running_var", var);
        assert_memory_not_equal(mean, start, sizeof(mean));
        assert_true(var[0] > 0 && var[0] != 1);

        /* Acting changes nothing. */
        static const uint32_t slot[N] = {0, 1, 2, 3};
        static const uint64_t step[N] = {5, 6, 7, 8};
        float all[N * A], one[A];
        const size_t row = (discrete ? 1 : A) * sizeof(float);
        driver_draw(999, obs, N * D);
        struct agent_act act = {.n = N, .obs = obs, .slot = slot, .step = step, .raw_action = all};
        assert_int_equal(d.agent->type->act(d.agent, &act, NULL), 0);
        for (int i = 0; i < N; i++) {
            struct agent_act alone = {
                .n = 1, .obs = obs + i * D, .slot = slot + i, .step = step + i, .raw_action = one};
            assert_int_equal(d.agent->type->act(d.agent, &alone, NULL), 0);
            assert_memory_equal(one, (char *)all + (size_t)i * row, row);
        }
        statistics(&d, "model", s->net, "running_mean", again);
        assert_memory_equal(mean, again, sizeof(mean));

        /* A target follows as its weights do, and another process goes on to the same bits. */
        if (!discrete) {
            statistics(&d, "target", s->net, "running_mean", target);
            assert_memory_not_equal(target, start, sizeof(target));
            assert_true(fabsf(target[0]) < fabsf(mean[0]));
        }
        driver_copy_state(&copy, &d);
        train(&d, 2);
        train(&copy, 2);
        statistics(&d, "model", s->net, "running_var", var);
        statistics(&copy, "model", s->net, "running_var", again);
        assert_memory_equal(var, again, sizeof(var));
        driver_deinit(&d);
        driver_deinit(&copy);
    }
}

/* What a learner published is acted with, statistics included. */
static void test_published_statistics_act(void **state)
{
    (void)state;
    struct driver d;
    float obs[N * D], value[2][N];
    int32_t choice[N];
    static const uint32_t slot[N] = {0, 1, 2, 3};
    static const uint64_t step[N] = {0};
    open_subject(&d, "dqn", "double_q");
    const struct nn_params *params = d.agent->acting;
    float *published = malloc(params->block_floats * sizeof(float));
    memcpy(published, params->block, params->block_floats * sizeof(float));
    driver_draw(7, obs, N * D);
    for (int k = 0; k < 2; k++) {
        const struct agent_act act = {.n = N,
                                      .obs = obs,
                                      .slot = slot,
                                      .step = step,
                                      .raw_action = choice,
                                      .value = value[k],
                                      .deterministic = true,
                                      .policy = published};
        assert_int_equal(d.agent->type->act(d.agent, &act, NULL), 0);
        const float moved[H] = {3, 3, 3, 3, 3, 3};
        driver_write(&d, "model/q.0.norm.running_mean", moved);
    }
    assert_memory_equal(value[0], value[1], sizeof(value[0]));
    free(published);
    driver_deinit(&d);
}

/* Only the value learns by batches: what was likely when it was done stays comparable. */
static void test_ppo_values_alone(void **state)
{
    (void)state;
    struct rl_space obs, action;
    struct driver d;
    struct rl_error err = {0};
    rl_space_box(&obs, D, NULL, NULL);
    rl_space_discrete(&action, A);
    driver_init(&d, "ppo", &obs, &action, N, 1,
                (const char *const[]){"batch_norm", "true", "n_steps", "8", "batch_size", "16",
                                      "hidden", "[6]", NULL});
    assert_true(nn_state_find(d.agent->state, "model/value.0.norm.running_mean") >= 0);
    assert_int_equal(nn_state_find(d.agent->state, "model/policy.0.norm.running_mean"), -1);
    driver_deinit(&d);
    static const struct {
        const char *key, *says;
    } refused[] = {{"shared_trunk", "values alone"}, {"layer_norm", "one norm"}};
    for (size_t i = 0; i < RL_COUNTOF(refused); i++) {
        const char *options[] = {"batch_norm", "true", refused[i].key, "true", NULL};
        assert_int_equal(driver_try(&d, "ppo", &obs, &action, N, 1, options, &err),
                         RL_EUNSUPPORTED);
        assert_non_null(strstr(err.text, "network.batch_norm"));
        assert_non_null(strstr(err.text, refused[i].says));
        driver_deinit(&d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statistics_follow_updates_alone),
        cmocka_unit_test(test_published_statistics_act),
        cmocka_unit_test(test_ppo_values_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
