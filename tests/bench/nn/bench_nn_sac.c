/* SPDX-License-Identifier: MIT */
/* A whole update of soft actor-critic (Haarnoja et al. 2018): 17 observations, 6 actions, 256-256
 * ReLU networks, B = 256 rows. The twin critics are an ensemble: one product per layer. One program
 * does everything: temperature, critics, actor, and the target critics' average. */
#include <stdlib.h>

#include "nn/dist.h"
#include "tests/bench/nn/bench_nn.h"

enum { B = 256, OBS = 17, ACTIONS = 6, CRITICS = 2 };

struct sac {
    struct nn_params actor_params, critic_params, target_params, alpha_params;
    struct nn_mlp actor, critic, target;
    int32_t log_alpha;
    struct nn_optimizer actor_opt, critic_opt, alpha_opt;
};

static int create_nets(struct sac *s, struct nn_backend *be, struct rl_error *err)
{
    const struct rl_ints hidden = {.n = 2, .v = {256, 256}};
    struct nn_params *sets[] = {&s->actor_params, &s->critic_params, &s->target_params,
                                &s->alpha_params};
    for (size_t i = 0; i < RL_COUNTOF(sets); i++)
        nn_params_init(sets[i], be);
    nn_mlp_add(&s->actor, &s->actor_params, "actor", OBS, &hidden, 2 * ACTIONS, NN_ACT_RELU);
    nn_mlp_add_ensemble(&s->critic, &s->critic_params, "critic", CRITICS, OBS + ACTIONS, &hidden, 1,
                        NN_ACT_RELU);
    nn_mlp_add_ensemble(&s->target, &s->target_params, "critic", CRITICS, OBS + ACTIONS, &hidden, 1,
                        NN_ACT_RELU);
    s->log_alpha = nn_params_add(&s->alpha_params, "log_alpha", NN_PARAM_VECTOR, NN_VEC(1));
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < RL_COUNTOF(sets); i++)
        rc = nn_params_alloc(sets[i], err);
    if (rc == 0)
        rc = nn_mlp_init_uniform(&s->actor, 1);
    if (rc == 0)
        rc = nn_mlp_init_uniform(&s->critic, 2);
    return rc == 0 ? nn_params_copy(&s->target_params, &s->critic_params) : rc;
}

static int create_optimizers(struct sac *s, struct rl_error *err)
{
    struct {
        struct nn_optimizer *opt;
        struct nn_params *params;
        const char *name;
    } opts[] = {{&s->actor_opt, &s->actor_params, "actor"},
                {&s->critic_opt, &s->critic_params, "critic"},
                {&s->alpha_opt, &s->alpha_params, "alpha"}};
    for (size_t i = 0; i < RL_COUNTOF(opts); i++) {
        struct nn_opt_config config = {.kind = NN_OPT_ADAM, .name = opts[i].name};
        int rc = nn_opt_init(opts[i].opt, opts[i].params, config, err);
        if (rc < 0)
            return rc;
        nn_opt_set_lr(opts[i].opt, 3e-4f);
    }
    return 0;
}

struct decision {
    struct nn_var action, logp; /* (B, ACTIONS), (B) */
};

static struct decision decide(struct nn_trace *t, const struct sac *s, struct nn_var obs,
                              const char *noise)
{
    struct nn_var out = nn_mlp_trace(t, &s->actor, obs);
    struct nn_var mean = nn_slice(t, out, 1, 0, ACTIONS);
    struct nn_var log_std = nn_slice(t, out, 1, ACTIONS, ACTIONS);
    log_std = nn_clip(t, log_std, nn_const(t, -20), nn_const(t, 2));
    struct nn_var normal = nn_input(t, noise, RL_F32, NN_MAT(B, ACTIONS));
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
    return nn_reshape(t, q, NN_MAT(CRITICS, B));
}

static void minimise(struct nn_trace *t, struct nn_var loss, struct nn_optimizer *opt)
{
    nn_opt_zero_grad(t, opt);
    nn_backward(t, loss, opt);
    nn_opt_step(t, opt);
}

static void trace_update(struct nn_trace *t, struct sac *s)
{
    struct nn_var obs = nn_input(t, "obs", RL_F32, NN_MAT(B, OBS));
    struct nn_var action = nn_input(t, "action", RL_F32, NN_MAT(B, ACTIONS));
    struct nn_var next_obs = nn_input(t, "next_obs", RL_F32, NN_MAT(B, OBS));
    struct nn_var reward = nn_input(t, "reward", RL_F32, NN_VEC(B));
    struct nn_var discount = nn_input(t, "discount", RL_F32, NN_VEC(B));

    struct decision now = decide(t, s, obs, "noise");
    struct nn_var log_alpha = nn_param(t, &s->alpha_params, s->log_alpha);
    struct nn_var alpha = nn_sum(t, nn_exp(t, nn_stop_grad(t, log_alpha)));
    struct nn_var excess = nn_add(t, nn_stop_grad(t, now.logp), nn_const(t, -(float)ACTIONS));
    struct nn_var alpha_loss = nn_neg(t, nn_mean(t, nn_mul(t, log_alpha, excess)));
    minimise(t, alpha_loss, &s->alpha_opt);

    struct decision next = decide(t, s, next_obs, "next_noise");
    struct nn_var next_q = nn_min_axis(t, q_of(t, &s->target, next_obs, next.action), 0);
    struct nn_var soft = nn_sub(t, next_q, nn_mul(t, alpha, next.logp));
    struct nn_var target = nn_stop_grad(t, nn_add(t, reward, nn_mul(t, discount, soft)));
    struct nn_var q = q_of(t, &s->critic, obs, action);
    struct nn_var critic_loss = nn_mean(t, nn_square(t, nn_sub(t, q, target)));
    minimise(t, critic_loss, &s->critic_opt);

    struct nn_var q_now = nn_min_axis(t, q_of(t, &s->critic, obs, now.action), 0);
    struct nn_var actor_loss = nn_mean(t, nn_sub(t, nn_mul(t, alpha, now.logp), q_now));
    minimise(t, actor_loss, &s->actor_opt);
    nn_polyak(t, &s->target_params, &s->critic_params, nn_const(t, 0.005f));

    nn_output(t, "alpha_loss", alpha_loss);
    nn_output(t, "critic_loss", critic_loss);
    nn_output(t, "actor_loss", actor_loss);
}

int bench_nn_sac(struct bench_nn *b, const struct bench_nn_work *work, struct rl_error *err)
{
    (void)work;
    struct sac *s = calloc(1, sizeof *s);
    if (!s)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    int rc = create_nets(s, b->backend, err);
    if (rc == 0)
        rc = create_optimizers(s, err);
    if (rc < 0)
        return rc;
    struct nn_trace *t = nn_trace_create(b->backend);
    trace_update(t, s);
    rc = bench_nn_program(b, t, err);
    if (rc < 0)
        return rc;
    static const struct {
        const char *name;
        size_t n;
    } inputs[] = {{"obs", B * OBS},       {"action", B * ACTIONS},     {"next_obs", B * OBS},
                  {"noise", B * ACTIONS}, {"next_noise", B * ACTIONS}, {"reward", B}};
    for (size_t i = 0; i < RL_COUNTOF(inputs); i++)
        bench_nn_fill(b, inputs[i].name, inputs[i].n);
    float *discount = nn_program_input(b->self, nn_program_find_input(b->self, "discount"));
    for (int i = 0; i < B; i++)
        discount[i] = 0.99f;
    return 0;
}
