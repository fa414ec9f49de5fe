/* SPDX-License-Identifier: MIT */
/* Programs on several threads: not a bit changes with their number, and programs may share them. */
#include "tests/nn/nn_test.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>

#include "tests/nn/scenes.h"

enum { RUNS = 5 };

typedef int (*make_scene)(struct scene *s, struct nn_backend *be, struct rl_error *err);

static int make_sac(struct scene *s, struct nn_backend *be, struct rl_error *err)
{
    return scene_sac_init(s, be, 100, 72, err); /* nothing is a multiple of a tile */
}

static int make_ppo(struct scene *s, struct nn_backend *be, struct rl_error *err)
{
    return scene_ppo_init(s, be, 250, err);
}

static int make_dqn(struct scene *s, struct nn_backend *be, struct rl_error *err)
{
    return scene_dqn_init(s, be, 5, err);
}

static struct nn_backend *open_threads(int32_t threads)
{
    const struct nn_backend_config config = {.threads = threads};
    struct nn_backend *be;
    assert_int_equal(nn_backend_open_with("cpu", &config, &be, NULL), 0);
    return be;
}

static void init(struct scene *s, make_scene make, struct nn_backend *be)
{
    struct rl_error err = {0};
    if (make(s, be, &err) < 0)
        fail_msg("%s", err.text);
    assert_true(nn_program_info(s->program).flops > 4e6); /* enough to be shared out */
}

static void assert_same(const struct scene *a, const struct scene *b)
{
    for (int i = 0; i < SCENE_MAX_SETS; i++) {
        const size_t bytes = a->set[i].block_floats * sizeof(float);
        assert_int_equal(a->set[i].block_floats, b->set[i].block_floats);
        if (bytes)
            assert_memory_equal(a->set[i].block, b->set[i].block, bytes);
    }
    for (int i = 0; i < SCENE_MAX_OPTS; i++)
        if (a->opt[i].params)
            assert_memory_equal(a->opt[i].grad, b->opt[i].grad,
                                a->opt[i].params->block_floats * sizeof(float));
}

static void check_threads(make_scene make)
{
    struct nn_backend *one = open_threads(1);
    struct scene expected;
    init(&expected, make, one);
    for (int run = 0; run < RUNS; run++)
        assert_int_equal(nn_program_run(expected.program), 0);
    for (int32_t threads = 2; threads <= 3; threads++) {
        struct nn_backend *be = open_threads(threads);
        struct scene s;
        init(&s, make, be);
        for (int run = 0; run < RUNS; run++)
            assert_int_equal(nn_program_run(s.program), 0);
        assert_same(&s, &expected);
        scene_deinit(&s);
        nn_backend_close(be);
    }
    scene_deinit(&expected);
    nn_backend_close(one);
}

static void test_ensemble_has_the_same_bits(void **state)
{
    (void)state;
    check_threads(make_sac);
}

static void test_minibatch_has_the_same_bits(void **state)
{
    (void)state;
    check_threads(make_ppo);
}

static void test_convolutions_have_the_same_bits(void **state)
{
    (void)state;
    check_threads(make_dqn);
}

/* An optimizer's steps alone: parameters in groups, one of them frozen for a while. */
static void step_alone(struct nn_backend *be, enum nn_opt_kind kind, struct nn_params *params,
                       struct nn_optimizer *opt)
{
    static const int64_t sizes[] = {70000, 3, 41, 90001};
    struct nn_program *program;
    nn_params_init(params, be);
    for (int i = 0; i < 4; i++) {
        char name[16];
        snprintf(name, sizeof(name), "p%d", i);
        assert_int_equal(nn_params_add(params, name, NN_PARAM_VECTOR, NN_VEC(sizes[i])), i);
    }
    assert_int_equal(nn_params_alloc(params, NULL), 0);
    struct nn_opt_config config = nn_opt_defaults(kind, "opt");
    config.momentum = 0.9f;
    config.weight_decay = 0;
    assert_int_equal(nn_opt_init(opt, params, config, NULL), 0);
    assert_int_equal(nn_opt_set_group(&opt, 1, "p0", 0.5f, 0.01f, NULL), 1);
    nn_opt_set_lr(opt, 0.1f);
    test_fill(params->block, params->block_floats, 1);
    test_fill(opt->grad, params->block_floats, 2);
    struct nn_trace *t = nn_trace_create(be);
    nn_opt_step(t, opt);
    assert_int_equal(nn_compile(t, &program, NULL), 0);
    nn_trace_destroy(t);
    for (int run = 0; run < RUNS; run++) {
        assert_int_equal(nn_opt_freeze(&opt, 1, "p2", run == 1 || run == 2, NULL), 1);
        assert_int_equal(nn_program_run(program), 0);
    }
    nn_program_destroy(program);
}

static void test_optimizers_have_the_same_bits(void **state)
{
    (void)state;
    for (enum nn_opt_kind kind = NN_OPT_ADAM; kind <= NN_OPT_ADADELTA; kind++) {
        struct nn_params params[2];
        struct nn_optimizer opt[2];
        struct nn_backend *be[2] = {open_threads(1), open_threads(3)};
        for (int i = 0; i < 2; i++)
            step_alone(be[i], kind, &params[i], &opt[i]);
        const size_t bytes = params[0].block_floats * sizeof(float);
        assert_memory_equal(params[0].block, params[1].block, bytes);
        assert_memory_equal(opt[0].m, opt[1].m, bytes);
        assert_memory_equal(opt[0].v, opt[1].v, bytes);
        for (int i = 0; i < 2; i++) {
            assert_int_equal(nn_opt_steps(&opt[i]), RUNS);
            assert_int_equal(opt[i].missed[2], 2);
            nn_opt_deinit(&opt[i]);
            nn_params_deinit(&params[i]);
            nn_backend_close(be[i]);
        }
    }
}

static void *run_all(void *arg)
{
    struct scene *s = arg;
    for (int run = 0; run < RUNS; run++) {
        nn_program_run(s->program);
        sched_yield();
    }
    return NULL;
}

/* One of the two programs finds the helpers busy and goes alone. */
static void test_programs_share_the_threads(void **state)
{
    (void)state;
    struct nn_backend *be = open_threads(2);
    struct scene expected, here, there;
    pthread_t thread;
    init(&expected, make_sac, be);
    init(&here, make_sac, be);
    init(&there, make_sac, be);
    run_all(&expected);
    assert_int_equal(pthread_create(&thread, NULL, run_all, &there), 0);
    run_all(&here);
    pthread_join(thread, NULL);
    assert_same(&here, &expected);
    assert_same(&there, &expected);
    scene_deinit(&here);
    scene_deinit(&there);
    scene_deinit(&expected);
    nn_backend_close(be);
}

static void test_number_of_threads_is_checked(void **state)
{
    (void)state;
    struct nn_backend *be;
    struct rl_error err = {0};
    const struct nn_backend_config few = {.threads = -1}, many = {.threads = NN_MAX_THREADS + 1};
    assert_int_equal(nn_backend_open_with("cpu", &few, &be, &err), RL_ERANGE);
    assert_int_equal(nn_backend_open_with("cpu", &many, &be, &err), RL_ERANGE);
    nn_backend_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ensemble_has_the_same_bits),
        cmocka_unit_test(test_minibatch_has_the_same_bits),
        cmocka_unit_test(test_convolutions_have_the_same_bits),
        cmocka_unit_test(test_optimizers_have_the_same_bits),
        cmocka_unit_test(test_programs_share_the_threads),
        cmocka_unit_test(test_number_of_threads_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
