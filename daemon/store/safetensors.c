/* SPDX-License-Identifier: MIT */
#include "daemon/store/safetensors.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "daemon/store/json_dump.h"

/* ---- reading ---- */

/* Bytes of a tensor; false on overflow. */
static bool tensor_bytes(enum rl_dtype dtype, struct nn_shape shape, uint64_t *out)
{
    size_t n = rl_dtype_bytes(dtype);
    for (int32_t i = 0; i < shape.rank; i++)
        if (!rl_size_mul(n, (size_t)shape.dim[i], &n))
            return false;
    *out = n;
    return n <= INT64_MAX;
}

static bool json_u64(const json_t *value, uint64_t *out)
{
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return false;
    *out = (uint64_t)json_integer_value(value);
    return true;
}

static int parse_shape(struct nn_shape *shape, const json_t *dims, const char *what,
                       const char *name, struct rl_error *err)
{
    if (!json_is_array(dims))
        return rl_error_set(err, RL_ECORRUPT, "%s: tensor '%.80s' has no shape", what, name);
    if (json_array_size(dims) > NN_MAX_RANK)
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "%s: tensor '%.80s' has %zu dimensions, at most %d", what, name,
                            json_array_size(dims), NN_MAX_RANK);
    shape->rank = (int32_t)json_array_size(dims);
    for (int32_t i = 0; i < shape->rank; i++) {
        uint64_t dim;
        if (!json_u64(json_array_get(dims, (size_t)i), &dim))
            return rl_error_set(err, RL_ECORRUPT, "%s: tensor '%.80s': dimension %d is not a count",
                                what, name, i);
        shape->dim[i] = (int64_t)dim;
    }
    return 0;
}

static int parse_tensor(struct rltd_st_tensor *t, const char *name, const json_t *value,
                        const char *what, struct rl_error *err)
{
    *t = (struct rltd_st_tensor){.name = name};
    const json_t *offsets = json_object_get(value, "data_offsets");
    const char *dtype = json_string_value(json_object_get(value, "dtype"));
    if (!json_is_object(value) || json_object_size(value) != 3 || !dtype ||
        json_array_size(offsets) != 2)
        return rl_error_set(err, RL_ECORRUPT,
                            "%s: tensor '%.80s' is not {dtype, shape, data_offsets}", what, name);
    if (rl_dtype_from_safetensors(dtype, &t->dtype))
        return rl_error_set(err, RL_EUNSUPPORTED, "%s: tensor '%.80s' has dtype '%.16s'", what,
                            name, dtype);
    int rc = parse_shape(&t->shape, json_object_get(value, "shape"), what, name, err);
    if (rc)
        return rc;
    uint64_t bytes;
    if (!json_u64(json_array_get(offsets, 0), &t->begin) ||
        !json_u64(json_array_get(offsets, 1), &t->end) ||
        !tensor_bytes(t->dtype, t->shape, &bytes) || t->end < t->begin ||
        t->end - t->begin != bytes)
        return rl_error_set(err, RL_ECORRUPT,
                            "%s: tensor '%.80s': its offsets do not fit its shape", what, name);
    return 0;
}

static int by_offset(const void *a, const void *b)
{
    const struct rltd_st_tensor *x = a, *y = b;
    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    return x->end < y->end ? -1 : x->end > y->end;
}

/* Tensors must cover the data exactly: no hole, no overlap, nothing behind the last. */
static int check_cover(const struct rltd_st_header *h, uint64_t data_bytes, const char *what,
                       struct rl_error *err)
{
    uint64_t at = 0;
    for (int32_t i = 0; i < h->n; i++) {
        if (h->tensor[i].begin != at)
            return rl_error_set(err, RL_ECORRUPT, "%s: %s before tensor '%.80s'", what,
                                h->tensor[i].begin > at ? "a hole" : "an overlap",
                                h->tensor[i].name);
        at = h->tensor[i].end;
    }
    if (at != data_bytes)
        return rl_error_set(err, RL_ECORRUPT,
                            "%s: %" PRIu64 " bytes of data where the header describes %" PRIu64,
                            what, data_bytes, at);
    return 0;
}

static int check_metadata(json_t *metadata, const char *what, struct rl_error *err)
{
    if (!json_is_object(metadata))
        return rl_error_set(err, RL_ECORRUPT, "%s: __metadata__ is not an object", what);
    const char *key;
    json_t *value;
    json_object_foreach(metadata, key, value) if (!json_is_string(value)) return rl_error_set(
        err, RL_ECORRUPT, "%s: metadata '%.80s' is not a string", what, key);
    return 0;
}

static int parse_members(struct rltd_st_header *h, uint64_t data_bytes, const char *what,
                         struct rl_error *err)
{
    const char *key;
    json_t *value;
    int rc = 0;
    json_object_foreach(h->root, key, value)
    {
        if (strcmp(key, "__metadata__") == 0) {
            h->metadata = value;
            rc = check_metadata(value, what, err);
        } else {
            rc = parse_tensor(&h->tensor[h->n++], key, value, what, err);
        }
        if (rc)
            return rc;
    }
    if (h->n > 1)
        qsort(h->tensor, (size_t)h->n, sizeof(*h->tensor), by_offset);
    return check_cover(h, data_bytes, what, err);
}

/* jansson says nothing at all where an allocation fails outside of its lexer. */
bool rltd_st_no_memory(const json_error_t *why)
{
    return !why->text[0] || json_error_code(why) == json_error_out_of_memory;
}

int rltd_st_parse(struct rltd_st_header *header, const char *json, size_t n, uint64_t file_bytes,
                  const char *what, struct rl_error *err)
{
    memset(header, 0, sizeof(*header));
    if (n > RLTD_ST_HEADER_MAX || file_bytes < 8 || file_bytes - 8 < n)
        return rl_error_set(err, RL_ECORRUPT, "%s: a header of %zu bytes does not fit", what, n);
    if (n == 0 || json[0] != '{')
        return rl_error_set(err, RL_ECORRUPT, "%s: the header does not begin with '{'", what);
    json_error_t why;
    header->root = json_loadb(json, n, JSON_REJECT_DUPLICATES, &why);
    if (!header->root && rltd_st_no_memory(&why))
        return rl_error_set(err, RL_ENOMEM, "%s: out of memory", what);
    if (!header->root)
        return rl_error_set(err, RL_ECORRUPT, "%s: bad header: %s", what, why.text);
    header->data_at = 8 + n;
    header->tensor = calloc(json_object_size(header->root) + 1, sizeof(*header->tensor));
    int rc = header->tensor ? parse_members(header, file_bytes - header->data_at, what, err)
                            : rl_error_set(err, RL_ENOMEM, "%s: out of memory", what);
    if (rc)
        rltd_st_deinit(header);
    return rc;
}

void rltd_st_deinit(struct rltd_st_header *header)
{
    json_decref(header->root);
    free(header->tensor);
    memset(header, 0, sizeof(*header));
}

const struct rltd_st_tensor *rltd_st_find(const struct rltd_st_header *header, const char *name)
{
    for (int32_t i = 0; i < header->n; i++)
        if (strcmp(header->tensor[i].name, name) == 0)
            return &header->tensor[i];
    return NULL;
}

/* ---- writing ---- */

static int by_size_then_name(const void *a, const void *b)
{
    const struct rltd_st_tensor *x = a, *y = b;
    size_t nx = rl_dtype_bytes(x->dtype), ny = rl_dtype_bytes(y->dtype);
    if (nx != ny)
        return nx > ny ? -1 : 1;
    return strcmp(x->name, y->name);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int check_names(const struct rltd_st_tensor *tensor, int32_t n, struct rl_error *err)
{
    const char **names = malloc(((size_t)n + 1) * sizeof(*names));
    if (!names)
        return rl_error_set(err, RL_ENOMEM, "checkpoint of %d tensors: out of memory", n);
    for (int32_t i = 0; i < n; i++)
        names[i] = tensor[i].name;
    qsort(names, (size_t)n, sizeof(*names), by_name);
    int rc = 0;
    for (int32_t i = 0; i < n && rc == 0; i++)
        if (strcmp(names[i], "__metadata__") == 0 || (i > 0 && strcmp(names[i], names[i - 1]) == 0))
            rc = rl_error_set(err, RL_EINVAL, "checkpoint: two tensors are called '%s'", names[i]);
    free(names);
    return rc;
}

int rltd_st_layout(struct rltd_st_tensor *tensor, int32_t n, struct rl_error *err)
{
    int rc = check_names(tensor, n, err);
    if (rc)
        return rc;
    if (n > 1)
        qsort(tensor, (size_t)n, sizeof(*tensor), by_size_then_name);
    uint64_t at = 0;
    for (int32_t i = 0; i < n; i++) {
        uint64_t bytes;
        if (!tensor_bytes(tensor[i].dtype, tensor[i].shape, &bytes) || bytes > INT64_MAX - at)
            return rl_error_set(err, RL_ERANGE, "checkpoint: tensor '%s' is too large",
                                tensor[i].name);
        tensor[i].begin = at;
        tensor[i].end = at += bytes;
    }
    return 0;
}

static int add_tensor(json_t *root, const struct rltd_st_tensor *t)
{
    json_t *shape = json_array();
    for (int32_t i = 0; i < t->shape.rank; i++)
        if (json_array_append_new(shape, json_integer(t->shape.dim[i]))) {
            json_decref(shape);
            return -1;
        }
    json_t *value =
        json_pack("{s:s, s:o, s:[I, I]}", "dtype", rl_dtype_safetensors(t->dtype), "shape", shape,
                  "data_offsets", (json_int_t)t->begin, (json_int_t)t->end);
    return json_object_set_new(root, t->name, value);
}

int rltd_st_write_header(struct rl_buf *out, const struct rltd_st_tensor *tensor, int32_t n,
                         json_t *metadata, struct rl_error *err)
{
    json_t *root = json_object();
    int failed = json_object_set(root, "__metadata__", metadata);
    for (int32_t i = 0; i < n && !failed; i++)
        failed = add_tensor(root, &tensor[i]);
    char *text = failed ? NULL : rltd_json_dump(root);
    json_decref(root);
    if (!text)
        return rl_error_set(
            err, RL_EINVAL,
            "checkpoint: a tensor name or metadata value is not UTF-8 (or no memory)");
    size_t bytes = strlen(text), padded = RL_ALIGN_UP(bytes, 8);
    if (padded > RLTD_ST_HEADER_MAX) {
        free(text);
        return rl_error_set(err, RL_ERANGE, "checkpoint: a header of %zu bytes, at most %u", padded,
                            RLTD_ST_HEADER_MAX);
    }
    rl_buf_put_u64(out, padded);
    rl_buf_put(out, text, bytes);
    rl_buf_put(out, "       ", padded - bytes);
    free(text);
    return out->failed ? rl_error_set(err, RL_ENOMEM, "checkpoint: out of memory") : 0;
}
