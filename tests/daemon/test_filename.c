/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"
#include "daemon/store/filename.h"

static const struct {
    const char *text;
    double value[2];
    const char *name;
} good[] = {
    {RLTD_FILENAME_DEFAULT, {8192, 487.2}, "env_steps=000008192-eval_return=487.20"},
    {RLTD_FILENAME_DEFAULT, {0, NAN}, "env_steps=000000000-eval_return=nan"},
    {RLTD_FILENAME_DEFAULT, {12345678901, -0.004}, "env_steps=12345678901-eval_return=-0.00"},
    {"{eval_return:.1f}", {INFINITY}, "eval_return=inf"},
    {"{eval_return:.1f}", {-INFINITY}, "eval_return=-inf"},
    {"policy", {0}, "policy"},
    {"a-{iterations}-b-{updates:d}-c",
     {7, 9007199254740991.0},
     "a-iterations=7-b-updates=9007199254740991-c"},
    {"{approx_kl}", {0.015625}, "approx_kl=0.015625"},
    {"{approx_kl:.3e}", {0.015625}, "approx_kl=1.562e-02"},
    {"{elapsed:08.1f}", {3.25}, "elapsed=000003.2"},
    {"{episodes:6d}", {42}, "episodes=    42"},
    {"{ep_rew_mean:.0f}{env_steps}", {21.6, 5}, "ep_rew_mean=22env_steps=5"},
};

static void test_format_gives_lightnings_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < RL_COUNTOF(good); i++) {
        struct rltd_filename name;
        struct rl_error err = {0};
        char out[RLTD_FILENAME_MAX];
        if (rltd_filename_parse(&name, good[i].text, &err))
            fail_msg("%s: %s", good[i].text, err.text);
        assert_int_equal(rltd_filename_format(&name, good[i].value, out, &err), 0);
        assert_string_equal(out, good[i].name);
    }
}

static const struct {
    const char *text, *says;
} bad[] = {
    {"", "empty"},
    {".hidden", "'.'"},
    {"a/b", "'/'"},
    {"a\nb", "control character"},
    {"a}b", "'}'"},
    {"{env_steps", "bad format"},
    {"{}", "without a key"},
    {"{:d}", "without a key"},
    {"{train/loss}", "short name"},
    {"{env_steps:xd}", "bad format"},
    {"{env_steps:.d}", "bad format"},
    {"{env_steps:99999999999999d}", "bad format"},
    {"{a}{a}{a}{a}{a}{a}{a}{a}{a}", "more than 8 keys"},
};

static void test_parse_refuses_with_the_reason(void **state)
{
    (void)state;
    for (size_t i = 0; i < RL_COUNTOF(bad); i++) {
        struct rltd_filename name;
        struct rl_error err = {0};
        assert_int_equal(rltd_filename_parse(&name, bad[i].text, &err), RL_ECONFIG);
        if (!strstr(err.text, bad[i].says))
            fail_msg("%s: %s", bad[i].text, err.text);
    }
}

static void test_parse_lists_the_keys_that_there_are(void **state)
{
    (void)state;
    const char *const foreign[] = {"{epoch:02d}", "x-{step}", "{global_step}"};
    for (size_t i = 0; i < RL_COUNTOF(foreign); i++) {
        struct rltd_filename name;
        struct rl_error err = {0};
        assert_int_equal(rltd_filename_parse(&name, foreign[i], &err), RL_ECONFIG);
        assert_non_null(strstr(err.text, "env_steps, iterations"));
        assert_non_null(strstr(err.text, "eval_return"));
    }
}

static void test_format_refuses_what_is_too_long(void **state)
{
    (void)state;
    struct rltd_filename name;
    struct rl_error err;
    char text[RLTD_FILENAME_MAX + 8], out[RLTD_FILENAME_MAX];
    memset(text, 'a', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    assert_int_equal(rltd_filename_parse(&name, text, &err), RL_ECONFIG);
    strcpy(text + RLTD_FILENAME_MAX - 20, "{env_steps:040d}");
    assert_int_equal(rltd_filename_parse(&name, text, &err), 0);
    double value = 1;
    assert_int_equal(rltd_filename_format(&name, &value, out, &err), RL_ERANGE);
}

static void test_given_names_are_checked(void **state)
{
    (void)state;
    const char *const names[] = {"a/b", ".x", "last", "best", "a\tb", "a\x7f"};
    for (size_t i = 0; i < RL_COUNTOF(names); i++)
        assert_int_equal(rltd_filename_check_given(names[i], NULL), RL_EINVAL);
    assert_int_equal(rltd_filename_check_given("before surgery \xc3\xa9", NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_format_gives_lightnings_names),
        cmocka_unit_test(test_parse_refuses_with_the_reason),
        cmocka_unit_test(test_parse_lists_the_keys_that_there_are),
        cmocka_unit_test(test_format_refuses_what_is_too_long),
        cmocka_unit_test(test_given_names_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
