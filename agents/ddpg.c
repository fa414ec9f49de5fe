/* SPDX-License-Identifier: MIT */
/* Deep deterministic policy gradient: Lillicrap et al. 2016, "Continuous control with deep
 * reinforcement learning" (arXiv:1509.02971). Formulae, defaults and metric names are
 * Stable-Baselines3's.
 *
 * Read from the top: hyper-parameters, state, one update (Algorithm 1), configuration. B
 * transitions, D observation features, A elements of an action, which lies in [-1, 1]. Acting is
 * agents/box_actor.h, the networks are agents/deterministic.h and agents/critic.h, the loop around
 * an update is agents/update.h.
 */
#include "agents/box_actor.h"
#include "agents/critic.h"
#include "agents/deterministic.h"
#include "base/base.h"

/* ---- hyper-parameters ---- */

struct ddpg_hparams {
    struct agent_off_policy replay;
    struct agent_noise_options noise;
};

static const struct rl_option ddpg_options[] = {
    AGENT_OFF_POLICY_OPTIONS(struct ddpg_hparams, replay, "1e-3", "256", "0.005", "1", "100", "0"),
    AGENT_NOISE_OPTIONS(struct ddpg_hparams, noise),
};

static void ddpg_defaults(void *hparams, struct nn_network_config *network,
                          const struct rl_space *obs, const struct rl_space *action)
{
    (void)hparams, (void)action;
    agent_deterministic_defaults(network, obs);
}

/* ---- state ---- */

struct ddpg {
    struct agent base;
    const struct ddpg_hparams *hp;
    struct agent_deterministic actor;
    struct agent_critic critic;
    struct agent_box_actor box;
    struct agent_program update;
    struct replay_batch batch; /* the update's inputs */
};

/* ---- one update ---- */

/* E[(Q(s, a) - y)^2] with y = r + discount Q'(s', mu'(s')) (eq. 4 and 5). */
static void ddpg_update_critic(struct ddpg *d, struct nn_trace *t,
                               const struct agent_transitions *b)
{
    int64_t B = d->hp->replay.batch_size, A = d->base.setup.action.n_elements;
    struct nn_var next_action = agent_deterministic_mu(t, &d->actor.target, b->next_obs);
    struct nn_var next_q = agent_critic_q(t, &d->critic.target, b->next_obs, next_action);
    struct nn_var y = agent_bootstrap(t, b, nn_reshape(t, next_q, NN_VEC(B)));

    nn_trace_set_mode(t, NN_MODE_TRAIN); /* the targets were in eval mode */
    struct nn_var action = nn_input(t, "action", RL_F32, NN_MAT(B, A));
    struct nn_var loss =
        agent_critic_loss(t, b, agent_critic_q(t, &d->critic.q, b->obs, action), y);
    nn_output(t, "train/critic_loss", loss);
    agent_minimize(t, loss, &d->critic.opt, "train/critic_grad_norm", &d->hp->replay);
}

/* -E[Q(s, mu(s))] (eq. 6), through the critic that was just updated. */
static void ddpg_update_actor(struct ddpg *d, struct nn_trace *t, struct nn_var obs)
{
    struct nn_var action = agent_deterministic_mu(t, &d->actor.mu, obs);
    struct nn_var loss = nn_neg(t, nn_mean(t, agent_critic_q(t, &d->critic.q, obs, action)));
    nn_output(t, "train/actor_loss", loss);
    agent_minimize(t, loss, &d->actor.opt, "train/actor_grad_norm", &d->hp->replay);
}

static void ddpg_trace_update(struct agent *agent, struct nn_trace *t)
{
    struct ddpg *d = (struct ddpg *)agent;
    struct agent_transitions b = agent_transitions_input(t, &d->actor.mu, &d->hp->replay);
    struct nn_var tau = nn_const(t, (float)d->hp->replay.tau);
    ddpg_update_critic(d, t, &b);
    ddpg_update_actor(d, t, b.obs);
    nn_polyak(t, &d->critic.target_params, &d->critic.params, tau);
    nn_polyak(t, &d->actor.target_params, &d->actor.params, tau);
}

static int ddpg_update(struct agent *agent, struct agent_ctx *ctx, uint64_t update,
                       struct rl_error *err)
{
    struct ddpg *d = (struct ddpg *)agent;
    int rc = agent_draw(agent, ctx, &d->hp->replay, update, &d->batch, err);
    if (rc == 0)
        rc = agent_run(agent, &d->update, update, ctx, err);
    if (rc == 0)
        agent_prioritize(&d->update, ctx->sampler);
    return rc;
}

static int ddpg_training_step(struct agent *agent, struct agent_ctx *ctx, struct rl_error *err)
{
    return agent_train(agent, ctx, &((struct ddpg *)agent)->hp->replay, ddpg_update, err);
}

/* ---- acting ---- */

static void ddpg_trace_act(struct agent *agent, struct nn_trace *t, int32_t rows)
{
    agent_deterministic_trace_act(&((struct ddpg *)agent)->actor, t, rows);
}

static int ddpg_act(struct agent *agent, const struct agent_act *act, struct rl_error *err)
{
    return agent_box_act(&((struct ddpg *)agent)->box, act, err);
}

/* ---- configuration ---- */

static int ddpg_configure_networks(struct ddpg *d, struct rl_error *err)
{
    int rc = agent_box_check(&d->base, err);
    if (rc == 0 && d->base.setup.network->critics != 1)
        return rl_error_set(err, RL_EUNSUPPORTED, "network.critics: ddpg has one; td3 takes more");
    if (rc == 0)
        rc = agent_critic_init(&d->critic, &d->base, 1, &d->hp->replay, err);
    return rc == 0 ? agent_deterministic_init(&d->actor, &d->base, &d->hp->replay, err) : rc;
}

static int ddpg_configure(struct agent *agent, struct rl_error *err)
{
    struct ddpg *d = (struct ddpg *)agent;
    d->hp = agent->setup.hparams;
    int rc = ddpg_configure_networks(d, err);
    if (rc < 0)
        return rc;
    const struct agent_box_actor_config box = {
        .wire = agent_reads_wire(&d->actor.mu), .mode = ddpg_trace_act, .noise = &d->hp->noise};
    rc = agent_box_actor_init(&d->box, agent, &box, err);
    if (rc < 0 || agent->setup.acts_only)
        return rc;
    rc = agent_compile(&d->update, agent, ddpg_trace_update, err);
    if (rc == 0)
        d->batch = agent_transitions_batch(&d->update);
    return rc;
}

static void ddpg_deconfigure(struct agent *agent)
{
    struct ddpg *d = (struct ddpg *)agent;
    agent_program_deinit(&d->update);
    agent_box_actor_deinit(&d->box);
    agent_deterministic_deinit(&d->actor);
    agent_critic_deinit(&d->critic);
}

static void ddpg_replay(const void *hparams, struct agent_replay *out)
{
    agent_off_policy_replay(&((const struct ddpg_hparams *)hparams)->replay, out);
}

const struct agent_type agent_type_ddpg = {
    .name = "ddpg",
    .doc = "deep deterministic policy gradient (Lillicrap et al. 2016) for Box actions with bounds",
    .agent_bytes = sizeof(struct ddpg),
    .hparams_bytes = sizeof(struct ddpg_hparams),
    .hparams = ddpg_options,
    .n_hparams = RL_COUNTOF(ddpg_options),
    .defaults = ddpg_defaults,
    .configure = ddpg_configure,
    .deconfigure = ddpg_deconfigure,
    .trace_mode = ddpg_trace_act,
    .act = ddpg_act,
    .replay = ddpg_replay,
    .training_step = ddpg_training_step,
    .eval_end = agent_rates_evaluated,
};
