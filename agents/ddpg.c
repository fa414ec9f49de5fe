/* SPDX-License-Identifier: MIT */
/* Deep deterministic policy gradient: Lillicrap et al. 2016, "Continuous control with deep
 * reinforcement learning" (arXiv:1509.02971). Formulae, defaults and metric names are
 * Stable-Baselines3's.
 *
 * Read from the top: hyper-parameters, state, one update (Algorithm 1), the training step,
 * configuration. B transitions, D observation features, A elements of an action, which lies in
 * [-1, 1]. Acting is agents/box_actor.h, the networks are agents/deterministic.h and
 * agents/critic.h.
 */
#include "agents/box_actor.h"
#include "agents/critic.h"
#include "agents/deterministic.h"
#include "agents/off_policy.h"
#include "base/base.h"

/* ---- hyper-parameters ---- */

struct ddpg_hparams {
    struct agent_off_policy replay;
    int32_t noise_type; /* enum agent_noise_kind */
    double noise_std;
};

/* clang-format off */
#define OPTION(field, kind, lo, hi, text, names, help)                                             \
    {.name = #field, .type = RL_OPT_##kind, .offset = offsetof(struct ddpg_hparams, field),        \
     .min = (lo), .max = (hi), .default_text = (text), .choices = (names), .doc = (help)}

static const struct rl_option ddpg_options[] = {
    AGENT_OFF_POLICY_OPTIONS(struct ddpg_hparams, replay, "1e-3", "256", "0.005", "1", "100"),
    OPTION(noise_type, CHOICE, 0, 0, "none", agent_noise_names, "noise on actions"),
    OPTION(noise_std, FLOAT, 0, 10, "0.1", NULL, "its standard deviation"),
};
/* clang-format on */

/* The networks of Stable-Baselines3. */
static void ddpg_defaults(void *hparams, struct nn_network_config *network,
                          const struct rl_space *obs, const struct rl_space *action)
{
    (void)hparams;
    (void)action;
    network->hidden = (struct rl_ints){.n = 2, .v = {400, 300}};
    if (nn_network_auto_cnn(obs)) /* behind the encoder's own */
        network->hidden = (struct rl_ints){.n = 2, .v = {256, 256}};
    network->activation = NN_ACT_RELU;
    network->init = NN_NETWORK_INIT_UNIFORM;
}

/* ---- state ---- */

static const char *const ddpg_metrics[] = {
    "train/critic_loss",
    "train/actor_loss",
    "train/critic_grad_norm",
    "train/actor_grad_norm",
    NULL,
};

struct ddpg {
    struct agent base;
    const struct ddpg_hparams *hp;
    int64_t B, A;
    struct agent_deterministic actor;
    struct agent_critic critic;
    struct agent_box_actor box;
    struct nn_program *update;
    struct replay_batch batch; /* the update's inputs */
    struct agent_metrics metrics;
};

static void ddpg_trace_act(struct agent *agent, struct nn_trace *t, int32_t rows)
{
    agent_deterministic_trace_act(&((struct ddpg *)agent)->actor, t, rows);
}

/* ---- one update ---- */

/* E[(Q(s, a) - y)^2] with y = r + discount Q'(s', mu'(s')) (eq. 4 and 5). */
static void ddpg_update_critic(struct ddpg *d, struct nn_trace *t,
                               const struct agent_transitions *b)
{
    struct nn_var next_action = agent_deterministic_mu(t, &d->actor.target, b->next_obs);
    struct nn_var next_q = agent_critic_q(t, &d->critic.target, b->next_obs, next_action);
    struct nn_var next_v = nn_reshape(t, next_q, NN_VEC(d->B));
    struct nn_var y = nn_add(t, b->reward, nn_mul(t, b->discount, next_v));
    nn_trace_set_mode(t, NN_MODE_TRAIN); /* the targets were in eval mode */
    struct nn_var q = agent_critic_q(t, &d->critic.q, b->obs, b->action);
    struct nn_var loss = agent_critic_loss(t, b, q, y);
    nn_output(t, "train/critic_loss", loss);
    agent_minimize(t, loss, &d->critic.opt, "train/critic_grad_norm");
}

/* -E[Q(s, mu(s))] (eq. 6), through the critic that was just updated. */
static void ddpg_update_actor(struct ddpg *d, struct nn_trace *t, struct nn_var obs)
{
    struct nn_var action = agent_deterministic_mu(t, &d->actor.mu, obs);
    struct nn_var loss = nn_neg(t, nn_mean(t, agent_critic_q(t, &d->critic.q, obs, action)));
    nn_output(t, "train/actor_loss", loss);
    agent_minimize(t, loss, &d->actor.opt, "train/actor_grad_norm");
}

static void ddpg_trace_update(struct agent *agent, struct nn_trace *t)
{
    struct ddpg *d = (struct ddpg *)agent;
    bool weighted = d->hp->replay.prioritized_replay;
    struct agent_transitions b = agent_transitions_input(t, &d->actor.mu, d->B, d->A, weighted);
    struct nn_var tau = nn_const(t, (float)d->hp->replay.tau);
    ddpg_update_critic(d, t, &b);
    ddpg_update_actor(d, t, b.obs);
    nn_polyak(t, &d->critic.target_params, &d->critic.params, tau);
    nn_polyak(t, &d->actor.target_params, &d->actor.params, tau);
}

/* ---- the training step ---- */

/* Updates are numbered over the whole run; the number keys what is drawn. */
static int ddpg_update(struct ddpg *d, struct agent_ctx *ctx, struct rl_error *err)
{
    uint64_t update = nn_opt_steps(&d->critic.opt);
    int rc = agent_draw(&d->base, ctx, update, (int32_t)d->B, &d->batch, err);
    if (rc == 0)
        rc = agent_run(&d->base, d->update, &d->metrics, update + 1, ctx, err);
    if (rc == 0)
        agent_critic_prioritize(d->update, ctx->sampler);
    return rc;
}

static double ddpg_set_rates(struct ddpg *d, const struct agent_ctx *ctx)
{
    double lr = rl_schedule_at(d->hp->replay.learning_rate, ctx->progress);
    nn_opt_set_lr(&d->critic.opt, (float)lr);
    nn_opt_set_lr(&d->actor.opt, (float)lr);
    return lr;
}

static int ddpg_training_step(struct agent *agent, struct agent_ctx *ctx, struct rl_error *err)
{
    struct ddpg *d = (struct ddpg *)agent;
    double lr = 0.0;
    for (int32_t i = 0; i < ctx->gradient_steps; i++) {
        if (agent_at_cut(ctx))
            return AGENT_LEFT;
        lr = ddpg_set_rates(d, ctx);
        int rc = ddpg_update(d, ctx, err);
        if (rc < 0)
            return rc;
    }
    agent_log_progress(ctx, lr, &d->critic.opt);
    return 0;
}

/* ---- configuration ---- */

static int ddpg_configure_networks(struct ddpg *d, struct rl_error *err)
{
    const struct nn_opt_options *optimizer = &d->hp->replay.optimizer;
    if (d->base.setup.network->critics != 1)
        return rl_error_set(err, RL_EUNSUPPORTED, "network.critics: ddpg has one; td3 takes more");
    int rc = agent_deterministic_init(&d->actor, &d->base, optimizer, err);
    return rc == 0 ? agent_critic_init(&d->critic, &d->base, 1, optimizer, err) : rc;
}

static int ddpg_configure_programs(struct ddpg *d, struct rl_error *err)
{
    const struct agent_box_actor_config box = {.wire = agent_reads_wire(&d->actor.mu),
                                               .mode = ddpg_trace_act,
                                               .noise = (enum agent_noise_kind)d->hp->noise_type,
                                               .noise_std = d->hp->noise_std};
    int rc = agent_box_actor_init(&d->box, &d->base, &box, err);
    if (rc < 0 || d->base.setup.acts_only)
        return rc;
    rc = agent_compile(&d->base, ddpg_trace_update, &d->update, err);
    if (rc < 0)
        return rc;
    d->batch = agent_transitions_batch(d->update);
    agent_metrics_init(&d->metrics, d->update, ddpg_metrics);
    return 0;
}

static int ddpg_configure(struct agent *agent, struct rl_error *err)
{
    struct ddpg *d = (struct ddpg *)agent;
    d->hp = agent->setup.hparams;
    int rc = agent_box_check(agent, err);
    if (rc < 0)
        return rc;
    d->B = d->hp->replay.batch_size;
    d->A = agent->setup.action.n_elements;
    rc = ddpg_configure_networks(d, err);
    return rc == 0 ? ddpg_configure_programs(d, err) : rc;
}

static void ddpg_deconfigure(struct agent *agent)
{
    struct ddpg *d = (struct ddpg *)agent;
    nn_program_destroy(d->update);
    agent_box_actor_deinit(&d->box);
    agent_deterministic_deinit(&d->actor);
    agent_critic_deinit(&d->critic);
}

static int ddpg_act(struct agent *agent, const struct agent_act *act, struct rl_error *err)
{
    return agent_box_act(&((struct ddpg *)agent)->box, act, err);
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
};
