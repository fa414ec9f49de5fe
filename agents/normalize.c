/* SPDX-License-Identifier: MIT */
#include "agents/normalize.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"

#define EPS 1e-8

enum { MEAN, SCALE }; /* of n->params */

/* ---- statistics as the programs read them ---- */

static void publish(struct agent_normalize *n)
{
    for (int64_t d = 0; d < n->D; d++)
        n->row[d] = (float)n->of_obs.mean[d];
    nn_params_set(&n->params, n->params.block, MEAN, n->row);
    for (int64_t d = 0; d < n->D; d++)
        n->row[d] = (float)nn_running_scale(&n->of_obs, d, EPS);
    nn_params_set(&n->params, n->params.block, SCALE, n->row);
}

struct nn_var agent_normalize_trace(const struct agent_normalize *n, struct nn_trace *t,
                                    struct nn_var obs)
{
    if (!n->config.obs)
        return obs;
    struct nn_params *params = (struct nn_params *)&n->params;
    const float clip = (float)n->config.clip_obs;
    struct nn_var centred = nn_sub(t, obs, nn_param(t, params, MEAN));
    struct nn_var scaled = nn_mul(t, centred, nn_param(t, params, SCALE));
    return nn_clip(t, scaled, nn_const(t, -clip), nn_const(t, clip));
}

/* ---- what the training envs answered ---- */

static void observe_obs(struct agent_normalize *n, const void *obs, int32_t rows)
{
    const size_t elements = (size_t)rows * (size_t)n->D;
    replay_encode(&n->space, obs, rows, n->row);
    for (size_t i = 0; i < elements; i++)
        n->wide[i] = (double)n->row[i];
    nn_running_update(&n->of_obs, n->wide, rows);
    publish(n);
}

static void observe_reward(struct agent_normalize *n, const struct agent_observed *o)
{
    for (int32_t e = 0; e < o->n; e++)
        n->ret[e] = n->ret[e] * n->gamma + (double)o->reward[e];
    nn_running_update(&n->of_return, n->ret, o->n);
    const double scale = nn_running_scale(&n->of_return, 0, EPS), clip = n->config.clip_reward;
    for (int32_t e = 0; e < o->n; e++) {
        o->reward[e] = (float)RL_MAX(RL_MIN((double)o->reward[e] * scale, clip), -clip);
        if (o->ended[e])
            n->ret[e] = 0;
    }
}

void agent_normalize_observe(struct agent_normalize *n, const struct agent_observed *o)
{
    if (n->config.obs)
        observe_obs(n, o->obs, o->n);
    if (n->config.reward && o->reward)
        observe_reward(n, o);
    else if (n->config.reward)
        memset(n->ret, 0, (size_t)o->n * sizeof(*n->ret));
}

/* ---- life ---- */

static int init_obs(struct agent_normalize *n, struct nn_state *state, struct rl_error *err)
{
    static const char *const names[] = {"normalize.obs.mean", "normalize.obs.scale"};
    int rc = nn_running_init(&n->of_obs, n->D, err);
    for (int i = MEAN; rc >= 0 && i <= SCALE; i++)
        rc = nn_params_add(&n->params, names[i], NN_PARAM_VECTOR, NN_VEC(n->D));
    if (rc >= 0)
        rc = nn_params_alloc(&n->params, err);
    if (rc < 0)
        return rc;
    publish(n);
    rc = nn_state_add_params(state, "model", &n->params);
    return rc == 0 ? nn_running_register(&n->of_obs, "normalize/obs", state) : rc;
}

static int init_reward(struct agent_normalize *n, struct nn_state *state, struct rl_error *err)
{
    int rc = nn_running_init(&n->of_return, 1, err);
    if (rc == 0)
        rc = nn_running_register(&n->of_return, "normalize/return", state);
    if (rc == 0)
        rc = nn_state_add_array(state, "normalize/returns", NN_STATE_RESUME, RL_F64,
                                NN_VEC(n->n_envs), n->ret);
    return rc;
}

/* What networks see of an observation is what rollouts keep. */
static void keep(struct agent_normalize *n, struct agent *agent)
{
    rl_space_box(&n->kept, n->D, NULL, NULL);
    n->kept.n_mask = agent->setup.obs.n_mask;
    agent->kept_obs = &n->kept;
}

int agent_normalize_init(struct agent_normalize *n, struct agent *agent,
                         const struct agent_normalize_config *config, double gamma,
                         struct rl_error *err)
{
    const struct agent_setup *setup = &agent->setup;
    *n = (struct agent_normalize){.config = *config,
                                  .gamma = gamma,
                                  .space = setup->obs,
                                  .D = replay_feature_count(&setup->obs),
                                  .n_envs = setup->n_envs};
    nn_params_init(&n->params, setup->backend);
    if (!config->obs && !config->reward)
        return 0;
    if (config->obs && setup->obs.kind == RL_SPACE_BOX && setup->obs.dtype == RL_U8)
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "normalize_obs: bytes are not normalised by statistics: the network "
                            "scales them by 1 / 255; remove the key");
    const size_t elements = (size_t)setup->n_envs * (size_t)n->D;
    n->ret = calloc((size_t)setup->n_envs, sizeof(*n->ret));
    n->row = calloc(elements, sizeof(*n->row));
    n->wide = calloc(elements, sizeof(*n->wide));
    int rc = n->ret && n->row && n->wide ? 0 : RL_ENOMEM;
    if (rc == 0 && config->obs)
        rc = init_obs(n, agent->state, err);
    if (rc == 0 && config->reward)
        rc = init_reward(n, agent->state, err);
    if (rc == 0 && config->obs)
        keep(n, agent);
    return rc == 0 ? 0
                   : rl_error_set(err, rc, "cannot set up normalisation: %s", rl_error_text(rc));
}

void agent_normalize_deinit(struct agent_normalize *n)
{
    nn_running_deinit(&n->of_obs);
    nn_running_deinit(&n->of_return);
    nn_params_deinit(&n->params);
    free(n->ret);
    free(n->row);
    free(n->wide);
    *n = (struct agent_normalize){0};
}
