/* SPDX-License-Identifier: MIT */
#include "envs/json_get.h"

#include <inttypes.h>
#include <string.h>

/* jansson quotes the offending text, which may hold anything that is valid UTF-8. */
static void make_one_line(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            *text = '?';
}

int json_get_object(const char *text, size_t n, json_t **out, struct rl_error *err)
{
    json_error_t problem;
    json_t *value = json_loadb(text, n, JSON_REJECT_DUPLICATES, &problem);
    if (!value) {
        if (json_error_code(&problem) == json_error_out_of_memory)
            return rl_error_set(err, RL_ENOMEM, "out of memory while reading JSON");
        make_one_line(problem.text);
        return rl_error_set(err, RL_EPROTO, "not valid JSON at byte %d: %s", problem.position,
                            problem.text);
    }
    if (!json_is_object(value)) {
        json_decref(value);
        return rl_error_set(err, RL_EPROTO, "not a JSON object");
    }
    *out = value;
    return 0;
}

int json_get_int(const json_t *object, const char *key, int64_t min, int64_t max, int64_t *out,
                 struct rl_error *err)
{
    const json_t *value = json_object_get(object, key);
    if (!value)
        return rl_error_set(err, RL_EPROTO, "%s: missing", key);
    if (!json_is_integer(value))
        return rl_error_set(err, RL_EPROTO, "%s: not an integer", key);
    int64_t v = json_integer_value(value);
    if (v < min || v > max)
        return rl_error_set(err, RL_EPROTO, "%s: %" PRId64 " is outside [%" PRId64 ", %" PRId64 "]",
                            key, v, min, max);
    *out = v;
    return 0;
}

int json_get_string(const json_t *object, const char *key, char *out, size_t out_bytes,
                    struct rl_error *err)
{
    const json_t *value = json_object_get(object, key);
    if (!value)
        return rl_error_set(err, RL_EPROTO, "%s: missing", key);
    if (!json_is_string(value))
        return rl_error_set(err, RL_EPROTO, "%s: not a string", key);
    const char *text = json_string_value(value);
    size_t n = json_string_length(value);
    if (n == 0 || n >= out_bytes)
        return rl_error_set(err, RL_EPROTO, "%s: %zu bytes long, must be 1 to %zu", key, n,
                            out_bytes - 1);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
            return rl_error_set(err, RL_EPROTO, "%s: control character at byte %zu", key, i);
    memcpy(out, text, n + 1);
    return 0;
}

static int append_text(const char *text, size_t n, void *out)
{
    rl_buf_put(out, text, n);
    return 0;
}

int json_put_text(const json_t *value, struct rl_buf *out, struct rl_error *err)
{
    if (!value || json_dump_callback(value, append_text, out, JSON_COMPACT) || out->failed)
        return rl_error_set(err, RL_ENOMEM, "out of memory while writing JSON");
    return 0;
}
