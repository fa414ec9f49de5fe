/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <string.h>

#include "base/base.h"
#include "replay/batch.h"

int64_t replay_feature_count(const struct rl_space *space)
{
    int64_t total = 0;
    switch (space->kind) {
    case RL_SPACE_DISCRETE:
        return space->n;
    case RL_SPACE_MULTI_DISCRETE:
        for (int64_t i = 0; i < space->n_elements; i++)
            total += space->nvec[i];
        return total;
    case RL_SPACE_BOX:
    case RL_SPACE_MULTI_BINARY:
        return space->n_elements;
    }
    return 0;
}

/* out[i] = (float)wire[i]. Elements are copied out, since wire bytes have no alignment. */
#define CONVERT(type)                                                  \
    for (size_t i = 0; i < n; i++) {                                   \
        type element;                                                  \
        memcpy(&element, wire + i * sizeof(element), sizeof(element)); \
        out[i] = (float)element;                                       \
    }

static void convert(enum rl_dtype dtype, const uint8_t *wire, size_t n, float *out)
{
    switch (dtype) {
    case RL_F32:
        memcpy(out, wire, n * sizeof(float));
        return;
    case RL_F64:
        CONVERT(double)
        return;
    case RL_I32:
        CONVERT(int32_t)
        return;
    case RL_I64:
        CONVERT(int64_t)
        return;
    case RL_U8:
        CONVERT(uint8_t)
        return;
    case RL_U32:
        CONVERT(uint32_t)
        return;
    case RL_U64:
        CONVERT(uint64_t)
        return;
    }
}

/* The one-hot code of one choice in [start, start + n). */
static void one_hot(const uint8_t *wire, int64_t start, int64_t n, float *out)
{
    int32_t choice;
    memcpy(&choice, wire, sizeof(choice));
    memset(out, 0, (size_t)n * sizeof(float));
    int64_t i = (int64_t)choice - start;
    if (i >= 0 && i < n)
        out[i] = 1.0f;
}

/* Rows without masks; or one, of which the mask is not looked at. */
static void encode_rows(const struct rl_space *space, const void *wire, int32_t n, float *out)
{
    const uint8_t *in = wire;
    switch (space->kind) {
    case RL_SPACE_BOX:
    case RL_SPACE_MULTI_BINARY:
        convert(space->dtype, in, (size_t)n * (size_t)space->n_elements, out);
        return;
    case RL_SPACE_DISCRETE:
        for (int32_t row = 0; row < n; row++, in += sizeof(int32_t), out += space->n)
            one_hot(in, space->start, space->n, out);
        return;
    case RL_SPACE_MULTI_DISCRETE:
        for (int32_t row = 0; row < n; row++)
            for (int64_t i = 0; i < space->n_elements; i++, in += sizeof(int32_t)) {
                one_hot(in, 0, space->nvec[i], out);
                out += space->nvec[i];
            }
        return;
    }
}

void replay_encode(const struct rl_space *space, const void *wire, int32_t n, float *out)
{
    if (space->n_mask == 0) {
        encode_rows(space, wire, n, out);
        return;
    }
    const uint8_t *in = wire;
    size_t bytes = rl_space_bytes(space), D = (size_t)replay_feature_count(space);
    for (int32_t row = 0; row < n; row++)
        encode_rows(space, in + (size_t)row * bytes, 1, out + (size_t)row * D);
}

void replay_values(const struct rl_space *space, const void *wire, int32_t n, void *out)
{
    const size_t bytes = rl_space_bytes(space), value = rl_space_value_bytes(space);
    for (int32_t row = 0; row < n; row++)
        memcpy((uint8_t *)out + (size_t)row * value, (const uint8_t *)wire + (size_t)row * bytes,
               value);
}

void replay_masks(const struct rl_space *obs, const struct rl_space *action, const void *wire,
                  int32_t n, float *out)
{
    size_t bytes = rl_space_bytes(obs);
    const uint8_t *in = (const uint8_t *)wire + rl_space_value_bytes(obs);
    int64_t n_parts = action->kind == RL_SPACE_DISCRETE ? 1 : action->n_elements;
    for (int32_t row = 0; row < n; row++, in += bytes) {
        const uint8_t *mask = in;
        for (int64_t part = 0; part < n_parts; part++) {
            int64_t choices = action->kind == RL_SPACE_DISCRETE ? action->n : action->nvec[part];
            bool any = memchr(mask, 1, (size_t)choices) != NULL;
            for (int64_t i = 0; i < choices; i++)
                *out++ = !any || mask[i] ? 1.0f : 0.0f;
            mask += choices;
        }
    }
}
