/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/daemon/store_fixture.h"

static int lock_fd = -1; /* of the folder taken last */

static const char *take(struct fixture *f, const char *identity, bool may_resume, bool *resume)
{
    static struct rltd_folder folder;
    struct rl_error err = {0};
    struct rltd_folder_ask ask = {
        .runs = f->dir, .name = "cart", .identity = identity, .may_resume = may_resume};
    if (rltd_run_folder(&folder, &ask, &err))
        fail_msg("%s", err.text);
    lock_fd = folder.lock_fd;
    *resume = folder.reopened;
    return strrchr(folder.dir, '/') + 1;
}

/* A run in the newest version that ends in `state` (NULL: it crashes) after one save. */
static void run_in(struct fixture *f, const char *version, const char *identity, const char *state)
{
    char dir[512];
    struct fixture run;
    fixture_init(&run);
    snprintf(dir, sizeof(dir), "%s/cart/%s", f->dir, version);
    run.config.dir = dir;
    run.config.identity = identity;
    fixture_open(&run, NULL);
    fixture_save(&run, RLTD_SET_LAST | RLTD_SET_TOPK | RLTD_SET_MANUAL, "mine", 10, 5);
    fixture_save(&run, RLTD_SET_LAST, "", 20, 1);
    fixture_deinit(&run);
    if (strcmp(state, "finished") != 0) { /* the fixture finished it */
        char command[700];
        snprintf(command, sizeof(command), "sqlite3 %s/run.db \"UPDATE runs SET state = '%s'\"",
                 dir, state);
        assert_int_equal(system(command), 0);
    }
}

static void test_versions_count_up_and_resume_when_they_may(void **state)
{
    (void)state;
    struct fixture f;
    bool resume;
    fixture_init(&f);
    assert_string_equal(take(&f, "a", true, &resume), "version_0");
    assert_false(resume);
    close(lock_fd);
    assert_string_equal(take(&f, "a", true, &resume), "version_0"); /* still empty: taken again */
    assert_false(resume);
    close(lock_fd);
    run_in(&f, "version_0", "a", "running"); /* as after kill -9 */
    assert_string_equal(take(&f, "a", true, &resume), "version_0");
    assert_true(resume);
    close(lock_fd);
    assert_string_equal(take(&f, "b", true, &resume), "version_1"); /* another experiment */
    assert_false(resume);
    close(lock_fd);
    run_in(&f, "version_1", "b", "stopped");
    assert_string_equal(take(&f, "b", true, &resume), "version_1");
    assert_true(resume);
    close(lock_fd);
    assert_string_equal(take(&f, "b", false, &resume), "version_2"); /* resume: none */
    assert_false(resume);
    close(lock_fd);
    run_in(&f, "version_2", "b", "finished");
    assert_string_equal(take(&f, "b", true, &resume), "version_3");
    assert_false(resume);
    close(lock_fd);
    fixture_deinit(&f);
}

static void test_without_an_index_the_files_tell_whose_they_are(void **state)
{
    (void)state;
    struct fixture f;
    bool resume;
    char path[RLTD_STORE_PATH_MAX];
    fixture_init(&f);
    take(&f, "a", true, &resume);
    close(lock_fd);
    run_in(&f, "version_0", "a", "running");
    rltd_path_join(path, f.dir, "cart/version_0/run.db", NULL);
    remove_tree(path);
    assert_string_equal(take(&f, "a", true, &resume), "version_0");
    assert_true(resume);
    close(lock_fd);
    assert_string_equal(take(&f, "b", true, &resume), "version_1");
    close(lock_fd);
    fixture_deinit(&f);
}

static void test_a_locked_folder_names_its_holder(void **state)
{
    (void)state;
    struct fixture f;
    struct rl_error err;
    struct rltd_folder folder;
    bool resume;
    char pid[32];
    fixture_init(&f);
    take(&f, "a", true, &resume);
    run_in(&f, "version_0", "a", "running");
    struct rltd_folder_ask ask = {
        .runs = f.dir, .name = "cart", .identity = "a", .may_resume = true};
    assert_int_equal(rltd_run_folder(&folder, &ask, &err), RL_EBUSY);
    assert_int_equal(folder.lock_fd, -1);
    snprintf(pid, sizeof(pid), "process %ld ", (long)getpid());
    assert_non_null(strstr(err.text, pid));
    close(lock_fd);
    assert_string_equal(take(&f, "a", true, &resume), "version_0");
    close(lock_fd);
    fixture_deinit(&f);
}

/* Takes a folder as the run of a series does; NULL when that run was finished before. */
static const char *take_of_series(struct fixture *f, const char *identity, const char *limits)
{
    static struct rltd_folder folder;
    struct rl_error err = {0};
    struct rltd_folder_ask ask = {
        .runs = f->dir, .name = "cart", .identity = identity, .may_resume = true, .series = limits};
    if (rltd_run_folder(&folder, &ask, &err))
        fail_msg("%s", err.text);
    if (folder.lock_fd >= 0)
        close(folder.lock_fd);
    assert_int_equal(folder.finished, folder.lock_fd < 0);
    return folder.finished ? NULL : strrchr(folder.dir, '/') + 1;
}

static void test_a_series_goes_on_where_it_was(void **state)
{
    (void)state;
    struct fixture f;
    bool resume;
    fixture_init(&f);
    take(&f, "seed 1", true, &resume);
    close(lock_fd);
    run_in(&f, "version_0", "seed 1", "finished");
    assert_string_equal(take_of_series(&f, "seed 2", "steps: 10\n"), "version_1");
    run_in(&f, "version_1", "seed 2", "running");
    assert_string_equal(take_of_series(&f, "seed 3", "steps: 10\n"), "version_2");
    run_in(&f, "version_2", "seed 3", "stopped");
    /* started again: */
    assert_null(take_of_series(&f, "seed 1", ""));
    assert_string_equal(take_of_series(&f, "seed 2", ""), "version_1");
    assert_string_equal(take_of_series(&f, "seed 3", ""), "version_2");
    /* seed 1 was finished under other limits */
    assert_string_equal(take_of_series(&f, "seed 1", "steps: 11\n"), "version_3");
    fixture_deinit(&f);
}

static void test_a_series_compares_limits_line_by_line(void **state)
{
    (void)state;
    struct fixture f;
    bool resume;
    fixture_init(&f);
    f.config.config_yaml = NULL;
    take(&f, "a", true, &resume);
    close(lock_fd);
    run_in(&f, "version_0", "a", "finished");
    char command[600];
    snprintf(command, sizeof(command),
             "sqlite3 %s/cart/version_0/run.db \"UPDATE runs SET config = "
             "'steps: 100' || char(10) || 'time: 5' || char(10) || 'x: 1'\"",
             f.dir);
    assert_int_equal(system(command), 0);
    assert_null(take_of_series(&f, "a", "steps: 100\ntime: 5\n"));
    assert_null(take_of_series(&f, "a", "x: 1\n"));
    assert_string_equal(take_of_series(&f, "a", "steps: 10\ntime: 5\n"), "version_1");
    assert_string_equal(take_of_series(&f, "a", "steps: 100\ntime: 50\n"), "version_1");
    fixture_deinit(&f);
}

static void test_bad_names_are_refused(void **state)
{
    (void)state;
    struct rl_error err;
    struct rltd_folder folder;
    const char *const names[] = {"", ".", "..", "a/b", ".hidden", "a\nb"};
    for (size_t i = 0; i < RL_COUNTOF(names); i++) {
        struct rltd_folder_ask ask = {
            .runs = "/tmp", .name = names[i], .identity = "a", .may_resume = true};
        assert_int_equal(rltd_run_folder(&folder, &ask, &err), RL_ECONFIG);
    }
}

/* ---- finding checkpoints ---- */

static void test_resolve_knows_roles_names_files_and_paths(void **state)
{
    (void)state;
    struct fixture f;
    struct rl_error err;
    bool resume;
    char path[512], again[512];
    fixture_init(&f);
    take(&f, "a", true, &resume);
    close(lock_fd);
    run_in(&f, "version_0", "a", "finished");
    const struct {
        const char *what, *file;
    } cases[] = {
        {"last", "/last-env_steps=000000020.safetensors"},
        {"best", "/mine.safetensors"},
        {"mine", "/mine.safetensors"},
        {"mine.safetensors", "/mine.safetensors"},
        {"last-env_steps=000000020", "/last-env_steps=000000020.safetensors"},
    };
    for (size_t i = 0; i < RL_COUNTOF(cases); i++) {
        if (rltd_ckpt_resolve(f.dir, "cart", cases[i].what, path, sizeof(path), &err))
            fail_msg("%s: %s", cases[i].what, err.text);
        assert_string_equal(strrchr(path, '/'), cases[i].file);
        assert_int_equal(rltd_ckpt_resolve(f.dir, NULL, path, again, sizeof(again), &err), 0);
        assert_string_equal(path, again);
    }
    assert_int_equal(rltd_ckpt_resolve(f.dir, "cart", "nobody", path, sizeof(path), &err),
                     RL_ENOTFOUND);
    assert_non_null(strstr(err.text, "mine.safetensors"));
    assert_int_equal(rltd_ckpt_resolve(f.dir, "other", "last", path, sizeof(path), &err),
                     RL_ENOTFOUND);
    assert_int_equal(rltd_ckpt_resolve(f.dir, NULL, "last", path, sizeof(path), &err),
                     RL_ENOTFOUND);
    assert_int_equal(rltd_ckpt_resolve(f.dir, "cart", "/nowhere/x", path, sizeof(path), &err),
                     RL_ENOTFOUND);
    fixture_deinit(&f);
}

static void spoil(const char *path)
{
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    fseek(file, -1, SEEK_END);
    fputc('x', file);
    fclose(file);
}

static void test_newest_falls_back_past_damaged_files(void **state)
{
    (void)state;
    struct fixture f;
    struct rl_error err;
    struct rltd_ckpt *ckpt;
    char path[512];
    fixture_init(&f);
    assert_int_equal(rltd_ckpt_newest(f.dir, &f.log, &ckpt, path, sizeof(path), &err),
                     RL_ENOTFOUND);
    fixture_open(&f, NULL);
    fixture_save(&f, RLTD_SET_MANUAL, "first", 1, 1);
    fixture_save(&f, RLTD_SET_LAST, "", 2, 1);
    fixture_save(&f, RLTD_SET_MANUAL, "third", 3, 1);
    fixture_close(&f, "stopped");
    const char *const order[] = {"last-env_steps=000000002.safetensors", "third.safetensors",
                                 "first.safetensors"};
    for (size_t i = 0; i < RL_COUNTOF(order); i++) {
        assert_int_equal(rltd_ckpt_newest(f.dir, &f.log, &ckpt, path, sizeof(path), &err), 0);
        assert_string_equal(strrchr(path, '/') + 1, order[i]);
        rltd_ckpt_close(ckpt);
        spoil(path);
    }
    assert_int_equal(rltd_ckpt_newest(f.dir, &f.log, &ckpt, path, sizeof(path), &err), RL_ECORRUPT);
    fixture_deinit(&f);
}

static void test_newest_does_not_pass_what_it_cannot_read(void **state)
{
    (void)state;
    struct fixture f;
    struct rl_error err;
    struct rltd_ckpt *ckpt;
    char path[512], gone[512];
    fixture_init(&f);
    fixture_open(&f, NULL);
    fixture_save(&f, RLTD_SET_MANUAL, "first", 1, 1);
    fixture_save(&f, RLTD_SET_LAST, "", 2, 1);
    fixture_close(&f, "stopped");
    assert_int_equal(rltd_ckpt_newest(f.dir, &f.log, &ckpt, path, sizeof(path), &err), 0);
    rltd_ckpt_close(ckpt);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink(path, path), 0); /* ELOOP: even root cannot read it */
    assert_int_equal(rltd_ckpt_newest(f.dir, &f.log, &ckpt, path, sizeof(path), &err), RL_EIO);
    assert_non_null(strstr(err.text, "last-env_steps=000000002"));
    assert_non_null(strstr(err.text, "resume=PATH"));
    snprintf(gone, sizeof(gone), "%s/checkpoints/last-env_steps=000000002.safetensors", f.dir);
    assert_int_equal(unlink(gone), 0); /* gone is gone: the one before it */
    assert_int_equal(rltd_ckpt_newest(f.dir, &f.log, &ckpt, path, sizeof(path), &err), 0);
    assert_string_equal(strrchr(path, '/') + 1, "first.safetensors");
    rltd_ckpt_close(ckpt);
    fixture_deinit(&f);
}

static void test_index_list_reads_a_live_run(void **state)
{
    (void)state;
    struct fixture f;
    struct rltd_checkpoint *row;
    int32_t n;
    fixture_init(&f);
    fixture_open(&f, NULL);
    fixture_save(&f, RLTD_SET_LAST | RLTD_SET_TOPK, "", 1, 1);
    fixture_save(&f, RLTD_SET_LAST | RLTD_SET_TOPK, "", 2, 2);
    assert_int_equal(rltd_index_list(f.dir, &row, &n, NULL), 0);
    assert_int_equal(n, 2);
    assert_int_equal(row[0].counters.env_steps, 2); /* newest first */
    assert_int_equal(row[1].sets, RLTD_SET_TOPK);
    free(row);
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_versions_count_up_and_resume_when_they_may),
        cmocka_unit_test(test_without_an_index_the_files_tell_whose_they_are),
        cmocka_unit_test(test_a_locked_folder_names_its_holder),
        cmocka_unit_test(test_a_series_goes_on_where_it_was),
        cmocka_unit_test(test_a_series_compares_limits_line_by_line),
        cmocka_unit_test(test_bad_names_are_refused),
        cmocka_unit_test(test_resolve_knows_roles_names_files_and_paths),
        cmocka_unit_test(test_newest_falls_back_past_damaged_files),
        cmocka_unit_test(test_newest_does_not_pass_what_it_cannot_read),
        cmocka_unit_test(test_index_list_reads_a_live_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
