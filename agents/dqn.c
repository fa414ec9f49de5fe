/* SPDX-License-Identifier: MIT */
/* Deep Q-networks: Mnih et al. 2015 ("Human-level control through deep reinforcement learning"),
 * with the parts that later papers added, each behind a switch: double Q-learning (van Hasselt et
 * al. 2016), dueling networks (Wang et al. 2016), returns of n steps and prioritized replay (Schaul
 * et al. 2016). Defaults, names and metrics are Stable-Baselines3's.
 *
 * Read from the top: hyper-parameters, state, Q(s, .), the loss, one update, the training step,
 * acting, configuration. B rows of a batch, D observation features, A actions.
 */
#include <math.h>
#include <string.h>

#include "agents/action.h"
#include "agents/off_policy.h"
#include "agents/policy.h"
#include "base/base.h"
#include "base/rng.h"
#include "nn/network.h"

/* ---- hyper-parameters ---- */

struct dqn_hparams {
    struct agent_off_policy off;
    int64_t target_update_interval;
    double exploration_fraction, exploration_initial_eps, exploration_final_eps;
    double max_grad_norm, adam_eps;
    bool double_q;
};

/* clang-format off */
#define OPTION(field, kind, lo, hi, text, names, ...)                                              \
    {.name = #field, .type = RL_OPT_##kind, .offset = offsetof(struct dqn_hparams, field),         \
     .min = (lo), .max = (hi), .default_text = (text), .choices = (names), .doc = __VA_ARGS__}

static const struct rl_option dqn_options[] = {
    AGENT_OFF_POLICY_OPTIONS(struct dqn_hparams, off, "1e-4", "32", "1", "4", "100"),
    OPTION(target_update_interval, INT, 1, 1e12, "10000", NULL,
           "env steps between two updates of the target network", .live = true),
    OPTION(exploration_fraction, FLOAT, 0, 1, "0.1", NULL,
           "share of the run over which random actions become rarer", .live = true),
    OPTION(exploration_initial_eps, FLOAT, 0, 1, "1", NULL, "share of random actions at the start",
           .live = true),
    OPTION(exploration_final_eps, FLOAT, 0, 1, "0.05", NULL, "share of random actions at the end",
           .live = true),
    OPTION(max_grad_norm, FLOAT, 0, 1e9, "10", NULL, "largest L2 norm of the gradient; 0: off"),
    OPTION(adam_eps, FLOAT, 0, 1, "1e-8", NULL, "the optimizer's epsilon"),
    OPTION(double_q, BOOL, 0, 1, "false", NULL,
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

/* Metrics of one update. */
#define DQN_METRICS(X) \
    X(loss)            \
    X(grad_norm)       \
    X(q_mean)          \
    X(td_error)

enum dqn_metric {
#define X(name) DQN_##name,
    DQN_METRICS(X)
#undef X
        DQN_N_METRICS
};

static const char *const metric_names[DQN_N_METRICS] = {
#define X(name) "train/" #name,
    DQN_METRICS(X)
#undef X
};

/* Q(s, .): one network, or a body with a head for the value and one for advantages. */
struct dqn_network {
    struct nn_params params;
    struct nn_network body; /* not dueling: all of it */
    struct nn_network value, advantage;
};

/* All int64: registered as one array. */
struct dqn_cursor {
    int64_t in_progress;
    int64_t target_at; /* env steps up to which the target network was updated */
};

/* Sums over one call of training_step. All double: registered as one array. */
struct dqn_sums {
    double n;
    double metric[DQN_N_METRICS];
};

struct dqn {
    struct agent base;
    const struct dqn_hparams *hp;
    int64_t A;
    struct nn_network_input input; /* what "obs" takes */
    struct dqn_network net, target;
    struct nn_optimizer opt;
    struct agent_policy policy;
    int action, value; /* outputs of the policy's programs */
    struct nn_program *gradient, *step, *sync;
    struct replay_batch batch; /* gathered straight into the gradient program's inputs */
    float *tau;
    int metric[DQN_N_METRICS], td_errors; /* outputs */
    struct dqn_cursor cursor;
    struct dqn_sums sums;
};

/* ---- Q(s, .) ---- */

#define DQN_IMPOSSIBLE (-1e30f)

/* (B, A) */
static struct nn_var dqn_q(struct dqn *d, struct nn_trace *t, const struct dqn_network *net,
                           struct nn_var obs)
{
    struct nn_var none = {-1}, out = nn_network_trace(t, &net->body, obs, none);
    if (!d->base.setup.network->dueling)
        return out;
    return nn_dueling(t, nn_network_trace(t, &net->value, out, none),
                      nn_network_trace(t, &net->advantage, out, none));
}

static int dqn_add_network(struct dqn *d, struct dqn_network *net)
{
    const struct nn_network_config *config = d->base.setup.network;
    struct nn_network_shape shape = {
        .config = config,
        .input = d->input,
        .n_out = config->dueling ? 0 : d->A,
        .random = d->base.setup.random,
    };
    nn_params_init(&net->params, d->base.setup.backend);
    int rc = nn_network_add(&net->body, &net->params, "q", &shape);
    if (rc < 0 || !config->dueling)
        return rc;
    rc = nn_network_add_head(&net->value, &net->params, "value", config, net->body.n_out, 1);
    return rc < 0 ? rc
                  : nn_network_add_head(&net->advantage, &net->params, "advantage", config,
                                        net->body.n_out, d->A);
}

static int dqn_init_network(struct dqn *d, struct dqn_network *net)
{
    const struct nn_network_config *config = d->base.setup.network;
    uint64_t seed = d->base.setup.seed;
    int rc = nn_network_init(&net->body, config->value_gain, seed);
    if (rc == 0 && config->dueling)
        rc = nn_network_init(&net->value, config->value_gain, seed);
    if (rc == 0 && config->dueling)
        rc = nn_network_init(&net->advantage, config->value_gain, seed);
    return rc;
}

/* What can be chosen by Q: an action that is ruled out counts as worse than any. */
static struct nn_var dqn_possible(struct dqn *d, struct nn_trace *t, struct nn_var q,
                                  const char *mask)
{
    if (d->base.setup.obs.n_mask == 0)
        return q;
    struct nn_shape shape = nn_var_shape(t, q);
    return nn_where(t, nn_input(t, mask, RL_F32, shape), q, nn_const(t, DQN_IMPOSSIBLE));
}

/* ---- the loss ---- */

/* y = r + discount max_a Q_target(s', a); double: a is what the network itself would do there. */
static struct nn_var dqn_target(struct dqn *d, struct nn_trace *t, struct nn_var reward,
                                struct nn_var discount, struct nn_var next_obs)
{
    struct nn_var q = dqn_q(d, t, &d->target, next_obs), next;
    if (d->hp->double_q) {
        struct nn_var own = dqn_possible(d, t, dqn_q(d, t, &d->net, next_obs), "next_mask");
        next = nn_pick(t, q, nn_argmax_last(t, own));
    } else
        next = nn_max_axis(t, dqn_possible(d, t, q, "next_mask"), -1);
    return nn_stop_grad(t, nn_add(t, reward, nn_mul(t, discount, next)));
}

/* Huber's, row by row: e^2 / 2 up to |e| = 1, |e| - 1/2 beyond. */
static struct nn_var huber(struct nn_trace *t, struct nn_var error)
{
    struct nn_var size = nn_abs(t, error), inner = nn_min(t, size, nn_const(t, 1.0f));
    struct nn_var square = nn_mul(t, nn_const(t, 0.5f), nn_square(t, inner));
    return nn_add(t, square, nn_sub(t, size, inner));
}

/* ---- one update: gradients in one program, the step in another, so that a number that is not
 * finite is seen before parameters move ---- */

static void dqn_trace_gradient(struct dqn *d, struct nn_trace *t)
{
    int64_t B = d->hp->off.batch_size;
    struct nn_var obs = nn_input(t, "obs", d->input.dtype, NN_MAT(B, d->input.n));
    struct nn_var next_obs = nn_input(t, "next_obs", d->input.dtype, NN_MAT(B, d->input.n));
    struct nn_var action = nn_input(t, "action", RL_I32, NN_VEC(B));
    struct nn_var reward = nn_input(t, "reward", RL_F32, NN_VEC(B));
    struct nn_var discount = nn_input(t, "discount", RL_F32, NN_VEC(B));

    struct nn_var y = dqn_target(d, t, reward, discount, next_obs);
    nn_trace_set_mode(t, NN_MODE_TRAIN); /* the target was in eval mode */
    struct nn_var q = nn_pick(t, dqn_q(d, t, &d->net, obs), action);
    struct nn_var error = nn_sub(t, q, y);
    struct nn_var each = huber(t, error);
    if (d->hp->off.prioritized_replay)
        each = nn_mul(t, nn_input(t, "weight", RL_F32, NN_VEC(B)), each);
    struct nn_var loss = nn_mean(t, each);

    nn_opt_zero_grad(t, &d->opt);
    nn_backward(t, loss, &d->opt);
    struct nn_var norm = nn_opt_clip_norm(t, &d->opt, nn_const(t, (float)d->hp->max_grad_norm));
    nn_output(t, metric_names[DQN_loss], loss);
    nn_output(t, metric_names[DQN_grad_norm], norm);
    nn_output(t, metric_names[DQN_q_mean], nn_mean(t, q));
    nn_output(t, metric_names[DQN_td_error], nn_mean(t, nn_abs(t, error)));
    nn_output(t, "td_errors", error);
}

static void dqn_trace_step(struct dqn *d, struct nn_trace *t)
{
    nn_opt_step(t, &d->opt);
}

static void dqn_trace_sync(struct dqn *d, struct nn_trace *t)
{
    nn_polyak(t, &d->target.params, &d->net.params, nn_input(t, "tau", RL_F32, NN_SCALAR));
}

static int dqn_compile(struct dqn *d, void (*trace)(struct dqn *, struct nn_trace *),
                       struct nn_program **out, struct rl_error *err)
{
    struct nn_trace *t = nn_trace_create(d->base.setup.backend);
    if (!t)
        return rl_error_set(err, RL_ENOMEM, "dqn: out of memory");
    nn_trace_name(t, "dqn");
    trace(d, t);
    int rc = nn_compile(t, out, err);
    nn_trace_destroy(t);
    return rc;
}

/* An input's memory, NULL where this configuration has no such input. */
static void *dqn_input(struct nn_program *program, const char *name)
{
    int input = nn_program_find_input(program, name);
    return input < 0 ? NULL : nn_program_input(program, input);
}

static int dqn_configure_updates(struct dqn *d, struct rl_error *err)
{
    int rc = dqn_compile(d, dqn_trace_gradient, &d->gradient, err);
    if (rc == 0)
        rc = dqn_compile(d, dqn_trace_step, &d->step, err);
    if (rc == 0)
        rc = dqn_compile(d, dqn_trace_sync, &d->sync, err);
    if (rc < 0)
        return rc;
    d->tau = dqn_input(d->sync, "tau");
    d->batch = (struct replay_batch){
        .obs = dqn_input(d->gradient, "obs"),
        .next_obs = dqn_input(d->gradient, "next_obs"),
        .next_mask = dqn_input(d->gradient, "next_mask"),
        .action = dqn_input(d->gradient, "action"),
        .reward = dqn_input(d->gradient, "reward"),
        .discount = dqn_input(d->gradient, "discount"),
        .weight = dqn_input(d->gradient, "weight"),
    };
    for (int m = 0; m < DQN_N_METRICS; m++)
        d->metric[m] = nn_program_find_output(d->gradient, metric_names[m]);
    d->td_errors = nn_program_find_output(d->gradient, "td_errors");
    return 0;
}

/* Add one update's metrics to the sums; RL_ENONFINITE before any parameter moved. */
static int dqn_take_metrics(struct dqn *d, struct rl_error *err)
{
    for (int m = 0; m < DQN_N_METRICS; m++) {
        float value = *(const float *)nn_program_output(d->gradient, d->metric[m]);
        if (!isfinite(value))
            return rl_error_set(err, RL_ENONFINITE,
                                "%s is %f at update %llu: parameters stay as they were before it; "
                                "check rewards and observations, or lower learning_rate",
                                metric_names[m], (double)value,
                                (unsigned long long)nn_opt_steps(&d->opt) + 1);
        d->sums.metric[m] += (double)value;
    }
    d->sums.n += 1.0;
    return 0;
}

static int dqn_update(struct dqn *d, struct agent_ctx *ctx, struct rl_error *err)
{
    int32_t B = (int32_t)d->hp->off.batch_size;
    int rc = replay_sampler_draw(ctx->sampler, nn_opt_steps(&d->opt), ctx->progress, B, &d->batch);
    if (rc == REPLAY_EMPTY)
        return rl_error_set(err, RL_EINVAL, "dqn: an update was granted, the replay is empty");
    if (rc == 0)
        rc = nn_program_run(d->gradient);
    if (rc < 0)
        return rl_error_set(err, rc, "dqn: the gradient program failed");
    rc = dqn_take_metrics(d, err);
    if (rc < 0)
        return rc;
    if (d->hp->off.prioritized_replay)
        replay_sampler_update(ctx->sampler, nn_program_output(d->gradient, d->td_errors));
    rc = nn_program_run(d->step);
    return rc < 0 ? rl_error_set(err, rc, "dqn: the step program failed") : 0;
}

/* ---- the training step ---- */

/* Steps of tau that were due while collecting, all towards the same network, are one step. */
static int dqn_update_target(struct dqn *d, uint64_t env_steps, struct rl_error *err)
{
    int64_t n = agent_target_updates(d->hp->target_update_interval, d->base.setup.n_envs,
                                     (uint64_t)d->cursor.target_at, env_steps);
    d->cursor.target_at = (int64_t)env_steps;
    if (n == 0)
        return 0;
    *d->tau = (float)(1.0 - pow(1.0 - d->hp->off.tau, (double)n));
    int rc = nn_program_run(d->sync);
    return rc < 0 ? rl_error_set(err, rc, "dqn: the target network's program failed") : 0;
}

static double dqn_epsilon(const struct dqn *d, double progress)
{
    const struct dqn_hparams *hp = d->hp;
    if (progress >= hp->exploration_fraction)
        return hp->exploration_final_eps;
    return hp->exploration_initial_eps + (hp->exploration_final_eps - hp->exploration_initial_eps) *
                                             progress / hp->exploration_fraction;
}

static void dqn_log(struct dqn *d, struct agent_ctx *ctx)
{
    for (int m = 0; m < DQN_N_METRICS && d->sums.n > 0.0; m++)
        agent_log(ctx, metric_names[m], d->sums.metric[m] / d->sums.n, AGENT_MEAN, AGENT_SINK_ALL);
    agent_log(ctx, "train/learning_rate", rl_schedule_at(d->hp->off.learning_rate, ctx->progress),
              AGENT_LAST, AGENT_SINK_ALL);
    agent_log(ctx, "train/n_updates", (double)nn_opt_steps(&d->opt), AGENT_LAST, AGENT_SINK_ALL);
    agent_log(ctx, "rollout/exploration_rate", dqn_epsilon(d, ctx->progress), AGENT_LAST,
              AGENT_SINK_ALL);
}

/* Algorithm 1's inner part. Draws are keyed by the optimizer's steps, so a call that goes on where
 * another one left computes the same bits. */
static int dqn_training_step(struct agent *agent, struct agent_ctx *ctx, struct rl_error *err)
{
    struct dqn *d = (struct dqn *)agent;
    if (!d->cursor.in_progress) {
        int rc = dqn_update_target(d, ctx->env_steps, err);
        if (rc < 0)
            return rc;
        d->sums = (struct dqn_sums){0};
        d->cursor.in_progress = 1;
    }
    for (int32_t i = 0; i < ctx->gradient_steps; i++) {
        if (agent_at_cut(ctx))
            return AGENT_LEFT;
        nn_opt_set_lr(&d->opt, (float)rl_schedule_at(d->hp->off.learning_rate, ctx->progress));
        int rc = dqn_update(d, ctx, err);
        if (rc < 0)
            return rc;
    }
    d->cursor.in_progress = 0;
    dqn_log(d, ctx);
    return 0;
}

/* ---- acting: epsilon-greedy, a draw of its own for each (slot, step) ---- */

static void dqn_trace_policy(struct agent *agent, struct nn_trace *t, int32_t rows)
{
    struct dqn *d = (struct dqn *)agent;
    struct nn_var obs = nn_input(t, "obs", d->input.dtype, NN_MAT(rows, d->input.n));
    struct nn_var q = dqn_q(d, t, &d->net, obs);
    q = dqn_possible(d, t, q, "mask");
    nn_output(t, "action", nn_argmax_last(t, q));
    nn_output(t, "value", nn_max_axis(t, q, -1));
}

/* Of one row; NULL: everything is possible. */
static const uint8_t *dqn_mask(const struct dqn *d, const struct agent_act *act, int32_t row)
{
    const struct rl_space *obs = &d->base.setup.obs;
    const uint8_t *wire = (const uint8_t *)act->obs + (size_t)row * rl_space_bytes(obs);
    return obs->n_mask ? wire + rl_space_value_bytes(obs) : NULL;
}

static void dqn_explore(const struct dqn *d, const struct agent_act *act, int32_t first, int32_t n,
                        double epsilon, int32_t *action)
{
    for (int32_t i = 0; i < n; i++) {
        float u[2];
        struct rl_key key = {d->base.setup.seed, RL_STREAM_ACTION, act->slot[first + i]};
        rl_fill_uniform(key, act->step[first + i], u, 2);
        if ((double)u[0] < epsilon)
            action[i] = agent_action_any(d->A, dqn_mask(d, act, first + i), (double)u[1]);
    }
}

/* Rows [first, first + n) are decided. */
static void put_actions(const struct dqn *d, const struct agent_act *act, int32_t first, int32_t n,
                        const int32_t *action)
{
    const struct rl_space *space = &d->base.setup.action;
    size_t bytes = rl_space_bytes(space);
    if (act->raw_action)
        memcpy((int32_t *)act->raw_action + first, action, (size_t)n * sizeof(*action));
    if (act->action)
        agent_action_to_wire(space, action, n, (uint8_t *)act->action + (size_t)first * bytes);
}

static int dqn_act(struct agent *agent, const struct agent_act *act, struct rl_error *err)
{
    enum { MAX_ROWS = 1 << (AGENT_POLICY_MAX_BUCKETS - 1) };
    struct dqn *d = (struct dqn *)agent;
    int32_t action[MAX_ROWS];
    for (int32_t first = 0, n; first < act->n; first += n) {
        struct nn_program *program = agent_policy_piece(&d->policy, act, first, &n);
        if (act->random && agent->setup.obs.n_mask) {
            dqn_explore(d, act, first, n, 1.0, action);
            put_actions(d, act, first, n, action);
            continue;
        }
        if (act->random) {
            agent_action_random(&agent->setup.action, agent->setup.seed, act->slot + first,
                                act->step + first, n, action);
            put_actions(d, act, first, n, action);
            continue;
        }
        int rc = nn_program_run(program);
        if (rc < 0)
            return rl_error_set(err, rc, "dqn: the policy program failed on %d observations", n);
        memcpy(action, nn_program_output(program, d->action), (size_t)n * sizeof(*action));
        if (!act->deterministic)
            dqn_explore(d, act, first, n, dqn_epsilon(d, act->progress), action);
        put_actions(d, act, first, n, action);
        if (act->value)
            memcpy(act->value + first, nn_program_output(program, d->value),
                   (size_t)n * sizeof(float));
    }
    return 0;
}

/* ---- configuration ---- */

/* Says what failed where the callee has no text of its own. */
static int dqn_named(int rc, const char *what, struct rl_error *err)
{
    return rc < 0 ? rl_error_set(err, rc, "dqn: cannot %s: %s", what, rl_error_text(rc)) : 0;
}

static int dqn_check_spaces(struct dqn *d, struct rl_error *err)
{
    const struct agent_setup *setup = &d->base.setup;
    char text[128];
    rl_space_format(&setup->action, text, sizeof(text));
    if (setup->action.kind != RL_SPACE_DISCRETE)
        return rl_error_set(err, RL_EUNSUPPORTED, "dqn: action space %s: it must be Discrete",
                            text);
    if (setup->network->shared_trunk || setup->network->critics != 1)
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "network.%s: this agent has one network; remove "
                            "the key",
                            setup->network->shared_trunk ? "shared_trunk" : "critics");
    enum { MAX_WIDTH = 1 << 20 };
    int64_t D = replay_feature_count(&setup->obs);
    d->A = agent_action_outputs(&setup->action);
    if (D > MAX_WIDTH || d->A > MAX_WIDTH)
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "dqn: %lld observation features and %lld actions: a network takes at "
                            "most %d of each",
                            (long long)D, (long long)d->A, MAX_WIDTH);
    return nn_network_input(&d->input, setup->network, &setup->obs, D, err);
}

static int dqn_configure_networks(struct dqn *d, struct rl_error *err)
{
    const struct nn_opt_config config =
        nn_opt_options_config(&d->hp->off.optimizer, "policy", d->hp->adam_eps);
    int rc = dqn_named(dqn_add_network(d, &d->net), "build its network", err);
    if (rc == 0)
        rc = dqn_named(dqn_add_network(d, &d->target), "build its target network", err);
    if (rc == 0)
        rc = nn_params_alloc(&d->net.params, err);
    if (rc == 0)
        rc = nn_params_alloc(&d->target.params, err);
    if (rc == 0)
        rc = nn_opt_init(&d->opt, &d->net.params, config, err);
    if (rc < 0)
        return rc;
    d->base.optimizer[d->base.n_optimizers++] = &d->opt;
    d->base.acting = &d->net.params;
    rc = dqn_init_network(d, &d->net);
    if (rc == 0)
        rc = nn_params_copy(&d->target.params, &d->net.params);
    return dqn_named(rc, "initialise its networks", err);
}

static int dqn_register(struct dqn *d, struct rl_error *err)
{
    struct nn_state *state = d->base.state;
    int rc = nn_state_add_params(state, "model", &d->net.params);
    if (rc == 0)
        rc = nn_state_add_params(state, "target", &d->target.params);
    if (rc == 0)
        rc = nn_state_add_optimizer(state, &d->opt);
    if (rc == 0)
        rc = nn_state_add_array(state, "dqn/cursor", NN_STATE_RESUME, RL_I64,
                                NN_VEC(sizeof(d->cursor) / sizeof(int64_t)), &d->cursor);
    if (rc == 0)
        rc = nn_state_add_array(state, "dqn/sums", NN_STATE_RESUME, RL_F64,
                                NN_VEC(sizeof(d->sums) / sizeof(double)), &d->sums);
    return dqn_named(rc, "register its state", err);
}

static int dqn_configure(struct agent *agent, struct rl_error *err)
{
    struct dqn *d = (struct dqn *)agent;
    d->hp = agent->setup.hparams;
    int rc = dqn_check_spaces(d, err);
    if (rc == 0)
        rc = dqn_configure_networks(d, err);
    if (rc == 0)
        rc = dqn_register(d, err);
    agent->wire_batches = d->input.dtype != RL_F32;
    if (rc == 0)
        rc = agent_policy_compile(&d->policy, agent, agent->wire_batches, dqn_trace_policy, err);
    if (rc == 0 && !agent->setup.acts_only)
        rc = dqn_configure_updates(d, err);
    if (rc < 0)
        return rc;
    d->action = nn_program_find_output(d->policy.bucket[0].program, "action");
    d->value = nn_program_find_output(d->policy.bucket[0].program, "value");
    return 0;
}

static void dqn_deconfigure(struct agent *agent)
{
    struct dqn *d = (struct dqn *)agent;
    nn_program_destroy(d->gradient);
    nn_program_destroy(d->step);
    nn_program_destroy(d->sync);
    agent_policy_deinit(&d->policy);
    nn_opt_deinit(&d->opt);
    nn_params_deinit(&d->net.params);
    nn_params_deinit(&d->target.params);
}

static void dqn_replay(const void *hparams, struct agent_replay *out)
{
    agent_off_policy_replay(&((const struct dqn_hparams *)hparams)->off, out);
}

const struct agent_type agent_type_dqn = {
    .name = "dqn",
    .doc = "deep Q-networks (Mnih et al. 2015) for Discrete actions; double, dueling, n-step, "
           "prioritized",
    .on_policy = false,
    .agent_bytes = sizeof(struct dqn),
    .hparams_bytes = sizeof(struct dqn_hparams),
    .hparams = dqn_options,
    .n_hparams = RL_COUNTOF(dqn_options),
    .defaults = dqn_defaults,
    .configure = dqn_configure,
    .deconfigure = dqn_deconfigure,
    .trace_mode = dqn_trace_policy,
    .act = dqn_act,
    .replay = dqn_replay,
    .training_step = dqn_training_step,
};
