/* SPDX-License-Identifier: MIT */
#include "nn/schedule.h"

#include <math.h>
#include <stdio.h>

/* Defaults of torch.optim.lr_scheduler.ReduceLROnPlateau. */
static const double threshold = 1e-4, least_change = 1e-8;

void nn_schedule_init(struct nn_schedule *s, const struct rl_schedule *spec,
                      struct nn_optimizer *opt)
{
    *s = (struct nn_schedule){.spec = *spec, .opt = opt};
}

int nn_state_add_schedule(struct nn_state *state, struct nn_schedule *s)
{
    char name[2 * NN_NAME_MAX];
    snprintf(name, sizeof(name), "optim/%s/schedule", s->opt->config.name);
    return nn_state_add_array(state, name, NN_STATE_BEGINS, RL_F64,
                              NN_VEC((int64_t)(sizeof(s->memory) / sizeof(double))), &s->memory);
}

bool nn_schedule_per_update(const struct nn_schedule *s)
{
    return s->spec.counter == RL_COUNT_UPDATES || s->spec.warmup > 0;
}

double nn_schedule_apply(const struct nn_schedule *s, double progress, uint64_t env_steps)
{
    const struct rl_counts counts = {
        .progress = progress,
        .updates = nn_opt_steps(s->opt),
        .env_steps = env_steps,
        .evaluations = (uint64_t)s->memory.evaluations,
        .reductions = (uint64_t)s->memory.reductions,
    };
    const double lr = rl_schedule_value(&s->spec, &counts);
    nn_opt_set_lr(s->opt, (float)lr);
    return lr;
}

static bool is_better(const struct nn_schedule_memory *m, double metric, bool higher_is_better)
{
    if (m->evaluations == 0 || isnan(m->best))
        return !isnan(metric);
    const double margin = threshold * fabs(m->best);
    return higher_is_better ? metric > m->best + margin : metric < m->best - margin;
}

void nn_schedule_evaluated(struct nn_schedule *s, double metric, bool higher_is_better)
{
    struct nn_schedule_memory *m = &s->memory;
    if (s->spec.kind != RL_SCHEDULE_PLATEAU && s->spec.counter != RL_COUNT_EVALUATIONS)
        return; /* evaluations leave no trace in it */
    if (is_better(m, metric, higher_is_better)) {
        m->best = metric;
        m->n_bad = 0;
    } else {
        m->n_bad = m->evaluations == 0 ? 1 : m->n_bad + 1;
        m->best = m->evaluations == 0 ? NAN : m->best;
    }
    m->evaluations++;
    if (s->spec.kind != RL_SCHEDULE_PLATEAU || m->n_bad <= (double)s->spec.n)
        return;
    m->n_bad = 0;
    const double now = s->spec.start * pow(s->spec.factor, m->reductions);
    if (now - now * s->spec.factor > least_change)
        m->reductions++;
}
