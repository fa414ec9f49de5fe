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
#include "replay/sampler.h"
#include "replay/sum_tree.h"
#include "tests/replay/model.h"

static const struct rl_key key = {.seed = 21, .stream = RL_STREAM_TESTS};

/* The p = 1e-4 quantile of chi-square (Wilson and Hilferty 1931). Draws are keyed, so a test that
 * passes once passes always. */
static double chi2_limit(int freedom)
{
    double v = 2.0 / (9.0 * freedom), root = 1.0 - v + 3.719 * sqrt(v);
    return freedom * root * root * root;
}

struct fixture {
    struct model model;
    struct replay_ring ring;
    struct replay_view view;
    struct replay_selector *selector;
};

static const struct replay_priorities priorities = {
    .slots = 69, .seed = 4, .alpha = 0.7, .eps = 1e-6, .beta = {.start = 0.4, .end = 1}};

static void fixture_init(struct fixture *f, struct replay_selector *selector, int n_steps)
{
    struct replay_spec spec = {.n_envs = 3, .capacity = 60, .slack = 9};
    rl_space_box(&spec.obs, 2, NULL, NULL);
    rl_space_discrete(&spec.action, 2);
    assert_non_null(selector);
    assert_int_equal(replay_ring_init(&f->ring, &spec, NULL, 0, NULL), 0);
    f->selector = f->ring.selector = selector;
    f->view = (struct replay_view){.ring = &f->ring, .frame_stack = 1, .n_step = 1, .gamma = 1.0f};
    model_init(&f->model, &f->ring);
    for (int i = 0; i < n_steps; i++)
        model_step(&f->model);
}

static void fixture_deinit(struct fixture *f)
{
    model_deinit(&f->model);
    replay_ring_deinit(&f->ring);
    replay_selector_destroy(f->selector);
}

static int draw(struct fixture *f, uint64_t update, int32_t n, uint64_t *row, float *weight)
{
    struct replay_draw d = {
        .update = update, .progress = 0.5, .n = n, .row = row, .weight = weight};
    return f->selector->ops->draw(f->selector, &f->view, &d);
}

/* Draw many batches; chi-square against `mass` (by offset from the tail, 0: must never come). */
static void assert_frequencies(struct fixture *f, const double *mass)
{
    enum { BATCHES = 2000, BATCH = 100 };
    uint64_t row[BATCH], tail = replay_ring_tail(&f->ring);
    double count[128] = {0}, total = 0, chi2 = 0;
    int freedom = -1;
    for (uint64_t update = 0; update < BATCHES; update++) {
        assert_int_equal(draw(f, update, BATCH, row, NULL), 0);
        for (int i = 0; i < BATCH; i++)
            count[row[i] - tail]++;
    }
    for (uint64_t i = 0; i < f->ring.head - tail; i++)
        total += mass[i];
    for (uint64_t i = 0; i < f->ring.head - tail; i++) {
        double want = mass[i] / total * BATCHES * BATCH;
        if (mass[i] == 0) {
            assert_true(count[i] == 0);
            continue;
        }
        chi2 += (count[i] - want) * (count[i] - want) / want;
        freedom++;
    }
    assert_true(freedom > 20);
    assert_true(chi2 < chi2_limit(freedom));
}

static void test_uniform_draws_every_start_as_often(void **state)
{
    struct fixture *f = *state;
    for (int32_t stack = 1; stack <= 3; stack += 2) {
        fixture_init(f, replay_uniform_create(9), 90);
        f->view.frame_stack = stack;
        double mass[64] = {0};
        uint64_t tail = replay_ring_tail(&f->ring);
        for (uint64_t row = tail; row < f->ring.head; row++)
            mass[row - tail] = model_has(&f->model, &f->view, row);
        assert_frequencies(f, mass);
        fixture_deinit(f);
    }
}

/* Random TD errors for every start, in several updates of part of them. */
static void set_errors(struct fixture *f, double *mass)
{
    uint64_t tail = replay_ring_tail(&f->ring), row[64];
    float error[64];
    int32_t n = 0;
    rl_fill_normal(key, 1, error, 64);
    for (uint64_t r = tail; r < f->ring.head; r++) {
        mass[r - tail] = 0;
        if (!model_has(&f->model, &f->view, r))
            continue;
        row[n] = r;
        mass[r - tail] = pow(fabs((double)error[n++]) + priorities.eps, priorities.alpha);
    }
    for (int32_t at = 0; at < n; at += 7)
        f->selector->ops->update(f->selector, &f->ring, RL_MIN(7, n - at), row + at, error + at);
}

static void test_prioritized_frequencies_match_priorities(void **state)
{
    struct fixture *f = *state;
    double mass[64];
    fixture_init(f, replay_prioritized_create(&priorities), 90);
    set_errors(f, mass);
    assert_frequencies(f, mass);
    fixture_deinit(f);
}

/* Rows whose stack is not whole are never drawn, and the others as often as they should. */
static void test_prioritized_draws_only_what_the_view_has(void **state)
{
    struct fixture *f = *state;
    double mass[64];
    fixture_init(f, replay_prioritized_create(&priorities), 0);
    f->model.end_share = 0.02f; /* long episodes: the oldest stacks are cut */
    for (int i = 0; i < 90; i++)
        model_step(&f->model);
    set_errors(f, mass);
    f->view.frame_stack = 6;
    int without = 0;
    uint64_t tail = replay_ring_tail(&f->ring);
    for (uint64_t row = tail; row < f->ring.head; row++)
        if (mass[row - tail] > 0 && !model_has(&f->model, &f->view, row)) {
            mass[row - tail] = 0;
            without++;
        }
    assert_true(without > 0);
    assert_frequencies(f, mass);
    fixture_deinit(f);
}

static void test_weights_follow_the_formula(void **state)
{
    enum { BATCH = 64 };
    struct fixture *f = *state;
    double mass[64], total = 0, largest = 0, want[BATCH];
    uint64_t row[BATCH];
    float weight[BATCH];
    fixture_init(f, replay_prioritized_create(&priorities), 90);
    set_errors(f, mass);
    uint64_t tail = replay_ring_tail(&f->ring);
    for (uint64_t i = 0; i < f->ring.head - tail; i++)
        total += mass[i];
    assert_int_equal(draw(f, 3, BATCH, row, weight), 0);
    for (int i = 0; i < BATCH; i++) {
        double p = mass[row[i] - tail] / total;
        want[i] = pow((double)f->ring.starts * p, -0.7); /* beta half way from 0.4 to 1 */
        largest = RL_MAX(largest, want[i]);
    }
    for (int i = 0; i < BATCH; i++)
        assert_float_equal(weight[i], want[i] / largest, 1e-5);
    fixture_deinit(f);
}

/* A row that comes gets the largest priority there was; one that goes takes its own along. */
static void test_new_rows_have_the_largest_priority(void **state)
{
    struct fixture *f = *state;
    double mass[64], largest = 1; /* of a ring that has seen no error */
    fixture_init(f, replay_prioritized_create(&priorities), 90);
    set_errors(f, mass);
    uint64_t tail = replay_ring_tail(&f->ring), before = f->ring.head;
    for (uint64_t i = 0; i < before - tail; i++)
        largest = RL_MAX(largest, mass[i]);
    for (int i = 0; i < 8; i++)
        model_step(&f->model);
    double now[64] = {0};
    uint64_t new_tail = replay_ring_tail(&f->ring);
    for (uint64_t row = new_tail; row < f->ring.head; row++)
        if (model_has(&f->model, &f->view, row)) {
            bool known = row < before && mass[row - tail] > 0;
            now[row - new_tail] = known ? mass[row - tail] : largest;
        }
    assert_frequencies(f, now);
    fixture_deinit(f);
}

static void test_errors_of_rows_that_are_gone_change_nothing(void **state)
{
    struct fixture *f = *state;
    double mass[64];
    fixture_init(f, replay_prioritized_create(&priorities), 90);
    set_errors(f, mass);
    uint64_t gone[2] = {replay_ring_tail(&f->ring) - 1, 0};
    f->selector->ops->update(f->selector, &f->ring, 2, gone, (const float[]){1e6f, 1e6f});
    assert_frequencies(f, mass);
    fixture_deinit(f);
}

/* An error that is no number harms no other row, and a row stays possible. */
static void test_errors_that_are_no_numbers(void **state)
{
    struct fixture *f = *state;
    double mass[64];
    fixture_init(f, replay_prioritized_create(&priorities), 90);
    set_errors(f, mass);
    uint64_t tail = replay_ring_tail(&f->ring), row[2];
    int n = 0;
    for (uint64_t r = tail; n < 2; r++)
        if (mass[r - tail] > 0)
            row[n++] = r;
    f->selector->ops->update(f->selector, &f->ring, 2, row, (const float[]){NAN, INFINITY});
    double largest = 1;
    for (uint64_t i = 0; i < f->ring.head - tail; i++)
        largest = RL_MAX(largest, mass[i]);
    mass[row[0] - tail] = mass[row[1] - tail] = largest;
    assert_frequencies(f, mass);
    fixture_deinit(f);
}

static void draws_are_keyed(struct fixture *f)
{
    uint64_t first[300], again[300], other[300], shorter[10];
    fixture_init(f, f->selector, 90);
    assert_int_equal(draw(f, 5, 300, first, NULL), 0);
    assert_int_equal(draw(f, 6, 300, other, NULL), 0);
    assert_int_equal(draw(f, 1, 10, shorter, NULL), 0);
    assert_int_equal(draw(f, 5, 300, again, NULL), 0);
    assert_memory_equal(first, again, sizeof first);
    assert_memory_not_equal(first, other, sizeof first);
    assert_memory_not_equal(first, first + 150, sizeof first / 2); /* no chunk is another's */
    fixture_deinit(f);
}

static void test_draws_depend_on_the_update_alone(void **state)
{
    struct fixture *f = *state;
    f->selector = replay_uniform_create(9);
    draws_are_keyed(f);
    f->selector = replay_prioritized_create(&priorities);
    draws_are_keyed(f);
}

static void test_an_empty_ring_gives_nothing(void **state)
{
    struct fixture *f = *state;
    uint64_t row[4];
    for (int i = 0; i < 2; i++) {
        fixture_init(f, i ? replay_uniform_create(9) : replay_prioritized_create(&priorities), 0);
        assert_int_equal(draw(f, 0, 4, row, NULL), REPLAY_EMPTY);
        float obs[2] = {0};
        assert_int_equal(replay_ring_begin(&f->ring, 0, obs), 0);
        assert_int_equal(draw(f, 0, 4, row, NULL), REPLAY_EMPTY);
        for (int k = 0; k < 20; k++)
            model_step(&f->model);
        assert_int_equal(draw(f, 0, 4, row, NULL), 0);
        replay_ring_clear(&f->ring);
        assert_int_equal(draw(f, 0, 4, row, NULL), REPLAY_EMPTY);
        fixture_deinit(f);
    }
}

/* Saved, restored into another ring and selector: the same draws. */
static void test_priorities_are_state(void **state)
{
    struct fixture *f = *state;
    struct fixture *g = calloc(1, sizeof *g);
    double mass[64];
    fixture_init(f, replay_prioritized_create(&priorities), 90);
    fixture_init(g, replay_prioritized_create(&priorities), 0);
    set_errors(f, mass);
    struct nn_state *saved[2] = {nn_state_create(), nn_state_create()};
    struct fixture *of[2] = {f, g};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(replay_ring_register(&of[i]->ring, saved[i]), 0);
        assert_int_equal(replay_ring_register_rows(&of[i]->ring, saved[i]), 0);
        assert_int_equal(of[i]->selector->ops->register_state(of[i]->selector, saved[i]), 0);
    }
    uint8_t value[1 << 14];
    for (int32_t i = 0; i < nn_state_n_tensors(saved[0]); i++) {
        assert_true(nn_state_tensor_bytes(saved[0], i) <= sizeof value);
        nn_state_tensor_read(saved[0], NULL, i, value);
        nn_state_tensor_write(saved[1], i, value);
    }
    assert_int_equal(replay_ring_restored(&g->ring, NULL), 0);
    uint64_t row[2][200];
    float weight[2][200];
    for (int i = 0; i < 2; i++)
        assert_int_equal(draw(of[i], 8, 200, row[i], weight[i]), 0);
    assert_memory_equal(row[0], row[1], sizeof row[0]);
    assert_memory_equal(weight[0], weight[1], sizeof weight[0]);
    for (int i = 0; i < 2; i++) {
        nn_state_destroy(saved[i]);
        fixture_deinit(of[i]);
    }
    free(g);
}

/* What agents see: a batch, then its TD errors. */
static void test_a_sampler_draws_gathers_and_learns(void **state)
{
    enum { BATCH = 200 };
    struct fixture *f = *state;
    struct replay_sampler sampler;
    float obs[BATCH][2], reward[BATCH], weight[BATCH], error[BATCH];
    fixture_init(f, replay_prioritized_create(&priorities), 90);
    assert_int_equal(replay_sampler_init(&sampler, &f->view, f->selector, BATCH, NULL), 0);
    struct replay_batch batch = {.obs = obs, .reward = reward, .weight = weight};
    assert_int_equal(replay_sampler_draw(&sampler, 1, 0.0, BATCH, &batch), 0);
    for (int i = 0; i < BATCH; i++) {
        uint32_t slot = replay_ring_slot(&f->ring, sampler.row[i]);
        assert_memory_equal(obs[i], replay_ring_obs(&f->ring, slot), sizeof obs[i]);
        assert_true(reward[i] == f->ring.rows[slot].reward);
        assert_true(weight[i] == 1.0f); /* all priorities are the first one's */
        error[i] = sampler.row[i] % 2 ? 1.0f : -1000.0f;
    }
    replay_sampler_update(&sampler, error);
    assert_int_equal(replay_sampler_draw(&sampler, 2, 0.0, BATCH, &batch), 0);
    int even = 0;
    for (int i = 0; i < BATCH; i++)
        even += sampler.row[i] % 2 == 0;
    assert_true(even > BATCH * 9 / 10);
    replay_sampler_deinit(&sampler);
    struct rl_error err;
    f->view.n_step = 0;
    assert_int_equal(replay_sampler_init(&sampler, &f->view, f->selector, 1, &err), RL_ECONFIG);
    fixture_deinit(f);
}

/* Random masses and updates; sums, and the leaf of any point, as adding up one by one says. */
static void tree_equals_the_list(uint32_t n)
{
    struct replay_sum_tree tree, rebuilt;
    float *mass = calloc(n, sizeof *mass), u[64];
    uint32_t leaf[32];
    double at[32];
    assert_int_equal(replay_sum_tree_init(&tree, n), 0);
    assert_int_equal(replay_sum_tree_init(&rebuilt, n), 0);
    for (uint64_t round = 0; round < 200; round++) {
        float some[32];
        rl_fill_uniform(key, 1000 + round, u, 64);
        for (int i = 0; i < 32; i++) {
            leaf[i] = (uint32_t)((float)n * u[i]);
            some[i] = u[32 + i] < 0.3f ? 0.0f : expf(8.0f * u[32 + i]);
            mass[leaf[i]] = some[i];
        }
        if (round % 2)
            replay_sum_tree_set_many(&tree, leaf, some, 32);
        else
            for (int i = 0; i < 32; i++)
                replay_sum_tree_set(&tree, leaf[i], some[i]);
        double total = 0;
        for (uint32_t i = 0; i < n; i++)
            total += (double)mass[i];
        assert_float_equal(replay_sum_tree_total(&tree), total, 1e-9 * total);
        if (total == 0)
            continue;
        for (int i = 0; i < 32; i++)
            at[i] = (double)u[i] * total;
        replay_sum_tree_find(&tree, at, leaf, 32);
        for (int i = 0; i < 32; i++) {
            double before = 0, point = (double)u[i] * total;
            for (uint32_t j = 0; j < leaf[i]; j++)
                before += (double)mass[j];
            assert_true(mass[leaf[i]] > 0);
            assert_true(before <= point + 1e-9 * total);
            assert_true(point <= before + (double)mass[leaf[i]] + 1e-9 * total);
        }
    }
    memcpy(rebuilt.leaf, tree.leaf, n * sizeof *tree.leaf);
    replay_sum_tree_rebuild(&rebuilt);
    assert_true(replay_sum_tree_total(&rebuilt) == replay_sum_tree_total(&tree));
    replay_sum_tree_deinit(&tree);
    replay_sum_tree_deinit(&rebuilt);
    free(mass);
}

static void test_sum_tree_equals_a_list(void **state)
{
    (void)state;
    static const uint32_t n[] = {1, 2, 16, 17, 128, 129, 1000, 1025, 9000};
    for (size_t i = 0; i < RL_COUNTOF(n); i++)
        tree_equals_the_list(n[i]);
}

/* Points at and beyond the total, which rounding makes, still find a leaf that has mass. */
static void test_sum_tree_finds_a_leaf_at_its_edges(void **state)
{
    (void)state;
    struct replay_sum_tree tree;
    assert_int_equal(replay_sum_tree_init(&tree, 300), 0);
    replay_sum_tree_set(&tree, 5, 1e-3f);
    replay_sum_tree_set(&tree, 130, 1e6f);
    double total = replay_sum_tree_total(&tree);
    double at[] = {0.0,      nextafter((double)1e-3f, 0), (double)1e-3f, nextafter(total, 0), total,
                   2 * total};
    static const uint32_t want[] = {5, 5, 130, 130, 130, 130};
    uint32_t leaf[RL_COUNTOF(at)];
    replay_sum_tree_find(&tree, at, leaf, RL_COUNTOF(at));
    for (size_t i = 0; i < RL_COUNTOF(at); i++)
        assert_int_equal(leaf[i], want[i]);
    replay_sum_tree_deinit(&tree);
}

static int setup(void **state)
{
    *state = calloc(1, sizeof(struct fixture));
    return *state ? 0 : -1;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_uniform_draws_every_start_as_often),
        cmocka_unit_test(test_prioritized_frequencies_match_priorities),
        cmocka_unit_test(test_prioritized_draws_only_what_the_view_has),
        cmocka_unit_test(test_weights_follow_the_formula),
        cmocka_unit_test(test_new_rows_have_the_largest_priority),
        cmocka_unit_test(test_errors_of_rows_that_are_gone_change_nothing),
        cmocka_unit_test(test_errors_that_are_no_numbers),
        cmocka_unit_test(test_draws_depend_on_the_update_alone),
        cmocka_unit_test(test_an_empty_ring_gives_nothing),
        cmocka_unit_test(test_priorities_are_state),
        cmocka_unit_test(test_a_sampler_draws_gathers_and_learns),
        cmocka_unit_test(test_sum_tree_equals_a_list),
        cmocka_unit_test(test_sum_tree_finds_a_leaf_at_its_edges),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
