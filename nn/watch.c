/* SPDX-License-Identifier: MIT */
/* Every step of a plan is prepared by the backend behind as a program of its own, so that the
 * memory of a step can be looked at as soon as it has run. Counters have one writer, the thread
 * that runs the program, and any readers. */
#include "nn/watch.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/clock.h"
#include "nn/anomaly.h"
#include "nn/plan.h"

#define MAX_THREADS 16

struct watched_step {
    struct nn_plan plan; /* of this step alone */
    void *prepared;
    atomic_uint_least64_t calls, ns;
};

struct watched {
    const char *name;
    struct watched *next;
    int32_t n;
    struct watched_step step[];
};

/* One that an index was claimed for is read by others only once `written` says so. */
struct kept_event {
    struct nn_watch_event event;
    atomic_bool written;
};

struct nn_watch {
    struct nn_backend base;
    struct nn_watch_config config;
    pthread_mutex_t mutex; /* of everything below but the events */
    struct watched *first;
    char anomaly[RL_ERROR_TEXT_MAX];
    pthread_t thread[MAX_THREADS];
    int32_t n_threads;
    struct kept_event *events;
    atomic_int n_claimed; /* of events; past their number when all are taken */
};

static struct nn_watch *watch_of(struct nn_backend *be)
{
    return (struct nn_watch *)be;
}

static struct nn_backend *behind(struct nn_backend *be)
{
    return watch_of(be)->config.backend;
}

/* ---- running ---- */

static int run_checked(struct nn_watch *w, const struct watched_step *ws, void *const *base)
{
    char text[RL_ERROR_TEXT_MAX];
    int rc = nn_anomaly_run(w->config.backend, &ws->plan, ws->prepared, base, text);
    if (rc != RL_ENONFINITE)
        return rc;
    pthread_mutex_lock(&w->mutex);
    if (!w->anomaly[0])
        snprintf(w->anomaly, sizeof(w->anomaly), "%s", text);
    pthread_mutex_unlock(&w->mutex);
    return rc;
}

static int32_t thread_number(struct nn_watch *w)
{
    pthread_t self = pthread_self();
    int32_t i = 0;
    pthread_mutex_lock(&w->mutex);
    while (i < w->n_threads && !pthread_equal(w->thread[i], self))
        i++;
    if (i == w->n_threads && i < MAX_THREADS)
        w->thread[w->n_threads++] = self;
    pthread_mutex_unlock(&w->mutex);
    return i;
}

static void add_event(struct nn_watch *w, struct nn_watch_event event)
{
    if (atomic_load_explicit(&w->n_claimed, memory_order_relaxed) >= w->config.n_events)
        return;
    int i = atomic_fetch_add_explicit(&w->n_claimed, 1, memory_order_relaxed);
    if (i >= w->config.n_events)
        return;
    w->events[i].event = event;
    atomic_store_explicit(&w->events[i].written, true, memory_order_release);
}

static void add(atomic_uint_least64_t *counter, uint64_t more)
{
    atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + more,
                          memory_order_relaxed);
}

static int run_step(struct nn_watch *w, struct watched_step *ws, void *const *base)
{
    struct nn_backend *be = w->config.backend;
    return w->config.anomaly ? run_checked(w, ws, base) : be->ops->run(be, ws->prepared, base);
}

static int run_timed(struct nn_watch *w, struct watched *p, void *const *base)
{
    const int32_t thread = thread_number(w);
    const uint64_t begin = rl_now_ns();
    uint64_t now = begin;
    for (int32_t i = 0; i < p->n; i++) {
        struct watched_step *ws = &p->step[i];
        const struct nn_step *s = &ws->plan.steps[0];
        int rc = run_step(w, ws, base);
        if (rc < 0)
            return rc;
        uint64_t before = now;
        now = rl_now_ns();
        add(&ws->calls, 1);
        add(&ws->ns, now - before);
        add_event(w, (struct nn_watch_event){.program = p->name,
                                             .op = s->of ? s->of : nn_op_row(s->op)->name,
                                             .backward = s->loss,
                                             .start_ns = before,
                                             .ns = now - before,
                                             .thread = thread});
    }
    add_event(w, (struct nn_watch_event){
                     .program = p->name, .start_ns = begin, .ns = now - begin, .thread = thread});
    return 0;
}

static int watch_run(struct nn_backend *be, void *prepared, void *const *base)
{
    struct nn_watch *w = watch_of(be);
    struct watched *p = prepared;
    int rc = 0;
    if (w->config.profile)
        return run_timed(w, p, base);
    for (int32_t i = 0; rc >= 0 && i < p->n; i++)
        rc = run_step(w, &p->step[i], base);
    return rc;
}

/* ---- what is known ---- */

bool nn_watch_anomaly(struct nn_watch *w, char *out, size_t out_bytes)
{
    pthread_mutex_lock(&w->mutex);
    snprintf(out, out_bytes, "%s", w->anomaly);
    pthread_mutex_unlock(&w->mutex);
    return out[0];
}

static bool same_place(const struct nn_watch_row *a, const struct nn_watch_row *b)
{
    return a->line == b->line && a->backward == b->backward && !strcmp(a->op, b->op) &&
           !strcmp(a->file, b->file);
}

static int by_time(const void *a, const void *b)
{
    const struct nn_watch_row *x = a, *y = b;
    return x->ns < y->ns ? 1 : x->ns > y->ns ? -1 : 0;
}

static struct nn_watch_row row_of(const struct watched_step *ws)
{
    const struct nn_step *s = &ws->plan.steps[0];
    uint64_t calls = atomic_load_explicit(&ws->calls, memory_order_relaxed);
    return (struct nn_watch_row){
        .op = s->of ? s->of : nn_op_row(s->op)->name,
        .file = s->of ? s->of_file : s->file,
        .line = s->of ? s->of_line : s->line,
        .backward = s->loss,
        .calls = calls,
        .ns = atomic_load_explicit(&ws->ns, memory_order_relaxed),
        .flops = ws->plan.flops * (double)calls,
    };
}

int32_t nn_watch_rows(struct nn_watch *w, struct nn_watch_row *rows, int32_t max,
                      uint64_t *total_ns)
{
    int32_t n = 0, total = 0;
    uint64_t ns = 0;
    struct nn_watch_row *all;
    pthread_mutex_lock(&w->mutex);
    for (const struct watched *p = w->first; p; p = p->next)
        total += p->n;
    all = calloc((size_t)total + 1, sizeof(*all));
    for (const struct watched *p = w->first; all && p; p = p->next)
        for (int32_t s = 0; s < p->n; s++) {
            struct nn_watch_row row = row_of(&p->step[s]);
            int32_t i = 0;
            while (i < n && !same_place(&all[i], &row))
                i++;
            if (i == n)
                all[n++] = (struct nn_watch_row){
                    .op = row.op, .file = row.file, .line = row.line, .backward = row.backward};
            all[i].calls += row.calls;
            all[i].ns += row.ns;
            ns += row.ns;
            all[i].flops += row.flops;
        }
    pthread_mutex_unlock(&w->mutex);
    if (n)
        qsort(all, (size_t)n, sizeof(*all), by_time);
    n = RL_MIN(n, max);
    if (n)
        memcpy(rows, all, (size_t)n * sizeof(*rows));
    free(all);
    if (total_ns)
        *total_ns = ns;
    return n;
}

const struct nn_watch_event *nn_watch_event(struct nn_watch *w, int32_t i)
{
    if (i >= w->config.n_events ||
        !atomic_load_explicit(&w->events[i].written, memory_order_acquire))
        return NULL;
    return &w->events[i].event;
}

/* ---- the vtable ---- */

static int watch_alloc(struct nn_backend *be, size_t bytes, void **out, struct rl_error *err)
{
    return behind(be)->ops->alloc(behind(be), bytes, out, err);
}

static void watch_release(struct nn_backend *be, void *memory)
{
    behind(be)->ops->release(behind(be), memory);
}

static void watch_upload(struct nn_backend *be, void *device, const void *host, size_t bytes)
{
    behind(be)->ops->upload(behind(be), device, host, bytes);
}

static void watch_download(struct nn_backend *be, void *host, const void *device, size_t bytes)
{
    behind(be)->ops->download(behind(be), host, device, bytes);
}

static size_t watch_matrix_floats(struct nn_backend *be, int64_t n_out, int64_t n_in)
{
    return behind(be)->ops->matrix_floats(behind(be), n_out, n_in);
}

static void watch_matrix_pack(struct nn_backend *be, int64_t n_out, int64_t n_in,
                              const float *canonical, float *packed)
{
    behind(be)->ops->matrix_pack(behind(be), n_out, n_in, canonical, packed);
}

static void watch_matrix_unpack(struct nn_backend *be, int64_t n_out, int64_t n_in,
                                const float *packed, float *canonical)
{
    behind(be)->ops->matrix_unpack(behind(be), n_out, n_in, packed, canonical);
}

static size_t watch_conv_floats(struct nn_backend *be, struct nn_shape shape)
{
    return behind(be)->ops->conv_floats(behind(be), shape);
}

static void watch_conv_pack(struct nn_backend *be, struct nn_shape shape, const float *canonical,
                            float *packed)
{
    behind(be)->ops->conv_pack(behind(be), shape, canonical, packed);
}

static void watch_conv_unpack(struct nn_backend *be, struct nn_shape shape, const float *packed,
                              float *canonical)
{
    behind(be)->ops->conv_unpack(behind(be), shape, packed, canonical);
}

static size_t watch_scratch_bytes(struct nn_backend *be, const struct nn_plan *plan, int32_t step)
{
    return behind(be)->ops->scratch_bytes(behind(be), plan, step);
}

/* Out of the list; a program that is gone leaves the profile. */
static void watch_discard(struct nn_backend *be, void *prepared)
{
    struct nn_watch *w = watch_of(be);
    struct watched *p = prepared, **at = &w->first;
    if (!p)
        return;
    pthread_mutex_lock(&w->mutex);
    while (*at && *at != p)
        at = &(*at)->next;
    if (*at)
        *at = p->next;
    pthread_mutex_unlock(&w->mutex);
    for (int32_t i = 0; i < p->n; i++)
        if (p->step[i].prepared)
            behind(be)->ops->discard(behind(be), p->step[i].prepared);
    free(p);
}

static int watch_prepare(struct nn_backend *be, const struct nn_plan *plan, void **prepared,
                         struct rl_error *err)
{
    struct nn_watch *w = watch_of(be);
    struct watched *p = calloc(1, sizeof(*p) + (size_t)plan->n_steps * sizeof(p->step[0]));
    if (!p)
        return rl_error_set(err, RL_ENOMEM, "watching %d steps: out of memory", plan->n_steps);
    p->n = plan->n_steps;
    p->name = plan->name ? plan->name : "program";
    for (int32_t i = 0; i < p->n; i++) {
        struct watched_step *ws = &p->step[i];
        ws->plan = *plan;
        ws->plan.backend = w->config.backend;
        ws->plan.steps = &plan->steps[i];
        ws->plan.n_steps = 1;
        ws->plan.flops = nn_step_flops(&plan->steps[i]); /* backends choose threads by it */
        int rc = behind(be)->ops->prepare(behind(be), &ws->plan, &ws->prepared, err);
        if (rc < 0) {
            watch_discard(be, p);
            return rc;
        }
    }
    pthread_mutex_lock(&w->mutex);
    p->next = w->first;
    w->first = p;
    pthread_mutex_unlock(&w->mutex);
    *prepared = p;
    return 0;
}

static const struct nn_backend_ops watch_ops = {
    .alloc = watch_alloc,
    .release = watch_release,
    .upload = watch_upload,
    .download = watch_download,
    .matrix_floats = watch_matrix_floats,
    .matrix_pack = watch_matrix_pack,
    .matrix_unpack = watch_matrix_unpack,
    .conv_floats = watch_conv_floats,
    .conv_pack = watch_conv_pack,
    .conv_unpack = watch_conv_unpack,
    .scratch_bytes = watch_scratch_bytes,
    .prepare = watch_prepare,
    .run = watch_run,
    .discard = watch_discard,
};

int nn_watch_create(struct nn_watch **out, const struct nn_watch_config *config,
                    struct rl_error *err)
{
    struct nn_watch *w = calloc(1, sizeof(*w));
    struct kept_event *events = calloc((size_t)RL_MAX(config->n_events, 1), sizeof(*events));
    if (!w || !events) {
        free(w);
        free(events);
        return rl_error_set(err, RL_ENOMEM, "out of memory for a profile of %d events",
                            config->n_events);
    }
    w->base = (struct nn_backend){
        .ops = &watch_ops, .name = config->backend->name, .isa = config->backend->isa};
    w->config = *config;
    w->events = events;
    pthread_mutex_init(&w->mutex, NULL);
    *out = w;
    return 0;
}

void nn_watch_destroy(struct nn_watch *w)
{
    if (!w)
        return;
    assert(!w->first);
    pthread_mutex_destroy(&w->mutex);
    free(w->events);
    free(w);
}

struct nn_backend *nn_watch_backend(struct nn_watch *w)
{
    return &w->base;
}
