/* SPDX-License-Identifier: MIT */
/* Keyed draws: base/rng.h with the seed and the counter that lie in memory. */
#include "base/rng.h"
#include "nn/cpu/steps.h"
#include "nn/random.h"

#define at nn_cpu_at

#define COUNTER_MASK ((UINT64_C(1) << 56) - 1)

void nn_cpu_run_random(const struct nn_cpu_insn *i, char *const *base)
{
    const struct nn_random_memory *memory = at(i->in[0], base);
    const struct nn_draw *how = &i->attr.draw;
    struct rl_key key = {.seed = memory->seed, .stream = how->stream, .entity = how->entity};
    void (*fill)(struct rl_key, uint64_t, float *, size_t) =
        how->normal ? rl_fill_normal : rl_fill_uniform;
    float *out = at(i->out, base);
    if (i->n_in == 1) {
        fill(key, memory->counter & COUNTER_MASK, out, i->n);
        return;
    }
    const int32_t *entity = at(i->in[1], base), *counter = at(i->in[2], base);
    for (int64_t b = 0; b < i->B; b++, out += i->D) {
        key.entity = (uint32_t)entity[b];
        fill(key, (uint32_t)counter[b], out, (size_t)i->D);
    }
}

void nn_cpu_run_random_next(const struct nn_cpu_insn *i, char *const *base)
{
    struct nn_random_memory *memory = at(i->in[0], base);
    memory->counter++;
}
