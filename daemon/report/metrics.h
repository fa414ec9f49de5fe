/* SPDX-License-Identifier: MIT */
/* Metrics: every number that a run reports. Each has a short name (used by monitors, file names and
 * status), a TensorBoard tag, a unit and which way is better. Built-in ones are a table; agents add
 * theirs by logging them under a tag ("train/approx_kl", whose short name is "approx_kl").
 *
 * Values gather between flushes with the reduction that the logger named; a flush makes one row.
 * One thread at a time: the loop while it collects, the learner while it learns.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "agents/agent.h"

/* short name, tag, unit, better (+1 higher, -1 lower, 0 neither) */
#define RLTD_METRICS(X)                                                     \
    X(EP_REW_MEAN, "ep_rew_mean", "rollout/ep_rew_mean", "return", 1)       \
    X(EP_LEN_MEAN, "ep_len_mean", "rollout/ep_len_mean", "steps", 0)        \
    X(EVAL_RETURN, "eval_return", "eval/mean_reward", "return", 1)          \
    X(EVAL_RETURN_STD, "eval_return_std", "eval/std_reward", "return", 0)   \
    X(EVAL_LENGTH, "eval_length", "eval/mean_ep_length", "steps", 0)        \
    X(FPS, "fps", "time/fps", "env steps/s", 1)                             \
    X(UPDATES_PER_S, "updates_per_s", "time/updates_per_s", "updates/s", 1) \
    X(ITERATIONS, "iterations", "time/iterations", "iterations", 0)         \
    X(TIME_ELAPSED, "time_elapsed", "time/time_elapsed", "s", 0)            \
    X(SAVE_STALL, "save_stall", "time/save_stall", "s", -1)

/* clang-format off */
enum rltd_metric {
#define X(id, name, tag, unit, better) RLTD_METRIC_##id,
    RLTD_METRICS(X)
#undef X
    RLTD_N_BUILTIN_METRICS
};
/* clang-format on */

#define RLTD_METRICS_MAX 128
#define RLTD_METRIC_NAME 64

struct rltd_metric_slot {
    char name[RLTD_METRIC_NAME], tag[RLTD_METRIC_NAME];
    const char *unit;
    int better;
    unsigned sinks;
    enum agent_reduce reduce;
    double sum, max;
    uint64_t n;    /* values since the last flush */
    double latest; /* of the last flush; NaN before the first */
    bool seen;
};

struct rltd_metrics {
    struct rltd_metric_slot slot[RLTD_METRICS_MAX];
    int32_t n;
};

/* One flushed row; values of metrics that got any since the last flush. */
struct rltd_metric_row {
    uint64_t env_steps;
    double wall_s;
    int32_t n;
    struct {
        int32_t metric; /* slot */
        double value;   /* may be NaN or infinite: sinks say so, never drop it silently */
    } item[RLTD_METRICS_MAX];
};

void rltd_metrics_init(struct rltd_metrics *m);
void rltd_metrics_add(struct rltd_metrics *m, enum rltd_metric id, double value);
/* By tag, registering it at first sight; names beyond the table's size are dropped (returns -1). */
int32_t rltd_metrics_log(struct rltd_metrics *m, const char *tag, double value,
                         enum agent_reduce reduce, unsigned sinks);
/* Slot by short name or tag, -1 if unknown. */
int32_t rltd_metrics_find(const struct rltd_metrics *m, const char *name);
void rltd_metrics_flush(struct rltd_metrics *m, uint64_t env_steps, double wall_s,
                        struct rltd_metric_row *row);
