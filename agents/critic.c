/* SPDX-License-Identifier: MIT */
#include "agents/critic.h"

#include "base/base.h"

int agent_critic_init(struct agent_critic *c, struct agent *agent, int64_t members,
                      const struct agent_off_policy *hp, struct rl_error *err)
{
    struct nn_network_shape shape;
    nn_params_init(&c->params, agent->setup.backend);
    nn_params_init(&c->target_params, agent->setup.backend);
    int rc = agent_network_shape(&shape, agent, agent->setup.action.n_elements, 1, err);
    if (rc < 0)
        return rc;
    shape.members = members;
    shape.random = agent->setup.random;
    shape.batch_norm = shape.config->batch_norm;
    rc = nn_network_add(&c->q, &c->params, "critic", &shape);
    if (rc == 0)
        rc = nn_network_add(&c->target, &c->target_params, "critic", &shape);
    if (rc < 0)
        return rl_error_set(err, rc, "%s: cannot build the critics: %s", agent->type->name,
                            rl_error_text(rc));
    rc = agent_add_trained(agent, &c->params, &c->opt, "critic", hp, err);
    if (rc == 0)
        rc = agent_add_target(agent, &c->target_params, err);
    if (rc < 0)
        return rc;
    /* Draws are keyed by the parameter's index in its set: another set needs another seed. */
    rc = nn_network_init(&c->q, shape.config->value_gain, ~agent->setup.seed);
    if (rc == 0)
        rc = nn_params_copy(&c->target_params, &c->params);
    return rc < 0 ? rl_error_set(err, rc, "%s: cannot initialise the critics: %s",
                                 agent->type->name, rl_error_text(rc))
                  : 0;
}

void agent_critic_deinit(struct agent_critic *c)
{
    nn_opt_deinit(&c->opt);
    nn_params_deinit(&c->params);
    nn_params_deinit(&c->target_params);
}

struct nn_var agent_critic_q(struct nn_trace *t, const struct nn_network *net, struct nn_var obs,
                             struct nn_var action)
{
    struct nn_var q = nn_network_trace(t, net, obs, action);
    struct nn_shape shape = nn_var_shape(t, q);
    return nn_reshape(t, q, NN_MAT(shape.dim[0], shape.dim[1]));
}

struct nn_var agent_critic_loss(struct nn_trace *t, const struct agent_transitions *batch,
                                struct nn_var q, struct nn_var y)
{
    struct nn_var error = nn_sub(t, q, y);
    struct nn_var square = nn_square(t, error);
    if (batch->weight.id >= 0) {
        nn_output(t, "td_error", nn_mean_axis(t, nn_abs(t, error), 0));
        square = nn_mul(t, square, batch->weight);
    }
    float B = (float)nn_var_shape(t, y).dim[0];
    return nn_mul(t, nn_sum(t, square), nn_const(t, 1.0f / B));
}
