/* SPDX-License-Identifier: MIT */
#include "agents/action.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/base.h"
#include "base/rng.h"

int64_t agent_action_outputs(const struct rl_space *action)
{
    int64_t n = 0;
    if (action->kind == RL_SPACE_DISCRETE)
        return action->n;
    if (action->kind != RL_SPACE_MULTI_DISCRETE)
        return action->n_elements;
    for (int64_t i = 0; i < action->n_elements; i++)
        n += action->nvec[i];
    return n;
}

int64_t agent_action_choices(const struct rl_space *action, int64_t part)
{
    return action->kind == RL_SPACE_DISCRETE         ? action->n
           : action->kind == RL_SPACE_MULTI_DISCRETE ? action->nvec[part]
                                                     : 2;
}

int agent_action_check(const struct rl_space *action, struct rl_error *err)
{
    bool box = action->kind == RL_SPACE_BOX;
    if (!box || ((action->dtype == RL_F32 || action->dtype == RL_F64) && action->has_bounds))
        return 0;
    char text[128];
    rl_space_format(action, text, sizeof(text));
    return rl_error_set(err, RL_EUNSUPPORTED,
                        "action space %s is not supported: a Box must be of float32 or float64 "
                        "with at most %d elements",
                        text, RL_SPACE_MAX_DIMS);
}

/* A value of a Box in the space's dtype. */
static void put_element(const struct rl_space *action, uint8_t *to, size_t i, float value)
{
    if (action->dtype == RL_F64) {
        double wide = (double)value;
        memcpy(to + i * sizeof(wide), &wide, sizeof(wide));
    } else
        memcpy(to + i * sizeof(value), &value, sizeof(value));
}

static void put_choices(const struct rl_space *action, const int32_t *index, size_t total,
                        uint8_t *to)
{
    int32_t start = action->kind == RL_SPACE_DISCRETE ? (int32_t)action->start : 0;
    for (size_t i = 0; i < total; i++) {
        int32_t choice = index[i] + start;
        if (action->kind == RL_SPACE_MULTI_BINARY)
            to[i] = (uint8_t)choice;
        else
            memcpy(to + i * sizeof(choice), &choice, sizeof(choice));
    }
}

void agent_action_to_wire(const struct rl_space *action, const void *raw, int32_t n, void *wire)
{
    size_t total = (size_t)n * (size_t)action->n_elements;
    uint8_t *to = wire;
    if (action->kind != RL_SPACE_BOX) {
        put_choices(action, raw, total, to);
        return;
    }
    const float *value = raw;
    for (size_t i = 0; i < total; i++) {
        size_t a = i % (size_t)action->n_elements;
        put_element(action, to, i, RL_MIN(RL_MAX(value[i], action->low[a]), action->high[a]));
    }
}

int32_t agent_action_any(int64_t n, const uint8_t *mask, double u)
{
    int64_t n_possible = 0;
    for (int64_t i = 0; mask && i < n; i++)
        n_possible += mask[i] != 0;
    if (n_possible == 0)
        return (int32_t)RL_MIN((int64_t)(u * (double)n), n - 1);
    int64_t wanted = RL_MIN((int64_t)(u * (double)n_possible), n_possible - 1), i = 0;
    while (!mask[i] || wanted-- > 0)
        i++;
    return (int32_t)i;
}

int agent_action_check_scaled(const struct rl_space *action, struct rl_error *err)
{
    int rc = agent_action_check(action, err);
    if (rc < 0 || action->kind != RL_SPACE_BOX)
        return rc;
    for (int64_t a = 0; a < action->n_elements; a++)
        if (!isfinite(action->high[a] - action->low[a]))
            return rl_error_set(err, RL_EUNSUPPORTED,
                                "element %lld of the action space has the bounds %g and %g: "
                                "actions are scaled to them, so both and their difference must be "
                                "finite float32; give the env the bounds that it really has",
                                (long long)a, (double)action->low[a], (double)action->high[a]);
    return 0;
}

void agent_action_random_box(const struct rl_space *action, uint64_t seed, const uint32_t *slot,
                             const uint64_t *step, int32_t n, float *raw)
{
    size_t A = (size_t)action->n_elements;
    for (int32_t i = 0; i < n; i++, raw += A) {
        struct rl_key key = {seed, RL_STREAM_ACTION, slot[i]};
        rl_fill_uniform(key, step[i], raw, A);
        for (size_t a = 0; a < A; a++)
            raw[a] = 2.0f * raw[a] - 1.0f;
    }
}

void agent_action_scaled_to_wire(const struct rl_space *action, const void *raw, int32_t n,
                                 void *wire)
{
    if (action->kind != RL_SPACE_BOX) {
        agent_action_to_wire(action, raw, n, wire);
        return;
    }
    const float *value = raw;
    size_t total = (size_t)n * (size_t)action->n_elements;
    for (size_t i = 0; i < total; i++) {
        size_t a = i % (size_t)action->n_elements;
        float low = action->low[a], high = action->high[a];
        float scaled = value[i];
        if (isfinite(high - low))
            scaled = low + 0.5f * (value[i] + 1.0f) * (high - low);
        put_element(action, wire, i, RL_MIN(RL_MAX(scaled, low), high));
    }
}
