/* SPDX-License-Identifier: MIT */
#include "envs/bundled/uniform.h"

#include "base/rng.h"

double bundled_uniform_at(uint64_t seed, uint64_t i)
{
    struct rl_key key = {.seed = seed, .stream = RL_STREAM_ENV};
    return (double)(rl_draw_u64(key, i) >> 11) * 0x1p-53;
}

void bundled_uniform(uint64_t seed, double low, double high, double *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = low + (high - low) * bundled_uniform_at(seed, i);
}
