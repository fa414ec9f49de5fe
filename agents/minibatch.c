/* SPDX-License-Identifier: MIT */
#include "agents/minibatch.h"

#include <stdlib.h>

#include "agents/compile.h"
#include "base/base.h"

/* ---- programs ---- */

/* An input's memory, NULL where this configuration has no such input. */
static void *input(const struct agent_minibatch_program *p, const char *name)
{
    int at = nn_program_find_input(p->nn, name);
    return at < 0 ? NULL : nn_program_input(p->nn, at);
}

static int compile_gradient(struct agent_minibatch *m, struct agent_minibatch_program *p,
                            int32_t rows, struct rl_error *err)
{
    struct nn_trace *t = agent_trace_begin(m->agent->setup.backend, m->config.gradient, err);
    if (!t)
        return RL_ENOMEM;
    m->config.trace(m->agent, t, rows);
    int rc = agent_trace_compile(t, &p->nn, err);
    if (rc < 0)
        return rc;
    bool bytes = m->config.wire_obs;
    p->rows = rows;
    p->batch = (struct replay_minibatch){
        .obs = bytes ? NULL : input(p, "obs"),
        .bytes = bytes ? input(p, "obs") : NULL,
        .mask = input(p, "mask"),
        .action = input(p, "action"),
        .logp = input(p, "logp"),
        .value = input(p, "value"),
        .advantage = input(p, "advantage"),
        .ret = input(p, "ret"),
    };
    p->scale = input(p, "scale");
    for (int i = 0; i < m->config.n_metrics; i++)
        p->metric[i] = nn_program_find_output(p->nn, m->config.metric[i]);
    return 0;
}

static int compile_step(struct agent_minibatch *m, struct rl_error *err)
{
    struct agent *agent = m->agent;
    struct nn_trace *t = agent_trace_begin(agent->setup.backend, m->config.step, err);
    if (!t)
        return RL_ENOMEM;
    for (int32_t i = 0; i < agent->n_optimizers; i++) {
        if (m->config.max_grad_value > 0.0)
            nn_opt_clip_value(t, agent->optimizer[i], nn_const(t, (float)m->config.max_grad_value));
        nn_opt_step(t, agent->optimizer[i]);
    }
    return agent_trace_compile(t, &m->step, err);
}

int agent_minibatch_init(struct agent_minibatch *m, struct agent *agent,
                         const struct agent_minibatch_config *config, struct rl_error *err)
{
    assert(config->n_metrics <= AGENT_MINIBATCH_METRICS);
    *m = (struct agent_minibatch){.agent = agent, .config = *config};
    const int32_t rows = (int32_t)RL_MIN(config->batch_size, (int64_t)config->n_rows);
    const int32_t rest = config->n_rows % rows;
    const struct nn_window window = {
        .size = config->accumulate, .rows = rows, .last_rows = rest ? rest : rows};
    m->order = calloc((size_t)config->n_rows, sizeof(*m->order));
    if (!m->order)
        return rl_error_set(err, RL_ENOMEM, "%s: out of memory for a rollout of %d rows",
                            agent->type->name, config->n_rows);
    int rc = compile_gradient(m, &m->full, rows, err);
    if (rc == 0 && rest)
        rc = compile_gradient(m, &m->last, rest, err);
    if (rc == 0)
        rc = compile_step(m, err);
    return rc == 0 ? agent_window_init(&m->window, agent, &window, err) : rc;
}

void agent_minibatch_deinit(struct agent_minibatch *m)
{
    nn_program_destroy(m->step);
    nn_program_destroy(m->full.nn);
    nn_program_destroy(m->last.nn);
    agent_window_deinit(&m->window);
    free(m->order);
    *m = (struct agent_minibatch){0};
}

void agent_minibatch_set(struct agent_minibatch *m, const char *name, double value)
{
    struct agent_minibatch_program *both[2] = {&m->full, &m->last};
    for (int i = 0; i < 2; i++) {
        float *at = both[i]->nn ? input(both[i], name) : NULL;
        if (at)
            *at = (float)value;
    }
}

/* ---- running ---- */

static const struct agent_minibatch_program *program_of(const struct agent_minibatch *m, int64_t i)
{
    return (i + 1) * m->full.rows <= m->config.n_rows ? &m->full : &m->last;
}

/* Minibatches of the pass that are to come, i included. */
static int64_t left(const struct agent_minibatch *m, int64_t i)
{
    return (m->config.n_rows + m->full.rows - 1) / m->full.rows - i;
}

int32_t agent_minibatch_rows(const struct agent_minibatch *m, int64_t i)
{
    return program_of(m, i)->rows;
}

bool agent_minibatch_has(const struct agent_minibatch *m, int metric)
{
    return m->full.metric[metric] >= 0;
}

int agent_minibatch_run(struct agent_minibatch *m, const struct replay_rollout *rollout, int64_t i,
                        float *metric, struct rl_error *err)
{
    const struct agent_minibatch_program *p = program_of(m, i);
    replay_rollout_gather(rollout, m->order + i * m->full.rows, p->rows, &p->batch);
    int rc = p->scale ? agent_window_scale(&m->window, left(m, i), p->scale) : 0;
    if (rc == 0)
        rc = nn_program_run(p->nn);
    if (rc < 0)
        return rl_error_set(err, rc, "%s: the gradient program failed", m->agent->type->name);
    for (int k = 0; k < m->config.n_metrics; k++)
        if (p->metric[k] >= 0)
            metric[k] = *(const float *)nn_program_output(p->nn, p->metric[k]);
    return 0;
}

bool agent_minibatch_closes(struct agent_minibatch *m, int64_t i)
{
    return agent_window_add(&m->window, left(m, i));
}

void agent_minibatch_drop(struct agent_minibatch *m)
{
    agent_window_drop(&m->window);
}

int agent_minibatch_clip(struct agent_minibatch *m, double max_norm, float *norm,
                         struct rl_error *err)
{
    int rc = agent_window_clip(&m->window, (float)max_norm, norm);
    return rc < 0 ? rl_error_set(err, rc, "%s: the clipping program failed", m->agent->type->name)
                  : 0;
}

int agent_minibatch_step(struct agent_minibatch *m, struct rl_error *err)
{
    int rc = nn_program_run(m->step);
    return rc < 0 ? rl_error_set(err, rc, "%s: the step program failed", m->agent->type->name) : 0;
}
