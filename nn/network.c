/* SPDX-License-Identifier: MIT */
#include "nn/network.h"

#include <math.h>
#include <stdio.h>

#include "base/base.h"
#include "nn/graph.h"
#include "nn/norm.h"

/* ---- the section `network:` ---- */

static const char *const kinds[] = {"auto", "mlp", "nature", "small", NULL};
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
    OPTION(kind, CHOICE, 0, 0, "auto", kinds, "nature, small: CNNs; auto: by the space"),
    OPTION(hidden, INTS, 1, 65536, "[64, 64]", NULL, "widths of each network's hidden layers"),
    OPTION(activation, CHOICE, 0, 0, "tanh", activations, "of hidden layers"),
    OPTION(layer_norm, BOOL, 0, 1, "false", NULL, "normalise hidden layers, before the activation"),
    OPTION(batch_norm, BOOL, 0, 1, "false", NULL,
           "the same by the batch's statistics, for critics, Q networks and values alone; acting "
           "and target networks use running ones"),
    OPTION(dropout, FLOAT, 0, 0.99, "0", NULL,
           "share of hidden features that critics and Q networks leave out while learning"),
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

/* Pixels a side that the convolutions need. */
#define NATURE_MIN 36
#define SMALL_MIN  3
#define NORM_EPS   1e-5f

static bool is_image(const struct rl_space *obs)
{
    return obs->kind == RL_SPACE_BOX && obs->rank == 3;
}

bool nn_network_auto_cnn(const struct rl_space *obs)
{
    return obs && is_image(obs) && obs->dtype == RL_U8;
}

int nn_network_check(const struct nn_network_config *config, struct rl_error *err)
{
    const char *of_hidden = config->layer_norm    ? "layer_norm"
                            : config->batch_norm  ? "batch_norm"
                            : config->dropout > 0 ? "dropout"
                                                  : NULL;
    if (of_hidden && config->hidden.n == 0)
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "network.hidden: it is empty, and network.%s acts on hidden layers "
                            "alone (an encoder's own do not count): name widths, or remove %s",
                            of_hidden, of_hidden);
    return 0;
}

int nn_network_input(struct nn_network_input *out, const struct nn_network_config *config,
                     const struct rl_space *obs, int64_t n_features, struct rl_error *err)
{
    enum nn_network_kind kind = (enum nn_network_kind)config->kind;
    const int64_t *d = obs->dim;
    bool first = is_image(obs) && d[0] < d[1] && d[0] < d[2];
    *out = (struct nn_network_input){.kind = NN_NETWORK_MLP, .n = n_features, .dtype = RL_F32};
    if (config->layer_norm && config->batch_norm)
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "network.batch_norm: a layer has one norm; remove this key or "
                            "layer_norm");
    if (!is_image(obs) && kind > NN_NETWORK_MLP)
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "network.kind: '%s' is for images, a Box of three axes; this env's "
                            "observations are none: set mlp or auto",
                            kinds[kind]);
    if (!is_image(obs) || kind == NN_NETWORK_MLP ||
        (kind == NN_NETWORK_AUTO && !nn_network_auto_cnn(obs)))
        return 0;
    out->height = first ? d[1] : d[0];
    out->width = first ? d[2] : d[1];
    out->channels = first ? d[0] : d[2];
    out->channels_first = first;
    out->white = isfinite(obs->high[0]) && obs->high[0] > 0 ? obs->high[0] : 255;
    if (kind == NN_NETWORK_AUTO)
        kind = RL_MIN(out->height, out->width) < NATURE_MIN ? NN_NETWORK_SMALL : NN_NETWORK_NATURE;
    const int64_t side = kind == NN_NETWORK_SMALL ? SMALL_MIN : NATURE_MIN;
    if (RL_MIN(out->height, out->width) < side)
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "network.kind: '%s' needs images of %lld x %lld at least, these are "
                            "%lld x %lld: set %s",
                            kinds[kind], (long long)side, (long long)side, (long long)out->height,
                            (long long)out->width, kind == NN_NETWORK_SMALL ? "mlp" : "small");
    out->kind = kind;
    out->dtype = obs->dtype == RL_U8 ? RL_U8 : RL_F32;
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

static int add_layers(struct nn_network *net, struct nn_params *params, const char *prefix,
                      int64_t n_in)
{
    const struct nn_network_shape *s = &net->shape;
    const struct rl_ints *hidden = &s->config->hidden;
    enum nn_activation act = (enum nn_activation)s->config->activation;
    if (s->n_out == 0) {
        net->n_out = hidden->n ? hidden->v[hidden->n - 1] : n_in;
        return add_body(&net->mlp, params, prefix, s, n_in);
    }
    return s->members ? nn_mlp_add_ensemble(&net->mlp, params, prefix, s->members, n_in, hidden,
                                            s->n_out, act)
                      : nn_mlp_add(&net->mlp, params, prefix, n_in, hidden, s->n_out, act);
}

/* Hidden layers of the MLP: all, or all but the linear one at the end. */
static int32_t n_hidden(const struct nn_network *net)
{
    return net->shape.n_out ? net->mlp.n_layers - 1 : net->mlp.n_layers;
}

/* Each member's own: (E, H). */
static int add_layer_norm(struct nn_norm_layer *norm, struct nn_params *params, const char *prefix,
                          struct nn_shape shape)
{
    char name[3 * NN_NAME_MAX];
    *norm = (struct nn_norm_layer){.params = params};
    snprintf(name, sizeof(name), "%s.weight", prefix);
    norm->gain = nn_params_add(params, name, NN_PARAM_VECTOR, shape);
    if (norm->gain < 0)
        return norm->gain;
    snprintf(name, sizeof(name), "%s.bias", prefix);
    norm->bias = nn_params_add(params, name, NN_PARAM_VECTOR, shape);
    return RL_MIN(norm->bias, 0);
}

static int add_norms(struct nn_network *net, struct nn_params *params, const char *prefix)
{
    const struct nn_network_shape *s = &net->shape;
    int code = 0;
    for (int32_t i = 0; code == 0 && i < n_hidden(net); i++) {
        const int64_t n = s->config->hidden.v[i];
        char name[2 * NN_NAME_MAX];
        snprintf(name, sizeof(name), "%s.%d.norm", prefix, i);
        if (s->config->layer_norm)
            code = add_layer_norm(&net->norm[i], params, name,
                                  s->members ? NN_MAT(s->members, n) : NN_VEC(n));
        else if (s->batch_norm)
            code =
                nn_batch_norm_add(&net->norm[i], params, params, name, RL_MAX(s->members, 1) * n);
    }
    return code;
}

int nn_network_add(struct nn_network *net, struct nn_params *params, const char *prefix,
                   const struct nn_network_shape *s)
{
    const struct nn_network_input *in = &s->input;
    char name[NN_NAME_MAX];
    int64_t n_in = in->n;
    *net = (struct nn_network){.shape = *s, .n_out = s->n_out};
    if (in->kind != NN_NETWORK_MLP) {
        snprintf(name, sizeof(name), "%s.cnn", prefix);
        int code = nn_cnn_add(&net->cnn, params, name,
                              in->kind == NN_NETWORK_SMALL ? &nn_cnn_small : &nn_cnn_nature,
                              in->height, in->width, in->channels, NULL);
        if (code)
            return code;
        net->cnn.white = in->white;
        n_in = net->cnn.n_features;
    }
    int code = add_layers(net, params, prefix, n_in + s->joined);
    return code ? code : add_norms(net, params, prefix);
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

struct layer {
    struct nn_params *params;
    int32_t weight, bias;
};

static int init_layer(struct layer l, enum nn_network_init init, float gain, uint64_t seed)
{
    const struct nn_shape matrix = nn_param_matrix(&l.params->items[l.weight]);
    const float bound = 1 / sqrtf((float)matrix.dim[1]);
    int code = RL_EINVAL;
    switch (init) {
    case NN_NETWORK_INIT_ORTHOGONAL:
        code = nn_init_orthogonal(l.params, l.weight, gain, seed);
        break;
    case NN_NETWORK_INIT_XAVIER:
        code = nn_init_xavier(l.params, l.weight, gain, seed);
        break;
    case NN_NETWORK_INIT_KAIMING:
    case NN_NETWORK_INIT_KAIMING_OUT:
        code = nn_init_kaiming(l.params, l.weight, gain, init == NN_NETWORK_INIT_KAIMING_OUT, seed);
        break;
    case NN_NETWORK_INIT_XAVIER_NORMAL:
        code = nn_init_xavier_normal(l.params, l.weight, gain, seed);
        break;
    case NN_NETWORK_INIT_KAIMING_NORMAL:
    case NN_NETWORK_INIT_KAIMING_NORMAL_OUT:
        code = nn_init_kaiming_normal(l.params, l.weight, gain,
                                      init == NN_NETWORK_INIT_KAIMING_NORMAL_OUT, seed);
        break;
    case NN_NETWORK_INIT_UNIFORM:
        code = nn_init_uniform(l.params, l.weight, -bound, bound, seed);
        return code ? code : nn_init_uniform(l.params, l.bias, -bound, bound, seed);
    }
    return code ? code : nn_init_constant(l.params, l.bias, 0);
}

int nn_network_init(struct nn_network *net, double out_gain, uint64_t seed)
{
    const struct nn_network_config *c = net->shape.config;
    const enum nn_network_init init = (enum nn_network_init)c->init;
    int code = 0;
    for (int32_t i = 0; !code && i < net->cnn.n_layers; i++) {
        const struct nn_cnn_layer *l = &net->cnn.layer[i];
        code = init_layer((struct layer){net->cnn.params, l->weight, l->bias}, init,
                          (float)c->hidden_gain, seed);
    }
    for (int32_t i = 0; !code && i < net->mlp.n_layers; i++) {
        const struct nn_linear_layer *l = &net->mlp.layer[i];
        bool out = net->shape.n_out && i == net->mlp.n_layers - 1;
        code = init_layer((struct layer){l->params, l->weight, l->bias}, init,
                          (float)(out ? out_gain : c->hidden_gain), seed);
        if (!code && net->norm[i].params)
            code = nn_norm_init(&net->norm[i]);
    }
    return code;
}

/* (B, D) as envs send it -> features (B, F): channels last, bytes divided by what is
 * white. */
static struct nn_var encode(struct nn_trace *t, const struct nn_network *net, struct nn_var obs)
{
    const struct nn_network_input *in = &net->shape.input;
    static const int32_t channels_last[] = {0, 2, 3, 1};
    if (obs.id < 0)
        return obs;
    bool floats = nn_node_of(t, obs)->dtype == RL_F32;
    if (in->dtype == RL_U8 && floats)
        obs = (nn_mul)(t, obs, (nn_const)(t, 1.0f / in->white));
    if (in->channels_first) {
        int64_t rows = nn_var_shape(t, obs).dim[0];
        if (!floats)
            obs = (nn_to_float_scaled)(t, obs, 1.0 / (double)in->white);
        obs = (nn_reshape)(t, obs, NN_SHAPE4(rows, in->channels, in->height, in->width));
        obs = (nn_permute)(t, obs, channels_last);
    }
    return (nn_cnn_trace)(t, &net->cnn, obs);
}

/* Each member of an ensemble has a gain and a bias of its own: (E, H). */
static struct nn_var member_layer_norm(struct nn_trace *t, const struct nn_norm_layer *norm,
                                       struct nn_var x)
{
    struct nn_var gain = (nn_param)(t, norm->params, norm->gain);
    struct nn_var bias = (nn_param)(t, norm->params, norm->bias);
    const struct nn_shape of = nn_var_shape(t, gain);
    const struct nn_shape n = NN_VEC(of.dim[1]), members = NN_CUBE(of.dim[0], 1, of.dim[1]);
    x = (nn_layer_norm)(t, x, (nn_expand)(t, (nn_const)(t, 1), n),
                        (nn_expand)(t, (nn_const)(t, 0), n), NORM_EPS);
    return (nn_add)(t, (nn_mul)(t, x, (nn_reshape)(t, gain, members)),
                    (nn_reshape)(t, bias, members));
}

/* Statistics over the rows of each member: (E, B, H) as (B, E H). */
static struct nn_var member_batch_norm(struct nn_trace *t, const struct nn_norm_layer *norm,
                                       struct nn_var x)
{
    static const int32_t swapped[] = {1, 0, 2};
    const struct nn_shape s = nn_var_shape(t, x);
    x = (nn_reshape)(t, (nn_permute)(t, x, swapped), NN_MAT(s.dim[1], s.dim[0] * s.dim[2]));
    x = (nn_norm_trace)(t, norm, x);
    return (nn_permute)(t, (nn_reshape)(t, x, NN_CUBE(s.dim[1], s.dim[0], s.dim[2])), swapped);
}

static struct nn_var norm_of(struct nn_trace *t, const struct nn_network *net, int32_t i,
                             struct nn_var x)
{
    const struct nn_norm_layer *norm = &net->norm[i];
    if (net->shape.members == 0)
        return (nn_norm_trace)(t, norm, x);
    return norm->buffers ? member_batch_norm(t, norm, x) : member_layer_norm(t, norm, x);
}

/* A draw of its own for every layer, call and run. */
static struct nn_var dropout(struct nn_trace *t, const struct nn_network *net, struct nn_var x)
{
    const struct nn_random *random = net->shape.random;
    const float p = (float)net->shape.config->dropout;
    if (!random || p <= 0 || nn_trace_mode(t) == NN_MODE_EVAL)
        return x;
    struct nn_var kept = (nn_dropout)(t, x, p, random, (uint32_t)x.id);
    (nn_random_next)(t, random);
    return kept;
}

static struct nn_var layers(struct nn_trace *t, const struct nn_network *net, struct nn_var x)
{
    if (!net->norm[0].params && !net->shape.random)
        return (nn_mlp_trace)(t, &net->mlp, x);
    for (int32_t i = 0; i < net->mlp.n_layers; i++) {
        const struct nn_linear_layer *l = &net->mlp.layer[i];
        const bool hidden = i < n_hidden(net);
        x = (nn_linear)(t, x, (nn_param)(t, l->params, l->weight),
                        (nn_param)(t, l->params, l->bias), hidden ? NN_ACT_NONE : l->act);
        if (!hidden)
            continue;
        x = dropout(t, net, x);
        if (net->norm[i].params)
            x = norm_of(t, net, i, x);
        x = (nn_activate)(t, x, l->act);
    }
    return x;
}

struct nn_var(nn_network_trace)(struct nn_trace *t, const struct nn_network *net, struct nn_var obs,
                                struct nn_var joined)
{
    if (net->shape.input.kind != NN_NETWORK_MLP)
        obs = encode(t, net, obs);
    if (joined.id >= 0)
        obs = (nn_concat)(t, (struct nn_var[]){obs, joined}, 2, 1);
    return layers(t, net, obs);
}
