/* SPDX-License-Identifier: MIT */
/* Proximal policy optimization: Schulman et al. 2017 (arXiv:1707.06347), in the form that
 * Stable-Baselines3 and CleanRL made the common one (Huang et al. 2022, "The 37 implementation
 * details of PPO"). Loss formulae, defaults and metric names are Stable-Baselines3's.
 *
 * Read from the top: hyper-parameters, state, the loss, one update, the training step,
 * configuration. Networks, the policy's distribution and acting are agents/actor_critic.h, programs
 * of minibatches agents/minibatch.h. B rows of a minibatch, D observation features, A actions:
 * choices of a Discrete or elements of a Box.
 */
#include <math.h>

#include "agents/actor_critic.h"
#include "agents/minibatch.h"
#include "agents/rates.h"
#include "base/base.h"

/* ---- hyper-parameters ---- */

/* Order of optimizers and their rates; shared: the first one serves both networks. */
enum { PPO_POLICY, PPO_VALUE };

enum ppo_value_optimizer { PPO_VALUE_SHARED, PPO_VALUE_SEPARATE };

struct ppo_hparams {
    int64_t n_steps, batch_size, n_epochs, accumulate;
    double gamma, gae_lambda;
    struct rl_schedule learning_rate, clip_range, clip_range_vf;
    bool normalize_advantage;
    double ent_coef, vf_coef, max_grad_norm, max_grad_value, target_kl;
    double log_std_init;
    struct agent_normalize_config normalize;
    bool scale_actions;
    int32_t value_optimizer; /* enum ppo_value_optimizer */
    struct rl_schedule value_learning_rate;
    struct nn_opt_options optimizer;
};

static const char *const value_optimizer_names[] = {"shared", "separate", NULL};

/* clang-format off */
#define OPTION(field, kind, lo, hi, text, names, ...)                                              \
    {.name = #field, .type = RL_OPT_##kind, .offset = offsetof(struct ppo_hparams, field),         \
     .min = (lo), .max = (hi), .default_text = (text), .choices = (names), .doc = __VA_ARGS__}

static const struct rl_option ppo_options[] = {
    OPTION(n_steps, INT, 1, 1e6, "2048", NULL, "rollout length per env, in steps"),
    OPTION(batch_size, INT, 1, 1e7, "64", NULL, "rows of a minibatch"),
    OPTION(accumulate, INT, 1, 1e6, "1", NULL,
           "minibatches whose rows are one step's; the last step of a pass may have fewer"),
    OPTION(n_epochs, INT, 1, 1e4, "10", NULL, "passes over each rollout", .live = true),
    OPTION(gamma, FLOAT, 0, 1, "0.99", NULL, "discount factor"),
    OPTION(gae_lambda, FLOAT, 0, 1, "0.95", NULL, "lambda of generalised advantage estimation",
           .live = true),
    OPTION(learning_rate, RATE, 0, 1e3, "3e-4", NULL, "step size of the optimizer", .live = true),
    OPTION(clip_range, SCHEDULE, 0, 10, "0.2", NULL, "clip range of the policy ratio",
           .live = true),
    OPTION(clip_range_vf, SCHEDULE, 0, 1e9, "0", NULL, "clip range of the value's change; 0: off",
           .live = true),
    OPTION(normalize_advantage, BOOL, 0, 1, "true", NULL, "normalise advantages per minibatch"),
    OPTION(ent_coef, FLOAT, 0, 1e3, "0", NULL, "weight of the entropy bonus", .live = true),
    OPTION(vf_coef, FLOAT, 0, 1e3, "0.5", NULL, "weight of the value loss", .live = true),
    OPTION(max_grad_norm, FLOAT, 0, 1e9, "0.5", NULL, "largest L2 norm of the gradient; 0: off",
           .live = true),
    OPTION(max_grad_value, FLOAT, 0, 1e9, "0", NULL,
           "largest magnitude of the gradient's elements, after that; 0: off"),
    OPTION(target_kl, FLOAT, 0, 1e3, "0", NULL, "stop passes above 1.5 times this KL; 0: off",
           .live = true),
    NN_OPT_OPTIONS(struct ppo_hparams, optimizer, "1e-5"),
    OPTION(log_std_init, FLOAT, -20, 5, "0", NULL, "initial log standard deviation (Box actions)"),
    AGENT_NORMALIZE_OPTIONS(struct ppo_hparams, normalize),
    OPTION(scale_actions, BOOL, 0, 1, "true", NULL,
           "scale Box actions from [-1, 1] to finite bounds; false: only clip"),
    OPTION(value_optimizer, CHOICE, 0, 0, "shared", value_optimizer_names,
           "one optimizer for policy and value network, or one each"),
    OPTION(value_learning_rate, RATE, 0, 1e3, "0", NULL,
           "step size of a separate value optimizer; 0: learning_rate", .live = true),
};
/* clang-format on */

/* Images get the settings that are known for Atari (Schulman et al. 2017, table 5). */
static void ppo_defaults(void *hparams, struct nn_network_config *network,
                         const struct rl_space *obs, const struct rl_space *action)
{
    struct ppo_hparams *hp = hparams;
    (void)action;
    if (!nn_network_auto_cnn(obs))
        return;
    hp->n_steps = 128;
    hp->batch_size = 256;
    hp->n_epochs = 4;
    hp->learning_rate = (struct rl_schedule){.start = 2.5e-4};
    hp->clip_range = (struct rl_schedule){.start = 0.1};
    hp->ent_coef = 0.01;
    network->hidden.n = 0; /* behind the encoder's own */
    network->activation = NN_ACT_RELU;
    network->shared_trunk = true;
}

/* ---- state ---- */

/* Metrics of one minibatch, under Stable-Baselines3's names (the last one is ours). */
#define PPO_METRICS(X)      \
    X(policy_gradient_loss) \
    X(value_loss)           \
    X(entropy_loss)         \
    X(approx_kl)            \
    X(clip_fraction)        \
    X(loss)                 \
    X(grad_norm)            \
    X(value_grad_norm)

enum ppo_metric {
#define X(name) PPO_##name,
    PPO_METRICS(X)
#undef X
        PPO_N_METRICS
};

static const char *const metric_names[PPO_N_METRICS] = {
#define X(name) "train/" #name,
    PPO_METRICS(X)
#undef X
};

/* Where training_step is. All int64: registered as one array. */
struct ppo_cursor {
    int64_t in_progress;
    int64_t pass, minibatch; /* the next minibatch to compute */
    int64_t kl_stopped;
    int64_t n_updates; /* passes of the whole run, as Stable-Baselines3 counts them */
};

/* Sums over the iteration, weighted by rows. All double: registered as one array. */
struct ppo_sums {
    double rows, pass_rows; /* this iteration, this pass */
    double window_rows;     /* of the open window */
    double metric[PPO_N_METRICS];
};

struct ppo {
    struct agent base;
    const struct ppo_hparams *hp;
    struct agent_ac ac;
    struct agent_normalize normalize;
    bool separate; /* two sets and optimizers; else policy_* serve both networks */
    struct nn_params policy_params, value_params;
    struct nn_optimizer policy_opt, value_opt;
    struct agent_minibatch batches;
    int32_t n_rows; /* of a rollout */
    struct ppo_cursor cursor;
    struct ppo_sums sums;
    bool changed; /* hyper-parameters, while a training step is open */
};

/* ---- the loss ---- */

/* A minibatch and its coefficients while tracing. */
struct ppo_batch {
    int32_t rows;
    struct nn_var obs, mask, action, logp, value, advantage, ret;
    struct nn_var clip_range, clip_range_vf, ent_coef, vf_coef;
};

static bool is_on(const struct rl_schedule *s)
{
    return s->start > 0.0 || s->end > 0.0;
}

static bool ppo_clips_value(const struct ppo *p)
{
    return is_on(&p->hp->clip_range_vf);
}

static struct ppo_batch ppo_batch_inputs(struct ppo *p, struct nn_trace *t, int32_t rows)
{
    struct nn_shape vec = NN_VEC(rows);
    struct ppo_batch b = {.rows = rows};
    b.obs = agent_ac_obs(&p->ac, t, rows);
    b.mask = agent_ac_mask(&p->ac, t, rows);
    b.action = p->base.setup.action.kind == RL_SPACE_DISCRETE
                   ? nn_input(t, "action", RL_I32, vec)
                   : nn_input(t, "action", RL_F32, NN_MAT(rows, p->ac.A));
    b.logp = nn_input(t, "logp", RL_F32, vec);
    b.advantage = nn_input(t, "advantage", RL_F32, vec);
    b.ret = nn_input(t, "ret", RL_F32, vec);
    b.clip_range = nn_input(t, "clip_range", RL_F32, NN_SCALAR);
    b.ent_coef = nn_input(t, "ent_coef", RL_F32, NN_SCALAR);
    b.vf_coef = nn_input(t, "vf_coef", RL_F32, NN_SCALAR);
    if (ppo_clips_value(p)) {
        b.value = nn_input(t, "value", RL_F32, vec);
        b.clip_range_vf = nn_input(t, "clip_range_vf", RL_F32, NN_SCALAR);
    }
    return b;
}

/* (A - mean) / (std + 1e-8) with the unbiased standard deviation: (B). */
static struct nn_var normalise(struct nn_trace *t, struct nn_var advantage, int32_t rows)
{
    struct nn_var centred = nn_sub(t, advantage, nn_mean(t, advantage));
    struct nn_var sum = nn_sum(t, nn_square(t, centred));
    struct nn_var std = nn_sqrt(t, nn_div(t, sum, nn_const(t, (float)(rows - 1))));
    return nn_div(t, centred, nn_add(t, std, nn_const(t, 1e-8f)));
}

/* -L^CLIP (eq. 7): -mean(min(r A, clip(r, 1 - eps, 1 + eps) A)) with r = pi(a|s) / pi_old(a|s). */
static struct nn_var ppo_policy_loss(struct ppo *p, struct nn_trace *t, const struct ppo_batch *b,
                                     struct nn_var head)
{
    struct nn_var one = nn_const(t, 1.0f);
    struct nn_var advantage = b->advantage;
    if (p->hp->normalize_advantage && b->rows > 1)
        advantage = normalise(t, advantage, b->rows);
    struct nn_var log_ratio = nn_sub(t, agent_ac_logp(&p->ac, t, head, b->action), b->logp);
    struct nn_var ratio = nn_exp(t, log_ratio);
    struct nn_var clipped =
        nn_clip(t, ratio, nn_sub(t, one, b->clip_range), nn_add(t, one, b->clip_range));
    struct nn_var surrogate = nn_min(t, nn_mul(t, advantage, ratio), nn_mul(t, advantage, clipped));

    struct nn_var change = nn_sub(t, ratio, one);
    nn_output(t, metric_names[PPO_clip_fraction],
              nn_mean(t, nn_less(t, b->clip_range, nn_abs(t, change))));
    /* The estimator k3 of http://joschu.net/blog/kl-approx.html. */
    nn_output(t, metric_names[PPO_approx_kl], nn_mean(t, nn_sub(t, change, log_ratio)));
    return nn_neg(t, nn_mean(t, surrogate));
}

/* mean((R - V(s))^2); with a clip range V(s) may leave the value at collection by at most that. */
static struct nn_var ppo_value_loss(struct ppo *p, struct nn_trace *t, const struct ppo_batch *b,
                                    struct nn_var value)
{
    if (ppo_clips_value(p)) {
        struct nn_var change = nn_sub(t, value, b->value);
        value =
            nn_add(t, b->value, nn_clip(t, change, nn_neg(t, b->clip_range_vf), b->clip_range_vf));
    }
    return nn_mean(t, nn_square(t, nn_sub(t, b->ret, value)));
}

/* ---- one update ---- */

static void ppo_trace_backward(struct ppo *p, struct nn_trace *t, struct nn_var actor_loss,
                               struct nn_var critic_loss, struct nn_var loss)
{
    if (p->separate) {
        nn_backward(t, actor_loss, &p->policy_opt);
        nn_backward(t, critic_loss, &p->value_opt);
    } else {
        nn_backward(t, loss, &p->policy_opt);
    }
}

/* A minibatch that is a step of its own. */
static void ppo_trace_clipped(struct ppo *p, struct nn_trace *t, struct nn_var actor_loss,
                              struct nn_var critic_loss, struct nn_var loss)
{
    struct nn_var max_norm = nn_input(t, "max_grad_norm", RL_F32, NN_SCALAR);
    nn_opt_zero_grad(t, &p->policy_opt);
    if (p->separate)
        nn_opt_zero_grad(t, &p->value_opt);
    ppo_trace_backward(p, t, actor_loss, critic_loss, loss);
    if (p->separate)
        nn_output(t, metric_names[PPO_value_grad_norm],
                  nn_opt_clip_norm(t, &p->value_opt, max_norm));
    nn_output(t, metric_names[PPO_grad_norm], nn_opt_clip_norm(t, &p->policy_opt, max_norm));
}

/* One of several whose gradients are summed: agents/window.h does the rest. */
static void ppo_trace_summed(struct ppo *p, struct nn_trace *t, struct nn_var actor_loss,
                             struct nn_var critic_loss, struct nn_var loss)
{
    struct nn_var scale = nn_input(t, "scale", RL_F32, NN_SCALAR);
    ppo_trace_backward(p, t, nn_mul(t, actor_loss, scale), nn_mul(t, critic_loss, scale),
                       nn_mul(t, loss, scale));
}

static void ppo_trace_gradient(struct agent *agent, struct nn_trace *t, int32_t rows)
{
    struct ppo *p = (struct ppo *)agent;
    nn_trace_set_mode(t, NN_MODE_TRAIN);
    struct ppo_batch b = ppo_batch_inputs(p, t, rows);
    struct nn_var features = agent_ac_features(&p->ac, t, b.obs);
    struct nn_var head = agent_ac_head(&p->ac, t, features, b.mask);
    struct nn_var policy_loss = ppo_policy_loss(p, t, &b, head);
    struct nn_var entropy_loss = nn_neg(t, agent_ac_entropy(&p->ac, t, head));
    struct nn_var value_loss = ppo_value_loss(p, t, &b, agent_ac_value(&p->ac, t, features));
    struct nn_var actor_loss = nn_add(t, policy_loss, nn_mul(t, b.ent_coef, entropy_loss));
    struct nn_var critic_loss = nn_mul(t, b.vf_coef, value_loss);
    struct nn_var loss = nn_add(t, actor_loss, critic_loss);

    (p->hp->accumulate == 1 ? ppo_trace_clipped : ppo_trace_summed)(p, t, actor_loss, critic_loss,
                                                                    loss);
    nn_output(t, metric_names[PPO_policy_gradient_loss], policy_loss);
    nn_output(t, metric_names[PPO_entropy_loss], entropy_loss);
    nn_output(t, metric_names[PPO_value_loss], value_loss);
    nn_output(t, metric_names[PPO_loss], loss);
}

/* What a minibatch's metrics say: 0, or RL_ENONFINITE before any parameter moved. */
static int ppo_check_finite(const struct ppo *p, const float *metric, struct rl_error *err)
{
    for (int m = 0; m < PPO_N_METRICS; m++)
        if (!isfinite(metric[m]))
            return rl_error_set(
                err, RL_ENONFINITE,
                "%s is %f at update %llu (pass %lld, minibatch %lld): parameters stay as they were "
                "before it; check rewards and observations, or lower learning_rate",
                metric_names[m], (double)metric[m], (unsigned long long)p->base.updates + 1,
                (long long)p->cursor.pass, (long long)p->cursor.minibatch);
    return 0;
}

/* Of `rows` rows, for this iteration's metrics. */
static void ppo_sum(struct ppo *p, double rows, const float *metric)
{
    for (int m = 0; m < PPO_N_METRICS; m++)
        p->sums.metric[m] += rows * (double)metric[m];
    p->sums.rows += rows;
    p->sums.pass_rows += rows;
    p->sums.window_rows += rows;
    p->sums.metric[PPO_loss] = (double)metric[PPO_loss];
}

/* At the end of a window: its norms are metrics of all its rows. */
static int ppo_clip_window(struct ppo *p, struct rl_error *err)
{
    float norm[RL_COUNTOF(p->base.optimizer)], metric[PPO_N_METRICS] = {0};
    int rc = agent_minibatch_clip(&p->batches, p->hp->max_grad_norm, norm, err);
    if (rc < 0)
        return rc;
    metric[PPO_grad_norm] = norm[0];
    metric[PPO_value_grad_norm] = p->separate ? norm[1] : 0;
    p->sums.metric[PPO_grad_norm] += p->sums.window_rows * (double)metric[PPO_grad_norm];
    p->sums.metric[PPO_value_grad_norm] +=
        p->sums.window_rows * (double)metric[PPO_value_grad_norm];
    p->sums.window_rows = 0;
    return ppo_check_finite(p, metric, err);
}

/* The minibatch at the cursor, and the step if it is that one's last. */
static int ppo_update(struct ppo *p, const struct replay_rollout *rollout, struct rl_error *err)
{
    struct agent_minibatch *batches = &p->batches;
    const int64_t i = p->cursor.minibatch;
    float metric[PPO_N_METRICS] = {0};
    int rc = agent_minibatch_run(batches, rollout, i, metric, err);
    if (rc == 0)
        rc = ppo_check_finite(p, metric, err);
    if (rc < 0)
        return rc;
    ppo_sum(p, agent_minibatch_rows(batches, i), metric);
    p->cursor.kl_stopped =
        p->hp->target_kl > 0.0 && (double)metric[PPO_approx_kl] > 1.5 * p->hp->target_kl;
    const bool whole = agent_minibatch_closes(batches, i) || p->cursor.kl_stopped;
    if (whole && p->hp->accumulate > 1)
        rc = ppo_clip_window(p, err);
    if (p->cursor.kl_stopped)
        agent_minibatch_drop(batches);
    if (rc < 0 || !whole || p->cursor.kl_stopped)
        return rc;
    rc = agent_minibatch_step(batches, err);
    p->base.updates += rc == 0;
    return rc;
}

/* ---- the training step ---- */

/* Coefficients of this iteration. */
static void ppo_set_scalars(struct ppo *p, double progress)
{
    const struct ppo_hparams *hp = p->hp;
    const struct {
        const char *input;
        double value;
    } scalars[] = {
        {"clip_range", rl_schedule_at(hp->clip_range, progress)},
        {"clip_range_vf", rl_schedule_at(hp->clip_range_vf, progress)},
        {"ent_coef", hp->ent_coef},
        {"vf_coef", hp->vf_coef},
        {"max_grad_norm", hp->max_grad_norm},
    };
    for (size_t i = 0; i < RL_COUNTOF(scalars); i++)
        agent_minibatch_set(&p->batches, scalars[i].input, scalars[i].value);
}

/* A metric that the programs of a minibatch give, or those of a window. */
static bool ppo_has(const struct ppo *p, int m)
{
    return agent_minibatch_has(&p->batches, m) ||
           (p->hp->accumulate > 1 &&
            (m == PPO_grad_norm || (m == PPO_value_grad_norm && p->separate)));
}

static void ppo_log(struct ppo *p, struct agent_ctx *ctx)
{
    const struct ppo_hparams *hp = p->hp;
    for (int m = 0; m < PPO_N_METRICS; m++) {
        /* As Stable-Baselines3: the last minibatch's loss, the last pass's divergence. */
        double rows = m == PPO_loss ? 1.0 : m == PPO_approx_kl ? p->sums.pass_rows : p->sums.rows;
        if (ppo_has(p, m))
            agent_log(ctx, metric_names[m], p->sums.metric[m] / rows, AGENT_MEAN, AGENT_SINK_ALL);
    }
    agent_log(ctx, "train/explained_variance", replay_rollout_explained_variance(ctx->rollout),
              AGENT_MEAN, AGENT_SINK_ALL);
    agent_log(ctx, "train/learning_rate", agent_rates_apply(&p->base, ctx), AGENT_LAST,
              AGENT_SINK_ALL);
    if (p->separate)
        agent_log(ctx, "train/value_learning_rate",
                  nn_schedule_apply(&p->base.rate[PPO_VALUE], ctx->progress, ctx->env_steps),
                  AGENT_LAST, AGENT_SINK_ALL);
    agent_log(ctx, "train/clip_range", rl_schedule_at(hp->clip_range, ctx->progress), AGENT_LAST,
              AGENT_SINK_ALL);
    if (ppo_clips_value(p))
        agent_log(ctx, "train/clip_range_vf", rl_schedule_at(hp->clip_range_vf, ctx->progress),
                  AGENT_LAST, AGENT_SINK_ALL);
    if (p->ac.gaussian)
        agent_log(ctx, "train/std", agent_ac_std(&p->ac), AGENT_LAST, AGENT_SINK_ALL);
    agent_log(ctx, "train/n_updates", (double)p->cursor.n_updates, AGENT_LAST, AGENT_SINK_ALL);
}

/* What the hyper-parameters say, as of now. */
static void ppo_apply(struct ppo *p, const struct agent_ctx *ctx)
{
    replay_rollout_advantages(ctx->rollout, (float)p->hp->gamma, (float)p->hp->gae_lambda);
    ppo_set_scalars(p, ctx->progress);
    agent_rates_apply(&p->base, ctx);
    p->changed = false;
}

static void ppo_begin_iteration(struct ppo *p)
{
    p->cursor.in_progress = 1;
    p->cursor.pass = p->cursor.minibatch = p->cursor.kl_stopped = 0;
    p->sums = (struct ppo_sums){0};
}

/* Algorithm 1's inner part: passes over the rollout in shuffled minibatches. Everything but cursor
 * and sums is a pure function of rollout and hyper-parameters, so a call that goes on where another
 * one left computes the same bits. */
static int ppo_training_step(struct agent *agent, struct agent_ctx *ctx, struct rl_error *err)
{
    struct ppo *p = (struct ppo *)agent;
    const struct ppo_hparams *hp = p->hp;
    struct ppo_cursor *at = &p->cursor;
    if (replay_rollout_rows(ctx->rollout) != p->n_rows)
        return rl_error_set(err, RL_EINVAL,
                            "ppo: a rollout of %d rows came where %d were asked for",
                            replay_rollout_rows(ctx->rollout), p->n_rows);
    if (!at->in_progress)
        ppo_begin_iteration(p);
    ppo_apply(p, ctx);

    while (at->pass < hp->n_epochs && !at->kl_stopped) {
        struct rl_key key = {agent->setup.seed, RL_STREAM_SHUFFLE, (uint32_t)at->pass};
        rl_fill_permutation(key, ctx->iteration, p->batches.order, (size_t)p->n_rows);
        if (at->minibatch == 0)
            p->sums.pass_rows = p->sums.metric[PPO_approx_kl] = 0.0;
        for (; agent_minibatch_there(&p->batches, at->minibatch) && !at->kl_stopped;
             at->minibatch++) {
            if (agent_at_cut(ctx))
                return AGENT_LEFT;
            if (p->changed)
                ppo_apply(p, ctx);
            else if (agent_rates_per_update(agent))
                agent_rates_apply(agent, ctx);
            int rc = ppo_update(p, ctx->rollout, err);
            if (rc < 0)
                return rc;
        }
        at->minibatch = 0;
        at->pass++;
        at->n_updates++;
    }
    ppo_log(p, ctx);
    at->in_progress = 0;
    return 0;
}

/* ---- configuration ---- */

/* Says what failed where the callee has no text of its own. */
static int ppo_named(int rc, const char *what, struct rl_error *err)
{
    return rc < 0 ? rl_error_set(err, rc, "ppo: cannot %s: %s", what, rl_error_text(rc)) : 0;
}

static const struct rl_schedule *value_rate(const struct ppo_hparams *hp)
{
    return is_on(&hp->value_learning_rate) ? &hp->value_learning_rate : &hp->learning_rate;
}

static int ppo_add_optimizer(struct ppo *p, int which, struct rl_error *err)
{
    const bool value = which == PPO_VALUE;
    return agent_add_optimizer(&p->base,
                               &(struct agent_trained){
                                   .params = value ? &p->value_params : &p->policy_params,
                                   .opt = value ? &p->value_opt : &p->policy_opt,
                                   .name = value ? "value" : "policy",
                                   .options = &p->hp->optimizer,
                                   .rate = value ? value_rate(p->hp) : &p->hp->learning_rate,
                               },
                               err);
}

static int ppo_configure_networks(struct ppo *p, struct rl_error *err)
{
    const struct ppo_hparams *hp = p->hp;
    nn_params_init(&p->policy_params, p->base.setup.backend);
    nn_params_init(&p->value_params, p->base.setup.backend);
    struct agent_ac_config config = {
        .policy_params = &p->policy_params,
        .value_params = p->separate ? &p->value_params : &p->policy_params,
        .normalize = &p->normalize,
        .log_std_init = (float)hp->log_std_init,
        .scale_actions = hp->scale_actions,
    };
    int rc = agent_ac_add(&p->ac, &p->base.setup, &config, err);
    if (rc == 0)
        rc = ppo_add_optimizer(p, PPO_POLICY, err);
    if (rc == 0 && p->separate)
        rc = ppo_add_optimizer(p, PPO_VALUE, err);
    return rc == 0 ? ppo_named(agent_ac_init(&p->ac), "initialise the networks", err) : rc;
}

static int ppo_register(struct ppo *p, struct rl_error *err)
{
    int64_t n_cursor = sizeof(p->cursor) / sizeof(int64_t);
    int64_t n_sums = sizeof(p->sums) / sizeof(double);
    int rc = nn_state_add_array(p->base.state, "ppo/cursor", NN_STATE_RESUME, RL_I64,
                                NN_VEC(n_cursor), &p->cursor);
    if (rc == 0)
        rc = nn_state_add_array(p->base.state, "ppo/sums", NN_STATE_RESUME, RL_F64, NN_VEC(n_sums),
                                &p->sums);
    return ppo_named(rc, "register its state", err);
}

static int ppo_configure_updates(struct ppo *p, struct rl_error *err)
{
    const struct agent_minibatch_config config = {
        .n_rows = p->n_rows,
        .batch_size = p->hp->batch_size,
        .accumulate = p->hp->accumulate,
        .max_grad_value = p->hp->max_grad_value,
        .trace = ppo_trace_gradient,
        .wire_obs = p->ac.input.dtype == RL_U8,
        .gradient = "ppo gradient",
        .step = "ppo step",
        .metric = metric_names,
        .n_metrics = PPO_N_METRICS,
    };
    return agent_minibatch_init(&p->batches, &p->base, &config, err);
}

static int ppo_configure(struct agent *agent, struct rl_error *err)
{
    struct ppo *p = (struct ppo *)agent;
    const struct agent_setup *setup = &agent->setup;
    p->hp = setup->hparams;
    agent->clips_only = !p->hp->scale_actions;
    p->separate = p->hp->value_optimizer == PPO_VALUE_SEPARATE;
    int64_t rows = p->hp->n_steps * setup->n_envs;
    if (setup->n_envs < 1 || rows > INT32_MAX)
        return rl_error_set(err, RL_ERANGE, "ppo: n_steps %lld times n_envs %d is not in [1, 2^31)",
                            (long long)p->hp->n_steps, setup->n_envs);
    p->n_rows = (int32_t)rows;
    int rc = agent_normalize_init(&p->normalize, agent, &p->hp->normalize, p->hp->gamma, err);
    if (rc == 0)
        rc = ppo_configure_networks(p, err);
    if (rc == 0)
        rc = ppo_register(p, err);
    if (rc == 0)
        rc = agent_ac_compile(&p->ac, err);
    if (rc == 0 && !setup->acts_only)
        rc = ppo_configure_updates(p, err);
    return rc;
}

static void ppo_deconfigure(struct agent *agent)
{
    struct ppo *p = (struct ppo *)agent;
    agent_minibatch_deinit(&p->batches);
    agent_ac_deinit(&p->ac);
    agent_normalize_deinit(&p->normalize);
    nn_opt_deinit(&p->policy_opt);
    nn_opt_deinit(&p->value_opt);
    nn_params_deinit(&p->policy_params);
    nn_params_deinit(&p->value_params);
}

static void ppo_trace_mode(struct agent *agent, struct nn_trace *t, int32_t rows)
{
    agent_ac_trace_mode(&((struct ppo *)agent)->ac, t, rows);
}

static int ppo_act(struct agent *agent, const struct agent_act *act, struct rl_error *err)
{
    return agent_ac_act(&((struct ppo *)agent)->ac, act, err);
}

static void ppo_observe(struct agent *agent, const struct agent_observed *observed)
{
    agent_normalize_observe(&((struct ppo *)agent)->normalize, observed);
}

static int ppo_change(struct agent *agent, const void *hparams, struct rl_error *err)
{
    struct ppo *p = (struct ppo *)agent;
    const struct ppo_hparams *hp = hparams;
    if (is_on(&hp->clip_range_vf) != ppo_clips_value(p))
        return rl_error_set(err, RL_EINVAL,
                            "ppo.clip_range_vf: whether it is 0 decides what an update computes, "
                            "and stays as the run began");
    p->base.rate[PPO_POLICY].spec = hp->learning_rate;
    p->base.rate[PPO_VALUE].spec = *value_rate(hp);
    p->changed = true;
    return 0;
}

static int32_t ppo_rollout_steps(const struct agent *agent)
{
    return (int32_t)((const struct ppo *)agent)->hp->n_steps;
}

const struct agent_type agent_type_ppo = {
    .name = "ppo",
    .doc =
        "proximal policy optimization (Schulman et al. 2017) for actions of every kind, with masks",
    .on_policy = true,
    .agent_bytes = sizeof(struct ppo),
    .hparams_bytes = sizeof(struct ppo_hparams),
    .hparams = ppo_options,
    .n_hparams = RL_COUNTOF(ppo_options),
    .defaults = ppo_defaults,
    .configure = ppo_configure,
    .deconfigure = ppo_deconfigure,
    .trace_mode = ppo_trace_mode,
    .act = ppo_act,
    .observe = ppo_observe,
    .rollout_steps = ppo_rollout_steps,
    .training_step = ppo_training_step,
    .change = ppo_change,
    .eval_end = agent_rates_evaluated,
};
