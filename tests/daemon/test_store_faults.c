/* SPDX-License-Identifier: MIT */
/* Every call of the store that writes is failed once, in every way that it can fail: what was there
 * stays whole, the failure is told, the next save works, nothing is left lying about. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/daemon/fault_fs.h"
#include "tests/daemon/fault_vfs.h"
#include "tests/daemon/store_fixture.h"

#define SETS (RLTD_SET_LAST | RLTD_SET_TOPK)

/* A save that enters nothing: when it is answered, the store is done with all that came before. */
static void settle(struct fixture *f)
{
    struct rltd_save_result r = fixture_save(f, RLTD_SET_TOPK, "", 0, -1);
    assert_int_equal(r.code, 0);
    assert_int_equal(r.checkpoint.sets, 0);
}

/* What is there before the fault: two saves, with room for two, so that the next one rotates. */
static void prepare(struct fixture *f, const struct rltd_fs *fs)
{
    fixture_init(f);
    f->config.save_top_k = 2;
    f->config.jsonl = true;
    f->config.tensorboard = true;
    fixture_open(f, fs);
    assert_int_equal(fixture_save(f, SETS, "", 1, 1).code, 0);
    assert_int_equal(fixture_save(f, SETS, "", 2, 2).code, 0);
    settle(f);
}

static void feed_row(struct fixture *f, uint64_t env_steps)
{
    struct rltd_metric_row row;
    rltd_metrics_add(&f->metrics, RLTD_METRIC_FPS, 1000);
    rltd_metrics_flush(&f->metrics, env_steps, 1.0, &row);
    rltd_store_metrics(f->store, &f->metrics, &row);
}

static int count_rows(const struct fixture *f)
{
    char path[RLTD_STORE_PATH_MAX], line[4096];
    int n = 0;
    rltd_path_join(path, f->dir, RLTD_JSONL_FILE, NULL);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    for (; fgets(line, sizeof(line), file); n++) {
        json_t *row = json_loads(line, 0, NULL);
        if (!row)
            fail_msg("a torn line in %s: %s", path, line);
        json_decref(row);
    }
    fclose(file);
    return n;
}

static void check_old_set(struct fixture *f, const char *what)
{
    struct rltd_checkpoint row;
    if (!fixture_listed(f, "env_steps=000000002-eval_return=2.00.safetensors", &row))
        fail_msg("%s: the best of before is gone", what);
}

/* One fault at call number `at`; false when the save makes fewer calls. */
static bool one_fault(int at, int n_fails, int error)
{
    struct fixture f;
    struct fault_fs fs;
    char what[96], alarm[256];
    fault_fs_init(&fs);
    prepare(&f, &fs.fs);
    fault_fs_arm(&fs, at, n_fails, error);
    feed_row(&f, 3);
    struct rltd_save_result r = fixture_save(&f, SETS, "", 3, 3);
    fixture_save(&f, RLTD_SET_TOPK, "", 3,
                 -1); /* enters nothing: the store is done with all before */
    bool hit = fs.was_hit;
    snprintf(what, sizeof(what), "call %d (%s), errno %d", at, fault_name(fs.hit), error);
    fault_fs_arm(&fs, -1, 0, 0);
    rltd_store_alarm(f.store, alarm, sizeof(alarm));
    check_old_set(&f, what);
    if (r.code && query_int(f.dir, "SELECT count(*) FROM events WHERE kind = 'save failed'") != 1)
        fail_msg("%s: the failed save is no event", what);
    if (r.code && !strstr(alarm, error == ENOSPC ? "NOSPACE: " : "SAVE: "))
        fail_msg("%s: the save failed (%s), the alarm is '%s'", what, r.err.text, alarm);
    if (r.code && fixture_n_listed(&f) != 2)
        fail_msg("%s: a failed save changed the set", what);
    if (r.code && (error == ENOSPC) != (r.code == RL_ENOSPACE))
        fail_msg("%s: answered with %s", what, rl_error_name(r.code));
    if (n_fails == 1 && fs.hit != FAULT_UNLINK) /* what cannot be removed stays for a while */
        fixture_check_folder(&f);
    feed_row(&f, 4);
    r = fixture_save(&f, SETS, "", 4, 0.5);
    if (r.code)
        fail_msg("%s: the save after it fails: %s", what, r.err.text);
    settle(&f);
    rltd_store_alarm(f.store, alarm, sizeof(alarm));
    if (alarm[0])
        fail_msg("%s: the alarm stays up: %s", what, alarm);
    fixture_reopen(&f, 4);
    assert_int_equal(count_rows(&f), 2);
    check_old_set(&f, what);
    fixture_check_folder(&f);
    fixture_deinit(&f);
    return hit;
}

static void test_each_failing_call_of_a_save(void **state)
{
    (void)state;
    const int errors[] = {ENOSPC, EIO, FAULT_SHORT};
    for (size_t e = 0; e < RL_COUNTOF(errors); e++) {
        int n = 0;
        while (one_fault(n, 1, errors[e]))
            n++;
        assert_true(n > 20); /* every one of them was failed */
    }
}

static void test_a_disk_that_stays_bad(void **state)
{
    (void)state;
    for (int at = 0; one_fault(at, 1000, ENOSPC); at += 4)
        ;
}

static void test_a_full_disk_is_told_before_anything_is_written(void **state)
{
    (void)state;
    struct fixture f;
    struct fault_fs fs;
    fault_fs_init(&fs);
    prepare(&f, &fs.fs);
    int at = 0; /* the call that asks for room */
    for (bool found = false; !found; at++) {
        assert_true(at < 100);
        fault_fs_arm(&fs, at, 1, ENOSPC);
        struct rltd_save_result r = fixture_save(&f, SETS, "", 3, 3 + at);
        int n_calls = fs.n_calls;
        settle(&f);
        found = fs.was_hit && fs.hit == FAULT_FREE;
        if (found) {
            assert_int_equal(r.code, RL_ENOSPACE);
            assert_non_null(strstr(r.err.text, "MiB are needed"));
            assert_int_equal(n_calls, at + 1);
        }
    }
    fixture_deinit(&f);
}

/* A failed fsync is not repeated on the same file: it is written anew, once. */
struct sync_watch {
    int n_syncs, n_opens;
};

static void watch(struct fault_fs *fs, enum fault_kind kind, const char *path, int fd)
{
    struct sync_watch *w = fs->owner;
    (void)path, (void)fd;
    w->n_syncs += kind == FAULT_SYNC;
    w->n_opens += kind == FAULT_OPEN;
}

static void test_a_failed_fsync_writes_the_file_anew_once(void **state)
{
    (void)state;
    struct fixture f;
    struct fault_fs fs;
    struct sync_watch w = {0};
    fault_fs_init(&fs);
    prepare(&f, &fs.fs);
    fs.owner = &w;
    fs.before = watch;
    int found = -1;
    for (int at = 0; found < 0; at++) {
        assert_true(at < 100);
        w = (struct sync_watch){0};
        fault_fs_arm(&fs, at, 1, EIO);
        struct rltd_save_result r = fixture_save(&f, SETS, "", 3, 3 + at);
        settle(&f);
        if (fs.was_hit && fs.hit == FAULT_SYNC) {
            found = at;
            assert_int_equal(r.code, 0);
            assert_int_equal(w.n_opens, 2);
            assert_int_equal(w.n_syncs, 1); /* the one that worked */
        }
    }
    fs.before = NULL;
    fault_fs_arm(&fs, -1, 0, 0);
    fixture_deinit(&f);
}

static bool log_says(const struct fixture *f, const char *what)
{
    char path[RLTD_STORE_PATH_MAX], line[1024];
    bool found = false;
    rltd_path_join(path, f->dir, "rltd.log", NULL);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof(line), file))
        found |= strstr(line, what) != NULL;
    fclose(file);
    return found;
}

/* A removal that failed behind its unlink leaves a row, whose name is free. True: it did. */
static bool one_removal(int at)
{
    struct fixture f;
    struct fault_fs fs;
    char path[RLTD_STORE_PATH_MAX];
    fault_fs_init(&fs);
    fixture_init(&f);
    f.config.manual_keep = 1;
    f.config.save_top_k = 0;
    rltd_path_join(path, f.dir, "rltd.log", NULL);
    assert_int_equal(rl_log_open(&f.log, path, NULL), 0);
    fixture_open(&f, &fs.fs);
    assert_int_equal(fixture_save(&f, RLTD_SET_MANUAL, "a", 1, 1).code, 0);
    fault_fs_arm(&fs, at, 1, EIO);
    fixture_save(&f, RLTD_SET_MANUAL, "b", 2, 1);
    settle(&f);
    fault_fs_arm(&fs, -1, 0, 0);
    snprintf(path, sizeof(path), "%s/checkpoints/a.safetensors", f.dir);
    bool half_removed = access(path, F_OK) && query_int(f.dir, "SELECT count(*) FROM checkpoints "
                                                               "WHERE state = 'deleting'") == 1;
    struct rltd_save_result r = fixture_save(&f, RLTD_SET_MANUAL, "a", 3, 1);
    settle(&f);
    if (half_removed) {
        assert_string_equal(r.code ? r.err.text : "", "");
        assert_string_equal(r.checkpoint.file, "a.safetensors");
        assert_int_equal(access(path, F_OK), 0);
        assert_true(log_says(&f, "tried again"));
    }
    assert_false(log_says(&f, "somebody else"));
    fixture_check_folder(&f);
    fixture_deinit(&f);
    return half_removed;
}

static void test_the_name_of_what_was_half_removed_is_free(void **state)
{
    (void)state;
    int n = 0;
    for (int at = 0; at < 100; at++)
        n += one_removal(at);
    assert_true(n > 0);
}

/* ---- the index ---- */

static bool one_index_fault(int at, int full)
{
    struct fixture f;
    char what[64], alarm[256];
    prepare(&f, NULL);
    snprintf(what, sizeof(what), "index call %d%s", at, full ? " (full)" : "");
    fault_vfs_arm(at, full);
    feed_row(&f, 3);
    struct rltd_save_result r = fixture_save(&f, SETS, "", 3, 3);
    settle(&f);
    bool hit = fault_vfs_calls() > at;
    fault_vfs_arm(-1, 0);
    rltd_store_alarm(f.store, alarm, sizeof(alarm));
    check_old_set(&f, what);
    if (r.code && !alarm[0])
        fail_msg("%s: the save failed (%s) without an alarm", what, r.err.text);
    if (hit && at == 0 && !r.code)
        fail_msg("%s: a save without its row was acknowledged", what);
    settle(&f); /* a commit that works takes away what was in doubt */
    if (r.code)
        fixture_check_folder(&f);
    feed_row(&f, 4);
    r = fixture_save(&f, SETS, "", 4, 0.5);
    if (r.code)
        fail_msg("%s: the save after it fails: %s", what, r.err.text);
    settle(&f);
    rltd_store_alarm(f.store, alarm, sizeof(alarm));
    if (alarm[0])
        fail_msg("%s: the alarm stays up: %s", what, alarm);
    fixture_reopen(&f, 4);
    check_old_set(&f, what);
    fixture_check_folder(&f);
    fixture_deinit(&f);
    return hit;
}

/* What another process would find if this one were gone. */
static void copy_run(const char *from, const char *to)
{
    char command[1200];
    snprintf(command, sizeof(command), "cp -a '%s/.' '%s/' && rm -f '%s'/run.db-shm", from, to, to);
    assert_int_equal(system(command), 0);
}

/* The frames of a commit are on the disk, its fsync failed: whoever comes after a crash finds the
 * transaction, whatever this process made of it. */
static bool one_doubt(int at, int *n_doubts)
{
    struct fixture f, after;
    char path[RLTD_STORE_PATH_MAX], what[64];
    struct rltd_ckpt *ckpt = NULL;
    struct rl_error err = {0};
    fixture_init(&f);
    fixture_init(&after);
    f.config.save_top_k = after.config.save_top_k = 0;
    fixture_open(&f, NULL);
    assert_int_equal(fixture_save(&f, RLTD_SET_LAST, "", 1, 1).code, 0);
    assert_int_equal(fixture_save(&f, RLTD_SET_LAST, "", 2, 2).code, 0);
    settle(&f);
    snprintf(what, sizeof(what), "index call %d", at);
    fault_vfs_arm(at, 0);
    int code = fixture_save(&f, RLTD_SET_LAST, "", 3, 3).code;
    bool hit = fault_vfs_calls() > at;
    settle(&f);
    rltd_store_alarm(f.store, path, sizeof(path));
    if (code && !path[0])
        fail_msg("%s: no alarm", what);
    copy_run(f.dir, after.dir);
    fault_vfs_arm(-1, 0);
    int rc = rltd_ckpt_newest(after.dir, &after.log, &ckpt, path, sizeof(path), &err);
    if (rc)
        fail_msg("%s: nothing to resume from: %s", what, err.text);
    *n_doubts += code && strstr(path, "000000003");
    rltd_ckpt_close(ckpt);
    after.config.resumed = true;
    after.config.resume = rltd_mark_at(strstr(path, "000000003") ? 3 : 2);
    fixture_open(&after, NULL);
    if (!fixture_listed(&after, strrchr(path, '/') + 1, NULL))
        fail_msg("%s: %s is not there any more", what, path);
    fixture_check_folder(&after);
    fixture_deinit(&after);
    assert_int_equal(fixture_save(&f, RLTD_SET_LAST, "", 4, 4).code, 0);
    settle(&f);
    rltd_store_alarm(f.store, path, sizeof(path));
    assert_string_equal(path, "");
    fixture_check_folder(&f);
    fixture_deinit(&f);
    return hit;
}

static void test_a_commit_that_may_have_happened(void **state)
{
    (void)state;
    int n = 0, n_doubts = 0;
    fault_vfs_install();
    while (one_doubt(n, &n_doubts))
        n++;
    fault_vfs_remove();
    assert_true(n > 3 && n_doubts > 0);
}

static void test_each_failing_call_of_the_index(void **state)
{
    (void)state;
    fault_vfs_install();
    for (int full = 0; full < 2; full++) {
        int n = 0;
        while (one_index_fault(n, full))
            n++;
        assert_true(n > 5);
    }
    fault_vfs_remove();
}

/* ---- opening ---- */

static void test_each_failing_call_of_an_open(void **state)
{
    (void)state;
    bool hit = true;
    for (int at = 0; hit; at++) {
        struct fixture f;
        struct fault_fs fs;
        struct rl_error err = {0};
        struct rltd_store *store = NULL;
        fault_fs_init(&fs);
        prepare(&f, &fs.fs);
        fixture_close(&f, "stopped");
        f.config.resumed = true;
        f.config.resume = rltd_mark_at(2);
        fault_fs_arm(&fs, at, 1, EIO);
        int rc = rltd_store_open_on(&store, &f.config, &fs.fs, &err);
        hit = fs.was_hit;
        fault_fs_arm(&fs, -1, 0, 0);
        if (rc)
            assert_true(err.text[0]);
        else
            rltd_store_close(store, "stopped");
        fixture_open(&f, NULL);
        check_old_set(&f, fault_name(fs.hit));
        fixture_check_folder(&f);
        fixture_deinit(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_failing_call_of_a_save),
        cmocka_unit_test(test_a_disk_that_stays_bad),
        cmocka_unit_test(test_a_full_disk_is_told_before_anything_is_written),
        cmocka_unit_test(test_a_failed_fsync_writes_the_file_anew_once),
        cmocka_unit_test(test_each_failing_call_of_the_index),
        cmocka_unit_test(test_the_name_of_what_was_half_removed_is_free),
        cmocka_unit_test(test_a_commit_that_may_have_happened),
        cmocka_unit_test(test_each_failing_call_of_an_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
