/* SPDX-License-Identifier: MIT */
/* A number that changes over a run: learning rates, exploration, clip ranges. A schedule is a plain
 * value, a pure function of counters; names, formulae and numbers are those of PyTorch's
 * torch.optim.lr_scheduler.
 *
 *   3e-4                             constant
 *   linear(start[, end[, n]])        straight to end (0) over the run, or over n counts
 *   cosine(start[, end[, n]])        end + (start - end) (1 + cos(pi t / n)) / 2
 *   step(start, every, factor)       start * factor^floor(t / every)
 *   multistep(start, [a, b], factor) start * factor^(milestones that t has reached)
 *   exponential(start, factor)       start * factor^t
 *   plateau(start, factor, patience) times factor when patience + 1 evaluations brought no better
 *   warmup(n, ANY)                   ANY at its start times (t + 1) / n for updates t < n, then ANY
 *                                    from its beginning; one that follows the run does not shift
 *
 * What t counts is the schedule's own: updates of the optimizer, unless " by env_steps" or
 * " by evaluations" follows (step, multistep, exponential, linear and cosine with n).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rl_schedule_kind {
    RL_SCHEDULE_LINEAR, /* constant where start == end */
    RL_SCHEDULE_COSINE,
    RL_SCHEDULE_STEP,
    RL_SCHEDULE_MULTISTEP,
    RL_SCHEDULE_EXPONENTIAL,
    RL_SCHEDULE_PLATEAU,
};

enum rl_schedule_counter {
    RL_COUNT_RUN, /* env_steps / max_env_steps */
    RL_COUNT_UPDATES,
    RL_COUNT_ENV_STEPS,
    RL_COUNT_EVALUATIONS,
};

#define RL_SCHEDULE_MILESTONES 8

struct rl_schedule {
    double start, end; /* end: of linear and cosine, else equal to start */
    int32_t kind;      /* enum rl_schedule_kind */
    int32_t counter;   /* enum rl_schedule_counter */
    int64_t n;         /* counts until end; between steps; plateau: patience */
    double factor;
    int64_t warmup; /* updates; 0: none */
    int32_t n_milestones;
    int64_t milestone[RL_SCHEDULE_MILESTONES]; /* ascending */
};

/* Where a run is. */
struct rl_counts {
    double progress; /* in [0, 1] */
    uint64_t updates, env_steps, evaluations;
    uint64_t reductions; /* that a plateau has brought so far: nn/schedule.h */
};

double rl_schedule_value(const struct rl_schedule *s, const struct rl_counts *counts);

/* Needs nothing but progress. */
static inline bool rl_schedule_follows_run(const struct rl_schedule *s)
{
    return s->counter == RL_COUNT_RUN && s->warmup == 0;
}
/* The value of such a schedule. */
static inline double rl_schedule_at(struct rl_schedule s, double progress)
{
    return rl_schedule_value(&s, &(struct rl_counts){.progress = progress});
}

#define RL_SCHEDULE_RUN_FORMS "number, linear(start[, end]) or cosine(start[, end])"
#define RL_SCHEDULE_TEXT_MAX  512

/* NULL, or what the text should have been: "a number, linear(START), ...". */
const char *rl_schedule_parse(const char *text, size_t n, struct rl_schedule *out);
/* Text that parses back to the same schedule; `out` holds RL_SCHEDULE_TEXT_MAX bytes. */
void rl_schedule_format(const struct rl_schedule *s, char *out);
