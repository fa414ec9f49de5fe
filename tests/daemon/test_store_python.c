/* SPDX-License-Identifier: MIT */
/* Python's own libraries read what a live store writes, before and after a resume. */
#include <math.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/daemon/store_fixture.h"

extern char **environ;

/* read_run.py expects rows at 10, 20, ..., 100: ep_rew_mean = step + 0.5, loss = NaN at 30. */
static void feed(struct fixture *f, uint64_t from, uint64_t to)
{
    for (uint64_t step = from; step <= to; step += 10) {
        struct rltd_metric_row row;
        rltd_metrics_add(&f->metrics, RLTD_METRIC_EP_REW_MEAN, (double)step + 0.5);
        rltd_metrics_log(&f->metrics, "train/loss", step == 30 ? NAN : 1.0, AGENT_MEAN,
                         AGENT_SINK_ALL);
        rltd_metrics_flush(&f->metrics, step, 1000.0 + (double)step, &row);
        rltd_store_metrics(f->store, &f->metrics, &row);
        assert_int_equal(
            fixture_save(f, RLTD_SET_LAST | RLTD_SET_TOPK, "", step, (double)(step % 50)).code, 0);
    }
}

static void read_with_python(struct fixture *f, const char *how)
{
    char *argv[] = {(char *)RLTD_PYTHON, (char *)"tests/daemon/read_run.py", f->dir, (char *)how,
                    NULL};
    pid_t pid;
    int status;
    if (access(RLTD_PYTHON, X_OK))
        fail_msg("no Python at %s: run scripts/install-deps", RLTD_PYTHON);
    assert_int_equal(posix_spawn(&pid, RLTD_PYTHON, NULL, NULL, argv, environ), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_python_reads_a_live_run(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.config.jsonl = true;
    f.config.tensorboard = true;
    fixture_open(&f, NULL);
    feed(&f, 10, 100);
    read_with_python(&f, "fresh");
    fixture_reopen(&f, 60); /* rows 70 to 100 are of a past that did not happen */
    feed(&f, 70, 100);
    read_with_python(&f, "resumed");
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_python_reads_a_live_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
