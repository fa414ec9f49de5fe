/* SPDX-License-Identifier: MIT */
/* Rows of metrics, and what the best of the monitored one is. */
#include <math.h>
#include <string.h>

#include "base/base.h"
#include "base/clock.h"
#include "daemon/run_private.h"

void run_flush_metrics(struct rltd_run *run)
{
    double now = round(rl_wall_s() * 1e3) * 1e-3; /* as log.jsonl has it */
    if (run->row_at == run->counters.env_steps && isfinite(run->row_wall_s))
        now = RL_MAX(now, run->row_wall_s + RLTD_ROWS_APART_S);
    run->row_at = run->counters.env_steps;
    run->row_wall_s = now;
    rltd_metrics_flush(&run->metrics, run->row_at, now, &run->row);
    run->metrics_view = run->metrics;
    rltd_store_metrics(run->store, &run->metrics, &run->row);
}

struct rltd_mark run_rollback_mark(const struct rltd_run *run)
{
    return run->loaded[0] ? run_mark(run) : rltd_mark_at(run->counters.env_steps);
}

struct rltd_mark run_mark(const struct rltd_run *run)
{
    return (struct rltd_mark){.env_steps = run->counters.env_steps,
                              .eval_at = run->eval_at,
                              .row_at = run->row_at,
                              .row_wall_s = run->row_wall_s};
}

double run_monitored(const struct rltd_run *run)
{
    int32_t slot = rltd_metrics_find(&run->metrics_view, run->config.config->checkpoint.monitor);
    return slot < 0 ? NAN : run->metrics_view.slot[slot].latest;
}

void run_note_best(struct rltd_run *run)
{
    double value = run_monitored(run);
    if (isfinite(value) &&
        (isnan(run->best_metric) ||
         (run_minimises(run) ? value < run->best_metric : value > run->best_metric)))
        run->best_metric = value;
}

static double window_mean(const struct rltd_run *run, const double *window)
{
    uint64_t n = RL_MIN(run->n_window, (uint64_t)RUN_EPISODE_WINDOW);
    double sum = 0;
    for (uint64_t i = 0; i < n; i++)
        sum += window[i];
    return n > 0 ? sum / (double)n : NAN;
}

void run_log_row(struct rltd_run *run)
{
    run->want_log = false;
    struct rltd_metrics *m = &run->metrics;
    if (run->n_window > 0) {
        rltd_metrics_add(m, RLTD_METRIC_EP_REW_MEAN, window_mean(run, run->episode_return));
        rltd_metrics_add(m, RLTD_METRIC_EP_LEN_MEAN, window_mean(run, run->episode_length));
    }
    if (run->stall_untold)
        rltd_metrics_add(m, RLTD_METRIC_SAVE_STALL, run->save_stall_s);
    run->stall_untold = false;
    double seconds = run_elapsed_s(run);
    rltd_metrics_add(m, RLTD_METRIC_FPS, (double)run->counters.env_steps / seconds);
    rltd_metrics_add(m, RLTD_METRIC_UPDATES_PER_S, (double)run_updates(run) / seconds);
    rltd_metrics_add(m, RLTD_METRIC_ITERATIONS, (double)run->counters.iterations);
    rltd_metrics_add(m, RLTD_METRIC_TIME_ELAPSED, seconds);
    if (run->agent->type->on_log_interval)
        run->agent->type->on_log_interval(run->agent, &run->ctx);
    if (run->collector->log)
        run->collector->log(run);
    run_flush_metrics(run);
    if (strcmp(run->config.config->checkpoint.monitor, "eval_return") != 0)
        run_note_best(run);
}
