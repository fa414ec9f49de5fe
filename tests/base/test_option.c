/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/base.h"
#include "base/option.h"

struct settings {
    bool on;
    int64_t steps;
    double rate;
    char name[8];
    int32_t act;
    struct rl_ints hidden;
    struct rl_schedule lr;
    double every;
    int64_t any;
    double limit;
};

static const char *const acts[] = {"tanh", "relu", NULL};
#define AT(field) offsetof(struct settings, field)
static const struct rl_option table[] = {
    {"on", RL_OPT_BOOL, AT(on), 0, 0, "true", NULL, "a switch"},
    {"n_steps", RL_OPT_INT, AT(steps), 1, 1e9, "2048", NULL, "steps"},
    {"gamma", RL_OPT_FLOAT, AT(rate), 0, 1, "0.99", NULL, "discount"},
    {"name", RL_OPT_STRING, AT(name), 0, 8, "cart", NULL, "a name"},
    {"activation", RL_OPT_CHOICE, AT(act), 0, 0, "tanh", acts, "activation"},
    {"hidden", RL_OPT_INTS, AT(hidden), 1, 4096, "[64, 64]", NULL, "widths"},
    {"learning_rate", RL_OPT_SCHEDULE, AT(lr), 0, 1, "linear(3e-4)", NULL, "step size"},
    {"save_every", RL_OPT_SECONDS, AT(every), 0, 0, "5m", NULL, "period"},
    {"any", RL_OPT_INT, AT(any), 0, 0, NULL, NULL, "any whole number"},
    {"limit", RL_OPT_MAYBE, AT(limit), 0, 10, "none", NULL, "a limit"},
};
#define N RL_COUNTOF(table)

static int parse(struct settings *s, const char *name, const char *text, struct rl_error *err)
{
    const struct rl_option *option = rl_options_find(table, N, name);
    assert_non_null(option);
    return rl_option_parse(option, text, s, err);
}

static void accept(struct settings *s, const char *name, const char *text)
{
    struct rl_error err = {0};
    if (parse(s, name, text, &err) != 0)
        fail_msg("%s", err.text);
}

static void refuse(const char *name, const char *text, int code, const char *message)
{
    struct settings s, before;
    struct rl_error err = {0};
    memset(&s, 0x5a, sizeof s);
    before = s;
    assert_int_equal(parse(&s, name, text, &err), code);
    assert_string_equal(err.text, message);
    assert_memory_equal(&s, &before, sizeof s);
    assert_int_equal(parse(&s, name, text, NULL), code);
}

static void test_defaults_fill_the_struct(void **state)
{
    (void)state;
    struct settings s = {.any = 5};
    assert_int_equal(rl_options_default(table, N, &s, NULL), 0);
    assert_true(s.on);
    assert_int_equal(s.steps, 2048);
    assert_true(s.rate == 0.99);
    assert_string_equal(s.name, "cart");
    assert_int_equal(s.act, 0);
    assert_int_equal(s.hidden.n, 2);
    assert_int_equal(s.hidden.v[1], 64);
    assert_true(s.lr.start == 3e-4 && s.lr.end == 0);
    assert_true(s.every == 300);
    assert_int_equal(s.any, 5);

    static const struct rl_option broken = {"b", RL_OPT_INT, 0, 1, 2, "3", NULL, ""};
    struct rl_error err = {0};
    int64_t value;
    assert_int_equal(rl_options_default(&broken, 1, &value, &err), RL_EINVAL);
    assert_string_equal(err.text, "wrong default: b: 3 is above 2");
}

static void test_whole_numbers(void **state)
{
    (void)state;
    struct settings s;
    static const struct {
        const char *text;
        int64_t value;
    } cases[] = {{"1e5", 100000}, {"100_000", 100000},
                 {" 7 ", 7},      {"1.5e3", 1500},
                 {"-3", -3},      {"9223372036854775807", INT64_MAX},
                 {"+12", 12},     {"1_0e1_0", 100000000000}};
    for (size_t i = 0; i < RL_COUNTOF(cases); i++) {
        accept(&s, "any", cases[i].text);
        assert_true(s.any == cases[i].value);
    }
    static const char *const wrong[] = {
        "0.5",  "",   "x",  "1x",  "0x10", "nan",   "inf",  "1e",
        "1__0", "_1", "1_", "1 2", "--1",  "1e400", "1e17", "9223372036854775808",
        "1,2"};
    for (size_t i = 0; i < RL_COUNTOF(wrong); i++) {
        struct rl_error err = {0};
        if (parse(&s, "any", wrong[i], &err) != RL_ECONFIG)
            fail_msg("'%s' was taken", wrong[i]);
    }
    refuse("n_steps", "0", RL_ERANGE, "n_steps: 0 is below 1");
    refuse("n_steps", "2e9", RL_ERANGE, "n_steps: 2000000000 is above 1000000000");
    refuse("n_steps", "0.5", RL_ECONFIG, "n_steps: '0.5' is not a whole number");
}

static void test_numbers(void **state)
{
    (void)state;
    struct settings s;
    accept(&s, "gamma", "9.5e-1");
    assert_true(s.rate == 0.95);
    accept(&s, "gamma", ".5");
    assert_true(s.rate == 0.5);
    refuse("gamma", "nan", RL_ECONFIG, "gamma: 'nan' is not a number");
    refuse("gamma", "inf", RL_ECONFIG, "gamma: 'inf' is not a number");
    refuse("gamma", "1e999", RL_ECONFIG, "gamma: '1e999' is not a number");
    refuse("gamma", "3e-4x", RL_ECONFIG, "gamma: '3e-4x' is not a number");
    refuse("gamma", "0x1p-1", RL_ECONFIG, "gamma: '0x1p-1' is not a number");
    refuse("gamma", "1.5", RL_ERANGE, "gamma: 1.5 is above 1");
    refuse("gamma", "-0.1", RL_ERANGE, "gamma: -0.1 is below 0");
}

static void test_maybe_a_number(void **state)
{
    (void)state;
    struct settings s;
    char text[32];
    const struct rl_option *limit = rl_options_find(table, N, "limit");
    accept(&s, "limit", "2.5");
    assert_true(s.limit == 2.5);
    accept(&s, "limit", " none ");
    assert_true(isnan(s.limit));
    rl_option_format(limit, &s, text, sizeof text);
    assert_string_equal(text, "none");
    refuse("limit", "nan", RL_ECONFIG, "limit: 'nan' is not a number or none");
    refuse("limit", "11", RL_ERANGE, "limit: 11 is above 10");
}

static void test_words_and_texts(void **state)
{
    (void)state;
    struct settings s;
    accept(&s, "on", "No");
    assert_false(s.on);
    accept(&s, "on", "1");
    assert_true(s.on);
    refuse("on", "maybe", RL_ECONFIG, "on: 'maybe' is not true or false");
    refuse("on", "", RL_ECONFIG, "on: '' is not true or false");
    accept(&s, "activation", "relu");
    assert_int_equal(s.act, 1);
    refuse("activation", "gelu", RL_ECONFIG, "activation: 'gelu' is not one of tanh|relu");
    refuse("activation", "rel", RL_ECONFIG, "activation: 'rel' is not one of tanh|relu");
    accept(&s, "name", "1234567");
    assert_string_equal(s.name, "1234567");
    accept(&s, "name", "");
    refuse("name", "12345678", RL_ERANGE, "name: 8 bytes are too long, at most 7 fit");
}

static void test_lists(void **state)
{
    (void)state;
    struct settings s;
    accept(&s, "hidden", "[ 256 ,128,1e2 ]");
    assert_int_equal(s.hidden.n, 3);
    assert_int_equal(s.hidden.v[0], 256);
    assert_int_equal(s.hidden.v[2], 100);
    accept(&s, "hidden", "32");
    assert_int_equal(s.hidden.n, 1);
    accept(&s, "hidden", "[]");
    assert_int_equal(s.hidden.n, 0);
    refuse("hidden", "[64, 0]", RL_ERANGE, "hidden: 0 is below 1");
    refuse("hidden", "[64,]", RL_ECONFIG,
           "hidden: '[64,]' is not a list of whole numbers such as [64, 64]");
    refuse("hidden", "[64", RL_ECONFIG,
           "hidden: '[64' is not a list of whole numbers such as [64, 64]");
    refuse("hidden", "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1", RL_ERANGE,
           "hidden: more than 16 numbers");
}

static void test_schedules(void **state)
{
    (void)state;
    struct settings s;
    accept(&s, "learning_rate", "3e-4");
    assert_true(s.lr.start == 3e-4 && s.lr.end == 3e-4);
    accept(&s, "learning_rate", "linear(3e-4, 1e-5)");
    assert_true(s.lr.start == 3e-4 && s.lr.end == 1e-5);
    assert_true(rl_schedule_at(s.lr, 0) == 3e-4 && rl_schedule_at(s.lr, 1) == 1e-5);
    static const char *const wrong[] = {
        "linear()",       "linear(1,0,3)",  "linear(x)", "linear(1e-3",     "linear(1e-3,)",
        "linear(1e-3) x", "linear(1e-3)1)", "linear",    "step(1, 5, 0.5)", "warmup(5, 1)"};
    for (size_t i = 0; i < RL_COUNTOF(wrong); i++)
        if (parse(&s, "learning_rate", wrong[i], NULL) != RL_ECONFIG)
            fail_msg("'%s' was taken", wrong[i]);
    refuse("learning_rate", "linear(0.5, 2)", RL_ERANGE, "learning_rate: 2 is above 1");
    refuse("learning_rate", "step(1, 5, 2)", RL_ECONFIG,
           "learning_rate: 'step(1, 5, 2)' is not step(START, EVERY, FACTOR), FACTOR in (0, 1], "
           "EVERY at least 1");
    refuse("learning_rate", "step(1, 5, 0.2)", RL_ECONFIG,
           "learning_rate: 'step(1, 5, 0.2)' is not a schedule over the run: number, "
           "linear(start[, end]) or cosine(start[, end])");
}

static void test_durations(void **state)
{
    (void)state;
    struct settings s;
    static const struct {
        const char *text;
        double seconds;
    } cases[] = {{"90", 90},     {"0", 0},      {"250ms", 0.25}, {"30s", 30},
                 {"1.5m", 90},   {"2 h", 7200}, {"1d", 86400},   {"01:02:03:04", 93784},
                 {"0:0:0:1", 1}, {"1e3", 1000}};
    for (size_t i = 0; i < RL_COUNTOF(cases); i++) {
        accept(&s, "save_every", cases[i].text);
        assert_true(s.every == cases[i].seconds);
    }
    static const char *const wrong[] = {
        "",         "s",    "m",      "1w",       "1:2:3", "1:2:3:4:5", "0:24:0:0",
        "0:0:60:0", "::::", "1:2:3:", "-1:0:0:0", "nans",  "1 2s"};
    for (size_t i = 0; i < RL_COUNTOF(wrong); i++)
        if (parse(&s, "save_every", wrong[i], NULL) != RL_ECONFIG)
            fail_msg("'%s' was taken", wrong[i]);
    refuse("save_every", "-3s", RL_ERANGE, "save_every: a duration is not negative");
}

static void test_formatted_values_read_back_the_same(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text, *formatted;
    } cases[] = {
        {"on", "no", "false"},
        {"n_steps", "1e5", "100000"},
        {"any", "-9223372036854775808", "-9223372036854775808"},
        {"gamma", "0.1", "0.1"},
        {"gamma", "0.30000000000000004", "0.30000000000000004"},
        {"name", "a b", "a b"},
        {"activation", "relu", "relu"},
        {"hidden", "64", "[64]"},
        {"hidden", "[]", "[]"},
        {"hidden", "1,2", "[1, 2]"},
        {"learning_rate", "2.5e-4", "0.00025"},
        {"learning_rate", "linear(0.001)", "linear(0.001)"},
        {"learning_rate", "linear(1e-3,1e-7)", "linear(0.001, 1e-07)"},
        {"learning_rate", "linear(0)", "0"},
        {"save_every", "2h", "7200"},
    };
    for (size_t i = 0; i < RL_COUNTOF(cases); i++) {
        struct settings s, again;
        char text[64];
        memset(&s, 0, sizeof s);
        memset(&again, 0, sizeof again);
        accept(&s, cases[i].name, cases[i].text);
        rl_option_format(rl_options_find(table, N, cases[i].name), &s, text, sizeof text);
        assert_string_equal(text, cases[i].formatted);
        accept(&again, cases[i].name, text);
        assert_memory_equal(&s, &again, sizeof s);
    }
}

static void test_format_never_overruns(void **state)
{
    (void)state;
    struct settings s;
    char text[8] = "zzzzzzz";
    accept(&s, "hidden", "[64, 64, 64]");
    rl_option_format(rl_options_find(table, N, "hidden"), &s, text, 6);
    assert_string_equal(text, "[64, ");
    assert_int_equal(text[6], 'z');
}

static void test_descriptions(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
    } cases[] = {
        {"on", "true or false"},
        {"n_steps", "whole number in [1, 1000000000]"},
        {"gamma", "number in [0, 1]"},
        {"name", "text of at most 7 bytes"},
        {"activation", "one of tanh|relu"},
        {"hidden", "list of whole numbers in [1, 4096]"},
        {"learning_rate", "number, linear(start[, end]) or cosine(start[, end]) in [0, 1]"},
        {"save_every", "seconds, or 30s, 5m, 2h, DD:HH:MM:SS"},
        {"any", "whole number"},
    };
    for (size_t i = 0; i < RL_COUNTOF(cases); i++) {
        char text[64];
        rl_option_describe(rl_options_find(table, N, cases[i].name), text, sizeof text);
        assert_string_equal(text, cases[i].text);
    }
}

static void test_nearest_name(void **state)
{
    (void)state;
    assert_int_equal(rl_edit_distance("kitten", "sitting"), 3);
    assert_int_equal(rl_edit_distance("", "abc"), 3);
    assert_int_equal(rl_edit_distance("same", "same"), 0);
    assert_string_equal(rl_options_nearest(table, N, "learning_rat"), "learning_rate");
    assert_string_equal(rl_options_nearest(table, N, "lerning-rate"), "learning_rate");
    assert_string_equal(rl_options_nearest(table, N, "nsteps"), "n_steps");
    assert_string_equal(rl_options_nearest(table, N, "gama"), "gamma");
    assert_null(rl_options_nearest(table, N, "batch_size"));
    assert_null(rl_options_find(table, N, "gama"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults_fill_the_struct),
        cmocka_unit_test(test_whole_numbers),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_maybe_a_number),
        cmocka_unit_test(test_words_and_texts),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_schedules),
        cmocka_unit_test(test_durations),
        cmocka_unit_test(test_formatted_values_read_back_the_same),
        cmocka_unit_test(test_format_never_overruns),
        cmocka_unit_test(test_descriptions),
        cmocka_unit_test(test_nearest_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
