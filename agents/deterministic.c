/* SPDX-License-Identifier: MIT */
#include "agents/deterministic.h"

void agent_deterministic_defaults(struct nn_network_config *network, const struct rl_space *obs)
{
    network->hidden = (struct rl_ints){.n = 2, .v = {400, 300}};
    if (nn_network_auto_cnn(obs)) /* behind the encoder's own */
        network->hidden = (struct rl_ints){.n = 2, .v = {256, 256}};
    network->activation = NN_ACT_RELU;
    network->init = NN_NETWORK_INIT_UNIFORM;
}

int agent_deterministic_init(struct agent_deterministic *a, struct agent *agent,
                             const struct agent_off_policy *hp, struct rl_error *err)
{
    struct nn_network_shape shape;
    nn_params_init(&a->params, agent->setup.backend);
    nn_params_init(&a->target_params, agent->setup.backend);
    int rc = agent_network_shape(&shape, agent, 0, agent->setup.action.n_elements, err);
    if (rc < 0)
        return rc;
    rc = nn_network_add(&a->mu, &a->params, "policy", &shape);
    if (rc == 0)
        rc = nn_network_add(&a->target, &a->target_params, "policy", &shape);
    if (rc < 0)
        return rl_error_set(err, rc, "%s: cannot build the policy: %s", agent->type->name,
                            rl_error_text(rc));
    rc = agent_add_trained(agent, &a->params, &a->opt, "actor", hp, err);
    agent->acting = &a->params;
    if (rc == 0)
        rc = agent_add_target(agent, &a->target_params, err);
    if (rc < 0)
        return rc;
    rc = nn_network_init(&a->mu, shape.config->policy_gain, agent->setup.seed);
    if (rc == 0)
        rc = nn_params_copy(&a->target_params, &a->params);
    return rc < 0 ? rl_error_set(err, rc, "%s: cannot initialise the policy: %s", agent->type->name,
                                 rl_error_text(rc))
                  : 0;
}

void agent_deterministic_deinit(struct agent_deterministic *a)
{
    nn_opt_deinit(&a->opt);
    nn_params_deinit(&a->params);
    nn_params_deinit(&a->target_params);
}

struct nn_var agent_deterministic_mu(struct nn_trace *t, const struct nn_network *net,
                                     struct nn_var obs)
{
    return nn_tanh(t, nn_network_trace(t, net, obs, (struct nn_var){-1}));
}

void agent_deterministic_trace_act(const struct agent_deterministic *a, struct nn_trace *t,
                                   int32_t rows)
{
    struct nn_var obs = agent_obs_input(t, "obs", &a->mu, rows);
    nn_output(t, "action", agent_deterministic_mu(t, &a->mu, obs));
}
