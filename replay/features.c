/* SPDX-License-Identifier: MIT */
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

void replay_encode(const struct rl_space *space, const void *wire, int32_t n, float *out)
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
