/* SPDX-License-Identifier: MIT */
/* The rules of Breakout, one by one; compare_breakout.py plays whole games. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "envs/bundled/breakout.h"
#include "envs/client/env_client.h"

enum { NOTHING, LEFT, RIGHT };
#define FULL 0x3ff

/* A ball in the free field, no brick near it. */
static struct breakout ball(int row, int column, enum breakout_way way)
{
    return (struct breakout){.bricks = {0, FULL, FULL, FULL},
                             .ball_x = (uint8_t)column,
                             .ball_y = (uint8_t)row,
                             .way = (uint8_t)way,
                             .paddle = 4};
}

static struct rlenv_outcome move(struct breakout *b, int action)
{
    struct rlenv_outcome outcome;
    breakout_move(b, action, &outcome);
    return outcome;
}

static void expect_ball(const struct breakout *b, int row, int column, enum breakout_way way)
{
    assert_int_equal(b->ball_y, row);
    assert_int_equal(b->ball_x, column);
    assert_int_equal(b->way, way);
}

static void test_paddle_moves_and_stays_on_the_board(void **state)
{
    (void)state;
    struct breakout b = ball(5, 5, BREAKOUT_UP_LEFT);
    b.paddle = 1;
    for (int i = 0; i < 3; i++)
        move(&b, LEFT);
    assert_int_equal(b.paddle, 0);
    b = ball(5, 5, BREAKOUT_UP_LEFT);
    b.paddle = 8;
    move(&b, NOTHING);
    assert_int_equal(b.paddle, 8);
    for (int i = 0; i < 2; i++)
        move(&b, RIGHT);
    assert_int_equal(b.paddle, 9);
}

static void test_ball_flies_and_leaves_a_trail(void **state)
{
    (void)state;
    static const struct {
        enum breakout_way way;
        int row, column;
    } cases[] = {{BREAKOUT_UP_LEFT, 5, 4},
                 {BREAKOUT_UP_RIGHT, 5, 6},
                 {BREAKOUT_DOWN_RIGHT, 7, 6},
                 {BREAKOUT_DOWN_LEFT, 7, 4}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct breakout b = ball(6, 5, cases[i].way);
        struct rlenv_outcome o = move(&b, NOTHING);
        expect_ball(&b, cases[i].row, cases[i].column, cases[i].way);
        assert_true(b.last_y == 6 && b.last_x == 5 && o.reward == 0 && !o.terminated);
    }
}

static void test_ball_bounces_off_walls(void **state)
{
    (void)state;
    struct breakout b = ball(6, 0, BREAKOUT_DOWN_LEFT);
    move(&b, NOTHING);
    expect_ball(&b, 7, 0, BREAKOUT_DOWN_RIGHT);
    b = ball(6, 9, BREAKOUT_UP_RIGHT);
    move(&b, NOTHING);
    expect_ball(&b, 5, 9, BREAKOUT_UP_LEFT);
    b = ball(0, 3, BREAKOUT_UP_RIGHT);
    move(&b, NOTHING);
    expect_ball(&b, 0, 4, BREAKOUT_DOWN_RIGHT);
    b = ball(0, 0, BREAKOUT_UP_LEFT); /* a corner: off both */
    move(&b, NOTHING);
    expect_ball(&b, 0, 0, BREAKOUT_DOWN_RIGHT);
}

static void test_a_brick_breaks_and_throws_the_ball_back(void **state)
{
    (void)state;
    struct breakout b = ball(4, 5, BREAKOUT_UP_LEFT);
    struct rlenv_outcome o = move(&b, NOTHING);
    assert_true(o.reward == 1 && !o.terminated);
    expect_ball(&b, 4, 4, BREAKOUT_DOWN_LEFT);
    assert_int_equal(b.bricks[3], FULL & ~(1 << 4));
    o = move(&b, NOTHING);
    assert_true(o.reward == 0 && !b.struck);
}

static void test_a_ball_that_just_broke_a_brick_flies_through_the_next(void **state)
{
    (void)state;
    struct breakout b = ball(0, 3, BREAKOUT_DOWN_RIGHT);
    b.struck = 1;
    struct rlenv_outcome o = move(&b, NOTHING);
    assert_true(o.reward == 0 && b.struck == 1 && b.bricks[1] == FULL);
    expect_ball(&b, 1, 4, BREAKOUT_DOWN_RIGHT);
    o = move(&b, NOTHING);
    assert_true(o.reward == 0 && b.struck == 1 && b.bricks[2] == FULL);
}

static void test_paddle_returns_the_ball(void **state)
{
    (void)state;
    struct breakout b = ball(8, 4, BREAKOUT_DOWN_LEFT); /* above the paddle: the mirror image */
    assert_false(move(&b, NOTHING).terminated);
    expect_ball(&b, 8, 3, BREAKOUT_UP_LEFT);
    b = ball(8, 5, BREAKOUT_DOWN_LEFT); /* the paddle is where it would land: back */
    assert_false(move(&b, NOTHING).terminated);
    expect_ball(&b, 8, 4, BREAKOUT_UP_RIGHT);
    b = ball(8, 5, BREAKOUT_DOWN_RIGHT); /* the paddle moves first */
    assert_false(move(&b, RIGHT).terminated);
    expect_ball(&b, 8, 6, BREAKOUT_UP_RIGHT);
}

static void test_a_missed_ball_ends_the_game(void **state)
{
    (void)state;
    struct breakout b = ball(8, 8, BREAKOUT_DOWN_LEFT);
    struct rlenv_outcome o = move(&b, LEFT);
    assert_true(o.terminated && !o.truncated && o.reward == 0);
    expect_ball(&b, 9, 7, BREAKOUT_DOWN_LEFT);
}

static void test_a_cleared_wall_grows_again_when_the_ball_comes_down(void **state)
{
    (void)state;
    struct breakout b = ball(7, 3, BREAKOUT_DOWN_RIGHT);
    memset(b.bricks, 0, sizeof b.bricks);
    move(&b, NOTHING);
    assert_int_equal(b.bricks[1], 0);
    assert_false(move(&b, NOTHING).terminated);
    for (int row = 0; row < BREAKOUT_SIDE; row++)
        assert_int_equal(b.bricks[row], row >= 1 && row <= 3 ? FULL : 0);
}

static void test_starts_on_both_sides_by_seed(void **state)
{
    (void)state;
    int n_left = 0;
    for (uint64_t seed = 0; seed < 1000; seed++) {
        struct breakout a, b;
        uint8_t obs[BREAKOUT_OBS_BYTES], again[BREAKOUT_OBS_BYTES];
        breakout_reset(&a, seed, obs);
        breakout_reset(&b, seed, again);
        assert_memory_equal(&a, &b, sizeof a);
        assert_memory_equal(obs, again, sizeof obs);
        assert_true(breakout_valid(&a));
        expect_ball(&a, 3, a.ball_x ? 9 : 0, a.ball_x ? BREAKOUT_DOWN_LEFT : BREAKOUT_DOWN_RIGHT);
        n_left += a.ball_x == 0;
    }
    assert_true(n_left > 420 && n_left < 580); /* 5 standard deviations */
}

static void test_a_game_is_cut_off_at_its_limit(void **state)
{
    (void)state;
    struct breakout b = ball(6, 5, BREAKOUT_UP_LEFT);
    struct rlenv_outcome outcome;
    uint8_t obs[BREAKOUT_OBS_BYTES];
    b.n_steps = BREAKOUT_MAX_STEPS - 1;
    assert_true(breakout_valid(&b));
    breakout_step(&b, NOTHING, obs, &outcome);
    assert_true(outcome.truncated && !outcome.terminated);
    assert_false(breakout_valid(&b));
}

static void test_states_that_no_game_has_are_refused(void **state)
{
    (void)state;
    struct breakout good = ball(6, 5, BREAKOUT_UP_LEFT);
    assert_true(breakout_valid(&good));
    for (size_t i = 0; i < sizeof good; i++) {
        struct breakout b = good;
        bool seed = i < sizeof b.seed;
        bool steps = !seed && i < offsetof(struct breakout, n_steps) + 1; /* below the limit */
        bool unused = i >= offsetof(struct breakout, zero);
        bool bricks = i >= offsetof(struct breakout, bricks) + 2 &&
                      i < offsetof(struct breakout, bricks) + 8 && i % 2 == 0;
        memset((uint8_t *)&b + i, 0xff, 1);
        assert_int_equal(breakout_valid(&b), seed || steps || unused || bricks);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paddle_moves_and_stays_on_the_board),
        cmocka_unit_test(test_ball_flies_and_leaves_a_trail),
        cmocka_unit_test(test_ball_bounces_off_walls),
        cmocka_unit_test(test_a_brick_breaks_and_throws_the_ball_back),
        cmocka_unit_test(test_a_ball_that_just_broke_a_brick_flies_through_the_next),
        cmocka_unit_test(test_paddle_returns_the_ball),
        cmocka_unit_test(test_a_missed_ball_ends_the_game),
        cmocka_unit_test(test_a_cleared_wall_grows_again_when_the_ball_comes_down),
        cmocka_unit_test(test_starts_on_both_sides_by_seed),
        cmocka_unit_test(test_a_game_is_cut_off_at_its_limit),
        cmocka_unit_test(test_states_that_no_game_has_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
