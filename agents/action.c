/* SPDX-License-Identifier: MIT */
#include "agents/action.h"

#include <stdbool.h>
#include <string.h>

#include "base/base.h"

int64_t agent_action_outputs(const struct rl_space *action)
{
    return action->kind == RL_SPACE_DISCRETE ? action->n : action->n_elements;
}

int agent_action_check(const struct rl_space *action, struct rl_error *err)
{
    bool box = action->kind == RL_SPACE_BOX;
    if (action->kind == RL_SPACE_DISCRETE ||
        (box && (action->dtype == RL_F32 || action->dtype == RL_F64) && action->has_bounds))
        return 0;
    char text[128];
    rl_space_format(action, text, sizeof(text));
    return rl_error_set(err, RL_EUNSUPPORTED,
                        "action space %s is not supported: it must be Discrete, or Box of float32 "
                        "or float64 with at most %d elements",
                        text, RL_SPACE_MAX_DIMS);
}

void agent_action_to_wire(const struct rl_space *action, const void *raw, int32_t n, void *wire)
{
    size_t total = (size_t)n * (size_t)action->n_elements;
    uint8_t *to = wire;
    if (action->kind == RL_SPACE_DISCRETE) {
        const int32_t *index = raw;
        for (size_t i = 0; i < total; i++) {
            int32_t choice = index[i] + (int32_t)action->start;
            memcpy(to + i * sizeof(choice), &choice, sizeof(choice));
        }
        return;
    }
    const float *value = raw;
    for (size_t i = 0; i < total; i++) {
        size_t a = i % (size_t)action->n_elements;
        float clipped = RL_MIN(RL_MAX(value[i], action->low[a]), action->high[a]);
        if (action->dtype == RL_F64) {
            double wide = (double)clipped;
            memcpy(to + i * sizeof(wide), &wide, sizeof(wide));
        } else
            memcpy(to + i * sizeof(clipped), &clipped, sizeof(clipped));
    }
}
