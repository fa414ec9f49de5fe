/* SPDX-License-Identifier: MIT */
/* What a replay ring must hold, kept the slow and obvious way: every episode whole, for ever. A
 * model drives a ring through random experience of several envs that come in any order, and can
 * say what each row is worth. */
#pragma once

#include <stdbool.h>

#include "replay/ring.h"
#include "replay/view.h"

enum { MODEL_MAX_ROWS = 8192, MODEL_MAX_ENVS = 16 };

/* A stretch of an episode without a gap; usually all of it. */
struct model_episode {
    int32_t n_obs;
    bool gap_before; /* an earlier part of it was lost */
    bool terminated, truncated;
    uint64_t *row; /* (n_obs) */
    float *reward; /* (n_obs - 1) */
    uint64_t *version;
};

struct model {
    struct replay_ring *ring;
    struct model_episode episode[MODEL_MAX_ROWS];
    int32_t n_episodes;
    int32_t current[MODEL_MAX_ENVS]; /* episode of an env, -1: none */
    struct {
        int32_t episode, t;
    } where[MODEL_MAX_ROWS]; /* of a row */
    uint64_t n_rows;
    uint64_t draws, batches, steps, lost;
    float end_share, lose_share; /* of steps that end an episode, of envs that are lost */
    int32_t n_busy;              /* envs from here on are rarely heard of; 0: all alike */
};

void model_init(struct model *m, struct replay_ring *ring);
void model_deinit(struct model *m);

/* Observation t of an episode, in wire layout. */
void model_obs(const struct rl_space *space, int32_t episode, int32_t t, void *out);
/* Let random envs take a step; new ones and those that were lost begin an episode before. The ring
 * must have room for three rows per env. */
void model_step(struct model *m);

/* Must the view have this row? */
bool model_has(const struct model *m, const struct replay_view *view, uint64_t row);
/* Fail unless everything that the view reads is what the model says. */
void model_check(const struct model *m, const struct replay_view *view);
