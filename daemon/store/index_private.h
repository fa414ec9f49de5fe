/* SPDX-License-Identifier: MIT */
/* What index.c, index_runs.c, index_checkpoints.c and history.c share: the handle, the prepared
 * statements and how one is run. */
#pragma once

#include <sqlite3.h>

#include "daemon/store/index.h"

/* clang-format off */
#define RLTD_STATEMENTS(X)                                                                         \
    X(BEGIN, "BEGIN IMMEDIATE")                                                                    \
    X(COMMIT, "COMMIT")                                                                            \
    X(ROLLBACK, "ROLLBACK")                                                                        \
    X(RUN_CRASHED, "UPDATE runs SET state = 'crashed' WHERE state = 'running'")                    \
    X(RUN_INSERT, "INSERT INTO runs(state, started, resumed, resume_env_steps, monitor, minimise," \
      " config, identity, version, host, pid)"                                                     \
      " VALUES('running', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")                               \
    X(RUN_END, "UPDATE runs SET state = ?1, ended = ?2 WHERE incarnation = ?3")                    \
    X(RUN_CONFIG, "UPDATE runs SET config = ?1 WHERE incarnation = ?2")                            \
    X(RUN_LAST, "SELECT identity, state, monitor, minimise, config FROM runs"                      \
      " ORDER BY incarnation DESC LIMIT 1")                                                        \
    X(LOAD, "SELECT id, file, name, sets, state, env_steps, iterations, episodes, updates,"        \
      " elapsed, monitor, metric, metric_state, bytes, wall FROM checkpoints ORDER BY id")         \
    X(INSERT, "INSERT INTO checkpoints(incarnation, file, name, sets, state, env_steps,"           \
      " iterations, episodes, updates, elapsed, monitor, metric, metric_state, bytes, wall)"       \
      " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)")                 \
    X(UPDATE, "UPDATE checkpoints SET sets = ?2, state = ?3 WHERE id = ?1")                        \
    X(DELETE, "DELETE FROM checkpoints WHERE id = ?1")                                             \
    X(METRIC, "INSERT OR REPLACE INTO metrics(name, env_steps, incarnation, value, state, wall)"   \
      " VALUES(?1, ?2, ?3, ?4, ?5, ?6)")                                                           \
    X(METRIC_NAME, "INSERT OR REPLACE INTO metric_names(name, tag, unit, better)"                  \
      " VALUES(?1, ?2, ?3, ?4)")                                                                   \
    X(EPISODE, "INSERT INTO episodes(incarnation, role, env_steps, n, ret, ret_min, ret_max,"      \
      " length, slot, episode, \"end\", wall)"                                                     \
      " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")                                \
    X(EVENT, "INSERT INTO events(incarnation, env_steps, wall, kind, text)"                        \
      " VALUES(?1, ?2, ?3, ?4, ?5)")                                                               \
    X(EVENT_LAST, "SELECT text FROM events WHERE kind = ?1 ORDER BY id DESC LIMIT 1")              \
    X(METRICS_AT, "SELECT n.tag, m.value, m.state, m.wall FROM metrics m"                          \
      " JOIN metric_names n USING(name) WHERE m.env_steps = ?1 ORDER BY m.wall")                   \
    X(DROP_METRICS, "DELETE FROM metrics WHERE env_steps > ?1 OR (env_steps = ?1 AND wall > ?2)")  \
    X(DROP_EPISODES, "DELETE FROM episodes WHERE (role = 'train' AND env_steps > ?1)"              \
      " OR (role = 'eval' AND env_steps > ?2) OR (role = 'test' AND env_steps >= ?1)")
/* clang-format on */

enum rltd_statement {
#define X(name, sql) RLTD_SQL_##name,
    RLTD_STATEMENTS(X)
#undef X
        RLTD_N_STATEMENTS
};

struct rltd_index {
    sqlite3 *db;
    sqlite3_stmt *stmt[RLTD_N_STATEMENTS]; /* prepared at first use */
    int64_t incarnation;                   /* of the rows that are written */
    int64_t committed_incarnation;         /* what it is again after a rollback */
    char path[1024];
};

/* The statement, ready to bind. */
int rltd_index_stmt(struct rltd_index *index, enum rltd_statement which, sqlite3_stmt **out,
                    struct rl_error *err);
/* Step to the end and reset. */
int rltd_index_exec(struct rltd_index *index, sqlite3_stmt *stmt, struct rl_error *err);
/* SQLite's code as ours, with its text. */
int rltd_index_error(struct rltd_index *index, int code, struct rl_error *err);

/* "finite", "nan", "inf" or "-inf", which goes beside a value; bound as NULL unless it is finite.
 */
const char *rltd_value_state(double value);
double rltd_value_of(double value, const char *state); /* and back */
void rltd_bind_value(sqlite3_stmt *stmt, int at, double value);
/* Text that lives until the statement ran. */
void rltd_bind_text(sqlite3_stmt *stmt, int at, const char *text);
