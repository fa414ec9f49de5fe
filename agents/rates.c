/* SPDX-License-Identifier: MIT */
#include "agents/rates.h"

#include "base/base.h"

int agent_add_params(struct agent *agent, const char *prefix, struct nn_params *params,
                     struct rl_error *err)
{
    int rc = nn_params_alloc(params, err);
    if (rc < 0)
        return rc;
    rc = nn_state_add_params(agent->state, prefix, params);
    return rc < 0 ? rl_error_set(err, rc, "%s: cannot register parameters: %s", agent->type->name,
                                 rl_error_text(rc))
                  : 0;
}

int agent_add_optimizer(struct agent *agent, const struct agent_trained *trained,
                        struct rl_error *err)
{
    struct nn_optimizer *opt = trained->opt;
    assert(agent->n_optimizers < (int32_t)RL_COUNTOF(agent->optimizer));
    int rc = agent->setup.acts_only ? 0 : nn_opt_options_check(trained->options, err);
    if (rc < 0)
        return rl_error_prefix(err, rc, "%s", agent->type->name);
    rc = agent_add_params(agent, "model", trained->params, err);
    if (rc == 0)
        rc = nn_opt_init(opt, trained->params,
                         nn_opt_options_config(trained->options, trained->name), err);
    if (rc < 0)
        return rc;
    struct nn_schedule *rate = &agent->rate[agent->n_optimizers];
    agent->optimizer[agent->n_optimizers++] = opt;
    nn_schedule_init(rate, trained->rate, opt);
    rc = nn_state_add_optimizer(agent->state, opt);
    if (rc == 0)
        rc = nn_state_add_schedule(agent->state, rate);
    return rc < 0 ? rl_error_set(err, rc, "%s: cannot register optimizer '%s': %s",
                                 agent->type->name, trained->name, rl_error_text(rc))
                  : 0;
}

double agent_rates_apply(struct agent *agent, const struct agent_ctx *ctx)
{
    double first = 0;
    for (int32_t k = agent->n_optimizers; k-- > 0;)
        first = nn_schedule_apply(&agent->rate[k], ctx->progress, ctx->env_steps);
    return first;
}

bool agent_rates_per_update(const struct agent *agent)
{
    for (int32_t k = 0; k < agent->n_optimizers; k++)
        if (nn_schedule_per_update(&agent->rate[k]))
            return true;
    return false;
}

void agent_rates_evaluated(struct agent *agent, const struct agent_eval_result *result)
{
    for (int32_t k = 0; k < agent->n_optimizers; k++)
        nn_schedule_evaluated(&agent->rate[k], result->mean_return, true);
}
