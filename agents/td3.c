/* SPDX-License-Identifier: MIT */
/* Twin delayed DDPG: Fujimoto, van Hoof & Meger 2018, "Addressing function approximation error in
 * actor-critic methods" (arXiv:1802.09477). Formulae, defaults and metric names are
 * Stable-Baselines3's.
 *
 * Read from the top: hyper-parameters, state, the critics' update, the delayed update of the policy
 * and the targets, one update, configuration. B transitions, D observation features, A elements of
 * an action, which lies in [-1, 1]. Acting is agents/box_actor.h, the networks are
 * agents/deterministic.h and agents/critic.h, the loop around an update is agents/update.h.
 */
#include "agents/box_actor.h"
#include "agents/critic.h"
#include "agents/deterministic.h"
#include "base/base.h"
#include "base/rng.h"

/* ---- hyper-parameters ---- */

struct td3_hparams {
    struct agent_off_policy replay;
    struct agent_noise_options noise;
    int64_t policy_delay;
    double target_policy_noise, target_noise_clip;
};

/* clang-format off */
#define OPTION(field, kind, lo, hi, text, help)                                                    \
    {.name = #field, .type = RL_OPT_##kind, .offset = offsetof(struct td3_hparams, field),         \
     .min = (lo), .max = (hi), .default_text = (text), .doc = (help)}

static const struct rl_option td3_options[] = {
    AGENT_OFF_POLICY_OPTIONS(struct td3_hparams, replay, "1e-3", "256", "0.005", "1", "100", "0"),
    OPTION(policy_delay, INT, 1, 1e9, "2", "updates of the critics for one of policy and targets"),
    OPTION(target_policy_noise, FLOAT, 0, 10, "0.2",
           "standard deviation of the noise on the target policy's actions"),
    OPTION(target_noise_clip, FLOAT, 0, 10, "0.5", "largest size of that noise"),
    AGENT_NOISE_OPTIONS(struct td3_hparams, noise),
};
/* clang-format on */

static void td3_defaults(void *hparams, struct nn_network_config *network,
                         const struct rl_space *obs, const struct rl_space *action)
{
    (void)hparams, (void)action;
    agent_deterministic_defaults(network, obs);
    network->critics = 2;
}

/* ---- state ---- */

struct td3 {
    struct agent base;
    const struct td3_hparams *hp;
    int64_t B, A;
    struct agent_deterministic actor;
    struct agent_critic critic;
    struct agent_box_actor box;
    struct agent_program critic_update, policy_update;
    struct replay_batch batch; /* the critics' update's inputs; the policy's reads the same obs */
    float *noise;              /* (B, A) */
};

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
    struct agent_transitions b = agent_transitions_input(t, &d->actor.mu, &d->hp->replay);
    struct nn_var action = nn_input(t, "action", RL_F32, NN_MAT(d->B, d->A));

    struct nn_var next_action = td3_next_action(d, t, b.next_obs);
    struct nn_var next_q = agent_critic_q(t, &d->critic.target, b.next_obs, next_action);
    struct nn_var y = agent_bootstrap(t, &b, nn_min_axis(t, next_q, 0));

    nn_trace_set_mode(t, NN_MODE_TRAIN); /* the targets were in eval mode */
    struct nn_var q = agent_critic_q(t, &d->critic.q, b.obs, action);
    struct nn_var loss = agent_critic_loss(t, &b, q, y);
    nn_output(t, "train/critic_loss", loss);
    agent_minimize(t, loss, &d->critic.opt, "train/critic_grad_norm", &d->hp->replay);
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
    agent_minimize(t, loss, &d->actor.opt, "train/actor_grad_norm", &d->hp->replay);
    nn_polyak(t, &d->critic.target_params, &d->critic.params, tau);
    nn_polyak(t, &d->actor.target_params, &d->actor.params, tau);
}

/* ---- one update ---- */

static int td3_update(struct agent *agent, struct agent_ctx *ctx, uint64_t update,
                      struct rl_error *err)
{
    struct td3 *d = (struct td3 *)agent;
    struct rl_key key = {agent->setup.seed, RL_STREAM_UPDATE, 0};
    int rc = agent_draw(agent, ctx, &d->hp->replay, update, &d->batch, err);
    if (rc < 0)
        return rc;
    rl_fill_normal(key, update, d->noise, (size_t)(d->B * d->A));
    rc = agent_run(agent, &d->critic_update, update, ctx, err);
    if (rc < 0)
        return rc;
    agent_prioritize(&d->critic_update, ctx->sampler);
    if ((update + 1) % (uint64_t)d->hp->policy_delay == 0)
        rc = agent_run(agent, &d->policy_update, update, ctx, err);
    return rc;
}

static int td3_training_step(struct agent *agent, struct agent_ctx *ctx, struct rl_error *err)
{
    return agent_train(agent, ctx, &((struct td3 *)agent)->hp->replay, td3_update, err);
}

/* ---- acting ---- */

static void td3_trace_act(struct agent *agent, struct nn_trace *t, int32_t rows)
{
    agent_deterministic_trace_act(&((struct td3 *)agent)->actor, t, rows);
}

static int td3_act(struct agent *agent, const struct agent_act *act, struct rl_error *err)
{
    return agent_box_act(&((struct td3 *)agent)->box, act, err);
}

/* ---- configuration ---- */

static int td3_configure_networks(struct td3 *d, struct rl_error *err)
{
    int rc = agent_box_check(&d->base, err);
    d->B = d->hp->replay.batch_size;
    d->A = d->base.setup.action.n_elements;
    if (rc == 0)
        rc = agent_critic_init(&d->critic, &d->base, d->base.setup.network->critics, &d->hp->replay,
                               err);
    return rc == 0 ? agent_deterministic_init(&d->actor, &d->base, &d->hp->replay, err) : rc;
}

static int td3_configure_updates(struct td3 *d, struct rl_error *err)
{
    int rc = agent_compile(&d->critic_update, &d->base, td3_trace_critic_update, err);
    if (rc == 0)
        rc = agent_compile(&d->policy_update, &d->base, td3_trace_policy_update, err);
    if (rc < 0)
        return rc;
    d->batch = agent_transitions_batch(&d->critic_update);
    d->noise = agent_input(&d->critic_update, "noise");
    struct nn_program *policy = d->policy_update.nn;
    nn_program_bind_input(policy, nn_program_find_input(policy, "obs"), d->batch.obs);
    return 0;
}

static int td3_configure(struct agent *agent, struct rl_error *err)
{
    struct td3 *d = (struct td3 *)agent;
    d->hp = agent->setup.hparams;
    int rc = td3_configure_networks(d, err);
    if (rc < 0)
        return rc;
    const struct agent_box_actor_config box = {
        .wire = agent_reads_wire(&d->actor.mu), .mode = td3_trace_act, .noise = &d->hp->noise};
    rc = agent_box_actor_init(&d->box, agent, &box, err);
    return rc < 0 || agent->setup.acts_only ? rc : td3_configure_updates(d, err);
}

static void td3_deconfigure(struct agent *agent)
{
    struct td3 *d = (struct td3 *)agent;
    agent_program_deinit(&d->critic_update);
    agent_program_deinit(&d->policy_update);
    agent_box_actor_deinit(&d->box);
    agent_deterministic_deinit(&d->actor);
    agent_critic_deinit(&d->critic);
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
    .eval_end = agent_rates_evaluated,
};
