/* SPDX-License-Identifier: MIT */
#include "base/schedule.h"

#include <math.h>

#include "base/base.h"

static const double pi = 3.14159265358979323846;

/* t of the schedule's own counter, behind the warm-up. */
static double count(const struct rl_schedule *s, const struct rl_counts *c)
{
    const uint64_t counted = s->counter == RL_COUNT_UPDATES     ? c->updates
                             : s->counter == RL_COUNT_ENV_STEPS ? c->env_steps
                                                                : c->evaluations;
    if (s->counter != RL_COUNT_UPDATES)
        return (double)counted;
    return counted > (uint64_t)s->warmup ? (double)(counted - (uint64_t)s->warmup) : 0;
}

/* How far from start to end, in [0, 1]. */
static double share(const struct rl_schedule *s, const struct rl_counts *c)
{
    const double done = s->counter == RL_COUNT_RUN ? c->progress : count(s, c) / (double)s->n;
    return done >= 1 ? 1 : done;
}

static int32_t milestones_reached(const struct rl_schedule *s, double t)
{
    int32_t reached = 0;
    while (reached < s->n_milestones && t >= (double)s->milestone[reached])
        reached++;
    return reached;
}

static double warm_value(const struct rl_schedule *s, const struct rl_counts *c)
{
    switch (s->kind) {
    case RL_SCHEDULE_COSINE:
        return s->end + (s->start - s->end) * (1 + cos(pi * share(s, c))) / 2;
    case RL_SCHEDULE_STEP:
        return s->start * pow(s->factor, floor(count(s, c) / (double)s->n));
    case RL_SCHEDULE_MULTISTEP:
        return s->start * pow(s->factor, milestones_reached(s, count(s, c)));
    case RL_SCHEDULE_EXPONENTIAL:
        return s->start * pow(s->factor, count(s, c));
    case RL_SCHEDULE_PLATEAU:
        return s->start * pow(s->factor, (double)c->reductions);
    default: {
        const double done = share(s, c);
        return done >= 1 ? s->end : s->start + (s->end - s->start) * done;
    }
    }
}

double rl_schedule_value(const struct rl_schedule *s, const struct rl_counts *c)
{
    const double value = warm_value(s, c);
    if (c->updates >= (uint64_t)s->warmup)
        return value;
    return value * (double)(c->updates + 1) / (double)s->warmup;
}
