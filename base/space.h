/* SPDX-License-Identifier: MIT */
/* Observation and action spaces, with Gymnasium's names and meaning. A value of a space has one
 * fixed layout in bytes (row-major, little-endian), which is what travels on the wire and lies in
 * storage:
 *
 *     Box             shape as given, dtype as given (f32, f64, u8, i32, i64)
 *     Discrete(n)     one i32 in [start, start + n)
 *     MultiDiscrete   n_dims i32, element i in [0, nvec[i])
 *     MultiBinary     n_dims u8, 0 or 1
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/dtype.h"
#include "base/error.h"

#define RL_SPACE_MAX_RANK 4
#define RL_SPACE_MAX_DIMS 64 /* elements of a Box action, of nvec, or of a MultiBinary */

enum rl_space_kind {
    RL_SPACE_BOX,
    RL_SPACE_DISCRETE,
    RL_SPACE_MULTI_DISCRETE,
    RL_SPACE_MULTI_BINARY
};

struct rl_space {
    enum rl_space_kind kind;
    enum rl_dtype dtype;
    int32_t rank; /* Box: 0 to 4; MultiDiscrete, MultiBinary: 1; Discrete: 0 */
    int64_t dim[RL_SPACE_MAX_RANK];
    int64_t n_elements; /* product of dim; 1 for Discrete */
    int64_t n;          /* Discrete: number of choices */
    int64_t start;      /* Discrete: smallest choice */
    int32_t nvec[RL_SPACE_MAX_DIMS];
    /* Bounds of a Box of at most RL_SPACE_MAX_DIMS elements, -inf/inf where unbounded. Larger boxes
     * (images) have has_bounds = 0 and one bound for all elements in low[0], high[0]. Before
     * rl_space_finish any Box may say it that way, and 0, 0 stands for unbounded. */
    int has_bounds;
    float low[RL_SPACE_MAX_DIMS];
    float high[RL_SPACE_MAX_DIMS];
    /* Observations of an env that says which actions are possible now (rl_space_add_mask): so many
     * bytes follow the elements, one per choice, 1 possible and 0 not; then zeros up to a multiple
     * of the dtype's size. 0: no mask. */
    int32_t n_mask;
};

/* Derive dtype, rank, n_elements; check every field. Errors: RL_EINVAL with the field's name. */
int rl_space_finish(struct rl_space *space, struct rl_error *err);

/* Finished spaces for tests and bundled envs, (n,) float32 and start 0; bounds -inf..inf for NULL.
 * n is at most RL_SPACE_MAX_DIMS for a Box with bounds; a wrong n is the caller's bug and asserts.
 */
void rl_space_box(struct rl_space *space, int64_t n, const float *low, const float *high);
void rl_space_discrete(struct rl_space *space, int64_t n);

/* Choices that a mask over a finished action space speaks of: n of a Discrete, the sum of nvec of a
 * MultiDiscrete, part after part. 0 where there are no masks: Box, MultiBinary, too many choices.
 */
int32_t rl_space_choices(const struct rl_space *action);
/* Observations of the finished space `obs` carry masks over `action`. RL_EINVAL where that has
 * none.
 */
int rl_space_add_mask(struct rl_space *obs, const struct rl_space *action, struct rl_error *err);

/* Bytes of one value on the wire, a mask included. */
size_t rl_space_bytes(const struct rl_space *space);
/* Without it: where the mask begins. */
size_t rl_space_value_bytes(const struct rl_space *space);
int rl_space_equal(const struct rl_space *a, const struct rl_space *b);
/* "Box(4,) float32", "Discrete(2)"; always terminated. */
void rl_space_format(const struct rl_space *space, char *out, size_t out_bytes);
