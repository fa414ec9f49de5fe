/* SPDX-License-Identifier: MIT */
#include "daemon/store/index_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

static const char *const row_states[] = {"ok", "deleting", "missing", "corrupt"};

int rltd_rows_add(struct rltd_rows *rows, const struct rltd_row *row)
{
    if (rows->n == rows->cap) {
        int32_t cap = rows->cap ? 2 * rows->cap : 16;
        struct rltd_row *grown = realloc(rows->row, (size_t)cap * sizeof(*grown));
        if (!grown)
            return RL_ENOMEM;
        rows->row = grown;
        rows->cap = cap;
    }
    rows->row[rows->n++] = *row;
    return 0;
}

void rltd_rows_remove(struct rltd_rows *rows, int32_t i)
{
    rows->n--;
    memmove(&rows->row[i], &rows->row[i + 1], (size_t)(rows->n - i) * sizeof(*rows->row));
}

bool rltd_rows_hold(const struct rltd_rows *rows, const char *file)
{
    for (int32_t i = 0; rows && i < rows->n; i++)
        if (strcmp(rows->row[i].c.file, file) == 0)
            return true;
    return false;
}

void rltd_rows_deinit(struct rltd_rows *rows)
{
    free(rows->row);
    memset(rows, 0, sizeof(*rows));
}

static void copy_text(char *out, size_t n, sqlite3_stmt *stmt, int column)
{
    const unsigned char *text = sqlite3_column_text(stmt, column);
    snprintf(out, n, "%s", text ? (const char *)text : "");
}

static double read_value(sqlite3_stmt *stmt, int column, const char *state)
{
    if (strcmp(state, "finite") == 0)
        return sqlite3_column_double(stmt, column);
    return strcmp(state, "inf") == 0 ? INFINITY : strcmp(state, "-inf") == 0 ? -INFINITY : NAN;
}

static void read_row(sqlite3_stmt *stmt, struct rltd_row *row)
{
    char state[16];
    memset(row, 0, sizeof(*row));
    row->c.id = sqlite3_column_int64(stmt, 0);
    copy_text(row->c.file, sizeof(row->c.file), stmt, 1);
    copy_text(row->c.name, sizeof(row->c.name), stmt, 2);
    row->c.sets = (unsigned)sqlite3_column_int(stmt, 3);
    copy_text(state, sizeof(state), stmt, 4);
    for (size_t i = 0; i < RL_COUNTOF(row_states); i++)
        if (strcmp(state, row_states[i]) == 0)
            row->state = (enum rltd_row_state)i;
    row->c.counters.env_steps = (uint64_t)sqlite3_column_int64(stmt, 5);
    row->c.counters.iterations = (uint64_t)sqlite3_column_int64(stmt, 6);
    row->c.counters.episodes = (uint64_t)sqlite3_column_int64(stmt, 7);
    row->c.counters.updates = (uint64_t)sqlite3_column_int64(stmt, 8);
    row->c.counters.elapsed_s = sqlite3_column_double(stmt, 9);
    copy_text(row->monitor, sizeof(row->monitor), stmt, 10);
    copy_text(state, sizeof(state), stmt, 12);
    row->c.has_metric = strcmp(state, "none") != 0;
    row->c.metric = read_value(stmt, 11, state);
    row->c.bytes = (uint64_t)sqlite3_column_int64(stmt, 13);
    row->c.wall_s = sqlite3_column_double(stmt, 14);
}

int rltd_index_load(struct rltd_index *index, struct rltd_rows *rows, struct rl_error *err)
{
    sqlite3_stmt *stmt;
    int rc = rltd_index_stmt(index, RLTD_SQL_LOAD, &stmt, err);
    if (rc)
        return rc;
    int code;
    while (rc == 0 && (code = sqlite3_step(stmt)) != SQLITE_DONE) {
        struct rltd_row row;
        if (code != SQLITE_ROW) {
            rc = rltd_index_error(index, code, err);
            break;
        }
        read_row(stmt, &row);
        rc = rltd_rows_add(rows, &row);
        if (rc)
            rl_error_set(err, rc, "index %s: out of memory", index->path);
    }
    sqlite3_reset(stmt);
    return rc;
}

int rltd_index_insert(struct rltd_index *index, struct rltd_row *row, struct rl_error *err)
{
    sqlite3_stmt *stmt;
    int rc = rltd_index_stmt(index, RLTD_SQL_INSERT, &stmt, err);
    if (rc)
        return rc;
    const struct rltd_checkpoint *c = &row->c;
    sqlite3_bind_int64(stmt, 1, index->incarnation);
    rltd_bind_text(stmt, 2, c->file);
    rltd_bind_text(stmt, 3, c->name);
    sqlite3_bind_int64(stmt, 4, c->sets);
    rltd_bind_text(stmt, 5, row_states[row->state]);
    sqlite3_bind_int64(stmt, 6, (int64_t)c->counters.env_steps);
    sqlite3_bind_int64(stmt, 7, (int64_t)c->counters.iterations);
    sqlite3_bind_int64(stmt, 8, (int64_t)c->counters.episodes);
    sqlite3_bind_int64(stmt, 9, (int64_t)c->counters.updates);
    sqlite3_bind_double(stmt, 10, c->counters.elapsed_s);
    rltd_bind_text(stmt, 11, row->monitor);
    rltd_bind_value(stmt, 12, c->has_metric ? c->metric : NAN);
    rltd_bind_text(stmt, 13, c->has_metric ? rltd_value_state(c->metric) : "none");
    sqlite3_bind_int64(stmt, 14, (int64_t)c->bytes);
    sqlite3_bind_double(stmt, 15, c->wall_s);
    rc = rltd_index_exec(index, stmt, err);
    if (rc == 0)
        row->c.id = sqlite3_last_insert_rowid(index->db);
    return rc;
}

int rltd_index_update(struct rltd_index *index, const struct rltd_row *row, struct rl_error *err)
{
    sqlite3_stmt *stmt;
    int rc = rltd_index_stmt(index, RLTD_SQL_UPDATE, &stmt, err);
    if (rc)
        return rc;
    sqlite3_bind_int64(stmt, 1, row->c.id);
    sqlite3_bind_int64(stmt, 2, row->c.sets);
    rltd_bind_text(stmt, 3, row_states[row->state]);
    return rltd_index_exec(index, stmt, err);
}

int rltd_index_delete(struct rltd_index *index, int64_t id, struct rl_error *err)
{
    sqlite3_stmt *stmt;
    int rc = rltd_index_stmt(index, RLTD_SQL_DELETE, &stmt, err);
    if (rc)
        return rc;
    sqlite3_bind_int64(stmt, 1, id);
    return rltd_index_exec(index, stmt, err);
}
