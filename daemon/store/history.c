/* SPDX-License-Identifier: MIT */
#include "daemon/store/index_private.h"

#include <stdio.h>

#include "base/base.h"

int rltd_index_metric(struct rltd_index *index, uint64_t env_steps, double wall_s, const char *name,
                      double value, struct rl_error *err)
{
    sqlite3_stmt *stmt;
    int rc = rltd_index_stmt(index, RLTD_SQL_METRIC, &stmt, err);
    if (rc)
        return rc;
    rltd_bind_text(stmt, 1, name);
    sqlite3_bind_int64(stmt, 2, (int64_t)env_steps);
    sqlite3_bind_int64(stmt, 3, index->incarnation);
    rltd_bind_value(stmt, 4, value);
    rltd_bind_text(stmt, 5, rltd_value_state(value));
    sqlite3_bind_double(stmt, 6, wall_s);
    return rltd_index_exec(index, stmt, err);
}

int rltd_index_metric_name(struct rltd_index *index, const struct rltd_metric_slot *slot,
                           struct rl_error *err)
{
    sqlite3_stmt *stmt;
    int rc = rltd_index_stmt(index, RLTD_SQL_METRIC_NAME, &stmt, err);
    if (rc)
        return rc;
    rltd_bind_text(stmt, 1, slot->name);
    rltd_bind_text(stmt, 2, slot->tag);
    rltd_bind_text(stmt, 3, slot->unit ? slot->unit : "");
    sqlite3_bind_int(stmt, 4, slot->better);
    return rltd_index_exec(index, stmt, err);
}

int rltd_index_episode(struct rltd_index *index, const struct rltd_episode_row *row,
                       struct rl_error *err)
{
    static const char *const roles[] = {"train", "eval", "test"};
    static const char *const ends[] = {NULL, "terminated", "truncated", "lost"};
    sqlite3_stmt *stmt;
    int rc = rltd_index_stmt(index, RLTD_SQL_EPISODE, &stmt, err);
    if (rc)
        return rc;
    bool single = row->n == 1;
    size_t role = (size_t)row->e.role, end = (size_t)row->e.end;
    sqlite3_bind_int64(stmt, 1, index->incarnation);
    rltd_bind_text(stmt, 2, role < RL_COUNTOF(roles) ? roles[role] : "train");
    sqlite3_bind_int64(stmt, 3, (int64_t)row->e.env_steps);
    sqlite3_bind_int64(stmt, 4, row->n);
    rltd_bind_value(stmt, 5, row->ret);
    rltd_bind_value(stmt, 6, row->ret_min);
    rltd_bind_value(stmt, 7, row->ret_max);
    sqlite3_bind_double(stmt, 8, row->length);
    if (single) {
        sqlite3_bind_int64(stmt, 9, row->e.slot);
        sqlite3_bind_int64(stmt, 10, (int64_t)row->e.episode);
    } else {
        sqlite3_bind_null(stmt, 9);
        sqlite3_bind_null(stmt, 10);
    }
    rltd_bind_text(stmt, 11, single && end < RL_COUNTOF(ends) ? ends[end] : NULL);
    sqlite3_bind_double(stmt, 12, row->wall_s);
    return rltd_index_exec(index, stmt, err);
}

int rltd_index_event(struct rltd_index *index, uint64_t env_steps, double wall_s, const char *kind,
                     const char *text, struct rl_error *err)
{
    sqlite3_stmt *stmt;
    int rc = rltd_index_stmt(index, RLTD_SQL_EVENT, &stmt, err);
    if (rc)
        return rc;
    sqlite3_bind_int64(stmt, 1, index->incarnation);
    sqlite3_bind_int64(stmt, 2, (int64_t)env_steps);
    sqlite3_bind_double(stmt, 3, wall_s);
    rltd_bind_text(stmt, 4, kind);
    rltd_bind_text(stmt, 5, text);
    return rltd_index_exec(index, stmt, err);
}

int rltd_index_event_last(struct rltd_index *index, const char *kind, char *text, size_t text_bytes,
                          struct rl_error *err)
{
    sqlite3_stmt *stmt;
    int rc = rltd_index_stmt(index, RLTD_SQL_EVENT_LAST, &stmt, err);
    if (rc)
        return rc;
    rltd_bind_text(stmt, 1, kind);
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW)
        snprintf(text, text_bytes, "%s", (const char *)sqlite3_column_text(stmt, 0));
    else
        rc = code == SQLITE_DONE
                 ? rl_error_set(err, RL_ENOTFOUND, "index %s: no event '%s'", index->path, kind)
                 : rltd_index_error(index, code, err);
    sqlite3_reset(stmt);
    return rc;
}

int rltd_index_metrics_at(struct rltd_index *index, uint64_t env_steps, rltd_metric_fn each,
                          void *arg, struct rl_error *err)
{
    sqlite3_stmt *stmt;
    int rc = rltd_index_stmt(index, RLTD_SQL_METRICS_AT, &stmt, err), code;
    if (rc)
        return rc;
    sqlite3_bind_int64(stmt, 1, (int64_t)env_steps);
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW)
        each(arg, (const char *)sqlite3_column_text(stmt, 0),
             rltd_value_of(sqlite3_column_double(stmt, 1),
                           (const char *)sqlite3_column_text(stmt, 2)),
             sqlite3_column_double(stmt, 3));
    rc = code == SQLITE_DONE ? 0 : rltd_index_error(index, code, err);
    sqlite3_reset(stmt);
    return rc;
}

static int drop(struct rltd_index *index, enum rltd_statement which, const struct rltd_mark *mark,
                struct rl_error *err)
{
    sqlite3_stmt *stmt;
    bool metrics = which == RLTD_SQL_DROP_METRICS;
    int rc = rltd_index_stmt(index, which, &stmt, err);
    if (rc)
        return rc;
    sqlite3_bind_int64(stmt, 1, (int64_t)(metrics ? mark->row_at : mark->env_steps));
    if (metrics)
        sqlite3_bind_double(stmt, 2, rltd_mark_until_s(mark));
    else
        sqlite3_bind_int64(stmt, 2, (int64_t)mark->eval_at);
    return rltd_index_exec(index, stmt, err);
}

int rltd_index_drop_after(struct rltd_index *index, const struct rltd_mark *mark,
                          struct rl_error *err)
{
    int rc = drop(index, RLTD_SQL_DROP_METRICS, mark, err);
    return rc ? rc : drop(index, RLTD_SQL_DROP_EPISODES, mark, err);
}
