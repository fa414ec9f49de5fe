/* SPDX-License-Identifier: MIT */
/* Learning rates beside PyTorch's schedulers (tests/nn/make_schedule_fixtures.py), schedules as
 * text, and a plateau that is saved and goes on. */
#include "nn/schedule.h"
#include "tests/nn/nn_test.h"

#include <stdio.h>

enum { CASES_MAX = 32, COUNTS_MAX = 512 };

struct rate_case {
    char name[64], text[128];
    int n;
    double value[COUNTS_MAX];
};

static bool read_case(FILE *file, struct rate_case *c)
{
    if (fscanf(file, "%63s %d %127[^\n]", c->name, &c->n, c->text) != 3)
        return false;
    assert_in_range(c->n, 1, COUNTS_MAX);
    for (int i = 0; i < c->n; i++)
        assert_int_equal(fscanf(file, "%lf", &c->value[i]), 1);
    return true;
}

static struct rl_schedule parsed(const char *text)
{
    struct rl_schedule s;
    const char *wrong = rl_schedule_parse(text, strlen(text), &s);
    if (wrong)
        fail_msg("'%s' is not %s", text, wrong);
    return s;
}

static void check_rate(const struct rate_case *c, int i, double got)
{
    if (!(fabs(got - c->value[i]) <= 1e-10 * c->value[i] + 1e-17))
        fail_msg("%s: %s: rate %d is %.17g, PyTorch's %.17g", c->name, c->text, i, got,
                 c->value[i]);
}

/* Save `from`, restore into `to`. */
static void carry_over(struct nn_schedule *from, struct nn_schedule *to)
{
    double value[4];
    struct nn_schedule *both[2] = {from, to};
    for (int k = 0; k < 2; k++) {
        struct nn_state *state = nn_state_create();
        assert_int_equal(nn_state_add_schedule(state, both[k]), 0);
        assert_int_equal(nn_state_tensor_bytes(state, 0), sizeof(value));
        if (k == 0)
            nn_state_tensor_read(state, NULL, 0, value);
        else
            nn_state_tensor_write(state, 0, value);
        nn_state_destroy(state);
    }
}

/* Goes over into another schedule's memory again and again, as resumed runs do. */
static void check_plateau(struct test_net *net, const struct rate_case *metrics,
                          const struct rate_case *c)
{
    const struct rl_schedule spec = parsed(c->text);
    struct nn_schedule s[2];
    for (int k = 0; k < 2; k++)
        nn_schedule_init(&s[k], &spec, &net->opt);
    int at = 0;
    assert_int_equal(metrics->n, c->n);
    for (int i = 0; i < c->n; i++) {
        nn_schedule_evaluated(&s[at], metrics->value[i], !strcmp(metrics->text, "max"));
        check_rate(c, i, nn_schedule_apply(&s[at], 0, 0));
        assert_true(net->opt.scalars->lr == (float)c->value[i]);
        if (i % 7 == 3) {
            carry_over(&s[at], &s[!at]);
            s[at].memory = (struct nn_schedule_memory){0};
            at = !at;
        }
    }
}

static void check_counted(struct test_net *net, const struct rate_case *c)
{
    const struct rl_schedule spec = parsed(c->text);
    struct nn_schedule s;
    nn_schedule_init(&s, &spec, &net->opt);
    for (int i = 0; i < c->n; i++) {
        net->opt.scalars->steps = (uint64_t)i;
        check_rate(c, i, nn_schedule_apply(&s, 0, 0));
    }
}

static void test_rates_are_those_of_pytorch(void **state)
{
    (void)state;
    struct test_net net;
    struct rate_case c, metrics = {.n = 0};
    int n = 0;
    FILE *file = fopen("tests/nn/fixtures/schedules.txt", "r");
    assert_non_null(file);
    test_net_init(&net, "net", 2, (struct rl_ints){.n = 0}, 1, NN_ACT_NONE);
    for (; read_case(file, &c); n++) {
        if (!strcmp(c.name, "metrics"))
            metrics = c;
        else if (!strncmp(c.name, "plateau", 7))
            check_plateau(&net, &metrics, &c);
        else
            check_counted(&net, &c);
    }
    fclose(file);
    assert_in_range(n, 17, CASES_MAX);
    test_net_deinit(&net);
}

static double at(const char *text, const struct rl_counts *counts)
{
    const struct rl_schedule s = parsed(text);
    return rl_schedule_value(&s, counts);
}

static void test_each_counts_its_own(void **state)
{
    (void)state;
    const struct rl_counts c = {
        .progress = 0.5, .updates = 10, .env_steps = 1000, .evaluations = 3, .reductions = 2};
    static const struct {
        const char *text;
        double value;
    } cases[] = {
        {"linear(1, 0.5)", 0.75},
        {"cosine(1)", 0.5},
        {"step(1, 5, 0.5)", 0.25},
        {"step(1, 500, 0.1) by env_steps", 0.01},
        {"multistep(1, [2, 4], 0.5) by evaluations", 0.5},
        {"exponential(1, 0.5) by evaluations", 0.125},
        {"linear(1, 0, 2000) by env_steps", 0.5},
        {"plateau(1, 0.5, 9)", 0.25},
        {"warmup(20, linear(1, 0.5))", 0.75 * 11 / 20},
        {"warmup(10, linear(1, 0.5))", 0.75},
        {"warmup(4, step(1, 3, 0.5))", 0.25},
        {"warmup(20, plateau(1, 0.5, 9))", 0.25 * 11 / 20},
    };
    for (size_t i = 0; i < RL_COUNTOF(cases); i++)
        if (fabs(at(cases[i].text, &c) - cases[i].value) > 1e-15)
            fail_msg("%s is %.17g", cases[i].text, at(cases[i].text, &c));
    /* past their end they stay there, as the run does */
    const struct rl_counts late = {.progress = 1, .updates = 1000};
    assert_true(at("cosine(1, 0.25, 10)", &late) == 0.25 && at("cosine(1, 0.25)", &late) == 0.25);
    assert_true(at("linear(1, 0.25, 10)", &late) == 0.25);
}

static void test_text_round_trip(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "0.1",
        "linear(0.1)",
        "linear(0.1, 0.01)",
        "linear(0.1, 0, 200)",
        "cosine(0.0003, 1e-05)",
        "cosine(0.1, 0, 5) by evaluations",
        "step(0.1, 30, 0.5)",
        "step(0.1, 30, 0.5) by env_steps",
        "multistep(0.1, [10, 50, 200], 0.3)",
        "exponential(0.1, 0.999)",
        "plateau(0.1, 0.5, 4)",
        "warmup(20, 0.1)",
        "warmup(20, plateau(0.1, 0.5, 0))",
        "warmup(20, multistep(0.1, [1], 0.3) by env_steps)",
    };
    for (size_t i = 0; i < RL_COUNTOF(texts); i++) {
        char back[RL_SCHEDULE_TEXT_MAX];
        const struct rl_schedule s = parsed(texts[i]);
        rl_schedule_format(&s, back);
        assert_string_equal(back, texts[i]);
    }
    parsed("  step( 0.1 ,30,0.5 )by updates ");
    parsed("warmup(1_000 , linear(1e-3,1e-4))");
}

static void test_wrong_texts_are_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "x",
        "linear",
        "linear()",
        "linear(x)",
        "linear(1",
        "linear(1,)",
        "linear(1,0,0)",
        "linear(1,0,5,6)",
        "linear(1) x",
        "linear(1) by",
        "linear(1) by updates",
        "linear(1)1)",
        "cosine(1,2,1.5)",
        "step(1)",
        "step(1, 0, 0.5)",
        "step(1, 5, 0)",
        "step(1, 5, 1.5)",
        "step(1, 5, nan)",
        "step(1, 5, 0.5) by epochs",
        "multistep(1, 5, 0.5)",
        "multistep(1, [], 0.5)",
        "multistep(1, [5, 5], 0.5)",
        "multistep(1, [5, 4], 0.5)",
        "multistep(1, [5, 0.5)",
        "multistep(1, [1,2,3,4,5,6,7,8,9], 0.5)",
        "exponential(1)",
        "exponential(1, 11)",
        "plateau(1, 1, 3)",
        "plateau(1, 0.5, -1)",
        "plateau(1, 0.5, 3) by updates",
        "warmup(5)",
        "warmup(0, 1)",
        "warmup(5, )",
        "warmup(5, warmup(5, 1))",
        "warmup(5, step(1))",
        "1 by updates",
        ")",
        "()",
        "linear(((1)",
    };
    for (size_t i = 0; i < RL_COUNTOF(texts); i++) {
        struct rl_schedule s;
        if (!rl_schedule_parse(texts[i], strlen(texts[i]), &s))
            fail_msg("'%s' was taken", texts[i]);
    }
}

/* A return that stays at -200 gets worse by nothing, and better by nothing. */
static void test_plateau_of_negative_returns(void **state)
{
    (void)state;
    struct test_net net;
    struct nn_schedule s;
    const struct rl_schedule spec = parsed("plateau(1, 0.5, 1)");
    test_net_init(&net, "net", 2, (struct rl_ints){.n = 0}, 1, NN_ACT_NONE);
    nn_schedule_init(&s, &spec, &net.opt);
    static const double returns[] = {-200, -200, -200, NAN, -100, -150, -99};
    static const double rates[] = {1, 1, 0.5, 0.5, 0.5, 0.5, 0.5};
    for (size_t i = 0; i < RL_COUNTOF(returns); i++) {
        nn_schedule_evaluated(&s, returns[i], true);
        assert_true(nn_schedule_apply(&s, 0, 0) == rates[i]);
    }
    assert_true(s.memory.best == -99 && s.memory.n_bad == 0);
    test_net_deinit(&net);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rates_are_those_of_pytorch),
        cmocka_unit_test(test_each_counts_its_own),
        cmocka_unit_test(test_text_round_trip),
        cmocka_unit_test(test_wrong_texts_are_refused),
        cmocka_unit_test(test_plateau_of_negative_returns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
