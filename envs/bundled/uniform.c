/* SPDX-License-Identifier: MIT */
#include "envs/bundled/uniform.h"

#include "base/rng.h"

void bundled_uniform(uint64_t seed, double low, double high, double *out, size_t n)
{
    struct rl_key key = {.seed = seed, .stream = RL_STREAM_ENV};
    for (size_t i = 0; i < n; i++)
        out[i] = low + (high - low) * ((double)(rl_draw_u64(key, i) >> 11) * 0x1p-53);
}
