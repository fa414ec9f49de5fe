/* SPDX-License-Identifier: MIT */
#include "daemon/average.h"

#include <string.h>

#include "nn/program.h"
#include "nn/trace.h"

static int add_like(struct nn_params *to, const struct nn_params *from, struct rl_error *err)
{
    nn_params_init(to, from->backend);
    for (int32_t i = 0; i < from->n; i++)
        if (nn_params_add(to, from->items[i].name, from->items[i].kind, from->items[i].shape) < 0)
            return rl_error_set(err, RL_ENOMEM, "out of memory for averages of weights");
    return nn_params_alloc(to, err);
}

static int add_set(struct rltd_average *a, struct agent *agent, struct nn_params *live,
                   struct rl_error *err)
{
    struct rltd_average_set *s = &a->set[a->n_sets++];
    s->live = live;
    int rc = add_like(&s->mean, live, err);
    if (rc == 0)
        rc = add_like(&s->aside, live, err);
    if (rc == 0)
        rc = nn_state_add_params(agent->state, "average", &s->mean);
    return rc;
}

/* What acts: the published set, or all that is trained where actor and critic are one. */
static int choose_sets(struct rltd_average *a, struct agent *agent, struct rl_error *err)
{
    int rc = 0;
    for (int32_t i = 0; i < agent->n_optimizers && rc == 0; i++) {
        struct nn_params *params = agent->optimizer[i]->params;
        if (agent->acting && params != agent->acting)
            continue;
        if (agent->acting)
            a->optimizer = agent->optimizer[i];
        rc = add_set(a, agent, params, err);
    }
    if (rc == 0 && a->n_sets == 0)
        rc = rl_error_set(err, RL_ECONFIG, "averaging: agent %s trains nothing that acts",
                          agent->type->name);
    return rc;
}

static int compile(struct rltd_average *a, struct rl_error *err)
{
    struct nn_trace *t = nn_trace_create(a->set[0].live->backend);
    if (!t)
        return rl_error_set(err, RL_ENOMEM, "out of memory for averages of weights");
    struct nn_var tau = nn_input(t, "tau", RL_F32, NN_SCALAR);
    for (int32_t i = 0; i < a->n_sets; i++)
        nn_polyak(t, &a->set[i].mean, a->set[i].live, tau);
    int rc = nn_compile(t, &a->program, err);
    nn_trace_destroy(t);
    if (rc == 0)
        a->tau = nn_program_input(a->program, nn_program_find_input(a->program, "tau"));
    return rc;
}

int rltd_average_init(struct rltd_average *a, const struct rltd_average_config *config,
                      struct agent *agent, struct rl_error *err)
{
    *a = (struct rltd_average){.config = *config, .agent = agent};
    if (config->kind == RLTD_AVERAGE_NONE)
        return 0;
    int rc = choose_sets(a, agent, err);
    if (rc == 0)
        rc = compile(a, err);
    if (rc == 0)
        rc = nn_state_add_array(agent->state, "run/average_looked_at", NN_STATE_RESUME, RL_U64,
                                NN_VEC(1), &a->looked_at);
    if (rc == 0)
        rc = nn_state_add_array(agent->state, "run/average_n", NN_STATE_RESUME, RL_U64, NN_VEC(1),
                                &a->n);
    return rc;
}

void rltd_average_deinit(struct rltd_average *a)
{
    nn_program_destroy(a->program);
    for (int32_t i = 0; i < a->n_sets; i++) {
        nn_params_deinit(&a->set[i].mean);
        nn_params_deinit(&a->set[i].aside);
    }
    memset(a, 0, sizeof *a);
}

void rltd_average_look(struct rltd_average *a, uint64_t env_steps)
{
    if (a->n_sets == 0 || env_steps < (uint64_t)a->config.start_env_steps)
        return;
    uint64_t updates = a->optimizer ? nn_opt_steps(a->optimizer) : a->agent->updates;
    uint64_t every = (uint64_t)a->config.every;
    bool due = updates / every > a->looked_at / every;
    a->looked_at = updates;
    if (!due)
        return;
    a->n++;
    double share = a->config.kind == RLTD_AVERAGE_EMA ? 1 - a->config.decay : 1 / (double)a->n;
    *a->tau = a->n == 1 ? 1 : (float)share;
    nn_program_run(a->program);
}

int rltd_average_show(struct rltd_average *a)
{
    int rc = 0;
    if (a->shown || a->n == 0)
        return 0;
    for (int32_t i = 0; i < a->n_sets && rc >= 0; i++)
        rc = nn_params_copy(&a->set[i].aside, a->set[i].live);
    for (int32_t i = 0; i < a->n_sets && rc >= 0; i++)
        rc = nn_params_copy(a->set[i].live, &a->set[i].mean);
    a->shown = rc >= 0;
    return rc;
}

int rltd_average_hide(struct rltd_average *a)
{
    int rc = 0;
    for (int32_t i = 0; a->shown && i < a->n_sets && rc >= 0; i++)
        rc = nn_params_copy(a->set[i].live, &a->set[i].aside);
    a->shown = a->shown && rc < 0;
    return rc;
}

const char *rltd_average_text(const struct rltd_average *a)
{
    return a->n == 0 ? NULL : a->config.kind == RLTD_AVERAGE_EMA ? "ema" : "swa";
}
