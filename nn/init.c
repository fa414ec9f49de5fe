/* SPDX-License-Identifier: MIT */
/* Initial values of parameters: functions of the key alone, whatever the machine. */
#include <math.h>
#include <stdlib.h>

#include "nn/orthogonal.h"
#include "nn/params.h"

int nn_init_orthogonal(struct nn_params *params, int32_t index, float gain, uint64_t seed)
{
    const struct nn_param *p = &params->items[index];
    const struct nn_shape matrix = nn_param_matrix(p);
    const int64_t rows = matrix.dim[0], cols = matrix.dim[1];
    const int64_t n = nn_shape_elements(p->shape);
    float *canonical = malloc((size_t)n * sizeof(*canonical));
    if (!canonical)
        return RL_ENOMEM;
    rl_fill_normal((struct rl_key){seed, RL_STREAM_INIT, (uint32_t)index}, 0, canonical, (size_t)n);
    int code = 0;
    for (int64_t at = 0; !code && at < n; at += rows * cols) /* each member of an ensemble */
        code = nn_orthogonal(canonical + at, rows, cols, gain);
    if (!code)
        nn_params_set(params, params->block, index, canonical);
    free(canonical);
    return code;
}

typedef void (*fill_fn)(struct rl_key key, uint64_t counter, float *out, size_t n);

/* offset + scale * draw */
static int init_drawn(struct nn_params *params, int32_t index, fill_fn fill, float offset,
                      float scale, uint64_t seed)
{
    const size_t n = (size_t)nn_shape_elements(params->items[index].shape);
    float *canonical = malloc(n * sizeof(*canonical));
    if (!canonical)
        return RL_ENOMEM;
    fill((struct rl_key){seed, RL_STREAM_INIT, (uint32_t)index}, 0, canonical, n);
    for (size_t i = 0; i < n; i++)
        canonical[i] = offset + scale * canonical[i];
    nn_params_set(params, params->block, index, canonical);
    free(canonical);
    return 0;
}

int nn_init_uniform(struct nn_params *params, int32_t index, float low, float high, uint64_t seed)
{
    return init_drawn(params, index, rl_fill_uniform, low, high - low, seed);
}

int nn_init_normal(struct nn_params *params, int32_t index, float mean, float std, uint64_t seed)
{
    return init_drawn(params, index, rl_fill_normal, mean, std, seed);
}

/* Products that an input's or an output's unit is part of: a convolution's count the window. */
struct fans {
    double in, out;
};

static struct fans fans_of(const struct nn_param *p)
{
    const struct nn_shape matrix = nn_param_matrix(p);
    const int64_t window = p->kind == NN_PARAM_CONV ? p->shape.dim[2] * p->shape.dim[3] : 1;
    return (struct fans){.in = (double)matrix.dim[1], .out = (double)(matrix.dim[0] * window)};
}

static double xavier_variance(const struct nn_param *p)
{
    const struct fans n = fans_of(p);
    return 2 / (n.in + n.out);
}

static double kaiming_variance(const struct nn_param *p, bool by_outputs)
{
    const struct fans n = fans_of(p);
    return 1 / (by_outputs ? n.out : n.in);
}

/* U(-b, b) has the variance b^2 / 3. */
static int init_by_variance(struct nn_params *params, int32_t index, float gain, double variance,
                            bool normal, uint64_t seed)
{
    const float size = (float)(gain * sqrt(normal ? variance : 3 * variance));
    return normal ? nn_init_normal(params, index, 0, size, seed)
                  : nn_init_uniform(params, index, -size, size, seed);
}

int nn_init_xavier(struct nn_params *params, int32_t index, float gain, uint64_t seed)
{
    const double variance = xavier_variance(&params->items[index]);
    return init_by_variance(params, index, gain, variance, false, seed);
}

int nn_init_xavier_normal(struct nn_params *params, int32_t index, float gain, uint64_t seed)
{
    const double variance = xavier_variance(&params->items[index]);
    return init_by_variance(params, index, gain, variance, true, seed);
}

int nn_init_kaiming(struct nn_params *params, int32_t index, float gain, bool by_outputs,
                    uint64_t seed)
{
    const double variance = kaiming_variance(&params->items[index], by_outputs);
    return init_by_variance(params, index, gain, variance, false, seed);
}

int nn_init_kaiming_normal(struct nn_params *params, int32_t index, float gain, bool by_outputs,
                           uint64_t seed)
{
    const double variance = kaiming_variance(&params->items[index], by_outputs);
    return init_by_variance(params, index, gain, variance, true, seed);
}

int nn_init_constant(struct nn_params *params, int32_t index, float value)
{
    const int64_t n = nn_shape_elements(params->items[index].shape);
    float *canonical = malloc((size_t)n * sizeof(*canonical));
    if (!canonical)
        return RL_ENOMEM;
    for (int64_t i = 0; i < n; i++)
        canonical[i] = value;
    nn_params_set(params, params->block, index, canonical);
    free(canonical);
    return 0;
}
