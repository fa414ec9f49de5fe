/* SPDX-License-Identifier: MIT */
#include "base/rng.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define PHILOX_M0     0xD2511F53u
#define PHILOX_M1     0xCD9E8D57u
#define PHILOX_W0     0x9E3779B9u /* golden ratio */
#define PHILOX_W1     0xBB67AE85u /* sqrt(3) - 1 */
#define PHILOX_ROUNDS 10

void rl_philox(struct rl_key key, uint64_t counter, uint32_t out[4])
{
    uint32_t c0 = (uint32_t)counter, c1 = (uint32_t)(counter >> 32);
    uint32_t c2 = key.entity, c3 = key.stream;
    uint32_t k0 = (uint32_t)key.seed, k1 = (uint32_t)(key.seed >> 32);
    for (int round = 0; round < PHILOX_ROUNDS; round++) {
        uint64_t p0 = (uint64_t)PHILOX_M0 * c0, p1 = (uint64_t)PHILOX_M1 * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += PHILOX_W0;
        k1 += PHILOX_W1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
}

uint64_t rl_draw_u64(struct rl_key key, uint64_t counter)
{
    uint32_t word[4];
    rl_philox(key, counter, word);
    return (uint64_t)word[1] << 32 | word[0];
}

/* Block `i` of run `counter`. */
static void run_block(struct rl_key key, uint64_t counter, uint64_t i, uint32_t out[4])
{
    assert(counter >> 56 == 0 && i >> 32 == 0 && key.stream >> 8 == 0);
    key.stream |= (uint32_t)(counter >> 32) << 8;
    rl_philox(key, counter << 32 | i, out);
}

void rl_fill_uniform(struct rl_key key, uint64_t counter, float *out, size_t n)
{
    for (size_t i = 0; i < n; i += 4) {
        uint32_t word[4];
        run_block(key, counter, i / 4, word);
        for (size_t j = 0; j < 4 && i + j < n; j++)
            out[i + j] = rl_uniform_of(word[j]);
    }
}

/* Box and Muller 1958: two words make two independent normals. The first word is mapped into (0,
 * 1], so the logarithm is finite and tails reach 6.7. */
static void normal_pair(uint32_t a, uint32_t b, float out[2])
{
    float u = ((float)a + 0.5f) * 0x1p-32f;
    float radius = sqrtf(-2.0f * logf(u));
    float angle = 6.28318530717958648f * rl_uniform_of(b);
    out[0] = radius * cosf(angle);
    out[1] = radius * sinf(angle);
}

void rl_fill_normal(struct rl_key key, uint64_t counter, float *out, size_t n)
{
    for (size_t i = 0; i < n; i += 4) {
        uint32_t word[4];
        float normal[4];
        run_block(key, counter, i / 4, word);
        normal_pair(word[0], word[1], normal);
        normal_pair(word[2], word[3], normal + 2);
        size_t left = n - i;
        memcpy(out + i, normal, (left < 4 ? left : 4) * sizeof *out);
    }
}

/* The words of a run, one after the other. */
struct words {
    struct rl_key key;
    uint64_t counter;
    uint64_t used;
    uint32_t block[4];
};

static uint32_t next_word(struct words *w)
{
    if (w->used % 4 == 0)
        run_block(w->key, w->counter, w->used / 4, w->block);
    return w->block[w->used++ % 4];
}

/* Uniform in [0, bound): Lemire, "Fast random integer generation in an interval", 2019. A word
 * whose low product falls into the uneven rest is drawn again, which makes it exact. */
static uint32_t below(struct words *w, uint32_t bound)
{
    uint64_t product = (uint64_t)next_word(w) * bound;
    if ((uint32_t)product < bound) {
        uint32_t rest = -bound % bound;
        while ((uint32_t)product < rest)
            product = (uint64_t)next_word(w) * bound;
    }
    return (uint32_t)(product >> 32);
}

void rl_fill_permutation(struct rl_key key, uint64_t counter, uint32_t *out, size_t n)
{
    assert(n <= UINT32_MAX);
    struct words words = {.key = key, .counter = counter};
    for (size_t i = 0; i < n; i++)
        out[i] = (uint32_t)i;
    for (size_t i = n; i > 1; i--) {
        size_t j = below(&words, (uint32_t)i);
        uint32_t swapped = out[i - 1];
        out[i - 1] = out[j];
        out[j] = swapped;
    }
}

void rl_fill_below(struct rl_key key, uint64_t counter, uint32_t bound, uint32_t *out, size_t n)
{
    assert(bound > 0);
    struct words words = {.key = key, .counter = counter};
    for (size_t i = 0; i < n; i++)
        out[i] = below(&words, bound);
}
