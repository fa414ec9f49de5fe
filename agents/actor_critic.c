/* SPDX-License-Identifier: MIT */
#include "agents/actor_critic.h"

#include <math.h>
#include <string.h>

#include "agents/action.h"
#include "base/base.h"

#define MAX_WIDTH (1 << 20)

/* ---- networks ---- */

/* What the section `network:` may say that means nothing to a policy and a value. */
static int check_network(const struct agent_setup *setup, const struct agent_ac_config *config,
                         struct rl_error *err)
{
    const struct nn_network_config *network = setup->network;
    if (network->dueling || network->critics != 1)
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "network.%s: this agent learns no Q; remove the key",
                            network->dueling ? "dueling" : "critics");
    if (network->shared_trunk && config->policy_params != config->value_params)
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "network.shared_trunk: policy and value have an optimizer each here, "
                            "and a trunk can belong to one only; share the optimizer");
    return 0;
}

static int add_networks(struct agent_ac *ac, const struct nn_network_shape *body)
{
    const struct agent_ac_config *config = &ac->config;
    const struct nn_network_config *network = body->config;
    struct nn_network_shape policy = *body, value = *body;
    policy.n_out = ac->A;
    value.n_out = 1;
    int rc = 0;
    if (ac->shared)
        rc = nn_network_add(&ac->trunk, config->policy_params, "trunk", body);
    int64_t n = ac->trunk.n_out;
    if (rc >= 0)
        rc = ac->shared ? nn_network_add_head(&ac->policy, config->policy_params, "policy", network,
                                              n, ac->A)
                        : nn_network_add(&ac->policy, config->policy_params, "policy", &policy);
    if (rc >= 0 && !ac->discrete)
        rc = ac->log_std =
            nn_params_add(config->policy_params, "log_std", NN_PARAM_VECTOR, NN_VEC(ac->A));
    if (rc >= 0)
        rc = ac->shared
                 ? nn_network_add_head(&ac->value, config->value_params, "value", network, n, 1)
                 : nn_network_add(&ac->value, config->value_params, "value", &value);
    return rc;
}

int agent_ac_add(struct agent_ac *ac, const struct agent_setup *setup,
                 const struct agent_ac_config *config, struct rl_error *err)
{
    *ac = (struct agent_ac){.setup = setup, .config = *config};
    int rc = agent_action_check(&setup->action, err);
    if (rc >= 0)
        rc = check_network(setup, config, err);
    if (rc < 0)
        return rc;
    ac->discrete = setup->action.kind == RL_SPACE_DISCRETE;
    ac->shared = setup->network->shared_trunk;
    ac->D = replay_feature_count(&setup->obs);
    ac->A = agent_action_outputs(&setup->action);
    if (ac->D > MAX_WIDTH || ac->A > MAX_WIDTH)
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "%lld observation features and %lld action outputs: a network takes at "
                            "most %d of each",
                            (long long)ac->D, (long long)ac->A, MAX_WIDTH);
    struct nn_network_shape body = {.config = setup->network};
    rc = nn_network_input(&body.input, setup->network, &setup->obs, ac->D, err);
    if (rc < 0)
        return rc;
    rc = add_networks(ac, &body);
    return rc < 0 ? rl_error_set(err, rc, "cannot build policy and value networks: %s",
                                 rl_error_text(rc))
                  : 0;
}

int agent_ac_init(struct agent_ac *ac)
{
    const struct agent_ac_config *config = &ac->config;
    const struct nn_network_config *network = ac->setup->network;
    uint64_t seed = ac->setup->seed;
    /* Draws are keyed by the parameter's index in its set: a second set needs another seed. */
    uint64_t value_seed = config->value_params == config->policy_params ? seed : ~seed;
    int rc = ac->shared ? nn_network_init(&ac->trunk, network->hidden_gain, seed) : 0;
    if (rc >= 0)
        rc = nn_network_init(&ac->policy, network->policy_gain, seed);
    if (rc >= 0)
        rc = nn_network_init(&ac->value, network->value_gain, value_seed);
    if (rc >= 0 && !ac->discrete)
        rc = nn_init_constant(config->policy_params, ac->log_std, config->log_std_init);
    return rc;
}

double agent_ac_std(const struct agent_ac *ac)
{
    const struct nn_params *params = ac->config.policy_params;
    float log_std[RL_SPACE_MAX_DIMS];
    double sum = 0.0;
    nn_params_get(params, params->block, ac->log_std, log_std);
    for (int64_t a = 0; a < ac->A; a++)
        sum += exp((double)log_std[a]);
    return sum / (double)ac->A;
}

/* ---- the distribution pi(.|s) ---- */

/* No operand. */
static const struct nn_var none = {-1};

struct nn_var agent_ac_features(const struct agent_ac *ac, struct nn_trace *t, struct nn_var obs)
{
    return ac->shared ? nn_network_trace(t, &ac->trunk, obs, none) : obs;
}

struct nn_var agent_ac_head(const struct agent_ac *ac, struct nn_trace *t, struct nn_var features)
{
    struct nn_var out = nn_network_trace(t, &ac->policy, features, none);
    return ac->discrete ? nn_log_softmax(t, out) : out;
}

static struct nn_var trace_log_std(const struct agent_ac *ac, struct nn_trace *t)
{
    return nn_param(t, ac->config.policy_params, ac->log_std);
}

struct nn_var agent_ac_logp(const struct agent_ac *ac, struct nn_trace *t, struct nn_var head,
                            struct nn_var action)
{
    if (ac->discrete)
        return nn_pick(t, head, action);
    /* Sum over A of -z^2 / 2 - log std - log(2 pi) / 2 with z = (a - mean) / std. */
    struct nn_var log_std = trace_log_std(ac, t);
    struct nn_var z = nn_div(t, nn_sub(t, action, head), nn_exp(t, log_std));
    struct nn_var exponent = nn_mul(t, nn_const(t, -0.5f), nn_square(t, z));
    struct nn_var normaliser = nn_add(t, log_std, nn_const(t, 0.5f * (float)log(2.0 * M_PI)));
    return nn_sum_last(t, nn_sub(t, exponent, normaliser));
}

struct nn_var agent_ac_entropy(const struct agent_ac *ac, struct nn_trace *t, struct nn_var head)
{
    if (ac->discrete)
        return nn_neg(t, nn_mean(t, nn_sum_last(t, nn_mul(t, nn_exp(t, head), head))));
    /* Sum over A of log std + log(2 pi e) / 2. */
    struct nn_var constant = nn_const(t, 0.5f * (float)log(2.0 * M_PI * M_E));
    return nn_sum(t, nn_add(t, trace_log_std(ac, t), constant));
}

struct nn_var agent_ac_value(const struct agent_ac *ac, struct nn_trace *t, struct nn_var features)
{
    int64_t B = nn_var_shape(t, features).dim[0];
    return nn_reshape(t, nn_network_trace(t, &ac->value, features, none), NN_VEC(B));
}

/* The likeliest action: (B) I32 or (B, A). */
static struct nn_var trace_mode(const struct agent_ac *ac, struct nn_trace *t, struct nn_var head)
{
    return ac->discrete ? nn_argmax_last(t, head) : head;
}

/* A draw from pi(.|s); its noise is uniform (B) (Discrete) or standard normal (B, A) (Box). */
static struct nn_var trace_sample(const struct agent_ac *ac, struct nn_trace *t, struct nn_var head)
{
    int64_t B = nn_var_shape(t, head).dim[0];
    struct nn_shape shape = ac->discrete ? NN_VEC(B) : NN_MAT(B, ac->A);
    struct nn_var noise = nn_input(t, "noise", RL_F32, shape);
    if (ac->discrete)
        return nn_sample_categorical(t, head, noise);
    return nn_add(t, head, nn_mul(t, nn_exp(t, trace_log_std(ac, t)), noise));
}

/* ---- acting ---- */

static int compile_program(struct agent_ac *ac, struct agent_ac_program *out, int32_t rows,
                           bool deterministic, struct rl_error *err)
{
    struct nn_trace *t = nn_trace_create(ac->setup->backend);
    if (!t)
        return rl_error_set(err, RL_ENOMEM, "out of memory for the policy program");
    struct nn_var obs = nn_input(t, "obs", RL_F32, NN_MAT(rows, ac->D));
    struct nn_var seen =
        ac->config.normalize ? agent_normalize_trace(ac->config.normalize, t, obs) : obs;
    struct nn_var features = agent_ac_features(ac, t, seen);
    struct nn_var head = agent_ac_head(ac, t, features);
    struct nn_var action = deterministic ? trace_mode(ac, t, head) : trace_sample(ac, t, head);
    nn_output(t, "action", action);
    nn_output(t, "logp", agent_ac_logp(ac, t, head, action));
    nn_output(t, "value", agent_ac_value(ac, t, features));
    if (seen.id != obs.id)
        nn_output(t, "kept", seen);
    int rc = nn_compile(t, &out->program, err);
    nn_trace_destroy(t);
    if (rc < 0)
        return rc;
    struct nn_program *program = out->program;
    out->rows = rows;
    out->obs = nn_program_input(program, nn_program_find_input(program, "obs"));
    if (!deterministic)
        out->noise = nn_program_input(program, nn_program_find_input(program, "noise"));
    out->action = nn_program_find_output(program, "action");
    out->logp = nn_program_find_output(program, "logp");
    out->value = nn_program_find_output(program, "value");
    out->kept = nn_program_find_output(program, "kept");
    return 0;
}

int agent_ac_compile(struct agent_ac *ac, struct rl_error *err)
{
    int32_t rows = 1;
    for (int32_t i = 0; i < AGENT_MAX_BUCKETS; i++, rows *= 2) {
        int rc = compile_program(ac, &ac->sample[i], rows, false, err);
        if (rc == 0)
            rc = compile_program(ac, &ac->mode[i], rows, true, err);
        if (rc < 0)
            return rc;
        ac->n_buckets = i + 1;
        if (rows >= ac->setup->n_envs)
            break;
    }
    return 0;
}

void agent_ac_deinit(struct agent_ac *ac)
{
    for (int32_t i = 0; i < AGENT_MAX_BUCKETS; i++) {
        nn_program_destroy(ac->sample[i].program);
        nn_program_destroy(ac->mode[i].program);
    }
}

/* The draw for (slot, step) is the same in whatever batch its row is computed. */
static void fill_noise(const struct agent_ac *ac, const struct agent_act *act, int32_t first,
                       int32_t n, float *noise)
{
    for (int32_t i = 0; i < n; i++) {
        struct rl_key key = {ac->setup->seed, RL_STREAM_ACTION, act->slot[first + i]};
        if (ac->discrete)
            rl_fill_uniform(key, act->step[first + i], &noise[i], 1);
        else
            rl_fill_normal(key, act->step[first + i], &noise[i * ac->A], (size_t)ac->A);
    }
}

/* Rows [first, first + n) of the batch. The program's rows beyond n compute what an earlier batch
 * left there; nobody reads them. */
static int act_piece(struct agent_ac *ac, struct agent_ac_program *p, const struct agent_act *act,
                     int32_t first, int32_t n)
{
    const struct rl_space *obs = &ac->setup->obs, *action = &ac->setup->action;
    size_t at = (size_t)first, rows = (size_t)n;
    replay_encode(obs, (const uint8_t *)act->obs + at * rl_space_bytes(obs), n, p->obs);
    if (p->noise)
        fill_noise(ac, act, first, n, p->noise);
    int rc = nn_program_run(p->program);
    if (rc < 0)
        return rc;
    const void *raw = nn_program_output(p->program, p->action);
    size_t raw_bytes = ac->discrete ? sizeof(int32_t) : sizeof(float) * (size_t)ac->A;
    if (act->action)
        agent_action_to_wire(action, raw, n, (uint8_t *)act->action + at * rl_space_bytes(action));
    if (act->raw_action)
        memcpy((uint8_t *)act->raw_action + at * raw_bytes, raw, rows * raw_bytes);
    if (act->logp)
        memcpy(act->logp + at, nn_program_output(p->program, p->logp), rows * sizeof(float));
    if (act->value)
        memcpy(act->value + at, nn_program_output(p->program, p->value), rows * sizeof(float));
    if (act->kept && p->kept >= 0)
        memcpy((float *)act->kept + at * (size_t)ac->D, nn_program_output(p->program, p->kept),
               rows * (size_t)ac->D * sizeof(float));
    return 0;
}

int agent_ac_act(struct agent_ac *ac, const struct agent_act *act, struct rl_error *err)
{
    struct agent_ac_program *programs = act->deterministic ? ac->mode : ac->sample;
    for (int32_t first = 0, n; first < act->n; first += n) {
        int32_t bucket = 0;
        while (bucket < ac->n_buckets - 1 && programs[bucket].rows < act->n - first)
            bucket++;
        n = RL_MIN(act->n - first, programs[bucket].rows);
        int rc = act_piece(ac, &programs[bucket], act, first, n);
        if (rc < 0)
            return rl_error_set(err, rc, "the policy program failed on %d observations: %s", n,
                                rl_error_text(rc));
    }
    return 0;
}
