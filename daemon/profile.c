/* SPDX-License-Identifier: MIT */
#include "daemon/profile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/clock.h"

#define MAX_SPANS 100000 /* phases kept one by one, for the trace */
#define MAX_ROWS  64     /* of the table of ops */

struct span {
    const char *name;
    uint64_t start_ns, ns;
};

struct rltd_profile {
    struct nn_watch *watch;
    uint64_t start_ns;
    struct rltd_profile_phase phase[RLTD_PROFILE_PHASES_MAX];
    int32_t n_phases;
    struct span *spans;
    int32_t n_spans;
};

int rltd_profile_create(struct rltd_profile **out, struct nn_watch *watch, struct rl_error *err)
{
    struct rltd_profile *p = calloc(1, sizeof *p);
    struct span *spans = calloc(MAX_SPANS, sizeof *spans);
    if (!p || !spans) {
        free(p);
        free(spans);
        return rl_error_set(err, RL_ENOMEM, "out of memory for the profile");
    }
    p->watch = watch;
    p->spans = spans;
    p->start_ns = rl_now_ns();
    *out = p;
    return 0;
}

void rltd_profile_destroy(struct rltd_profile *p)
{
    if (!p)
        return;
    free(p->spans);
    free(p);
}

void rltd_profile_phase(struct rltd_profile *p, const char *name, uint64_t start_ns, uint64_t ns)
{
    if (!p)
        return;
    int32_t i = 0;
    while (i < p->n_phases && strcmp(p->phase[i].name, name) != 0)
        i++;
    assert(i < RLTD_PROFILE_PHASES_MAX);
    if (i == p->n_phases)
        p->phase[p->n_phases++].name = name;
    p->phase[i].count++;
    p->phase[i].ns += ns;
    if (p->n_spans < MAX_SPANS)
        p->spans[p->n_spans++] = (struct span){name, start_ns, ns};
}

int32_t rltd_profile_phases(const struct rltd_profile *p,
                            struct rltd_profile_phase out[RLTD_PROFILE_PHASES_MAX])
{
    memcpy(out, p->phase, sizeof p->phase);
    return p->n_phases;
}

struct nn_watch *rltd_profile_watch(const struct rltd_profile *p)
{
    return p->watch;
}

/* ---- the table ---- */

static void put_phases(const struct rltd_profile *p, struct rl_buf *out)
{
    uint64_t total = 0;
    for (int32_t i = 0; i < p->n_phases; i++)
        total += p->phase[i].ns;
    rl_buf_printf(out, "%-10s %10s %12s %7s %12s\n", "phase", "times", "seconds", "share",
                  "us each");
    for (int32_t i = 0; i < p->n_phases; i++) {
        const struct rltd_profile_phase *f = &p->phase[i];
        rl_buf_printf(out, "%-10s %10llu %12.4f %6.1f%% %12.1f\n", f->name,
                      (unsigned long long)f->count, 1e-9 * (double)f->ns,
                      100 * (double)f->ns / (double)RL_MAX(total, (uint64_t)1),
                      1e-3 * (double)f->ns / (double)f->count);
    }
}

static void put_ops(const struct rltd_profile *p, struct rl_buf *out)
{
    struct nn_watch_row rows[MAX_ROWS];
    uint64_t total;
    int32_t n = nn_watch_rows(p->watch, rows, MAX_ROWS, &total);
    rl_buf_printf(out, "\n%-20s %-8s %10s %12s %7s %12s %9s  %s\n", "op", "pass", "calls",
                  "seconds", "share", "us each", "GFLOP/s", "where");
    for (int32_t i = 0; i < n; i++) {
        const struct nn_watch_row *r = &rows[i];
        char rate[32] = "";
        if (r->calls == 0)
            continue;
        if (r->flops > 0)
            snprintf(rate, sizeof rate, "%.2f", r->flops / (double)RL_MAX(r->ns, (uint64_t)1));
        rl_buf_printf(out, "%-20s %-8s %10llu %12.4f %6.1f%% %12.3f %9s  %s:%d\n", r->op,
                      r->backward ? "backward" : "forward", (unsigned long long)r->calls,
                      1e-9 * (double)r->ns,
                      100 * (double)r->ns / (double)RL_MAX(total, (uint64_t)1),
                      1e-3 * (double)r->ns / (double)r->calls, rate, r->file, r->line);
    }
}

void rltd_profile_table(const struct rltd_profile *p, struct rl_buf *out)
{
    put_phases(p, out);
    put_ops(p, out);
}

/* ---- files ---- */

struct event {
    const char *name, *category;
    int thread;
    uint64_t start_ns, ns;
};

/* One complete event ("X") of the trace format; times in microseconds since the profile began. */
static void put_event(const struct rltd_profile *p, FILE *f, const struct event *e)
{
    int64_t since = (int64_t)(e->start_ns - p->start_ns);
    fprintf(f,
            ",\n{\"name\":\"%s\",\"cat\":\"%s\",\"ph\":\"X\",\"pid\":1,\"tid\":%d,"
            "\"ts\":%.3f,\"dur\":%.3f}",
            e->name, e->category, e->thread, 1e-3 * (double)since, 1e-3 * (double)e->ns);
}

static void put_thread(FILE *f, int thread, const char *name, const char *comma)
{
    fprintf(f,
            "%s\n{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":1,\"tid\":%d,"
            "\"args\":{\"name\":\"%s %d\"}}",
            comma, thread, name, thread);
}

static void put_trace(const struct rltd_profile *p, FILE *f)
{
    const struct nn_watch_event *e;
    int threads = 0;
    fprintf(f, "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[");
    put_thread(f, 0, "phases", "");
    for (int32_t i = 0; i < p->n_spans; i++)
        put_event(p, f,
                  &(struct event){.name = p->spans[i].name,
                                  .category = "phase",
                                  .start_ns = p->spans[i].start_ns,
                                  .ns = p->spans[i].ns});
    for (int32_t i = 0; (e = nn_watch_event(p->watch, i)); i++) {
        for (; threads <= e->thread; threads++)
            put_thread(f, threads + 1, "programs", ",");
        put_event(p, f,
                  &(struct event){.name = e->op ? e->op : e->program,
                                  .category = !e->op        ? "program"
                                              : e->backward ? "backward"
                                                            : "forward",
                                  .thread = e->thread + 1,
                                  .start_ns = e->start_ns,
                                  .ns = e->ns});
    }
    fprintf(f, "\n]}\n");
}

static int finish(FILE *f, const char *path, struct rl_error *err)
{
    bool failed = ferror(f);
    return fclose(f) != 0 || failed ? rl_error_errno(err, errno, "cannot write %s", path) : 0;
}

int rltd_profile_save(const struct rltd_profile *p, const char *dir, struct rl_error *err)
{
    char path[600];
    struct rl_buf table;
    int rc = 0;
    rl_buf_init(&table);
    rltd_profile_table(p, &table);
    snprintf(path, sizeof path, "%s/profile.txt", dir);
    FILE *f = fopen(path, "w");
    if (f) {
        fwrite(table.data, 1, table.n, f);
        rc = finish(f, path, err);
    }
    rl_buf_deinit(&table);
    if (f && rc == 0) {
        snprintf(path, sizeof path, "%s/profile.trace.json", dir);
        f = fopen(path, "w");
        if (f) {
            put_trace(p, f);
            rc = finish(f, path, err);
        }
    }
    return f ? rc : rl_error_errno(err, errno, "cannot write %s", path);
}
