/* SPDX-License-Identifier: MIT */
#include "agents/actor_critic.h"

#include <math.h>
#include <string.h>

#include "agents/action.h"
#include "agents/action_dist.h"
#include "agents/compile.h"
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
    if (network->shared_trunk && (network->batch_norm || network->dropout > 0))
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "network.%s: it is for networks of values alone, and this trunk is the "
                            "policy's, too; remove the key, or set shared_trunk to false",
                            network->batch_norm ? "batch_norm" : "dropout");
    return 0;
}

static int add_networks(struct agent_ac *ac)
{
    const struct agent_ac_config *config = &ac->config;
    struct nn_params *of_policy = config->policy_params, *of_value = config->value_params;
    const struct nn_network_config *network = ac->setup->network;
    struct nn_network_shape body = {.config = network, .input = ac->input};
    struct nn_network_shape policy = body, value = body;
    policy.n_out = ac->A;
    value.n_out = 1;
    value.random = ac->setup->random;
    value.batch_norm = network->batch_norm;
    int rc = ac->shared ? nn_network_add(&ac->trunk, of_policy, "trunk", &body) : 0;
    int64_t n = ac->trunk.n_out;
    if (rc >= 0)
        rc = ac->shared ? nn_network_add_head(&ac->policy, of_policy, "policy", network, n, ac->A)
                        : nn_network_add(&ac->policy, of_policy, "policy", &policy);
    if (rc >= 0 && ac->gaussian)
        rc = ac->log_std = nn_params_add(of_policy, "log_std", NN_PARAM_VECTOR, NN_VEC(ac->A));
    if (rc >= 0)
        rc = ac->shared ? nn_network_add_head(&ac->value, of_value, "value", network, n, 1)
                        : nn_network_add(&ac->value, of_value, "value", &value);
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
    ac->gaussian = setup->action.kind == RL_SPACE_BOX;
    ac->shared = setup->network->shared_trunk;
    ac->D = replay_feature_count(&setup->obs);
    ac->A = agent_action_outputs(&setup->action);
    if (ac->D > MAX_WIDTH || ac->A > MAX_WIDTH)
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "%lld observation features and %lld action outputs: a network takes at "
                            "most %d of each",
                            (long long)ac->D, (long long)ac->A, MAX_WIDTH);
    rc = nn_network_input(&ac->input, setup->network, &setup->obs, ac->D, err);
    if (rc < 0)
        return rc;
    rc = add_networks(ac);
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
    if (rc >= 0 && ac->gaussian)
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

struct nn_var agent_ac_obs(const struct agent_ac *ac, struct nn_trace *t, int64_t rows)
{
    return nn_input(t, "obs", ac->input.dtype, NN_MAT(rows, ac->D));
}

/* No operand. */
static const struct nn_var none = {-1};

struct nn_var agent_ac_mask(const struct agent_ac *ac, struct nn_trace *t, int64_t rows)
{
    int32_t n_mask = ac->setup->obs.n_mask;
    return n_mask ? nn_input(t, "mask", RL_F32, NN_MAT(rows, n_mask)) : none;
}

struct nn_var agent_ac_features(const struct agent_ac *ac, struct nn_trace *t, struct nn_var obs)
{
    return ac->shared ? nn_network_trace(t, &ac->trunk, obs, none) : obs;
}

struct nn_var agent_ac_head(const struct agent_ac *ac, struct nn_trace *t, struct nn_var features,
                            struct nn_var mask)
{
    struct nn_var out = nn_network_trace(t, &ac->policy, features, none);
    return agent_dist_head(&ac->setup->action, t, out, mask);
}

static struct nn_var trace_log_std(const struct agent_ac *ac, struct nn_trace *t)
{
    return ac->gaussian ? nn_param(t, ac->config.policy_params, ac->log_std) : none;
}

struct nn_var agent_ac_logp(const struct agent_ac *ac, struct nn_trace *t, struct nn_var head,
                            struct nn_var action)
{
    return agent_dist_log_prob(&ac->setup->action, t, head, trace_log_std(ac, t), action);
}

struct nn_var agent_ac_entropy(const struct agent_ac *ac, struct nn_trace *t, struct nn_var head)
{
    return agent_dist_entropy(&ac->setup->action, t, head, trace_log_std(ac, t));
}

struct nn_var agent_ac_value(const struct agent_ac *ac, struct nn_trace *t, struct nn_var features)
{
    int64_t B = nn_var_shape(t, features).dim[0];
    return nn_reshape(t, nn_network_trace(t, &ac->value, features, none), NN_VEC(B));
}

/* ---- acting ---- */

/* What act asks for, by sampling or (deterministic) the mode. */
static void trace_policy(const struct agent_ac *ac, struct nn_trace *t, int32_t rows,
                         bool deterministic)
{
    struct nn_var obs = agent_ac_obs(ac, t, rows);
    struct nn_var seen =
        ac->config.normalize ? agent_normalize_trace(ac->config.normalize, t, obs) : obs;
    struct nn_var mask = agent_ac_mask(ac, t, rows);
    struct nn_var features = agent_ac_features(ac, t, seen);
    struct nn_var head = agent_ac_head(ac, t, features, mask);
    const struct rl_space *action = &ac->setup->action;
    struct nn_var noise = deterministic ? none : agent_dist_noise(action, t, rows);
    struct agent_dist_draw draw = agent_dist_draw(action, t, head, trace_log_std(ac, t), noise);
    nn_output(t, "action", draw.raw);
    nn_output(t, "logp", draw.logp);
    nn_output(t, "value", agent_ac_value(ac, t, features));
    if (seen.id != obs.id)
        nn_output(t, "kept", seen);
}

void agent_ac_trace_mode(const struct agent_ac *ac, struct nn_trace *t, int32_t rows)
{
    trace_policy(ac, t, rows, true);
}

static int compile_program(struct agent_ac *ac, struct agent_ac_program *out, int32_t rows,
                           bool deterministic, struct rl_error *err)
{
    struct nn_trace *t =
        agent_trace_begin(ac->setup->backend, deterministic ? "act (mode)" : "act", err);
    if (!t)
        return RL_ENOMEM;
    trace_policy(ac, t, rows, deterministic);
    int rc = agent_trace_compile(t, &out->program, err);
    if (rc < 0)
        return rc;
    struct nn_program *program = out->program;
    out->rows = rows;
    out->obs = nn_program_input(program, nn_program_find_input(program, "obs"));
    if (!deterministic)
        out->noise = nn_program_input(program, nn_program_find_input(program, "noise"));
    if (ac->setup->obs.n_mask)
        out->mask = nn_program_input(program, nn_program_find_input(program, "mask"));
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
    size_t A = (size_t)ac->setup->action.n_elements;
    for (int32_t i = 0; i < n; i++) {
        struct rl_key key = {ac->setup->seed, RL_STREAM_ACTION, act->slot[first + i]};
        if (ac->gaussian)
            rl_fill_normal(key, act->step[first + i], &noise[(size_t)i * A], A);
        else
            rl_fill_uniform(key, act->step[first + i], &noise[(size_t)i * A], A);
    }
}

/* The first n rows' actions where the batch wants them. */
static void put_actions(const struct agent_ac *ac, const void *drawn, int32_t n, size_t at,
                        const struct agent_act *act)
{
    const struct rl_space *action = &ac->setup->action;
    void (*to_wire)(const struct rl_space *, const void *, int32_t, void *) =
        ac->config.scale_actions ? agent_action_scaled_to_wire : agent_action_to_wire;
    enum { PIECE = 256 };
    uint32_t kept[PIECE][RL_SPACE_MAX_DIMS]; /* I32 or f32 */
    size_t raw_bytes = sizeof(kept[0][0]) * (size_t)action->n_elements;
    size_t wire_bytes = rl_space_bytes(action);
    for (int32_t first = 0; first < n; first += PIECE) {
        int32_t rows = RL_MIN(n - first, PIECE);
        size_t to = at + (size_t)first;
        const uint8_t *from = (const uint8_t *)drawn + (size_t)first * raw_bytes;
        agent_dist_keep(action, from, rows, kept);
        if (act->action)
            to_wire(action, kept, rows, (uint8_t *)act->action + to * wire_bytes);
        if (act->raw_action)
            memcpy((uint8_t *)act->raw_action + to * raw_bytes, kept, (size_t)rows * raw_bytes);
    }
}

/* Observations as the networks saw them, and their masks. */
static void put_kept(const struct agent_ac *ac, const float *seen, const uint8_t *wire, int32_t n,
                     size_t at, void *kept)
{
    const struct rl_space *obs = &ac->setup->obs;
    size_t bytes = sizeof(float) * (size_t)ac->D, n_mask = (size_t)obs->n_mask;
    size_t stride = RL_ALIGN_UP(bytes + n_mask, sizeof(float));
    uint8_t *to = (uint8_t *)kept + at * stride;
    const uint8_t *mask = wire + rl_space_value_bytes(obs);
    for (int32_t i = 0; i < n; i++, to += stride, mask += rl_space_bytes(obs)) {
        memcpy(to, seen + (size_t)i * (size_t)ac->D, bytes);
        memcpy(to + bytes, mask, n_mask);
    }
}

/* Rows [first, first + n) of the batch. The program's rows beyond n compute what an earlier batch
 * left there; nobody reads them. */
static int act_piece(struct agent_ac *ac, struct agent_ac_program *p, const struct agent_act *act,
                     int32_t first, int32_t n)
{
    const struct rl_space *obs = &ac->setup->obs, *action = &ac->setup->action;
    size_t at = (size_t)first, rows = (size_t)n;
    const uint8_t *wire = (const uint8_t *)act->obs + at * rl_space_bytes(obs);
    if (ac->input.dtype == RL_U8)
        replay_values(obs, wire, n, p->obs);
    else
        replay_encode(obs, wire, n, p->obs);
    if (p->mask)
        replay_masks(obs, action, wire, n, p->mask);
    if (p->noise)
        fill_noise(ac, act, first, n, p->noise);
    int rc = nn_program_run(p->program);
    if (rc < 0)
        return rc;
    put_actions(ac, nn_program_output(p->program, p->action), n, at, act);
    if (act->logp)
        memcpy(act->logp + at, nn_program_output(p->program, p->logp), rows * sizeof(float));
    if (act->value)
        memcpy(act->value + at, nn_program_output(p->program, p->value), rows * sizeof(float));
    if (act->kept && p->kept >= 0)
        put_kept(ac, nn_program_output(p->program, p->kept), wire, n, at, act->kept);
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
