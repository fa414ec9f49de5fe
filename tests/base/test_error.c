/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "base/error.h"

static void test_set_fills_code_and_text(void **state)
{
    (void)state;
    struct rl_error err = {0};
    assert_int_equal(rl_error_set(&err, RL_EPROTO, "peer %s: %d bytes", "env-1", 7), RL_EPROTO);
    assert_int_equal(err.code, RL_EPROTO);
    assert_string_equal(err.text, "peer env-1: 7 bytes");
    assert_int_equal(rl_error_set(NULL, RL_EIO, "nobody looks"), RL_EIO);
}

static void test_text_stays_one_line_and_in_bounds(void **state)
{
    (void)state;
    struct rl_error err;
    char longer[2 * RL_ERROR_TEXT_MAX];
    rl_error_set(&err, RL_EPROTO, "got '%s'", "a\nb\x1b[2J");
    assert_string_equal(err.text, "got 'a?b?[2J'");
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    rl_error_set(&err, RL_EIO, "%s", longer);
    assert_int_equal(strlen(err.text), RL_ERROR_TEXT_MAX - 1);
    assert_string_equal(err.text + RL_ERROR_TEXT_MAX - 4, "...");
}

static void test_prefix_grows_to_the_left(void **state)
{
    (void)state;
    struct rl_error err;
    rl_error_set(&err, RL_ENOSPACE, "write: no room");
    assert_int_equal(rl_error_prefix(&err, RL_EIO, "save '%s'", "last"), RL_ENOSPACE);
    assert_string_equal(err.text, "save 'last': write: no room");
    assert_int_equal(rl_error_prefix(NULL, RL_EIO, "save"), RL_EIO);
    rl_error_set(&err, RL_EIO, "again: %s", err.text);
    assert_string_equal(err.text, "again: save 'last': write: no room");
}

static void test_errno_is_translated(void **state)
{
    (void)state;
    static const struct {
        int from, to;
    } cases[] = {{ENOSPC, RL_ENOSPACE},  {EDQUOT, RL_ENOSPACE}, {ENOMEM, RL_ENOMEM},
                 {ENOENT, RL_ENOTFOUND}, {EEXIST, RL_EEXIST},   {EADDRINUSE, RL_EBUSY},
                 {EACCES, RL_EIO},       {EPIPE, RL_EIO}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rl_error err;
        assert_int_equal(rl_error_errno(&err, cases[i].from, "open '%s'", "f"), cases[i].to);
        assert_int_equal(err.code, cases[i].to);
        assert_int_equal(rl_error_errno(NULL, cases[i].from, "open"), cases[i].to);
    }
    struct rl_error err;
    rl_error_errno(&err, ENOENT, "open '%s'", "f");
    assert_string_equal(err.text, "open 'f': No such file or directory");
}

static void test_codes_have_names(void **state)
{
    (void)state;
    assert_string_equal(rl_error_name(RL_ENONFINITE), "RL_ENONFINITE");
    assert_string_equal(rl_error_text(RL_ENONFINITE), "not a finite number");
    assert_string_equal(rl_error_name(0), "RL_OK");
    assert_string_equal(rl_error_name(-1000), "unknown error");
    assert_string_equal(rl_error_text(1), "unknown error");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_fills_code_and_text),
        cmocka_unit_test(test_text_stays_one_line_and_in_bounds),
        cmocka_unit_test(test_prefix_grows_to_the_left),
        cmocka_unit_test(test_errno_is_translated),
        cmocka_unit_test(test_codes_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
