/* SPDX-License-Identifier: MIT */
/* Deep Q-networks: Mnih et al. 2015 ("Human-level control through deep reinforcement learning"),
 * with the parts that later papers added, each behind a switch: double Q-learning (van Hasselt et
 * al. 2016), dueling networks (Wang et al. 2016), returns of n steps and prioritized replay (Schaul
 * et al. 2016). Defaults, names and metrics are Stable-Baselines3's.
 *
 * An action of several parts (MultiDiscrete, MultiBinary) has a Q for each of them, and the mean
 * over parts is the value of a state: action branching (Tavakoli et al. 2018, arXiv:1711.08946). A
 * Discrete is an action of one part.
 *
 * Read from the top: hyper-parameters, state, Q(s, .), the loss, one update, acting, configuration.
 * B transitions, D observation features, P parts of an action, C choices of all parts together.
 * The loop around an update is agents/update.h.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "agents/action.h"
#include "agents/action_dist.h"
#include "agents/policy.h"
#include "agents/update.h"
#include "base/base.h"
#include "base/rng.h"

/* ---- hyper-parameters ---- */

struct dqn_hparams {
    struct agent_off_policy replay;
    int64_t target_update_interval;
    double exploration_fraction, exploration_initial_eps, exploration_final_eps;
    bool double_q;
};

/* clang-format off */
#define OPTION(field, kind, lo, hi, text, ...)                                                     \
    {.name = #field, .type = RL_OPT_##kind, .offset = offsetof(struct dqn_hparams, field),         \
     .min = (lo), .max = (hi), .default_text = (text), .doc = __VA_ARGS__}

static const struct rl_option dqn_options[] = {
    AGENT_OFF_POLICY_OPTIONS(struct dqn_hparams, replay, "1e-4", "32", "1", "4", "100", "10"),
    OPTION(target_update_interval, INT, 1, 1e12, "10000",
           "env steps between two updates of the target network", .live = true),
    OPTION(exploration_fraction, FLOAT, 0, 1, "0.1",
           "share of max_env_steps over which random actions become rarer", .live = true),
    OPTION(exploration_initial_eps, FLOAT, 0, 1, "1", "share of random actions at the start",
           .live = true),
    OPTION(exploration_final_eps, FLOAT, 0, 1, "0.05", "share of random actions at the end",
           .live = true),
    OPTION(double_q, BOOL, 0, 1, "false",
           "the network chooses the action that the target network values"),
};
/* clang-format on */

static void dqn_defaults(void *hparams, struct nn_network_config *network,
                         const struct rl_space *obs, const struct rl_space *action)
{
    (void)hparams, (void)action;
    if (nn_network_auto_cnn(obs))
        network->hidden.n = 0; /* behind the encoder's own */
    network->activation = NN_ACT_RELU;
    network->init = NN_NETWORK_INIT_UNIFORM;
}

/* ---- state ---- */

/* Q(s, .): one network, or a body with a head for the value and one for advantages. */
struct dqn_network {
    struct nn_params params;
    struct nn_network body; /* not dueling: all of it */
    struct nn_network value, advantage;
};

struct dqn {
    struct agent base;
    const struct dqn_hparams *hp;
    int64_t P, C;
    struct dqn_network net, target;
    struct nn_optimizer opt;
    struct agent_policy policy;
    int32_t *choice; /* (rows of the largest program, P) */
    struct agent_program update, sync;
    struct replay_batch batch; /* the update's inputs */
    int32_t *parts;            /* several: (B, P) choices as sampled ... */
    float *taken;              /* ... and the update's input of them */
    float *tau;                /* input of `sync` */
    int64_t target_at;         /* env steps up to which the target network was updated */
};

/* ---- Q(s, .) ---- */

#define DQN_IMPOSSIBLE (-1e30f)

/* Of each part: (B, choices). */
struct dqn_q {
    struct nn_var part[RL_SPACE_MAX_DIMS];
};

/* Part p's share of `all` (B, C). */
static struct nn_var dqn_part(const struct dqn *d, struct nn_trace *t, struct nn_var all, int64_t p)
{
    const struct rl_space *action = &d->base.setup.action;
    int64_t start = 0;
    if (d->P == 1)
        return all;
    for (int64_t i = 0; i < p; i++)
        start += agent_action_choices(action, i);
    return nn_slice(t, all, 1, start, agent_action_choices(action, p));
}

static struct dqn_q dqn_q(const struct dqn *d, struct nn_trace *t, const struct dqn_network *net,
                          struct nn_var obs)
{
    bool dueling = d->base.setup.network->dueling;
    struct nn_var none = {-1}, value = none, all = nn_network_trace(t, &net->body, obs, none);
    struct dqn_q q;
    if (dueling) {
        value = nn_network_trace(t, &net->value, all, none);
        all = nn_network_trace(t, &net->advantage, all, none);
    }
    for (int64_t p = 0; p < d->P; p++) {
        q.part[p] = dqn_part(d, t, all, p);
        if (dueling)
            q.part[p] = nn_dueling(t, value, q.part[p]);
    }
    return q;
}

/* A choice that the input `mask` rules out counts as worse than any. */
static struct dqn_q dqn_possible(const struct dqn *d, struct nn_trace *t, struct dqn_q q,
                                 const char *mask)
{
    int64_t rows = nn_var_shape(t, q.part[0]).dim[0];
    if (d->base.setup.obs.n_mask == 0)
        return q;
    struct nn_var all = nn_input(t, mask, RL_F32, NN_MAT(rows, d->C));
    for (int64_t p = 0; p < d->P; p++)
        q.part[p] = nn_where(t, dqn_part(d, t, all, p), q.part[p], nn_const(t, DQN_IMPOSSIBLE));
    return q;
}

/* (B) of each part -> their mean. */
static struct nn_var dqn_mean(const struct dqn *d, struct nn_trace *t, const struct nn_var *part)
{
    struct nn_var sum = part[0];
    for (int64_t p = 1; p < d->P; p++)
        sum = nn_add(t, sum, part[p]);
    return d->P == 1 ? sum : nn_mul(t, sum, nn_const(t, 1.0f / (float)d->P));
}

/* ---- the loss ---- */

/* y = r + discount max_a Q_target(s', a); double: a is what the network itself would do there. */
static struct nn_var dqn_target(const struct dqn *d, struct nn_trace *t,
                                const struct agent_transitions *b)
{
    struct dqn_q q = dqn_q(d, t, &d->target, b->next_obs), own = q;
    struct nn_var next[RL_SPACE_MAX_DIMS];
    if (d->hp->double_q)
        own = dqn_q(d, t, &d->net, b->next_obs);
    own = dqn_possible(d, t, own, "next_mask");
    for (int64_t p = 0; p < d->P; p++)
        next[p] = d->hp->double_q ? nn_pick(t, q.part[p], nn_argmax_last(t, own.part[p]))
                                  : nn_max_axis(t, own.part[p], -1);
    return agent_bootstrap(t, b, dqn_mean(d, t, next));
}

/* Huber's, row by row: e^2 / 2 up to |e| = 1, |e| - 1/2 beyond. */
static struct nn_var huber(struct nn_trace *t, struct nn_var error)
{
    struct nn_var size = nn_abs(t, error), inner = nn_min(t, size, nn_const(t, 1.0f));
    struct nn_var square = nn_mul(t, nn_const(t, 0.5f), nn_square(t, inner));
    return nn_add(t, square, nn_sub(t, size, inner));
}

/* Q(s, a): (B) of each part. What was done there is an input: the choice (B), or of several parts
 * their choices one-hot (B, C). */
static void dqn_taken(const struct dqn *d, struct nn_trace *t, struct nn_var obs,
                      struct nn_var *out)
{
    int64_t B = d->hp->replay.batch_size;
    struct dqn_q q = dqn_q(d, t, &d->net, obs);
    if (d->P == 1) {
        out[0] = nn_pick(t, q.part[0], nn_input(t, "action", RL_I32, NN_VEC(B)));
        return;
    }
    struct nn_var taken = nn_input(t, "taken", RL_F32, NN_MAT(B, d->C));
    for (int64_t p = 0; p < d->P; p++)
        out[p] = nn_sum_last(t, nn_mul(t, q.part[p], dqn_part(d, t, taken, p)));
}

static void dqn_trace_update(struct agent *agent, struct nn_trace *t)
{
    struct dqn *d = (struct dqn *)agent;
    struct agent_transitions b = agent_transitions_input(t, &d->net.body, &d->hp->replay);
    struct nn_var q[RL_SPACE_MAX_DIMS], loss[RL_SPACE_MAX_DIMS], size[RL_SPACE_MAX_DIMS];

    struct nn_var y = dqn_target(d, t, &b);
    nn_trace_set_mode(t, NN_MODE_TRAIN); /* the target was in eval mode */
    dqn_taken(d, t, b.obs, q);
    for (int64_t p = 0; p < d->P; p++) {
        struct nn_var error = nn_sub(t, q[p], y);
        loss[p] = huber(t, error);
        size[p] = nn_abs(t, error);
    }
    struct nn_var each = dqn_mean(d, t, loss), td_error = dqn_mean(d, t, size);
    if (b.weight.id >= 0)
        each = nn_mul(t, b.weight, each);
    struct nn_var total = nn_mean(t, each);
    nn_output(t, "train/loss", total);
    nn_output(t, "train/q_mean", nn_mean(t, dqn_mean(d, t, q)));
    nn_output(t, "train/td_error", nn_mean(t, td_error));
    nn_output(t, "td_error", td_error);
    agent_minimize(t, total, &d->opt, "train/grad_norm", &d->hp->replay);
}

/* ---- one update ---- */

static void dqn_trace_sync(struct agent *agent, struct nn_trace *t)
{
    struct dqn *d = (struct dqn *)agent;
    nn_polyak(t, &d->target.params, &d->net.params, nn_input(t, "tau", RL_F32, NN_SCALAR));
}

/* Steps of tau that were due while collecting, all towards the same network, are one step. */
static int dqn_update_target(struct dqn *d, uint64_t env_steps, struct rl_error *err)
{
    int64_t n = agent_target_updates(d->hp->target_update_interval, d->base.setup.n_envs,
                                     (uint64_t)d->target_at, env_steps);
    d->target_at = (int64_t)env_steps;
    if (n == 0)
        return 0;
    *d->tau = (float)(1.0 - pow(1.0 - d->hp->replay.tau, (double)n));
    int rc = nn_program_run(d->sync.nn);
    return rc < 0 ? rl_error_set(err, rc, "dqn: the target network's program failed") : 0;
}

/* Choices (B, P) as the ring keeps them, one-hot (B, C). */
static void dqn_fill_taken(struct dqn *d)
{
    const struct rl_space *action = &d->base.setup.action;
    size_t n = (size_t)d->hp->replay.batch_size * (size_t)d->P;
    float *part = d->taken;
    memset(d->taken, 0, (size_t)(d->hp->replay.batch_size * d->C) * sizeof(*d->taken));
    for (size_t i = 0; i < n; i++) {
        part[d->parts[i]] = 1.0f;
        part += agent_action_choices(action, (int64_t)(i % (size_t)d->P));
    }
}

static int dqn_update(struct agent *agent, struct agent_ctx *ctx, uint64_t update,
                      struct rl_error *err)
{
    struct dqn *d = (struct dqn *)agent;
    int rc = dqn_update_target(d, ctx->env_steps, err);
    if (rc == 0)
        rc = agent_draw(agent, ctx, &d->hp->replay, update, &d->batch, err);
    if (rc == 0 && d->parts)
        dqn_fill_taken(d);
    if (rc == 0)
        rc = agent_run(agent, &d->update, update, ctx, err);
    if (rc == 0)
        agent_prioritize(&d->update, ctx->sampler);
    return rc;
}

/* A saved policy is behind all its exploring, wherever its training ended. */
static double dqn_epsilon(const struct dqn *d, double progress)
{
    const struct dqn_hparams *hp = d->hp;
    if (d->base.setup.acts_only || progress >= hp->exploration_fraction)
        return hp->exploration_final_eps;
    return hp->exploration_initial_eps + (hp->exploration_final_eps - hp->exploration_initial_eps) *
                                             progress / hp->exploration_fraction;
}

static int dqn_training_step(struct agent *agent, struct agent_ctx *ctx, struct rl_error *err)
{
    struct dqn *d = (struct dqn *)agent;
    int rc = agent_train(agent, ctx, &d->hp->replay, dqn_update, err);
    if (rc == 0)
        agent_log(ctx, "rollout/exploration_rate", dqn_epsilon(d, ctx->progress), AGENT_LAST,
                  AGENT_SINK_ALL);
    return rc;
}

/* ---- acting: epsilon-greedy, a draw of its own for each (slot, step) ---- */

/* The best choice: (rows) I32, or of several parts (rows, P) as numbers. Its value: (rows). */
static void dqn_trace_act(struct agent *agent, struct nn_trace *t, int32_t rows)
{
    struct dqn *d = (struct dqn *)agent;
    struct nn_var obs = agent_obs_input(t, "obs", &d->net.body, rows);
    struct dqn_q q = dqn_possible(d, t, dqn_q(d, t, &d->net, obs), "mask");
    struct nn_var best[RL_SPACE_MAX_DIMS], value[RL_SPACE_MAX_DIMS];
    for (int64_t p = 0; p < d->P; p++) {
        best[p] = nn_argmax_last(t, q.part[p]);
        value[p] = nn_max_axis(t, q.part[p], -1);
        if (d->base.setup.action.kind != RL_SPACE_DISCRETE)
            best[p] = nn_to_float(t, best[p]);
    }
    bool discrete = d->base.setup.action.kind == RL_SPACE_DISCRETE;
    nn_output(t, "action", discrete ? best[0] : nn_stack(t, best, (int32_t)d->P, 1));
    nn_output(t, "value", dqn_mean(d, t, value));
}

/* Of one row; NULL: everything is possible. */
static const uint8_t *dqn_mask(const struct dqn *d, const struct agent_act *act, int32_t row)
{
    const struct rl_space *obs = &d->base.setup.obs;
    const uint8_t *wire = (const uint8_t *)act->obs + (size_t)row * rl_space_bytes(obs);
    return obs->n_mask ? wire + rl_space_value_bytes(obs) : NULL;
}

/* With probability epsilon a row's choices (P) become random ones. */
static void dqn_explore(const struct dqn *d, const struct agent_act *act, int32_t row,
                        double epsilon, int32_t *choice)
{
    float u[1 + RL_SPACE_MAX_DIMS];
    struct rl_key key = {d->base.setup.seed, RL_STREAM_ACTION, act->slot[row]};
    const uint8_t *mask = dqn_mask(d, act, row);
    rl_fill_uniform(key, act->step[row], u, (size_t)(1 + d->P));
    for (int64_t p = 0; p < d->P && (double)u[0] < epsilon; p++) {
        int64_t n = agent_action_choices(&d->base.setup.action, p);
        choice[p] = agent_action_any(n, mask, (double)u[1 + p]);
        mask = mask ? mask + n : NULL;
    }
}

/* Rows [first, first + *n) greedily into d->choice. */
static int dqn_choose(struct dqn *d, const struct agent_act *act, int32_t first, int32_t *n)
{
    struct nn_program *program = agent_policy_piece(&d->policy, act, first, n);
    int rc = nn_program_run(program);
    if (rc < 0)
        return rc;
    const void *best = nn_program_output(program, nn_program_find_output(program, "action"));
    const void *value = nn_program_output(program, nn_program_find_output(program, "value"));
    agent_dist_keep(&d->base.setup.action, best, *n, d->choice);
    if (act->value)
        memcpy(act->value + first, value, (size_t)*n * sizeof(float));
    return 0;
}

static int dqn_act(struct agent *agent, const struct agent_act *act, struct rl_error *err)
{
    struct dqn *d = (struct dqn *)agent;
    const struct rl_space *space = &agent->setup.action;
    size_t row_bytes = (size_t)d->P * sizeof(*d->choice);
    double epsilon = act->random ? 1.0 : dqn_epsilon(d, act->progress);
    for (int32_t first = 0, n; first < act->n; first += n) {
        n = RL_MIN(act->n - first, agent_policy_max_rows(&d->policy));
        int rc = act->random ? 0 : dqn_choose(d, act, first, &n);
        if (rc < 0)
            return rl_error_set(err, rc, "dqn: the policy program failed on %d observations", n);
        for (int32_t i = 0; i < n && !act->deterministic; i++)
            dqn_explore(d, act, first + i, epsilon, d->choice + i * d->P);
        if (act->raw_action)
            memcpy((uint8_t *)act->raw_action + (size_t)first * row_bytes, d->choice,
                   (size_t)n * row_bytes);
        if (act->action)
            agent_action_to_wire(space, d->choice, n,
                                 (uint8_t *)act->action + (size_t)first * rl_space_bytes(space));
    }
    return 0;
}

/* ---- configuration ---- */

static int dqn_check(struct dqn *d, struct rl_error *err)
{
    const struct rl_space *action = &d->base.setup.action;
    const struct nn_network_config *network = d->base.setup.network;
    char text[128];
    rl_space_format(action, text, sizeof(text));
    if (action->kind == RL_SPACE_BOX)
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "dqn: action space %s: there must be choices (Discrete, MultiDiscrete, "
                            "MultiBinary); sac, td3 and ddpg learn a Box",
                            text);
    if (network->shared_trunk || network->critics != 1)
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "network.%s: this agent has one network; remove the key",
                            network->shared_trunk ? "shared_trunk" : "critics");
    d->P = action->n_elements;
    for (int64_t p = 0; p < d->P; p++)
        d->C += agent_action_choices(action, p);
    return 0;
}

static int dqn_add_network(struct dqn *d, struct dqn_network *net, struct rl_error *err)
{
    const struct nn_network_config *config = d->base.setup.network;
    struct nn_network_shape shape;
    int rc = agent_network_shape(&shape, &d->base, 0, d->C, err);
    if (rc < 0)
        return rc;
    shape.n_out = config->dueling ? 0 : d->C;
    shape.random = d->base.setup.random;
    shape.batch_norm = config->batch_norm;
    nn_params_init(&net->params, d->base.setup.backend);
    rc = nn_network_add(&net->body, &net->params, "q", &shape);
    int64_t n = net->body.n_out;
    if (rc == 0 && config->dueling)
        rc = nn_network_add_head(&net->value, &net->params, "value", config, n, 1);
    if (rc == 0 && config->dueling)
        rc = nn_network_add_head(&net->advantage, &net->params, "advantage", config, n, d->C);
    return rc < 0 ? rl_error_set(err, rc, "dqn: cannot build its networks: %s", rl_error_text(rc))
                  : 0;
}

static int dqn_init_networks(struct dqn *d, struct rl_error *err)
{
    const struct nn_network_config *config = d->base.setup.network;
    uint64_t seed = d->base.setup.seed;
    int rc = nn_network_init(&d->net.body, config->value_gain, seed);
    if (rc == 0 && config->dueling)
        rc = nn_network_init(&d->net.value, config->value_gain, seed);
    if (rc == 0 && config->dueling)
        rc = nn_network_init(&d->net.advantage, config->value_gain, seed);
    if (rc == 0)
        rc = nn_params_copy(&d->target.params, &d->net.params);
    return rc < 0
               ? rl_error_set(err, rc, "dqn: cannot initialise its networks: %s", rl_error_text(rc))
               : 0;
}

static int dqn_configure_networks(struct dqn *d, struct rl_error *err)
{
    struct agent *agent = &d->base;
    int rc = dqn_add_network(d, &d->net, err);
    if (rc == 0)
        rc = dqn_add_network(d, &d->target, err);
    if (rc == 0)
        rc = agent_add_trained(agent, &d->net.params, &d->opt, "policy", &d->hp->replay, err);
    if (rc == 0)
        rc = agent_add_target(agent, &d->target.params, err);
    if (rc == 0)
        rc = dqn_init_networks(d, err);
    if (rc < 0)
        return rc;
    agent->acting = &d->net.params;
    agent->wire_batches = agent_reads_wire(&d->net.body);
    rc = nn_state_add_array(agent->state, "dqn/target_at", NN_STATE_RESUME, RL_I64, NN_SCALAR,
                            &d->target_at);
    return rc < 0 ? rl_error_set(err, rc, "dqn: cannot register its state: %s", rl_error_text(rc))
                  : 0;
}

static int dqn_configure_acting(struct dqn *d, struct rl_error *err)
{
    struct agent *agent = &d->base;
    int rc = agent_policy_compile(&d->policy, agent, agent->wire_batches, dqn_trace_act, err);
    if (rc < 0)
        return rc;
    size_t rows = (size_t)agent_policy_max_rows(&d->policy);
    d->choice = calloc(rows * (size_t)d->P, sizeof(*d->choice));
    return d->choice ? 0 : rl_error_set(err, RL_ENOMEM, "dqn: out of memory");
}

static int dqn_configure_updates(struct dqn *d, struct rl_error *err)
{
    int rc = agent_compile(&d->update, &d->base, dqn_trace_update, err);
    if (rc == 0)
        rc = agent_compile(&d->sync, &d->base, dqn_trace_sync, err);
    if (rc < 0)
        return rc;
    d->tau = agent_input(&d->sync, "tau");
    d->taken = agent_input(&d->update, "taken");
    d->batch = agent_transitions_batch(&d->update);
    if (!d->taken)
        return 0;
    d->batch.action = d->parts =
        calloc((size_t)(d->hp->replay.batch_size * d->P), sizeof(*d->parts));
    return d->parts ? 0 : rl_error_set(err, RL_ENOMEM, "dqn: out of memory");
}

static int dqn_configure(struct agent *agent, struct rl_error *err)
{
    struct dqn *d = (struct dqn *)agent;
    d->hp = agent->setup.hparams;
    int rc = dqn_check(d, err);
    if (rc == 0)
        rc = dqn_configure_networks(d, err);
    if (rc == 0)
        rc = dqn_configure_acting(d, err);
    if (rc == 0 && !agent->setup.acts_only)
        rc = dqn_configure_updates(d, err);
    return rc;
}

static void dqn_deconfigure(struct agent *agent)
{
    struct dqn *d = (struct dqn *)agent;
    agent_program_deinit(&d->update);
    agent_program_deinit(&d->sync);
    agent_policy_deinit(&d->policy);
    nn_opt_deinit(&d->opt);
    nn_params_deinit(&d->net.params);
    nn_params_deinit(&d->target.params);
    free(d->choice);
    free(d->parts);
}

static int dqn_check_endless(const void *hparams, struct rl_error *err)
{
    const struct dqn_hparams *hp = hparams;
    if (hp->exploration_fraction == 0 || hp->exploration_initial_eps == hp->exploration_final_eps)
        return 0;
    return rl_error_set(err, RL_ECONFIG,
                        "dqn.exploration_fraction %.15g is a share of the run, which needs a "
                        "limit: without it random actions never become rarer; set max_env_steps, "
                        "or exploration_fraction to 0",
                        hp->exploration_fraction);
}

static void dqn_replay(const void *hparams, struct agent_replay *out)
{
    agent_off_policy_replay(&((const struct dqn_hparams *)hparams)->replay, out);
}

const struct agent_type agent_type_dqn = {
    .name = "dqn",
    .doc = "deep Q-networks (Mnih et al. 2015) for choices; double, dueling, n-step, prioritized",
    .on_policy = false,
    .agent_bytes = sizeof(struct dqn),
    .hparams_bytes = sizeof(struct dqn_hparams),
    .hparams = dqn_options,
    .n_hparams = RL_COUNTOF(dqn_options),
    .defaults = dqn_defaults,
    .configure = dqn_configure,
    .deconfigure = dqn_deconfigure,
    .trace_mode = dqn_trace_act,
    .act = dqn_act,
    .replay = dqn_replay,
    .check_endless = dqn_check_endless,
    .training_step = dqn_training_step,
    .eval_end = agent_rates_evaluated,
};
