/* SPDX-License-Identifier: MIT */
/* Draws within programs: the host's values for the key, anew in each run, the same after a resume.
 */
#include "nn/random.h"
#include "tests/nn/nn_test.h"

enum { B = 7, D = 5, SEED = 42 };

static void random_init(struct nn_random *random)
{
    struct rl_error err;
    assert_int_equal(nn_random_init(random, test_backend(), SEED, RL_STREAM_TESTS, &err), 0);
}

static struct rl_key key_of(uint32_t entity)
{
    return (struct rl_key){SEED, RL_STREAM_TESTS, entity};
}

/* Uniform, normal, a coin and a class; the counter moves on at the end. */
static struct nn_program *draws(const struct nn_random *random)
{
    struct nn_trace *t = test_trace();
    nn_output(t, "uniform", nn_random_uniform(t, random, 1, NN_MAT(B, D)));
    nn_output(t, "normal", nn_random_normal(t, random, 2, NN_VEC(B)));
    struct nn_var p = nn_input(t, "p", RL_F32, NN_VEC(B));
    nn_output(t, "coin", nn_random_bernoulli(t, random, 3, p));
    struct nn_var logp = nn_log_softmax(t, nn_input(t, "logits", RL_F32, NN_MAT(B, 3)));
    nn_output(t, "class", nn_random_categorical(t, random, 4, logp));
    nn_output(t, "sampled", nn_sample_categorical(t, logp, nn_input(t, "u", RL_F32, NN_VEC(B))));
    nn_random_next(t, random);
    return test_compile(t);
}

static void check_run(struct nn_program *p, uint64_t counter)
{
    float uniform[B * D], normal[B], u[B], prob[B];
    for (int b = 0; b < B; b++)
        prob[b] = (float)b / (B - 1);
    test_set_input(p, "p", prob, B);
    rl_fill_uniform(key_of(4), counter, u, B);
    test_set_input(p, "u", u, B);
    assert_int_equal(nn_program_run(p), 0);
    rl_fill_uniform(key_of(1), counter, uniform, B * D);
    rl_fill_normal(key_of(2), counter, normal, B);
    rl_fill_uniform(key_of(3), counter, u, B);
    assert_memory_equal(test_output(p, "uniform"), uniform, sizeof(uniform));
    assert_memory_equal(test_output(p, "normal"), normal, sizeof(normal));
    assert_memory_equal(test_output(p, "class"), test_output(p, "sampled"), B * sizeof(int32_t));
    for (int b = 0; b < B; b++)
        assert_true(test_output(p, "coin")[b] == (u[b] < prob[b]));
}

static void test_random_is_the_hosts_and_moves_on(void **state)
{
    (void)state;
    struct nn_random random;
    random_init(&random);
    struct nn_program *p = draws(&random);
    for (uint64_t counter = 0; counter < 3; counter++)
        check_run(p, counter);
    assert_int_equal(nn_random_counter(&random), 3);
    nn_random_set_counter(&random, UINT64_C(1) << 40);
    check_run(p, UINT64_C(1) << 40);
    /* A counter that no key has, as out of a damaged file, is not an assertion's matter. */
    nn_random_set_counter(&random, UINT64_MAX);
    assert_int_equal(nn_program_run(p), 0);
    nn_program_destroy(p);
    nn_random_deinit(&random);
}

static void test_random_resumes(void **state)
{
    (void)state;
    struct nn_random random[2];
    struct nn_state *saved[2];
    for (int i = 0; i < 2; i++) {
        random_init(&random[i]);
        saved[i] = nn_state_create();
        assert_int_equal(nn_state_add_random(saved[i], "rng/update", &random[i]), 0);
        assert_int_equal(nn_state_add_random(saved[i], "rng/update", &random[i]), RL_EEXIST);
    }
    struct nn_program *p = draws(&random[0]), *again = draws(&random[1]);
    check_run(p, 0);
    check_run(p, 1);
    uint64_t counter;
    nn_state_tensor_read(saved[0], NULL, nn_state_find(saved[0], "rng/update"), &counter);
    assert_int_equal(counter, 2);
    nn_state_tensor_write(saved[1], nn_state_find(saved[1], "rng/update"), &counter);
    check_run(again, 2);
    for (int i = 0; i < 2; i++) {
        nn_state_destroy(saved[i]);
        nn_random_deinit(&random[i]);
    }
    nn_program_destroy(p);
    nn_program_destroy(again);
}

/* Each row has its own key, whatever rows are beside it. */
static void test_random_rows(void **state)
{
    (void)state;
    struct nn_random random;
    random_init(&random);
    struct nn_trace *t = test_trace();
    struct nn_var slot = nn_input(t, "slot", RL_I32, NN_VEC(B));
    struct nn_var step = nn_input(t, "step", RL_I32, NN_VEC(B));
    nn_output(t, "uniform", nn_random_uniform_rows(t, &random, slot, step, D));
    nn_output(t, "normal", nn_random_normal_rows(t, &random, slot, step, D));
    struct nn_program *p = test_compile(t);
    static const int32_t slots[B] = {3, 0, 3, 7, 1, 0, 2}, steps[B] = {9, 9, 8, 0, 1, 2, 12345};
    memcpy(nn_program_input(p, nn_program_find_input(p, "slot")), slots, sizeof(slots));
    memcpy(nn_program_input(p, nn_program_find_input(p, "step")), steps, sizeof(steps));
    assert_int_equal(nn_program_run(p), 0);
    for (int b = 0; b < B; b++) {
        float uniform[D], normal[D];
        rl_fill_uniform(key_of((uint32_t)slots[b]), (uint64_t)steps[b], uniform, D);
        rl_fill_normal(key_of((uint32_t)slots[b]), (uint64_t)steps[b], normal, D);
        assert_memory_equal(test_output(p, "uniform") + b * D, uniform, sizeof(uniform));
        assert_memory_equal(test_output(p, "normal") + b * D, normal, sizeof(normal));
    }
    nn_program_destroy(p);
    nn_random_deinit(&random);
}

static struct nn_program *dropout(const struct nn_random *random, enum nn_mode mode, float p)
{
    struct nn_trace *t = test_trace();
    nn_trace_set_mode(t, mode);
    nn_output(t, "y", nn_dropout(t, nn_input(t, "x", RL_F32, NN_VEC(10000)), p, random, 0));
    return test_compile(t);
}

static void test_dropout_modes(void **state)
{
    (void)state;
    static float x[10000];
    struct nn_random random;
    random_init(&random);
    for (int i = 0; i < 10000; i++)
        x[i] = (float)(i + 1);
    struct nn_program *train = dropout(&random, NN_MODE_TRAIN, 0.25f);
    struct nn_program *eval = dropout(&random, NN_MODE_EVAL, 0.25f);
    test_set_input(train, "x", x, 10000);
    test_set_input(eval, "x", x, 10000);
    assert_int_equal(nn_program_run(train), 0);
    assert_int_equal(nn_program_run(eval), 0);
    assert_memory_equal(test_output(eval, "y"), x, sizeof(x));
    int kept = 0;
    for (int i = 0; i < 10000; i++) {
        const float y = test_output(train, "y")[i];
        assert_true(y == 0 || fabs((double)y * 0.75 / x[i] - 1) < 1e-6);
        kept += y != 0;
    }
    assert_in_range(kept, 7300, 7700);
    nn_program_destroy(train);
    nn_program_destroy(eval);
    nn_random_deinit(&random);
}

static void check_error(struct nn_trace *t, const char *expected)
{
    struct rl_error err = test_compile_fails(t);
    if (!strstr(err.text, expected) || !strstr(err.text, "test_random.c:"))
        fail_msg("expected '%s', got '%s'", expected, err.text);
}

static void test_random_errors(void **state)
{
    (void)state;
    struct nn_random random;
    random_init(&random);
    struct nn_trace *t = test_trace();
    nn_dropout(t, nn_input(t, "x", RL_F32, NN_VEC(3)), 1, &random, 0);
    check_error(t, "nn_dropout: p is 1: 0 <= p < 1 is wanted");
    t = test_trace();
    nn_random_normal(t, &random, 0, NN_MAT(0, 3));
    check_error(t, "nn_random: a dimension of 0");
    t = test_trace();
    nn_random_normal_rows(t, &random, nn_input(t, "slot", RL_I32, NN_VEC(3)),
                          nn_input(t, "step", RL_I32, NN_VEC(4)), 2);
    check_error(t, "nn_random_rows: entity and counter must be int32 (B)");
    nn_random_deinit(&random);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_is_the_hosts_and_moves_on),
        cmocka_unit_test(test_random_resumes),
        cmocka_unit_test(test_random_rows),
        cmocka_unit_test(test_dropout_modes),
        cmocka_unit_test(test_random_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
