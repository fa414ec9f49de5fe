/* SPDX-License-Identifier: MIT */
#include "tests/nn/scenes.h"

#include <math.h>

#include "base/base.h"
#include "nn/dist.h"

/* ---- what both need ---- */

void scene_fill(struct nn_program *program, const char *input, size_t n)
{
    float *to = nn_program_input(program, nn_program_find_input(program, input));
    rl_fill_normal((struct rl_key){1, RL_STREAM_TESTS, (uint32_t)input[0]}, 0, to, n);
}

static int add_optimizer(struct nn_optimizer *opt, struct nn_params *params, const char *name,
                         struct rl_error *err)
{
    struct nn_opt_config config = nn_opt_defaults(NN_OPT_ADAM, name);
    int rc = nn_opt_init(opt, params, config, err);
    if (rc == 0)
        nn_opt_set_lr(opt, 3e-4f);
    return rc;
}

static int compile(struct scene *s, struct nn_trace *t, struct rl_error *err)
{
    int rc = nn_compile(t, &s->program, err);
    nn_trace_destroy(t);
    return rc;
}

void scene_deinit(struct scene *s)
{
    nn_program_destroy(s->program);
    for (int i = 0; i < SCENE_MAX_OPTS; i++)
        nn_opt_deinit(&s->opt[i]);
    for (int i = 0; i < SCENE_MAX_SETS; i++)
        nn_params_deinit(&s->set[i]);
    *s = (struct scene){0};
}

/* ---- soft actor-critic ---- */

enum { OBS = 17, ACTIONS = 6, CRITICS = 2 };
enum { ACTOR, CRITIC, TARGET, ALPHA }; /* sets and nets; ACTOR, CRITIC and ALPHA_OPT optimizers */
enum { ALPHA_OPT = 2 };

static int create_nets(struct scene *s, struct nn_backend *be, int64_t width, struct rl_error *err)
{
    const struct rl_ints hidden = {.n = 2, .v = {width, width}};
    const int64_t n_in = OBS + ACTIONS;
    for (int i = 0; i < SCENE_MAX_SETS; i++)
        nn_params_init(&s->set[i], be);
    nn_mlp_add(&s->net[ACTOR], &s->set[ACTOR], "actor", OBS, &hidden, 2 * ACTIONS, NN_ACT_RELU);
    for (int i = CRITIC; i <= TARGET; i++)
        nn_mlp_add_ensemble(&s->net[i], &s->set[i], "critic", CRITICS, n_in, &hidden, 1,
                            NN_ACT_RELU);
    nn_params_add(&s->set[ALPHA], "log_alpha", NN_PARAM_VECTOR, NN_VEC(1));
    int rc = 0;
    for (int i = 0; rc == 0 && i < SCENE_MAX_SETS; i++)
        rc = nn_params_alloc(&s->set[i], err);
    if (rc == 0)
        rc = nn_mlp_init_uniform(&s->net[ACTOR], 1);
    if (rc == 0)
        rc = nn_mlp_init_uniform(&s->net[CRITIC], 2);
    if (rc == 0)
        rc = nn_params_copy(&s->set[TARGET], &s->set[CRITIC]);
    if (rc == 0)
        rc = add_optimizer(&s->opt[ACTOR], &s->set[ACTOR], "actor", err);
    if (rc == 0)
        rc = add_optimizer(&s->opt[CRITIC], &s->set[CRITIC], "critic", err);
    return rc == 0 ? add_optimizer(&s->opt[ALPHA_OPT], &s->set[ALPHA], "alpha", err) : rc;
}

struct decision {
    struct nn_var action, logp; /* (B, ACTIONS), (B) */
};

static struct decision decide(struct nn_trace *t, const struct scene *s, struct nn_var obs,
                              const char *noise)
{
    const int64_t rows = nn_var_shape(t, obs).dim[0];
    struct nn_var out = nn_mlp_trace(t, &s->net[ACTOR], obs);
    struct nn_var mean = nn_slice(t, out, 1, 0, ACTIONS);
    struct nn_var log_std = nn_slice(t, out, 1, ACTIONS, ACTIONS);
    log_std = nn_clip(t, log_std, nn_const(t, -20), nn_const(t, 2));
    struct nn_var normal = nn_input(t, noise, RL_F32, NN_MAT(rows, ACTIONS));
    struct nn_var pre = nn_gaussian_sample(t, mean, log_std, normal);
    return (struct decision){.action = nn_tanh(t, pre),
                             .logp = nn_squashed_log_prob(t, mean, log_std, pre)};
}

/* (CRITICS, B) */
static struct nn_var q_of(struct nn_trace *t, const struct nn_mlp *critic, struct nn_var obs,
                          struct nn_var action)
{
    const struct nn_var both[] = {obs, action};
    struct nn_var q = nn_mlp_trace(t, critic, nn_concat(t, both, 2, 1));
    return nn_reshape(t, q, NN_MAT(CRITICS, nn_var_shape(t, obs).dim[0]));
}

static void minimise(struct nn_trace *t, struct nn_var loss, struct nn_optimizer *opt)
{
    nn_opt_zero_grad(t, opt);
    nn_backward(t, loss, opt);
    nn_opt_step(t, opt);
}

static void trace_sac(struct nn_trace *t, struct scene *s, int64_t rows)
{
    struct nn_var obs = nn_input(t, "obs", RL_F32, NN_MAT(rows, OBS));
    struct nn_var action = nn_input(t, "action", RL_F32, NN_MAT(rows, ACTIONS));
    struct nn_var next_obs = nn_input(t, "next_obs", RL_F32, NN_MAT(rows, OBS));
    struct nn_var reward = nn_input(t, "reward", RL_F32, NN_VEC(rows));
    struct nn_var discount = nn_input(t, "discount", RL_F32, NN_VEC(rows));

    struct decision now = decide(t, s, obs, "noise");
    struct nn_var log_alpha = nn_param(t, &s->set[ALPHA], 0);
    struct nn_var alpha = nn_sum(t, nn_exp(t, nn_stop_grad(t, log_alpha)));
    struct nn_var excess = nn_add(t, nn_stop_grad(t, now.logp), nn_const(t, -(float)ACTIONS));
    struct nn_var alpha_loss = nn_neg(t, nn_mean(t, nn_mul(t, log_alpha, excess)));
    minimise(t, alpha_loss, &s->opt[ALPHA_OPT]);

    struct decision next = decide(t, s, next_obs, "next_noise");
    struct nn_var next_q = nn_min_axis(t, q_of(t, &s->net[TARGET], next_obs, next.action), 0);
    struct nn_var soft = nn_sub(t, next_q, nn_mul(t, alpha, next.logp));
    struct nn_var target = nn_stop_grad(t, nn_add(t, reward, nn_mul(t, discount, soft)));
    struct nn_var q = q_of(t, &s->net[CRITIC], obs, action);
    struct nn_var critic_loss = nn_mean(t, nn_square(t, nn_sub(t, q, target)));
    minimise(t, critic_loss, &s->opt[CRITIC]);

    struct nn_var q_now = nn_min_axis(t, q_of(t, &s->net[CRITIC], obs, now.action), 0);
    struct nn_var actor_loss = nn_mean(t, nn_sub(t, nn_mul(t, alpha, now.logp), q_now));
    minimise(t, actor_loss, &s->opt[ACTOR]);
    nn_polyak(t, &s->set[TARGET], &s->set[CRITIC], nn_const(t, 0.005f));

    nn_output(t, "alpha_loss", alpha_loss);
    nn_output(t, "critic_loss", critic_loss);
    nn_output(t, "actor_loss", actor_loss);
}

int scene_sac_init(struct scene *s, struct nn_backend *be, int64_t rows, int64_t width,
                   struct rl_error *err)
{
    *s = (struct scene){0};
    int rc = create_nets(s, be, width, err);
    struct nn_trace *t = rc == 0 ? nn_trace_create(be) : NULL;
    if (!t)
        return rc < 0 ? rc : rl_error_set(err, RL_ENOMEM, "out of memory");
    trace_sac(t, s, rows);
    rc = compile(s, t, err);
    if (rc < 0)
        return rc;
    const size_t n = (size_t)rows;
    const struct {
        const char *name;
        size_t n;
    } inputs[] = {{"obs", n * OBS},       {"action", n * ACTIONS},     {"next_obs", n * OBS},
                  {"noise", n * ACTIONS}, {"next_noise", n * ACTIONS}, {"reward", n}};
    for (size_t i = 0; i < RL_COUNTOF(inputs); i++)
        scene_fill(s->program, inputs[i].name, inputs[i].n);
    float *discount = nn_program_input(s->program, nn_program_find_input(s->program, "discount"));
    for (size_t i = 0; i < n; i++)
        discount[i] = 0.99f;
    return 0;
}

/* ---- PPO ---- */

enum { POLICY, VALUE }; /* nets of set 0 under optimizer 0 */

static struct nn_var policy_loss(struct nn_trace *t, struct nn_var logp, struct nn_var action,
                                 int64_t rows)
{
    struct nn_var old = nn_input(t, "logp", RL_F32, NN_VEC(rows));
    struct nn_var advantage = nn_input(t, "advantage", RL_F32, NN_VEC(rows));
    struct nn_var clip = nn_input(t, "clip_range", RL_F32, NN_SCALAR), one = nn_const(t, 1);
    struct nn_var centred = nn_sub(t, advantage, nn_mean(t, advantage));
    struct nn_var variance = nn_mean(t, nn_square(t, centred));
    advantage = nn_div(t, centred, nn_add(t, nn_sqrt(t, variance), nn_const(t, 1e-8f)));
    struct nn_var log_ratio = nn_sub(t, nn_pick(t, logp, action), old);
    struct nn_var ratio = nn_exp(t, log_ratio);
    struct nn_var clipped = nn_clip(t, ratio, nn_sub(t, one, clip), nn_add(t, one, clip));
    struct nn_var gain = nn_min(t, nn_mul(t, advantage, ratio), nn_mul(t, advantage, clipped));
    struct nn_var change = nn_sub(t, ratio, one);
    nn_output(t, "clip_fraction", nn_mean(t, nn_less(t, clip, nn_abs(t, change))));
    nn_output(t, "approx_kl", nn_mean(t, nn_sub(t, change, log_ratio)));
    return nn_neg(t, nn_mean(t, gain));
}

static void trace_ppo(struct nn_trace *t, struct scene *s, int64_t rows)
{
    struct nn_var obs = nn_input(t, "obs", RL_F32, NN_MAT(rows, 4));
    struct nn_var action = nn_input(t, "action", RL_I32, NN_VEC(rows));
    struct nn_var target = nn_input(t, "return", RL_F32, NN_VEC(rows));
    struct nn_var logp = nn_log_softmax(t, nn_mlp_trace(t, &s->net[POLICY], obs));
    struct nn_var loss = policy_loss(t, logp, action, rows);
    struct nn_var neg_entropy = nn_mean(t, nn_sum_last(t, nn_mul(t, nn_exp(t, logp), logp)));
    struct nn_var value = nn_reshape(t, nn_mlp_trace(t, &s->net[VALUE], obs), NN_VEC(rows));
    struct nn_var value_loss = nn_mean(t, nn_square(t, nn_sub(t, target, value)));
    loss = nn_add(t, loss, nn_mul(t, nn_const(t, 0.01f), neg_entropy));
    loss = nn_add(t, loss, nn_mul(t, nn_const(t, 0.5f), value_loss));
    nn_output(t, "loss", loss);
    nn_opt_zero_grad(t, &s->opt[0]);
    nn_backward(t, loss, &s->opt[0]);
    nn_output(t, "norm", nn_opt_clip_norm(t, &s->opt[0], nn_const(t, 0.5f)));
    nn_opt_step(t, &s->opt[0]);
}

static int create_ppo(struct scene *s, struct nn_backend *be, struct rl_error *err)
{
    const struct rl_ints hidden = {.n = 2, .v = {64, 64}};
    nn_params_init(&s->set[0], be);
    nn_mlp_add(&s->net[POLICY], &s->set[0], "policy", 4, &hidden, 2, NN_ACT_TANH);
    nn_mlp_add(&s->net[VALUE], &s->set[0], "value", 4, &hidden, 1, NN_ACT_TANH);
    int rc = nn_params_alloc(&s->set[0], err);
    if (rc == 0)
        rc = nn_mlp_init_orthogonal(&s->net[POLICY], 0.01f, 1);
    if (rc == 0)
        rc = nn_mlp_init_orthogonal(&s->net[VALUE], 1, 2);
    return rc == 0 ? add_optimizer(&s->opt[0], &s->set[0], "policy", err) : rc;
}

int scene_ppo_init(struct scene *s, struct nn_backend *be, int64_t rows, struct rl_error *err)
{
    *s = (struct scene){0};
    int rc = create_ppo(s, be, err);
    struct nn_trace *t = rc == 0 ? nn_trace_create(be) : NULL;
    if (!t)
        return rc < 0 ? rc : rl_error_set(err, RL_ENOMEM, "out of memory");
    trace_ppo(t, s, rows);
    rc = compile(s, t, err);
    if (rc < 0)
        return rc;
    struct nn_program *p = s->program;
    scene_fill(p, "obs", (size_t)rows * 4);
    scene_fill(p, "advantage", (size_t)rows);
    scene_fill(p, "return", (size_t)rows);
    float *logp = nn_program_input(p, nn_program_find_input(p, "logp"));
    int32_t *action = nn_program_input(p, nn_program_find_input(p, "action"));
    for (int64_t i = 0; i < rows; i++) {
        logp[i] = logf(0.5f);
        action[i] = (int32_t)(i & 1);
    }
    *(float *)nn_program_input(p, nn_program_find_input(p, "clip_range")) = 0.2f;
    return 0;
}
