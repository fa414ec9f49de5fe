/* SPDX-License-Identifier: MIT */
/* kill -9 of a process that does nothing but save: no damaged checkpoint, no acknowledged save
 * lost, no stray file once the folder was opened again. RLTD_KILLS sets how many; the default is
 * what a quick suite affords. */
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/daemon/store_fixture.h"

#define KILLS 200

/* Save after save, each one told on the pipe once it was acknowledged. */
static void child(struct fixture *f, uint64_t env_steps, int out)
{
    f->config.resumed = env_steps > 0;
    f->config.resume = rltd_mark_at(env_steps);
    fixture_open(f, NULL);
    for (;;) {
        env_steps++;
        struct rltd_metric_row row;
        rltd_metrics_add(&f->metrics, RLTD_METRIC_FPS, (double)env_steps);
        rltd_metrics_flush(&f->metrics, env_steps, 1.0, &row);
        rltd_store_metrics(f->store, &f->metrics, &row);
        unsigned sets = RLTD_SET_LAST | (env_steps % 2 ? RLTD_SET_TOPK : 0) |
                        (env_steps % 3 ? 0 : RLTD_SET_MANUAL);
        struct rltd_save_result r = fixture_save(f, sets, "", env_steps, (double)(env_steps % 17));
        if (r.code || write(out, &env_steps, sizeof(env_steps)) != sizeof(env_steps))
            _exit(1);
    }
}

/* Runs a child for a while and kills it; the newest save that it was told of. */
static uint64_t run_and_kill(struct fixture *f, uint64_t env_steps, unsigned seed)
{
    int pipe_fd[2], status;
    uint64_t acked = env_steps, told;
    assert_int_equal(pipe(pipe_fd), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        close(pipe_fd[0]);
        child(f, env_steps, pipe_fd[1]);
    }
    close(pipe_fd[1]);
    if (seed % 8) { /* mostly after the first save, sometimes while it still starts */
        if (read(pipe_fd[0], &told, sizeof(told)) == sizeof(told))
            acked = told;
    }
    usleep(rand_r(&seed) % 8000);
    kill(pid, SIGKILL);
    while (read(pipe_fd[0], &told, sizeof(told)) == sizeof(told))
        acked = told;
    close(pipe_fd[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    return acked;
}

static uint64_t newest(struct fixture *f, int kill_n)
{
    struct rltd_ckpt *ckpt;
    struct rl_error err = {0};
    json_t *saved;
    char path[RLTD_STORE_PATH_MAX];
    int rc = rltd_ckpt_newest(f->dir, &f->log, &ckpt, path, sizeof(path), &err);
    if (rc == RL_ENOTFOUND)
        return 0;
    if (rc)
        fail_msg("kill %d: %s", kill_n, err.text);
    assert_int_equal(rltd_ckpt_saved(ckpt, &saved, NULL), 0);
    uint64_t env_steps = (uint64_t)json_integer_value(json_object_get(saved, "env_steps"));
    json_decref(saved);
    rltd_ckpt_close(ckpt);
    return env_steps;
}

static void test_killed_savers_lose_nothing(void **state)
{
    (void)state;
    struct fixture f;
    uint64_t env_steps = 0;
    const char *wanted = getenv("RLTD_KILLS");
    int n_kills = wanted ? atoi(wanted) : KILLS;
    fixture_init(&f);
    for (int i = 0; i < n_kills; i++) {
        uint64_t acked = run_and_kill(&f, env_steps, (unsigned)i * 2654435761u + 1);
        env_steps = newest(&f, i);
        if (env_steps < acked)
            fail_msg("kill %d: save %llu was acknowledged, newest is %llu", i,
                     (unsigned long long)acked, (unsigned long long)env_steps);
        if (i % 4)
            continue; /* the next child reconciles what this one left */
        f.config.resumed = env_steps > 0;
        f.config.resume = rltd_mark_at(env_steps);
        fixture_open(&f, NULL);
        fixture_check_folder(&f);
        fixture_close(&f, "stopped");
        assert_int_equal(query_int(f.dir, "SELECT count(*) FROM checkpoints WHERE state != 'ok'"),
                         0);
    }
    assert_true(env_steps > (uint64_t)n_kills / 2); /* they did save */
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_killed_savers_lose_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
