/* SPDX-License-Identifier: MIT */
/* Draws within programs: dropout, exploration noise, samples. There is no generator: what is drawn
 * is Philox of (seed, stream, entity, counter) as in base/rng.h, bit for bit what rl_fill_uniform
 * and rl_fill_normal give on the host. Seed and counter are memory that the program reads, so a
 * replayed program draws anew when the counter has moved on (nn_random_next), and a run that goes
 * on from a checkpoint draws what it would have drawn. Every draw of a program wants an entity of
 * its own: two draws with one entity are equal.
 *
 * Owned by the agent. Register it with nn_state_add_random. B rows, D columns.
 */
#pragma once

#include "base/rng.h"
#include "nn/trace.h"

/* In device memory. */
struct nn_random_memory {
    uint64_t seed;
    uint64_t counter; /* below 2^56 */
};

struct nn_random {
    struct nn_backend *backend;
    struct nn_random_memory *memory;
    enum rl_stream stream;
};

/* The counter starts at 0. RL_ENOMEM. */
int nn_random_init(struct nn_random *random, struct nn_backend *backend, uint64_t seed,
                   enum rl_stream stream, struct rl_error *err);
void nn_random_deinit(struct nn_random *random); /* accepts zeroed */
uint64_t nn_random_counter(const struct nn_random *random);
void nn_random_set_counter(struct nn_random *random, uint64_t counter);

/* ---- ops; none has a gradient ---- */
/* [0, 1) / standard normal, element i being the i-th of the key's run. */
struct nn_var nn_random_uniform(struct nn_trace *t, const struct nn_random *random, uint32_t entity,
                                struct nn_shape shape);
struct nn_var nn_random_normal(struct nn_trace *t, const struct nn_random *random, uint32_t entity,
                               struct nn_shape shape);
/* 1 with probability p (of any shape), else 0. */
struct nn_var nn_random_bernoulli(struct nn_trace *t, const struct nn_random *random,
                                  uint32_t entity, struct nn_var p);
/* Log-probabilities (B, D) -> (B) I32. */
struct nn_var nn_random_categorical(struct nn_trace *t, const struct nn_random *random,
                                    uint32_t entity, struct nn_var logp);
/* (B, n): row b is a run of its own with the entity and the counter of that row, both (B) I32 and
 * not negative: an env's slot and step. So a row's draws do not depend on the batch it is in. */
struct nn_var nn_random_uniform_rows(struct nn_trace *t, const struct nn_random *random,
                                     struct nn_var entity, struct nn_var counter, int64_t n);
struct nn_var nn_random_normal_rows(struct nn_trace *t, const struct nn_random *random,
                                    struct nn_var entity, struct nn_var counter, int64_t n);
/* counter += 1, from here on in the program. */
void nn_random_next(struct nn_trace *t, const struct nn_random *random);

/* x / (1 - p) where kept, 0 with probability p in [0, 1); in eval mode x itself (Srivastava et al.
 * 2014). */
struct nn_var nn_dropout(struct nn_trace *t, struct nn_var x, float p,
                         const struct nn_random *random, uint32_t entity);

#define nn_random_uniform(t, ...)      nn_random_uniform(NN_AT(t), __VA_ARGS__)
#define nn_random_normal(t, ...)       nn_random_normal(NN_AT(t), __VA_ARGS__)
#define nn_random_bernoulli(t, ...)    nn_random_bernoulli(NN_AT(t), __VA_ARGS__)
#define nn_random_categorical(t, ...)  nn_random_categorical(NN_AT(t), __VA_ARGS__)
#define nn_random_uniform_rows(t, ...) nn_random_uniform_rows(NN_AT(t), __VA_ARGS__)
#define nn_random_normal_rows(t, ...)  nn_random_normal_rows(NN_AT(t), __VA_ARGS__)
#define nn_random_next(t, ...)         nn_random_next(NN_AT(t), __VA_ARGS__)
#define nn_dropout(t, ...)             nn_dropout(NN_AT(t), __VA_ARGS__)
