/* SPDX-License-Identifier: MIT */
/* One save, in the order that loses nothing: file durable, row committed, then (and only then) what
 * no set holds any more goes. */
#include "daemon/store/store_private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

/* ---- removing ---- */

/* A row that is marked deleting: unlink, fsync the folder, forget the row. A failure leaves it
 * marked, and the next save tries again. */
static int remove_row(struct rltd_store *store, int32_t i, struct rl_error *err)
{
    char path[RLTD_STORE_PATH_MAX];
    const char *file = store->rows.row[i].c.file;
    int rc = rltd_path_join(path, store->folder, file, err);
    if (rc)
        return rc;
    rc = store->rows.row[i].unlinked ? 0 : store->fs->unlink(store->fs->arg, path);
    if (rc == -ENOENT)
        rl_warn(store->log, "checkpoint %s was removed by somebody else", path);
    else if (rc)
        return rl_error_errno(err, -rc, "cannot remove %s", path);
    store->rows.row[i].unlinked = true;
    rc = store->fs->sync_dir(store->fs->arg, store->folder);
    if (rc)
        return rl_error_errno(err, -rc, "cannot sync %s after removing %s", store->folder, file);
    rc = rltd_index_delete(store->index, store->rows.row[i].c.id, err);
    if (rc == 0)
        rltd_rows_remove(&store->rows, i);
    return rc;
}

/* What every save tries again: it harms no checkpoint, but somebody should know. */
static void untidy(struct rltd_store *store, const struct rl_error *err)
{
    rl_warn(store->log, "%s; tried again at the next save", err->text);
    rltd_store_set_alarm(store, RLTD_ALARM_TIDY, err->text);
}

/* Point symlink `name` at the row's file, or take it away. */
static void point(struct rltd_store *store, const char *name, int32_t row)
{
    char path[RLTD_STORE_PATH_MAX], now[256];
    struct rl_error err;
    if (rltd_path_join(path, store->folder, name, NULL))
        return;
    ssize_t n = readlink(path, now, sizeof(now) - 1);
    now[n < 0 ? 0 : n] = '\0';
    int rc = 0;
    if (row < 0)
        rc = n < 0 ? 0 : store->fs->unlink(store->fs->arg, path);
    else if (strcmp(now, store->rows.row[row].c.file) != 0)
        rc = rltd_fs_point(store->fs, store->folder, name, store->rows.row[row].c.file);
    if (rc) {
        rl_error_errno(&err, -rc, "cannot update the link %s", path);
        untidy(store, &err);
    }
}

void rltd_store_point(struct rltd_store *store)
{
    rltd_store_set_alarm(store, RLTD_ALARM_TIDY, "");
    point(store, "last", rltd_retention_last(store->rows.row, store->rows.n));
    point(store, "best", rltd_retention_best(&store->rules, store->rows.row, store->rows.n));
}

void rltd_store_sweep(struct rltd_store *store)
{
    for (int32_t i = store->rows.n - 1; i >= 0; i--) {
        struct rl_error err;
        if (store->rows.row[i].state == RLTD_ROW_DELETING && remove_row(store, i, &err))
            untidy(store, &err);
    }
}

/* ---- saving ---- */

/* What the row will be, if any set wants it. */
static void make_row(const struct rltd_store *store, const struct rltd_job *job,
                     struct rltd_row *row)
{
    const struct rltd_save *s = &job->save;
    memset(row, 0, sizeof(*row));
    snprintf(row->c.name, sizeof(row->c.name), "%s", s->name);
    snprintf(row->monitor, sizeof(row->monitor), "%s", store->monitor);
    row->c.counters = s->counters;
    row->c.has_metric = s->has_metric;
    row->c.metric = s->metric;
    row->c.wall_s = job->asked_s;
    row->c.sets = s->sets;
    if (store->rules.manual_keep == 0 && !(s->sets & RLTD_SET_PINNED))
        row->c.sets &= ~(unsigned)RLTD_SET_MANUAL;
    if ((s->sets & RLTD_SET_TOPK) &&
        !rltd_topk_admits(&store->rules, store->rows.row, store->rows.n, row))
        row->c.sets &= ~(unsigned)RLTD_SET_TOPK;
}

static int check_wanted(const struct rltd_job *job, const struct rltd_row *row,
                        struct rl_error *err)
{
    return (job->save.sets & RLTD_SET_MANUAL) &&
                   !(row->c.sets & (RLTD_SET_MANUAL | RLTD_SET_PINNED))
               ? rl_error_set(
                     err, RL_EINVAL,
                     "nothing was saved: checkpoint.manual_keep is 0; pin the save (--pin)")
               : 0;
}

static int make_stem(const struct rltd_store *store, const struct rltd_job *job,
                     const struct rltd_row *row, char stem[RLTD_FILENAME_MAX], struct rl_error *err)
{
    double env_steps = (double)row->c.counters.env_steps;
    if (row->c.name[0]) {
        snprintf(stem, RLTD_FILENAME_MAX, "%s", row->c.name);
        return rltd_filename_check_given(row->c.name, err);
    }
    if (row->c.sets & RLTD_SET_TOPK)
        return rltd_filename_format(&store->filename, job->key, stem, err);
    if (row->c.sets & (RLTD_SET_MANUAL | RLTD_SET_PINNED))
        return rltd_filename_format(&store->manual_name, &env_steps, stem, err);
    if (row->c.sets & RLTD_SET_MILESTONE)
        return rltd_filename_format(&store->milestone_name, &env_steps, stem, err);
    return rltd_filename_format(&store->last_name, &env_steps, stem, err);
}

static int write_file(struct rltd_store *store, const struct rltd_job *job, struct rltd_row *row,
                      struct rl_error *err)
{
    char stem[RLTD_FILENAME_MAX];
    int rc = make_stem(store, job, row, stem, err);
    if (rc)
        return rc;
    struct rltd_ckpt_write w = {
        .fs = store->fs,
        .log = store->log,
        .folder = store->folder,
        .stem = stem,
        .image = job->save.image,
        .weights_only = job->save.weights_only,
        .bare = job->save.bare,
        .exact = job->save.exact,
        .saved = rltd_row_describe(row, store->identity),
    };
    rc = w.saved ? rltd_ckpt_write(&w, err)
                 : rl_error_set(err, RL_EINVAL, "checkpoint '%s': its name is not UTF-8", stem);
    json_decref(w.saved);
    snprintf(row->c.file, sizeof(row->c.file), "%s", w.file);
    row->c.bytes = w.bytes;
    return rc;
}

/* A row whose file is gone, and whose file name the new row has taken; of a removal that failed
 * behind its unlink, too. */
static bool is_outlived(const struct rltd_row *row, const struct rltd_row *fresh)
{
    return row->state != RLTD_ROW_OK && strcmp(row->c.file, fresh->c.file) == 0;
}

static int insert(struct rltd_store *store, struct rltd_row *row, struct rl_error *err)
{
    int rc = 0;
    for (int32_t i = 0; i < store->rows.n && rc == 0; i++)
        if (is_outlived(&store->rows.row[i], row))
            rc = rltd_index_delete(store->index, store->rows.row[i].c.id, err);
    return rc ? rc : rltd_index_insert(store->index, row, err);
}

/* The rows as they are to be, in one transaction: those without an id are new. */
static int commit_rows(struct rltd_store *store, struct rltd_rows *next,
                       const struct rltd_rollback_record *back, bool *in_doubt,
                       struct rl_error *err)
{
    int rc = rltd_index_begin(store->index, err);
    if (rc)
        return rc;
    if (back)
        rc = rltd_store_roll_back_index(store, next, back, err);
    rltd_retention_apply(&store->rules, next->row, next->n);
    for (int32_t i = 0; i < next->n && rc == 0; i++) {
        struct rltd_row *after = &next->row[i];
        const struct rltd_row *before = &store->rows.row[i];
        if (after->c.id == 0)
            rc = insert(store, after, err);
        else if (before->c.sets != after->c.sets || before->state != after->state)
            rc = rltd_index_update(store->index, after, err);
    }
    if (rc) {
        rltd_index_rollback(store->index);
        return rc;
    }
    rc = rltd_index_commit(store->index, err);
    if (in_doubt)
        *in_doubt = rc != 0;
    if (rc == 0)
        rltd_store_resolve_doubts(store);
    return rc;
}

int rltd_store_change_row(struct rltd_store *store, int32_t i, const struct rltd_row *row,
                          const struct rltd_rollback_record *back, bool *in_doubt,
                          struct rl_error *err)
{
    struct rltd_rows next = {0};
    int rc = 0;
    for (int32_t j = 0; j < store->rows.n && rc == 0; j++)
        rc = rltd_rows_add(&next, j == i ? row : &store->rows.row[j]);
    if (rc == 0 && i == store->rows.n)
        rc = rltd_rows_add(&next, row);
    rc = rc ? rl_error_set(err, rc, "checkpoint %s: out of memory", row->c.file)
            : commit_rows(store, &next, back, in_doubt, err);
    for (int32_t j = store->rows.n - 1; rc == 0 && i == store->rows.n && j >= 0; j--)
        if (is_outlived(&next.row[j], row))
            rltd_rows_remove(&next, j);
    struct rltd_rows old = store->rows;
    if (rc == 0)
        store->rows = next;
    rltd_rows_deinit(rc == 0 ? &old : &next);
    return rc;
}

static int save(struct rltd_store *store, const struct rltd_job *job, struct rltd_row *row,
                struct rl_error *err)
{
    const struct rltd_image *image = job->save.image;
    const struct rltd_rollback_record *back = job->save.rolls_back ? &job->back : NULL;
    bool in_doubt = false;
    int rc = image->before && !job->save.bare ? image->before(image->before_arg, err) : 0;
    if (rc == 0)
        rc = write_file(store, job, row, err);
    if (rc)
        return rc;
    rc = rltd_store_change_row(store, store->rows.n, row, back, &in_doubt, err);
    if (in_doubt) {
        rltd_store_doubt(store, row);
    } else if (rc) { /* nobody was told of the file */
        char path[RLTD_STORE_PATH_MAX];
        if (rltd_path_join(path, store->folder, row->c.file, NULL) == 0)
            store->fs->unlink(store->fs->arg, path);
    } else {
        *row = store->rows.row[store->rows.n - 1];
    }
    return rc;
}

/* Once while the alarm is up: a run may try again and again. */
static void say_failure(struct rltd_store *store, const struct rltd_save_result *result)
{
    const char *why = result->err.text;
    bool askers = result->code == RL_EINVAL || result->code == RL_ERANGE; /* the asker's matter */
    enum rltd_alarm alarm = result->code == RL_ENOSPACE ? RLTD_ALARM_NOSPACE : RLTD_ALARM_SAVE;
    if (askers || !rltd_store_alarm_up(store, alarm)) {
        rl_err(store->log, "%s", why);
        rltd_store_tell(store, "save failed", why);
    }
    if (!askers)
        rltd_store_set_alarm(store, alarm, why);
}

void rltd_store_carry_out(struct rltd_store *store, struct rltd_job *job)
{
    struct rltd_save_result result = {0};
    struct rltd_row row;
    uint64_t start_ns = rl_now_ns();
    store->env_steps = RL_MAX(store->env_steps, job->save.counters.env_steps);
    make_row(store, job, &row);
    result.code = check_wanted(job, &row, &result.err);
    if (result.code == 0 && row.c.sets)
        result.code = save(store, job, &row, &result.err);
    result.seconds = (double)(rl_now_ns() - start_ns) * 1e-9;
    result.checkpoint = row.c;
    rltd_image_destroy(job->save.image);
    if (job->save.rolls_back && (result.code || !row.c.sets))
        rltd_store_carry_out_rollback(store, &job->back);
    else if (job->save.rolls_back)
        rltd_store_roll_back_reports(store, &job->back);
    if (result.code)
        say_failure(store, &result);
    else if (row.c.sets) {
        if (rltd_store_alarm_up(store, RLTD_ALARM_NOSPACE) ||
            rltd_store_alarm_up(store, RLTD_ALARM_SAVE))
            rl_info(store->log, "saves work again");
        rltd_store_set_alarm(store, RLTD_ALARM_NOSPACE, "");
        rltd_store_set_alarm(store, RLTD_ALARM_SAVE, "");
        rltd_store_publish(store);
        rltd_store_point(store);
        rltd_store_report_best(store);
    }
    atomic_fetch_sub(&store->n_jobs, 1);
    if (job->save.done)
        job->save.done(job->save.arg, &result);
    free(job);
    if (result.code == 0 && row.c.sets)
        rltd_store_sweep(store);
}
