/* SPDX-License-Identifier: MIT */
/* Settings as they were written, before anybody knows what they mean: a flat list of dotted keys
 * with the place each came from. Made from a YAML file or from `key=value` words; read by config.c.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

#define RLTD_ENTRIES_MAX 1000 /* in one file: far more than there are keys */

struct rltd_entry {
    struct rltd_entry *next;
    const char *key;   /* "eval.episodes" */
    const char *value; /* a scalar's text, or "[64, 64]"; NULL: a YAML null */
    const char *where; /* "runs/x.yaml:7" or "command line" */
    int line;          /* 0 on the command line */
};

struct rltd_entries {
    struct rl_arena *arena; /* borrowed; holds everything */
    struct rltd_entry *first, *last;
    size_t n;
};

/* Append the keys of a YAML file: one mapping of scalars and lists, with sections one level deep.
 * Refuses, with file and line: bad YAML, duplicates, aliases, tags, deeper nesting, a second
 * document. */
int rltd_entries_read_yaml(struct rltd_entries *entries, const char *path, struct rl_error *err);

/* The same from a text; `name` stands for the path in messages. */
int rltd_entries_read_text(struct rltd_entries *entries, const char *name, const char *text,
                           struct rl_error *err);

/* Append `key=value` words. Values are taken as they are: the shell has done the quoting. */
int rltd_entries_read_words(struct rltd_entries *entries, const char *const *words, int n_words,
                            struct rl_error *err);

/* The last entry with that key, or NULL. */
const struct rltd_entry *rltd_entries_find(const struct rltd_entries *entries, const char *key);

/* A setting where it stands. */
struct rltd_written {
    const char *key, *value; /* value NULL: a YAML null */
    const char *file;        /* NULL: the command line */
    int line;
};

/* Append one; copies key and value. */
int rltd_entries_add(struct rltd_entries *entries, const struct rltd_written *written,
                     struct rl_error *err);

/* Append one of other entries; its texts stay where they are. */
int rltd_entries_put(struct rltd_entries *entries, const struct rltd_entry *entry,
                     struct rl_error *err);
