/* SPDX-License-Identifier: MIT */
#include "agents/squashed.h"

#include "base/base.h"
#include "nn/dist.h"
#include "nn/gsde.h"

/* As in the authors' code. */
#define LOG_STD_MIN (-20.0f)
#define LOG_STD_MAX 2.0f
/* Stable-Baselines3's: the largest mean before tanh, with gSDE. */
#define SDE_MEAN_MAX 2.0f

/* No operand. */
static const struct nn_var none = {-1};

/* ---- networks ---- */

static int add_networks(struct agent_squashed *p, struct nn_network_shape *shape)
{
    shape->n_out = p->config.use_sde ? 0 : 2 * p->A;
    int rc = nn_network_add(&p->net, &p->params, "policy", shape);
    if (rc < 0 || !p->config.use_sde)
        return rc;
    p->H = p->net.n_out;
    rc = nn_network_add_head(&p->mean, &p->params, "mean", shape->config, p->H, p->A);
    if (rc == 0)
        rc = p->log_std = nn_params_add(&p->params, "log_std", NN_PARAM_VECTOR, NN_MAT(p->H, p->A));
    return RL_MIN(rc, 0);
}

static int init_values(struct agent_squashed *p, uint64_t seed)
{
    double gain = p->net.shape.config->policy_gain;
    int rc = nn_network_init(&p->net, gain, seed);
    if (rc == 0 && p->config.use_sde)
        rc = nn_network_init(&p->mean, gain, seed);
    if (rc == 0 && p->config.use_sde)
        rc = nn_init_constant(&p->params, p->log_std, (float)p->config.log_std_init);
    return rc;
}

int agent_squashed_init(struct agent_squashed *p, struct agent *agent,
                        const struct agent_squashed_config *config, struct rl_error *err)
{
    struct nn_network_shape shape;
    p->config = *config;
    p->A = agent->setup.action.n_elements;
    nn_params_init(&p->params, agent->setup.backend);
    int rc = agent_network_shape(&shape, agent, 0, 0, err);
    if (rc < 0)
        return rc;
    rc = add_networks(p, &shape);
    if (rc < 0)
        return rl_error_set(err, rc, "%s: cannot build the policy: %s", agent->type->name,
                            rl_error_text(rc));
    rc = agent_add_trained(agent, &p->params, &p->opt, "actor", p->config.hp, err);
    agent->acting = &p->params;
    if (rc < 0)
        return rc;
    rc = init_values(p, agent->setup.seed);
    return rc < 0 ? rl_error_set(err, rc, "%s: cannot initialise the policy: %s", agent->type->name,
                                 rl_error_text(rc))
                  : 0;
}

void agent_squashed_deinit(struct agent_squashed *p)
{
    nn_opt_deinit(&p->opt);
    nn_params_deinit(&p->params);
}

/* ---- the Gaussian before tanh ---- */

static struct nn_var clip_to(struct nn_trace *t, struct nn_var a, float low, float high)
{
    return nn_clip(t, a, nn_const(t, low), nn_const(t, high));
}

struct gaussian {
    struct nn_var mean, log_std; /* (B, A) */
    struct nn_var pre;           /* (B, A) a draw, where there is noise */
};

static struct gaussian plain(struct agent_squashed *p, struct nn_trace *t, struct nn_var obs,
                             struct nn_var noise)
{
    struct nn_var out = nn_network_trace(t, &p->net, obs, none);
    struct gaussian g = {.mean = nn_slice(t, out, 1, 0, p->A)};
    if (noise.id >= 0) {
        g.log_std = clip_to(t, nn_slice(t, out, 1, p->A, p->A), LOG_STD_MIN, LOG_STD_MAX);
        g.pre = nn_gaussian_sample(t, g.mean, g.log_std, noise);
    }
    return g;
}

/* nn/gsde.h, with features phi that learn from the noise too. */
static struct gaussian state_dependent(struct agent_squashed *p, struct nn_trace *t,
                                       struct nn_var obs, struct nn_var noise)
{
    struct nn_var phi = nn_network_trace(t, &p->net, obs, none);
    struct nn_var mean = nn_network_trace(t, &p->mean, phi, none);
    struct gaussian g = {.mean = clip_to(t, mean, -SDE_MEAN_MAX, SDE_MEAN_MAX)};
    if (noise.id >= 0) {
        struct nn_var log_std = nn_param(t, &p->params, p->log_std);
        struct nn_var std = nn_gsde_std(t, log_std, p->config.use_expln);
        g.log_std = nn_gsde_log_std(t, phi, std);
        g.pre = nn_add(t, g.mean, nn_gsde_noise(t, phi, nn_gsde_matrix(t, std, noise)));
    }
    return g;
}

/* ---- the policy ---- */

struct nn_shape agent_squashed_noise(const struct agent_squashed *p, int64_t B, bool each)
{
    if (!p->config.use_sde)
        return NN_MAT(B, p->A);
    return each ? NN_CUBE(B, p->H, p->A) : NN_MAT(p->H, p->A);
}

struct agent_squashed_draw agent_squashed_sample(struct agent_squashed *p, struct nn_trace *t,
                                                 struct nn_var obs, struct nn_var noise)
{
    struct gaussian g =
        p->config.use_sde ? state_dependent(p, t, obs, noise) : plain(p, t, obs, noise);
    return (struct agent_squashed_draw){
        .action = nn_tanh(t, g.pre),
        .logp = nn_squashed_log_prob(t, g.mean, g.log_std, g.pre),
    };
}

struct nn_var agent_squashed_mode(struct agent_squashed *p, struct nn_trace *t, struct nn_var obs)
{
    struct gaussian g =
        p->config.use_sde ? state_dependent(p, t, obs, none) : plain(p, t, obs, none);
    return nn_tanh(t, g.mean);
}
