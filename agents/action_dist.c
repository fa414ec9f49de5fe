/* SPDX-License-Identifier: MIT */
#include "agents/action_dist.h"

#include <math.h>
#include <string.h>

#include "base/base.h"
#include "nn/dist.h"

static bool valid(struct nn_var v)
{
    return v.id >= 0;
}

/* Part k of a MultiDiscrete begins at this output. */
static int64_t part_start(const struct rl_space *action, int64_t k)
{
    int64_t start = 0;
    for (int64_t i = 0; i < k; i++)
        start += action->nvec[i];
    return start;
}

static struct nn_var part_of(const struct rl_space *action, struct nn_trace *t, struct nn_var v,
                             int64_t k)
{
    return nn_slice(t, v, -1, part_start(action, k), action->nvec[k]);
}

struct nn_var agent_dist_head(const struct rl_space *action, struct nn_trace *t,
                              struct nn_var output, struct nn_var mask)
{
    struct nn_var logp[RL_SPACE_MAX_DIMS], all = {-1};
    if (action->kind == RL_SPACE_DISCRETE)
        return nn_categorical(t, output, mask);
    if (action->kind != RL_SPACE_MULTI_DISCRETE)
        return output;
    for (int64_t k = 0; k < action->n_elements; k++) {
        struct nn_var allowed = valid(mask) ? part_of(action, t, mask, k) : all;
        logp[k] = nn_categorical(t, part_of(action, t, output, k), allowed);
    }
    return nn_concat(t, logp, (int32_t)action->n_elements, -1);
}

struct nn_var agent_dist_log_prob(const struct rl_space *action, struct nn_trace *t,
                                  struct nn_var head, struct nn_var log_std, struct nn_var x)
{
    switch (action->kind) {
    case RL_SPACE_DISCRETE:
        return nn_pick(t, head, x);
    case RL_SPACE_MULTI_DISCRETE:
        return nn_sum_last(t, nn_mul(t, head, x)); /* x is one-hot, head finite */
    case RL_SPACE_MULTI_BINARY:
        return nn_bernoulli_log_prob(t, head, x);
    case RL_SPACE_BOX:
        break;
    }
    /* Sum over A of -z^2 / 2 - log std - log(2 pi) / 2 with z = (a - mean) / std. */
    struct nn_var z = nn_div(t, nn_sub(t, x, head), nn_exp(t, log_std));
    struct nn_var exponent = nn_mul(t, nn_const(t, -0.5f), nn_square(t, z));
    struct nn_var normaliser = nn_add(t, log_std, nn_const(t, 0.5f * (float)log(2.0 * M_PI)));
    return nn_sum_last(t, nn_sub(t, exponent, normaliser));
}

struct nn_var agent_dist_entropy(const struct rl_space *action, struct nn_trace *t,
                                 struct nn_var head, struct nn_var log_std)
{
    if (action->kind == RL_SPACE_MULTI_BINARY)
        return nn_mean(t, nn_bernoulli_entropy(t, head));
    if (action->kind != RL_SPACE_BOX) /* parts are independent: their entropies add up */
        return nn_neg(t, nn_mean(t, nn_sum_last(t, nn_mul(t, nn_exp(t, head), head))));
    /* Sum over A of log std + log(2 pi e) / 2. */
    struct nn_var constant = nn_const(t, 0.5f * (float)log(2.0 * M_PI * M_E));
    return nn_sum(t, nn_add(t, log_std, constant));
}

struct nn_var agent_dist_noise(const struct rl_space *action, struct nn_trace *t, int64_t rows)
{
    bool vector = action->kind == RL_SPACE_DISCRETE;
    return nn_input(t, "noise", RL_F32, vector ? NN_VEC(rows) : NN_MAT(rows, action->n_elements));
}

/* One choice from log-probabilities (B, n): noise (B), or none for the likeliest. */
static struct nn_var choose(struct nn_trace *t, struct nn_var logp, struct nn_var noise)
{
    return valid(noise) ? nn_sample_categorical(t, logp, noise) : nn_argmax_last(t, logp);
}

static struct agent_dist_draw draw_parts(const struct rl_space *action, struct nn_trace *t,
                                         struct nn_var head, struct nn_var noise)
{
    struct nn_var choice[RL_SPACE_MAX_DIMS], none = {-1}, sum = none;
    struct nn_shape rows = NN_VEC(nn_var_shape(t, head).dim[0]);
    for (int64_t k = 0; k < action->n_elements; k++) {
        struct nn_var logp = part_of(action, t, head, k);
        struct nn_var u = valid(noise) ? nn_reshape(t, nn_slice(t, noise, -1, k, 1), rows) : none;
        struct nn_var index = choose(t, logp, u);
        struct nn_var picked = nn_pick(t, logp, index);
        sum = k ? nn_add(t, sum, picked) : picked;
        choice[k] = nn_to_float(t, index);
    }
    return (struct agent_dist_draw){nn_stack(t, choice, (int32_t)action->n_elements, 1), sum};
}

struct agent_dist_draw agent_dist_draw(const struct rl_space *action, struct nn_trace *t,
                                       struct nn_var head, struct nn_var log_std,
                                       struct nn_var noise)
{
    if (action->kind == RL_SPACE_MULTI_DISCRETE)
        return draw_parts(action, t, head, noise);
    struct nn_var raw = head;
    if (action->kind == RL_SPACE_DISCRETE)
        raw = choose(t, head, noise);
    else if (action->kind == RL_SPACE_MULTI_BINARY)
        raw = valid(noise) ? nn_bernoulli_sample(t, head, noise) : nn_bernoulli_mode(t, head);
    else if (valid(noise))
        raw = nn_add(t, head, nn_mul(t, nn_exp(t, log_std), noise));
    return (struct agent_dist_draw){raw, agent_dist_log_prob(action, t, head, log_std, raw)};
}

void agent_dist_keep(const struct rl_space *action, const void *raw, int32_t n, void *out)
{
    size_t total = (size_t)n * (size_t)action->n_elements;
    bool numbers = action->kind == RL_SPACE_MULTI_DISCRETE || action->kind == RL_SPACE_MULTI_BINARY;
    if (!numbers) { /* I32 or f32 */
        memcpy(out, raw, total * sizeof(float));
        return;
    }
    for (size_t i = 0; i < total; i++)
        ((int32_t *)out)[i] = (int32_t)((const float *)raw)[i];
}
