/* SPDX-License-Identifier: MIT */
/* The store's inside. Which thread touches what: `queue`, `producer` and the image count are fed by
 * the loop thread; `shared` is behind the mutex; everything else belongs to the store thread once
 * it runs.
 */
#pragma once

#include <pthread.h>

#include "daemon/report/jsonl.h"
#include "daemon/report/tensorboard.h"
#include "daemon/store/checkpoint.h"
#include "daemon/store/filename.h"
#include "daemon/store/index.h"
#include "daemon/store/path.h"
#include "daemon/store/queue.h"

#define RLTD_STORE_QUEUE_BYTES ((size_t)512 << 10)
#define RLTD_STORE_TURN_MS     500 /* rows wait no longer than this and a commit */
#define RLTD_EPISODES_PER_S    100 /* more than that in a second become one row */

enum rltd_record {                       /* in the queue */
                   RLTD_RECORD_NAME,     /* struct rltd_name_record */
                   RLTD_RECORD_ROW,      /* struct rltd_row_record */
                   RLTD_RECORD_EPISODE,  /* struct rltd_episode */
                   RLTD_RECORD_EVENT,    /* struct rltd_event_record */
                   RLTD_RECORD_SAVE,     /* struct rltd_job * */
                   RLTD_RECORD_EDIT,     /* struct rltd_edit_record */
                   RLTD_RECORD_ROLLBACK, /* struct rltd_rollback_record */
                   RLTD_RECORD_CONFIG,   /* YAML, terminated */
};

/* In order of urgency: the first that is up is shown. */
#define RLTD_ALARMS(X)                              \
    X(NOSPACE) /* the last save found no room */    \
    X(SAVE)    /* the last save failed otherwise */ \
    X(TIDY)    /* what no set holds does not go */  \
    X(HISTORY) /* the index refuses rows */         \
    X(REPORT)  /* log.jsonl or the event file cannot be written */

enum rltd_alarm {
#define X(name) RLTD_ALARM_##name,
    RLTD_ALARMS(X)
#undef X
        RLTD_N_ALARMS
};

struct rltd_name_record {
    int32_t slot;
    struct rltd_metric_slot metric;
};

struct rltd_row_record {
    uint64_t env_steps;
    double wall_s;
    int32_t n;
    struct {
        int32_t metric;
        double value;
    } item[];
};

struct rltd_event_record {
    uint64_t env_steps;
    double wall_s;
    char kind[32];
    char text[]; /* terminated */
};

struct rltd_edit_record {
    enum rltd_edit edit;
    char what[RLTD_FILENAME_MAX];
    rltd_saved_fn done;
    void *arg;
};

struct rltd_rollback_record {
    struct rltd_mark mark;
    char file[sizeof(((struct rltd_checkpoint *)0)->file)]; /* "": not ours */
};

struct rltd_job {                       /* one save on its way */
    struct rltd_save save;              /* metrics and names are not used any more */
    double key[RLTD_FILENAME_KEYS_MAX]; /* values of the filename template's keys */
    double asked_s;                     /* wall clock */
    struct rltd_rollback_record back;   /* what save.rolls_back says */
};

struct rltd_store {
    /* fixed after open */
    const struct rltd_fs *fs;
    struct rl_log *log;
    char dir[RLTD_STORE_PATH_MAX], folder[RLTD_STORE_PATH_MAX]; /* folder: checkpoints/ */
    char monitor[64];
    struct rltd_rules rules;
    struct rltd_filename filename, manual_name, milestone_name, last_name;
    char *identity;
    struct rltd_queue queue;
    pthread_t thread;

    struct {             /* loop thread */
        int32_t n_names; /* metric slots that the queue has told the store of */
        bool warned_missing;
        const struct rltd_image *image; /* of the newest save */
    } producer;
    _Atomic int32_t n_jobs;     /* saves under way or waiting, all of one image */
    _Atomic uint64_t n_dropped; /* records that found the queue full */

    struct {
        pthread_mutex_t mutex;
        pthread_cond_t wake;
        bool woken, closing;
        struct rltd_checkpoint *row; /* copy of the durable rows, oldest first */
        int32_t n_rows, cap_rows;
        char best[sizeof(((struct rltd_checkpoint *)0)->file)]; /* "" while there is none */
        char alarm[RLTD_N_ALARMS][RL_ERROR_TEXT_MAX];           /* "" when it is not up */
    } shared;

    /* store thread */
    struct rltd_index *index;
    bool in_transaction;
    struct rltd_rows rows;     /* of the index, oldest first */
    struct rltd_rows doubtful; /* whole files whose row was not taken: see doubt.c */
    struct rltd_append jsonl;
    struct rltd_tensorboard tensorboard;
    struct rltd_metric_slot metric[RLTD_METRICS_MAX]; /* names, as told */
    uint64_t n_dropped_told;
    uint64_t env_steps; /* of the newest record, for our own events */
    double best;        /* last reported; NaN before the first */
    bool report_failed, history_failed;
    struct { /* train episodes of the current second */
        uint64_t second;
        int64_t n;
        struct rltd_episode_row rest; /* sum of those past RLTD_EPISODES_PER_S */
    } bucket;
};

/* store.c */
int rltd_store_open_on(struct rltd_store **out, const struct rltd_store_config *config,
                       const struct rltd_fs *fs, struct rl_error *err);
bool rltd_store_alarm_up(struct rltd_store *store, enum rltd_alarm alarm);
void rltd_store_set_alarm(struct rltd_store *store, enum rltd_alarm alarm,
                          const char *text); /* "" takes it down */
/* The thread looks into the queue; `closing`: for the last time. Any thread. */
void rltd_store_wake(struct rltd_store *store, bool closing);
/* Show the rows to rltd_store_list. */
void rltd_store_publish(struct rltd_store *store);

/* save.c: carry out a save and answer it; frees the job. */
void rltd_store_carry_out(struct rltd_store *store, struct rltd_job *job);
/* Row `i` becomes `row` (i == rows.n: a new one), and every set gets its size again: one
 * transaction, after which victims are marked. With `back` the histories go back in the same one.
 * On failure nothing has changed, unless *in_doubt (may be NULL): a power failure could still bring
 * the transaction back, until another one has been committed. */
int rltd_store_change_row(struct rltd_store *store, int32_t i, const struct rltd_row *row,
                          const struct rltd_rollback_record *back, bool *in_doubt,
                          struct rl_error *err);
/* Bring the symlinks `last` and `best` up to date. */
void rltd_store_point(struct rltd_store *store);
/* Remove the files of rows that are marked deleting, then the rows. */
void rltd_store_sweep(struct rltd_store *store);

/* feed.c, loop thread: a record that must not be lost, and wakes the store. RL_EBUSY: no room. */
int rltd_store_hand_over(struct rltd_store *store, enum rltd_record kind, const void *record,
                         size_t bytes, struct rl_error *err);

/* edit.c: on rows, index and files; `now` is the row as it has become. 0 or
 * RLTD_EDIT_UNCHANGED. */
int rltd_store_apply_edit(struct rltd_store *store, enum rltd_edit edit, const char *what,
                          struct rltd_checkpoint *now, struct rl_error *err);
void rltd_store_carry_out_edit(struct rltd_store *store, const struct rltd_edit_record *edit);

/* doubt.c */
/* The file of a save whose commit failed: it stays until it is known that its row does not. */
void rltd_store_doubt(struct rltd_store *store, const struct rltd_row *row);
/* Another transaction was committed: what was in doubt is not there. */
void rltd_store_resolve_doubts(struct rltd_store *store);

/* rollback.c */
/* The index's part, within a transaction; `rows` are what the rows are to be. */
int rltd_store_roll_back_index(struct rltd_store *store, struct rltd_rows *rows,
                               const struct rltd_rollback_record *r, struct rl_error *err);
/* The rest, once that is committed. */
void rltd_store_roll_back_reports(struct rltd_store *store, const struct rltd_rollback_record *r);
void rltd_store_carry_out_rollback(struct rltd_store *store, const struct rltd_rollback_record *r);

/* config.c */
int rltd_store_write_config(struct rltd_store *store, const char *yaml, struct rl_error *err);
void rltd_store_carry_out_config(struct rltd_store *store, const char *yaml);

/* record.c: histories. */
void rltd_store_record(struct rltd_store *store, enum rltd_record kind, const void *record);
void rltd_store_flush(struct rltd_store *store); /* commit and write out what is gathered */
void rltd_store_close_bucket(struct rltd_store *store);
/* An event of the store's own. */
void rltd_store_tell(struct rltd_store *store, const char *kind, const char *text);
/* With `mark` it goes on there; the index has forgotten what is past the mark. */
int rltd_store_open_tensorboard(struct rltd_store *store, const struct rltd_mark *mark,
                                struct rl_error *err);
/* The best value so far, as TensorBoard's metric of the whole run. */
void rltd_store_report_best(struct rltd_store *store);

/* reconcile.c: bring index and files together at start. */
/* A damaged index makes room for one that is built anew from the files. */
void rltd_store_put_index_aside(struct rltd_store *store, const char *why);
/* A damaged file leaves checkpoints/ for its quarantine/, where nothing looks for checkpoints. */
int rltd_store_quarantine(struct rltd_store *store, const char *file, const char *why);
int rltd_store_reconcile(struct rltd_store *store, const struct rltd_store_config *config,
                         struct rl_error *err);

/* describe.c: a row as the JSON that its own file carries, and back. */
json_t *rltd_row_describe(const struct rltd_row *row, const char *identity);
int rltd_row_from_file(struct rltd_row *row, const struct rltd_ckpt *ckpt, const char *file,
                       struct rl_error *err);
