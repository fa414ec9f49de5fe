/* SPDX-License-Identifier: MIT */
#include "nn/module.h"

#include <math.h>
#include <stdio.h>

#include "base/base.h"

static int layer_add(struct nn_linear_layer *layer, struct nn_params *params, const char *prefix,
                     int32_t i, int64_t members, int64_t n_in, int64_t n_out)
{
    char name[2 * NN_NAME_MAX];
    snprintf(name, sizeof(name), "%s.%d.weight", prefix, i);
    layer->params = params;
    layer->weight = nn_params_add(params, name, NN_PARAM_MATRIX,
                                  members ? NN_CUBE(members, n_out, n_in) : NN_MAT(n_out, n_in));
    if (layer->weight < 0)
        return layer->weight;
    snprintf(name, sizeof(name), "%s.%d.bias", prefix, i);
    layer->bias = nn_params_add(params, name, NN_PARAM_VECTOR,
                                members ? NN_MAT(members, n_out) : NN_VEC(n_out));
    return RL_MIN(layer->bias, 0);
}

/* members 0: one network, without an axis for it. */
static int mlp_add(struct nn_mlp *mlp, struct nn_params *params, const char *prefix,
                   int64_t members, int64_t n_in, const struct rl_ints *hidden, int64_t n_out,
                   enum nn_activation act)
{
    *mlp = (struct nn_mlp){.n_layers = hidden->n + 1};
    for (int32_t i = 0; i < mlp->n_layers; i++) {
        bool last = i == hidden->n;
        int64_t width = last ? n_out : hidden->v[i];
        int code = layer_add(&mlp->layer[i], params, prefix, i, members, n_in, width);
        if (code)
            return code;
        mlp->layer[i].act = last ? NN_ACT_NONE : act;
        n_in = width;
    }
    return 0;
}

int nn_mlp_add(struct nn_mlp *mlp, struct nn_params *params, const char *prefix, int64_t n_in,
               const struct rl_ints *hidden, int64_t n_out, enum nn_activation act)
{
    return mlp_add(mlp, params, prefix, 0, n_in, hidden, n_out, act);
}

int nn_mlp_add_ensemble(struct nn_mlp *mlp, struct nn_params *params, const char *prefix,
                        int64_t members, int64_t n_in, const struct rl_ints *hidden, int64_t n_out,
                        enum nn_activation act)
{
    return members < 1 ? RL_EINVAL
                       : mlp_add(mlp, params, prefix, members, n_in, hidden, n_out, act);
}

int nn_mlp_init_uniform(struct nn_mlp *mlp, uint64_t seed)
{
    for (int32_t i = 0; i < mlp->n_layers; i++) {
        struct nn_linear_layer *l = &mlp->layer[i];
        struct nn_shape shape = l->params->items[l->weight].shape;
        float bound = 1 / sqrtf((float)shape.dim[shape.rank - 1]);
        int code = nn_init_uniform(l->params, l->weight, -bound, bound, seed);
        if (!code)
            code = nn_init_uniform(l->params, l->bias, -bound, bound, seed);
        if (code)
            return code;
    }
    return 0;
}

int nn_mlp_init_orthogonal(struct nn_mlp *mlp, float out_gain, uint64_t seed)
{
    for (int32_t i = 0; i < mlp->n_layers; i++) {
        struct nn_linear_layer *l = &mlp->layer[i];
        float gain = i == mlp->n_layers - 1 ? out_gain : sqrtf(2);
        int code = nn_init_orthogonal(l->params, l->weight, gain, seed);
        if (!code)
            code = nn_init_constant(l->params, l->bias, 0);
        if (code)
            return code;
    }
    return 0;
}

struct nn_var(nn_mlp_trace)(struct nn_trace *t, const struct nn_mlp *mlp, struct nn_var x)
{
    for (int32_t i = 0; i < mlp->n_layers; i++) {
        const struct nn_linear_layer *l = &mlp->layer[i];
        struct nn_var weight = (nn_param)(t, l->params, l->weight);
        struct nn_var bias = (nn_param)(t, l->params, l->bias);
        x = (nn_linear)(t, x, weight, bias, l->act);
    }
    return x;
}

struct nn_var(nn_dueling)(struct nn_trace *t, struct nn_var value, struct nn_var advantage)
{
    struct nn_var mean = (nn_unsqueeze)(t, (nn_mean_axis)(t, advantage, -1), 1);
    return (nn_add)(t, value, (nn_sub)(t, advantage, mean));
}
