/* SPDX-License-Identifier: MIT */
#include "ctl/proto.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/base.h"

static void test_run_names(void **state)
{
    static const char *const good[] = {"a", "cartpole-ppo", "A.b_c-9", "-x"};
    static const char *const bad[] = {
        "",    ".",   ".hidden",  "a/b",
        "a b", "a\n", "\xc3\xa9", "123456789012345678901234567890123456789012345678"};
    struct rl_error err = {0};

    (void)state;
    for (size_t i = 0; i < RL_COUNTOF(good); i++)
        assert_int_equal(rltd_run_name_check(good[i], &err), 0);
    assert_int_equal(err.code, 0);
    for (size_t i = 0; i < RL_COUNTOF(bad); i++)
        assert_int_equal(rltd_run_name_check(bad[i], &err), RL_ECONFIG);
}

static void test_runtime_dir(void **state)
{
    char base[] = "/tmp/rltd-proto-XXXXXX", want[64], dir[128], path[RLTD_SOCKET_PATH_MAX];
    char longer[300];
    struct rl_error err;
    struct stat st;

    (void)state;
    assert_non_null(mkdtemp(base));
    snprintf(want, sizeof(want), "%s/own", base);
    setenv("RLTD_RUNTIME_DIR", want, 1);
    assert_int_equal(rltd_runtime_dir(dir, sizeof(dir), &err), 0);
    assert_string_equal(dir, want);
    assert_int_equal(stat(want, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    assert_int_equal(rltd_socket_path("x", "ctl", path, sizeof(path), &err), 0);
    assert_string_equal(path + strlen(want), "/x.ctl");

    assert_int_equal(chmod(want, 0777), 0); /* anybody could lay a socket there */
    assert_int_equal(rltd_runtime_dir(dir, sizeof(dir), &err), RL_EIO);
    assert_non_null(strstr(err.text, want));
    rmdir(want);

    unsetenv("RLTD_RUNTIME_DIR");
    setenv("XDG_RUNTIME_DIR", base, 1);
    assert_int_equal(rltd_runtime_dir(dir, sizeof(dir), &err), 0);
    snprintf(want, sizeof(want), "%s/rltd", base);
    assert_string_equal(dir, want);
    rmdir(want);

    snprintf(longer, sizeof(longer), "%s/%0100d", base, 0);
    setenv("RLTD_RUNTIME_DIR", longer, 1);
    assert_int_equal(rltd_socket_path("x", "ctl", path, sizeof(path), &err), RL_ERANGE);
    assert_non_null(strstr(err.text, "RLTD_RUNTIME_DIR"));
    rmdir(longer);

    setenv("RLTD_RUNTIME_DIR", "/dev/null", 1);
    assert_true(rltd_runtime_dir(dir, sizeof(dir), &err) < 0);
    rmdir(base);
}

static void test_exit_codes(void **state)
{
    (void)state;
    assert_int_equal(rltd_exit_of(0), RLTD_EXIT_OK);
    assert_int_equal(rltd_exit_of(RL_ECONFIG), 78);
    assert_int_equal(rltd_exit_of(RL_ENOSPACE), 74);
    assert_int_equal(rltd_exit_of(RL_ENOMEM), 1);
    assert_string_equal(rltd_exit_text(64), "wrong command line");
    assert_string_equal(rltd_exit_text(63), "unknown exit code");
}

static const char *bytes(uint64_t n)
{
    static char text[32];

    rltd_format_bytes(n, text, sizeof(text));
    return text;
}

static const char *seconds(double s)
{
    static char text[32];

    rltd_format_seconds(s, text, sizeof(text));
    return text;
}

static void test_units_for_people(void **state)
{
    (void)state;
    assert_string_equal(bytes(999), "999 B");
    assert_string_equal(bytes(130520), "130.5 kB");
    assert_string_equal(bytes(7000000000u), "7.0 GB");
    assert_string_equal(seconds(59.9), "59 s");
    assert_string_equal(seconds(60), "1 min");
    assert_string_equal(seconds(3600 + 120), "1 h 2 min");
    assert_string_equal(seconds(86400 * 3), "3 days");
    assert_string_equal(seconds(NAN), "?");
    assert_string_equal(seconds(-1), "?");
}

static void print(const struct rltd_ls_row *rows, size_t n, char *out, size_t out_bytes)
{
    FILE *file = fmemopen(out, out_bytes, "w");

    rltd_ls_print(file, rows, n, 1000);
    fclose(file);
}

static void test_ls_table(void **state)
{
    struct rltd_ls_row rows[] = {
        {"a", "x.safetensors", "", "last,topk", 1234567890, 1000, 487.2, 990},
        {"a", "long-name.safetensors", "", "", 5, 130520, NAN, 0},
    };
    char out[1024];

    (void)state;
    print(rows, 2, out, sizeof(out));
    assert_string_equal(out, " ENV STEPS  METRIC  SETS           SIZE     AGE  FILE\n"
                             "1234567890  487.20  last,topk    1.0 kB    10 s  x.safetensors\n"
                             "         5       -  -          130.5 kB  16 min  "
                             "long-name.safetensors\n");
    rows[1].run = "b";
    rows[1].name = "good";
    print(rows, 2, out, sizeof(out));
    assert_non_null(strstr(out, "RUN   ENV STEPS"));
    assert_non_null(strstr(out, "good  long-name.safetensors\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_run_names),  cmocka_unit_test(test_runtime_dir),
        cmocka_unit_test(test_exit_codes), cmocka_unit_test(test_units_for_people),
        cmocka_unit_test(test_ls_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
