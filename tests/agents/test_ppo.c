/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agents/action.h"
#include "base/base.h"
#include "tests/agents/driver.h"

#define N_ENVS 4
#define D      3

static const struct rl_key key = {.seed = 11, .stream = RL_STREAM_TESTS};
static const float low[2] = {-1, -2}, high[2] = {1, 2};

/* 5 steps of 4 envs make 20 rows: minibatches of 8, 8 and 4. */
#define SMALL "n_steps", "5", "batch_size", "8", "n_epochs", "3", "hidden", "[6, 6]"
static const char *const small[] = {SMALL, NULL};

static void start(struct driver *d, bool box, const char *const *options)
{
    struct rl_space obs, action;
    rl_space_box(&obs, D, NULL, NULL);
    if (box)
        rl_space_box(&action, 2, low, high);
    else
        rl_space_discrete(&action, 3);
    driver_init(d, "ppo", &obs, &action, N_ENVS, 5, options);
}

/* A full rollout of random observations and rewards in which the agent acted. */
static void collect(struct driver *d)
{
    struct replay_rollout *r = &d->rollout;
    int32_t rows = replay_rollout_rows(r);
    uint64_t round = d->ctx.iteration;
    uint32_t slot[N_ENVS];
    uint64_t step[N_ENVS];
    rl_fill_normal(key, 10 * round, (float *)(void *)r->obs, (size_t)rows * D);
    rl_fill_normal(key, 10 * round + 1, r->reward, (size_t)rows);
    rl_fill_normal(key, 10 * round + 2, r->last_value, N_ENVS);
    for (int32_t t = 0; t < r->n_steps; t++) {
        size_t at = (size_t)t * N_ENVS;
        for (uint32_t i = 0; i < N_ENVS; i++) {
            slot[i] = i;
            step[i] = round * (uint64_t)r->n_steps + (uint64_t)t;
            r->terminated[at + i] = (at + i) % 7 == 3;
        }
        driver_act_row(d, t, slot, step, NULL);
    }
    d->ctx.env_steps += (uint64_t)rows;
    d->ctx.progress = (double)d->ctx.env_steps / 1000.0;
}

static void iterate(struct driver *d, int n)
{
    struct rl_error err = {0};
    for (int i = 0; i < n; i++) {
        collect(d);
        if (driver_train(d, &err) < 0)
            fail_msg("%s", err.text);
    }
}

/* What they logged last, too. */
static void assert_same_run(const struct driver *a, const struct driver *b)
{
    driver_assert_same_state(a, b);
    assert_int_equal(a->n_metrics, b->n_metrics);
    for (int i = 0; i < a->n_metrics; i++) {
        assert_string_equal(a->metric[i].name, b->metric[i].name);
        assert_memory_equal(&a->metric[i].value, &b->metric[i].value, sizeof(double));
    }
}

static void test_ppo_leaving_at_cuts_changes_no_bit(void **state)
{
    (void)state;
    for (int box = 0; box < 2; box++)
        for (int leave_every = 2; leave_every <= 5; leave_every++) {
            struct driver whole, parts;
            start(&whole, box, small);
            start(&parts, box, small);
            parts.leave_every = leave_every;
            iterate(&whole, 3);
            iterate(&parts, 3);
            assert_true(parts.n_cuts > whole.n_cuts);
            assert_same_run(&whole, &parts);
            driver_deinit(&whole);
            driver_deinit(&parts);
        }
}

/* Gradients of both losses meet in the trunk, and what acts is what learns. */
static void test_ppo_shares_a_trunk(void **state)
{
    (void)state;
    float trunk[2][6 * 3], head[2][6];
    struct driver d;
    start(&d, true, (const char *const[]){SMALL, "shared_trunk", "true", NULL});
    assert_int_equal(nn_state_find(d.agent->state, "model/policy.1.weight"), -1);
    driver_read(&d, "model/trunk.0.weight", trunk[0]);
    driver_read(&d, "model/value.0.weight", head[0]);
    iterate(&d, 1);
    assert_float_equal(driver_metric(&d, "train/approx_kl"), 0, 0.1);
    driver_read(&d, "model/trunk.0.weight", trunk[1]);
    driver_read(&d, "model/value.0.weight", head[1]);
    assert_memory_not_equal(trunk[0], trunk[1], sizeof(trunk[0]));
    assert_memory_not_equal(head[0], head[1], sizeof(head[0]));
    driver_deinit(&d);
}

static void test_ppo_refuses_networks_that_mean_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *options[5], *text;
    } bad[] = {
        {{"dueling", "true"}, "network.dueling: this agent learns no Q"},
        {{"critics", "2"}, "network.critics: this agent learns no Q"},
        {{"shared_trunk", "true", "value_optimizer", "separate"}, "share the optimizer"},
    };
    struct rl_space obs, action;
    rl_space_box(&obs, 3, NULL, NULL);
    rl_space_discrete(&action, 2);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct driver d;
        struct rl_error err = {0};
        assert_int_equal(driver_try(&d, "ppo", &obs, &action, 1, 1, bad[i].options, &err),
                         RL_EUNSUPPORTED);
        assert_non_null(strstr(err.text, bad[i].text));
        driver_deinit(&d);
    }
}

/* Left at a cut of iteration n, and gone on with in another process's memory: the same bits. */
static void check_goes_on(const char *const *options, int n, int stop_at)
{
    struct driver whole, first, second;
    start(&whole, true, options);
    start(&first, true, options);
    start(&second, true, options);
    iterate(&whole, n + 1);
    iterate(&first, n);
    collect(&first);
    first.n_cuts = 0;
    first.leave_every = stop_at;
    assert_int_equal(first.agent->type->training_step(first.agent, &first.ctx, NULL), AGENT_LEFT);
    driver_copy_state(&second, &first);
    assert_int_equal(driver_train(&second, NULL), 0);
    assert_same_run(&whole, &second);
    driver_deinit(&whole);
    driver_deinit(&first);
    driver_deinit(&second);
}

static void test_ppo_goes_on_in_another_process_at_any_minibatch(void **state)
{
    (void)state;
    for (int stop_at = 1; stop_at <= 9; stop_at++)
        check_goes_on(small, 1, stop_at);
}

static void test_ppo_keeps_the_shorter_minibatch(void **state)
{
    (void)state;
    struct driver d;
    start(&d, false, small);
    iterate(&d, 2);
    assert_int_equal(d.n_cuts, 2 * 3 * 3);
    assert_int_equal(nn_opt_steps(d.agent->optimizer[0]), 2 * 3 * 3);
    assert_float_equal(driver_metric(&d, "train/n_updates"), 6.0, 0.0);
    driver_deinit(&d);
}

static void test_ppo_follows_schedules(void **state)
{
    (void)state;
    struct driver d;
    start(&d, false,
          (const char *const[]){SMALL, "learning_rate", "linear(1e-2)", "clip_range",
                                "linear(0.4, 0.2)", NULL});
    iterate(&d, 5); /* 100 of 1000 steps */
    assert_float_equal(driver_metric(&d, "train/learning_rate"), 9e-3, 1e-9);
    assert_float_equal(driver_metric(&d, "train/clip_range"), 0.38, 1e-9);
    driver_deinit(&d);

    /* At the end of the schedule nothing moves any more. */
    float before[18], after[18];
    start(&d, false, (const char *const[]){SMALL, "learning_rate", "linear(1e-2)", NULL});
    collect(&d);
    d.ctx.progress = 1.0;
    driver_read(&d, "model/policy.0.weight", before);
    assert_int_equal(driver_train(&d, NULL), 0);
    driver_read(&d, "model/policy.0.weight", after);
    assert_memory_equal(before, after, sizeof(before));
    driver_deinit(&d);
}

static const char *const policy_tensors[] = {
    "model/policy.0.weight", "model/policy.0.bias", "model/policy.1.weight", "model/policy.1.bias",
    "model/policy.2.weight", "model/policy.2.bias", "model/log_std"};
static const char *const value_tensors[] = {"model/value.0.weight", "model/value.0.bias",
                                            "model/value.1.weight", "model/value.1.bias",
                                            "model/value.2.weight", "model/value.2.bias"};

static void copy_tensors(struct driver *to, const struct driver *from, const char *const *name,
                         size_t n)
{
    float value[64];
    for (size_t i = 0; i < n; i++) {
        driver_read(from, name[i], value);
        driver_write(to, name[i], value);
    }
}

/* Largest difference over the named tensors. */
static double distance(const struct driver *a, const struct driver *b, const char *const *name,
                       size_t n)
{
    double largest = 0.0;
    for (size_t i = 0; i < n; i++) {
        float x[64] = {0}, y[64] = {0};
        driver_read(a, name[i], x);
        driver_read(b, name[i], y);
        for (int k = 0; k < 64; k++)
            largest = fmax(largest, fabs((double)x[k] - (double)y[k]));
    }
    return largest;
}

/* Without clipping over both networks, one optimizer and two are the same thing. */
static void test_ppo_two_optimizers_equal_one(void **state)
{
    (void)state;
    struct driver one, two;
    start(&one, true, (const char *const[]){SMALL, "max_grad_norm", "0", NULL});
    start(&two, true,
          (const char *const[]){SMALL, "max_grad_norm", "0", "value_optimizer", "separate", NULL});
    assert_int_equal(one.agent->n_optimizers, 1);
    assert_int_equal(two.agent->n_optimizers, 2);
    copy_tensors(&two, &one, policy_tensors, RL_COUNTOF(policy_tensors));
    copy_tensors(&two, &one, value_tensors, RL_COUNTOF(value_tensors));
    iterate(&one, 3);
    iterate(&two, 3);
    assert_true(distance(&one, &two, policy_tensors, RL_COUNTOF(policy_tensors)) < 1e-6);
    assert_true(distance(&one, &two, value_tensors, RL_COUNTOF(value_tensors)) < 1e-6);
    driver_deinit(&one);
    driver_deinit(&two);
}

/* 5 minibatches of 4 rows in windows of 2 are steps of 8, 8 and 4 rows, the last one a minibatch of
 * its own; gradients are means over rows, as those of one batch. */
#define ACCUMULATE                                                                             \
    "n_steps", "5", "batch_size", "4", "accumulate", "2", "n_epochs", "3", "hidden", "[6, 6]", \
        "normalize_advantage", "false", "value_optimizer", "separate"

static void test_ppo_accumulated_minibatches_are_one(void **state)
{
    (void)state;
    struct driver parts, whole;
    start(&parts, true, (const char *const[]){ACCUMULATE, NULL});
    start(&whole, true,
          (const char *const[]){SMALL, "normalize_advantage", "false", "value_optimizer",
                                "separate", NULL});
    copy_tensors(&whole, &parts, policy_tensors, RL_COUNTOF(policy_tensors));
    copy_tensors(&whole, &parts, value_tensors, RL_COUNTOF(value_tensors));
    iterate(&parts, 3);
    iterate(&whole, 3);
    assert_int_equal(parts.n_cuts, 3 * 3 * 5);
    for (int i = 0; i < 2; i++)
        assert_int_equal(nn_opt_steps(parts.agent->optimizer[i]), 3 * 3 * 3);
    assert_true(distance(&parts, &whole, policy_tensors, RL_COUNTOF(policy_tensors)) < 1e-6);
    assert_true(distance(&parts, &whole, value_tensors, RL_COUNTOF(value_tensors)) < 1e-6);
    static const char *const same[] = {"train/grad_norm", "train/value_grad_norm",
                                       "train/value_loss", "train/approx_kl"};
    for (size_t i = 0; i < RL_COUNTOF(same); i++)
        assert_float_equal(driver_metric(&parts, same[i]), driver_metric(&whole, same[i]), 1e-5);
    driver_deinit(&parts);
    driver_deinit(&whole);
}

/* The last of 8, 8 and 4 rows counts by its rows: the window's gradient is that of all 20. */
static void test_ppo_a_window_is_a_mean_over_rows(void **state)
{
    (void)state;
#define PASSES "n_steps", "5", "n_epochs", "2", "hidden", "[6, 6]", "normalize_advantage", "false"
    struct driver parts, whole;
    start(&parts, true, (const char *const[]){PASSES, "batch_size", "8", "accumulate", "3", NULL});
    start(&whole, true, (const char *const[]){PASSES, "batch_size", "20", NULL});
    iterate(&parts, 2);
    iterate(&whole, 2);
    assert_int_equal(parts.agent->updates, 4);
    assert_int_equal(whole.agent->updates, 4);
    assert_true(distance(&parts, &whole, policy_tensors, RL_COUNTOF(policy_tensors)) < 1e-6);
    assert_true(distance(&parts, &whole, value_tensors, RL_COUNTOF(value_tensors)) < 1e-6);
    assert_float_equal(driver_metric(&parts, "train/grad_norm"),
                       driver_metric(&whole, "train/grad_norm"), 1e-5);
    driver_deinit(&parts);
    driver_deinit(&whole);
}

static void test_ppo_counts_updates_of_a_frozen_policy(void **state)
{
    (void)state;
    struct driver d;
    struct rl_error err = {0};
    start(&d, true, (const char *const[]){SMALL, "value_optimizer", "separate", NULL});
    assert_true(nn_opt_freeze(d.agent->optimizer, 2, "policy.*", true, &err) > 0);
    assert_true(nn_opt_freeze(d.agent->optimizer, 2, "log_std", true, &err) > 0);
    iterate(&d, 2);
    assert_int_equal(nn_opt_steps(d.agent->optimizer[0]), 0);
    assert_int_equal(nn_opt_steps(d.agent->optimizer[1]), 2 * 3 * 3);
    assert_int_equal(d.agent->updates, 2 * 3 * 3);
    driver_deinit(&d);
}

/* Left with a window open. */
static void test_ppo_goes_on_within_a_window(void **state)
{
    (void)state;
    for (int stop_at = 1; stop_at <= 15; stop_at++)
        check_goes_on((const char *const[]){ACCUMULATE, NULL}, 0, stop_at);
}

/* A divergence in mid-window: its gradients move nothing, now or later. */
static void test_ppo_a_stopped_window_is_dropped(void **state)
{
    (void)state;
    struct driver stopped;
    start(&stopped, true, (const char *const[]){ACCUMULATE, "target_kl", "1e-12", NULL});
    for (int i = 1; i <= 2; i++) {
        /* The first window is what acted, the second one is stopped at its first minibatch. */
        iterate(&stopped, 1);
        assert_int_equal(stopped.n_cuts, 3 * i);
        assert_int_equal(nn_opt_steps(stopped.agent->optimizer[0]), i);
        assert_true(driver_metric(&stopped, "train/grad_norm") > 0);
    }
    driver_deinit(&stopped);
}

/* Plain descent at a rate of 1: no element moves further than max_grad_value in a step. */
static void test_ppo_clips_by_value(void **state)
{
    (void)state;
    struct driver before, after;
    const char *const options[] = {
        "n_steps",   "5",   "batch_size",    "20", "n_epochs",      "1", "hidden",         "[6, 6]",
        "optimizer", "sgd", "learning_rate", "1",  "max_grad_norm", "0", "max_grad_value", "1e-3",
        NULL};
    start(&before, true, options);
    start(&after, true, options);
    iterate(&after, 1);
    assert_true(driver_metric(&after, "train/grad_norm") > 0.05);
    const double moved = distance(&before, &after, value_tensors, RL_COUNTOF(value_tensors));
    assert_true(moved > 0.999e-3 && moved < 1.001e-3);
    driver_deinit(&before);
    driver_deinit(&after);
}

static void test_ppo_value_learning_rate_is_its_own(void **state)
{
    (void)state;
    struct driver before, after;
    const char *const options[] = {
        SMALL, "value_optimizer", "separate", "value_learning_rate", "1e-9", NULL};
    start(&before, true, options);
    start(&after, true, options);
    iterate(&after, 1);
    assert_true(distance(&before, &after, policy_tensors, RL_COUNTOF(policy_tensors)) > 1e-4);
    assert_true(distance(&before, &after, value_tensors, RL_COUNTOF(value_tensors)) < 1e-6);
    assert_true(driver_metric(&after, "train/value_grad_norm") > 0.0);
    driver_deinit(&before);
    driver_deinit(&after);
}

static void test_ppo_non_finite_loss_names_it_and_moves_nothing(void **state)
{
    (void)state;
    static const float bad[] = {INFINITY, NAN};
    for (size_t i = 0; i < RL_COUNTOF(bad); i++) {
        struct driver d;
        start(&d, true, small);
        iterate(&d, 1);
        collect(&d);
        d.rollout.reward[19] = bad[i];
        d.rollout.terminated[19] = d.rollout.terminated[15] = 1; /* it stays in one row */
        float before[18], after[18];
        struct rl_error err = {0};
        int rc;
        uint64_t steps;
        do { /* up to the minibatch that holds the row */
            driver_read(&d, "model/policy.0.weight", before);
            steps = nn_opt_steps(d.agent->optimizer[0]);
            d.leave_every = d.n_cuts + 2;
            rc = d.agent->type->training_step(d.agent, &d.ctx, &err);
        } while (rc == AGENT_LEFT);
        assert_int_equal(rc, RL_ENONFINITE);
        driver_read(&d, "model/policy.0.weight", after);
        assert_memory_equal(before, after, sizeof(before));
        assert_true(nn_opt_steps(d.agent->optimizer[0]) == steps);
        char update[32];
        snprintf(update, sizeof(update), "at update %llu ", (unsigned long long)steps + 1);
        assert_non_null(strstr(err.text, "_loss is "));
        assert_non_null(strstr(err.text, update));
        driver_deinit(&d);
    }
}

static void test_ppo_acts_the_same_in_any_batch(void **state)
{
    (void)state;
    enum { N = 11 }; /* more than n_envs: computed in pieces */
    for (int box = 0; box < 2; box++)
        for (int deterministic = 0; deterministic < 2; deterministic++) {
            struct driver d;
            start(&d, box, small);
            float obs[N * D], value[N], value1[N], logp[N], logp1[N];
            int32_t raw[N * 2], raw1[N * 2], wire[N * 2], wire1[N * 2];
            uint32_t slot[N];
            uint64_t step[N];
            size_t words = box ? 2 : 1;
            rl_fill_normal(key, 99, obs, RL_COUNTOF(obs));
            for (int i = 0; i < N; i++) {
                slot[i] = (uint32_t)(7 * i);
                step[i] = (uint64_t)(1000 - i);
            }
            struct agent_act act = {.n = N,
                                    .deterministic = deterministic,
                                    .obs = obs,
                                    .slot = slot,
                                    .step = step,
                                    .action = wire,
                                    .raw_action = raw,
                                    .logp = logp,
                                    .value = value};
            assert_int_equal(d.agent->type->act(d.agent, &act, NULL), 0);
            for (int i = N - 1; i >= 0; i--) {
                act = (struct agent_act){.n = 1,
                                         .deterministic = deterministic,
                                         .obs = obs + i * D,
                                         .slot = slot + i,
                                         .step = step + i,
                                         .action = wire1 + (size_t)i * words,
                                         .raw_action = raw1 + (size_t)i * words,
                                         .logp = logp1 + i,
                                         .value = value1 + i};
                assert_int_equal(d.agent->type->act(d.agent, &act, NULL), 0);
            }
            assert_memory_equal(raw, raw1, N * words * sizeof(int32_t));
            assert_memory_equal(wire, wire1, N * words * sizeof(int32_t));
            assert_memory_equal(logp, logp1, sizeof(logp));
            assert_memory_equal(value, value1, sizeof(value));
            driver_deinit(&d);
        }
}

/* Acts `n` times on one observation, as env 0 at steps 0..n-1. */
static void act_often(struct driver *d, bool deterministic, int n, void *raw, void *wire,
                      float *logp)
{
    static const float obs[D] = {0.5f, -1.0f, 2.0f};
    size_t words = d->rollout.raw_action_bytes / 4;
    for (int i = 0; i < n; i++) {
        uint32_t slot = 0;
        uint64_t step = (uint64_t)i;
        struct agent_act act = {.n = 1,
                                .deterministic = deterministic,
                                .obs = obs,
                                .slot = &slot,
                                .step = &step,
                                .action = (int32_t *)wire + (size_t)i * words,
                                .raw_action = (int32_t *)raw + (size_t)i * words,
                                .logp = logp + i};
        assert_int_equal(d->agent->type->act(d->agent, &act, NULL), 0);
    }
}

static void test_ppo_samples_its_categorical(void **state)
{
    (void)state;
    enum { N = 4000 };
    struct rl_space obs, action;
    rl_space_box(&obs, D, NULL, NULL);
    rl_space_discrete(&action, 3);
    action.start = 10;
    struct driver d;
    driver_init(&d, "ppo", &obs, &action, 1, 3, small);
    driver_write(&d, "model/policy.2.bias", (const float[]){0.0f, 1.0f, -1.0f});
    static int32_t raw[N], wire[N], mode[1], mode_wire[1];
    static float logp[N], mode_logp[1];
    act_often(&d, false, N, raw, wire, logp);
    act_often(&d, true, 1, mode, mode_wire, mode_logp);
    int count[3] = {0};
    double p[3] = {0};
    for (int i = 0; i < N; i++) {
        assert_int_equal(wire[i], raw[i] + 10);
        assert_in_range(raw[i], 0, 2);
        count[raw[i]]++;
        p[raw[i]] = exp((double)logp[i]);
        assert_true(logp[i] <= mode_logp[0]);
    }
    assert_float_equal(p[0] + p[1] + p[2], 1.0, 1e-5);
    for (int a = 0; a < 3; a++)
        assert_float_equal(count[a] / (double)N, p[a], 4.0 * sqrt(p[a] * (1.0 - p[a]) / N));
    assert_int_equal(mode[0], 1);
    assert_int_equal(mode_wire[0], 11);
    driver_deinit(&d);
}

static void test_ppo_samples_its_gaussian_and_clips_on_the_wire(void **state)
{
    (void)state;
    enum { N = 4000 };
    struct driver d;
    start(&d, true,
          (const char *const[]){SMALL, "log_std_init", "0.5", "scale_actions", "false", NULL});
    static float raw[N * 2], wire[N * 2], logp[N];
    float mean[2], mean_wire[2], mean_logp[1];
    double std = exp(0.5), sum[2] = {0}, squares[2] = {0};
    act_often(&d, true, 1, mean, mean_wire, mean_logp);
    act_often(&d, false, N, raw, wire, logp);
    assert_float_equal(mean_logp[0], -2.0 * (0.5 + 0.5 * log(2.0 * M_PI)), 1e-5);
    for (int i = 0; i < N; i++) {
        double want = (double)mean_logp[0];
        for (int a = 0; a < 2; a++) {
            double x = (double)raw[2 * i + a], z = (x - (double)mean[a]) / std;
            assert_float_equal(wire[2 * i + a], fmin(fmax(x, (double)low[a]), (double)high[a]),
                               0.0);
            sum[a] += z;
            squares[a] += z * z;
            want -= 0.5 * z * z;
        }
        assert_float_equal(logp[i], want, 1e-4);
    }
    for (int a = 0; a < 2; a++) {
        assert_float_equal(sum[a] / N, 0.0, 4.0 / sqrt(N));
        assert_float_equal(squares[a] / N, 1.0, 4.0 * sqrt(2.0 / N));
    }
    driver_deinit(&d);
}

static void test_ppo_scales_actions_to_finite_bounds(void **state)
{
    (void)state;
    enum { N = 200 };
    struct driver d;
    start(&d, true, small);
    static float raw[N * 2], wire[N * 2], logp[N];
    act_often(&d, false, N, raw, wire, logp);
    for (int i = 0; i < 2 * N; i++) {
        double least = (double)low[i % 2], most = (double)high[i % 2];
        double x = least + 0.5 * ((double)raw[i] + 1.0) * (most - least);
        assert_float_equal(wire[i], fmin(fmax(x, least), most), 1e-5);
    }
    driver_deinit(&d);
}

/* Where the width of the bounds is no float32, as where there are none. */
static void test_ppo_clips_to_bounds_too_far_apart(void **state)
{
    (void)state;
    const float least[2] = {-FLT_MAX, -2}, most[2] = {FLT_MAX, 2}, raw[2] = {0.5f, 0.5f};
    struct rl_space action;
    float wire[2];
    rl_space_box(&action, 2, least, most);
    agent_action_scaled_to_wire(&action, raw, 1, wire);
    assert_true(wire[0] == 0.5f && wire[1] == 1.0f);
}

static void test_ppo_refuses_what_it_cannot_do(void **state)
{
    (void)state;
    struct rl_space obs, action = {.dtype = RL_U8, .rank = 1, .dim = {3}};
    struct rl_error err = {0};
    struct driver d;
    rl_space_box(&obs, D, NULL, NULL);
    assert_int_equal(rl_space_finish(&action, NULL), 0);
    assert_int_equal(driver_try(&d, "ppo", &obs, &action, 1, 1, small, &err), RL_EUNSUPPORTED);
    assert_non_null(strstr(err.text, "Box(3,) uint8 is not supported"));
    driver_deinit(&d);

    rl_space_discrete(&action, 2);
    const char *const unused[] = {"optimizer", "sgd", "beta1", "0.9", NULL};
    assert_int_equal(driver_try(&d, "ppo", &obs, &action, 1, 1, unused, &err), RL_ECONFIG);
    assert_non_null(strstr(err.text, "beta1 has no effect on sgd"));
    driver_deinit(&d);

    const char *const huge[] = {"n_steps", "1e6", NULL};
    assert_int_equal(driver_try(&d, "ppo", &obs, &action, 5000, 1, huge, &err), RL_ERANGE);
    assert_non_null(strstr(err.text, "n_steps 1000000"));
    driver_deinit(&d);
}

static void test_ppo_defaults_suit_images(void **state)
{
    (void)state;
    const struct agent_type *ppo = agent_find("ppo");
    void *hparams = calloc(1, ppo->hparams_bytes);
    struct rl_space obs = {.kind = RL_SPACE_BOX, .dtype = RL_U8, .rank = 3, .dim = {84, 84, 4}};
    struct rl_space action;
    char text[64];
    rl_space_discrete(&action, 4);
    assert_int_equal(rl_options_default(ppo->hparams, ppo->n_hparams, hparams, NULL), 0);
    const struct rl_option *clip = rl_options_find(ppo->hparams, ppo->n_hparams, "clip_range");
    struct nn_network_config network = nn_network_default();
    ppo->defaults(hparams, &network, NULL, NULL);
    rl_option_format(clip, hparams, text, sizeof(text));
    assert_string_equal(text, "0.2");
    ppo->defaults(hparams, &network, &obs, &action);
    rl_option_format(clip, hparams, text, sizeof(text));
    assert_string_equal(text, "linear(0.1)");
    assert_true(network.hidden.n == 0 && network.shared_trunk);
    assert_int_equal(network.activation, NN_ACT_RELU);
    free(hparams);
}

static void test_agent_registry(void **state)
{
    (void)state;
    assert_ptr_equal(agent_at(0), agent_find("ppo"));
    assert_null(agent_find("pp"));
    size_t n = 0;
    while (agent_at(n))
        n++;
    assert_null(agent_at(n + 1));
    agent_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ppo_leaving_at_cuts_changes_no_bit),
        cmocka_unit_test(test_ppo_shares_a_trunk),
        cmocka_unit_test(test_ppo_refuses_networks_that_mean_nothing),
        cmocka_unit_test(test_ppo_goes_on_in_another_process_at_any_minibatch),
        cmocka_unit_test(test_ppo_keeps_the_shorter_minibatch),
        cmocka_unit_test(test_ppo_follows_schedules),
        cmocka_unit_test(test_ppo_two_optimizers_equal_one),
        cmocka_unit_test(test_ppo_accumulated_minibatches_are_one),
        cmocka_unit_test(test_ppo_a_window_is_a_mean_over_rows),
        cmocka_unit_test(test_ppo_counts_updates_of_a_frozen_policy),
        cmocka_unit_test(test_ppo_goes_on_within_a_window),
        cmocka_unit_test(test_ppo_a_stopped_window_is_dropped),
        cmocka_unit_test(test_ppo_clips_by_value),
        cmocka_unit_test(test_ppo_value_learning_rate_is_its_own),
        cmocka_unit_test(test_ppo_non_finite_loss_names_it_and_moves_nothing),
        cmocka_unit_test(test_ppo_acts_the_same_in_any_batch),
        cmocka_unit_test(test_ppo_samples_its_categorical),
        cmocka_unit_test(test_ppo_samples_its_gaussian_and_clips_on_the_wire),
        cmocka_unit_test(test_ppo_scales_actions_to_finite_bounds),
        cmocka_unit_test(test_ppo_clips_to_bounds_too_far_apart),
        cmocka_unit_test(test_ppo_refuses_what_it_cannot_do),
        cmocka_unit_test(test_ppo_defaults_suit_images),
        cmocka_unit_test(test_agent_registry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
