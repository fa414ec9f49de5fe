/* SPDX-License-Identifier: MIT */
/* What is done in a folder whose run has ended: checks, repairs, edits. Nothing rotates here; that
 * is the next run's matter, whose configuration says how much is kept. */
#include "daemon/store/store_private.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/store/folder.h"
#include "daemon/store/scan.h"

/* A store without thread, queue and reports. */
static int keeper_init(struct rltd_store *k, const char *dir, struct rl_log *log,
                       struct rl_error *err)
{
    memset(k, 0, sizeof(*k));
    k->fs = &rltd_fs_posix;
    k->log = log;
    k->rules = (struct rltd_rules){.monitor = k->monitor, .save_top_k = -1, .manual_keep = -1};
    int rc = rltd_path_join(k->folder, dir, RLTD_CKPT_FOLDER, err);
    if (rc == 0)
        snprintf(k->dir, sizeof(k->dir), "%s", dir);
    return rc;
}

static void keeper_deinit(struct rltd_store *k)
{
    rltd_index_close(k->index);
    rltd_rows_deinit(&k->rows);
    free(k->identity);
}

/* What the newest run row says of the experiment; RL_ENOTFOUND if there is none. */
static int take_run(struct rltd_store *k, struct rl_error *err)
{
    struct rltd_run_last last = {0};
    int rc = rltd_index_run_last(k->index, &last, err);
    if (rc)
        return rc;
    snprintf(k->monitor, sizeof(k->monitor), "%s", last.monitor);
    k->rules.minimise = last.minimise;
    k->identity = last.identity;
    last.identity = NULL;
    rltd_run_last_deinit(&last);
    return 0;
}

/* ---- edits ---- */

int rltd_folder_edit(const char *dir, enum rltd_edit edit, const char *what, struct rl_log *log,
                     struct rltd_checkpoint *now, struct rl_error *err)
{
    struct rltd_store k;
    int lock_fd = -1;
    int rc = keeper_init(&k, dir, log, err);
    if (rc == 0)
        rc = rltd_folder_lock(dir, &lock_fd, err);
    if (rc == 0)
        rc = rltd_index_open_read(&k.index, dir, err); /* only to see that there is one */
    rltd_index_close(k.index);
    k.index = NULL;
    if (rc == 0)
        rc = rltd_index_open(&k.index, dir, err);
    if (rc == 0)
        rc = take_run(&k, err);
    if (rc == 0)
        rc = rltd_index_load(k.index, &k.rows, err);
    if (rc == 0)
        rc = rltd_store_apply_edit(&k, edit, what, now, err);
    keeper_deinit(&k);
    if (lock_fd >= 0)
        close(lock_fd);
    return rc;
}

/* ---- checks ---- */

struct check {
    rltd_found_fn found;
    void *arg;
    int32_t n_problems;
};

static void tell(struct check *c, const char *file, const char *what, bool good)
{
    c->n_problems += !good;
    if (c->found)
        c->found(c->arg, file, what, good);
}

/* The index, if it can be read; without it the files alone are looked at. */
static int check_index(struct check *c, struct rltd_store *k, const char *dir, struct rl_error *err)
{
    struct rl_error why = {0};
    int rc = rltd_index_open_read(&k->index, dir, &why);
    if (rc == 0)
        rc = rltd_index_verify(k->index, &why);
    if (rc == 0)
        rc = rltd_index_load(k->index, &k->rows, &why);
    if (rc == 0)
        rc = take_run(k, &why);
    if (rc == RL_ENOMEM)
        return rl_error_set(err, rc, "%s", why.text);
    tell(c, RLTD_INDEX_FILE, rc ? why.text : "whole", rc == 0);
    if (rc)
        k->rows.n = 0;
    return 0;
}

static void check_row(struct check *c, const struct rltd_store *k, const struct rltd_row *row)
{
    char path[RLTD_STORE_PATH_MAX];
    struct rltd_ckpt *ckpt = NULL;
    struct rl_error why = {0};
    if (row->state == RLTD_ROW_DELETING) {
        tell(c, row->c.file, "marked for deletion, which did not happen yet", false);
        return;
    }
    int rc = rltd_path_join(path, k->folder, row->c.file, &why);
    if (rc == 0 && access(path, F_OK)) {
        if (row->state == RLTD_ROW_CORRUPT)
            tell(c, row->c.file, "was damaged, and put aside", true);
        else
            tell(c, row->c.file, "missing: the index knows it, the file is gone",
                 row->state == RLTD_ROW_MISSING);
        return;
    }
    if (rc == 0)
        rc = rltd_ckpt_open(&ckpt, path, &why);
    rltd_ckpt_close(ckpt);
    tell(c, row->c.file, rc ? why.text : "whole", rc == 0);
}

static void check_unknown(struct check *c, const struct rltd_store *k, const char *file)
{
    char path[RLTD_STORE_PATH_MAX];
    struct rltd_ckpt *ckpt = NULL;
    struct rl_error why = {0};
    int rc = rltd_path_join(path, k->folder, file, &why);
    if (rc == 0)
        rc = rltd_ckpt_open(&ckpt, path, &why);
    rltd_ckpt_close(ckpt);
    tell(c, file, rc ? why.text : "whole, but the index does not know it", false);
}

static void check_folder(struct check *c, const struct rltd_store *k, const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    char path[RLTD_STORE_PATH_MAX];
    struct stat st;
    while (dir && (entry = readdir(dir)) != NULL) {
        const char *file = entry->d_name;
        if (rltd_path_join(path, folder, file, NULL) || lstat(path, &st))
            continue;
        if (strncmp(file, RLTD_TEMP_PREFIX, sizeof(RLTD_TEMP_PREFIX) - 1) == 0)
            tell(c, file, "left over from a save that did not end", false);
        else if (S_ISLNK(st.st_mode) && stat(path, &st))
            tell(c, file, "a link to a file that is not there", false);
        else if (S_ISREG(st.st_mode) && rltd_path_is_ckpt(file) && !rltd_rows_hold(&k->rows, file))
            check_unknown(c, k, file);
    }
    if (dir)
        closedir(dir);
}

static int check(struct check *c, const char *dir, struct rl_log *log, struct rl_error *err)
{
    struct rltd_store k;
    int rc = keeper_init(&k, dir, log, err);
    if (rc == 0)
        rc = check_index(c, &k, dir, err);
    for (int32_t i = 0; i < k.rows.n && rc == 0; i++)
        check_row(c, &k, &k.rows.row[i]);
    if (rc == 0)
        check_folder(c, &k, k.folder);
    keeper_deinit(&k);
    return rc;
}

/* ---- repairs ---- */

/* The experiment's identity as the newest whole file has it, for an index that is built anew. */
static int make_run(struct rltd_store *k, struct rl_error *err)
{
    struct rltd_rows found = {0};
    struct rltd_ckpt *ckpt = NULL;
    json_t *saved = NULL;
    char path[RLTD_STORE_PATH_MAX];
    int rc = rltd_scan(&(struct rltd_scan){.folder = k->folder}, &found, err);
    const struct rltd_row *newest = found.n > 0 ? &found.row[found.n - 1] : NULL;
    if (rc == 0 && !newest)
        rc = rl_error_set(err, RL_ENOTFOUND, "%s: no whole checkpoint to build an index from",
                          k->folder);
    if (rc == 0)
        rc = rltd_path_join(path, k->folder, newest->c.file, err);
    if (rc == 0)
        rc = rltd_ckpt_open(&ckpt, path, err);
    if (rc == 0)
        rc = rltd_ckpt_saved(ckpt, &saved, err);
    if (rc == 0) {
        const char *identity = json_string_value(json_object_get(saved, "identity"));
        const char *config = rltd_ckpt_meta(ckpt, "config");
        struct rltd_run_row run = {.identity = identity ? identity : "",
                                   .config = config ? config : "",
                                   .monitor = newest->monitor};
        rc = rltd_index_run_begin(k->index, &run, err);
    }
    if (rc == 0)
        rc = rltd_index_run_end(k->index, "stopped", err);
    json_decref(saved);
    rltd_ckpt_close(ckpt);
    rltd_rows_deinit(&found);
    return rc ? rc : take_run(k, err);
}

static int mend_rows(struct rltd_store *k, struct rl_error *err)
{
    const struct rltd_store_config nothing_resumed = {.dir = k->dir};
    int rc = take_run(k, err);
    if (rc == RL_ENOTFOUND)
        rc = make_run(k, err);
    if (rc == 0)
        rc = rltd_store_reconcile(k, &nothing_resumed, err);
    for (int32_t i = 0; i < k->rows.n && rc == 0; i++) {
        struct rltd_row *row = &k->rows.row[i];
        struct rltd_ckpt *ckpt = NULL;
        struct rl_error why = {0};
        char path[RLTD_STORE_PATH_MAX];
        if (row->state != RLTD_ROW_OK)
            continue;
        rc = rltd_path_join(path, k->folder, row->c.file, err);
        if (rc == 0 && rltd_ckpt_open(&ckpt, path, &why) == RL_ECORRUPT) {
            rltd_store_quarantine(k, row->c.file, why.text);
            row->state = RLTD_ROW_CORRUPT;
            rc = rltd_index_update(k->index, row, err);
        }
        rltd_ckpt_close(ckpt);
    }
    return rc;
}

static int open_or_rebuild(struct rltd_store *k, struct rl_error *err)
{
    struct rl_error why = {0};
    int rc = rltd_index_open(&k->index, k->dir, &why);
    if (rc == 0)
        rc = rltd_index_verify(k->index, &why);
    if (rc != RL_ECORRUPT)
        return rc ? rl_error_set(err, rc, "%s", why.text) : 0;
    rltd_index_close(k->index);
    k->index = NULL;
    rltd_store_put_index_aside(k, why.text);
    return rltd_index_open(&k->index, k->dir, err);
}

static int repair_locked(struct rltd_store *k, struct rl_error *err)
{
    int rc = open_or_rebuild(k, err);
    if (rc == 0)
        rc = rltd_index_begin(k->index, err);
    if (rc)
        return rc;
    rc = mend_rows(k, err);
    if (rc) {
        rltd_index_rollback(k->index);
        return rc;
    }
    rc = rltd_index_commit(k->index, err);
    if (rc == 0) {
        rltd_store_point(k);
        rltd_store_sweep(k);
    }
    return rc;
}

int rltd_folder_check(const char *dir, bool repair, struct rl_log *log, rltd_found_fn found,
                      void *arg, struct rl_error *err)
{
    struct check c = {.found = found, .arg = arg};
    int lock_fd = -1;
    int rc = repair ? rltd_folder_lock(dir, &lock_fd, err) : 0;
    if (rc == 0)
        rc = check(&c, dir, log, err);
    if (rc == 0 && repair && c.n_problems > 0) {
        struct rltd_store k;
        rc = keeper_init(&k, dir, log, err);
        if (rc == 0)
            rc = repair_locked(&k, err);
        keeper_deinit(&k);
    }
    if (lock_fd >= 0)
        close(lock_fd);
    return rc ? rc : c.n_problems;
}
