/* SPDX-License-Identifier: MIT */
/* The loop thread's side of the store: everything becomes a record in the queue. */
#include "daemon/store/store_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

#define EVENT_TEXT_MAX 2048

/* Make the record real; rows wait for the store's next turn unless the queue fills up. */
static void commit(struct rltd_store *store)
{
    bool was_below = rltd_queue_used(&store->queue) < RLTD_STORE_QUEUE_BYTES / 2;
    rltd_queue_commit(&store->queue);
    if (was_below && rltd_queue_used(&store->queue) >= RLTD_STORE_QUEUE_BYTES / 2)
        rltd_store_wake(store, false);
}

static void drop(struct rltd_store *store)
{
    atomic_fetch_add_explicit(&store->n_dropped, 1, memory_order_relaxed);
}

/* Tell the store of metric slots that it has not heard of; false when the queue is full. */
static bool tell_names(struct rltd_store *store, const struct rltd_metrics *names)
{
    while (store->producer.n_names < names->n) {
        int32_t slot = store->producer.n_names;
        struct rltd_name_record *r =
            rltd_queue_reserve(&store->queue, RLTD_RECORD_NAME, sizeof(*r));
        if (!r)
            return false;
        *r = (struct rltd_name_record){.slot = slot, .metric = names->slot[slot]};
        commit(store);
        store->producer.n_names++;
    }
    return true;
}

int rltd_store_hand_over(struct rltd_store *store, enum rltd_record kind, const void *record,
                         size_t bytes, struct rl_error *err)
{
    void *at = rltd_queue_reserve(&store->queue, kind, bytes);
    if (!at)
        return rl_error_set(err, RL_EBUSY, "the store's queue is full; try again");
    memcpy(at, record, bytes);
    rltd_queue_commit(&store->queue);
    rltd_store_wake(store, false);
    return 0;
}

void rltd_store_metrics(struct rltd_store *store, const struct rltd_metrics *names,
                        const struct rltd_metric_row *row)
{
    struct rltd_row_record *r = NULL;
    if (row->n == 0)
        return;
    if (tell_names(store, names))
        r = rltd_queue_reserve(&store->queue, RLTD_RECORD_ROW,
                               sizeof(*r) + (size_t)row->n * sizeof(r->item[0]));
    if (!r) {
        drop(store);
        return;
    }
    r->env_steps = row->env_steps;
    r->wall_s = row->wall_s;
    r->n = row->n;
    for (int32_t i = 0; i < row->n; i++) {
        r->item[i].metric = row->item[i].metric;
        r->item[i].value = row->item[i].value;
    }
    commit(store);
}

void rltd_store_episode(struct rltd_store *store, const struct rltd_episode *episode)
{
    struct rltd_episode *r = rltd_queue_reserve(&store->queue, RLTD_RECORD_EPISODE, sizeof(*r));
    if (!r) {
        drop(store);
        return;
    }
    *r = *episode;
    commit(store);
}

void rltd_store_event(struct rltd_store *store, uint64_t env_steps, const char *kind,
                      const char *text)
{
    size_t n = strnlen(text, EVENT_TEXT_MAX);
    struct rltd_event_record *r =
        rltd_queue_reserve(&store->queue, RLTD_RECORD_EVENT, sizeof(*r) + n + 1);
    if (!r) {
        drop(store);
        return;
    }
    r->env_steps = env_steps;
    r->wall_s = rl_wall_s();
    snprintf(r->kind, sizeof(r->kind), "%s", kind);
    memcpy(r->text, text, n);
    r->text[n] = '\0';
    commit(store);
}

/* ---- saves ---- */

void rltd_store_no_image(struct rltd_store *store, uint64_t env_steps, const struct rl_error *why)
{
    if (!rltd_store_alarm_up(store, RLTD_ALARM_SAVE))
        rltd_store_event(store, env_steps, "save failed", why->text);
    rltd_store_set_alarm(store, RLTD_ALARM_SAVE, why->text);
}

static double metric_value(const struct rltd_store *store, const struct rltd_save *save,
                           const char *name)
{
    if (strcmp(name, store->monitor) == 0)
        return save->has_metric ? save->metric : NAN;
    int32_t slot = save->names ? rltd_metrics_find(save->names, name) : -1;
    if (slot < 0)
        return NAN;
    for (int32_t i = 0; save->metrics && i < save->metrics->n; i++)
        if (save->metrics->item[i].metric == slot)
            return save->metrics->item[i].value;
    return save->names->slot[slot].latest;
}

static double key_value(struct rltd_store *store, const struct rltd_save *save,
                        const struct rltd_filename_key *key)
{
    switch (key->counter) {
    case RLTD_KEY_ENV_STEPS:
        return (double)save->counters.env_steps;
    case RLTD_KEY_ITERATIONS:
        return (double)save->counters.iterations;
    case RLTD_KEY_EPISODES:
        return (double)save->counters.episodes;
    case RLTD_KEY_UPDATES:
        return (double)save->counters.updates;
    case RLTD_KEY_ELAPSED:
        return save->counters.elapsed_s;
    case RLTD_KEY_METRIC:
        break;
    }
    double value = metric_value(store, save, key->name);
    if (isnan(value) && (save->sets & RLTD_SET_TOPK) && !store->producer.warned_missing) {
        store->producer.warned_missing = true;
        rl_warn(store->log, "checkpoint.filename: {%s} has no value yet, written as nan",
                key->name);
    }
    return value;
}

int rltd_store_save(struct rltd_store *store, const struct rltd_save *save, struct rl_error *err)
{
    if (!save->image || save->sets == 0)
        return rl_error_set(err, RL_EINVAL, "save: no image, or no set that wants it");
    if (atomic_load(&store->n_jobs) > 0 && store->producer.image != save->image)
        return rl_error_set(err, RL_EBUSY, "save: another cut is still being written");
    struct rltd_job *job = calloc(1, sizeof(*job));
    if (!job)
        return rl_error_set(err, RL_ENOMEM, "save: out of memory");
    job->save = *save;
    job->save.metrics = NULL;
    job->save.names = NULL;
    job->save.source = NULL;
    job->asked_s = rl_wall_s();
    job->back.mark = save->mark;
    snprintf(job->back.file, sizeof(job->back.file), "%s", save->source ? save->source : "");
    for (int32_t i = 0; i < store->filename.n; i++)
        job->key[i] = key_value(store, save, &store->filename.key[i]);
    atomic_fetch_add(&store->n_jobs, 1);
    int rc = rltd_store_hand_over(store, RLTD_RECORD_SAVE, &job, sizeof(struct rltd_job *), err);
    if (rc) {
        atomic_fetch_sub(&store->n_jobs, 1);
        free(job);
        return rc;
    }
    store->producer.image = save->image;
    return 0;
}
