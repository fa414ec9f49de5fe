/* SPDX-License-Identifier: MIT */
/* Histories: records from the queue into SQLite, JSON lines and TensorBoard. A disk that refuses
 * them costs rows and raises an alarm; it never stops a run. */
#include "daemon/store/store_private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

static void history_failed(struct rltd_store *store, const struct rl_error *err)
{
    if (!store->history_failed)
        rl_err(store->log, "%s; rows are lost until it works again", err->text);
    store->history_failed = true;
    rltd_store_set_alarm(store, RLTD_ALARM_HISTORY, err->text);
    rltd_index_rollback(store->index);
    store->in_transaction = false;
}

/* Inside a transaction that the next flush commits? */
static bool in_transaction(struct rltd_store *store)
{
    struct rl_error err;
    if (!store->in_transaction) {
        if (rltd_index_begin(store->index, &err))
            history_failed(store, &err);
        else
            store->in_transaction = true;
    }
    return store->in_transaction;
}

static void record_name(struct rltd_store *store, const struct rltd_name_record *r)
{
    struct rl_error err;
    store->metric[r->slot] = r->metric;
    if (in_transaction(store) && rltd_index_metric_name(store->index, &r->metric, &err))
        history_failed(store, &err);
}

static void record_row(struct rltd_store *store, const struct rltd_row_record *r)
{
    struct rltd_metric_row row = {.env_steps = r->env_steps, .wall_s = r->wall_s, .n = r->n};
    for (int32_t i = 0; i < r->n; i++) {
        row.item[i].metric = r->item[i].metric;
        row.item[i].value = r->item[i].value;
    }
    store->env_steps = r->env_steps;
    rltd_jsonl_row(&store->jsonl, store->metric, &row);
    rltd_tensorboard_row(&store->tensorboard, store->metric, &row);
    for (int32_t i = 0; i < r->n && in_transaction(store); i++) {
        struct rl_error err;
        if (rltd_index_metric(store->index, r->env_steps, r->wall_s,
                              store->metric[r->item[i].metric].name, r->item[i].value, &err))
            history_failed(store, &err);
    }
}

static void insert_episode(struct rltd_store *store, const struct rltd_episode_row *row)
{
    struct rl_error err;
    if (in_transaction(store) && rltd_index_episode(store->index, row, &err))
        history_failed(store, &err);
}

void rltd_store_close_bucket(struct rltd_store *store)
{
    struct rltd_episode_row *rest = &store->bucket.rest;
    if (rest->n > 0) {
        rest->ret /= (double)rest->n;
        rest->length /= (double)rest->n;
        insert_episode(store, rest);
    }
    rest->n = 0;
    store->bucket.n = 0;
}

static void record_episode(struct rltd_store *store, const struct rltd_episode *e)
{
    struct rltd_episode_row row = {.e = *e,
                                   .n = 1,
                                   .ret = e->ret,
                                   .ret_min = e->ret,
                                   .ret_max = e->ret,
                                   .length = (double)e->length,
                                   .wall_s = rl_wall_s()};
    uint64_t second = rl_now_ns() / 1000000000u;
    if (second != store->bucket.second)
        rltd_store_close_bucket(store);
    store->bucket.second = second;
    if (e->role != 0 || store->bucket.n++ < RLTD_EPISODES_PER_S) {
        insert_episode(store, &row);
        return;
    }
    struct rltd_episode_row *rest = &store->bucket.rest;
    if (rest->n == 0) {
        *rest = row;
        return;
    }
    rest->e = *e;
    rest->n++;
    rest->ret += row.ret;
    rest->length += row.length;
    rest->ret_min = fmin(rest->ret_min, row.ret);
    rest->ret_max = fmax(rest->ret_max, row.ret);
    rest->wall_s = row.wall_s;
}

static void insert_event(struct rltd_store *store, uint64_t env_steps, double wall_s,
                         const char *kind, const char *text)
{
    struct rl_error err;
    if (in_transaction(store) &&
        rltd_index_event(store->index, env_steps, wall_s, kind, text, &err))
        history_failed(store, &err);
}

void rltd_store_tell(struct rltd_store *store, const char *kind, const char *text)
{
    insert_event(store, store->env_steps, rl_wall_s(), kind, text);
}

static void record_event(struct rltd_store *store, const struct rltd_event_record *r)
{
    insert_event(store, r->env_steps, r->wall_s, r->kind, r->text);
}

/* Of one metric alone, at the step where TensorBoard begins again. */
struct again {
    struct rltd_tensorboard *tensorboard;
    uint64_t env_steps;
};

static void tell_again(void *arg, const char *tag, double value, double wall_s)
{
    const struct again *again = arg;
    struct rltd_metric_slot slot;
    snprintf(slot.tag, sizeof(slot.tag), "%s", tag);
    struct rltd_metric_row row = {
        .env_steps = again->env_steps, .wall_s = wall_s, .n = 1, .item = {{0, value}}};
    rltd_tensorboard_row(again->tensorboard, &slot, &row);
}

int rltd_store_open_tensorboard(struct rltd_store *store, const struct rltd_mark *mark,
                                struct rl_error *err)
{
    int rc = rltd_tensorboard_open(&store->tensorboard, store->fs, store->dir, mark, err);
    if (rc || !mark)
        return rc;
    struct again again = {&store->tensorboard, mark->row_at};
    return rltd_index_metrics_at(store->index, mark->row_at, tell_again, &again, err);
}

void rltd_store_report_best(struct rltd_store *store)
{
    int32_t i = rltd_retention_best(&store->rules, store->rows.row, store->rows.n);
    if (i < 0 || !isfinite(store->rows.row[i].c.metric) ||
        store->rows.row[i].c.metric == store->best)
        return;
    store->best = store->rows.row[i].c.metric;
    struct rltd_metric_slot slot = {.tag = RLTD_TENSORBOARD_HP_METRIC};
    struct rltd_metric_row row = {
        .env_steps = store->env_steps, .wall_s = rl_wall_s(), .n = 1, .item = {{0, store->best}}};
    rltd_tensorboard_row(&store->tensorboard, &slot, &row);
}

void rltd_store_record(struct rltd_store *store, enum rltd_record kind, const void *record)
{
    switch (kind) {
    case RLTD_RECORD_NAME:
        record_name(store, record);
        break;
    case RLTD_RECORD_ROW:
        record_row(store, record);
        break;
    case RLTD_RECORD_EPISODE:
        record_episode(store, record);
        break;
    case RLTD_RECORD_EVENT:
        record_event(store, record);
        break;
    case RLTD_RECORD_SAVE:
    case RLTD_RECORD_EDIT:
    case RLTD_RECORD_ROLLBACK:
    case RLTD_RECORD_CONFIG:
        break; /* not histories: save.c's, edit.c's and so on */
    }
}

static void tell_dropped(struct rltd_store *store)
{
    uint64_t n =
        atomic_load(&store->n_dropped) + store->jsonl.n_dropped + store->tensorboard.file.n_dropped;
    if (n == store->n_dropped_told)
        return;
    char text[96];
    snprintf(text, sizeof(text),
             "%llu history records dropped: they came faster than the disk took them",
             (unsigned long long)(n - store->n_dropped_told));
    store->n_dropped_told = n;
    rl_warn(store->log, "%s", text);
    rltd_store_tell(store, "dropped", text);
}

void rltd_store_flush(struct rltd_store *store)
{
    struct rl_error err;
    tell_dropped(store);
    if (store->doubtful.n > 0 || store->history_failed)
        rltd_store_tell(store, "index", "it takes rows again"); /* if it does */
    if (store->in_transaction) {
        store->in_transaction = false;
        bool failed = rltd_index_commit(store->index, &err) != 0;
        if (failed)
            history_failed(store, &err);
        else
            rltd_store_resolve_doubts(store);
        if (!failed && store->history_failed) {
            store->history_failed = false;
            rltd_store_set_alarm(store, RLTD_ALARM_HISTORY, "");
            rl_info(store->log, "the index takes rows again");
        }
    }
    int rc = rltd_append_flush(&store->jsonl, &err);
    if (rc == 0)
        rc = rltd_tensorboard_flush(&store->tensorboard, &err);
    if (rc && !store->report_failed) {
        rl_err(store->log, "%s; tried again, what does not fit is dropped", err.text);
        rltd_store_set_alarm(store, RLTD_ALARM_REPORT, err.text);
    } else if (!rc && store->report_failed) {
        rltd_store_set_alarm(store, RLTD_ALARM_REPORT, "");
    }
    store->report_failed = rc != 0;
}
