/* SPDX-License-Identifier: MIT */
/* Runs of elementwise steps, tile by tile: what is one, and that it gives the bits of its steps one
 * by one, which is how a watch has them computed. */
#include "nn/plan.h"
#include "nn/watch.h"
#include "tests/nn/op_check.h"

#include <stdio.h>

/* Not a multiple of a tile, nor of a vector. */
enum { ROWS = 101, COLUMNS = 97, N = ROWS * COLUMNS };
_Static_assert(N >= NN_RUN_LEAST && N % NN_TILE && N % 16, "large enough, and nothing fits");

static struct nn_backend *open_threads(int32_t threads)
{
    const struct nn_backend_config config = {.threads = threads};
    struct nn_backend *be;
    assert_int_equal(nn_backend_open_with("cpu", &config, &be, NULL), 0);
    return be;
}

static struct nn_watch *open_watch(void)
{
    const struct nn_watch_config config = {.backend = test_backend()};
    struct nn_watch *watch;
    assert_int_equal(nn_watch_create(&watch, &config, NULL), 0);
    return watch;
}

static struct nn_plan *plan_of(struct nn_trace *t)
{
    struct nn_plan *plan;
    assert_int_equal(nn_plan_create(t, &plan, NULL), 0);
    nn_trace_destroy(t);
    return plan;
}

static struct nn_var chain(struct nn_trace *t, struct nn_var x)
{
    struct nn_var y = nn_square(t, x);
    return nn_mul(t, nn_add(t, y, x), nn_sub(t, y, nn_const(t, 1)));
}

static void test_a_run_keeps_its_values_in_tiles(void **state)
{
    (void)state;
    struct nn_trace *t = test_trace();
    nn_output(t, "y", chain(t, nn_input(t, "x", RL_F32, NN_MAT(ROWS, COLUMNS))));
    struct nn_plan *plan = plan_of(t);
    assert_int_equal(plan->n_steps, 4);
    assert_int_equal(plan->steps[0].run, 4);
    for (int s = 0; s < 3; s++) {
        assert_int_equal(plan->steps[s].out.slot, NN_SLOT_TILE);
        assert_int_equal(plan->steps[s + 1].run, 0);
    }
    assert_int_equal(plan->steps[3].out.slot, NN_SLOT_OUTPUT);
    assert_int_equal(plan->slots[NN_SLOT_ARENA].bytes, 0);
    assert_int_equal(plan->slots[NN_SLOT_TILE].bytes, 2 * NN_TILE * sizeof(float));
    nn_plan_destroy(plan);
}

static void test_what_is_no_run(void **state)
{
    (void)state;
    struct nn_watch *watch = open_watch();
    struct nn_trace *small = test_trace(), *alone = nn_trace_create(nn_watch_backend(watch));
    nn_output(small, "y", chain(small, nn_input(small, "x", RL_F32, NN_VEC(NN_RUN_LEAST - 1))));
    nn_output(alone, "y", chain(alone, nn_input(alone, "x", RL_F32, NN_VEC(N))));
    struct nn_plan *plans[] = {plan_of(small), plan_of(alone)};
    for (int i = 0; i < 2; i++) {
        for (int32_t s = 0; s < plans[i]->n_steps; s++)
            assert_int_equal(plans[i]->steps[s].run, 1);
        assert_int_equal(plans[i]->slots[NN_SLOT_TILE].bytes, 0);
        nn_plan_destroy(plans[i]);
    }
    nn_watch_destroy(watch);
}

/* A value that is read after its run, or is an output, is a whole array. */
static void test_what_leaves_a_run_is_whole(void **state)
{
    (void)state;
    struct nn_trace *t = test_trace();
    struct nn_var x = nn_input(t, "x", RL_F32, NN_MAT(ROWS, COLUMNS));
    struct nn_var a = nn_exp(t, x), b = nn_tanh(t, a), c = nn_mul(t, a, b);
    nn_output(t, "sums", nn_sum_last(t, a));
    nn_output(t, "b", b);
    nn_output(t, "c", nn_sum_last(t, c));
    struct nn_plan *plan = plan_of(t);
    assert_int_equal(plan->steps[0].run, 3);
    assert_int_equal(plan->steps[0].out.slot, NN_SLOT_ARENA);
    assert_int_equal(plan->steps[1].out.slot, NN_SLOT_OUTPUT);
    assert_int_equal(plan->steps[2].out.slot, NN_SLOT_ARENA);
    assert_int_not_equal(plan->steps[0].out.offset, plan->steps[2].out.offset);
    nn_plan_destroy(plan);
}

/* ---- the same bits ---- */

enum { NODES = 40 };

/* Mostly elementwise, over arrays and single values; views, and steps that end a run. */
static struct nn_var random_op(struct nn_trace *t, const struct nn_var *v, int n,
                               const uint32_t w[4])
{
    struct nn_var a = v[w[0] % (uint32_t)n], b = v[w[1] % (uint32_t)n], c = v[w[3] % (uint32_t)n];
    switch (w[2] % 12) {
    case 0:
        return nn_mean(t, a);
    case 1:
        return nn_reshape(t, a, nn_var_shape(t, a).rank ? NN_MAT(ROWS, COLUMNS) : NN_SCALAR);
    case 2:
        return nn_log_softmax(t, nn_add(t, v[0], a));
    case 3:
        return nn_where(t, a, b, c);
    case 4:
    case 5:
        return nn_tanh(t, a);
    case 6:
    case 7:
        return nn_sub(t, a, b);
    case 8:
        return nn_clip(t, a, nn_const(t, -1), nn_const(t, 1));
    default:
        return nn_mul(t, a, b);
    }
}

static struct nn_program *random_program(struct nn_backend *be, uint32_t seed, size_t *elements)
{
    struct nn_trace *t = nn_trace_create(be);
    struct nn_var v[NODES];
    struct nn_program *p;
    v[0] = nn_input(t, "x", RL_F32, NN_MAT(ROWS, COLUMNS));
    v[1] = nn_input(t, "s", RL_F32, NN_SCALAR);
    for (int n = 2; n < NODES; n++) {
        uint32_t w[4];
        rl_philox((struct rl_key){seed, RL_STREAM_TESTS, 2}, (uint64_t)n, w);
        v[n] = random_op(t, v, n, w);
    }
    nn_output(t, "middle", v[NODES / 2]);
    nn_output(t, "last", v[NODES - 1]);
    elements[0] = (size_t)nn_shape_elements(nn_var_shape(t, v[NODES / 2]));
    elements[1] = (size_t)nn_shape_elements(nn_var_shape(t, v[NODES - 1]));
    assert_int_equal(nn_compile(t, &p, NULL), 0);
    nn_trace_destroy(t);
    test_fill(nn_program_input(p, nn_program_find_input(p, "x")), N, 1);
    test_fill(nn_program_input(p, nn_program_find_input(p, "s")), 1, 2);
    assert_int_equal(nn_program_run(p), 0);
    assert_int_equal(nn_program_run(p), 0); /* nothing of the first run is left */
    return p;
}

static void test_random_programs(void **state)
{
    (void)state;
    struct nn_watch *watch = open_watch();
    struct nn_backend *three = open_threads(3);
    struct nn_backend *be[] = {nn_watch_backend(watch), test_backend(), three};
    for (uint32_t seed = 0; seed < 150; seed++) {
        size_t n[2];
        struct nn_program *p[3];
        for (int i = 0; i < 3; i++)
            p[i] = random_program(be[i], seed, n);
        for (int i = 1; i < 3; i++) {
            const size_t middle = n[0] * sizeof(float), last = n[1] * sizeof(float);
            assert_memory_equal(test_output(p[i], "middle"), test_output(p[0], "middle"), middle);
            assert_memory_equal(test_output(p[i], "last"), test_output(p[0], "last"), last);
        }
        for (int i = 0; i < 3; i++)
            nn_program_destroy(p[i]);
    }
    nn_backend_close(three);
    nn_watch_destroy(watch);
}

static void test_case_table(void **state)
{
    (void)state;
    struct nn_watch *watch = open_watch();
    struct nn_backend *alone = nn_watch_backend(watch), *two = open_threads(2);
    for (int32_t i = 0; i < n_op_cases + n_map_cases; i++) {
        const struct op_case c = i < n_op_cases ? op_cases[i] : map_case(i - n_op_cases);
        op_assert_same_alone(&c, test_backend(), alone);
        op_assert_same_alone(&c, two, alone);
    }
    nn_backend_close(two);
    nn_watch_destroy(watch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_run_keeps_its_values_in_tiles),
        cmocka_unit_test(test_what_is_no_run),
        cmocka_unit_test(test_what_leaves_a_run_is_whole),
        cmocka_unit_test(test_random_programs),
        cmocka_unit_test(test_case_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
