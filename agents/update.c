/* SPDX-License-Identifier: MIT */
#include "agents/update.h"

#include <math.h>

#include "base/base.h"

static int add_set(struct agent *agent, const char *prefix, struct nn_params *params,
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

int agent_add_trained(struct agent *agent, struct nn_params *params, struct nn_optimizer *opt,
                      const char *name, const struct nn_opt_options *options, struct rl_error *err)
{
    assert(agent->n_optimizers < (int32_t)RL_COUNTOF(agent->optimizer));
    int rc = add_set(agent, "model", params, err);
    if (rc == 0)
        rc = nn_opt_init(opt, params, nn_opt_options_config(options, name, 0), err);
    if (rc < 0)
        return rc;
    agent->optimizer[agent->n_optimizers++] = opt;
    rc = nn_state_add_optimizer(agent->state, opt);
    return rc < 0 ? rl_error_set(err, rc, "%s: cannot register optimizer '%s': %s",
                                 agent->type->name, name, rl_error_text(rc))
                  : 0;
}

int agent_add_target(struct agent *agent, struct nn_params *params, struct rl_error *err)
{
    return add_set(agent, "target", params, err);
}

int agent_network_shape(struct nn_network_shape *out, const struct agent *agent, int64_t joined,
                        int64_t n_out, struct rl_error *err)
{
    const struct agent_setup *setup = &agent->setup;
    const struct nn_network_config *network = setup->network;
    *out = (struct nn_network_shape){.config = network, .joined = joined, .n_out = n_out};
    if (network->dueling || network->shared_trunk)
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "network.%s: %s has a policy and critics of their own; remove the key",
                            network->dueling ? "dueling" : "shared_trunk", agent->type->name);
    return nn_network_input(&out->input, network, &setup->obs, replay_feature_count(&setup->obs),
                            err);
}

int agent_compile(struct agent *agent, agent_trace_fn trace, struct nn_program **out,
                  struct rl_error *err)
{
    struct nn_trace *t = nn_trace_create(agent->setup.backend);
    if (!t)
        return rl_error_set(err, RL_ENOMEM, "%s: out of memory", agent->type->name);
    nn_trace_name(t, agent->type->name);
    trace(agent, t);
    int rc = nn_compile(t, out, err);
    nn_trace_destroy(t);
    return rc;
}

void *agent_input(struct nn_program *program, const char *name)
{
    int input = nn_program_find_input(program, name);
    return input < 0 ? NULL : nn_program_input(program, input);
}

struct nn_var agent_obs_input(struct nn_trace *t, const char *name, const struct nn_network *net,
                              int64_t rows)
{
    const struct nn_network_input *in = &net->shape.input;
    return nn_input(t, name, in->dtype, NN_MAT(rows, in->n));
}

bool agent_reads_wire(const struct nn_network *net)
{
    return net->shape.input.dtype != RL_F32;
}

struct agent_transitions agent_transitions_input(struct nn_trace *t, const struct nn_network *net,
                                                 int64_t B, int64_t A, bool weighted)
{
    return (struct agent_transitions){
        .obs = agent_obs_input(t, "obs", net, B),
        .next_obs = agent_obs_input(t, "next_obs", net, B),
        .action = nn_input(t, "action", RL_F32, NN_MAT(B, A)),
        .reward = nn_input(t, "reward", RL_F32, NN_VEC(B)),
        .discount = nn_input(t, "discount", RL_F32, NN_VEC(B)),
        .weight = weighted ? nn_input(t, "weight", RL_F32, NN_VEC(B)) : (struct nn_var){-1},
    };
}

struct replay_batch agent_transitions_batch(struct nn_program *program)
{
    return (struct replay_batch){
        .obs = agent_input(program, "obs"),
        .next_obs = agent_input(program, "next_obs"),
        .action = agent_input(program, "action"),
        .reward = agent_input(program, "reward"),
        .discount = agent_input(program, "discount"),
        .weight = agent_input(program, "weight"),
    };
}

void agent_minimize(struct nn_trace *t, struct nn_var loss, struct nn_optimizer *opt,
                    const char *norm)
{
    nn_opt_zero_grad(t, opt);
    nn_backward(t, loss, opt);
    if (norm) /* a limit of 0 measures only */
        nn_output(t, norm, nn_opt_clip_norm(t, opt, nn_const(t, 0.0f)));
    nn_opt_step(t, opt);
}

void agent_metrics_init(struct agent_metrics *m, const struct nn_program *program,
                        const char *const *names)
{
    *m = (struct agent_metrics){0};
    for (; *names; names++) {
        int output = nn_program_find_output(program, *names);
        if (output < 0)
            continue;
        assert(m->n < AGENT_MAX_METRICS);
        m->name[m->n] = *names;
        m->output[m->n++] = output;
    }
}

int agent_draw(const struct agent *agent, struct agent_ctx *ctx, uint64_t update, int32_t B,
               const struct replay_batch *batch, struct rl_error *err)
{
    int rc = replay_sampler_draw(ctx->sampler, update, ctx->progress, B, batch);
    return rc == 0 ? 0
                   : rl_error_set(err, RL_EINVAL,
                                  "%s: update %llu was granted, but the replay is empty",
                                  agent->type->name, (unsigned long long)update + 1);
}

int agent_run(const struct agent *agent, struct nn_program *program, const struct agent_metrics *m,
              uint64_t update, struct agent_ctx *ctx, struct rl_error *err)
{
    int rc = nn_program_run(program);
    if (rc < 0)
        return rl_error_set(err, rc, "%s: the program of update %llu failed", agent->type->name,
                            (unsigned long long)update);
    for (int32_t i = 0; i < m->n; i++) {
        float value = *(const float *)nn_program_output(program, m->output[i]);
        if (!isfinite(value))
            return rl_error_set(err, RL_ENONFINITE,
                                "%s is %f at update %llu: check rewards and observations, or lower "
                                "learning_rate; the last checkpoint is from before it",
                                m->name[i], (double)value, (unsigned long long)update);
        agent_log(ctx, m->name[i], (double)value, AGENT_MEAN, AGENT_SINK_ALL);
    }
    return 0;
}

void agent_log_progress(struct agent_ctx *ctx, double learning_rate, const struct nn_optimizer *opt)
{
    agent_log(ctx, "train/learning_rate", learning_rate, AGENT_LAST, AGENT_SINK_ALL);
    agent_log(ctx, "train/n_updates", (double)nn_opt_steps(opt), AGENT_LAST, AGENT_SINK_ALL);
}
