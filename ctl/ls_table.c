/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/base.h"
#include "ctl/proto.h"

void rltd_format_bytes(uint64_t bytes, char *out, size_t out_bytes)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB"};
    double value = (double)bytes / 1000;
    size_t unit = 0;

    while (value >= 1000 && unit + 1 < RL_COUNTOF(units)) {
        value /= 1000;
        unit++;
    }
    if (bytes < 1000)
        snprintf(out, out_bytes, "%u B", (unsigned)bytes);
    else
        snprintf(out, out_bytes, "%.1f %s", value, units[unit]);
}

void rltd_format_seconds(double seconds, char *out, size_t out_bytes)
{
    if (!(seconds >= 0) || seconds > 1e12) /* also NaN: unknown; or a clock that was set */
        snprintf(out, out_bytes, "?");
    else if (seconds < 60)
        snprintf(out, out_bytes, "%.0f s", floor(seconds));
    else if (seconds < 3600)
        snprintf(out, out_bytes, "%.0f min", floor(seconds / 60));
    else if (seconds < 48 * 3600.0)
        snprintf(out, out_bytes, "%.0f h %.0f min", floor(seconds / 3600),
                 floor(fmod(seconds, 3600) / 60));
    else
        snprintf(out, out_bytes, "%.0f days", floor(seconds / 86400));
}

struct widths {
    int run, steps, metric, sets, bytes, age, name;
};

static void widen(int *width, const char *text)
{
    *width = RL_MAX(*width, (int)strlen(text));
}

struct cells {
    char steps[24], metric[32], bytes[24], age[32];
};

static struct cells cells_of(const struct rltd_ls_row *row, double now_s)
{
    struct cells c;

    snprintf(c.steps, sizeof(c.steps), "%llu", (unsigned long long)row->env_steps);
    if (isnan(row->metric))
        snprintf(c.metric, sizeof(c.metric), "-");
    else
        snprintf(c.metric, sizeof(c.metric), "%.2f", row->metric);
    rltd_format_bytes(row->bytes, c.bytes, sizeof(c.bytes));
    rltd_format_seconds(RL_MAX(now_s - row->wall_s, 0), c.age, sizeof(c.age));
    return c;
}

static void print_row(FILE *out, const struct widths *w, const char *run, const struct cells *c,
                      const char *sets, const char *name, const char *file)
{
    if (w->run)
        fprintf(out, "%-*s  ", w->run, run);
    fprintf(out, "%*s  %*s  %-*s  %*s  %*s  ", w->steps, c->steps, w->metric, c->metric, w->sets,
            sets, w->bytes, c->bytes, w->age, c->age);
    if (w->name)
        fprintf(out, "%-*s  ", w->name, name);
    fprintf(out, "%s\n", file);
}

void rltd_ls_print(FILE *out, const struct rltd_ls_row *rows, size_t n, double now_s)
{
    const struct cells head = {"ENV STEPS", "METRIC", "SIZE", "AGE"};
    struct widths w = {0, 9, 6, 4, 4, 3, 0};
    bool several = false;

    for (size_t i = 0; i < n; i++) {
        struct cells c = cells_of(&rows[i], now_s);

        several = several || strcmp(rows[i].run, rows[0].run) != 0;
        widen(&w.run, rows[i].run);
        widen(&w.steps, c.steps);
        widen(&w.metric, c.metric);
        widen(&w.sets, rows[i].sets);
        widen(&w.bytes, c.bytes);
        widen(&w.age, c.age);
        if (rows[i].name[0])
            w.name = RL_MAX(w.name, RL_MAX(4, (int)strlen(rows[i].name)));
    }
    w.run = several ? RL_MAX(w.run, 3) : 0;
    print_row(out, &w, "RUN", &head, "SETS", "NAME", "FILE");
    for (size_t i = 0; i < n; i++) {
        struct cells c = cells_of(&rows[i], now_s);

        print_row(out, &w, rows[i].run, &c, rows[i].sets[0] ? rows[i].sets : "-", rows[i].name,
                  rows[i].file);
    }
}
