/* SPDX-License-Identifier: MIT */
#include "daemon/store/store_private.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "daemon/store/folder.h"

/* ---- the thread ---- */

/* Everything that is in the queue, with a commit at least twice a second. */
static void drain(struct rltd_store *store)
{
    uint32_t kind;
    const void *record;
    uint64_t start_ns = rl_now_ns();
    while ((record = rltd_queue_peek(&store->queue, &kind)) != NULL) {
        if (kind == RLTD_RECORD_SAVE) {
            struct rltd_job *job;
            memcpy(&job, record, sizeof(job));
            rltd_queue_pop(&store->queue);
            rltd_store_close_bucket(store); /* no row sums up what lies on both sides of a save */
            rltd_store_flush(store);
            rltd_store_carry_out(store, job);
            continue;
        }
        if (kind == RLTD_RECORD_EDIT) {
            struct rltd_edit_record edit;
            memcpy(&edit, record, sizeof(edit));
            rltd_queue_pop(&store->queue);
            rltd_store_flush(store);
            rltd_store_carry_out_edit(store, &edit);
            continue;
        }
        if (kind == RLTD_RECORD_ROLLBACK) {
            struct rltd_rollback_record rollback;
            memcpy(&rollback, record, sizeof(rollback));
            rltd_queue_pop(&store->queue);
            rltd_store_flush(store);
            rltd_store_carry_out_rollback(store, &rollback);
            continue;
        }
        if (kind == RLTD_RECORD_CONFIG) {
            rltd_store_flush(store);
            rltd_store_carry_out_config(store, record);
            rltd_queue_pop(&store->queue);
            continue;
        }
        rltd_store_record(store, (enum rltd_record)kind, record);
        rltd_queue_pop(&store->queue);
        if (rl_now_ns() - start_ns > RLTD_STORE_TURN_MS * 1000000ull) {
            rltd_store_flush(store);
            start_ns = rl_now_ns();
        }
    }
    rltd_store_flush(store);
}

/* Sleep until somebody wakes us or a turn is over; true when the store is closing. */
static bool wait_turn(struct rltd_store *store)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += RLTD_STORE_TURN_MS * 1000000l;
    if (until.tv_nsec >= 1000000000l) {
        until.tv_nsec -= 1000000000l;
        until.tv_sec++;
    }
    pthread_mutex_lock(&store->shared.mutex);
    int rc = 0;
    while (!store->shared.woken && !store->shared.closing && rc == 0)
        rc = pthread_cond_timedwait(&store->shared.wake, &store->shared.mutex, &until);
    store->shared.woken = false;
    bool closing = store->shared.closing;
    pthread_mutex_unlock(&store->shared.mutex);
    return closing;
}

static void *run_thread(void *arg)
{
    struct rltd_store *store = arg;
    bool closing = false;
    while (!closing) {
        closing = wait_turn(store);
        drain(store);
    }
    rltd_store_close_bucket(store);
    rltd_store_flush(store);
    return NULL;
}

void rltd_store_wake(struct rltd_store *store, bool closing)
{
    pthread_mutex_lock(&store->shared.mutex);
    store->shared.woken = true;
    store->shared.closing |= closing;
    pthread_cond_signal(&store->shared.wake);
    pthread_mutex_unlock(&store->shared.mutex);
}

/* Signals are the loop thread's. */
static int start_thread(struct rltd_store *store, struct rl_error *err)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int rc = pthread_create(&store->thread, NULL, run_thread, store);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc ? rl_error_errno(err, rc, "cannot start the store thread") : 0;
}

/* ---- open and close ---- */

static int init_shared(struct rltd_store *store)
{
    pthread_condattr_t attr;
    if (pthread_condattr_init(&attr))
        return RL_ENOMEM;
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_mutex_init(&store->shared.mutex, NULL);
    pthread_cond_init(&store->shared.wake, &attr);
    pthread_condattr_destroy(&attr);
    return rltd_queue_init(&store->queue, RLTD_STORE_QUEUE_BYTES);
}

static int take_config(struct rltd_store *store, const struct rltd_store_config *config,
                       struct rl_error *err)
{
    int n = snprintf(store->dir, sizeof(store->dir), "%s", config->dir);
    if (n >= (int)sizeof(store->dir))
        return rl_error_set(err, RL_ERANGE, "path '%.100s...' is too long", config->dir);
    snprintf(store->monitor, sizeof(store->monitor), "%s", config->monitor ? config->monitor : "");
    store->log = config->log;
    store->rules = (struct rltd_rules){.monitor = store->monitor,
                                       .minimise = config->minimise,
                                       .save_top_k = config->save_top_k,
                                       .manual_keep = config->manual_keep};
    store->identity = strdup(config->identity ? config->identity : "");
    if (!store->identity)
        return rl_error_set(err, RL_ENOMEM, "%s: out of memory", config->dir);
    const char *filename =
        config->filename && config->filename[0] ? config->filename : RLTD_FILENAME_DEFAULT;
    int rc = rltd_filename_parse(&store->filename, filename, err);
    if (rc == 0)
        rc = rltd_filename_parse(&store->manual_name, "manual-{env_steps:09d}", err);
    if (rc == 0)
        rc = rltd_filename_parse(&store->milestone_name, "milestone-{env_steps:09d}", err);
    if (rc == 0)
        rc = rltd_filename_parse(&store->last_name, "last-{env_steps:09d}", err);
    if (rc == 0)
        rc = rltd_path_join(store->folder, store->dir, RLTD_CKPT_FOLDER, err);
    return rc;
}

static int begin_run(struct rltd_store *store, const struct rltd_store_config *config,
                     struct rl_error *err)
{
    struct rltd_run_row run = {
        .resumed = config->resumed,
        .minimise = config->minimise,
        .resume_env_steps = config->resume.env_steps,
        .config = config->config_yaml ? config->config_yaml : "",
        .identity = store->identity,
        .monitor = store->monitor,
    };
    int rc = rltd_index_begin(store->index, err);
    if (rc)
        return rc;
    rc = rltd_index_run_begin(store->index, &run, err);
    if (rc == 0)
        rc = rltd_index_drop_after(store->index, &config->resume, err);
    if (rc == 0)
        rc = rltd_store_reconcile(store, config, err);
    if (rc == 0)
        return rltd_index_commit(store->index, err);
    rltd_index_rollback(store->index);
    return rc;
}

static int try_index(struct rltd_store *store, const struct rltd_store_config *config,
                     struct rl_error *err)
{
    int rc = rltd_index_open(&store->index, store->dir, err);
    if (rc == 0)
        rc = begin_run(store, config, err);
    if (rc) {
        rltd_index_close(store->index);
        store->index = NULL;
        rltd_rows_deinit(&store->rows);
    }
    return rc;
}

/* A damaged index is put aside and built anew from the files; histories in it are lost. */
static int open_index(struct rltd_store *store, const struct rltd_store_config *config,
                      struct rl_error *err)
{
    struct rl_error why;
    int rc = try_index(store, config, &why);
    if (rc != RL_ECORRUPT)
        return rc ? rl_error_set(err, rc, "%s", why.text) : 0;
    rltd_store_put_index_aside(store, why.text);
    return try_index(store, config, err);
}

static void report_config(struct rltd_store *store, const struct rltd_store_config *config)
{
    double now = rl_wall_s();
    struct rl_buf text;
    rl_buf_init(&text);
    rl_buf_printf(&text, "```yaml\n%s```\n", config->config_yaml);
    rl_buf_put_u8(&text, 0);
    if (!text.failed)
        rltd_tensorboard_text(&store->tensorboard, "config", (const char *)text.data,
                              config->resume.env_steps, now);
    rl_buf_deinit(&text);
    rltd_tensorboard_hparams(&store->tensorboard, config->config_yaml, "eval/mean_reward",
                             store->dir, now);
}

static int open_reports(struct rltd_store *store, const struct rltd_store_config *config,
                        struct rl_error *err)
{
    int rc = 0;
    if (config->config_yaml)
        rc = rltd_store_write_config(store, config->config_yaml, err);
    if (rc == 0 && config->jsonl)
        rc = rltd_jsonl_open(&store->jsonl, store->fs, store->dir, &config->resume, err);
    if (rc == 0 && config->tensorboard)
        rc = rltd_store_open_tensorboard(store, config->resumed ? &config->resume : NULL, err);
    if (rc == 0 && config->config_yaml)
        report_config(store, config);
    return rc;
}

static void destroy(struct rltd_store *store)
{
    rltd_tensorboard_close(&store->tensorboard);
    rltd_append_close(&store->jsonl);
    rltd_index_close(store->index);
    rltd_rows_deinit(&store->rows);
    rltd_rows_deinit(&store->doubtful);
    rltd_queue_deinit(&store->queue);
    pthread_mutex_destroy(&store->shared.mutex);
    pthread_cond_destroy(&store->shared.wake);
    free(store->shared.row);
    free(store->identity);
    free(store);
}

int rltd_store_open_on(struct rltd_store **out, const struct rltd_store_config *config,
                       const struct rltd_fs *fs, struct rl_error *err)
{
    struct rltd_store *store = calloc(1, sizeof(*store));
    if (!store || init_shared(store)) {
        free(store);
        return rl_error_set(err, RL_ENOMEM, "%s: out of memory", config->dir);
    }
    store->fs = fs;
    store->env_steps = config->resume.env_steps;
    store->best = NAN;
    int rc = take_config(store, config, err);
    if (rc == 0)
        rc = rltd_make_folder(fs, store->folder, err);
    if (rc == 0)
        rc = open_index(store, config, err);
    if (rc == 0)
        rc = open_reports(store, config, err);
    if (rc == 0) {
        rltd_store_point(store);
        rltd_store_sweep(store);
        rltd_store_publish(store);
        rltd_store_report_best(store);
        rc = start_thread(store, err);
    }
    if (rc)
        destroy(store);
    else
        *out = store;
    return rc;
}

int rltd_store_open(struct rltd_store **out, const struct rltd_store_config *config,
                    struct rl_error *err)
{
    return rltd_store_open_on(out, config, &rltd_fs_posix, err);
}

void rltd_store_close(struct rltd_store *store, const char *state)
{
    if (!store)
        return;
    struct rl_error err;
    rltd_store_wake(store, true);
    pthread_join(store->thread, NULL);
    if (rltd_index_run_end(store->index, state, &err))
        rl_err(store->log, "%s", err.text);
    destroy(store);
}

/* ---- what other threads read ---- */

void rltd_store_publish(struct rltd_store *store)
{
    pthread_mutex_lock(&store->shared.mutex);
    if (store->rows.n > store->shared.cap_rows) {
        size_t bytes = (size_t)store->rows.cap * sizeof(*store->shared.row);
        struct rltd_checkpoint *grown = realloc(store->shared.row, bytes);
        if (grown) {
            store->shared.row = grown;
            store->shared.cap_rows = store->rows.cap;
        }
    }
    int32_t n = 0;
    for (int32_t i = 0; i < store->rows.n && n < store->shared.cap_rows; i++)
        if (store->rows.row[i].state == RLTD_ROW_OK)
            store->shared.row[n++] = store->rows.row[i].c;
    store->shared.n_rows = n;
    int32_t best = rltd_retention_best(&store->rules, store->rows.row, store->rows.n);
    snprintf(store->shared.best, sizeof(store->shared.best), "%s",
             best < 0 ? "" : store->rows.row[best].c.file);
    pthread_mutex_unlock(&store->shared.mutex);
}

int32_t rltd_store_list(struct rltd_store *store, struct rltd_checkpoint *out, int32_t max)
{
    if (!store)
        return 0;
    pthread_mutex_lock(&store->shared.mutex);
    int32_t n = store->shared.n_rows;
    for (int32_t i = 0; i < RL_MIN(n, max); i++)
        out[i] = store->shared.row[n - 1 - i];
    pthread_mutex_unlock(&store->shared.mutex);
    return n;
}

void rltd_store_best(struct rltd_store *store, char *file, size_t file_bytes)
{
    if (file_bytes > 0)
        file[0] = '\0';
    if (!store)
        return;
    pthread_mutex_lock(&store->shared.mutex);
    snprintf(file, file_bytes, "%s", store->shared.best);
    pthread_mutex_unlock(&store->shared.mutex);
}

void rltd_store_alarm(struct rltd_store *store, char *out, size_t out_bytes)
{
    out[0] = '\0';
    if (!store)
        return;
    static const char *const names[] = {
#define X(name) #name,
        RLTD_ALARMS(X)
#undef X
    };
    pthread_mutex_lock(&store->shared.mutex);
    int up = 0;
    while (up < RLTD_N_ALARMS && !store->shared.alarm[up][0])
        up++;
    if (up < RLTD_N_ALARMS)
        snprintf(out, out_bytes, "%s: %s", names[up], store->shared.alarm[up]);
    pthread_mutex_unlock(&store->shared.mutex);
}

bool rltd_store_alarm_up(struct rltd_store *store, enum rltd_alarm alarm)
{
    pthread_mutex_lock(&store->shared.mutex);
    bool up = store->shared.alarm[alarm][0] != '\0';
    pthread_mutex_unlock(&store->shared.mutex);
    return up;
}

void rltd_store_set_alarm(struct rltd_store *store, enum rltd_alarm alarm, const char *text)
{
    pthread_mutex_lock(&store->shared.mutex);
    snprintf(store->shared.alarm[alarm], sizeof(store->shared.alarm[alarm]), "%s", text);
    pthread_mutex_unlock(&store->shared.mutex);
}
