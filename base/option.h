/* SPDX-License-Identifier: MIT */
/* Typed options: one row says name, type, place in a struct, range, default and doc. The daemon's
 * config keys and every agent's hyper-parameters are such tables; parsing, validation, help, docs
 * and the checkpoint's record all come from the row. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/schedule.h"

enum rl_option_type {
    RL_OPT_BOOL,     /* bool: true, false, yes, no, on, off, 1, 0 */
    RL_OPT_INT,      /* int64_t; "1e5" and "100_000" are integers, "0.5" is refused */
    RL_OPT_FLOAT,    /* double, finite */
    RL_OPT_MAYBE,    /* double, finite, or NaN for "none" */
    RL_OPT_STRING,   /* char[max] */
    RL_OPT_CHOICE,   /* int32_t: index into choices */
    RL_OPT_INTS,     /* struct rl_ints: "[64, 64]" */
    RL_OPT_SCHEDULE, /* struct rl_schedule over the run: "3e-4", "linear(3e-4, 1e-5)", "cosine(1)"
                      */
    RL_OPT_RATE,     /* struct rl_schedule of any kind: what nn/schedule.h gives an optimizer */
    RL_OPT_SECONDS,  /* double: "90", "250ms", "30s", "5m", "2h", "1d" or "DD:HH:MM:SS" */
};

#define RL_INTS_MAX 16
struct rl_ints {
    int32_t n;
    int32_t v[RL_INTS_MAX];
};

struct rl_option {
    const char *name;
    enum rl_option_type type;
    size_t offset;            /* into the struct that the table describes */
    double min, max;          /* inclusive range of numbers, list elements, seconds, both ends of a
                               * schedule; both 0: no range. STRING: max = bytes with the NUL */
    const char *default_text; /* parsed like user input; NULL: the zeroed field stands */
    const char *const *choices; /* NULL-terminated, for CHOICE */
    const char *doc;            /* one line, with the unit */
    bool live;                  /* may change while whatever it configures is at work */
    const char *needs; /* BOOL row of the table without which this one has no effect, or NULL */
};

/* Set every field to its default. RL_EINVAL if a default does not parse (our own bug). */
int rl_options_default(const struct rl_option *table, size_t n, void *base, struct rl_error *err);
/* Row with that name, or NULL. */
const struct rl_option *rl_options_find(const struct rl_option *table, size_t n, const char *name);
/* The name in the table nearest to `name` by edit distance, or NULL if none is near. */
const char *rl_options_nearest(const struct rl_option *table, size_t n, const char *name);
/* Parse `text` into the row's field. RL_ECONFIG ("learning_rate: 'abc' is not a number") or
 * RL_ERANGE
 * ("n_steps: 0 is below 1"); the field is untouched on failure. */
int rl_option_parse(const struct rl_option *option, const char *text, void *base,
                    struct rl_error *err);
/* The field's value as text that rl_option_parse reads back to the same value. */
void rl_option_format(const struct rl_option *option, const void *base, char *out,
                      size_t out_bytes);
/* "number in [0, 1]", "one of tanh|relu", ... for help and docs. */
void rl_option_describe(const struct rl_option *option, char *out, size_t out_bytes);

/* Levenshtein distance, for near misses elsewhere (verbs, recipes). Strings over 127 bytes are near
 * to nothing: the longer length. */
size_t rl_edit_distance(const char *a, const char *b);
