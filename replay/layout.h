/* SPDX-License-Identifier: MIT */
/* How a replay ring lies in memory or in a file: one layout, computed from the spaces before
 * anything is created, so that its bytes can be said and refused in time.
 *
 *     [header, one page] [struct replay_row * slots] [data: row_bytes * slots]
 *
 * A slot of data is an observation in wire layout, of whatever dtype, then a raw action: I32 per
 * choice, or f32 per element of a Box.
 */
#pragma once

#include "base/space.h"

/* What a ring holds; every field counts, a file of another one is refused. */
struct replay_spec {
    struct rl_space obs, action;
    int32_t n_envs;
    int64_t capacity; /* N: rows of the window that is sampled, one per observation */
    int64_t slack;    /* rows more, so that a guarded window survives N + slack appends */
};

struct replay_layout {
    size_t obs_bytes, action_bytes;
    size_t row_bytes; /* of one slot of data, padded */
    uint32_t slots;   /* capacity + slack */
    size_t rows_offset, data_offset;
    size_t bytes;   /* of everything */
    uint64_t hash;  /* of the spec */
    char text[192]; /* the spec for people: "Box(4,) float32, Discrete(2), 8 envs, ..." */
};

/* RL_ECONFIG: a capacity, slack or size that cannot be; the line says which and what would fit. */
int replay_layout_init(struct replay_layout *layout, const struct replay_spec *spec,
                       struct rl_error *err);

/* The least slack and capacity for a number of envs. */
int64_t replay_min_slack(int32_t n_envs);
int64_t replay_min_capacity(int32_t n_envs);
