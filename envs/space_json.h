/* SPDX-License-Identifier: MIT */
/* Spaces as JSON: what HELLO carries and what checkpoints keep.
 *
 *   {"type":"Box","dtype":"float32","shape":[4],
 *    "low":[-4.8,null,-0.418,null],"high":[4.8,null,0.418,null]}
 *   {"type":"Discrete","n":2,"start":0}
 *   {"type":"MultiDiscrete","nvec":[3,2]}
 *   {"type":"MultiBinary","n":4}
 *
 * An observation space whose values carry masks of 3 actions has "action_mask":3 beside these.
 *
 * A bound is a flat array in row-major order or one number for all elements; null or a missing key
 * means unbounded. A Box of more than RL_SPACE_MAX_DIMS elements keeps only one pair of bounds: the
 * widest of those given. "start" may be missing and is then 0. */
#pragma once

#include <jansson.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/space.h"

/* A new reference; NULL when out of memory. `space` must be finished (rl_space_finish). */
json_t *space_json_make(const struct rl_space *space);
/* RL_EPROTO with the offending key. `space` is untouched on failure. */
int space_json_read(const json_t *value, struct rl_space *space, struct rl_error *err);

/* The same on JSON text; encode appends to `text` (no terminating zero). */
int space_json_encode(const struct rl_space *space, struct rl_buf *text, struct rl_error *err);
int space_json_decode(const char *text, size_t n, struct rl_space *space, struct rl_error *err);
