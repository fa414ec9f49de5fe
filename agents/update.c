/* SPDX-License-Identifier: MIT */
#include "agents/update.h"

#include <math.h>
#include <string.h>

#include "agents/compile.h"
#include "base/base.h"

#define MAX_WIDTH (1 << 20)

/* ---- sets ---- */

int agent_add_trained(struct agent *agent, struct nn_params *params, struct nn_optimizer *opt,
                      const char *name, const struct agent_off_policy *hp, struct rl_error *err)
{
    return agent_add_optimizer(agent,
                               &(struct agent_trained){.params = params,
                                                       .opt = opt,
                                                       .name = name,
                                                       .options = &hp->optimizer,
                                                       .rate = &hp->learning_rate},
                               err);
}

int agent_add_target(struct agent *agent, struct nn_params *params, struct rl_error *err)
{
    return agent_add_params(agent, "target", params, err);
}

int agent_network_shape(struct nn_network_shape *out, const struct agent *agent, int64_t joined,
                        int64_t n_out, struct rl_error *err)
{
    const struct agent_setup *setup = &agent->setup;
    int64_t D = replay_feature_count(&setup->obs);
    *out = (struct nn_network_shape){.config = setup->network, .joined = joined, .n_out = n_out};
    if (D > MAX_WIDTH || n_out > MAX_WIDTH)
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "%s: %lld observation features and %lld outputs: a network takes at "
                            "most %d of each",
                            agent->type->name, (long long)D, (long long)n_out, MAX_WIDTH);
    return nn_network_input(&out->input, setup->network, &setup->obs, D, err);
}

/* ---- programs ---- */

static void find_metrics(struct agent_program *program)
{
    const char *name;
    for (int i = 0; (name = nn_program_output_name(program->nn, i)); i++) {
        if (strncmp(name, "train/", 6) != 0)
            continue;
        assert(program->n_metrics < AGENT_MAX_METRICS);
        program->metric[program->n_metrics++] = i;
    }
}

int agent_compile(struct agent_program *program, struct agent *agent, agent_trace_fn trace,
                  struct rl_error *err)
{
    *program = (struct agent_program){0};
    struct nn_trace *t = agent_trace_begin(agent->setup.backend, agent->type->name, err);
    if (!t)
        return RL_ENOMEM;
    trace(agent, t);
    int rc = agent_trace_compile(t, &program->nn, err);
    if (rc == 0)
        find_metrics(program);
    return rc;
}

void agent_program_deinit(struct agent_program *program)
{
    nn_program_destroy(program->nn);
    *program = (struct agent_program){0};
}

void *agent_input(const struct agent_program *program, const char *name)
{
    int input = nn_program_find_input(program->nn, name);
    return input < 0 ? NULL : nn_program_input(program->nn, input);
}

int agent_run(const struct agent *agent, const struct agent_program *program, uint64_t update,
              struct agent_ctx *ctx, struct rl_error *err)
{
    unsigned long long number = (unsigned long long)update + 1;
    int rc = nn_program_run(program->nn);
    if (rc < 0)
        return rl_error_set(err, rc, "%s: the program of update %llu failed", agent->type->name,
                            number);
    for (int32_t i = 0; i < program->n_metrics; i++) {
        const char *name = nn_program_output_name(program->nn, program->metric[i]);
        float value = *(const float *)nn_program_output(program->nn, program->metric[i]);
        if (!isfinite(value))
            return rl_error_set(err, RL_ENONFINITE,
                                "%s is %f at update %llu: check rewards and observations, or lower "
                                "learning_rate; the last checkpoint is from before it",
                                name, (double)value, number);
        agent_log(ctx, name, (double)value, AGENT_MEAN, AGENT_SINK_ALL);
    }
    return 0;
}

void agent_minimize(struct nn_trace *t, struct nn_var loss, struct nn_optimizer *opt,
                    const char *norm, const struct agent_off_policy *hp)
{
    nn_opt_zero_grad(t, opt);
    nn_backward(t, loss, opt);
    if (norm)
        nn_output(t, norm, nn_opt_clip_norm(t, opt, nn_const(t, (float)hp->max_grad_norm)));
    if (norm && hp->max_grad_value > 0)
        nn_opt_clip_value(t, opt, nn_const(t, (float)hp->max_grad_value));
    nn_opt_step(t, opt);
}

/* ---- transitions ---- */

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
                                                 const struct agent_off_policy *hp)
{
    int64_t B = hp->batch_size;
    bool weighted = hp->prioritized_replay;
    return (struct agent_transitions){
        .obs = agent_obs_input(t, "obs", net, B),
        .next_obs = agent_obs_input(t, "next_obs", net, B),
        .reward = nn_input(t, "reward", RL_F32, NN_VEC(B)),
        .discount = nn_input(t, "discount", RL_F32, NN_VEC(B)),
        .weight = weighted ? nn_input(t, "weight", RL_F32, NN_VEC(B)) : (struct nn_var){-1},
    };
}

struct replay_batch agent_transitions_batch(const struct agent_program *program)
{
    return (struct replay_batch){
        .obs = agent_input(program, "obs"),
        .next_obs = agent_input(program, "next_obs"),
        .action = agent_input(program, "action"),
        .reward = agent_input(program, "reward"),
        .discount = agent_input(program, "discount"),
        .weight = agent_input(program, "weight"),
        .next_mask = agent_input(program, "next_mask"),
    };
}

struct nn_var agent_bootstrap(struct nn_trace *t, const struct agent_transitions *b,
                              struct nn_var next_v)
{
    return nn_stop_grad(t, nn_add(t, b->reward, nn_mul(t, b->discount, next_v)));
}

int agent_draw(const struct agent *agent, struct agent_ctx *ctx, const struct agent_off_policy *hp,
               uint64_t update, const struct replay_batch *batch, struct rl_error *err)
{
    int32_t B = (int32_t)hp->batch_size;
    int rc = replay_sampler_draw(ctx->sampler, update, ctx->progress, B, batch);
    return rc == 0 ? 0
                   : rl_error_set(err, RL_EINVAL,
                                  "%s: update %llu was granted, but the replay is empty",
                                  agent->type->name, (unsigned long long)update + 1);
}

void agent_prioritize(const struct agent_program *program, struct replay_sampler *sampler)
{
    int output = nn_program_find_output(program->nn, "td_error");
    if (output >= 0)
        replay_sampler_update(sampler, nn_program_output(program->nn, output));
}

/* ---- the training step ---- */

/* Each optimizer counts its own steps. The first one's rate is returned; live changes of the
 * key are seen here. */
static double set_rates(struct agent *agent, const struct agent_ctx *ctx,
                        const struct agent_off_policy *hp)
{
    for (int32_t k = 0; k < agent->n_optimizers; k++)
        agent->rate[k].spec = hp->learning_rate;
    return agent_rates_apply(agent, ctx);
}

int agent_train(struct agent *agent, struct agent_ctx *ctx, const struct agent_off_policy *hp,
                agent_update_fn update, struct rl_error *err)
{
    for (int32_t i = 0; i < ctx->gradient_steps; i++) {
        if (agent_at_cut(ctx))
            return AGENT_LEFT;
        set_rates(agent, ctx, hp);
        int rc = update(agent, ctx, agent->updates, err);
        if (rc < 0)
            return rc;
        agent->updates++;
    }
    agent_log(ctx, "train/learning_rate", set_rates(agent, ctx, hp), AGENT_LAST, AGENT_SINK_ALL);
    agent_log(ctx, "train/n_updates", (double)agent->updates, AGENT_LAST, AGENT_SINK_ALL);
    return 0;
}
