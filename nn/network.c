/* SPDX-License-Identifier: MIT */
#include "nn/network.h"

#include <math.h>

#include "base/base.h"

/* ---- the section `network:` ---- */

static const char *const kinds[] = {"auto", "mlp", NULL};
static const char *const activations[] = {
#define X(name, text) text,
    NN_ACTIVATIONS(X)
#undef X
        NULL};
static const char *const inits[] = {
#define X(name, text) text,
    NN_NETWORK_INITS(X)
#undef X
        NULL};

/* clang-format off */
#define OPTION(field, kind, lo, hi, text, names, help)                                             \
    {.name = #field, .type = RL_OPT_##kind, .offset = offsetof(struct nn_network_config, field),   \
     .min = (lo), .max = (hi), .default_text = (text), .choices = (names), .doc = (help)}

const struct rl_option nn_network_options[] = {
    OPTION(kind, CHOICE, 0, 0, "auto", kinds, "body of each network; auto: by the observation"),
    OPTION(hidden, INTS, 1, 65536, "[64, 64]", NULL, "widths of each network's hidden layers"),
    OPTION(activation, CHOICE, 0, 0, "tanh", activations, "of hidden layers"),
    OPTION(shared_trunk, BOOL, 0, 1, "false", NULL, "policy and value are heads of one body"),
    OPTION(dueling, BOOL, 0, 1, "false", NULL, "Q is a value plus advantages (Q-learning)"),
    OPTION(critics, INT, 1, 64, "1", NULL, "critics side by side (actor-critics with Q)"),
    OPTION(init, CHOICE, 0, 0, "orthogonal", inits, "first weights; uniform: as PyTorch's Linear"),
    OPTION(hidden_gain, FLOAT, 0, 100, "1.4142135623730951", NULL, "gain of init in hidden layers"),
    OPTION(policy_gain, FLOAT, 0, 100, "0.01", NULL, "gain of init in the policy's last layer"),
    OPTION(value_gain, FLOAT, 0, 100, "1", NULL, "gain of init in a value's last layer"),
};
/* clang-format on */
const size_t nn_network_n_options = RL_COUNTOF(nn_network_options);

struct nn_network_config nn_network_default(void)
{
    struct nn_network_config config = {0};
    int code = rl_options_default(nn_network_options, nn_network_n_options, &config, NULL);
    assert(!code);
    (void)code;
    return config;
}

int nn_network_input(struct nn_network_input *out, const struct nn_network_config *config,
                     const struct rl_space *obs, int64_t n_features, struct rl_error *err)
{
    (void)config;
    (void)obs;
    (void)err;
    *out = (struct nn_network_input){.kind = NN_NETWORK_MLP, .n = n_features, .dtype = RL_F32};
    return 0;
}

/* ---- layers ---- */

/* The hidden layers alone: an MLP whose last layer has an activation too. */
static int add_body(struct nn_mlp *mlp, struct nn_params *params, const char *prefix,
                    const struct nn_network_shape *s, int64_t n_in)
{
    struct rl_ints before = s->config->hidden;
    enum nn_activation act = (enum nn_activation)s->config->activation;
    if (before.n == 0) {
        *mlp = (struct nn_mlp){0};
        return 0;
    }
    int64_t n_out = before.v[--before.n];
    int code = s->members
                   ? nn_mlp_add_ensemble(mlp, params, prefix, s->members, n_in, &before, n_out, act)
                   : nn_mlp_add(mlp, params, prefix, n_in, &before, n_out, act);
    if (!code)
        mlp->layer[mlp->n_layers - 1].act = act;
    return code;
}

int nn_network_add(struct nn_network *net, struct nn_params *params, const char *prefix,
                   const struct nn_network_shape *s)
{
    const struct rl_ints *hidden = &s->config->hidden;
    enum nn_activation act = (enum nn_activation)s->config->activation;
    int64_t n_in = s->input.n + s->joined;
    *net = (struct nn_network){.shape = *s, .n_out = s->n_out};
    if (s->n_out == 0) {
        net->n_out = hidden->n ? hidden->v[hidden->n - 1] : n_in;
        return add_body(&net->mlp, params, prefix, s, n_in);
    }
    return s->members ? nn_mlp_add_ensemble(&net->mlp, params, prefix, s->members, n_in, hidden,
                                            s->n_out, act)
                      : nn_mlp_add(&net->mlp, params, prefix, n_in, hidden, s->n_out, act);
}

int nn_network_add_head(struct nn_network *net, struct nn_params *params, const char *prefix,
                        const struct nn_network_config *config, int64_t n_in, int64_t n_out)
{
    struct rl_ints none = {0};
    *net = (struct nn_network){
        .shape = {.config = config,
                  .input = {.kind = NN_NETWORK_MLP, .n = n_in, .dtype = RL_F32},
                  .n_out = n_out},
        .n_out = n_out,
    };
    return nn_mlp_add(&net->mlp, params, prefix, n_in, &none, n_out, NN_ACT_NONE);
}

static int init_layer(const struct nn_linear_layer *l, enum nn_network_init init, float gain,
                      uint64_t seed)
{
    const struct nn_shape shape = l->params->items[l->weight].shape;
    const float bound = 1 / sqrtf((float)shape.dim[shape.rank - 1]);
    int code = RL_EINVAL;
    switch (init) {
    case NN_NETWORK_INIT_ORTHOGONAL:
        code = nn_init_orthogonal(l->params, l->weight, gain, seed);
        break;
    case NN_NETWORK_INIT_XAVIER:
        code = nn_init_xavier(l->params, l->weight, gain, seed);
        break;
    case NN_NETWORK_INIT_KAIMING:
        code = nn_init_kaiming(l->params, l->weight, gain, false, seed);
        break;
    case NN_NETWORK_INIT_UNIFORM:
        code = nn_init_uniform(l->params, l->weight, -bound, bound, seed);
        return code ? code : nn_init_uniform(l->params, l->bias, -bound, bound, seed);
    }
    return code ? code : nn_init_constant(l->params, l->bias, 0);
}

int nn_network_init(struct nn_network *net, double out_gain, uint64_t seed)
{
    const struct nn_network_config *c = net->shape.config;
    for (int32_t i = 0; i < net->mlp.n_layers; i++) {
        bool out = net->shape.n_out && i == net->mlp.n_layers - 1;
        int code = init_layer(&net->mlp.layer[i], (enum nn_network_init)c->init,
                              (float)(out ? out_gain : c->hidden_gain), seed);
        if (code)
            return code;
    }
    return 0;
}

struct nn_var(nn_network_trace)(struct nn_trace *t, const struct nn_network *net, struct nn_var obs,
                                struct nn_var joined)
{
    if (joined.id >= 0)
        obs = (nn_concat)(t, (struct nn_var[]){obs, joined}, 2, 1);
    return (nn_mlp_trace)(t, &net->mlp, obs);
}
