/* SPDX-License-Identifier: MIT */
/* DQN besides its gradients: exploration, masks, actions of several parts, when the target network
 * follows, training that is left at cuts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/rng.h"
#include "tests/agents/driver.h"

enum { N_ENVS = 4, D = 3, P = 2, C = 3 + 2 };

static const uint32_t slots[N_ENVS] = {0, 1, 2, 3};
static const int32_t nvec[P] = {3, 2};

static int32_t below(uint32_t n, uint64_t counter)
{
    uint32_t x;
    rl_fill_below((struct rl_key){.seed = 4, .stream = RL_STREAM_TESTS}, counter, n, &x, 1);
    return (int32_t)x;
}

static void parts(struct rl_space *obs, struct rl_space *action, bool masked)
{
    rl_space_box(obs, D, NULL, NULL);
    *action = (struct rl_space){
        .kind = RL_SPACE_MULTI_DISCRETE, .rank = 1, .dim = {P}, .nvec = {nvec[0], nvec[1]}};
    assert_int_equal(rl_space_finish(action, NULL), 0);
    if (masked)
        assert_int_equal(rl_space_add_mask(obs, action, NULL), 0);
}

static void act(struct driver *d, struct agent_act a)
{
    a.n = N_ENVS;
    a.slot = slots;
    driver_act(d, &a);
}

/* ---- acting ---- */

/* Of 4 choices, a random one is the best one every fourth time. */
static void test_epsilon_falls_with_progress(void **state)
{
    (void)state;
    static const char *const options[] = {"exploration_fraction",
                                          "0.5",
                                          "exploration_initial_eps",
                                          "0.9",
                                          "exploration_final_eps",
                                          "0.1",
                                          "hidden",
                                          "[]",
                                          NULL};
    static const struct {
        double progress, epsilon;
    } expected[] = {{0, 0.9}, {0.25, 0.5}, {0.5, 0.1}, {1, 0.1}};
    enum { ROUNDS = 3000 };
    struct rl_space obs, action;
    struct driver d;
    float seen[N_ENVS * D];
    int32_t best[N_ENVS], raw[N_ENVS];
    rl_space_box(&obs, D, NULL, NULL);
    rl_space_discrete(&action, 4);
    driver_init(&d, "dqn", &obs, &action, N_ENVS, 1, options);
    for (size_t k = 0; k < RL_COUNTOF(expected); k++) {
        int others = 0;
        for (uint64_t i = 0; i < ROUNDS; i++) {
            uint64_t step[N_ENVS] = {i, i, i, i};
            driver_draw(i, seen, N_ENVS * D);
            act(&d, (struct agent_act){.obs = seen, .deterministic = true, .raw_action = best});
            act(&d, (struct agent_act){.obs = seen,
                                       .step = step,
                                       .raw_action = raw,
                                       .progress = expected[k].progress});
            for (int e = 0; e < N_ENVS; e++)
                others += raw[e] != best[e];
        }
        double share = (double)others / (ROUNDS * N_ENVS), wanted = 0.75 * expected[k].epsilon;
        assert_true(fabs(share - wanted) < 4.0 * sqrt(wanted * (1.0 - wanted) / (ROUNDS * N_ENVS)));
    }
    driver_deinit(&d);
}

/* Random or not, of every part only what its mask leaves; and all of that is tried. */
static void test_masks_of_parts(void **state)
{
    (void)state;
    static const char *const options[] = {"hidden", "[]", NULL};
    enum { ROW = D * sizeof(float) + C + 3 /* to a multiple of 4 */, ROUNDS = 200 };
    struct rl_space obs, action;
    struct driver d;
    uint8_t rows[N_ENVS][ROW] = {0};
    int32_t raw[N_ENVS * P], wire[N_ENVS * P];
    parts(&obs, &action, true);
    assert_int_equal(rl_space_bytes(&obs), ROW);
    driver_init(&d, "dqn", &obs, &action, N_ENVS, 1, options);
    int tried[3][3] = {{0}};
    for (uint64_t i = 0; i < ROUNDS; i++) {
        static const uint8_t mask[C] = {1, 0, 1, 0, 1};
        uint64_t step[N_ENVS] = {i, i, i, i};
        float seen[N_ENVS * D];
        driver_draw(i, seen, N_ENVS * D);
        for (int e = 0; e < N_ENVS; e++) {
            memcpy(rows[e], seen + e * D, D * sizeof(float));
            memcpy(rows[e] + D * sizeof(float), mask, C);
        }
        for (int how = 0; how < 3; how++) { /* greedy, epsilon-greedy, warm-up */
            act(&d, (struct agent_act){.obs = rows,
                                       .step = step,
                                       .deterministic = how == 0,
                                       .random = how == 2,
                                       .progress = 0.05,
                                       .action = wire,
                                       .raw_action = raw});
            assert_memory_equal(raw, wire, sizeof(raw));
            for (int e = 0; e < N_ENVS; e++) {
                assert_true(raw[e * P] == 0 || raw[e * P] == 2);
                assert_int_equal(raw[e * P + 1], 1);
                tried[how][raw[e * P]]++;
            }
        }
    }
    for (int how = 1; how < 3; how++)
        for (int c = 0; c < 3; c += 2)
            assert_in_range(tried[how][c], N_ENVS * ROUNDS / 4, N_ENVS * ROUNDS);
    driver_deinit(&d);
}

/* ---- learning ---- */

/* Some steps of all envs, with ends of both kinds. */
static void fill_ring(struct driver *d)
{
    float obs[N_ENVS * D], final[N_ENVS * D], reward[N_ENVS];
    int32_t action[N_ENVS * P];
    uint8_t terminated[N_ENVS], truncated[N_ENVS];
    const struct replay_steps steps = {.n = N_ENVS,
                                       .action = action,
                                       .reward = reward,
                                       .terminated = terminated,
                                       .truncated = truncated,
                                       .next_obs = obs,
                                       .final_obs = final};
    driver_draw(100, obs, N_ENVS * D);
    for (uint32_t e = 0; e < N_ENVS; e++)
        assert_int_equal(replay_ring_begin(&d->ring, e, obs + e * D), 0);
    for (uint64_t i = 0; i < 30; i++) {
        driver_draw(200 + 3 * i, obs, N_ENVS * D);
        driver_draw(201 + 3 * i, final, N_ENVS * D);
        driver_draw(202 + 3 * i, reward, N_ENVS);
        for (uint64_t e = 0; e < N_ENVS; e++) {
            terminated[e] = (i + e) % 12 == 5;
            truncated[e] = (i + e) % 12 == 11;
            for (uint64_t p = 0; p < P; p++)
                action[e * P + p] = below((uint32_t)nvec[p], 16 * i + P * e + p);
        }
        assert_int_equal(replay_ring_step(&d->ring, &steps, NULL), 0);
    }
}

static void open_driver(struct driver *d, const char *const *options)
{
    struct rl_space obs, action;
    parts(&obs, &action, false);
    driver_init(d, "dqn", &obs, &action, N_ENVS, 1, options);
    fill_ring(d);
}

#define B 16

/* Networks without hidden layers: Q(s, .) = W s + b. */
struct linear {
    float w[C * D], b[C];
};

static struct linear read_linear(const struct driver *d, const char *set)
{
    struct linear l;
    char name[32];
    snprintf(name, sizeof(name), "%s/q.0.weight", set);
    driver_read(d, name, l.w);
    snprintf(name, sizeof(name), "%s/q.0.bias", set);
    driver_read(d, name, l.b);
    return l;
}

static double q_of(const struct linear *l, const float *s, int c)
{
    double q = l->b[c];
    for (int i = 0; i < D; i++)
        q += (double)l->w[c * D + i] * (double)s[i];
    return q;
}

/* max over choices [start, start + n) of the target's Q, or the target's Q of the network's best.
 */
static double next_q(const struct linear *net, const struct linear *target, const float *s,
                     int start, int n, bool double_q)
{
    const struct linear *chooses = double_q ? net : target;
    int best = start;
    for (int c = start + 1; c < start + n; c++)
        if (q_of(chooses, s, c) > q_of(chooses, s, best))
            best = c;
    return q_of(target, s, best);
}

/* Loss, mean Q and mean |error| of the update to come, by the formulae of action branching. */
static void expect(struct driver *d, bool double_q, double out[3])
{
    float s[B * D], next[B * D], reward[B], discount[B], weight[B];
    int32_t action[B * P];
    const struct replay_batch batch = {.obs = s,
                                       .next_obs = next,
                                       .action = action,
                                       .reward = reward,
                                       .discount = discount,
                                       .weight = weight};
    struct linear net = read_linear(d, "model"), target = read_linear(d, "target");
    assert_int_equal(replay_sampler_draw(&d->sampler, 0, 0.0, B, &batch), 0);
    memset(out, 0, 3 * sizeof(*out));
    for (int i = 0; i < B; i++) {
        const float *to = next + i * D;
        double v = (next_q(&net, &target, to, 0, nvec[0], double_q) +
                    next_q(&net, &target, to, nvec[0], nvec[1], double_q)) /
                   P;
        double y = (double)reward[i] + (double)discount[i] * v;
        for (int p = 0; p < P; p++) {
            double q = q_of(&net, s + i * D, action[i * P + p] + (p ? nvec[0] : 0));
            double e = fabs(q - y), huber = e < 1.0 ? 0.5 * e * e : e - 0.5;
            out[0] += (double)weight[i] * huber / (B * P);
            out[1] += q / (B * P);
            out[2] += e / (B * P);
        }
    }
}

static void test_a_loss_of_parts(void **state)
{
    (void)state;
    static const char *const options[] = {
        "hidden",   "[]", "batch_size",         "16",   "buffer_size", "400", "n_steps", "3",
        "double_q", NULL, "prioritized_replay", "true", NULL};
    static const char *const name[3] = {"train/loss", "train/q_mean", "train/td_error"};
    for (int double_q = 0; double_q < 2; double_q++) {
        struct driver d;
        const char *words[RL_COUNTOF(options)];
        double expected[3];
        memcpy(words, options, sizeof(options));
        words[9] = double_q ? "true" : "false";
        open_driver(&d, words);
        float far[C * D];
        driver_draw(7, far, C * D); /* so that the two networks disagree */
        driver_write(&d, "target/q.0.weight", far);
        expect(&d, double_q, expected);
        d.ctx.gradient_steps = 1;
        assert_int_equal(driver_train(&d, NULL), 0);
        for (int m = 0; m < 3; m++)
            if (fabs(driver_metric(&d, name[m]) - expected[m]) > 1e-5)
                fail_msg("%s is %.8g, not %.8g", name[m], driver_metric(&d, name[m]), expected[m]);
        driver_deinit(&d);
    }
}

/* Due at multiples of the interval that collecting passed; two at once are one of twice the way. */
static void test_when_the_target_follows(void **state)
{
    (void)state;
    static const char *const options[] = {"hidden",
                                          "[]",
                                          "batch_size",
                                          "16",
                                          "buffer_size",
                                          "400",
                                          "target_update_interval",
                                          "40",
                                          "tau",
                                          "0.25",
                                          "learning_rate",
                                          "0",
                                          NULL};
    static const struct {
        uint64_t env_steps;
        double kept; /* of the distance between the networks */
    } expected[] = {{36, 1}, {40, 0.75}, {76, 0.75}, {164, 0.75 * 0.75 * 0.75 * 0.75}};
    struct driver d;
    open_driver(&d, options);
    const float apart[C] = {1, 1, 1, 1, 1};
    float bias[C], follows[C];
    driver_read(&d, "model/q.0.bias", bias);
    for (int c = 0; c < C; c++)
        follows[c] = bias[c] + apart[c];
    driver_write(&d, "target/q.0.bias", follows);
    d.ctx.gradient_steps = 2;
    for (size_t i = 0; i < RL_COUNTOF(expected); i++) {
        d.ctx.env_steps = expected[i].env_steps;
        assert_int_equal(driver_train(&d, NULL), 0);
        driver_read(&d, "target/q.0.bias", follows);
        for (int c = 0; c < C; c++)
            assert_true(fabs((double)(follows[c] - bias[c]) - expected[i].kept) < 1e-5);
    }
    driver_deinit(&d);
}

static void train(struct driver *d, int calls)
{
    d->ctx.gradient_steps = 3;
    for (int i = 0; i < calls; i++) {
        d->ctx.env_steps += 12;
        assert_int_equal(driver_train(d, NULL), 0);
    }
}

/* Left at every other cut, and gone on with in another process's memory: the same bits. */
static void test_training_does_not_depend_on_cuts(void **state)
{
    (void)state;
    static const char *const options[] = {"hidden",
                                          "[8]",
                                          "batch_size",
                                          "16",
                                          "buffer_size",
                                          "400",
                                          "target_update_interval",
                                          "20",
                                          "dueling",
                                          "true",
                                          "prioritized_replay",
                                          "true",
                                          NULL};
    struct driver straight, left, resumed;
    open_driver(&straight, options);
    open_driver(&left, options);
    open_driver(&resumed, options);
    driver_check_cuts(&straight, &left, &resumed, train);
}

static void test_a_loss_that_is_no_number_ends_training(void **state)
{
    (void)state;
    static const char *const options[] = {"hidden",      "[]",  "batch_size", "16",
                                          "buffer_size", "400", NULL};
    const float bad[C] = {INFINITY, INFINITY, INFINITY, INFINITY, INFINITY};
    struct driver d;
    struct rl_error err = {0};
    open_driver(&d, options);
    driver_write(&d, "model/q.0.bias", bad);
    d.ctx.gradient_steps = 1;
    assert_int_equal(driver_train(&d, &err), RL_ENONFINITE);
    assert_non_null(strstr(err.text, "train/loss is"));
    driver_deinit(&d);
}

/* ---- refusals ---- */

static void test_what_is_refused(void **state)
{
    (void)state;
    static const char *const options[][3] = {
        {NULL}, {"shared_trunk", "true", NULL}, {"critics", "3", NULL}};
    static const char *const why[] = {"Box(2,)", "network.shared_trunk", "network.critics"};
    for (size_t i = 0; i < RL_COUNTOF(why); i++) {
        struct rl_space obs, action;
        struct driver d;
        struct rl_error err = {0};
        parts(&obs, &action, false);
        if (i == 0)
            rl_space_box(&action, 2, NULL, NULL);
        assert_int_equal(driver_try(&d, "dqn", &obs, &action, 1, 1, options[i], &err),
                         RL_EUNSUPPORTED);
        if (!strstr(err.text, why[i]))
            fail_msg("'%s' does not say '%s'", err.text, why[i]);
        driver_deinit(&d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_epsilon_falls_with_progress),
        cmocka_unit_test(test_masks_of_parts),
        cmocka_unit_test(test_a_loss_of_parts),
        cmocka_unit_test(test_when_the_target_follows),
        cmocka_unit_test(test_training_does_not_depend_on_cuts),
        cmocka_unit_test(test_a_loss_that_is_no_number_ends_training),
        cmocka_unit_test(test_what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
