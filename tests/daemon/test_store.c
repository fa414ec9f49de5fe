/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "tests/daemon/store_fixture.h"

#define T RLTD_SET_TOPK
#define L RLTD_SET_LAST
#define M RLTD_SET_MANUAL

static void in_folder(const struct fixture *f, const char *file, char *path)
{
    snprintf(path, RLTD_STORE_PATH_MAX, "%s/checkpoints/%s", f->dir, file);
}

static void assert_link(const struct fixture *f, const char *name, const char *target)
{
    char path[RLTD_STORE_PATH_MAX], found[256];
    in_folder(f, name, path);
    ssize_t n = readlink(path, found, sizeof(found) - 1);
    found[n < 0 ? 0 : n] = '\0';
    assert_string_equal(found, target);
}

/* ---- saving ---- */

static void test_saves_get_names_sets_and_links(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    fixture_open(&f, NULL);
    struct rltd_save_result r = fixture_save(&f, T | L, "", 100, 20.5);
    assert_int_equal(r.code, 0);
    assert_string_equal(r.checkpoint.file, "env_steps=000000100-eval_return=20.50.safetensors");
    assert_int_equal(r.checkpoint.sets, T | L);
    assert_true(r.checkpoint.id > 0 && r.checkpoint.bytes > 1200 && r.seconds > 0);
    r = fixture_save(&f, M, "", 200, 1);
    assert_string_equal(r.checkpoint.file, "manual-env_steps=000000200.safetensors");
    r = fixture_save(&f, M, "before surgery", 200, 1);
    assert_string_equal(r.checkpoint.file, "before surgery.safetensors");
    r = fixture_save(&f, M, "before surgery", 201, 1);
    assert_string_equal(r.checkpoint.file, "before surgery-v1.safetensors");
    r = fixture_save(&f, L, "", 300, 1);
    assert_string_equal(r.checkpoint.file, "last-env_steps=000000300.safetensors");
    assert_link(&f, "last", "last-env_steps=000000300.safetensors");
    assert_link(&f, "best", "env_steps=000000100-eval_return=20.50.safetensors");
    assert_int_equal(fixture_n_listed(&f), 5);
    fixture_check_folder(&f);
    fixture_deinit(&f);
}

static void test_a_save_that_no_set_wants_writes_nothing(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.config.save_top_k = 1;
    fixture_open(&f, NULL);
    fixture_save(&f, T, "", 1, 5);
    struct rltd_save_result r = fixture_save(&f, T, "", 2, 5);
    assert_int_equal(r.code, 0);
    assert_int_equal(r.checkpoint.sets, 0);
    assert_int_equal(r.checkpoint.id, 0);
    assert_int_equal(fixture_n_listed(&f), 1);
    fixture_check_folder(&f);
    fixture_deinit(&f);
}

static void test_a_bad_name_is_answered_and_raises_no_alarm(void **state)
{
    (void)state;
    struct fixture f;
    char alarm[64];
    fixture_init(&f);
    fixture_open(&f, NULL);
    const char *const names[] = {"a/b", "last", "\xff\xfe"};
    for (size_t i = 0; i < RL_COUNTOF(names); i++)
        assert_int_equal(fixture_save(&f, M, names[i], 1, 1).code, RL_EINVAL);
    rltd_store_alarm(f.store, alarm, sizeof(alarm));
    assert_string_equal(alarm, "");
    assert_int_equal(fixture_n_listed(&f), 0);
    fixture_deinit(&f);
}

static void test_rotation_removes_files_and_rows(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.config.save_top_k = 2;
    f.config.manual_keep = 1;
    fixture_open(&f, NULL);
    for (int i = 1; i <= 8; i++)
        assert_int_equal(fixture_save(&f, i % 4 == 0 ? M | L : T | L, "", (uint64_t)i, i % 3).code,
                         0);
    fixture_close(&f, "stopped");
    assert_int_equal(query_int(f.dir, "SELECT count(*) FROM checkpoints WHERE state != 'ok'"), 0);
    assert_int_equal(query_int(f.dir, "SELECT count(*) FROM checkpoints WHERE sets & 2"), 2);
    assert_int_equal(query_int(f.dir, "SELECT count(*) FROM checkpoints WHERE sets & 4"), 1);
    assert_int_equal(query_int(f.dir, "SELECT count(*) FROM checkpoints WHERE sets & 1"), 1);
    fixture_open(&f, NULL);
    fixture_check_folder(&f);
    fixture_deinit(&f);
}

static void count_saved(void *arg, const struct rltd_save_result *result)
{
    _Atomic int *n = arg;
    if (result->code == 0)
        atomic_fetch_add(n, 1);
}

static void test_a_full_house_says_busy_and_takes_nothing(void **state)
{
    (void)state;
    struct fixture f;
    struct rl_error err;
    _Atomic int n_saved = 0;
    int n_taken = 0, n_busy = 0;
    fixture_init(&f);
    fixture_open(&f, NULL);
    for (int i = 0; i < 64; i++) {
        struct rltd_save save = {.sets = L,
                                 .counters = {.env_steps = (uint64_t)i},
                                 .image = fixture_image(&f, (uint64_t)i),
                                 .done = count_saved,
                                 .arg = &n_saved};
        int rc = rltd_store_save(f.store, &save, &err);
        n_taken += rc == 0;
        n_busy += rc == RL_EBUSY;
        if (rc)
            rltd_image_destroy(save.image);
    }
    assert_true(n_taken >= 1 && n_busy > 0 && n_taken + n_busy == 64);
    fixture_close(&f, "stopped"); /* carries out what was taken */
    assert_int_equal(n_saved, n_taken);
    fixture_deinit(&f);
}

static void test_a_store_that_is_not_open_yet_has_nothing_to_say(void **state)
{
    (void)state;
    char alarm[8] = "x";
    assert_int_equal(rltd_store_list(NULL, NULL, 0), 0);
    rltd_store_alarm(NULL, alarm, sizeof(alarm));
    assert_string_equal(alarm, "");
    rltd_store_close(NULL, "stopped");
}

/* ---- histories ---- */

static void feed_row(struct fixture *f, uint64_t env_steps, double value)
{
    struct rltd_metric_row row;
    rltd_metrics_add(&f->metrics, RLTD_METRIC_EP_REW_MEAN, value);
    rltd_metrics_log(&f->metrics, "train/loss", value / 2, AGENT_MEAN, AGENT_SINK_ALL);
    rltd_metrics_flush(&f->metrics, env_steps, 1000.5, &row);
    rltd_store_metrics(f->store, &f->metrics, &row);
}

static void test_metrics_episodes_and_events_reach_the_index(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    fixture_open(&f, NULL);
    const double values[] = {1.5, NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < RL_COUNTOF(values); i++)
        feed_row(&f, 10 * (i + 1), values[i]);
    for (uint32_t i = 0; i < 3; i++)
        rltd_store_episode(f.store, &(struct rltd_episode){.env_steps = 7,
                                                           .slot = i,
                                                           .role = (int32_t)i,
                                                           .episode = 9,
                                                           .ret = i,
                                                           .length = 20,
                                                           .end = (int32_t)i + 1});
    rltd_store_event(f.store, 12, "set", "learning_rate 1e-4");
    fixture_close(&f, "finished");
    assert_int_equal(query_int(f.dir, "SELECT count(*) FROM metrics"), 8);
    assert_int_equal(query_int(f.dir, "SELECT count(*) FROM metrics WHERE name = 'ep_rew_mean' AND"
                                      " value = 1.5 AND state = 'finite' AND env_steps = 10"),
                     1);
    assert_int_equal(query_int(f.dir,
                               "SELECT count(*) FROM metrics WHERE name = 'loss' AND value IS"
                               " NULL AND (env_steps, state) IN (VALUES (20, 'nan'),"
                               " (30, 'inf'), (40, '-inf'))"),
                     3);
    assert_int_equal(query_int(f.dir,
                               "SELECT count(*) FROM metric_names WHERE name = 'loss' AND tag ="
                               " 'train/loss'"),
                     1);
    assert_int_equal(query_int(f.dir, "SELECT count(*) FROM episodes WHERE n = 1 AND (role, slot,"
                                      " \"end\") IN (VALUES ('train', 0, 'terminated'), ('eval', 1,"
                                      " 'truncated'), ('test', 2, 'lost'))"),
                     3);
    assert_int_equal(query_int(f.dir, "SELECT count(*) FROM events WHERE kind = 'set' AND text ="
                                      " 'learning_rate 1e-4' AND env_steps = 12"),
                     1);
    assert_int_equal(query_int(f.dir,
                               "SELECT count(*) FROM runs WHERE state = 'finished' AND ended >="
                               " started"),
                     1);
    fixture_deinit(&f);
}

static void test_rows_are_committed_within_a_second(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    fixture_open(&f, NULL);
    feed_row(&f, 10, 1);
    int64_t n = 0;
    for (int i = 0; i < 100 && n == 0; i++) { /* generous: other tests run beside us */
        usleep(50000);
        n = query_int(f.dir, "SELECT count(*) FROM metrics");
    }
    assert_int_equal(n, 2);
    fixture_deinit(&f);
}

static void test_many_episodes_become_aggregates(void **state)
{
    (void)state;
    struct fixture f;
    const int n = 3000;
    double sum = 0;
    fixture_init(&f);
    fixture_open(&f, NULL);
    for (int i = 0; i < n; i++) {
        rltd_store_episode(f.store, &(struct rltd_episode){
                                        .env_steps = (uint64_t)i, .ret = i, .length = 7, .end = 1});
        sum += i;
    }
    fixture_close(&f, "finished");
    assert_int_equal(query_int(f.dir, "SELECT sum(n) FROM episodes"), n);
    assert_true(query_int(f.dir, "SELECT count(*) FROM episodes") < n / 2);
    assert_int_equal(query_int(f.dir, "SELECT round(sum(n * ret)) FROM episodes"), (int64_t)sum);
    assert_int_equal(query_int(f.dir, "SELECT max(ret_max) FROM episodes"), n - 1);
    assert_int_equal(query_int(f.dir, "SELECT min(ret_min) FROM episodes"), 0);
    fixture_deinit(&f);
}

static int count_lines(const struct fixture *f)
{
    char path[RLTD_STORE_PATH_MAX];
    rltd_path_join(path, f->dir, RLTD_JSONL_FILE, NULL);
    FILE *file = fopen(path, "r");
    int n = 0, c;
    while (file && (c = fgetc(file)) != EOF)
        n += c == '\n';
    if (file)
        fclose(file);
    return n;
}

static void test_resume_drops_histories_past_its_step(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.config.jsonl = true;
    fixture_open(&f, NULL);
    for (uint64_t step = 10; step <= 100; step += 10) {
        feed_row(&f, step, 1);
        rltd_store_episode(f.store,
                           &(struct rltd_episode){.env_steps = step, .ret = 1, .length = 1});
    }
    fixture_save(&f, L, "", 50, 1);
    char path[RLTD_STORE_PATH_MAX];
    rltd_path_join(path, f.dir, RLTD_JSONL_FILE, NULL);
    fixture_reopen(&f, 50);
    assert_int_equal(count_lines(&f), 5);
    FILE *file = fopen(path, "a");
    fputs("{\"env_steps\":51,\"torn", file);
    fclose(file);
    fixture_reopen(&f, 50);
    feed_row(&f, 60, 2);
    fixture_close(&f, "finished");
    assert_int_equal(count_lines(&f), 6);
    assert_int_equal(query_int(f.dir, "SELECT count(*) FROM metrics WHERE name = 'loss'"), 6);
    assert_int_equal(query_int(f.dir, "SELECT incarnation FROM metrics WHERE env_steps = 60"), 3);
    assert_int_equal(query_int(f.dir, "SELECT count(*) FROM episodes"), 5);
    assert_int_equal(
        query_int(f.dir, "SELECT count(*) FROM runs WHERE resumed AND resume_env_steps = 50"), 2);
    fixture_deinit(&f);
}

/* A row of metrics of step 100 at this time. */
static void feed_row_at(struct fixture *f, const char *tag, double wall_s)
{
    struct rltd_metric_row row;
    rltd_metrics_log(&f->metrics, tag, wall_s, AGENT_MEAN, AGENT_SINK_ALL);
    rltd_metrics_flush(&f->metrics, 100, wall_s, &row);
    rltd_store_metrics(f->store, &f->metrics, &row);
}

static void feed_episode(struct fixture *f, int32_t role, uint64_t env_steps)
{
    rltd_store_episode(f->store, &(struct rltd_episode){
                                     .env_steps = env_steps, .role = role, .ret = 1, .length = 1});
}

/* A training step of 100 env steps reports; saved in the middle of the next one, before the
 * evaluation that is due as well. */
static void feed_a_step(struct fixture *f)
{
    feed_row_at(f, "train/loss", 1000.001);
    for (int32_t role = 0; role < 2; role++)
        feed_episode(f, role, 50);
    feed_row_at(f, "eval/mean_reward", 1000.002);
    for (int32_t role = 0; role < 3; role++)
        feed_episode(f, role, 100);
    feed_episode(f, 0, 101);
}

static void check_that_step(const struct fixture *f)
{
    assert_int_equal(count_lines(f), 1);
    assert_int_equal(query_int(f->dir, "SELECT count(*) FROM metrics WHERE name = 'loss'"), 1);
    assert_int_equal(query_int(f->dir, "SELECT count(*) FROM metrics"), 1);
    assert_int_equal(query_int(f->dir, "SELECT count(*) FROM episodes WHERE role = 'train'"), 2);
    assert_int_equal(query_int(f->dir, "SELECT max(env_steps) FROM episodes WHERE role = 'eval'"),
                     50);
    assert_int_equal(query_int(f->dir, "SELECT count(*) FROM episodes WHERE role = 'test'"), 0);
}

static void test_histories_go_back_to_what_the_checkpoint_had_seen(void **state)
{
    (void)state;
    const struct rltd_mark mark = {
        .env_steps = 100, .eval_at = 50, .row_at = 100, .row_wall_s = 1000.001};
    struct fixture f;
    struct rl_error err;
    fixture_init(&f);
    f.config.jsonl = true;
    f.config.tensorboard = true;
    fixture_open(&f, NULL);
    feed_a_step(&f);
    fixture_close(&f, "crashed");
    f.config.resumed = true;
    f.config.resume = mark;
    fixture_open(&f, NULL);
    check_that_step(&f);
    feed_row_at(&f, "eval/mean_reward", 1000.002);
    for (int32_t role = 1; role < 3; role++)
        feed_episode(&f, role, 100);
    feed_episode(&f, 0, 101);
    assert_int_equal(rltd_store_roll_back(f.store, &mark, "", &err), 0);
    fixture_close(&f, "stopped");
    check_that_step(&f);
    fixture_deinit(&f);
}

/* ---- start-up ---- */

static void test_the_resume_source_stays_while_its_run_goes_on(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    fixture_open(&f, NULL);
    fixture_save(&f, L, "", 50, 1);
    fixture_reopen(&f, 50);
    for (uint64_t i = 51; i < 55; i++)
        fixture_save(&f, L, "", i, 1);
    struct rltd_checkpoint row;
    assert_true(fixture_listed(&f, "last-env_steps=000000050.safetensors", &row));
    assert_int_equal(row.sets, RLTD_SET_SOURCE);
    assert_int_equal(fixture_n_listed(&f), 2);
    fixture_reopen(&f, 54);
    assert_false(fixture_listed(&f, "last-env_steps=000000050.safetensors", NULL));
    fixture_check_folder(&f);
    fixture_deinit(&f);
}

static void test_a_file_without_a_row_is_adopted(void **state)
{
    (void)state;
    struct fixture f;
    char from[RLTD_STORE_PATH_MAX], kept[RLTD_STORE_PATH_MAX], temp[RLTD_STORE_PATH_MAX];
    struct rltd_ckpt *ckpt;
    struct rltd_checkpoint row;
    fixture_init(&f);
    fixture_open(&f, NULL);
    fixture_save(&f, L | T, "", 50, 3);
    fixture_save(&f, M | L, "keep me", 60, 4);
    fixture_close(&f, "stopped");
    in_folder(&f, "keep me.safetensors", from);
    rltd_path_join(kept, f.dir, "aside", NULL);
    copy_file(from, kept);
    in_folder(&f, RLTD_TEMP_PREFIX "123", temp);
    copy_file(from, temp);
    remove_tree(from);
    fixture_open(&f, NULL); /* its row becomes missing */
    assert_int_equal(fixture_n_listed(&f), 1);
    fixture_close(&f, "stopped");
    assert_int_equal(query_int(f.dir, "SELECT count(*) FROM checkpoints WHERE state = 'missing'"),
                     1);
    copy_file(kept, from);
    fixture_open(&f, NULL); /* and ok again once the file is back */
    assert_int_equal(fixture_n_listed(&f), 2);
    fixture_close(&f, "stopped");

    char db[RLTD_STORE_PATH_MAX], path[RLTD_STORE_PATH_MAX];
    rltd_path_join(db, f.dir, RLTD_INDEX_FILE, NULL);
    remove_tree(db); /* now the files alone must tell */
    assert_int_equal(rltd_ckpt_newest(f.dir, &f.log, &ckpt, path, sizeof(path), NULL), 0);
    assert_string_equal(path, from);
    rltd_ckpt_close(ckpt);
    f.config.resumed = true;
    f.config.resume = rltd_mark_at(60);
    fixture_open(&f, NULL);
    assert_true(fixture_listed(&f, "keep me.safetensors", &row));
    assert_string_equal(row.name, "keep me");
    assert_int_equal(row.sets, M | L | RLTD_SET_SOURCE);
    assert_int_equal(row.counters.env_steps, 60);
    assert_int_equal(row.counters.iterations, 6);
    assert_true(row.metric == 4 && row.counters.elapsed_s == 1.5);
    assert_true(fixture_listed(&f, "env_steps=000000050-eval_return=3.00.safetensors", &row));
    assert_int_equal(row.sets, T);
    fixture_check_folder(&f);
    fixture_deinit(&f);
}

static void test_an_old_file_that_comes_back_pushes_nothing_out(void **state)
{
    (void)state;
    struct fixture f;
    char path[RLTD_STORE_PATH_MAX], kept[RLTD_STORE_PATH_MAX];
    fixture_init(&f);
    f.config.save_top_k = 1;
    f.config.manual_keep = 1;
    fixture_open(&f, NULL);
    struct rltd_save_result r = fixture_save(&f, M | L | T, "old", 1, 1);
    in_folder(&f, r.checkpoint.file, path);
    rltd_path_join(kept, f.dir, "aside", NULL);
    copy_file(path, kept);
    fixture_save(&f, M | L | T, "new", 2, 2);
    fixture_close(&f, "stopped");
    assert_int_not_equal(access(path, F_OK), 0);
    copy_file(kept, path);
    fixture_open(&f, NULL);
    struct rltd_checkpoint row;
    assert_int_equal(fixture_n_listed(&f), 1);
    assert_true(fixture_listed(&f, "new.safetensors", &row));
    assert_int_equal(row.sets, M | L | T);
    assert_int_equal(access(path, F_OK), 0); /* somebody wanted it there */
    remove_tree(path);
    fixture_check_folder(&f);
    fixture_deinit(&f);
}

/* The best ones of a run whose replay goes only into `last` hold none. */
static void test_a_file_without_a_row_comes_before_last_only_if_it_is_such_a_point(void **state)
{
    (void)state;
    const unsigned sets[] = {T, M, L};
    for (size_t i = 0; i < RL_COUNTOF(sets); i++) {
        struct fixture f, killed;
        char from[RLTD_STORE_PATH_MAX], path[RLTD_STORE_PATH_MAX], found[RLTD_STORE_PATH_MAX];
        struct rltd_ckpt *ckpt;
        fixture_init(&f);
        fixture_init(&killed);
        fixture_open(&f, NULL);
        fixture_save(&f, L, "", 10, 1);
        fixture_close(&f, "stopped");
        fixture_open(&killed, NULL);
        struct rltd_save_result r = fixture_save(&killed, sets[i], "newer", 20, 2);
        fixture_close(&killed, "stopped");
        in_folder(&killed, r.checkpoint.file, from);
        in_folder(&f, r.checkpoint.file, path);
        copy_file(from, path);
        assert_int_equal(rltd_ckpt_newest(f.dir, &f.log, &ckpt, found, sizeof(found), NULL), 0);
        rltd_ckpt_close(ckpt);
        in_folder(&f, "last-env_steps=000000010.safetensors", from);
        assert_string_equal(found, sets[i] == L ? path : from);
        fixture_deinit(&f);
        fixture_deinit(&killed);
    }
}

static void test_a_file_of_another_experiment_is_neither_used_nor_removed(void **state)
{
    (void)state;
    struct fixture f, other;
    char from[RLTD_STORE_PATH_MAX], path[RLTD_STORE_PATH_MAX], found[RLTD_STORE_PATH_MAX];
    struct rltd_ckpt *ckpt;
    fixture_init(&f);
    fixture_init(&other);
    f.config.identity = "ours";
    other.config.identity = "theirs";
    fixture_open(&f, NULL);
    fixture_save(&f, L, "", 10, 1);
    fixture_close(&f, "stopped");
    fixture_open(&other, NULL);
    struct rltd_save_result r = fixture_save(&other, M | L, "newer", 99, 9);
    fixture_close(&other, "stopped");
    in_folder(&other, r.checkpoint.file, from);
    in_folder(&f, r.checkpoint.file, path);
    copy_file(from, path);
    assert_int_equal(rltd_ckpt_newest(f.dir, &f.log, &ckpt, found, sizeof(found), NULL), 0);
    rltd_ckpt_close(ckpt);
    assert_string_equal(strrchr(found, '/') + 1, "last-env_steps=000000010.safetensors");
    f.config.resumed = true;
    f.config.resume = rltd_mark_at(10);
    fixture_open(&f, NULL);
    assert_int_equal(fixture_n_listed(&f), 1);
    fixture_save(&f, L, "", 20, 1);
    assert_int_equal(access(path, F_OK), 0);
    fixture_deinit(&f);
    fixture_deinit(&other);
}

static void test_a_manual_save_that_nothing_keeps_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.config.manual_keep = 0;
    fixture_open(&f, NULL);
    struct rltd_save_result r = fixture_save(&f, M, "mine", 1, 1);
    assert_int_equal(r.code, RL_EINVAL);
    assert_non_null(strstr(r.err.text, "checkpoint.manual_keep is 0"));
    assert_int_equal(fixture_save(&f, M | RLTD_SET_PINNED, "mine", 1, 1).code, 0);
    assert_int_equal(fixture_n_listed(&f), 1);
    fixture_deinit(&f);
}

static void test_a_damaged_last_is_quarantined(void **state)
{
    (void)state;
    struct fixture f;
    char path[RLTD_STORE_PATH_MAX], aside[RLTD_STORE_PATH_MAX], link[RLTD_STORE_PATH_MAX];
    char found[RLTD_STORE_PATH_MAX], name[256];
    struct rltd_ckpt *ckpt;
    struct stat st;
    fixture_init(&f);
    fixture_open(&f, NULL);
    fixture_save(&f, M, "kept", 5, 1);
    struct rltd_save_result r = fixture_save(&f, L, "", 10, 1);
    fixture_close(&f, "stopped");
    in_folder(&f, r.checkpoint.file, path);
    in_folder(&f, "last", link);
    assert_int_equal(lstat(link, &st), 0);
    FILE *file = fopen(path, "r+"); /* as many bytes as before */
    fseek(file, -1, SEEK_END);
    fputc('x', file);
    fclose(file);
    assert_int_equal(rltd_ckpt_newest(f.dir, &f.log, &ckpt, found, sizeof(found), NULL), 0);
    rltd_ckpt_close(ckpt);
    f.config.resumed = true;
    f.config.resume = rltd_mark_at(5);
    for (int i = 0; i < 2; i++) { /* and it stays known as what it is */
        fixture_open(&f, NULL);
        assert_int_equal(fixture_n_listed(&f), 1);
        assert_int_equal(lstat(link, &st), -1);
        assert_int_equal(access(path, F_OK), -1);
        snprintf(name, sizeof(name), "quarantine/%s", r.checkpoint.file);
        in_folder(&f, name, aside);
        assert_int_equal(stat(aside, &st), 0);
        fixture_close(&f, "stopped");
        assert_int_equal(
            query_int(f.dir, "SELECT count(*) FROM checkpoints WHERE state = 'corrupt'"), 1);
    }
    fixture_open(&f, NULL); /* the same step again takes its name */
    struct rltd_save_result again = fixture_save(&f, L, "", 10, 1);
    assert_int_equal(again.code, 0);
    assert_string_equal(again.checkpoint.file, r.checkpoint.file);
    assert_int_equal(fixture_n_listed(&f), 2);
    fixture_close(&f, "stopped");
    assert_int_equal(query_int(f.dir, "SELECT count(*) FROM checkpoints WHERE state = 'corrupt'"),
                     0);
    fixture_deinit(&f);
}

static void test_a_damaged_file_without_a_row_is_quarantined(void **state)
{
    (void)state;
    struct fixture f;
    char path[RLTD_STORE_PATH_MAX];
    struct stat st;
    fixture_init(&f);
    fixture_open(&f, NULL);
    fixture_close(&f, "stopped");
    in_folder(&f, "odd.safetensors", path);
    FILE *file = fopen(path, "w");
    fputs("not a checkpoint", file);
    fclose(file);
    in_folder(&f, "notes.txt", path);
    file = fopen(path, "w");
    fclose(file);
    fixture_open(&f, NULL);
    assert_int_equal(fixture_n_listed(&f), 0);
    in_folder(&f, "quarantine/odd.safetensors", path);
    assert_int_equal(stat(path, &st), 0);
    in_folder(&f, "notes.txt", path); /* none of our business */
    assert_int_equal(stat(path, &st), 0);
    fixture_deinit(&f);
}

static void test_a_damaged_index_is_rebuilt_from_the_files(void **state)
{
    (void)state;
    struct fixture f;
    char db[RLTD_STORE_PATH_MAX];
    fixture_init(&f);
    fixture_open(&f, NULL);
    for (uint64_t i = 1; i < 5; i++)
        fixture_save(&f, L | T, "", i, (double)i);
    fixture_close(&f, "stopped");
    rltd_path_join(db, f.dir, RLTD_INDEX_FILE, NULL);
    FILE *file = fopen(db, "r+");
    for (int i = 0; i < 4096; i++)
        fputc('x', file);
    fclose(file);
    fixture_open(&f, NULL);
    assert_int_equal(fixture_n_listed(&f), 3);
    assert_link(&f, "last", "env_steps=000000004-eval_return=4.00.safetensors");
    fixture_check_folder(&f);
    fixture_deinit(&f);
}

static void test_an_index_damaged_inside_is_rebuilt_too(void **state)
{
    (void)state;
    struct fixture f;
    char db[RLTD_STORE_PATH_MAX];
    struct stat st;
    fixture_init(&f);
    fixture_open(&f, NULL);
    fixture_save(&f, L | T, "", 1, 1);
    fixture_close(&f, "stopped");
    rltd_path_join(db, f.dir, RLTD_INDEX_FILE, NULL);
    assert_int_equal(stat(db, &st), 0);
    FILE *file = fopen(db, "r+"); /* the first page, which has the schema, stays */
    fseek(file, 4096, SEEK_SET);
    for (long i = 4096; i < st.st_size; i++)
        fputc(0x5a, file);
    fclose(file);
    fixture_open(&f, NULL);
    assert_int_equal(fixture_n_listed(&f), 1);
    fixture_check_folder(&f);
    fixture_deinit(&f);
}

static void test_a_newer_index_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    struct rl_error err;
    struct rltd_store *store;
    char command[512];
    fixture_init(&f);
    fixture_open(&f, NULL);
    fixture_close(&f, "stopped");
    snprintf(command, sizeof(command), "sqlite3 %s/run.db 'PRAGMA user_version = 99'", f.dir);
    assert_int_equal(system(command), 0);
    assert_int_equal(rltd_store_open(&store, &f.config, &err), RL_EUNSUPPORTED);
    assert_non_null(strstr(err.text, "version 99"));
    fixture_deinit(&f);
}

static void test_a_file_removed_by_hand_is_a_warning(void **state)
{
    (void)state;
    struct fixture f;
    char path[RLTD_STORE_PATH_MAX];
    fixture_init(&f);
    f.config.manual_keep = 1;
    fixture_open(&f, NULL);
    struct rltd_save_result r = fixture_save(&f, M, "", 1, 1);
    in_folder(&f, r.checkpoint.file, path);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(fixture_save(&f, M, "", 2, 1).code, 0);
    assert_int_equal(fixture_save(&f, M, "", 3, 1).code, 0);
    fixture_close(&f, "stopped");
    assert_int_equal(query_int(f.dir, "SELECT count(*) FROM checkpoints"), 1);
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_saves_get_names_sets_and_links),
        cmocka_unit_test(test_a_save_that_no_set_wants_writes_nothing),
        cmocka_unit_test(test_a_bad_name_is_answered_and_raises_no_alarm),
        cmocka_unit_test(test_rotation_removes_files_and_rows),
        cmocka_unit_test(test_a_full_house_says_busy_and_takes_nothing),
        cmocka_unit_test(test_a_store_that_is_not_open_yet_has_nothing_to_say),
        cmocka_unit_test(test_metrics_episodes_and_events_reach_the_index),
        cmocka_unit_test(test_rows_are_committed_within_a_second),
        cmocka_unit_test(test_many_episodes_become_aggregates),
        cmocka_unit_test(test_resume_drops_histories_past_its_step),
        cmocka_unit_test(test_histories_go_back_to_what_the_checkpoint_had_seen),
        cmocka_unit_test(test_the_resume_source_stays_while_its_run_goes_on),
        cmocka_unit_test(test_a_file_without_a_row_is_adopted),
        cmocka_unit_test(test_an_old_file_that_comes_back_pushes_nothing_out),
        cmocka_unit_test(test_a_file_without_a_row_comes_before_last_only_if_it_is_such_a_point),
        cmocka_unit_test(test_a_file_of_another_experiment_is_neither_used_nor_removed),
        cmocka_unit_test(test_a_manual_save_that_nothing_keeps_is_refused),
        cmocka_unit_test(test_a_damaged_last_is_quarantined),
        cmocka_unit_test(test_a_damaged_file_without_a_row_is_quarantined),
        cmocka_unit_test(test_a_damaged_index_is_rebuilt_from_the_files),
        cmocka_unit_test(test_an_index_damaged_inside_is_rebuilt_too),
        cmocka_unit_test(test_a_newer_index_is_refused),
        cmocka_unit_test(test_a_file_removed_by_hand_is_a_warning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
