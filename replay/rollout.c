/* SPDX-License-Identifier: MIT */
#include "replay/rollout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/buf.h"

static size_t raw_action_bytes(const struct rl_space *action)
{
    /* Box: A floats. Everything else: one index per choice. */
    return (size_t)action->n_elements * sizeof(int32_t);
}

/* Zeroed memory for rows * row_bytes, NULL on overflow or out of memory. */
static void *column(size_t rows, size_t row_bytes)
{
    size_t bytes;
    return rl_size_mul(rows, row_bytes, &bytes) ? calloc(bytes ? bytes : 1, 1) : NULL;
}

int replay_rollout_init(struct replay_rollout *r, int32_t n_steps, int32_t n_envs,
                        const struct rl_space *obs, const struct rl_space *action,
                        struct rl_error *err)
{
    *r = (struct replay_rollout){0};
    if (n_steps < 1 || n_envs < 1 || (int64_t)n_steps * n_envs > INT32_MAX)
        return rl_error_set(err, RL_ERANGE,
                            "rollout of %d steps by %d envs: both must be at least 1 and their "
                            "product below 2^31",
                            n_steps, n_envs);
    size_t rows = (size_t)n_steps * (size_t)n_envs;
    r->n_steps = n_steps;
    r->n_envs = n_envs;
    r->obs_space = *obs;
    r->action_space = *action;
    r->obs_bytes = rl_space_bytes(obs);
    r->raw_action_bytes = raw_action_bytes(action);
    r->obs = column(rows, r->obs_bytes);
    r->raw_action = column(rows, r->raw_action_bytes);
    r->logp = column(rows, sizeof(float));
    r->value = column(rows, sizeof(float));
    r->reward = column(rows, sizeof(float));
    r->terminated = column(rows, 1);
    r->truncated = column(rows, 1);
    r->final_value = column(rows, sizeof(float));
    r->last_value = column((size_t)n_envs, sizeof(float));
    r->advantage = column(rows, sizeof(float));
    r->ret = column(rows, sizeof(float));
    if (r->obs && r->raw_action && r->logp && r->value && r->reward && r->terminated &&
        r->truncated && r->final_value && r->last_value && r->advantage && r->ret)
        return 0;
    replay_rollout_deinit(r);
    return rl_error_set(err, RL_ENOMEM,
                        "out of memory for a rollout of %d steps by %d envs (%zu bytes an "
                        "observation): lower n_steps",
                        n_steps, n_envs, rl_space_bytes(obs));
}

void replay_rollout_deinit(struct replay_rollout *r)
{
    free(r->obs);
    free(r->raw_action);
    free(r->logp);
    free(r->value);
    free(r->reward);
    free(r->terminated);
    free(r->truncated);
    free(r->final_value);
    free(r->last_value);
    free(r->advantage);
    free(r->ret);
    *r = (struct replay_rollout){0};
}

int replay_rollout_register(struct replay_rollout *r, struct nn_state *state)
{
    int64_t T = r->n_steps, N = r->n_envs;
    bool box = r->action_space.kind == RL_SPACE_BOX;
    struct nn_shape rows = NN_MAT(T, N);
    /* With masks a row is bytes of two kinds. */
    bool masks = r->obs_space.n_mask > 0;
    int64_t n_obs = masks ? (int64_t)r->obs_bytes : r->obs_space.n_elements;
    struct nn_shape obs = {.rank = 3, .dim = {T, N, n_obs}};
    struct nn_shape action = {.rank = 3, .dim = {T, N, r->action_space.n_elements}};
    const struct {
        const char *name;
        enum rl_dtype dtype;
        struct nn_shape shape;
        void *data;
    } item[] = {
        {"rollout/t", RL_I32, NN_SCALAR, &r->t},
        {"rollout/obs", masks ? RL_U8 : r->obs_space.dtype, obs, r->obs},
        {"rollout/raw_action", box ? RL_F32 : RL_I32, action, r->raw_action},
        {"rollout/logp", RL_F32, rows, r->logp},
        {"rollout/value", RL_F32, rows, r->value},
        {"rollout/reward", RL_F32, rows, r->reward},
        {"rollout/terminated", RL_U8, rows, r->terminated},
        {"rollout/truncated", RL_U8, rows, r->truncated},
        {"rollout/final_value", RL_F32, rows, r->final_value},
        {"rollout/last_value", RL_F32, NN_VEC(N), r->last_value},
    };
    int rc = 0;
    for (size_t i = 0; i < RL_COUNTOF(item) && rc == 0; i++)
        rc = nn_state_add_array(state, item[i].name, NN_STATE_RESUME, item[i].dtype, item[i].shape,
                                item[i].data);
    return rc;
}

int32_t replay_rollout_rows(const struct replay_rollout *r)
{
    return r->n_steps * r->n_envs;
}

void replay_rollout_advantages(struct replay_rollout *r, float gamma, float lambda)
{
    int32_t T = r->n_steps, N = r->n_envs;
    for (int32_t env = 0; env < N; env++) {
        double advantage = 0.0; /* A_{t+1} */
        for (int32_t t = T - 1; t >= 0; t--) {
            int32_t row = t * N + env;
            double next_value = 0.0; /* (1 - terminated_t) V(s_{t+1}) */
            if (r->terminated[row])
                advantage = 0.0;
            else if (r->truncated[row]) {
                next_value = (double)r->final_value[row];
                advantage = 0.0;
            } else
                next_value = (double)(t == T - 1 ? r->last_value[env] : r->value[row + N]);
            double delta =
                (double)r->reward[row] + (double)gamma * next_value - (double)r->value[row];
            advantage = delta + (double)gamma * (double)lambda * advantage;
            r->advantage[row] = (float)advantage;
            r->ret[row] = (float)(advantage + (double)r->value[row]);
        }
    }
}

/* out[i] = column[index[i]] for one float column. */
static void gather_floats(const float *values, const uint32_t *index, int32_t n, float *out)
{
    if (out)
        for (int32_t i = 0; i < n; i++)
            out[i] = values[index[i]];
}

static void gather_obs(const struct replay_rollout *r, const uint32_t *index, int32_t n, float *out)
{
    size_t D = (size_t)replay_feature_count(&r->obs_space);
    if (r->obs_space.kind == RL_SPACE_BOX && r->obs_space.dtype == RL_F32) {
        for (int32_t i = 0; i < n; i++) {
            const float *row = (const float *)(const void *)(r->obs + index[i] * r->obs_bytes);
            for (size_t d = 0; d < D; d++)
                out[(size_t)i * D + d] = row[d];
        }
        return;
    }
    for (int32_t i = 0; i < n; i++)
        replay_encode(&r->obs_space, r->obs + index[i] * r->obs_bytes, 1, out + (size_t)i * D);
}

/* Raw choices of a MultiDiscrete are what its wire layout has: one-hot as observations are. */
static void gather_one_hot(const struct replay_rollout *r, const uint32_t *index, int32_t n,
                           float *out)
{
    size_t D = (size_t)replay_feature_count(&r->action_space);
    for (int32_t i = 0; i < n; i++)
        replay_encode(&r->action_space, r->raw_action + index[i] * r->raw_action_bytes, 1,
                      out + (size_t)i * D);
}

static void gather_bits(const struct replay_rollout *r, const uint32_t *index, int32_t n,
                        float *out)
{
    size_t A = (size_t)r->action_space.n_elements;
    const int32_t *from = (const int32_t *)(const void *)r->raw_action;
    for (int32_t i = 0; i < n; i++)
        for (size_t a = 0; a < A; a++)
            out[(size_t)i * A + a] = (float)from[index[i] * A + a];
}

/* Indices and floats alike are words of 4 bytes. */
static void gather_words(const struct replay_rollout *r, const uint32_t *index, int32_t n,
                         uint32_t *out)
{
    size_t words = r->raw_action_bytes / sizeof(uint32_t);
    const uint32_t *from = (const uint32_t *)(const void *)r->raw_action;
    for (int32_t i = 0; i < n; i++)
        for (size_t a = 0; a < words; a++)
            out[(size_t)i * words + a] = from[index[i] * words + a];
}

static void gather_actions(const struct replay_rollout *r, const uint32_t *index, int32_t n,
                           void *out)
{
    if (r->action_space.kind == RL_SPACE_MULTI_DISCRETE)
        gather_one_hot(r, index, n, out);
    else if (r->action_space.kind == RL_SPACE_MULTI_BINARY)
        gather_bits(r, index, n, out);
    else
        gather_words(r, index, n, out);
}

void replay_rollout_gather(const struct replay_rollout *r, const uint32_t *index, int32_t n,
                           const struct replay_minibatch *out)
{
    if (out->obs)
        gather_obs(r, index, n, out->obs);
    for (int32_t i = 0; i < n && out->bytes; i++)
        replay_values(&r->obs_space, r->obs + index[i] * r->obs_bytes, 1,
                      out->bytes + (size_t)i * rl_space_value_bytes(&r->obs_space));
    if (out->action)
        gather_actions(r, index, n, out->action);
    for (int32_t i = 0; i < n && out->mask; i++)
        replay_masks(&r->obs_space, &r->action_space, r->obs + index[i] * r->obs_bytes, 1,
                     out->mask + (size_t)i * (size_t)r->obs_space.n_mask);
    gather_floats(r->logp, index, n, out->logp);
    gather_floats(r->value, index, n, out->value);
    gather_floats(r->advantage, index, n, out->advantage);
    gather_floats(r->ret, index, n, out->ret);
}

double replay_rollout_explained_variance(const struct replay_rollout *r)
{
    int32_t n = replay_rollout_rows(r);
    double mean_ret = 0.0, mean_error = 0.0;
    for (int32_t i = 0; i < n; i++) {
        mean_ret += (double)r->ret[i];
        mean_error += (double)r->ret[i] - (double)r->value[i];
    }
    mean_ret /= n;
    mean_error /= n;
    double var_ret = 0.0, var_error = 0.0;
    for (int32_t i = 0; i < n; i++) {
        double ret = (double)r->ret[i] - mean_ret;
        double error = (double)r->ret[i] - (double)r->value[i] - mean_error;
        var_ret += ret * ret;
        var_error += error * error;
    }
    return var_ret > 0.0 ? 1.0 - var_error / var_ret : (double)NAN;
}
