/* SPDX-License-Identifier: MIT */
#include "daemon/store/index_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

int rltd_index_run_begin(struct rltd_index *index, struct rltd_run_row *run, struct rl_error *err)
{
    sqlite3_stmt *crashed, *stmt;
    int rc = rltd_index_stmt(index, RLTD_SQL_RUN_CRASHED, &crashed, err);
    if (rc == 0)
        rc = rltd_index_stmt(index, RLTD_SQL_RUN_INSERT, &stmt, err);
    if (rc == 0)
        rc = rltd_index_exec(index, crashed, err);
    if (rc)
        return rc;
    char host[256] = "";
    gethostname(host, sizeof(host) - 1);
    sqlite3_bind_double(stmt, 1, rl_wall_s());
    sqlite3_bind_int(stmt, 2, run->resumed);
    sqlite3_bind_int64(stmt, 3, (int64_t)run->resume_env_steps);
    rltd_bind_text(stmt, 4, run->monitor);
    sqlite3_bind_int(stmt, 5, run->minimise);
    rltd_bind_text(stmt, 6, run->config);
    rltd_bind_text(stmt, 7, run->identity);
    rltd_bind_text(stmt, 8, RLTD_VERSION);
    rltd_bind_text(stmt, 9, host);
    sqlite3_bind_int64(stmt, 10, getpid());
    rc = rltd_index_exec(index, stmt, err);
    if (rc == 0)
        run->incarnation = index->incarnation = sqlite3_last_insert_rowid(index->db);
    return rc;
}

int rltd_index_run_end(struct rltd_index *index, const char *state, struct rl_error *err)
{
    sqlite3_stmt *stmt;
    int rc = rltd_index_stmt(index, RLTD_SQL_RUN_END, &stmt, err);
    if (rc)
        return rc;
    rltd_bind_text(stmt, 1, state);
    sqlite3_bind_double(stmt, 2, rl_wall_s());
    sqlite3_bind_int64(stmt, 3, index->incarnation);
    return rltd_index_exec(index, stmt, err);
}

int rltd_index_run_config(struct rltd_index *index, const char *yaml, struct rl_error *err)
{
    sqlite3_stmt *stmt;
    int rc = rltd_index_stmt(index, RLTD_SQL_RUN_CONFIG, &stmt, err);
    if (rc)
        return rc;
    rltd_bind_text(stmt, 1, yaml);
    sqlite3_bind_int64(stmt, 2, index->incarnation);
    return rltd_index_exec(index, stmt, err);
}

int rltd_index_run_last(struct rltd_index *index, struct rltd_run_last *out, struct rl_error *err)
{
    sqlite3_stmt *stmt;
    int rc = rltd_index_stmt(index, RLTD_SQL_RUN_LAST, &stmt, err);
    if (rc)
        return rc;
    int code = sqlite3_step(stmt);
    memset(out, 0, sizeof(*out));
    if (code == SQLITE_ROW) {
        out->identity = strdup((const char *)sqlite3_column_text(stmt, 0));
        snprintf(out->state, sizeof(out->state), "%s", (const char *)sqlite3_column_text(stmt, 1));
        snprintf(out->monitor, sizeof(out->monitor), "%s",
                 (const char *)sqlite3_column_text(stmt, 2));
        out->minimise = sqlite3_column_int(stmt, 3) != 0;
        out->config = strdup((const char *)sqlite3_column_text(stmt, 4));
        if (!out->identity || !out->config)
            rc = rl_error_set(err, RL_ENOMEM, "index %s: out of memory", index->path);
    } else {
        rc = code == SQLITE_DONE
                 ? rl_error_set(err, RL_ENOTFOUND, "index %s: no run in it", index->path)
                 : rltd_index_error(index, code, err);
    }
    sqlite3_reset(stmt);
    if (rc)
        rltd_run_last_deinit(out);
    return rc;
}

void rltd_run_last_deinit(struct rltd_run_last *last)
{
    free(last->identity);
    free(last->config);
    last->identity = last->config = NULL;
}
