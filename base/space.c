/* SPDX-License-Identifier: MIT */
#include "base/space.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"

#define MAX_ELEMENTS ((int64_t)1 << 28)
#define MAX_CHOICES  (1 << 20)

static int finish_shape(struct rl_space *space, struct rl_error *err)
{
    if (space->rank < 0 || space->rank > RL_SPACE_MAX_RANK)
        return rl_error_set(err, RL_EINVAL, "shape: %d dimensions, at most %d are supported",
                            space->rank, RL_SPACE_MAX_RANK);
    space->n_elements = 1;
    for (int32_t i = 0; i < space->rank; i++) {
        if (space->dim[i] < 1 || space->dim[i] > MAX_ELEMENTS / space->n_elements)
            return rl_error_set(err, RL_EINVAL,
                                "shape: dimension %d is %lld, it must be at least 1 and the "
                                "elements at most 2^28",
                                i, (long long)space->dim[i]);
        space->n_elements *= space->dim[i];
    }
    for (int32_t i = space->rank; i < RL_SPACE_MAX_RANK; i++)
        space->dim[i] = 0;
    return 0;
}

/* Small boxes get one bound per element, large ones keep one for all. */
static int finish_bounds(struct rl_space *space, struct rl_error *err)
{
    bool small = space->n_elements <= RL_SPACE_MAX_DIMS;
    if (space->has_bounds && !small)
        return rl_error_set(err, RL_EINVAL,
                            "bounds: a Box of %lld elements has one low and one high for all",
                            (long long)space->n_elements);
    if (!space->has_bounds) {
        bool unbounded = space->low[0] == 0 && space->high[0] == 0;
        float low = unbounded ? -INFINITY : space->low[0];
        float high = unbounded ? INFINITY : space->high[0];
        for (int32_t i = 0; i < (small ? space->n_elements : 1); i++) {
            space->low[i] = low;
            space->high[i] = high;
        }
        space->has_bounds = small;
    }
    for (int32_t i = 0; i < (small ? space->n_elements : 1); i++)
        if (!(space->low[i] <= space->high[i]))
            return rl_error_set(err, RL_EINVAL, "bounds: low %g is not below high %g (element %d)",
                                (double)space->low[i], (double)space->high[i], i);
    return 0;
}

static int finish_box(struct rl_space *space, struct rl_error *err)
{
    switch (space->dtype) {
    case RL_F32:
    case RL_F64:
    case RL_U8:
    case RL_I32:
    case RL_I64:
        break;
    default:
        return rl_error_set(
            err, RL_EINVAL,
            "dtype: a Box is float32, float64, uint8, int32 or int64 (code %d is none)",
            (int)space->dtype);
    }
    int rc = finish_shape(space, err);
    return rc ? rc : finish_bounds(space, err);
}

static int finish_discrete(struct rl_space *space, struct rl_error *err)
{
    if (space->n < 1 || space->n > INT32_MAX)
        return rl_error_set(err, RL_EINVAL, "n: %lld is not between 1 and 2147483647",
                            (long long)space->n);
    if (space->start < INT32_MIN || space->start > INT32_MAX - (space->n - 1))
        return rl_error_set(err, RL_EINVAL, "start: %lld + n does not fit into 32 bits",
                            (long long)space->start);
    space->dtype = RL_I32;
    space->rank = 0;
    return finish_shape(space, err);
}

static int finish_vector(struct rl_space *space, enum rl_dtype dtype, struct rl_error *err)
{
    if (space->rank != 1 || space->dim[0] < 1 || space->dim[0] > RL_SPACE_MAX_DIMS)
        return rl_error_set(err, RL_EINVAL, "shape: one dimension of 1 to %d elements is supported",
                            RL_SPACE_MAX_DIMS);
    space->dtype = dtype;
    return finish_shape(space, err);
}

static int finish_multi_discrete(struct rl_space *space, struct rl_error *err)
{
    int rc = finish_vector(space, RL_I32, err);
    for (int32_t i = 0; rc == 0 && i < space->n_elements; i++)
        if (space->nvec[i] < 1)
            rc = rl_error_set(err, RL_EINVAL, "nvec: element %d is %d, it must be at least 1", i,
                              space->nvec[i]);
    return rc;
}

int rl_space_finish(struct rl_space *space, struct rl_error *err)
{
    switch (space->kind) {
    case RL_SPACE_BOX:
        return finish_box(space, err);
    case RL_SPACE_DISCRETE:
        return finish_discrete(space, err);
    case RL_SPACE_MULTI_DISCRETE:
        return finish_multi_discrete(space, err);
    case RL_SPACE_MULTI_BINARY:
        return finish_vector(space, RL_U8, err);
    }
    return rl_error_set(err, RL_EINVAL, "kind: %d is no kind of space", (int)space->kind);
}

void rl_space_box(struct rl_space *space, int64_t n, const float *low, const float *high)
{
    *space = (struct rl_space){.kind = RL_SPACE_BOX, .dtype = RL_F32, .rank = 1, .dim = {n}};
    assert((!low && !high) || n <= RL_SPACE_MAX_DIMS);
    space->has_bounds = n <= RL_SPACE_MAX_DIMS;
    for (int64_t i = 0; i < (space->has_bounds ? n : 1); i++) {
        space->low[i] = low ? low[i] : -INFINITY;
        space->high[i] = high ? high[i] : INFINITY;
    }
    int rc = rl_space_finish(space, NULL);
    assert(rc == 0);
    (void)rc;
}

void rl_space_discrete(struct rl_space *space, int64_t n)
{
    *space = (struct rl_space){.kind = RL_SPACE_DISCRETE, .n = n};
    int rc = rl_space_finish(space, NULL);
    assert(rc == 0);
    (void)rc;
}

int32_t rl_space_choices(const struct rl_space *action)
{
    int64_t n = 0;
    if (action->kind == RL_SPACE_DISCRETE)
        n = action->n;
    for (int64_t i = 0; action->kind == RL_SPACE_MULTI_DISCRETE && i < action->n_elements; i++)
        n += action->nvec[i];
    return n <= MAX_CHOICES ? (int32_t)n : 0;
}

int rl_space_add_mask(struct rl_space *obs, const struct rl_space *action, struct rl_error *err)
{
    char text[128];
    int32_t n = rl_space_choices(action);
    rl_space_format(action, text, sizeof text);
    if (n == 0)
        return rl_error_set(err, RL_EINVAL,
                            "action_mask: %s has no masks; Discrete and MultiDiscrete of at most "
                            "%d choices have",
                            text, MAX_CHOICES);
    obs->n_mask = n;
    return 0;
}

size_t rl_space_value_bytes(const struct rl_space *space)
{
    return (size_t)space->n_elements * rl_dtype_bytes(space->dtype);
}

size_t rl_space_bytes(const struct rl_space *space)
{
    size_t bytes = rl_space_value_bytes(space) + (size_t)space->n_mask;
    return RL_ALIGN_UP(bytes, rl_dtype_bytes(space->dtype));
}

static bool bounds_equal(const struct rl_space *a, const struct rl_space *b)
{
    if (a->has_bounds != b->has_bounds)
        return false;
    for (int64_t i = 0; i < (a->has_bounds ? a->n_elements : 1); i++)
        if (a->low[i] != b->low[i] || a->high[i] != b->high[i])
            return false;
    return true;
}

int rl_space_equal(const struct rl_space *a, const struct rl_space *b)
{
    if (a->kind != b->kind || a->dtype != b->dtype || a->rank != b->rank || a->n_mask != b->n_mask)
        return false;
    for (int32_t i = 0; i < a->rank; i++)
        if (a->dim[i] != b->dim[i])
            return false;
    switch (a->kind) {
    case RL_SPACE_BOX:
        return bounds_equal(a, b);
    case RL_SPACE_DISCRETE:
        return a->n == b->n && a->start == b->start;
    case RL_SPACE_MULTI_DISCRETE:
        return memcmp(a->nvec, b->nvec, (size_t)a->n_elements * sizeof a->nvec[0]) == 0;
    case RL_SPACE_MULTI_BINARY:
        return true;
    }
    return false;
}

/* snprintf at *at of out, which advances as far as the text fits. */
__attribute__((format(printf, 4, 5))) static void append(char *out, size_t out_bytes, size_t *at,
                                                         const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int length = vsnprintf(out + *at, out_bytes - *at, fmt, ap);
    va_end(ap);
    if (length > 0)
        *at = RL_MIN(*at + (size_t)length, out_bytes - 1);
}

void rl_space_format(const struct rl_space *space, char *out, size_t out_bytes)
{
    if (out_bytes == 0)
        return;
    size_t at = 0;
    switch (space->kind) {
    case RL_SPACE_BOX:
        append(out, out_bytes, &at, "Box(");
        for (int32_t i = 0; i < space->rank; i++)
            append(out, out_bytes, &at, "%s%lld", i ? ", " : "", (long long)space->dim[i]);
        append(out, out_bytes, &at, "%s %s", space->rank == 1 ? ",)" : ")",
               rl_dtype_name(space->dtype));
        break;
    case RL_SPACE_DISCRETE:
        append(out, out_bytes, &at, "Discrete(%lld", (long long)space->n);
        if (space->start)
            append(out, out_bytes, &at, ", start=%lld", (long long)space->start);
        append(out, out_bytes, &at, ")");
        break;
    case RL_SPACE_MULTI_DISCRETE:
        append(out, out_bytes, &at, "MultiDiscrete([");
        for (int64_t i = 0; i < space->n_elements; i++)
            append(out, out_bytes, &at, "%s%d", i ? " " : "", space->nvec[i]);
        append(out, out_bytes, &at, "])");
        break;
    case RL_SPACE_MULTI_BINARY:
        append(out, out_bytes, &at, "MultiBinary(%lld)", (long long)space->n_elements);
        break;
    }
    if (space->n_mask)
        append(out, out_bytes, &at, " and a mask of %d actions", space->n_mask);
}
