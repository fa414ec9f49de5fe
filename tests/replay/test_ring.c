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
#include "tests/replay/model.h"

static struct rl_space frames(enum rl_dtype dtype)
{
    struct rl_space space = {.kind = RL_SPACE_BOX, .dtype = dtype, .rank = 2, .dim = {3, 5}};
    assert_int_equal(rl_space_finish(&space, NULL), 0);
    return space;
}

static struct replay_spec spec_of(struct rl_space obs, int32_t n_envs, int64_t capacity,
                                  int64_t slack)
{
    struct replay_spec spec = {.obs = obs, .n_envs = n_envs, .capacity = capacity, .slack = slack};
    rl_space_box(&spec.action, 2, NULL, NULL);
    return spec;
}

/* Random experience, looked at again and again while the ring goes round several times. */
static void play_and_check(const struct replay_spec *spec, const struct replay_view *how,
                           struct model *m, int n_steps)
{
    struct replay_ring ring;
    assert_int_equal(replay_ring_init(&ring, spec, NULL, 1, NULL), 0);
    float end_share = m->end_share, lose_share = m->lose_share;
    int32_t n_busy = m->n_busy;
    model_init(m, &ring);
    m->end_share = end_share;
    m->lose_share = lose_share;
    m->n_busy = n_busy;
    struct replay_view view = *how;
    view.ring = &ring;
    for (int i = 0; i < n_steps; i++) {
        model_step(m);
        if (i % 23 == 0 || i == n_steps - 1)
            model_check(m, &view);
    }
    assert_true(ring.head > 2 * (uint64_t)ring.layout.slots); /* it did go round */
    model_deinit(m);
    replay_ring_deinit(&ring);
}

static void test_random_episodes_equal_the_model(void **state)
{
    struct model *m = *state;
    struct rl_space box, choice;
    rl_space_box(&box, 7, NULL, NULL);
    rl_space_discrete(&choice, 6);
    const struct rl_space spaces[] = {box, choice, frames(RL_U8), frames(RL_F64), frames(RL_F32)};
    static const int32_t n_envs[] = {1, 3, 8}, stacks[] = {1, 4}, n_steps[] = {1, 3};
    for (size_t i = 0; i < RL_COUNTOF(spaces) * 3 * 2 * 2; i++) {
        int32_t envs = n_envs[i / RL_COUNTOF(spaces) % 3];
        struct replay_spec spec = spec_of(spaces[i % RL_COUNTOF(spaces)], envs, 37 * envs + 5,
                                          2 * envs + (int64_t)(i % 3));
        struct replay_view view = {.frame_stack = stacks[i / 15 % 2],
                                   .n_step = n_steps[i / 30],
                                   .pad = i % 2 ? REPLAY_PAD_ZERO : REPLAY_PAD_FIRST,
                                   .wire = i % 4 > 1,
                                   .gamma = 0.9f};
        m->end_share = i % 7 == 0 ? 0.02f : 0.2f;
        m->lose_share = i % 5 == 0 ? 0.03f : 0.0f;
        m->n_busy = 0;
        play_and_check(&spec, &view, m, 200);
    }
}

/* In the smallest ring rows of slow envs are gone before they are complete: such a transition is
 * refused, and no stack reaches over the gap. */
static void test_rows_of_slow_envs_may_be_lost(void **state)
{
    struct model *m = *state;
    struct replay_spec spec = spec_of(frames(RL_U8), 8, replay_min_capacity(8), 16);
    struct replay_view view = {.frame_stack = 3, .n_step = 5, .wire = true, .gamma = 0.5f};
    m->end_share = 0.05f;
    m->lose_share = 0.0f;
    m->n_busy = 2;
    play_and_check(&spec, &view, m, 900);
    assert_true(m->lost > 10);
}

/* The successor itself may be what pushes the open row out of the window. */
static void test_a_row_may_be_lost_to_its_successor(void **state)
{
    (void)state;
    struct replay_spec spec = spec_of(frames(RL_F32), 2, 8, 4);
    struct replay_ring ring;
    float obs[15] = {0}, action[2] = {0}, reward = 0;
    struct replay_steps steps = {.n = 1, .action = action, .reward = &reward, .next_obs = obs};
    for (uint64_t others = 6; others <= 8; others++) {
        assert_int_equal(replay_ring_init(&ring, &spec, NULL, 0, NULL), 0);
        for (uint32_t env = 0; env < 2; env++)
            assert_int_equal(replay_ring_begin(&ring, env, obs), 0); /* rows 0 and 1 */
        for (uint64_t i = 0; i < others; i++) {
            steps.env = (const uint32_t[]){1};
            assert_int_equal(replay_ring_step(&ring, &steps, NULL), 0);
        }
        steps.env = (const uint32_t[]){0};
        assert_int_equal(replay_ring_step(&ring, &steps, NULL), 0);
        assert_int_equal(ring.lost, 1);
        assert_int_equal(ring.starts, 6); /* eight rows, two of them open */
        replay_ring_deinit(&ring);
    }
}

/* Envs in step never lose a row, however small the ring and however short the episodes. */
static void test_envs_in_step_lose_nothing(void **state)
{
    (void)state;
    enum { ENVS = 4 };
    struct replay_spec spec =
        spec_of(frames(RL_F32), ENVS, replay_min_capacity(ENVS), replay_min_slack(ENVS));
    struct replay_ring ring;
    assert_int_equal(replay_ring_init(&ring, &spec, NULL, 0, NULL), 0);
    float obs[ENVS * 15] = {0}, action[ENVS * 2] = {0}, reward[ENVS] = {0};
    uint8_t ends[ENVS] = {1, 1, 1, 1};
    for (uint32_t env = 0; env < ENVS; env++)
        assert_int_equal(replay_ring_begin(&ring, env, obs), 0);
    struct replay_steps steps = {.n = ENVS,
                                 .action = action,
                                 .reward = reward,
                                 .terminated = ends,
                                 .next_obs = obs,
                                 .final_obs = obs};
    for (int i = 0; i < 50; i++)
        assert_int_equal(replay_ring_step(&ring, &steps, NULL), 0);
    assert_int_equal(ring.lost, 0);
    assert_int_equal(ring.steps, 200);
    replay_ring_deinit(&ring);
}

/* One env with one number for an observation, rewards 1, 2, 4, ... */
struct line {
    struct replay_ring ring;
    float reward;
};

static void line_init(struct line *l, int64_t capacity, int64_t slack)
{
    struct replay_spec spec = {.n_envs = 1, .capacity = capacity, .slack = slack};
    rl_space_box(&spec.obs, 1, NULL, NULL);
    rl_space_discrete(&spec.action, 5);
    assert_int_equal(replay_ring_init(&l->ring, &spec, NULL, 0, NULL), 0);
    l->reward = 1.0f;
    float obs = 0.0f;
    assert_int_equal(replay_ring_begin(&l->ring, 0, &obs), 0);
}

static int line_step(struct line *l, float next, bool terminated, bool truncated, float final)
{
    int32_t action = (int32_t)l->reward;
    uint8_t flags[2] = {terminated, truncated};
    struct replay_steps steps = {.n = 1,
                                 .action = &action,
                                 .reward = &l->reward,
                                 .terminated = &flags[0],
                                 .truncated = &flags[1],
                                 .next_obs = &next,
                                 .final_obs = &final,
                                 .version = 7};
    int rc = replay_ring_step(&l->ring, &steps, NULL);
    if (rc == 0)
        l->reward *= 2.0f;
    return rc;
}

static void assert_sample(const struct line *l, uint64_t row, int32_t n_step, float obs,
                          float next_obs, float reward, float discount)
{
    struct replay_view view = {.ring = &l->ring, .frame_stack = 1, .n_step = n_step, .gamma = 0.5f};
    float got[4];
    struct replay_batch batch = {
        .obs = &got[0], .next_obs = &got[1], .reward = &got[2], .discount = &got[3]};
    assert_true(replay_view_has(&view, row));
    replay_view_gather(&view, &row, 1, &batch);
    assert_float_equal(got[0], obs, 0);
    assert_float_equal(got[1], next_obs, 0);
    assert_float_equal(got[2], reward, 0);
    assert_float_equal(got[3], discount, 0);
}

/* Observations 0 1 2 | final 30, then 3 4 | final 50, then 5: worked out by hand. */
static void test_n_step_returns_by_hand(void **state)
{
    (void)state;
    struct line l;
    line_init(&l, 100, 2);
    line_step(&l, 1, false, false, 0); /* row 0, reward 1 */
    line_step(&l, 2, false, false, 0); /* row 1, reward 2 */
    line_step(&l, 3, true, false, 30); /* row 2, reward 4, final row 3 */
    line_step(&l, 4, false, false, 0); /* row 4, reward 8 */
    line_step(&l, 5, false, true, 50); /* row 5, reward 16, final row 6 */
    line_step(&l, 6, false, false, 0); /* row 7, reward 32; row 8 is open */
    struct replay_view view = {.ring = &l.ring, .frame_stack = 1, .n_step = 1};
    static const bool is_start[] = {1, 1, 1, 0, 1, 1, 0, 1, 0};
    for (uint64_t row = 0; row < 9; row++)
        assert_int_equal(replay_view_has(&view, row), is_start[row]);
    assert_int_equal(l.ring.starts, 6);
    assert_sample(&l, 0, 1, 0, 1, 1, 0.5f);
    assert_sample(&l, 2, 1, 2, 30, 4, 0);     /* terminated: nothing to bootstrap */
    assert_sample(&l, 5, 1, 4, 50, 16, 0.5f); /* truncated: its own final observation */
    assert_sample(&l, 0, 3, 0, 30, 1 + 1 + 1, 0);
    assert_sample(&l, 1, 3, 1, 30, 2 + 2, 0); /* stops at the end: not a row of the next episode */
    assert_sample(&l, 0, 2, 0, 2, 1 + 1, 0.25f);
    assert_sample(&l, 4, 3, 3, 50, 8 + 8, 0.25f);
    assert_sample(&l, 7, 3, 5, 6, 32, 0.5f); /* as far as the newest observation */
    replay_ring_deinit(&l.ring);
}

static void test_a_step_is_all_or_nothing(void **state)
{
    (void)state;
    enum { ENVS = 2 };
    struct replay_spec spec = spec_of(frames(RL_F32), ENVS, 8, 4);
    struct replay_ring ring;
    assert_int_equal(replay_ring_init(&ring, &spec, NULL, 0, NULL), 0);
    float obs[ENVS * 15] = {0}, action[ENVS * 2] = {0}, reward[ENVS] = {1, NAN};
    for (uint32_t env = 0; env < ENVS; env++)
        assert_int_equal(replay_ring_begin(&ring, env, obs), 0);
    struct replay_steps steps = {.n = ENVS, .action = action, .reward = reward, .next_obs = obs};
    struct rl_error err = {0};
    assert_int_equal(replay_ring_step(&ring, &steps, &err), RL_ENONFINITE);
    assert_non_null(strstr(err.text, "env 1"));
    assert_int_equal(ring.head, 2);
    assert_int_equal(ring.starts, 0);
    reward[1] = 1;
    while (ring.head < 8)
        assert_int_equal(replay_ring_step(&ring, &steps, NULL), 0);
    replay_ring_guard(&ring, ring.head);
    assert_int_equal(replay_ring_step(&ring, &steps, NULL), 0);
    uint8_t ends[ENVS] = {0, 1};
    steps.truncated = ends;
    steps.final_obs = obs;
    assert_int_equal(replay_ring_room(&ring), 2);
    assert_int_equal(replay_ring_step(&ring, &steps, NULL), REPLAY_NO_ROOM); /* 3 rows */
    assert_int_equal(ring.head, 10);
    steps.truncated = NULL;
    assert_int_equal(replay_ring_step(&ring, &steps, NULL), 0);
    assert_int_equal(replay_ring_room(&ring), 0);
    assert_int_equal(replay_ring_begin(&ring, 0, obs), REPLAY_NO_ROOM);
    replay_ring_unguard(&ring);
    assert_int_equal(replay_ring_begin(&ring, 0, obs), 0);
    replay_ring_deinit(&ring);
}

/* What was in the window when the guard was set is untouched until it moves. */
static void test_a_guarded_window_is_not_overwritten(void **state)
{
    (void)state;
    enum { N = 20, SLACK = 7 };
    struct line l;
    line_init(&l, N, SLACK);
    float next = 1;
    for (int guard = 0; guard < 10; guard++) {
        uint64_t cursor = l.ring.head, first = cursor > N ? cursor - N : 0;
        replay_ring_guard(&l.ring, cursor);
        uint64_t room = replay_ring_room(&l.ring), taken = 0;
        assert_int_equal(room, cursor >= N ? SLACK : N + SLACK - cursor);
        while (line_step(&l, next, false, false, 0) == 0) {
            l.reward = 1;
            next++;
            taken++;
            for (uint64_t row = first; row < cursor; row++) {
                uint32_t slot = replay_ring_slot(&l.ring, row);
                assert_int_equal(l.ring.rows[slot].number, row);
                assert_true(*(const float *)(const void *)replay_ring_obs(&l.ring, slot) ==
                            (float)row);
            }
        }
        assert_int_equal(taken, room);
    }
    replay_ring_deinit(&l.ring);
}

/* Only the newest frame of the stack that an env sends is stored. */
static void test_observations_may_be_strided(void **state)
{
    (void)state;
    struct replay_spec spec = {.n_envs = 2, .capacity = 8, .slack = 4};
    rl_space_box(&spec.obs, 1, NULL, NULL);
    rl_space_discrete(&spec.action, 2);
    struct replay_ring ring;
    assert_int_equal(replay_ring_init(&ring, &spec, NULL, 0, NULL), 0);
    float stacks[2][3] = {{1, 2, 3}, {4, 5, 6}}, reward[2] = {0};
    int32_t action[2] = {0};
    for (uint32_t env = 0; env < 2; env++)
        replay_ring_begin(&ring, env, &stacks[env][1]);
    struct replay_steps steps = {.n = 2,
                                 .action = action,
                                 .reward = reward,
                                 .next_obs = &stacks[0][2],
                                 .obs_stride = sizeof stacks[0]};
    assert_int_equal(replay_ring_step(&ring, &steps, NULL), 0);
    struct replay_view view = {.ring = &ring, .frame_stack = 2, .n_step = 1, .gamma = 1};
    float obs[2][2], next[2][2];
    struct replay_batch batch = {.obs = obs, .next_obs = next};
    replay_view_gather(&view, (const uint64_t[]){0, 1}, 2, &batch);
    assert_memory_equal(obs, ((const float[]){2, 2, 5, 5}), sizeof obs);
    assert_memory_equal(next, ((const float[]){2, 3, 5, 6}), sizeof next);
    replay_ring_deinit(&ring);
}

/* Saved and restored, a ring goes on as the one that was not. */
static void test_a_restored_ring_goes_on_the_same(void **state)
{
    struct model *m = *state;
    struct replay_spec spec = spec_of(frames(RL_U8), 3, 60, 9);
    struct replay_view view = {.frame_stack = 2, .n_step = 2, .wire = true, .gamma = 0.9f};
    struct replay_ring ring[2];
    struct nn_state *saved[2];
    for (int i = 0; i < 2; i++) {
        saved[i] = nn_state_create();
        assert_int_equal(replay_ring_init(&ring[i], &spec, NULL, 1, NULL), 0);
        assert_int_equal(replay_ring_register(&ring[i], saved[i]), 0);
        assert_int_equal(replay_ring_register_rows(&ring[i], saved[i]), 0);
    }
    model_init(m, &ring[0]);
    m->lose_share = 0.02f;
    for (int i = 0; i < 70; i++)
        model_step(m);
    void *copy = malloc(nn_state_copy_bytes(saved[0])), *value = malloc(1 << 16);
    nn_state_copy(saved[0], copy);
    for (int32_t i = 0; i < nn_state_n_tensors(saved[0]); i++) {
        assert_true(nn_state_tensor_bytes(saved[0], i) <= 1 << 16);
        nn_state_tensor_read(saved[0], copy, i, value);
        nn_state_tensor_write(saved[1], i, value);
    }
    assert_int_equal(replay_ring_restored(&ring[1], NULL), 0);
    m->ring = &ring[1];
    for (int i = 0; i < 50; i++) {
        model_check(m, &(struct replay_view){.ring = &ring[1],
                                             .frame_stack = view.frame_stack,
                                             .n_step = view.n_step,
                                             .wire = true,
                                             .gamma = view.gamma});
        model_step(m);
    }
    free(copy);
    free(value);
    model_deinit(m);
    for (int i = 0; i < 2; i++) {
        nn_state_destroy(saved[i]);
        replay_ring_deinit(&ring[i]);
    }
}

static void test_a_cleared_ring_numbers_on(void **state)
{
    (void)state;
    struct line l;
    line_init(&l, 10, 2);
    for (int i = 0; i < 25; i++, l.reward = 1)
        line_step(&l, (float)i, false, false, 0);
    uint64_t head = l.ring.head;
    replay_ring_clear(&l.ring);
    struct replay_view view = {.ring = &l.ring, .frame_stack = 1, .n_step = 1};
    for (uint64_t row = 0; row <= head; row++)
        assert_false(replay_view_has(&view, row));
    assert_int_equal(l.ring.starts, 0);
    float obs = 100;
    assert_int_equal(replay_ring_begin(&l.ring, 0, &obs), 0);
    line_step(&l, 101, false, false, 0);
    assert_int_equal(l.ring.starts, 1);
    assert_sample(&l, head, 1, 100, 101, 1, 0.5f);
    /* A checkpoint that came without its rows: only the counters are there. */
    struct replay_ring fresh;
    assert_int_equal(replay_ring_init(&fresh, &l.ring.spec, NULL, 0, NULL), 0);
    fresh.head = l.ring.head;
    fresh.starts = l.ring.starts;
    struct rl_error err = {0};
    assert_int_equal(replay_ring_restored(&fresh, &err), RL_ECORRUPT);
    assert_non_null(strstr(err.text, "do not belong together"));
    replay_ring_clear(&fresh);
    assert_int_equal(replay_ring_begin(&fresh, 0, &obs), 0);
    assert_int_equal(fresh.rows[fresh.head_slot - 1].number, l.ring.head);
    replay_ring_deinit(&fresh);
    replay_ring_deinit(&l.ring);
}

static void assert_refused(struct replay_spec spec, int code, const char *why)
{
    struct replay_ring ring;
    struct rl_error err = {0};
    assert_int_equal(replay_ring_init(&ring, &spec, NULL, 0, &err), code);
    if (!strstr(err.text, why))
        fail_msg("'%s' does not say '%s'", err.text, why);
}

static void test_impossible_sizes_are_refused(void **state)
{
    (void)state;
    struct rl_space image = {.kind = RL_SPACE_BOX, .dtype = RL_U8, .rank = 2, .dim = {1024, 1024}};
    rl_space_finish(&image, NULL);
    assert_refused(spec_of(image, 0, 100, 2), RL_ECONFIG, "0 envs");
    assert_refused(spec_of(image, 2, 7, 4), RL_ECONFIG, "at least 8");
    assert_refused(spec_of(image, 2, 8, 3), RL_ECONFIG, "at least 4");
    assert_refused(spec_of(image, 2, INT64_MAX, 4), RL_ECONFIG, "capacity");
    assert_refused(spec_of(image, 2, 8, INT64_MAX), RL_ECONFIG, "slack");
    assert_refused(spec_of(image, 2, 1000000000, 4), RL_ENOMEM, "lower the capacity");
}

/* The bytes are known before anything is created, and are what is then created. */
static void test_bytes_are_known_beforehand(void **state)
{
    (void)state;
    struct replay_spec spec = {.n_envs = 1, .capacity = 999000, .slack = 1000};
    struct replay_layout layout;
    rl_space_box(&spec.obs, 17, NULL, NULL);
    rl_space_box(&spec.action, 6, NULL, NULL);
    assert_int_equal(replay_layout_init(&layout, &spec, NULL), 0);
    assert_int_equal(layout.row_bytes, 96);
    assert_in_range(layout.bytes, 1000000 * (96 + 32), 1000000 * (96 + 32) + 3 * 4096);
    assert_string_equal(layout.text,
                        "Box(17,) float32, Box(6,) float32, 1 envs, 999000 + 1000 rows");
}

static int setup(void **state)
{
    *state = calloc(1, sizeof(struct model));
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
        cmocka_unit_test(test_random_episodes_equal_the_model),
        cmocka_unit_test(test_rows_of_slow_envs_may_be_lost),
        cmocka_unit_test(test_a_row_may_be_lost_to_its_successor),
        cmocka_unit_test(test_envs_in_step_lose_nothing),
        cmocka_unit_test(test_n_step_returns_by_hand),
        cmocka_unit_test(test_a_step_is_all_or_nothing),
        cmocka_unit_test(test_a_guarded_window_is_not_overwritten),
        cmocka_unit_test(test_observations_may_be_strided),
        cmocka_unit_test(test_a_restored_ring_goes_on_the_same),
        cmocka_unit_test(test_a_cleared_ring_numbers_on),
        cmocka_unit_test(test_impossible_sizes_are_refused),
        cmocka_unit_test(test_bytes_are_known_beforehand),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
