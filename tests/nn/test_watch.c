/* SPDX-License-Identifier: MIT */
/* A watched program computes what it always does, says where a NaN came from, and what its steps
 * cost. */
#include "tests/nn/nn_test.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>

#include "nn/plan.h"
#include "nn/watch.h"

static struct nn_watch *watch_new(bool anomaly, bool profile)
{
    struct nn_watch *w;
    struct nn_watch_config config = {
        .backend = test_backend(), .anomaly = anomaly, .profile = profile, .n_events = 100};
    assert_int_equal(nn_watch_create(&w, &config, NULL), 0);
    assert_string_equal(nn_watch_backend(w)->name, config.backend->name);
    assert_string_equal(nn_watch_backend(w)->isa, config.backend->isa);
    return w;
}

/* A net of 3-4-1 under Adam and the program of one update on its own backend. */
struct update {
    struct nn_params params;
    struct nn_mlp mlp;
    struct nn_optimizer opt;
    struct nn_program *program;
    int log_line, backward_line;
};

enum { B = 2, D = 3 };

/* loss = mean(log(sum(x) * y^2 + shift)) */
static void update_init(struct update *u, struct nn_backend *be)
{
    struct rl_ints hidden = {.n = 1, .v = {4}};
    *u = (struct update){0};
    nn_params_init(&u->params, be);
    assert_int_equal(nn_mlp_add(&u->mlp, &u->params, "net", D, &hidden, 1, NN_ACT_TANH), 0);
    assert_int_equal(nn_params_alloc(&u->params, NULL), 0);
    assert_int_equal(nn_opt_init(&u->opt, &u->params, nn_opt_defaults(NN_OPT_ADAM, "net"), NULL),
                     0);
    assert_int_equal(nn_mlp_init_orthogonal(&u->mlp, 1, 3), 0);
    nn_opt_set_lr(&u->opt, 0.01f);
    struct nn_trace *t = nn_trace_create(be);
    nn_trace_name(t, "update");
    struct nn_var x = nn_input(t, "x", RL_F32, NN_MAT(B, D));
    struct nn_var shift = nn_input(t, "shift", RL_F32, NN_SCALAR);
    struct nn_var y = nn_square(t, nn_mlp_trace(t, &u->mlp, x));
    u->log_line = __LINE__ + 1;
    struct nn_var loss = nn_mean(t, nn_log(t, nn_add(t, y, shift)));
    nn_opt_zero_grad(t, &u->opt);
    u->backward_line = __LINE__ + 1;
    nn_backward(t, loss, &u->opt);
    nn_output(t, "norm", nn_opt_clip_norm(t, &u->opt, nn_const(t, 1)));
    nn_opt_step(t, &u->opt);
    nn_output(t, "loss", loss);
    u->program = test_compile(t);
}

static void update_deinit(struct update *u)
{
    nn_program_destroy(u->program);
    nn_opt_deinit(&u->opt);
    nn_params_deinit(&u->params);
}

static int update_run(struct update *u, float first, float shift)
{
    float x[B * D] = {first, 0.5f, -1, 0.25f, 2, -0.5f};
    test_set_input(u->program, "x", x, (size_t)B * D);
    test_set_input(u->program, "shift", &shift, 1);
    return nn_program_run(u->program);
}

static void test_watch_changes_no_bit(void **state)
{
    (void)state;
    for (int mode = 1; mode < 4; mode++) {
        struct nn_watch *w = watch_new(mode & 1, mode & 2);
        struct update plain, watched;
        update_init(&plain, test_backend());
        update_init(&watched, nn_watch_backend(w));
        for (int i = 0; i < 5; i++) {
            assert_int_equal(update_run(&plain, 0.1f * (float)i, 1), 0);
            assert_int_equal(update_run(&watched, 0.1f * (float)i, 1), 0);
            assert_memory_equal(test_output(plain.program, "loss"),
                                test_output(watched.program, "loss"), sizeof(float));
        }
        assert_memory_equal(plain.params.block, watched.params.block,
                            plain.params.block_floats * sizeof(float));
        char text[RL_ERROR_TEXT_MAX];
        assert_false(nn_watch_anomaly(w, text, sizeof(text)));
        update_deinit(&plain);
        update_deinit(&watched);
        nn_watch_destroy(w);
    }
}

/* What the watch says after one run that must fail. */
static void check_anomaly(float first, float shift, void (*break_it)(struct update *),
                          const char *const *wanted)
{
    struct nn_watch *w = watch_new(true, false);
    struct update u;
    char text[RL_ERROR_TEXT_MAX], line[64];
    update_init(&u, nn_watch_backend(w));
    assert_int_equal(update_run(&u, 0.5f, 1), 0);
    if (break_it)
        break_it(&u);
    assert_int_equal(update_run(&u, first, shift), RL_ENONFINITE);
    assert_true(nn_watch_anomaly(w, text, sizeof(text)));
    for (; *wanted; wanted++) {
        int at = strcmp(*wanted, "@log") == 0        ? u.log_line
                 : strcmp(*wanted, "@backward") == 0 ? u.backward_line
                                                     : 0;
        snprintf(line, sizeof(line), "test_watch.c:%d", at);
        if (!strstr(text, at ? line : *wanted))
            fail_msg("no '%s' in: %s", at ? line : *wanted, text);
    }
    update_deinit(&u);
    nn_watch_destroy(w);
}

static void zero_parameters(struct update *u)
{
    memset(u->params.block, 0, u->params.block_floats * sizeof(float));
}

static void spoil_parameters(struct update *u)
{
    u->params.block[u->params.items[u->mlp.layer[1].bias].offset] = NAN;
}

static void test_watch_names_the_op(void **state)
{
    (void)state;
    /* log of a negative number, forward */
    check_anomaly(0.5f, -100, NULL,
                  (const char *const[]){"NaN arose in nn_log", "@log", "operands lie in [-", NULL});
    /* log 0 = -inf, before anything else */
    check_anomaly(0.5f, 0, zero_parameters,
                  (const char *const[]){"infinity arose in nn_log", "@log", "[0, 0]", NULL});
    check_anomaly(NAN, 1, NULL,
                  (const char *const[]){"NaN came in with the input 'x'", "nn_linear", NULL});
    check_anomaly(INFINITY, 1, NULL,
                  (const char *const[]){"infinity came in with the input 'x'", NULL});
    check_anomaly(0.5f, 1, spoil_parameters,
                  (const char *const[]){"NaN was in the parameters before", "nn_linear", NULL});
}

/* sqrt(0) is fine, its gradient is not. */
static void test_watch_names_the_gradient(void **state)
{
    (void)state;
    struct nn_watch *w = watch_new(true, true);
    struct nn_params params;
    struct nn_optimizer opt;
    char text[RL_ERROR_TEXT_MAX], place[256];
    nn_params_init(&params, nn_watch_backend(w));
    int32_t p = nn_params_add(&params, "p", NN_PARAM_VECTOR, NN_VEC(3));
    assert_int_equal(nn_params_alloc(&params, NULL), 0);
    assert_int_equal(nn_opt_init(&opt, &params, nn_opt_defaults(NN_OPT_ADAM, "p"), NULL), 0);
    struct nn_trace *t = nn_trace_create(nn_watch_backend(w));
    int line = __LINE__ + 1;
    struct nn_var root = nn_sqrt(t, nn_param(t, &params, p));
    struct nn_var loss = nn_mean(t, root);
    nn_opt_zero_grad(t, &opt);
    nn_backward(t, loss, &opt);
    nn_output(t, "my loss", loss);
    struct nn_program *program = test_compile(t);
    assert_int_equal(nn_program_run(program), RL_ENONFINITE);
    assert_true(nn_watch_anomaly(w, text, sizeof(text)));
    snprintf(place, sizeof(place), "in the gradient of nn_sqrt (%s:%d)", __FILE__, line);
    assert_non_null(strstr(text, place));
    assert_non_null(strstr(text, "backward of the loss 'my loss'"));
    nn_program_destroy(program);
    nn_opt_deinit(&opt);
    nn_params_deinit(&params);
    nn_watch_destroy(w);
}

/* A mask of -inf is meant: nothing arises from it but probabilities of 0. */
static void check_infinite_constant(bool kept)
{
    struct nn_watch *w = watch_new(true, false);
    struct nn_trace *t = nn_trace_create(nn_watch_backend(w));
    struct nn_var x = nn_input(t, "x", RL_F32, NN_MAT(1, 3));
    struct nn_var masked = nn_where(t, x, x, nn_const(t, -INFINITY));
    if (kept) /* then it lies in the OUTPUT slot */
        nn_output(t, "masked", masked);
    nn_output(t, "p", nn_exp(t, nn_log_softmax(t, masked)));
    struct nn_program *program = test_compile(t);
    const float in[3] = {1, -1, 2};
    test_set_input(program, "x", in, 3);
    assert_int_equal(nn_program_run(program), 0);
    assert_float_equal(test_output(program, "p")[1], 0, 0);
    nn_program_destroy(program);
    nn_watch_destroy(w);
}

static void test_watch_lets_constants_be_infinite(void **state)
{
    (void)state;
    check_infinite_constant(false);
    check_infinite_constant(true);
}

/* ---- what the backend behind is given ---- */

/* A backend that counts the products of the plans it prepares. */
struct counting {
    struct nn_backend_ops ops;
    const struct nn_backend_ops *real;
    double plans, steps;
};

static int prepare_counted(struct nn_backend *be, const struct nn_plan *plan, void **prepared,
                           struct rl_error *err)
{
    struct counting *c = (struct counting *)be->ops;
    c->plans += plan->flops;
    for (int32_t s = 0; s < plan->n_steps; s++)
        c->steps += nn_step_flops(&plan->steps[s]);
    return c->real->prepare(be, plan, prepared, err);
}

/* By a plan's products a backend decides on threads: a step has its own, not the program's. */
static void test_watch_prepares_a_step_as_one(void **state)
{
    (void)state;
    const struct nn_backend_config two = {.threads = 2};
    struct nn_backend *be;
    struct nn_watch *w;
    struct update u;
    assert_int_equal(nn_backend_open_with("cpu", &two, &be, NULL), 0);
    struct counting c = {.ops = *be->ops, .real = be->ops};
    c.ops.prepare = prepare_counted;
    be->ops = &c.ops;
    assert_int_equal(nn_watch_create(&w, &(struct nn_watch_config){.backend = be}, NULL), 0);
    update_init(&u, nn_watch_backend(w));
    assert_true(c.steps > 0);
    assert_true(c.steps == nn_program_info(u.program).flops);
    assert_true(c.plans == c.steps);
    update_deinit(&u);
    nn_watch_destroy(w);
    be->ops = c.real;
    nn_backend_close(be);
}

/* ---- a profile ---- */

static void *run_many(void *program)
{
    for (int i = 0; i < 200; i++)
        assert_int_equal(nn_program_run(program), 0);
    return NULL;
}

/* Asked for while programs run on other threads, an event is there as a whole or not at all. */
static void test_watch_events_come_whole(void **state)
{
    (void)state;
    enum { THREADS = 3, EVENTS = 2000 };
    struct nn_watch *w;
    struct update u[THREADS];
    pthread_t thread[THREADS];
    const struct nn_watch_config config = {
        .backend = test_backend(), .profile = true, .n_events = EVENTS};
    assert_int_equal(nn_watch_create(&w, &config, NULL), 0);
    for (int i = 0; i < THREADS; i++) {
        const float x[B * D] = {1, 1, 1, 1, 1, 1}, shift = 1;
        update_init(&u[i], nn_watch_backend(w));
        test_set_input(u[i].program, "x", x, (size_t)B * D);
        test_set_input(u[i].program, "shift", &shift, 1);
    }
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, run_many, u[i].program), 0);
    for (int32_t i = 0; i < EVENTS;) {
        const struct nn_watch_event *e = nn_watch_event(w, i);
        if (!e) {
            sched_yield();
            continue;
        }
        assert_string_equal(e->program, "update");
        assert_true(e->start_ns > 0);
        assert_in_range(e->thread, 0, THREADS - 1);
        i++;
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(thread[i], NULL);
        update_deinit(&u[i]);
    }
    nn_watch_destroy(w);
}

static void test_watch_profile(void **state)
{
    (void)state;
    struct nn_watch *w = watch_new(false, true);
    struct update u;
    struct nn_watch_row rows[64];
    update_init(&u, nn_watch_backend(w));
    for (int i = 0; i < 3; i++)
        assert_int_equal(update_run(&u, 0.5f, 1), 0);
    uint64_t sum = 0, total;
    int32_t n = nn_watch_rows(w, rows, 64, NULL);
    double flops = 0;
    bool log_seen = false, log_gradient_seen = false;
    assert_true(n > 5);
    for (int32_t i = 0; i < n; i++) {
        assert_true(i == 0 || rows[i].ns <= rows[i - 1].ns);
        assert_true(rows[i].calls % 3 == 0 && rows[i].calls > 0);
        flops += rows[i].flops;
        sum += rows[i].ns;
        if (strcmp(rows[i].op, "log") == 0 && rows[i].line == u.log_line)
            *(rows[i].backward ? &log_gradient_seen : &log_seen) = true;
    }
    assert_true(log_seen && log_gradient_seen);
    assert_float_equal(flops, 3 * nn_program_info(u.program).flops, 0);
    assert_int_equal(nn_watch_rows(w, rows, 2, &total), 2);
    assert_true(total == sum && rows[0].ns + rows[1].ns < total);

    const struct nn_watch_event *e, *run = NULL;
    int32_t n_events = 0, n_runs = 0;
    for (; (e = nn_watch_event(w, n_events)); n_events++) {
        assert_string_equal(e->program, "update");
        assert_int_equal(e->thread, 0);
        if (!e->op) {
            run = e;
            n_runs++;
        }
    }
    assert_int_equal(n_events, 3 * (nn_program_info(u.program).n_steps + 1));
    assert_int_equal(n_runs, 3);
    assert_true(run->ns > 0);
    for (int i = 0; i < 30; i++) /* the profile goes on where the list of events is full */
        assert_int_equal(update_run(&u, 0.5f, 1), 0);
    assert_non_null(nn_watch_event(w, 99));
    assert_null(nn_watch_event(w, 100));
    assert_int_equal(nn_watch_rows(w, rows, 1, NULL), 1);
    assert_int_equal(rows[0].calls % 33, 0);
    update_deinit(&u);
    assert_int_equal(nn_watch_rows(w, rows, 64, NULL), 0);
    nn_watch_destroy(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_watch_changes_no_bit),
        cmocka_unit_test(test_watch_names_the_op),
        cmocka_unit_test(test_watch_names_the_gradient),
        cmocka_unit_test(test_watch_lets_constants_be_infinite),
        cmocka_unit_test(test_watch_prepares_a_step_as_one),
        cmocka_unit_test(test_watch_events_come_whole),
        cmocka_unit_test(test_watch_profile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
