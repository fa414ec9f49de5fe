/* SPDX-License-Identifier: MIT */
#include "daemon/config/resume.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "daemon/config/change.h"
#include "daemon/config/check.h"

/* Every value of a configuration, before the spaces are known. */
struct all {
    struct rltd_config config; /* its texts are borrowed */
    void *hparams;             /* owned */
    struct nn_network_config network;
};

struct merge {
    struct rltd_resume_ask ask;
    struct rltd_entries theirs;  /* of the checkpoint: keys and values that still exist */
    struct rltd_entries entries; /* of the result */
    struct all then, now, out;
};

static struct rltd_values values_of(struct all *all)
{
    return (struct rltd_values){&all->config, all->hparams, &all->network};
}

static int all_init(struct all *all, const struct rltd_config *config, struct rl_error *err)
{
    all->config = *config;
    all->hparams = calloc(1, config->agent_type->hparams_bytes);
    if (!all->hparams)
        return rl_error_set(err, RL_ENOMEM, "out of memory while reading the configuration");
    return rltd_config_hparams(config, NULL, NULL, all->hparams, &all->network, err);
}

static bool key_named(struct all *all, const char *name, struct rltd_key *out)
{
    struct rltd_values values = values_of(all);
    for (size_t i = 0; rltd_key_at(&values, i, out); i++)
        if (strcmp(out->name, name) == 0)
            return true;
    return false;
}

/* ---- whose word counts ---- */

static bool is_place(const char *name)
{
    static const char *const places[] = {"name", "runs", "resume", "seeds", "log.progress"};
    for (size_t i = 0; i < RL_COUNTOF(places); i++)
        if (strcmp(places[i], name) == 0)
            return true;
    return false;
}

/* The newest line of the file, or word of the command line, that gives the key a value. */
static const struct rltd_entry *entry_of(const struct rltd_config *config, const char *name,
                                         bool command_line)
{
    const struct rltd_entry *found = NULL;
    char key[96];
    for (const struct rltd_entry *e = config->entries.first; e; e = e->next)
        if ((e->line == 0) == command_line &&
            rltd_entry_key(config->agent_type, e, key, sizeof key) && strcmp(key, name) == 0)
            found = e;
    return found;
}

/* Somebody has said so now, rather than then. */
static bool is_said_now(const struct merge *m, const char *name)
{
    const struct rltd_entry *file = entry_of(m->ask.now, name, false);
    const char *then = json_string_value(json_object_get(m->ask.written, name));
    if (entry_of(m->ask.now, name, true))
        return true;
    if (!file) /* a line that is gone is a change of that file; another file says nothing of it */
        return then && strcmp(m->ask.source, m->ask.now->source) == 0;
    return !then || strcmp(file->value ? file->value : "", then) != 0;
}

static bool differs(struct merge *m, const char *name)
{
    struct rltd_key then, now;
    char a[RLTD_COMMAND_MAX], b[RLTD_COMMAND_MAX];
    if (!key_named(&m->then, name, &then) || !key_named(&m->now, name, &now))
        return false;
    rl_option_format(then.option, then.base, a, sizeof a);
    rl_option_format(now.option, now.base, b, sizeof b);
    return strcmp(a, b) != 0;
}

/* A key that nobody wrote was made from another one: it changes with that. */
static const struct {
    const char *key, *from;
} follows[] = {
    {"eval_env", "env"},
    {"checkpoint.monitor", "eval.every_env_steps"},
    {"checkpoint.monitor", "eval.every_iterations"},
    {"checkpoint.monitor", "eval.every_seconds"},
    {"checkpoint.mode", "checkpoint.monitor"},
    {"checkpoint.filename", "checkpoint.monitor"},
    {"early_stop.mode", "early_stop.monitor"},
};

static bool is_now(struct merge *m, const char *name)
{
    if (is_place(name) || is_said_now(m, name))
        return true;
    if (json_object_get(m->ask.written, name))
        return false;
    for (size_t i = 0; i < RL_COUNTOF(follows); i++)
        if (strcmp(follows[i].key, name) == 0 && is_now(m, follows[i].from) &&
            differs(m, follows[i].from))
            return true;
    return false;
}

/* ---- the two into one ---- */

__attribute__((format(printf, 4, 5))) static void
tell(const struct merge *m, enum rltd_resumed what, const char *key, const char *fmt, ...)
{
    char text[RL_ERROR_TEXT_MAX];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    m->ask.told(m->ask.arg, what, key, text);
}

static int read_theirs(struct merge *m, struct rl_error *err)
{
    struct rltd_entries all = {.arena = m->ask.arena};
    int rc = rltd_entries_read_text(&all, "the checkpoint", m->ask.yaml, err);
    m->theirs.arena = m->ask.arena;
    for (const struct rltd_entry *e = all.first; rc == 0 && e; e = e->next) {
        struct rltd_key key;
        struct rl_error why = {0};
        if (is_place(e->key))
            continue;
        if (!key_named(&m->then, e->key, &key))
            tell(m, RLTD_RESUMED_DROPPED, e->key, "%s: the checkpoint has it, this rltd does not",
                 e->key);
        else if (!e->value || rl_option_parse(key.option, e->value, key.base, &why) < 0)
            tell(m, RLTD_RESUMED_DROPPED, e->key, "%s: not taken from the checkpoint: %.300s",
                 e->key, why.text);
        else
            rc = rltd_entries_put(&m->theirs, e, err);
    }
    return rc;
}

static int choose(struct merge *m, struct rl_error *err)
{
    char key[96];
    int rc = 0;
    m->entries.arena = m->ask.arena;
    for (const struct rltd_entry *e = m->theirs.first; rc == 0 && e; e = e->next)
        if (!is_now(m, e->key))
            rc = rltd_entries_put(&m->entries, e, err);
    for (const struct rltd_entry *e = m->ask.now->entries.first; rc == 0 && e; e = e->next)
        if (rltd_entry_key(m->ask.now->agent_type, e, key, sizeof key) &&
            (is_now(m, key) || !rltd_entries_find(&m->theirs, key)))
            rc = rltd_entries_put(&m->entries, e, err);
    return rc;
}

/* One key of the result beside what it was and what the present configuration says. */
static void compare(struct merge *m, const struct rltd_key *key)
{
    char then[RLTD_COMMAND_MAX], now[RLTD_COMMAND_MAX], out[RLTD_COMMAND_MAX];
    struct rltd_key other;
    bool own = rl_options_find(rltd_config_keys, rltd_config_n_keys, key->name) != NULL;
    if (is_place(key->name) || !rltd_entries_find(&m->theirs, key->name))
        return;
    rl_option_format(key->option, key->base, out, sizeof out);
    key_named(&m->then, key->name, &other);
    rl_option_format(other.option, other.base, then, sizeof then);
    key_named(&m->now, key->name, &other);
    rl_option_format(other.option, other.base, now, sizeof now);
    if (strcmp(then, out) != 0)
        tell(m, RLTD_RESUMED_CHANGED, key->name, "%s: %.160s -> %.160s (since the checkpoint)",
             key->name, then, out);
    else if (strcmp(then, now) != 0 && (own || entry_of(m->ask.now, key->name, false) ||
                                        entry_of(m->ask.now, key->name, true)))
        tell(m, RLTD_RESUMED_KEPT, key->name, "%s: %.160s, as in the checkpoint (not %.160s)",
             key->name, then, now);
}

json_t *rltd_config_written(const struct rltd_config *config)
{
    json_t *written = json_object();
    char key[96];
    for (const struct rltd_entry *e = config->entries.first; written && e; e = e->next)
        if (e->line != 0 && rltd_entry_key(config->agent_type, e, key, sizeof key))
            json_object_set_new(written, key, json_string(e->value ? e->value : ""));
    return written;
}

static int merge(struct merge *m, struct rltd_config *out, struct rl_error *err)
{
    int rc = read_theirs(m, err);
    if (rc == 0)
        rc = choose(m, err);
    if (rc == 0)
        rc = rltd_config_from(out, m->ask.now, &m->entries, err);
    if (rc < 0)
        return rc;
    if (is_said_now(m, "seed")) /* of a series: the seed whose turn it is */
        out->seed = m->ask.now->seed;
    rc = rltd_config_check(out, &m->entries, err);
    if (rc == 0)
        rc = all_init(&m->out, out, err);
    return rc;
}

int rltd_config_resume(struct rltd_config *out, const struct rltd_resume_ask *ask,
                       struct rl_error *err)
{
    struct merge m = {.ask = *ask};
    const struct rltd_entries none = {0};
    struct rltd_config defaults;
    struct rltd_key key;
    memset(out, 0, sizeof *out);
    int rc = rltd_config_from(&defaults, ask->now, &none, err);
    if (rc < 0)
        return rc;
    rc = all_init(&m.then, &defaults, err);
    if (rc == 0)
        rc = all_init(&m.now, ask->now, err);
    if (rc == 0)
        rc = merge(&m, out, err);
    const struct rltd_values values = values_of(&m.out);
    for (size_t i = 0; rc == 0 && rltd_key_at(&values, i, &key); i++)
        compare(&m, &key);
    free(m.then.hparams);
    free(m.now.hparams);
    free(m.out.hparams);
    rltd_config_deinit(&defaults);
    if (rc < 0)
        rltd_config_deinit(out);
    return rc;
}
