/* SPDX-License-Identifier: MIT */
/* Names of checkpoint files, from a template as Lightning's users write it: "{env_steps:09d}-
 * {eval_return:.2f}" gives "env_steps=000008192-eval_return=487.20". Keys are counters and metrics;
 * a metric that has no value yet is written `nan`. */
#pragma once

#include <stdint.h>

#include "base/error.h"

#define RLTD_FILENAME_KEYS_MAX 8
#define RLTD_FILENAME_KEY_MAX  64
#define RLTD_FILENAME_MAX      160 /* of a formatted name, without suffix and version */
#define RLTD_FILENAME_DEFAULT  "{env_steps:09d}-{eval_return:.2f}"

enum rltd_counter_key { /* metrics are RLTD_KEY_METRIC */
                        RLTD_KEY_METRIC,
                        RLTD_KEY_ENV_STEPS,
                        RLTD_KEY_ITERATIONS,
                        RLTD_KEY_EPISODES,
                        RLTD_KEY_UPDATES,
                        RLTD_KEY_ELAPSED,
};

struct rltd_filename_key {
    char name[RLTD_FILENAME_KEY_MAX];
    enum rltd_counter_key counter;
    char conversion;      /* d, f, e, g */
    char zero;            /* '0' to pad with zeros, else 0 */
    int width, precision; /* 0 and -1: not given */
    size_t literal;       /* bytes of literal text in front of the key */
};

struct rltd_filename {
    char literal[RLTD_FILENAME_MAX]; /* all literal text, in order */
    size_t n_literal;
    struct rltd_filename_key key[RLTD_FILENAME_KEYS_MAX];
    int32_t n;
};

/* Parse a template. RL_ECONFIG says what is wrong and which keys there are. */
int rltd_filename_parse(struct rltd_filename *name, const char *text, struct rl_error *err);
/* value[i] belongs to key[i]; counters as doubles are exact up to 2^53. RL_ERANGE when too long for
 * `out` (RLTD_FILENAME_MAX bytes). */
int rltd_filename_format(const struct rltd_filename *name, const double *value, char *out,
                         struct rl_error *err);
/* A name that a user gave to a save: no '/', control characters or leading '.', not "last" or
 * "best". */
int rltd_filename_check_given(const char *name, struct rl_error *err);
