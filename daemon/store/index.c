/* SPDX-License-Identifier: MIT */
#include "daemon/store/index_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "daemon/store/path.h"
#include "daemon/store/schema.h"

#define APPLICATION_ID 0x726c7464 /* "rltd" */
#define BUSY_MS        10000 /* how long we wait for a reader that blocks a checkpoint of the WAL */

int rltd_index_error(struct rltd_index *index, int code, struct rl_error *err)
{
    int rc = RL_EIO;
    switch (code & 0xff) {
    case SQLITE_FULL:
        rc = RL_ENOSPACE;
        break;
    case SQLITE_NOMEM:
        rc = RL_ENOMEM;
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        rc = RL_EBUSY;
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        rc = RL_ECORRUPT;
        break;
    }
    return rl_error_set(err, rc, "index %s: %s", index->path,
                        index->db ? sqlite3_errmsg(index->db) : sqlite3_errstr(code));
}

int rltd_index_stmt(struct rltd_index *index, enum rltd_statement which, sqlite3_stmt **out,
                    struct rl_error *err)
{
    static const char *const sql[] = {
#define X(name, text) text,
        RLTD_STATEMENTS(X)
#undef X
    };
    if (!index->stmt[which]) {
        int code = sqlite3_prepare_v3(index->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT,
                                      &index->stmt[which], NULL);
        if (code != SQLITE_OK)
            return rltd_index_error(index, code, err);
    }
    *out = index->stmt[which];
    return 0;
}

int rltd_index_exec(struct rltd_index *index, sqlite3_stmt *stmt, struct rl_error *err)
{
    int code = sqlite3_step(stmt), rc = 0;
    if (code != SQLITE_DONE && code != SQLITE_ROW)
        rc = rltd_index_error(index, code, err);
    sqlite3_reset(stmt);
    return rc;
}

static int exec_simple(struct rltd_index *index, enum rltd_statement which, struct rl_error *err)
{
    sqlite3_stmt *stmt;
    int rc = rltd_index_stmt(index, which, &stmt, err);
    return rc ? rc : rltd_index_exec(index, stmt, err);
}

static int exec_text(struct rltd_index *index, const char *sql, struct rl_error *err)
{
    int code = sqlite3_exec(index->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? 0 : rltd_index_error(index, code, err);
}

/* A number that a PRAGMA answers with. */
static int pragma(struct rltd_index *index, const char *sql, int64_t *out, struct rl_error *err)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(index->db, sql, -1, &stmt, NULL), rc = 0;
    if (code == SQLITE_OK)
        code = sqlite3_step(stmt);
    if (code == SQLITE_ROW)
        *out = sqlite3_column_int64(stmt, 0);
    else
        rc = rltd_index_error(index, code, err);
    sqlite3_finalize(stmt);
    return rc;
}

static int check_version(struct rltd_index *index, int64_t *version, struct rl_error *err)
{
    int rc = pragma(index, "PRAGMA user_version", version, err);
    if (rc == 0 && *version > RLTD_INDEX_VERSION)
        rc = rl_error_set(err, RL_EUNSUPPORTED,
                          "index %s: version %lld, this rltd knows %d; use the rltd that made it",
                          index->path, (long long)*version, RLTD_INDEX_VERSION);
    return rc;
}

static int create_schema(struct rltd_index *index, struct rl_error *err)
{
    char stamp[96];
    snprintf(stamp, sizeof(stamp), "PRAGMA application_id = %d; PRAGMA user_version = %d;",
             APPLICATION_ID, RLTD_INDEX_VERSION);
    int rc = exec_text(index, "BEGIN IMMEDIATE;" RLTD_SCHEMA, err);
    if (rc == 0)
        rc = exec_text(index, stamp, err);
    return rc ? rc : exec_text(index, "COMMIT", err);
}

static int open_db(struct rltd_index **out, const char *dir, int flags, struct rl_error *err)
{
    struct rltd_index *index = calloc(1, sizeof(*index));
    if (!index)
        return rl_error_set(err, RL_ENOMEM, "index of %s: out of memory", dir);
    int rc = rltd_path_join(index->path, dir, RLTD_INDEX_FILE, err);
    if (rc == 0) {
        int code = sqlite3_open_v2(index->path, &index->db,
                                   flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
        if (code != SQLITE_OK)
            rc = rltd_index_error(index, code, err);
        else
            sqlite3_busy_timeout(index->db, BUSY_MS);
    }
    if (rc)
        rltd_index_close(index);
    else
        *out = index;
    return rc;
}

int rltd_index_open(struct rltd_index **out, const char *dir, struct rl_error *err)
{
    struct rltd_index *index = NULL;
    int rc = open_db(&index, dir, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err);
    if (rc)
        return rc;
    int64_t version = 0;
    rc = exec_text(index, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", err);
    if (rc == 0)
        rc = check_version(index, &version, err);
    if (rc == 0 && version == 0)
        rc = create_schema(index, err);
    if (rc)
        rltd_index_close(index);
    else
        *out = index;
    return rc;
}

int rltd_index_open_read(struct rltd_index **out, const char *dir, struct rl_error *err)
{
    char path[RLTD_STORE_PATH_MAX];
    int rc = rltd_path_join(path, dir, RLTD_INDEX_FILE, err);
    if (rc)
        return rc;
    if (access(path, F_OK))
        return rl_error_set(err, RL_ENOTFOUND, "%s: no index (%s) there", dir, RLTD_INDEX_FILE);
    struct rltd_index *index = NULL;
    rc = open_db(&index, dir, SQLITE_OPEN_READONLY, err);
    if (rc)
        return rc;
    int64_t version = 0;
    rc = check_version(index, &version, err);
    if (rc == 0 && version == 0)
        rc = rl_error_set(err, RL_ENOTFOUND, "%s: its index is empty", dir);
    if (rc)
        rltd_index_close(index);
    else
        *out = index;
    return rc;
}

int rltd_index_verify(struct rltd_index *index, struct rl_error *err)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(index->db, "PRAGMA integrity_check(1)", -1, &stmt, NULL), rc = 0;
    if (code == SQLITE_OK)
        code = sqlite3_step(stmt);
    const char *text = code == SQLITE_ROW ? (const char *)sqlite3_column_text(stmt, 0) : NULL;
    if (!text)
        rc = rltd_index_error(index, code, err);
    else if (strcmp(text, "ok") != 0)
        rc = rl_error_set(err, RL_ECORRUPT, "index %s: %s", index->path, text);
    sqlite3_finalize(stmt);
    return rc;
}

void rltd_index_close(struct rltd_index *index)
{
    if (!index)
        return;
    for (int i = 0; i < RLTD_N_STATEMENTS; i++)
        sqlite3_finalize(index->stmt[i]);
    sqlite3_close(index->db);
    free(index);
}

int rltd_index_begin(struct rltd_index *index, struct rl_error *err)
{
    return exec_simple(index, RLTD_SQL_BEGIN, err);
}

int rltd_index_commit(struct rltd_index *index, struct rl_error *err)
{
    int rc = exec_simple(index, RLTD_SQL_COMMIT, err);
    if (rc)
        rltd_index_rollback(index);
    else
        index->committed_incarnation = index->incarnation;
    return rc;
}

void rltd_index_rollback(struct rltd_index *index)
{
    if (!sqlite3_get_autocommit(index->db)) /* some failures roll back by themselves */
        exec_simple(index, RLTD_SQL_ROLLBACK, NULL);
    index->incarnation = index->committed_incarnation;
}

const char *rltd_value_state(double value)
{
    return isfinite(value) ? "finite" : isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

double rltd_value_of(double value, const char *state)
{
    return strcmp(state, "finite") == 0 ? value : strtod(state, NULL);
}

void rltd_bind_value(sqlite3_stmt *stmt, int at, double value)
{
    if (isfinite(value))
        sqlite3_bind_double(stmt, at, value);
    else
        sqlite3_bind_null(stmt, at);
}

void rltd_bind_text(sqlite3_stmt *stmt, int at, const char *text)
{
    sqlite3_bind_text(stmt, at, text, -1, SQLITE_STATIC);
}
