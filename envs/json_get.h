/* SPDX-License-Identifier: MIT */
/* Checked reading of JSON that came from a peer or a file. Every failure is RL_EPROTO and names the
 * key. Private to this folder. */
#pragma once

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

/* Parse one JSON object out of `n` bytes; duplicate keys, NUL bytes and invalid UTF-8 are refused.
 * The caller owns *out (json_decref). */
int json_get_object(const char *text, size_t n, json_t **out, struct rl_error *err);

/* A required integer in [min, max]. */
int json_get_int(const json_t *object, const char *key, int64_t min, int64_t max, int64_t *out,
                 struct rl_error *err);

/* A required string of 1 to out_bytes - 1 bytes without control characters, copied. */
int json_get_string(const json_t *object, const char *key, char *out, size_t out_bytes,
                    struct rl_error *err);

/* Append the compact text of `value` to `out`. RL_ENOMEM; NULL value: RL_ENOMEM too, which is what
 * a failed chain of jansson constructors means. Does not take the reference. */
int json_put_text(const json_t *value, struct rl_buf *out, struct rl_error *err);
