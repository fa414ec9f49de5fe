/* SPDX-License-Identifier: MIT */
/* Twin delayed DDPG: Fujimoto, van Hoof & Meger 2018, "Addressing function approximation error in
 * actor-critic methods" (arXiv:1802.09477). Formulae, defaults and metric names are
 * Stable-Baselines3's.
 *
 * Read from the top: hyper-parameters, state, the critics' update, the delayed update of the policy
 * and the targets, the training step, configuration. B transitions, D observation features, A
 * elements of an action, which lies in [-1, 1]. Acting is agents/box_actor.h, the networks are
 * agents/deterministic.h and agents/critic.h.
 */
#include "agents/box_actor.h"
#include "agents/critic.h"
#include "agents/deterministic.h"
#include "agents/off_policy.h"
#include "base/base.h"

/* ---- hyper-parameters ---- */

struct td3_hparams {
    struct agent_off_policy replay;
    int64_t policy_delay;
    double target_policy_noise, target_noise_clip;
    int32_t noise_type; /* enum agent_noise_kind */
    double noise_std;
};

/* clang-format off */
#define OPTION(field, kind, lo, hi, text, names, help)                                             \
    {.name = #field, .type = RL_OPT_##kind, .offset = offsetof(struct td3_hparams, field),         \
     .min = (lo), .max = (hi), .default_text = (text), .choices = (names), .doc = (help)}

static const struct rl_option td3_options[] = {
    AGENT_OFF_POLICY_OPTIONS(struct td3_hparams, replay, "1e-3", "256", "0.005", "1", "100"),
    OPTION(policy_delay, INT, 1, 1e9, "2", NULL,
           "updates of the critics for one of policy and targets"),
    OPTION(target_policy_noise, FLOAT, 0, 10, "0.2", NULL,
           "standard deviation of the noise on the target policy's actions"),
    OPTION(target_noise_clip, FLOAT, 0, 10, "0.5", NULL, "largest size of that noise"),
    OPTION(noise_type, CHOICE, 0, 0, "none", agent_noise_names, "noise on actions"),
    OPTION(noise_std, FLOAT, 0, 10, "0.1", NULL, "its standard deviation"),
};
/* clang-format on */

/* The networks of Stable-Baselines3. */
static void td3_defaults(void *hparams, struct nn_network_config *network,
                         const struct rl_space *obs, const struct rl_space *action)
{
    (void)hparams;
    (void)action;
    network->hidden = (struct rl_ints){.n = 2, .v = {400, 300}};
    if (nn_network_auto_cnn(obs)) /* behind the encoder's own */
        network->hidden = (struct rl_ints){.n = 2, .v = {256, 256}};
    network->activation = NN_ACT_RELU;
    network->init = NN_NETWORK_INIT_UNIFORM;
    network->critics = 2;
}

/* ---- state ---- */

static const char *const td3_metrics[] = {
    "train/critic_loss",
    "train/actor_loss",
    "train/critic_grad_norm",
    "train/actor_grad_norm",
    NULL,
};

struct td3 {
    struct agent base;
    const struct td3_hparams *hp;
    int64_t B, A;
    struct agent_deterministic actor;
    struct agent_critic critic;
    struct agent_box_actor box;
    struct nn_program *critic_update, *policy_update;
    struct replay_batch batch; /* the critics' update's inputs; the policy's reads the same obs */
    float *noise;
    struct agent_metrics critic_metrics, policy_metrics;
};

static void td3_trace_act(struct agent *agent, struct nn_trace *t, int32_t rows)
{
    agent_deterministic_trace_act(&((struct td3 *)agent)->actor, t, rows);
}

/* ---- the critics ---- */

/* a' = clip(mu'(s') + clip(N(0, sigma^2), -c, c), -1, 1) (eq. 14): target policy smoothing. */
static struct nn_var td3_next_action(struct td3 *d, struct nn_trace *t, struct nn_var next_obs)
{
    struct nn_var sigma = nn_const(t, (float)d->hp->target_policy_noise);
    struct nn_var c = nn_const(t, (float)d->hp->target_noise_clip), one = nn_const(t, 1.0f);
    struct nn_var normal = nn_input(t, "noise", RL_F32, NN_MAT(d->B, d->A));
    struct nn_var noise = nn_clip(t, nn_mul(t, sigma, normal), nn_neg(t, c), c);
    struct nn_var action = agent_deterministic_mu(t, &d->actor.target, next_obs);
    return nn_clip(t, nn_add(t, action, noise), nn_neg(t, one), one);
}

/* y = r + discount min Q'(s', a') (eq. 10): clipped double Q-learning. The loss sums over critics.
 */
static void td3_trace_critic_update(struct agent *agent, struct nn_trace *t)
{
    struct td3 *d = (struct td3 *)agent;
    bool weighted = d->hp->replay.prioritized_replay;
    struct agent_transitions b = agent_transitions_input(t, &d->actor.mu, d->B, d->A, weighted);

    struct nn_var next_action = td3_next_action(d, t, b.next_obs);
    struct nn_var next_q = agent_critic_q(t, &d->critic.target, b.next_obs, next_action);
    struct nn_var y = nn_add(t, b.reward, nn_mul(t, b.discount, nn_min_axis(t, next_q, 0)));

    nn_trace_set_mode(t, NN_MODE_TRAIN); /* the targets were in eval mode */
    struct nn_var q = agent_critic_q(t, &d->critic.q, b.obs, b.action);
    struct nn_var loss = agent_critic_loss(t, &b, q, y);
    nn_output(t, "train/critic_loss", loss);
    agent_minimize(t, loss, &d->critic.opt, "train/critic_grad_norm");
}

/* ---- the policy, every policy_delay updates ---- */

/* -E[Q_1(s, mu(s))] (Algorithm 1), and the targets follow. */
static void td3_trace_policy_update(struct agent *agent, struct nn_trace *t)
{
    struct td3 *d = (struct td3 *)agent;
    nn_trace_set_mode(t, NN_MODE_TRAIN);
    struct nn_var obs = agent_obs_input(t, "obs", &d->actor.mu, d->B);
    struct nn_var tau = nn_const(t, (float)d->hp->replay.tau);
    struct nn_var action = agent_deterministic_mu(t, &d->actor.mu, obs);
    struct nn_var q = agent_critic_q(t, &d->critic.q, obs, action);
    struct nn_var loss = nn_neg(t, nn_mean(t, nn_slice(t, q, 0, 0, 1)));
    nn_output(t, "train/actor_loss", loss);
    agent_minimize(t, loss, &d->actor.opt, "train/actor_grad_norm");
    nn_polyak(t, &d->critic.target_params, &d->critic.params, tau);
    nn_polyak(t, &d->actor.target_params, &d->actor.params, tau);
}

/* ---- the training step ---- */

/* Updates are numbered over the whole run; the number keys what is drawn. */
static int td3_update(struct td3 *d, struct agent_ctx *ctx, struct rl_error *err)
{
    uint64_t update = nn_opt_steps(&d->critic.opt);
    struct rl_key key = {d->base.setup.seed, RL_STREAM_UPDATE, 0};
    int rc = agent_draw(&d->base, ctx, update, (int32_t)d->B, &d->batch, err);
    if (rc < 0)
        return rc;
    rl_fill_normal(key, update, d->noise, (size_t)(d->B * d->A));
    rc = agent_run(&d->base, d->critic_update, &d->critic_metrics, update + 1, ctx, err);
    if (rc < 0)
        return rc;
    agent_critic_prioritize(d->critic_update, ctx->sampler);
    if ((update + 1) % (uint64_t)d->hp->policy_delay == 0)
        rc = agent_run(&d->base, d->policy_update, &d->policy_metrics, update + 1, ctx, err);
    return rc;
}

static double td3_set_rates(struct td3 *d, const struct agent_ctx *ctx)
{
    double lr = rl_schedule_at(d->hp->replay.learning_rate, ctx->progress);
    nn_opt_set_lr(&d->critic.opt, (float)lr);
    nn_opt_set_lr(&d->actor.opt, (float)lr);
    return lr;
}

static int td3_training_step(struct agent *agent, struct agent_ctx *ctx, struct rl_error *err)
{
    struct td3 *d = (struct td3 *)agent;
    double lr = 0.0;
    for (int32_t i = 0; i < ctx->gradient_steps; i++) {
        if (agent_at_cut(ctx))
            return AGENT_LEFT;
        lr = td3_set_rates(d, ctx);
        int rc = td3_update(d, ctx, err);
        if (rc < 0)
            return rc;
    }
    agent_log_progress(ctx, lr, &d->critic.opt);
    return 0;
}

/* ---- configuration ---- */

static int td3_configure_networks(struct td3 *d, struct rl_error *err)
{
    const struct nn_opt_options *optimizer = &d->hp->replay.optimizer;
    int rc = agent_deterministic_init(&d->actor, &d->base, optimizer, err);
    return rc == 0 ? agent_critic_init(&d->critic, &d->base, d->base.setup.network->critics,
                                       optimizer, err)
                   : rc;
}

static int td3_configure_programs(struct td3 *d, struct rl_error *err)
{
    const struct agent_box_actor_config box = {.wire = agent_reads_wire(&d->actor.mu),
                                               .mode = td3_trace_act,
                                               .noise = (enum agent_noise_kind)d->hp->noise_type,
                                               .noise_std = d->hp->noise_std};
    int rc = agent_box_actor_init(&d->box, &d->base, &box, err);
    if (rc < 0 || d->base.setup.acts_only)
        return rc;
    rc = agent_compile(&d->base, td3_trace_critic_update, &d->critic_update, err);
    if (rc == 0)
        rc = agent_compile(&d->base, td3_trace_policy_update, &d->policy_update, err);
    if (rc < 0)
        return rc;
    d->batch = agent_transitions_batch(d->critic_update);
    d->noise = agent_input(d->critic_update, "noise");
    nn_program_bind_input(d->policy_update, nn_program_find_input(d->policy_update, "obs"),
                          d->batch.obs);
    agent_metrics_init(&d->critic_metrics, d->critic_update, td3_metrics);
    agent_metrics_init(&d->policy_metrics, d->policy_update, td3_metrics);
    return 0;
}

static int td3_configure(struct agent *agent, struct rl_error *err)
{
    struct td3 *d = (struct td3 *)agent;
    d->hp = agent->setup.hparams;
    int rc = agent_box_check(agent, err);
    if (rc < 0)
        return rc;
    d->B = d->hp->replay.batch_size;
    d->A = agent->setup.action.n_elements;
    rc = td3_configure_networks(d, err);
    return rc == 0 ? td3_configure_programs(d, err) : rc;
}

static void td3_deconfigure(struct agent *agent)
{
    struct td3 *d = (struct td3 *)agent;
    nn_program_destroy(d->critic_update);
    nn_program_destroy(d->policy_update);
    agent_box_actor_deinit(&d->box);
    agent_deterministic_deinit(&d->actor);
    agent_critic_deinit(&d->critic);
}

static int td3_act(struct agent *agent, const struct agent_act *act, struct rl_error *err)
{
    return agent_box_act(&((struct td3 *)agent)->box, act, err);
}

static void td3_replay(const void *hparams, struct agent_replay *out)
{
    agent_off_policy_replay(&((const struct td3_hparams *)hparams)->replay, out);
}

const struct agent_type agent_type_td3 = {
    .name = "td3",
    .doc = "twin delayed DDPG (Fujimoto et al. 2018) for Box actions with bounds",
    .agent_bytes = sizeof(struct td3),
    .hparams_bytes = sizeof(struct td3_hparams),
    .hparams = td3_options,
    .n_hparams = RL_COUNTOF(td3_options),
    .defaults = td3_defaults,
    .configure = td3_configure,
    .deconfigure = td3_deconfigure,
    .trace_mode = td3_trace_act,
    .act = td3_act,
    .replay = td3_replay,
    .training_step = td3_training_step,
};
