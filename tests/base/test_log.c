/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

struct fixture {
    char folder[64], path[96];
    struct rl_log log;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    strcpy(f->folder, "/tmp/rltd-test-log-XXXXXX");
    if (!mkdtemp(f->folder))
        return -1;
    snprintf(f->path, sizeof f->path, "%s/log", f->folder);
    rl_log_init(&f->log);
    f->log.stderr_level = RL_LOG_ERROR + 1;
    *state = f;
    return rl_log_open(&f->log, f->path, NULL);
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    rl_log_deinit(&f->log);
    unlink(f->path);
    rmdir(f->folder);
    free(f);
    return 0;
}

static char *read_all(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, 1 << 20);
    assert_non_null(file);
    assert_non_null(text);
    text[fread(text, 1, (1 << 20) - 1, file)] = '\0';
    fclose(file);
    return text;
}

static void test_line_has_time_level_and_text(void **state)
{
    struct fixture *f = *state;
    rl_debug(&f->log, "dropped");
    rl_info(&f->log, "run '%s' on port %d", "a\nb", 7);
    rl_info(NULL, "nobody");
    char *text = read_all(f->path);
    assert_int_equal(strlen(text), strlen("2026-01-31T12:00:00.123Z INFO run 'a?b' on port 7\n"));
    assert_int_equal(text[10], 'T');
    assert_int_equal(text[23], 'Z');
    assert_string_equal(text + 24, " INFO run 'a?b' on port 7\n");
    free(text);
}

static void test_long_line_is_cut_with_dots(void **state)
{
    struct fixture *f = *state;
    char longer[10000];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    rl_warn(&f->log, "%s", longer);
    char *text = read_all(f->path);
    size_t n = strlen(text);
    assert_true(n > 1000 && n < 2100);
    assert_string_equal(text + n - 5, "x...\n");
    free(text);
}

static void test_stderr_gets_what_its_level_says(void **state)
{
    struct fixture *f = *state;
    char path[128];
    snprintf(path, sizeof path, "%s/stderr", f->folder);
    int saved = dup(STDERR_FILENO), fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    dup2(fd, STDERR_FILENO);
    f->log.stderr_level = RL_LOG_WARN;
    rl_info(&f->log, "quiet");
    rl_warn(&f->log, "loud");
    dup2(saved, STDERR_FILENO);
    close(saved);
    close(fd);
    char *text = read_all(path);
    unlink(path);
    assert_string_equal(text + 24, " WARN loud\n");
    free(text);
}

static void *write_many(void *log)
{
    for (int i = 0; i < 200; i++)
        rl_info(log, "0123456789012345678901234567890123456789");
    return NULL;
}

static void test_threads_do_not_mix_lines_even_while_reopening(void **state)
{
    struct fixture *f = *state;
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, write_many, &f->log);
    for (int i = 0; i < 20; i++)
        assert_int_equal(rl_log_open(&f->log, f->path, NULL), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    char *text = read_all(f->path);
    size_t line =
        strlen("2026-01-31T12:00:00.123Z INFO 0123456789012345678901234567890123456789\n");
    assert_int_equal(strlen(text), 800 * line);
    for (size_t i = 1; i <= 800; i++)
        assert_int_equal(text[i * line - 1], '\n');
    free(text);
}

static void test_open_says_which_file(void **state)
{
    (void)state;
    struct rl_log log;
    struct rl_error err = {0};
    rl_log_init(&log);
    assert_int_equal(rl_log_open(&log, "/nonexistent/rltd.log", &err), RL_ENOTFOUND);
    assert_non_null(strstr(err.text, "'/nonexistent/rltd.log'"));
    assert_int_equal(log.fd, -1);
    rl_log_deinit(&log);
}

static void test_clocks_go_forward(void **state)
{
    (void)state;
    uint64_t before = rl_now_ns();
    assert_true(rl_wall_s() > 1.6e9);
    assert_true(rl_now_ns() >= before && rl_now_ns() - before < 60000000000u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_line_has_time_level_and_text, setup, teardown),
        cmocka_unit_test_setup_teardown(test_long_line_is_cut_with_dots, setup, teardown),
        cmocka_unit_test_setup_teardown(test_stderr_gets_what_its_level_says, setup, teardown),
        cmocka_unit_test_setup_teardown(test_threads_do_not_mix_lines_even_while_reopening, setup,
                                        teardown),
        cmocka_unit_test(test_open_says_which_file),
        cmocka_unit_test(test_clocks_go_forward),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
