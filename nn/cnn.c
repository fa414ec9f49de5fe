/* SPDX-License-Identifier: MIT */
#include "nn/cnn.h"

#include <math.h>
#include <stdio.h>

#include "base/base.h"
#include "nn/graph.h"

const struct nn_cnn_config nn_cnn_nature = {
    .n_conv = 3,
    .conv = {{32, 8, 4, 0}, {64, 4, 2, 0}, {64, 3, 1, 0}},
    .features = 512,
};
const struct nn_cnn_config nn_cnn_small = {
    .n_conv = 1,
    .conv = {{16, 3, 1, 0}},
    .features = 128,
};

/* The image that reaches a layer. */
struct image {
    int64_t height, width, channels;
};

static int layer_add(struct nn_cnn *cnn, const char *prefix, struct nn_shape weight,
                     struct nn_conv conv)
{
    struct nn_cnn_layer *layer = &cnn->layer[cnn->n_layers];
    char name[2 * NN_NAME_MAX];
    snprintf(name, sizeof(name), "%s.%d.weight", prefix, cnn->n_layers);
    layer->weight = nn_params_add(cnn->params, name, NN_PARAM_CONV, weight);
    if (layer->weight < 0)
        return layer->weight;
    snprintf(name, sizeof(name), "%s.%d.bias", prefix, cnn->n_layers);
    layer->bias = nn_params_add(cnn->params, name, NN_PARAM_VECTOR, NN_VEC(weight.dim[0]));
    if (layer->bias < 0)
        return layer->bias;
    conv.act = NN_ACT_RELU;
    layer->conv = conv;
    cnn->n_layers++;
    return 0;
}

static int conv_add(struct nn_cnn *cnn, const char *prefix, struct image *image,
                    const struct nn_cnn_conv_config *c, struct rl_error *err)
{
    const int32_t i = cnn->n_layers + 1;
    if (c->channels < 1 || c->kernel < 1 || c->stride < 1 || c->pad < 0)
        return rl_error_set(err, RL_EINVAL,
                            "convolution %d of '%s': %d channels, kernel %d, stride %d, padding "
                            "%d: all but the padding must be at least 1",
                            i, prefix, c->channels, c->kernel, c->stride, c->pad);
    const int64_t height = image->height + 2 * (int64_t)c->pad - c->kernel;
    const int64_t width = image->width + 2 * (int64_t)c->pad - c->kernel;
    if (height < 0 || width < 0)
        return rl_error_set(err, RL_ESHAPE,
                            "convolution %d of '%s': a kernel of %d x %d does not fit an image of "
                            "%lld x %lld: take a smaller network",
                            i, prefix, c->kernel, c->kernel, (long long)image->height,
                            (long long)image->width);
    const int code =
        layer_add(cnn, prefix, NN_SHAPE4(c->channels, image->channels, c->kernel, c->kernel),
                  (struct nn_conv){.stride = c->stride, .pad = c->pad});
    *image = (struct image){height / c->stride + 1, width / c->stride + 1, c->channels};
    if (!code)
        cnn->params->items[cnn->layer[i - 1].weight].uses = image->height * image->width;
    return code ? rl_error_set(err, code, "parameters of '%s': %s", prefix, rl_error_text(code))
                : 0;
}

int nn_cnn_add(struct nn_cnn *cnn, struct nn_params *params, const char *prefix,
               const struct nn_cnn_config *config, int64_t height, int64_t width, int64_t channels,
               struct rl_error *err)
{
    struct image image = {height, width, channels};
    if (config->n_conv < 1 || config->n_conv > NN_CNN_MAX_CONV || config->features < 0 ||
        height < 1 || width < 1 || channels < 1)
        return rl_error_set(err, RL_EINVAL,
                            "'%s': %d convolutions over images of %lld x %lld x %lld: 1 to %d over "
                            "images that are not empty",
                            prefix, config->n_conv, (long long)height, (long long)width,
                            (long long)channels, NN_CNN_MAX_CONV);
    *cnn = (struct nn_cnn){
        .params = params, .height = height, .width = width, .channels = channels, .white = 255};
    for (int32_t i = 0; i < config->n_conv; i++) {
        const int code = conv_add(cnn, prefix, &image, &config->conv[i], err);
        if (code)
            return code;
    }
    cnn->n_features = image.height * image.width * image.channels;
    if (!config->features)
        return 0;
    const struct nn_shape full =
        NN_SHAPE4(config->features, image.channels, image.height, image.width);
    const int code = layer_add(cnn, prefix, full, (struct nn_conv){.stride = 1});
    cnn->n_features = config->features;
    return code ? rl_error_set(err, code, "parameters of '%s': %s", prefix, rl_error_text(code))
                : 0;
}

int nn_cnn_init_uniform(struct nn_cnn *cnn, uint64_t seed)
{
    for (int32_t i = 0; i < cnn->n_layers; i++) {
        const struct nn_cnn_layer *l = &cnn->layer[i];
        const struct nn_shape matrix = nn_param_matrix(&cnn->params->items[l->weight]);
        const float bound = 1 / sqrtf((float)matrix.dim[1]);
        int code = nn_init_uniform(cnn->params, l->weight, -bound, bound, seed);
        if (!code)
            code = nn_init_uniform(cnn->params, l->bias, -bound, bound, seed);
        if (code)
            return code;
    }
    return 0;
}

int nn_cnn_init_orthogonal(struct nn_cnn *cnn, uint64_t seed)
{
    for (int32_t i = 0; i < cnn->n_layers; i++) {
        const struct nn_cnn_layer *l = &cnn->layer[i];
        int code = nn_init_orthogonal(cnn->params, l->weight, sqrtf(2), seed);
        if (!code)
            code = nn_init_constant(cnn->params, l->bias, 0);
        if (code)
            return code;
    }
    return 0;
}

struct nn_var(nn_cnn_trace)(struct nn_trace *t, const struct nn_cnn *cnn, struct nn_var x)
{
    const struct nn_shape given = nn_var_shape(t, x);
    const int64_t rows = given.rank ? given.dim[0] : 1;
    x = (nn_reshape)(t, x, NN_SHAPE4(rows, cnn->height, cnn->width, cnn->channels));
    if (x.id >= 0 && nn_node_of(t, x)->dtype == RL_U8)
        x = (nn_to_float_scaled)(t, x, 1.0 / (double)cnn->white);
    for (int32_t i = 0; i < cnn->n_layers; i++) {
        const struct nn_cnn_layer *l = &cnn->layer[i];
        x = (nn_conv2d)(t, x, (nn_param)(t, cnn->params, l->weight),
                        (nn_param)(t, cnn->params, l->bias), l->conv);
    }
    return (nn_reshape)(t, x, NN_MAT(rows, cnn->n_features));
}
