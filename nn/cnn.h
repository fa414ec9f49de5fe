/* SPDX-License-Identifier: MIT */
/* Convolutional networks over images (B, H, W, C), channels last, as replay and envs store them:
 * convolutions with ReLU, then one fully connected layer with ReLU, whose outputs are features for
 * an MLP or a head. Bytes are divided by what is white.
 */
#pragma once

#include "nn/trace.h"

#define NN_CNN_MAX_CONV 8

struct nn_cnn_config {
    int32_t n_conv;
    struct nn_cnn_conv_config {
        int32_t channels, kernel, stride, pad;
    } conv[NN_CNN_MAX_CONV];
    int64_t features; /* of the fully connected layer; 0: none, the last images flattened */
};

/* 32 8x8/4, 64 4x4/2, 64 3x3/1, 512 (Mnih et al. 2015): images of 84 x 84. */
extern const struct nn_cnn_config nn_cnn_nature;
/* 16 3x3, 128 (Young & Tian 2019, MinAtar): images of about 10 x 10. */
extern const struct nn_cnn_config nn_cnn_small;

struct nn_cnn {
    struct nn_params *params;
    int64_t height, width, channels; /* of an image */
    int64_t n_features;
    float white;      /* what bytes are divided by; 255 unless it is set otherwise before tracing */
    int32_t n_layers; /* n_conv, and one more for the fully connected layer */
    struct nn_cnn_layer {
        int32_t weight, bias; /* indices */
        struct nn_conv conv;
    } layer[NN_CNN_MAX_CONV + 1];
};

/* Before nn_params_alloc. Parameters are "<prefix>.<layer>.weight|bias" with PyTorch's shapes
 * (O, C, KH, KW); the fully connected layer is a convolution whose kernel is its whole image:
 * (features, C, H, W), the same numbers in the same order as PyTorch's Linear after Flatten of
 * (B, C, H, W). RL_EINVAL for a configuration out of range, RL_ESHAPE if a kernel does not fit the
 * image that reaches it (the message names the layer), errors of nn_params_add. */
int nn_cnn_add(struct nn_cnn *cnn, struct nn_params *params, const char *prefix,
               const struct nn_cnn_config *config, int64_t height, int64_t width, int64_t channels,
               struct rl_error *err);
/* After nn_params_alloc: weights and biases uniform in +-1 / sqrt(n_in), as PyTorch's default. */
int nn_cnn_init_uniform(struct nn_cnn *cnn, uint64_t seed);
/* After nn_params_alloc: orthogonal weights with gain sqrt(2), zero biases (as SB3's PPO). */
int nn_cnn_init_orthogonal(struct nn_cnn *cnn, uint64_t seed);
/* x (B, H, W, C) or rows (B, H W C), U8 or F32 -> features (B, n_features). F32 is taken as it is.
 */
struct nn_var nn_cnn_trace(struct nn_trace *t, const struct nn_cnn *cnn, struct nn_var x);

#define nn_cnn_trace(t, ...) nn_cnn_trace(NN_AT(t), __VA_ARGS__)
