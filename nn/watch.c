/* SPDX-License-Identifier: MIT */
/* Every step of a plan is prepared by the backend behind as a program of its own, so that the
 * memory of a step can be looked at as soon as it has run. Counters have one writer, the thread
 * that runs the program, and any readers. */
#include "nn/watch.h"

#include <float.h>
#include <math.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/clock.h"
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

/* ---- numbers that are not finite ---- */

struct range {
    float low, high;
    bool nan, infinite;
};

/* Floats of operand or result `ref`; 0: nothing to look at. */
static size_t floats_at(const struct nn_plan *plan, struct nn_ref ref, struct nn_shape shape)
{
    if (ref.slot < 0)
        return 0;
    const struct nn_slot *slot = &plan->slots[ref.slot];
    if (slot->kind != NN_SLOT_MEMORY)
        return (size_t)nn_shape_elements(shape);
    if (slot->memory.kind == NN_MEM_SCALARS || slot->memory.random)
        return 0;
    const struct nn_params *params = slot->memory.params;
    if (ref.offset == 0 && (size_t)nn_shape_elements(shape) == params->block_floats)
        return params->block_floats;
    for (int32_t i = 0; i < params->n; i++) /* in the backend's layout, with zeros as padding */
        if (params->items[i].offset * sizeof(float) == ref.offset)
            return params->items[i].n_floats;
    return 0;
}

static struct range look(struct nn_backend *be, const struct nn_plan *plan, struct nn_ref ref,
                         struct nn_shape shape, void *const *base)
{
    struct range r = {.low = FLT_MAX, .high = -FLT_MAX};
    const size_t n = floats_at(plan, ref, shape);
    const enum nn_slot_kind kind = n ? plan->slots[ref.slot].kind : NN_SLOT_INPUT;
    const bool host = kind == NN_SLOT_INPUT || kind == NN_SLOT_OUTPUT;
    const char *at = n ? (const char *)base[ref.slot] + ref.offset : NULL;
    float chunk[1024];
    for (size_t i = 0, m; i < n; i += m, at += m * sizeof(float)) {
        m = RL_MIN(n - i, RL_COUNTOF(chunk));
        if (host)
            memcpy(chunk, at, m * sizeof(float));
        else
            be->ops->download(be, chunk, at, m * sizeof(float));
        for (size_t k = 0; k < m; k++) {
            r.nan |= isnan(chunk[k]) != 0;
            r.infinite |= isinf(chunk[k]) != 0;
            r.low = chunk[k] < r.low ? chunk[k] : r.low;
            r.high = chunk[k] > r.high ? chunk[k] : r.high;
        }
    }
    return r;
}

static void append(char *text, size_t bytes, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
static void append(char *text, size_t bytes, const char *fmt, ...)
{
    const size_t used = strlen(text);
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text + used, bytes - used, fmt, ap);
    va_end(ap);
}

/* "NaN arose in nn_log (agents/ppo.c:12)", or in the gradient of one, and what went in. */
static void describe(char *text, size_t bytes, const struct nn_step *s, const char *what,
                     const struct range *in)
{
    if (s->of)
        append(text, bytes,
               "%s arose in the gradient of nn_%s (%s:%d), backward of the loss '%s' "
               "(%s:%d)",
               what, s->of, s->of_file, s->of_line, s->loss, s->file, s->line);
    else
        append(text, bytes, "%s arose in nn_%s (%s:%d)%s%s%s", what, nn_op_row(s->op)->name,
               s->file, s->line, s->loss ? ", backward of the loss '" : "", s->loss ? s->loss : "",
               s->loss ? "'" : "");
    append(text, bytes, "; its operands lie in");
    for (int32_t k = 0; k < s->n_in; k++)
        if (in[k].low <= in[k].high)
            append(text, bytes, "%s [%g, %g]", k ? "," : "", (double)in[k].low, (double)in[k].high);
}

/* What came into the program, or lies in memory, was not finite already. */
static void describe_operand(char *text, size_t bytes, const struct nn_plan *plan,
                             const struct nn_step *s, int32_t k, const char *what)
{
    const struct nn_slot *slot = &plan->slots[s->in[k].slot];
    static const char *const kinds[] = {[NN_MEM_PARAMS] = "parameters",
                                        [NN_MEM_GRAD] = "gradients",
                                        [NN_MEM_M] = "moments",
                                        [NN_MEM_V] = "second moments"};
    if (slot->kind == NN_SLOT_INPUT)
        append(text, bytes, "%s came in with the input '%s'", what, slot->name);
    else if (slot->kind == NN_SLOT_MEMORY && slot->memory.kind < RL_COUNTOF(kinds))
        append(text, bytes, "%s was in the %s before", what, kinds[slot->memory.kind]);
    else
        append(text, bytes, "%s was there before", what);
    append(text, bytes, "; first read by nn_%s (%s:%d)", nn_op_row(s->op)->name, s->file, s->line);
}

static int found(struct nn_watch *w, const char *text)
{
    pthread_mutex_lock(&w->mutex);
    if (!w->anomaly[0])
        snprintf(w->anomaly, sizeof(w->anomaly), "%s", text);
    pthread_mutex_unlock(&w->mutex);
    return RL_ENONFINITE;
}

/* Infinities that a constant began are meant, wherever the program keeps them; a NaN never is. */
static int run_checked(struct nn_watch *w, const struct watched_step *ws, void *const *base)
{
    struct nn_backend *be = w->config.backend;
    const struct nn_plan *plan = &ws->plan;
    const struct nn_step *s = &plan->steps[0];
    struct range in[NN_MAX_IN] = {{0}}, out = {0};
    bool infinite = false;
    char text[RL_ERROR_TEXT_MAX] = "";
    for (int32_t k = 0; k < s->n_in; k++) {
        bool read = s->in_float[k] && s->op != NN_OP_ZERO_GRAD;
        struct nn_ref ref = read ? s->in[k] : (struct nn_ref){.slot = -1};
        in[k] = look(be, plan, ref, s->in_shape[k], base);
        infinite |= in[k].infinite;
        bool foreign = ref.slot >= 0 && (plan->slots[ref.slot].kind == NN_SLOT_INPUT ||
                                         plan->slots[ref.slot].kind == NN_SLOT_MEMORY);
        if (in[k].nan || (in[k].infinite && foreign)) {
            describe_operand(text, sizeof(text), plan, s, k, in[k].nan ? "NaN" : "infinity");
            return found(w, text);
        }
    }
    int rc = be->ops->run(be, ws->prepared, base);
    if (rc < 0)
        return rc;
    if (s->out.slot >= 0 && s->dtype == RL_F32)
        out = look(be, plan, s->out, s->shape, base);
    for (int32_t k = 0; k < s->n_in; k++) /* what an effect changed */
        if (s->in[k].slot >= 0 && plan->slots[s->in[k].slot].kind == NN_SLOT_MEMORY) {
            struct range r = look(be, plan, s->in[k], s->in_shape[k], base);
            out.nan |= r.nan;
            out.infinite |= r.infinite;
        }
    if (!out.nan && (!out.infinite || infinite))
        return 0;
    describe(text, sizeof(text), s, out.nan ? "NaN" : "infinity", in);
    return found(w, text);
}

/* ---- time ---- */

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
