/* SPDX-License-Identifier: MIT */
/* Finding checkpoints from outside: lists, roles and names, the newest that is whole. */
#include "daemon/store/store_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "daemon/store/folder.h"
#include "daemon/store/scan.h"

/* What a folder knows of its checkpoints. */
struct view {
    struct rltd_rows rows; /* usable ones, oldest first */
    char monitor[64];
    bool minimise;
    bool indexed;
    char *identity; /* owned; of the run, NULL where no index tells it */
};

static void view_deinit(struct view *view)
{
    rltd_rows_deinit(&view->rows);
    free(view->identity);
    view->identity = NULL;
}

static int read_index(struct view *view, const char *dir, struct rl_error *err)
{
    struct rltd_index *index = NULL;
    struct rltd_run_last last = {0};
    int rc = rltd_index_open_read(&index, dir, err);
    if (rc == 0)
        rc = rltd_index_load(index, &view->rows, err);
    if (rc == 0 && rltd_index_run_last(index, &last, NULL) == 0) {
        snprintf(view->monitor, sizeof(view->monitor), "%s", last.monitor);
        view->minimise = last.minimise;
        view->identity = last.identity;
        last.identity = NULL;
    }
    rltd_index_close(index);
    rltd_run_last_deinit(&last);
    view->indexed = rc == 0;
    return rc;
}

static int view_init(struct view *view, const char *dir, struct rl_error *err)
{
    char folder[RLTD_STORE_PATH_MAX];
    memset(view, 0, sizeof(*view));
    int rc = rltd_path_join(folder, dir, RLTD_CKPT_FOLDER, err);
    if (rc)
        return rc;
    rc = read_index(view, dir, err);
    if (rc == RL_ENOTFOUND || rc == RL_ECORRUPT) { /* the files alone can tell */
        view->rows.n = 0;
        rc = rltd_scan(&(struct rltd_scan){.folder = folder, .strict = true}, &view->rows, err);
        if (view->rows.n > 0)
            snprintf(view->monitor, sizeof(view->monitor), "%s",
                     view->rows.row[view->rows.n - 1].monitor);
    }
    if (rc)
        view_deinit(view);
    return rc;
}

int rltd_index_list(const char *dir, struct rltd_checkpoint **out, int32_t *n, struct rl_error *err)
{
    struct view view;
    int rc = view_init(&view, dir, err);
    if (rc)
        return rc;
    *out = calloc((size_t)view.rows.n + 1, sizeof(**out));
    *n = 0;
    for (int32_t i = view.rows.n - 1; i >= 0 && *out; i--)
        if (view.rows.row[i].state == RLTD_ROW_OK)
            (*out)[(*n)++] = view.rows.row[i].c;
    view_deinit(&view);
    return *out ? 0 : rl_error_set(err, RL_ENOMEM, "%s: out of memory", dir);
}

/* ---- by role, name, file or path ---- */

static bool is_file(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

int rltd_run_newest_dir(const char *runs, const char *run, char *dir, size_t dir_bytes,
                        struct rl_error *err)
{
    char run_dir[RLTD_STORE_PATH_MAX];
    int rc = rltd_path_join(run_dir, runs, run, err);
    if (rc)
        return rc;
    int32_t version = rltd_newest_version(run_dir);
    if (version < 0)
        return rl_error_set(err, RL_ENOTFOUND, "no run '%s' in %s", run, runs);
    return snprintf(dir, dir_bytes, "%s/version_%d", run_dir, version) < (int)dir_bytes
               ? 0
               : rl_error_set(err, RL_ERANGE, "path '%.200s...' is too long", run_dir);
}

static bool is_path(const char *what)
{
    return strchr(what, '/') || (rltd_path_is_ckpt(what) && is_file(what));
}

static int take_path(const char *what, char *path, size_t path_bytes, struct rl_error *err)
{
    if (!is_file(what))
        return rl_error_set(err, RL_ENOTFOUND, "no checkpoint at '%.200s'%s", what,
                            strchr(what, '/') ? "" : "; name a run, or give a path");
    return snprintf(path, path_bytes, "%s", what) < (int)path_bytes
               ? 0
               : rl_error_set(err, RL_ERANGE, "path '%.200s...' is too long", what);
}

int rltd_ckpt_resolve(const char *runs, const char *run, const char *what, char *path,
                      size_t path_bytes, struct rl_error *err)
{
    char dir[RLTD_STORE_PATH_MAX];
    if (!run || !run[0] || is_path(what))
        return take_path(what, path, path_bytes, err);
    int rc = rltd_run_newest_dir(runs, run, dir, sizeof(dir), err);
    return rc ? rc : rltd_ckpt_resolve_in(dir, what, path, path_bytes, err);
}

int rltd_ckpt_resolve_in(const char *dir, const char *what, char *path, size_t path_bytes,
                         struct rl_error *err)
{
    struct view view;
    if (is_path(what))
        return take_path(what, path, path_bytes, err);
    int rc = view_init(&view, dir, err);
    if (rc)
        return rc;
    struct rltd_rules rules = {.monitor = view.monitor, .minimise = view.minimise};
    int32_t i = rltd_row_find(&rules, view.rows.row, view.rows.n, what);
    if (i < 0)
        rc = rltd_row_not_found(view.rows.row, view.rows.n, dir, what, err);
    else if (snprintf(path, path_bytes, "%s/" RLTD_CKPT_FOLDER "/%s", dir,
                      view.rows.row[i].c.file) >= (int)path_bytes)
        rc = rl_error_set(err, RL_ERANGE, "path '%.200s...' is too long", dir);
    view_deinit(&view);
    return rc;
}

/* ---- the resume point ---- */

/* Rows in the order in which they are tried: `last`, then the newest. A whole file that was saved
 * after `last` but has no row yet was only missing its commit: it comes first, if it is such a
 * point itself. What else was saved may hold less than going on needs (no replay). */
static int order_candidates(struct view *view, const char *folder, struct rl_log *log,
                            struct rl_error *err)
{
    struct rltd_rows extra = {0};
    int rc = 0;
    if (view->indexed)
        rc = rltd_scan(
            &(struct rltd_scan){
                .folder = folder, .known = &view->rows, .identity = view->identity, .log = log},
            &extra, err);
    int32_t last = rltd_retention_last(view->rows.row, view->rows.n);
    if (last >= 0) { /* to the end, which is tried first */
        struct rltd_row row = view->rows.row[last];
        rltd_rows_remove(&view->rows, last);
        rc = rc ? rc : rltd_rows_add(&view->rows, &row);
    }
    for (int32_t i = 0; i < extra.n && rc == 0; i++) {
        const struct rltd_row *newest = view->rows.n ? &view->rows.row[view->rows.n - 1] : NULL;
        bool point = last < 0 || (extra.row[i].c.sets & RLTD_SET_LAST);
        if (!newest || (point && extra.row[i].c.wall_s > newest->c.wall_s))
            rc = rltd_rows_add(&view->rows, &extra.row[i]);
    }
    rltd_rows_deinit(&extra);
    return rc;
}

int rltd_ckpt_newest(const char *dir, struct rl_log *log, struct rltd_ckpt **out, char *path,
                     size_t path_bytes, struct rl_error *err)
{
    struct view view;
    char folder[RLTD_STORE_PATH_MAX], file[RLTD_STORE_PATH_MAX];
    int rc = rltd_path_join(folder, dir, RLTD_CKPT_FOLDER, err);
    if (rc == 0)
        rc = view_init(&view, dir, err);
    if (rc)
        return rc;
    rc = order_candidates(&view, folder, log, err);
    int32_t n_tried = 0;
    bool found = false;
    for (int32_t i = view.rows.n - 1; i >= 0 && rc == 0 && !found; i--) {
        struct rl_error why;
        if (view.rows.row[i].state == RLTD_ROW_DELETING)
            continue;
        rc = rltd_path_join(file, folder, view.rows.row[i].c.file, err);
        if (rc)
            break;
        n_tried++;
        if (view.rows.row[i].state != RLTD_ROW_OK && !is_file(file))
            continue; /* it was told of when it went */
        int opened = rltd_ckpt_open(out, file, &why);
        found = opened == 0;
        if (!found && opened != RL_ECORRUPT && opened != RL_ENOTFOUND)
            rc = rl_error_set(err, opened, /* nothing may be wrong with it */
                              "%s; mend that, or give resume=PATH to go on from another checkpoint",
                              why.text);
        else if (!found)
            rl_warn(log, "%s; trying the one before it", why.text);
        if (found && rltd_ckpt_weights_only(*out)) {
            rltd_ckpt_close(*out);
            found = false;
        }
    }
    view_deinit(&view);
    if (rc)
        return rc;
    if (!found)
        return n_tried
                   ? rl_error_set(err, RL_ECORRUPT,
                                  "%s: %d checkpoints, none of them whole and with everything that "
                                  "going on needs; move the folder away to start afresh",
                                  folder, n_tried)
                   : rl_error_set(err, RL_ENOTFOUND, "%s: no checkpoint yet", folder);
    if (snprintf(path, path_bytes, "%s", file) >= (int)path_bytes) {
        rltd_ckpt_close(*out);
        return rl_error_set(err, RL_ERANGE, "path '%.200s...' is too long", file);
    }
    return 0;
}
