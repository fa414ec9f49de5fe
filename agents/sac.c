/* SPDX-License-Identifier: MIT */
/* Soft actor-critic with automatic temperature: Haarnoja et al. 2018b, "Soft actor-critic
 * algorithms and applications" (arXiv:1812.05905). Formulae, defaults and metric names are
 * Stable-Baselines3's; the temperature alpha is its ent_coef.
 *
 * Read from the top: hyper-parameters, state, one update with its three optimizers, acting,
 * configuration. B transitions, D observation features, A elements of an action, which lies in
 * [-1, 1]. The policy is agents/squashed.h, critics are agents/critic.h, acting is
 * agents/box_actor.h, the loop around an update is agents/update.h.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "agents/box_actor.h"
#include "agents/critic.h"
#include "agents/squashed.h"
#include "base/base.h"
#include "base/rng.h"

/* ---- hyper-parameters ---- */

struct sac_hparams {
    struct agent_off_policy replay;
    struct agent_noise_options noise;
    char ent_coef[32], target_entropy[32];
    int64_t target_update_interval;
    bool use_sde, use_sde_at_warmup, use_expln;
    int64_t sde_sample_freq;
    double log_std_init;
};

/* clang-format off */
#define OPTION(field, kind, lo, hi, text, help)                                                    \
    {.name = #field, .type = RL_OPT_##kind, .offset = offsetof(struct sac_hparams, field),         \
     .min = (lo), .max = (hi), .default_text = (text), .doc = (help)}

static const struct rl_option sac_options[] = {
    AGENT_OFF_POLICY_OPTIONS(struct sac_hparams, replay, "3e-4", "256", "0.005", "1", "100", "0"),
    OPTION(ent_coef, STRING, 0, 32, "auto",
           "weight of the entropy: a number, or 'auto' (learned, from 1) or 'auto_X' (from X)"),
    OPTION(target_entropy, STRING, 0, 32, "auto",
           "entropy that a learned ent_coef keeps; 'auto': minus the elements of an action"),
    OPTION(target_update_interval, INT, 1, 1e9, "1",
           "updates from one target update to the next"),
    AGENT_NOISE_OPTIONS(struct sac_hparams, noise),
    OPTION(use_sde, BOOL, 0, 1, "false", "state-dependent exploration (gSDE)"),
    OPTION(sde_sample_freq, INT, -1, 1e9, "-1",
           "env steps for which gSDE keeps its noise; -1: train_freq"),
    OPTION(use_sde_at_warmup, BOOL, 0, 1, "false",
           "gSDE instead of random actions before learning_starts"),
    OPTION(log_std_init, FLOAT, -20, 5, "-3", "initial log standard deviation of gSDE"),
    OPTION(use_expln, BOOL, 0, 1, "false", "gSDE's deviation grows slowly above 1"),
};
/* clang-format on */

/* The networks of Stable-Baselines3. */
static void sac_defaults(void *hparams, struct nn_network_config *network,
                         const struct rl_space *obs, const struct rl_space *action)
{
    (void)hparams, (void)obs, (void)action;
    network->hidden = (struct rl_ints){.n = 2, .v = {256, 256}};
    network->activation = NN_ACT_RELU;
    network->init = NN_NETWORK_INIT_UNIFORM;
    network->critics = 2;
}

/* ---- state ---- */

struct sac {
    struct agent base;
    const struct sac_hparams *hp;
    int64_t B, A;
    struct agent_squashed actor;
    struct agent_critic critic;
    bool auto_ent_coef;
    float ent_coef, target_entropy; /* where it is learned: its first value */
    struct nn_params ent_coef_params;
    int32_t log_ent_coef; /* (1) */
    struct nn_optimizer ent_coef_opt;
    struct agent_box_actor box;
    struct agent_program update;
    struct replay_batch batch;       /* the update's inputs */
    float *noise, *next_noise, *tau; /* gSDE: one noise for both */
};

/* ---- one update ---- */

/* J(alpha) = E[-alpha (log pi(a|s) + target entropy)] (eq. 18), of log alpha as in the authors'
 * code. Returns alpha as it was before the step. */
static struct nn_var sac_update_ent_coef(struct sac *s, struct nn_trace *t, struct nn_var logp)
{
    if (!s->auto_ent_coef)
        return nn_const(t, s->ent_coef);
    struct nn_var log_alpha = nn_param(t, &s->ent_coef_params, s->log_ent_coef);
    struct nn_var alpha = nn_reshape(t, nn_exp(t, nn_stop_grad(t, log_alpha)), NN_SCALAR);
    struct nn_var excess =
        nn_stop_grad(t, nn_add(t, nn_mean(t, logp), nn_const(t, s->target_entropy)));
    struct nn_var loss = nn_neg(t, nn_mul(t, nn_reshape(t, log_alpha, NN_SCALAR), excess));
    nn_output(t, "train/ent_coef_loss", loss);
    agent_minimize(t, loss, &s->ent_coef_opt, NULL, NULL);
    return alpha;
}

/* J_Q = 1/2 sum over critics of E[(Q(s, a) - y)^2] (eq. 5) with the soft value of the next state,
 * y = r + discount (min Q'(s', a') - alpha log pi(a'|s')), a' from the policy (eq. 3, 6). */
static void sac_update_critic(struct sac *s, struct nn_trace *t, const struct agent_transitions *b,
                              struct nn_var alpha, struct nn_var noise)
{
    struct agent_squashed_draw next = agent_squashed_sample(&s->actor, t, b->next_obs, noise);
    nn_trace_set_mode(t, NN_MODE_EVAL);
    struct nn_var next_q = agent_critic_q(t, &s->critic.target, b->next_obs, next.action);
    nn_trace_set_mode(t, NN_MODE_TRAIN);
    struct nn_var next_v = nn_sub(t, nn_min_axis(t, next_q, 0), nn_mul(t, alpha, next.logp));
    struct nn_var y = agent_bootstrap(t, b, next_v);

    struct nn_var action = nn_input(t, "action", RL_F32, NN_MAT(s->B, s->A));
    struct nn_var q = agent_critic_q(t, &s->critic.q, b->obs, action);
    struct nn_var loss = nn_mul(t, nn_const(t, 0.5f), agent_critic_loss(t, b, q, y));
    nn_output(t, "train/critic_loss", loss);
    agent_minimize(t, loss, &s->critic.opt, "train/critic_grad_norm", &s->hp->replay);
}

/* J_pi = E[alpha log pi(a|s) - min Q(s, a)] (eq. 9), through the critics that were just updated. */
static void sac_update_actor(struct sac *s, struct nn_trace *t, struct nn_var obs,
                             struct agent_squashed_draw pi, struct nn_var alpha)
{
    struct nn_var q = nn_min_axis(t, agent_critic_q(t, &s->critic.q, obs, pi.action), 0);
    struct nn_var loss = nn_mean(t, nn_sub(t, nn_mul(t, alpha, pi.logp), q));
    nn_output(t, "train/actor_loss", loss);
    agent_minimize(t, loss, &s->actor.opt, "train/actor_grad_norm", &s->hp->replay);
}

/* Algorithm 1's gradient step. */
static void sac_trace_update(struct agent *agent, struct nn_trace *t)
{
    struct sac *s = (struct sac *)agent;
    nn_trace_set_mode(t, NN_MODE_TRAIN);
    struct agent_transitions b = agent_transitions_input(t, &s->actor.net, &s->hp->replay);
    struct nn_shape shape = agent_squashed_noise(&s->actor, s->B, false);
    struct nn_var noise = nn_input(t, "noise", RL_F32, shape), next_noise = noise;
    struct nn_var tau = nn_input(t, "tau", RL_F32, NN_SCALAR);
    if (!s->hp->use_sde)
        next_noise = nn_input(t, "next_noise", RL_F32, shape);

    struct agent_squashed_draw pi = agent_squashed_sample(&s->actor, t, b.obs, noise);
    struct nn_var alpha = sac_update_ent_coef(s, t, pi.logp);
    sac_update_critic(s, t, &b, alpha, next_noise);
    sac_update_actor(s, t, b.obs, pi, alpha);
    nn_polyak(t, &s->critic.target_params, &s->critic.params, tau);
    nn_output(t, "train/ent_coef", alpha);
}

static int sac_update(struct agent *agent, struct agent_ctx *ctx, uint64_t update,
                      struct rl_error *err)
{
    struct sac *s = (struct sac *)agent;
    const struct sac_hparams *hp = s->hp;
    uint64_t seed = agent->setup.seed;
    int rc = agent_draw(agent, ctx, &hp->replay, update, &s->batch, err);
    if (rc < 0)
        return rc;
    size_t n = (size_t)nn_shape_elements(agent_squashed_noise(&s->actor, s->B, false));
    rl_fill_normal((struct rl_key){seed, RL_STREAM_UPDATE, 0}, update, s->noise, n);
    if (s->next_noise)
        rl_fill_normal((struct rl_key){seed, RL_STREAM_UPDATE, 1}, update, s->next_noise, n);
    *s->tau = update % (uint64_t)hp->target_update_interval == 0 ? (float)hp->replay.tau : 0.0f;

    rc = agent_run(agent, &s->update, update, ctx, err);
    if (rc == 0)
        agent_prioritize(&s->update, ctx->sampler);
    return rc;
}

static int sac_training_step(struct agent *agent, struct agent_ctx *ctx, struct rl_error *err)
{
    return agent_train(agent, ctx, &((struct sac *)agent)->hp->replay, sac_update, err);
}

/* ---- acting ---- */

static void sac_trace_act(struct agent *agent, struct nn_trace *t, int32_t rows)
{
    struct sac *s = (struct sac *)agent;
    struct nn_var obs = agent_obs_input(t, "obs", &s->actor.net, rows);
    struct nn_var noise = nn_input(t, "noise", RL_F32, agent_squashed_noise(&s->actor, rows, true));
    nn_output(t, "action", agent_squashed_sample(&s->actor, t, obs, noise).action);
}

static void sac_trace_mode(struct agent *agent, struct nn_trace *t, int32_t rows)
{
    struct sac *s = (struct sac *)agent;
    struct nn_var obs = agent_obs_input(t, "obs", &s->actor.net, rows);
    nn_output(t, "action", agent_squashed_mode(&s->actor, t, obs));
}

static int sac_act(struct agent *agent, const struct agent_act *act, struct rl_error *err)
{
    struct sac *s = (struct sac *)agent;
    struct agent_act copy = *act;
    copy.random = act->random && !(s->hp->use_sde && s->hp->use_sde_at_warmup);
    return agent_box_act(&s->box, &copy, err);
}

/* ---- configuration ---- */

/* `text` as a number, all of it. */
static bool sac_number(const char *text, float *out)
{
    char *end;
    double value = strtod(text, &end);
    *out = (float)value;
    return end != text && *end == '\0' && isfinite(*out);
}

static int sac_configure_ent_coef(struct sac *s, struct rl_error *err)
{
    const char *text = s->hp->ent_coef;
    s->auto_ent_coef = strncmp(text, "auto", 4) == 0;
    s->ent_coef = 1.0f;
    bool good = strcmp(text, "auto") == 0;
    if (s->auto_ent_coef && text[4] == '_')
        good = sac_number(text + 5, &s->ent_coef) && s->ent_coef > 0.0f;
    else if (!s->auto_ent_coef)
        good = sac_number(text, &s->ent_coef) && s->ent_coef >= 0.0f;
    if (!good)
        return rl_error_set(
            err, RL_ECONFIG,
            "sac.ent_coef: '%s' is neither 'auto', nor 'auto_X' with X above 0, nor "
            "a number of at least 0",
            text);
    text = s->hp->target_entropy;
    s->target_entropy = -(float)s->A;
    if (strcmp(text, "auto") != 0 && !sac_number(text, &s->target_entropy))
        return rl_error_set(err, RL_ECONFIG,
                            "sac.target_entropy: '%s' is neither 'auto' nor a "
                            "number",
                            text);
    return 0;
}

static int sac_named(int rc, const char *what, struct rl_error *err)
{
    return rc < 0 ? rl_error_set(err, rc, "sac: cannot %s: %s", what, rl_error_text(rc)) : 0;
}

/* Its optimizer is Adam, whatever that of the networks is: so does Stable-Baselines3. */
static int sac_configure_temperature(struct sac *s, struct rl_error *err)
{
    struct agent_off_policy adam = s->hp->replay;
    if (!s->auto_ent_coef)
        return 0;
    adam.optimizer = nn_opt_options_default(NN_OPT_ADAM);
    nn_params_init(&s->ent_coef_params, s->base.setup.backend);
    s->log_ent_coef =
        nn_params_add(&s->ent_coef_params, "log_ent_coef", NN_PARAM_VECTOR, NN_VEC(1));
    int rc = sac_named(RL_MIN(s->log_ent_coef, 0), "add its temperature", err);
    if (rc == 0)
        rc = agent_add_trained(&s->base, &s->ent_coef_params, &s->ent_coef_opt, "ent_coef", &adam,
                               err);
    if (rc == 0)
        rc = sac_named(nn_init_constant(&s->ent_coef_params, s->log_ent_coef, logf(s->ent_coef)),
                       "initialise its temperature", err);
    return rc;
}

static int sac_configure_networks(struct sac *s, struct rl_error *err)
{
    const struct agent_squashed_config actor = {.use_sde = s->hp->use_sde,
                                                .use_expln = s->hp->use_expln,
                                                .log_std_init = s->hp->log_std_init,
                                                .hp = &s->hp->replay};
    int rc = agent_critic_init(&s->critic, &s->base, s->base.setup.network->critics, &s->hp->replay,
                               err);
    if (rc == 0)
        rc = agent_squashed_init(&s->actor, &s->base, &actor, err);
    if (rc == 0)
        rc = sac_configure_temperature(s, err);
    return rc;
}

/* Env steps for which a slot keeps its noise. */
static int64_t sac_hold(const struct sac *s)
{
    const struct sac_hparams *hp = s->hp;
    if (!hp->use_sde)
        return 1;
    return hp->sde_sample_freq > 0 ? hp->sde_sample_freq : hp->replay.train_freq;
}

static int sac_configure_programs(struct sac *s, struct rl_error *err)
{
    if (s->hp->use_sde && s->hp->sde_sample_freq < 1 &&
        s->hp->replay.train_freq_unit == AGENT_TRAIN_EPISODES)
        return rl_error_set(err, RL_ECONFIG,
                            "sac.sde_sample_freq: say how many env steps gSDE keeps its noise, "
                            "since train_freq counts episodes");
    struct nn_shape noise = agent_squashed_noise(&s->actor, 1, true);
    const struct agent_box_actor_config box = {.wire = agent_reads_wire(&s->actor.net),
                                               .sample = sac_trace_act,
                                               .mode = sac_trace_mode,
                                               .draws = nn_shape_elements(noise),
                                               .hold = sac_hold(s),
                                               .noise = &s->hp->noise};
    int rc = agent_box_actor_init(&s->box, &s->base, &box, err);
    if (rc < 0 || s->base.setup.acts_only)
        return rc;
    rc = agent_compile(&s->update, &s->base, sac_trace_update, err);
    if (rc < 0)
        return rc;
    s->batch = agent_transitions_batch(&s->update);
    s->noise = agent_input(&s->update, "noise");
    s->next_noise = agent_input(&s->update, "next_noise");
    s->tau = agent_input(&s->update, "tau");
    return 0;
}

static int sac_configure(struct agent *agent, struct rl_error *err)
{
    struct sac *s = (struct sac *)agent;
    s->hp = agent->setup.hparams;
    int rc = agent_box_check(agent, err);
    if (rc < 0)
        return rc;
    s->B = s->hp->replay.batch_size;
    s->A = agent->setup.action.n_elements;
    rc = sac_configure_ent_coef(s, err);
    if (rc == 0)
        rc = sac_configure_networks(s, err);
    if (rc == 0)
        rc = sac_configure_programs(s, err);
    return rc;
}

static void sac_deconfigure(struct agent *agent)
{
    struct sac *s = (struct sac *)agent;
    agent_program_deinit(&s->update);
    agent_box_actor_deinit(&s->box);
    agent_squashed_deinit(&s->actor);
    nn_opt_deinit(&s->ent_coef_opt);
    agent_critic_deinit(&s->critic);
    nn_params_deinit(&s->ent_coef_params);
}

static void sac_replay(const void *hparams, struct agent_replay *out)
{
    agent_off_policy_replay(&((const struct sac_hparams *)hparams)->replay, out);
}

const struct agent_type agent_type_sac = {
    .name = "sac",
    .doc = "soft actor-critic (Haarnoja et al. 2018) for Box actions with bounds",
    .agent_bytes = sizeof(struct sac),
    .hparams_bytes = sizeof(struct sac_hparams),
    .hparams = sac_options,
    .n_hparams = RL_COUNTOF(sac_options),
    .defaults = sac_defaults,
    .configure = sac_configure,
    .deconfigure = sac_deconfigure,
    .trace_mode = sac_trace_mode,
    .act = sac_act,
    .replay = sac_replay,
    .training_step = sac_training_step,
    .eval_end = agent_rates_evaluated,
};
