/* SPDX-License-Identifier: MIT */
/* How far the histories of a run have come. A checkpoint carries it: whoever goes on from there
 * drops what was recorded later, so that every curve stays one. */
#pragma once

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/* Rows of metrics of one env step lie at least so far apart: by their time they are told apart. */
#define RLTD_ROWS_APART_S 0.001

struct rltd_mark {
    uint64_t env_steps; /* taken so far */
    uint64_t eval_at;   /* at the last evaluation that came to its end */
    uint64_t row_at;    /* at the newest row of metrics */
    double row_wall_s;  /* its time, unix seconds */
};

/* Everything up to a step. */
static inline struct rltd_mark rltd_mark_at(uint64_t env_steps)
{
    return (struct rltd_mark){env_steps, env_steps, env_steps, INFINITY};
}

/* The newest time that a row at `row_at` may have; half of what rows lie apart is for rounding. */
static inline double rltd_mark_until_s(const struct rltd_mark *mark)
{
    return mark->row_wall_s + RLTD_ROWS_APART_S / 2;
}

static inline bool rltd_mark_has_row(const struct rltd_mark *mark, uint64_t env_steps,
                                     double wall_s)
{
    return env_steps < mark->row_at ||
           (env_steps == mark->row_at && wall_s <= rltd_mark_until_s(mark));
}
