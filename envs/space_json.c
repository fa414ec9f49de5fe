/* SPDX-License-Identifier: MIT */
#include "envs/space_json.h"

#include <float.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#include "envs/json_get.h"

static const char *const kind_name[] = {
    [RL_SPACE_BOX] = "Box",
    [RL_SPACE_DISCRETE] = "Discrete",
    [RL_SPACE_MULTI_DISCRETE] = "MultiDiscrete",
    [RL_SPACE_MULTI_BINARY] = "MultiBinary",
};
#define N_KINDS (sizeof(kind_name) / sizeof(kind_name[0]))

/* ---- writing ---- */

static json_t *make_bound(const struct rl_space *space, const float *bound)
{
    int64_t n = space->has_bounds ? space->n_elements : 1;
    bool same = true;
    for (int64_t i = 1; i < n; i++)
        same = same && bound[i] == bound[0];
    if (same)
        return isfinite(bound[0]) ? json_real((double)bound[0]) : json_null();
    json_t *array = json_array();
    for (int64_t i = 0; array && i < n; i++) {
        json_t *element = isfinite(bound[i]) ? json_real((double)bound[i]) : json_null();
        if (json_array_append_new(array, element)) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static json_t *make_int_array(const struct rl_space *space)
{
    bool box = space->kind == RL_SPACE_BOX;
    int64_t n = box ? space->rank : space->n_elements;
    json_t *array = json_array();
    for (int64_t i = 0; array && i < n; i++) {
        if (json_array_append_new(array, json_integer(box ? space->dim[i] : space->nvec[i]))) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

json_t *space_json_make(const struct rl_space *space)
{
    json_t *object = json_object();
    /* Failed constructors are NULL, which json_object_set_new refuses. */
    int failed = json_object_set_new(object, "type", json_string(kind_name[space->kind]));
    switch (space->kind) {
    case RL_SPACE_BOX:
        failed |= json_object_set_new(object, "dtype", json_string(rl_dtype_name(space->dtype)));
        failed |= json_object_set_new(object, "shape", make_int_array(space));
        failed |= json_object_set_new(object, "low", make_bound(space, space->low));
        failed |= json_object_set_new(object, "high", make_bound(space, space->high));
        break;
    case RL_SPACE_DISCRETE:
        failed |= json_object_set_new(object, "n", json_integer(space->n));
        failed |= json_object_set_new(object, "start", json_integer(space->start));
        break;
    case RL_SPACE_MULTI_DISCRETE:
        failed |= json_object_set_new(object, "nvec", make_int_array(space));
        break;
    case RL_SPACE_MULTI_BINARY:
        failed |= json_object_set_new(object, "n", json_integer(space->n_elements));
        break;
    }
    if (space->n_mask)
        failed |= json_object_set_new(object, "action_mask", json_integer(space->n_mask));
    if (failed) {
        json_decref(object);
        return NULL;
    }
    return object;
}

int space_json_encode(const struct rl_space *space, struct rl_buf *text, struct rl_error *err)
{
    json_t *object = space_json_make(space);
    int rc = json_put_text(object, text, err);
    json_decref(object);
    return rc;
}

/* ---- reading ---- */

/* Values that f32 cannot hold, and the "largest float" that stands for no bound in some envs, are
 * as good as unbounded. */
static int read_one_bound(const json_t *value, float unbounded, float *out)
{
    if (json_is_null(value)) {
        *out = unbounded;
        return 0;
    }
    if (!json_is_number(value))
        return RL_EPROTO;
    double v = json_number_value(value);
    if (fabs(v) > (double)FLT_MAX)
        *out = v < 0 ? -INFINITY : INFINITY;
    else
        *out = (float)v;
    return 0;
}

/* Fill bound[0..n_elements) of a small Box, bound[0] of a large one with the widest element. */
static int read_bound(const json_t *object, const char *key, struct rl_space *space, float *bound,
                      struct rl_error *err)
{
    float unbounded = bound == space->low ? -INFINITY : INFINITY;
    const json_t *value = json_object_get(object, key);
    int64_t n_kept = space->has_bounds ? space->n_elements : 1;
    if (!value || !json_is_array(value)) {
        float v = unbounded;
        if (value && read_one_bound(value, unbounded, &v))
            return rl_error_set(err, RL_EPROTO, "%s: neither number, null nor array", key);
        for (int64_t i = 0; i < n_kept; i++)
            bound[i] = v;
        return 0;
    }
    if (json_array_size(value) != (size_t)space->n_elements)
        return rl_error_set(err, RL_EPROTO, "%s: %zu elements, the shape has %lld", key,
                            json_array_size(value), (long long)space->n_elements);
    for (size_t i = 0; i < json_array_size(value); i++) {
        float v;
        if (read_one_bound(json_array_get(value, i), unbounded, &v))
            return rl_error_set(err, RL_EPROTO, "%s[%zu]: neither number nor null", key, i);
        if (space->has_bounds)
            bound[i] = v;
        else if (i == 0 || (unbounded < 0 ? v < bound[0] : v > bound[0]))
            bound[0] = v;
    }
    return 0;
}

static int read_box(const json_t *object, struct rl_space *space, struct rl_error *err)
{
    char dtype[16];
    int rc = json_get_string(object, "dtype", dtype, sizeof(dtype), err);
    if (rc)
        return rc;
    if (rl_dtype_from_name(dtype, &space->dtype))
        return rl_error_set(err, RL_EPROTO, "dtype: '%s' is not known", dtype);
    const json_t *shape = json_object_get(object, "shape");
    if (!json_is_array(shape))
        return rl_error_set(err, RL_EPROTO, "shape: %s", shape ? "not an array" : "missing");
    if (json_array_size(shape) > RL_SPACE_MAX_RANK)
        return rl_error_set(err, RL_EPROTO, "shape: %zu dimensions, at most %d are supported",
                            json_array_size(shape), RL_SPACE_MAX_RANK);
    space->rank = (int32_t)json_array_size(shape);
    for (int32_t i = 0; i < space->rank; i++) {
        const json_t *dim = json_array_get(shape, (size_t)i);
        if (!json_is_integer(dim) || json_integer_value(dim) < 1)
            return rl_error_set(err, RL_EPROTO, "shape[%d]: not a positive integer", i);
        space->dim[i] = json_integer_value(dim);
    }
    /* Unbounded first: it yields n_elements, which the bounds need. */
    space->low[0] = -INFINITY;
    space->high[0] = INFINITY;
    rc = rl_space_finish(space, err);
    if (rc)
        return rc;
    space->has_bounds = space->n_elements <= RL_SPACE_MAX_DIMS;
    rc = read_bound(object, "low", space, space->low, err);
    return rc ? rc : read_bound(object, "high", space, space->high, err);
}

static int read_nvec(const json_t *object, struct rl_space *space, struct rl_error *err)
{
    const json_t *nvec = json_object_get(object, "nvec");
    size_t n = json_array_size(nvec);
    if (!json_is_array(nvec))
        return rl_error_set(err, RL_EPROTO, "nvec: %s", nvec ? "not an array" : "missing");
    if (n < 1 || n > RL_SPACE_MAX_DIMS)
        return rl_error_set(err, RL_EPROTO, "nvec: %zu elements, must be 1 to %d", n,
                            RL_SPACE_MAX_DIMS);
    space->rank = 1;
    space->dim[0] = (int64_t)n;
    for (size_t i = 0; i < n; i++) {
        const json_t *choices = json_array_get(nvec, i);
        int64_t v = json_integer_value(choices);
        if (!json_is_integer(choices) || v < 1 || v > INT32_MAX)
            return rl_error_set(err, RL_EPROTO, "nvec[%zu]: not an integer from 1 to %d", i,
                                INT32_MAX);
        space->nvec[i] = (int32_t)v;
    }
    return 0;
}

static int read_discrete(const json_t *object, struct rl_space *space, struct rl_error *err)
{
    int rc = json_get_int(object, "n", 1, INT32_MAX, &space->n, err);
    if (!rc && json_object_get(object, "start"))
        rc = json_get_int(object, "start", INT32_MIN, INT32_MAX, &space->start, err);
    if (!rc && space->start + space->n - 1 > INT32_MAX)
        return rl_error_set(err, RL_EPROTO, "n: start + n is above the largest int32");
    return rc;
}

static int read_kind(const json_t *object, struct rl_space *space, struct rl_error *err)
{
    char name[32];
    int rc = json_get_string(object, "type", name, sizeof(name), err);
    if (rc)
        return rc;
    for (size_t i = 0; i < N_KINDS; i++) {
        if (strcmp(name, kind_name[i]) == 0) {
            space->kind = (enum rl_space_kind)i;
            return 0;
        }
    }
    return rl_error_set(err, RL_EPROTO,
                        "type: '%s' is not one of Box, Discrete, MultiDiscrete, MultiBinary "
                        "(flatten a Dict or Tuple space in the env)",
                        name);
}

static int read_mask(const json_t *object, struct rl_space *space, struct rl_error *err)
{
    int64_t n = 0;
    int rc = json_object_get(object, "action_mask")
                 ? json_get_int(object, "action_mask", 0, INT32_MAX / 2, &n, err)
                 : 0;
    space->n_mask = (int32_t)n;
    return rc;
}

int space_json_read(const json_t *value, struct rl_space *space, struct rl_error *err)
{
    struct rl_space s = {0};
    if (!json_is_object(value))
        return rl_error_set(err, RL_EPROTO, "%s", value ? "not an object" : "missing");
    int rc = read_kind(value, &s, err);
    if (rc)
        return rc;
    switch (s.kind) {
    case RL_SPACE_BOX:
        rc = read_box(value, &s, err);
        break;
    case RL_SPACE_DISCRETE:
        rc = read_discrete(value, &s, err);
        break;
    case RL_SPACE_MULTI_DISCRETE:
        rc = read_nvec(value, &s, err);
        break;
    case RL_SPACE_MULTI_BINARY:
        s.rank = 1;
        rc = json_get_int(value, "n", 1, RL_SPACE_MAX_DIMS, &s.dim[0], err);
        break;
    }
    if (!rc)
        rc = read_mask(value, &s, err);
    if (!rc)
        rc = rl_space_finish(&s, err);
    if (!rc)
        *space = s;
    else if (rc == RL_EINVAL && err)
        err->code = RL_EPROTO;
    return rc == RL_EINVAL ? RL_EPROTO : rc;
}

int space_json_decode(const char *text, size_t n, struct rl_space *space, struct rl_error *err)
{
    json_t *object = NULL;
    int rc = json_get_object(text, n, &object, err);
    if (!rc)
        rc = space_json_read(object, space, err);
    json_decref(object);
    return rc;
}
