/* SPDX-License-Identifier: MIT */
/* A live run goes back to a checkpoint: what the histories hold past it is dropped, exactly as when
 * a run that was killed is resumed from there. */
#include "daemon/store/store_private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

int rltd_store_roll_back(struct rltd_store *store, const struct rltd_mark *mark, const char *file,
                         struct rl_error *err)
{
    struct rltd_rollback_record r = {.mark = *mark};
    snprintf(r.file, sizeof(r.file), "%s", file);
    return rltd_store_hand_over(store, RLTD_RECORD_ROLLBACK, &r, sizeof(r), err);
}

/* ---- store thread ---- */

static int new_incarnation(struct rltd_store *store, uint64_t env_steps, struct rl_error *err)
{
    struct rltd_run_last last = {0};
    int rc = rltd_index_run_last(store->index, &last, err);
    if (rc)
        return rc;
    struct rltd_run_row run = {
        .resumed = true,
        .minimise = store->rules.minimise,
        .resume_env_steps = env_steps,
        .config = last.config,
        .identity = store->identity,
        .monitor = store->monitor,
    };
    rc = rltd_index_run_end(store->index, "rolled back", err);
    if (rc == 0)
        rc = rltd_index_run_begin(store->index, &run, err);
    rltd_run_last_deinit(&last);
    return rc;
}

/* The checkpoint stays as long as the run goes on from it. */
static int mark_source(struct rltd_store *store, struct rltd_rows *rows, const char *file,
                       struct rl_error *err)
{
    int rc = 0;
    for (int32_t i = 0; i < rows->n && rc == 0; i++) {
        struct rltd_row *row = &rows->row[i];
        unsigned sets = row->c.sets & ~(unsigned)RLTD_SET_SOURCE;
        if (strcmp(row->c.file, file) == 0 && row->state == RLTD_ROW_OK)
            sets |= RLTD_SET_SOURCE;
        if (sets == row->c.sets)
            continue;
        row->c.sets = sets;
        if (row->c.id != 0)
            rc = rltd_index_update(store->index, row, err);
    }
    return rc;
}

int rltd_store_roll_back_index(struct rltd_store *store, struct rltd_rows *rows,
                               const struct rltd_rollback_record *r, struct rl_error *err)
{
    int rc = new_incarnation(store, r->mark.env_steps, err);
    if (rc == 0)
        rc = rltd_index_drop_after(store->index, &r->mark, err);
    return rc ? rc : mark_source(store, rows, r->file, err);
}

static int change_index(struct rltd_store *store, const struct rltd_rollback_record *r,
                        struct rl_error *err)
{
    int rc = rltd_index_begin(store->index, err);
    if (rc)
        return rc;
    rc = rltd_store_roll_back_index(store, &store->rows, r, err);
    if (rc == 0)
        return rltd_index_commit(store->index, err);
    rltd_index_rollback(store->index);
    return rc;
}

static int change_reports(struct rltd_store *store, const struct rltd_mark *mark,
                          struct rl_error *err)
{
    int rc = 0;
    atomic_fetch_add(&store->n_dropped, store->jsonl.n_dropped + store->tensorboard.file.n_dropped);
    if (store->jsonl.fs) {
        rltd_append_close(&store->jsonl);
        rc = rltd_jsonl_open(&store->jsonl, store->fs, store->dir, mark, err);
    }
    if (store->tensorboard.file.fs) {
        rltd_tensorboard_close(&store->tensorboard);
        int opened = rltd_store_open_tensorboard(store, mark, err);
        rc = rc ? rc : opened;
    }
    return rc;
}

void rltd_store_roll_back_reports(struct rltd_store *store, const struct rltd_rollback_record *r)
{
    struct rl_error err;
    store->env_steps = r->mark.env_steps;
    store->best = NAN; /* TensorBoard is told of it again */
    if (change_reports(store, &r->mark, &err)) {
        rl_err(store->log, "%s", err.text);
        rltd_store_set_alarm(store, RLTD_ALARM_REPORT, err.text);
        store->report_failed = true; /* whoever writes next takes the alarm down */
    }
}

void rltd_store_carry_out_rollback(struct rltd_store *store, const struct rltd_rollback_record *r)
{
    struct rl_error err;
    rltd_store_close_bucket(store);
    rltd_store_flush(store);
    if (change_index(store, r, &err)) {
        rl_err(store->log, "%s; the index keeps rows past the step that was gone back to",
               err.text);
        rltd_store_set_alarm(store, RLTD_ALARM_HISTORY, err.text);
        store->history_failed = true;
    }
    rltd_store_roll_back_reports(store, r);
    rltd_store_publish(store);
}
