/* SPDX-License-Identifier: MIT */
#include "daemon/report/progress.h"

#include <math.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/base.h"
#include "base/clock.h"
#include "daemon/run.h"

enum { LINE_MAX_BYTES = 256, BAR_CELLS = 20 };

static const uint64_t tty_every_ns = 100ull * 1000 * 1000;
static const uint64_t plain_every_ns = 10ull * 1000 * 1000 * 1000;

void rltd_progress_init(struct rltd_progress *p, bool on)
{
    *p = (struct rltd_progress){.on = on, .tty = isatty(STDERR_FILENO)};
}

static void format_count(double n, char *out, size_t bytes)
{
    if (n >= 1e6)
        snprintf(out, bytes, "%.2fM", n * 1e-6);
    else if (n >= 1e4)
        snprintf(out, bytes, "%.1fk", n * 1e-3);
    else
        snprintf(out, bytes, "%.0f", n);
}

static void format_time(double seconds, char *out, size_t bytes)
{
    long s = isfinite(seconds) ? lround(seconds) : -1;
    if (s < 0)
        snprintf(out, bytes, "?");
    else if (s < 60)
        snprintf(out, bytes, "%lds", s);
    else if (s < 3600)
        snprintf(out, bytes, "%ldm%02lds", s / 60, s % 60);
    else
        snprintf(out, bytes, "%ldh%02ldm", s / 3600, s / 60 % 60);
}

static void format_line(const struct rltd_run_view *v, char *out, size_t bytes)
{
    char steps[16], max[24] = "", rate[16], updates[16], left[32], bar[BAR_CELLS + 3] = "";
    format_count((double)v->counters.env_steps, steps, sizeof steps);
    format_count(v->env_steps_per_s, rate, sizeof rate);
    format_count(v->updates_per_s, updates, sizeof updates);
    format_time(v->eta_s, left, sizeof left);
    if (v->max_env_steps > 0) {
        double share = RL_MIN(1.0, (double)v->counters.env_steps / (double)v->max_env_steps);
        int full = (int)(share * BAR_CELLS);
        max[0] = '/';
        format_count((double)v->max_env_steps, max + 1, sizeof max - 1);
        bar[0] = '[';
        for (int i = 0; i < BAR_CELLS; i++)
            bar[1 + i] = i < full ? '#' : '.';
        bar[1 + BAR_CELLS] = ']';
    }
    int n = snprintf(out, bytes, "%s %s %s%s steps  %s/s  %s updates/s", v->name, bar, steps, max,
                     rate, updates);
    if (!isnan(v->ep_rew_mean))
        n += snprintf(out + n, bytes - (size_t)n, "  return %.1f", v->ep_rew_mean);
    if (!isnan(v->eval_return))
        n += snprintf(out + n, bytes - (size_t)n, "  eval %.1f", v->eval_return);
    if (v->waiting_on[0])
        snprintf(out + n, bytes - (size_t)n, "  waiting for %s", v->waiting_on);
    else if (v->state == RLTD_RUN_EVALUATING)
        snprintf(out + n, bytes - (size_t)n, "  evaluating");
    else if (v->max_env_steps > v->counters.env_steps)
        snprintf(out + n, bytes - (size_t)n, "  %s left", left);
}

void rltd_progress_draw(struct rltd_progress *p, const struct rltd_run_view *view, bool now)
{
    uint64_t ns = rl_now_ns();
    if (!p->on || (!now && ns - p->last_ns < (p->tty ? tty_every_ns : plain_every_ns)))
        return;
    p->last_ns = ns;
    char line[LINE_MAX_BYTES];
    format_line(view, line, sizeof line);
    struct winsize w;
    int columns = p->tty && ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0
                      ? w.ws_col
                      : LINE_MAX_BYTES;
    if (p->tty)
        fprintf(stderr, "\r\033[K%.*s", columns - 1, line);
    else
        fprintf(stderr, "%s\n", line);
    fflush(stderr);
    p->drawn = true;
}

void rltd_progress_end(struct rltd_progress *p)
{
    if (p->on && p->tty && p->drawn)
        fputc('\n', stderr);
    p->drawn = false;
}
