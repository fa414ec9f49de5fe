/* SPDX-License-Identifier: MIT */
/* The SQLite index of one run folder (run.db, WAL, synchronous=FULL): runs, checkpoints, episodes,
 * metrics, events. SQL and SQLite's codes stay behind this header. One thread at a time uses a
 * handle; whoever opens it for writing holds the folder's lock. docs/CHECKPOINTS.md shows the
 * schema. */
#pragma once

#include "daemon/report/mark.h"
#include "daemon/store/retention.h"

struct rltd_index;

#define RLTD_INDEX_FILE    "run.db"
#define RLTD_INDEX_VERSION 1

/* For writing, made if it is not there. RL_ECORRUPT: not a database or damaged; RL_EUNSUPPORTED: of
 * a newer rltd. */
int rltd_index_open(struct rltd_index **out, const char *dir, struct rl_error *err);
/* For reading, also beside a live writer; RL_ENOTFOUND. */
int rltd_index_open_read(struct rltd_index **out, const char *dir, struct rl_error *err);
/* SQLite's own check of the whole file; RL_ECORRUPT with its first finding. */
int rltd_index_verify(struct rltd_index *index, struct rl_error *err);
void rltd_index_close(struct rltd_index *index); /* accepts NULL; rolls back what is open */

int rltd_index_begin(struct rltd_index *index, struct rl_error *err);
/* Durable when it returns 0; on failure everything since begin is rolled back. */
int rltd_index_commit(struct rltd_index *index, struct rl_error *err);
void rltd_index_rollback(struct rltd_index *index);

/* ---- runs: one row for each incarnation of the daemon ---- */

struct rltd_run_row {
    int64_t incarnation;
    bool resumed, minimise;
    uint64_t resume_env_steps;
    const char *config, *identity, *monitor;
};
/* Rows that are still "running" become "crashed"; assigns run->incarnation, used by all rows below.
 */
int rltd_index_run_begin(struct rltd_index *index, struct rltd_run_row *run, struct rl_error *err);
int rltd_index_run_end(struct rltd_index *index, const char *state, struct rl_error *err);
/* Of the newest run row: copies into malloc'd strings and small buffers. RL_ENOTFOUND if none. */
int rltd_index_run_config(struct rltd_index *index, const char *yaml, struct rl_error *err);

struct rltd_run_last {
    char *identity, *config; /* owned by the caller: rltd_run_last_deinit */
    char state[16];
    char monitor[64];
    bool minimise;
};
int rltd_index_run_last(struct rltd_index *index, struct rltd_run_last *out, struct rl_error *err);
void rltd_run_last_deinit(struct rltd_run_last *last); /* accepts zeroed */

/* ---- checkpoints ---- */

struct rltd_rows {
    struct rltd_row *row; /* owned */
    int32_t n, cap;
};
int rltd_rows_add(struct rltd_rows *rows, const struct rltd_row *row); /* RL_ENOMEM */
void rltd_rows_remove(struct rltd_rows *rows, int32_t i);
void rltd_rows_deinit(struct rltd_rows *rows); /* accepts zeroed */
/* Is there a row of that file? NULL rows: no. */
bool rltd_rows_hold(const struct rltd_rows *rows, const char *file);

int rltd_index_load(struct rltd_index *index, struct rltd_rows *rows, struct rl_error *err);
int rltd_index_insert(struct rltd_index *index, struct rltd_row *row,
                      struct rl_error *err); /* sets id */
int rltd_index_update(struct rltd_index *index, const struct rltd_row *row, struct rl_error *err);
int rltd_index_delete(struct rltd_index *index, int64_t id, struct rl_error *err);

/* ---- histories ---- */

struct rltd_episode_row {
    struct rltd_episode e;                /* of one episode, or the last of an aggregate */
    int64_t n;                            /* 1, or how many episodes this row sums up */
    double ret, ret_min, ret_max, length; /* means and extremes */
    double wall_s;
};
int rltd_index_metric(struct rltd_index *index, uint64_t env_steps, double wall_s, const char *name,
                      double value, struct rl_error *err);
int rltd_index_metric_name(struct rltd_index *index, const struct rltd_metric_slot *slot,
                           struct rl_error *err);
int rltd_index_episode(struct rltd_index *index, const struct rltd_episode_row *row,
                       struct rl_error *err);
int rltd_index_event(struct rltd_index *index, uint64_t env_steps, double wall_s, const char *kind,
                     const char *text, struct rl_error *err);
/* Text of the newest event of that kind; RL_ENOTFOUND. */
int rltd_index_event_last(struct rltd_index *index, const char *kind, char *text, size_t text_bytes,
                          struct rl_error *err);
/* Each metric of that step, in the order in which they were written. */
typedef void (*rltd_metric_fn)(void *arg, const char *tag, double value, double wall_s);
int rltd_index_metrics_at(struct rltd_index *index, uint64_t env_steps, rltd_metric_fn each,
                          void *arg, struct rl_error *err);
/* Forget metrics and episodes past the mark. A final evaluation follows it, always. Events stay:
 * they tell what happened. */
int rltd_index_drop_after(struct rltd_index *index, const struct rltd_mark *mark,
                          struct rl_error *err);
