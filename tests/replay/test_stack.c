/* SPDX-License-Identifier: MIT */
/* Stacks of frames against a reference that remembers whole episodes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"
#include "base/rng.h"
#include "replay/stack.h"

enum { ENVS = 3, STEPS = 60, FRAME_MAX = 512 };

static struct rl_space box(enum rl_dtype dtype, int32_t rank, int64_t a, int64_t b, int64_t c)
{
    struct rl_space space = {.kind = RL_SPACE_BOX, .dtype = dtype, .rank = rank, .dim = {a, b, c}};
    assert_int_equal(rl_space_finish(&space, NULL), 0);
    return space;
}

/* Element (piece p, frame k, element c) is element (p, c) of the frame k - (K - 1) steps ago, or 0
 * if that is before the episode; the mask is the newest frame's. */
static void check(const struct rl_space *frame, int32_t K, uint8_t history[][FRAME_MAX], int32_t t,
                  int32_t first, const uint8_t *stack)
{
    static const uint8_t zeros[FRAME_MAX];
    size_t element = rl_dtype_bytes(frame->dtype), value = rl_space_value_bytes(frame);
    int64_t C = frame->dim[frame->rank - 1];
    for (int64_t p = 0; p < frame->n_elements / C; p++)
        for (int32_t k = 0; k < K; k++)
            for (int64_t c = 0; c < C; c++, stack += element) {
                int32_t when = t - (K - 1) + k;
                const uint8_t *from = when < first ? zeros : history[when];
                assert_memory_equal(stack, from + (size_t)(p * C + c) * element, element);
            }
    assert_memory_equal(stack, history[t] + value, rl_space_bytes(frame) - value);
}

static void play(const struct rl_space *frame, int32_t K)
{
    static uint8_t history[ENVS][STEPS][FRAME_MAX];
    int32_t first[ENVS] = {0};
    size_t bytes = rl_space_bytes(frame);
    struct replay_stack s;
    struct rl_space space;
    assert_int_equal(replay_stack_space(frame, K, &space, NULL), 0);
    assert_int_equal(replay_stack_init(&s, frame, K, ENVS, NULL), 0);
    assert_int_equal(s.obs_bytes, rl_space_bytes(&space));
    for (int32_t t = 0; t < STEPS; t++)
        for (int32_t e = 0; e < ENVS; e++) {
            struct rl_key key = {.seed = 1, .entity = (uint32_t)e};
            for (size_t i = 0; i < bytes; i++)
                history[e][t][i] = (uint8_t)(1 + rl_draw_u64(key, (uint64_t)t * bytes + i) % 255);
            /* Episodes of 1, 2, 3, ... steps, and all begin anew in the middle. */
            bool all = t == STEPS / 2, starts = t - first[e] == t % (5 + 4 * e) + 1;
            if (all && e == 0)
                replay_stack_clear(&s);
            if (starts || all)
                first[e] = t;
            replay_stack_push(&s, e, history[e][t], starts);
            check(frame, K, history[e], t, first[e], s.obs + (size_t)e * s.obs_bytes);
        }
    replay_stack_deinit(&s);
}

static void test_stacks_are_the_newest_frames_of_the_episode(void **state)
{
    (void)state;
    struct rl_space masked = box(RL_F32, 1, 5, 0, 0), action;
    rl_space_discrete(&action, 6);
    assert_int_equal(rl_space_add_mask(&masked, &action, NULL), 0);
    const struct rl_space frames[] = {
        box(RL_U8, 3, 6, 5, 1),  box(RL_U8, 3, 4, 4, 4),  box(RL_U8, 3, 3, 2, 3),
        box(RL_F64, 2, 3, 5, 0), box(RL_F32, 1, 7, 0, 0), masked,
    };
    static const int32_t K[] = {2, 4, REPLAY_STACK_MAX};
    for (size_t i = 0; i < RL_COUNTOF(frames); i++)
        for (size_t j = 0; j < RL_COUNTOF(K); j++)
            play(&frames[i], K[j]);
}

static void test_the_space_has_the_frames_as_channels(void **state)
{
    (void)state;
    struct rl_space image = box(RL_U8, 3, 84, 84, 3), out;
    assert_int_equal(replay_stack_space(&image, 4, &out, NULL), 0);
    assert_int_equal(out.rank, 3);
    assert_int_equal(out.dim[0], 84);
    assert_int_equal(out.dim[2], 12);
    assert_int_equal(out.n_elements, 84 * 84 * 12);
    assert_int_equal(replay_stack_space(&image, 1, &out, NULL), 0);
    assert_true(rl_space_equal(&image, &out));
}

/* Each element keeps its bounds; where there are too many, one pair holds for all. */
static void test_bounds_go_along(void **state)
{
    (void)state;
    struct rl_space frame = {.kind = RL_SPACE_BOX, .dtype = RL_F32, .rank = 2, .dim = {2, 2}}, out;
    frame.has_bounds = 1;
    for (int i = 0; i < 4; i++) {
        frame.low[i] = (float)-i;
        frame.high[i] = (float)(i + 1);
    }
    assert_int_equal(rl_space_finish(&frame, NULL), 0);
    assert_int_equal(replay_stack_space(&frame, 2, &out, NULL), 0);
    static const float low[] = {0, -1, 0, -1, -2, -3, -2, -3};
    assert_int_equal(out.has_bounds, 1);
    assert_memory_equal(out.low, low, sizeof low);
    rl_space_box(&frame, 5, low, (const float[]){1, 2, 3, 4, 9});
    assert_int_equal(replay_stack_space(&frame, 16, &out, NULL), 0);
    assert_int_equal(out.has_bounds, 0);
    assert_true(out.low[0] == -2.0f && out.high[0] == 9.0f);
}

static void test_what_has_no_axis_is_refused(void **state)
{
    (void)state;
    struct rl_space choice, out;
    struct rl_error err;
    rl_space_discrete(&choice, 5);
    assert_int_equal(replay_stack_space(&choice, 2, &out, &err), RL_EUNSUPPORTED);
    assert_non_null(strstr(err.text, "frame_stack: observations are Discrete(5)"));
    assert_int_equal(replay_stack_space(&choice, 1, &out, &err), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stacks_are_the_newest_frames_of_the_episode),
        cmocka_unit_test(test_the_space_has_the_frames_as_channels),
        cmocka_unit_test(test_bounds_go_along),
        cmocka_unit_test(test_what_has_no_axis_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
