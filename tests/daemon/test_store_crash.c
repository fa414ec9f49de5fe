/* SPDX-License-Identifier: MIT */
/* Power goes off before every single call of several saves. What is on the disk then is rebuilt in
 * two ways, the worst that a file system may do, and a store is opened on it: LOSE     names and
 * contents that were not synced are gone REORDER  names are as they were at that moment, contents
 * only as far as they were synced The index is taken as SQLite left it: its own durability is
 * SQLite's promise. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/daemon/fault_fs.h"
#include "tests/daemon/store_fixture.h"

#define MAX_NAMES 32

enum model { LOSE, REORDER, N_MODELS };

struct names {
    struct {
        char name[256], link[256]; /* link: target, "" for a file */
        ino_t inode;
    } item[MAX_NAMES];
    int n;
};

struct disk { /* what would survive */
    struct fault_fs fs;
    struct fixture *live;
    char shadow[300];       /* folder: contents as of the last fsync, by inode */
    struct names synced;    /* of checkpoints/, as of the last fsync of the folder */
    _Atomic uint64_t acked; /* env_steps of the newest acknowledged save */
    int n_crashes;
    _Atomic bool off;
};

static void list_names(const char *folder, struct names *out)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    out->n = 0;
    while (dir && (entry = readdir(dir)) != NULL) {
        char path[RLTD_STORE_PATH_MAX];
        struct stat st;
        if (entry->d_name[0] == '.' && entry->d_name[1] != 's')
            continue;
        assert_int_equal(rltd_path_join(path, folder, entry->d_name, NULL), 0);
        assert_int_equal(lstat(path, &st), 0);
        assert_true(out->n < MAX_NAMES);
        snprintf(out->item[out->n].name, sizeof(out->item[0].name), "%s", entry->d_name);
        ssize_t n = S_ISLNK(st.st_mode)
                        ? readlink(path, out->item[out->n].link, sizeof(out->item[0].link) - 1)
                        : 0;
        out->item[out->n].link[n] = '\0';
        out->item[out->n++].inode = st.st_ino;
    }
    if (dir)
        closedir(dir);
}

static void shadow_path(const struct disk *d, ino_t inode, char *path)
{
    snprintf(path, RLTD_STORE_PATH_MAX, "%s/%llu", d->shadow, (unsigned long long)inode);
}

static ino_t inode_of(int fd)
{
    struct stat st;
    assert_int_equal(fstat(fd, &st), 0);
    return st.st_ino;
}

/* The file system's side: remember what becomes durable. */
static void after(struct fault_fs *fs, enum fault_kind kind, const char *path, int fd)
{
    struct disk *d = fs->owner;
    char shadow[RLTD_STORE_PATH_MAX], proc[64];
    if (kind == FAULT_OPEN && fd >= 0) { /* a new file: its inode may have been another's */
        shadow_path(d, inode_of(fd), shadow);
        unlink(shadow);
    } else if (kind == FAULT_SYNC) {
        shadow_path(d, inode_of(fd), shadow);
        snprintf(proc, sizeof(proc), "/proc/self/fd/%d", fd);
        char target[RLTD_STORE_PATH_MAX];
        ssize_t n = readlink(proc, target, sizeof(target) - 1);
        assert_true(n > 0);
        target[n] = '\0';
        copy_file(target, shadow);
    } else if (kind == FAULT_SYNC_DIR && strstr(path, RLTD_CKPT_FOLDER)) {
        list_names(path, &d->synced);
    }
}

/* The disk after the crash, in a folder of its own. */
static void materialise(const struct disk *d, enum model model, const char *dir)
{
    static const char *const db[] = {"run.db", "run.db-wal"};
    char folder[RLTD_STORE_PATH_MAX], from[RLTD_STORE_PATH_MAX], to[RLTD_STORE_PATH_MAX];
    struct names now;
    rltd_path_join(folder, dir, RLTD_CKPT_FOLDER, NULL);
    assert_int_equal(mkdir(folder, 0755), 0);
    rltd_path_join(from, d->live->dir, RLTD_CKPT_FOLDER, NULL);
    list_names(from, &now);
    const struct names *names = model == LOSE ? &d->synced : &now;
    for (int i = 0; i < names->n; i++) {
        rltd_path_join(to, folder, names->item[i].name, NULL);
        if (names->item[i].link[0]) {
            assert_int_equal(symlink(names->item[i].link, to), 0);
            continue;
        }
        shadow_path(d, names->item[i].inode, from);
        if (access(from, F_OK) == 0) {
            copy_file(from, to);
        } else { /* never synced: the name is there, nothing in it */
            FILE *file = fopen(to, "w");
            fclose(file);
        }
    }
    for (size_t i = 0; i < RL_COUNTOF(db); i++) {
        rltd_path_join(from, d->live->dir, db[i], NULL);
        rltd_path_join(to, dir, db[i], NULL);
        if (access(from, F_OK) == 0)
            copy_file(from, to);
    }
}

/* Unless the save under way made it, recovery changes nothing: every row of before has its sets. */
static void check_rows_kept(const struct disk *d, struct fixture *f, enum model model)
{
    const struct rltd_rows *rows = &d->live->store->rows; /* we are on its thread */
    for (int32_t i = 0; i < rows->n; i++) {
        const struct rltd_checkpoint *before = &rows->row[i].c;
        struct rltd_checkpoint now;
        if (rows->row[i].state == RLTD_ROW_OK &&
            (!fixture_listed(f, before->file, &now) || (now.sets & before->sets) != before->sets))
            fail_msg("crash %d, model %d: %s lost its place", d->n_crashes, model, before->file);
    }
}

static void check_recovery(struct disk *d, enum model model)
{
    struct fixture f;
    struct rltd_ckpt *ckpt;
    struct rl_error err = {0};
    char path[RLTD_STORE_PATH_MAX];
    fixture_init(&f);
    f.config.save_top_k = d->live->config.save_top_k;
    f.config.manual_keep = d->live->config.manual_keep;
    materialise(d, model, f.dir);
    uint64_t found = 0;
    int rc = rltd_ckpt_newest(f.dir, &f.log, &ckpt, path, sizeof(path), &err);
    if (rc == 0) {
        json_t *saved;
        assert_int_equal(rltd_ckpt_saved(ckpt, &saved, NULL), 0);
        found = (uint64_t)json_integer_value(json_object_get(saved, "env_steps"));
        json_decref(saved);
        rltd_ckpt_close(ckpt);
    }
    if (found < d->acked)
        fail_msg("crash %d, model %d: save %llu was acknowledged, newest is %llu (%s)",
                 d->n_crashes, model, (unsigned long long)d->acked, (unsigned long long)found,
                 err.text);
    f.config.resumed = rc == 0;
    f.config.resume = rltd_mark_at(found);
    fixture_open(&f, NULL);
    fixture_check_folder(&f);
    if (found <= d->acked)
        check_rows_kept(d, &f, model);
    if (fixture_save(&f, RLTD_SET_LAST, "", found + 1, 1).code)
        fail_msg("crash %d, model %d: no save after it", d->n_crashes, model);
    fixture_close(&f, "stopped");
    int64_t bad = query_int(f.dir, "SELECT count(*) FROM checkpoints WHERE state != 'ok'");
    if (bad)
        fail_msg("crash %d, model %d: %lld rows are not ok", d->n_crashes, model, (long long)bad);
    fixture_deinit(&f);
}

static void crash(struct fault_fs *fs, enum fault_kind kind, const char *path, int fd)
{
    struct disk *d = fs->owner;
    (void)kind, (void)path, (void)fd;
    if (d->off)
        return;
    for (int model = 0; model < N_MODELS; model++)
        check_recovery(d, (enum model)model);
    d->n_crashes++;
}

static void test_every_crash_recovers_everything_acknowledged(void **state)
{
    (void)state;
    struct fixture live;
    struct disk d = {.live = &live, .off = true};
    fixture_init(&live);
    live.config.save_top_k = 1;
    live.config.manual_keep = 1;
    snprintf(d.shadow, sizeof(d.shadow), "%s-shadow", live.dir);
    assert_int_equal(mkdir(d.shadow, 0700), 0);
    fault_fs_init(&d.fs);
    d.fs.owner = &d;
    d.fs.before = crash;
    d.fs.after = after;
    fixture_open(&live, &d.fs.fs);
    d.off = false;
    const unsigned sets[] = {RLTD_SET_LAST | RLTD_SET_TOPK, RLTD_SET_LAST | RLTD_SET_TOPK,
                             RLTD_SET_MANUAL | RLTD_SET_LAST, RLTD_SET_MANUAL | RLTD_SET_LAST,
                             RLTD_SET_LAST};
    for (size_t i = 0; i < RL_COUNTOF(sets); i++) {
        assert_int_equal(fixture_save(&live, sets[i], "", i + 1, (double)i).code, 0);
        d.acked = i + 1; /* rotation may still be running: it must not touch this one */
    }
    fixture_close(&live, "stopped");
    d.off = true;
    assert_true(d.n_crashes > 40);
    remove_tree(d.shadow);
    fixture_deinit(&live);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_crash_recovers_everything_acknowledged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
