/* SPDX-License-Identifier: MIT */
/* What is kept, changed by hand; and folders checked and mended. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "daemon/store/folder.h"
#include "tests/daemon/store_fixture.h"

#define T RLTD_SET_TOPK
#define L RLTD_SET_LAST
#define M RLTD_SET_MANUAL

/* ---- live ---- */

struct waiting {
    _Atomic int done;
    struct rltd_save_result result;
};

static void on_done(void *arg, const struct rltd_save_result *result)
{
    struct waiting *w = arg;
    w->result = *result;
    atomic_store(&w->done, 1);
}

static struct rltd_save_result edit(struct fixture *f, enum rltd_edit how, const char *what)
{
    struct waiting w = {0};
    struct rl_error err;
    assert_int_equal(rltd_store_edit(f->store, how, what, on_done, &w, &err), 0);
    while (!atomic_load(&w.done))
        usleep(1000);
    return w.result;
}

static void test_pinned_ones_outlive_their_deque(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    f.config.manual_keep = 1;
    fixture_open(&f, NULL);
    fixture_save(&f, M, "a", 1, 1);
    assert_int_equal(edit(&f, RLTD_EDIT_PIN, "a").code, 0);
    fixture_save(&f, M, "b", 2, 1);
    fixture_save(&f, M, "c", 3, 1);
    assert_int_equal(fixture_n_listed(&f), 2);
    struct rltd_save_result r = edit(&f, RLTD_EDIT_UNPIN, "a.safetensors");
    assert_int_equal(r.code, 0);
    assert_int_equal(r.checkpoint.sets, 0); /* older than what the deque keeps */
    assert_int_equal(fixture_n_listed(&f), 1);
    fixture_check_folder(&f);
    fixture_deinit(&f);
}

static void test_removing_keeps_what_a_restart_needs(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f);
    fixture_open(&f, NULL);
    fixture_save(&f, T | L, "", 1, 1);
    fixture_save(&f, T | L, "", 2, 3);
    fixture_save(&f, M | RLTD_SET_PINNED, "held", 3, 2);
    assert_int_equal(edit(&f, RLTD_EDIT_REMOVE, "last").code, RL_EINVAL);
    assert_int_equal(edit(&f, RLTD_EDIT_REMOVE, "held").code, RL_EINVAL);
    assert_int_equal(fixture_n_listed(&f), 3);
    fixture_save(&f, L, "", 4, 1);
    assert_int_equal(edit(&f, RLTD_EDIT_REMOVE, "best").code, 0);
    assert_int_equal(fixture_n_listed(&f), 3);
    fixture_check_folder(&f);
    fixture_reopen(&f, 4);
    struct rltd_save_result r = edit(&f, RLTD_EDIT_REMOVE, "last");
    assert_int_equal(r.code, RL_EINVAL);
    fixture_save(&f, L, "", 5, 1); /* `last` moved on; what the run was resumed from stays */
    r = edit(&f, RLTD_EDIT_REMOVE, "last-env_steps=000000004");
    assert_int_equal(r.code, RL_EINVAL);
    assert_non_null(strstr(r.err.text, "resumed from"));
    fixture_deinit(&f);
}

static void test_an_unknown_one_is_answered_with_the_list(void **state)
{
    (void)state;
    struct fixture f;
    struct rl_error err;
    char longer[400];
    fixture_init(&f);
    fixture_open(&f, NULL);
    fixture_save(&f, M, "here", 1, 1);
    struct rltd_save_result r = edit(&f, RLTD_EDIT_PIN, "there");
    assert_int_equal(r.code, RL_ENOTFOUND);
    assert_non_null(strstr(r.err.text, "here.safetensors"));
    memset(longer, 'x', sizeof(longer));
    longer[sizeof(longer) - 1] = '\0';
    assert_int_equal(rltd_store_edit(f.store, RLTD_EDIT_PIN, longer, on_done, NULL, &err),
                     RL_EINVAL);
    assert_int_equal(rltd_store_edit(f.store, RLTD_EDIT_PIN, "", on_done, NULL, &err), RL_EINVAL);
    fixture_deinit(&f);
}

/* ---- ended runs ---- */

static void test_an_ended_run_can_be_tidied(void **state)
{
    (void)state;
    struct fixture f;
    struct rltd_checkpoint now;
    struct rl_error err;
    int fd;
    fixture_init(&f);
    fixture_open(&f, NULL);
    fixture_save(&f, M, "a", 1, 1);
    fixture_save(&f, M, "b", 2, 1);
    fixture_close(&f, "stopped");
    assert_int_equal(rltd_folder_edit(f.dir, RLTD_EDIT_PIN, "a", &f.log, &now, &err), 0);
    assert_int_equal(now.sets, M | RLTD_SET_PINNED);
    assert_int_equal(rltd_folder_edit(f.dir, RLTD_EDIT_REMOVE, "b", &f.log, &now, &err), 0);
    assert_int_equal(query_int(f.dir, "SELECT count(*) FROM checkpoints"), 1);
    assert_int_equal(query_int(f.dir, "SELECT count(*) FROM runs"), 1);

    assert_int_equal(rltd_folder_lock(f.dir, &fd, &err), 0);
    assert_int_equal(rltd_folder_edit(f.dir, RLTD_EDIT_UNPIN, "a", &f.log, &now, &err), RL_EBUSY);
    close(fd);
    fixture_open(&f, NULL);
    fixture_check_folder(&f);
    fixture_deinit(&f);
}

static void in_folder(const struct fixture *f, const char *file, char *path)
{
    snprintf(path, RLTD_STORE_PATH_MAX, "%s/checkpoints/%s", f->dir, file);
}

static void flip(const char *path, off_t at)
{
    uint8_t byte;
    int fd = open(path, O_RDWR);
    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte ^= 1;
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    close(fd);
}

struct seen {
    char text[4096];
};

static void note(void *arg, const char *file, const char *what, bool good)
{
    struct seen *seen = arg;
    size_t n = strlen(seen->text);
    snprintf(seen->text + n, sizeof(seen->text) - n, "%s|%s|%s\n", good ? "ok" : "BAD", file, what);
}

static int look(struct fixture *f, bool repair, struct seen *seen)
{
    struct rl_error err = {0};
    *seen = (struct seen){0};
    int rc = rltd_folder_check(f->dir, repair, &f->log, note, seen, &err);
    assert_string_equal(rc < 0 ? err.text : "", "");
    return rc;
}

/* A pinned, a best and a last one, and a run that has ended. */
static void make_folder(struct fixture *f)
{
    fixture_init(f);
    fixture_open(f, NULL);
    fixture_save(f, M | RLTD_SET_PINNED, "kept", 1, 1);
    fixture_save(f, T | L, "", 2, 3);
    fixture_save(f, L, "", 3, 1);
    fixture_close(f, "stopped");
}

static void test_a_whole_folder_passes(void **state)
{
    (void)state;
    struct fixture f;
    struct seen seen;
    make_folder(&f);
    assert_int_equal(look(&f, false, &seen), 0);
    assert_non_null(strstr(seen.text, "ok|run.db|whole"));
    assert_non_null(strstr(seen.text, "ok|kept.safetensors|whole"));
    assert_int_equal(look(&f, true, &seen), 0);
    assert_int_equal(query_int(f.dir, "SELECT count(*) FROM runs"), 1);
    fixture_deinit(&f);
}

static void test_damage_is_named_and_mended(void **state)
{
    (void)state;
    struct fixture f;
    struct seen seen;
    char path[RLTD_STORE_PATH_MAX], copy[RLTD_STORE_PATH_MAX];
    make_folder(&f);
    in_folder(&f, "kept.safetensors", path);
    in_folder(&f, "stranger.safetensors", copy);
    copy_file(path, copy);
    flip(copy, 700); /* unknown and damaged: put aside */
    in_folder(&f, ".tmp-left", copy);
    copy_file(path, copy);
    flip(path, 900); /* known and damaged */
    in_folder(&f, "last-env_steps=000000003.safetensors", path);
    assert_int_equal(unlink(path), 0);

    int n = look(&f, false, &seen);
    assert_true(n >= 4);
    assert_non_null(strstr(seen.text, "BAD|kept.safetensors|"));
    assert_non_null(strstr(seen.text, "BAD|stranger.safetensors|"));
    assert_non_null(strstr(seen.text, "BAD|last-env_steps=000000003.safetensors|missing"));
    assert_non_null(strstr(seen.text, "BAD|last|a link"));
    assert_int_equal(look(&f, true, &seen), n);
    assert_int_equal(query_int(f.dir, "SELECT count(*) FROM checkpoints WHERE state = 'corrupt'"),
                     1);
    assert_int_equal(query_int(f.dir, "SELECT count(*) FROM checkpoints WHERE state = 'missing'"),
                     1);
    in_folder(&f, "kept.safetensors", path);
    in_folder(&f, "quarantine/kept.safetensors", copy);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(access(copy, F_OK), 0);
    assert_int_equal(look(&f, false, &seen), 0); /* what cannot be made whole is known to be gone */
    assert_non_null(strstr(seen.text, "ok|kept.safetensors|was damaged"));
    assert_non_null(strstr(seen.text, "ok|last-env_steps=000000003.safetensors|missing"));
    fixture_deinit(&f);
}

static void test_an_index_is_built_from_files(void **state)
{
    (void)state;
    struct fixture f;
    struct seen seen;
    char path[RLTD_STORE_PATH_MAX];
    make_folder(&f);
    for (int damaged = 0; damaged < 2; damaged++) {
        snprintf(path, sizeof(path), "%s/run.db", f.dir);
        if (damaged)
            assert_int_equal(truncate(path, 5000), 0);
        else
            assert_int_equal(unlink(path), 0);
        assert_true(look(&f, false, &seen) > 0);
        assert_non_null(strstr(seen.text, "BAD|run.db|"));
        assert_true(look(&f, true, &seen) > 0);
        assert_int_equal(look(&f, false, &seen), 0);
        assert_int_equal(query_int(f.dir, "SELECT count(*) FROM checkpoints WHERE sets & 8"), 1);
        assert_int_equal(query_int(f.dir, "SELECT count(*) FROM checkpoints"), 3);
        assert_int_equal(
            query_int(f.dir,
                      "SELECT count(*) FROM runs WHERE state = 'stopped' AND identity != ''"),
            1);
    }
    fixture_open(&f, NULL);
    fixture_check_folder(&f);
    fixture_deinit(&f);
}

static void test_a_live_run_is_looked_at_and_not_mended(void **state)
{
    (void)state;
    struct fixture f;
    struct seen seen;
    struct rl_error err;
    int fd;
    make_folder(&f);
    assert_int_equal(rltd_folder_lock(f.dir, &fd, &err), 0);
    assert_int_equal(look(&f, false, &seen), 0);
    assert_int_equal(rltd_folder_check(f.dir, true, &f.log, note, &seen, &err), RL_EBUSY);
    close(fd);
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pinned_ones_outlive_their_deque),
        cmocka_unit_test(test_removing_keeps_what_a_restart_needs),
        cmocka_unit_test(test_an_unknown_one_is_answered_with_the_list),
        cmocka_unit_test(test_an_ended_run_can_be_tidied),
        cmocka_unit_test(test_a_whole_folder_passes),
        cmocka_unit_test(test_damage_is_named_and_mended),
        cmocka_unit_test(test_an_index_is_built_from_files),
        cmocka_unit_test(test_a_live_run_is_looked_at_and_not_mended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
