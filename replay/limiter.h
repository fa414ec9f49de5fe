/* SPDX-License-Identifier: MIT */
/* How collecting and learning wait for each other. It counts and answers; it blocks nobody, knows
 * no clock, and can always say who has to wait and for what. One thread at a time.
 *
 * Lock-step: after every `train_freq` steps (or episodes) come `gradient_steps` updates, as in
 * Stable-Baselines3. Ratio: collecting and learning overlap, and the number of times that a
 * transition is sampled is kept near `samples_per_insert`, as by Reverb's rate limiter; credit is
 * what collecting is ahead, in samples, and both sides keep it within +-error_buffer. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "nn/state.h"

enum replay_limit_kind { REPLAY_LIMIT_LOCK_STEP, REPLAY_LIMIT_RATIO };
enum replay_train_unit { REPLAY_TRAIN_STEPS, REPLAY_TRAIN_EPISODES };

struct replay_limits {
    enum replay_limit_kind kind;
    int64_t min_size;   /* transitions that are held before learning begins: learning_starts + 1 of
                         * Stable-Baselines3, which begins after them */
    int64_t batch_size; /* samples of one update */
    /* Lock-step. */
    enum replay_train_unit train_unit;
    int64_t train_freq;     /* steps of all envs, or episodes of any */
    int64_t gradient_steps; /* updates; -1: one for each transition of the round */
    /* Ratio. */
    double samples_per_insert;
    double error_buffer; /* samples; 0: the least that works */
};

struct replay_limiter {
    struct replay_limits limits;
    int64_t insert_rows; /* transitions of one step of all envs */
    /* State, saved. */
    double credit;              /* ratio: samples that learning may still take before it is even */
    int64_t owed;               /* lock-step: updates to be made before the next step */
    int64_t round;              /* lock-step: steps or episodes since the last updates */
    int64_t round_rows;         /* lock-step: transitions since then */
    uint64_t inserted, sampled; /* transitions, samples, so far */
    uint8_t ready;              /* the ring has held min_size, and learning goes on */
};

enum replay_waits { REPLAY_NOBODY_WAITS, REPLAY_LEARNER_WAITS, REPLAY_COLLECTOR_WAITS };

/* RL_ECONFIG for limits under which both would wait for ever, or learning would never begin, in a
 * ring of `capacity` rows with `n_envs` envs; the line says what would work. */
int replay_limiter_init(struct replay_limiter *l, const struct replay_limits *limits,
                        int64_t capacity, int32_t n_envs, struct rl_error *err);

/* May one step of all envs be inserted? May one update be sampled? Never both no. */
bool replay_limiter_can_insert(const struct replay_limiter *l);
bool replay_limiter_can_sample(const struct replay_limiter *l);
/* How many updates may be sampled before the next step is inserted. */
int64_t replay_limiter_updates(const struct replay_limiter *l);
/* A step of `rows` transitions was inserted, `episodes` of them ended one; the ring now holds
 * `size` transitions, and `full` says that it cannot hold more. */
void replay_limiter_inserted(struct replay_limiter *l, int64_t rows, int64_t episodes, int64_t size,
                             bool full);
/* One update was sampled. */
void replay_limiter_sampled(struct replay_limiter *l);
/* The ring came back with `size` transitions only: learning waits until it is filled again, and
 * what is refilled earns no samples. */
void replay_limiter_restored(struct replay_limiter *l, int64_t size);

enum replay_waits replay_limiter_waits(const struct replay_limiter *l);
/* "learning waits: 812 of 1000 transitions"; always terminated. */
void replay_limiter_format(const struct replay_limiter *l, int64_t size, char *out,
                           size_t out_bytes);
/* As "limiter/...". */
int replay_limiter_register(struct replay_limiter *l, struct nn_state *state);
