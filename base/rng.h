/* SPDX-License-Identifier: MIT */
/* Keyed random numbers: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2,
 * 3", SC 2011). There is no generator state: every draw is a pure function of (seed, stream,
 * entity, counter), so neither batching nor arrival order nor a resume changes what is drawn. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* What a draw is for, in 8 bits. The numbers are part of what a checkpoint means: append, never
 * reorder. */
enum rl_stream {
    RL_STREAM_INIT = 1,     /* entity: parameter index, counter: element block */
    RL_STREAM_ACTION = 2,   /* entity: env slot, counter: that env's step */
    RL_STREAM_SHUFFLE = 3,  /* entity: pass, counter: iteration */
    RL_STREAM_TRAIN = 4,    /* env reset seeds; entity: env slot, counter: episode */
    RL_STREAM_EVAL = 5,     /* evaluation reset seeds; entity: 0, counter: episode */
    RL_STREAM_TEST = 6,     /* final-evaluation reset seeds, which chose nothing; like EVAL */
    RL_STREAM_TESTS = 7,    /* our own tests and benchmarks */
    RL_STREAM_ENV = 8,      /* how a bundled env's episode starts; seed: the reset seed */
    RL_STREAM_REPLAY = 9,   /* replay samples; entity: round of redrawing, counter: update */
    RL_STREAM_UPDATE = 10,  /* noise inside updates; entity: which noise, counter: update */
    RL_STREAM_EXPLORE = 11, /* noise on actions; entity: env slot, counter: that env's step */
    RL_STREAM_PROGRAM = 12, /* draws of programs (nn/random.h); entity: which, counter: the run */
};

struct rl_key {
    uint64_t seed;
    uint32_t stream; /* enum rl_stream */
    uint32_t entity;
};

/* Four independent 32-bit words for one counter: Philox of the counter words (low half, high half,
 * entity, stream) under the key words (low half of seed, high half). */
void rl_philox(struct rl_key key, uint64_t counter, uint32_t out[4]);

/* [0, 1) with 24 bits. */
static inline float rl_uniform_of(uint32_t word)
{
    return (float)(word >> 8) * 0x1p-24f;
}

/* out[0..n): uniform [0,1) / standard normal (Box-Muller). `counter` (below 2^56) addresses a run
 * of up to 2^34 draws, whose i-th block of four words is Philox at (i, low half of counter), the
 * high half of counter standing above the stream's 8 bits. A longer run begins with the shorter
 * one. */
void rl_fill_uniform(struct rl_key key, uint64_t counter, float *out, size_t n);
void rl_fill_normal(struct rl_key key, uint64_t counter, float *out, size_t n);

/* Words 0 (low) and 1 of rl_philox. */
uint64_t rl_draw_u64(struct rl_key key, uint64_t counter);

/* out[0..n) = a permutation of 0..n-1 (Fisher-Yates, unbiased). */
void rl_fill_permutation(struct rl_key key, uint64_t counter, uint32_t *out, size_t n);

/* out[0..n): uniform in [0, bound), exactly (Lemire 2019); bound is at least 1. */
void rl_fill_below(struct rl_key key, uint64_t counter, uint32_t bound, uint32_t *out, size_t n);
