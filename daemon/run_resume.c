/* SPDX-License-Identifier: MIT */
/* Which values a resumed run goes on with. Keys that may change live are those of the checkpoint,
 * so that what `rltctl set` changed survives a restart; but for keys that the command line gives,
 * or that the configuration file has changed since that save. Each of those is an event. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/config/entries.h"
#include "daemon/run_private.h"

/* `name` in full, or on the command line without its section. */
static const struct rltd_entry *entry_of(const struct rltd_entries *entries, const char *name,
                                         bool command_line)
{
    const struct rltd_entry *found = NULL;
    const char *dot = strchr(name, '.');
    for (const struct rltd_entry *e = entries->first; e; e = e->next) {
        bool here =
            strcmp(e->key, name) == 0 || (command_line && dot && strcmp(e->key, dot + 1) == 0);
        if (here && (e->line == 0) == command_line)
            found = e;
    }
    return found;
}

static bool survives(const struct rltd_key *key)
{
    return key->option->live || strcmp(key->name, "freeze") == 0;
}

json_t *run_written(struct rltd_run *run)
{
    struct rltd_values values = rltd_run_values(run);
    json_t *written = json_object();
    struct rltd_key key;
    for (size_t i = 0; rltd_key_at(&values, i, &key); i++) {
        const struct rltd_entry *e = entry_of(&run->keys.entries, key.name, false);
        if (e && survives(&key))
            json_object_set_new(written, key.name, json_string(e->value ? e->value : ""));
    }
    return written;
}

/* Is the key what somebody wants now, rather than what the run had? */
static bool is_wanted_now(const struct rltd_run *run, const char *name, const json_t *written)
{
    const struct rltd_entry *file = entry_of(&run->keys.entries, name, false);
    const char *then = json_string_value(json_object_get(written, name));
    if (entry_of(&run->keys.entries, name, true))
        return true;
    if (!file || !then)
        return file || then;
    return strcmp(file->value ? file->value : "", then) != 0;
}

/* One key of the copy: its value in the checkpoint, or an event that says why not. */
static int take_key(struct rltd_run *run, const struct rltd_key *key, const char *theirs,
                    const json_t *written, struct rl_error *err)
{
    char now[RLTD_COMMAND_MAX], then[RLTD_COMMAND_MAX], text[RL_ERROR_TEXT_MAX];
    rl_option_format(key->option, key->base, now, sizeof now);
    int rc = rl_option_parse(key->option, theirs, key->base, err);
    if (rc < 0)
        return rl_error_prefix(err, rc, "the checkpoint's configuration");
    rl_option_format(key->option, key->base, then, sizeof then);
    if (strcmp(now, then) == 0)
        return 0;
    if (!is_wanted_now(run, key->name, written)) {
        rl_info(run->log, "%s: %.160s, as in the checkpoint (not %.160s)", key->name, then, now);
        return 0;
    }
    snprintf(text, sizeof text, "%s: %.160s -> %.160s (since the checkpoint)", key->name, then,
             now);
    rl_info(run->log, "set at the resume: %s", text);
    run->changed_since = true;
    run->freeze_changed |= strcmp(key->name, "freeze") == 0;
    if (run->n_resume_events < RUN_RESUME_EVENTS)
        snprintf(run->resume_event[run->n_resume_events++], sizeof run->resume_event[0], "%s",
                 text);
    return rl_option_parse(key->option, now, key->base, err);
}

static int take_keys(struct rltd_run *run, const struct rltd_values *copy, const char *yaml,
                     const json_t *written, struct rl_error *err)
{
    struct rl_arena arena;
    struct rltd_key key;
    rl_arena_init(&arena, 0);
    struct rltd_entries theirs = {.arena = &arena};
    int rc = rltd_entries_read_text(&theirs, "the checkpoint", yaml, err);
    for (size_t i = 0; rc == 0 && rltd_key_at(copy, i, &key); i++) {
        const struct rltd_entry *e = entry_of(&theirs, key.name, false);
        if (e && e->value && survives(&key))
            rc = take_key(run, &key, e->value, written, err);
    }
    rl_arena_deinit(&arena);
    return rc == 0 ? rltd_values_check(copy, err) : rc;
}

int run_resume_values(struct rltd_run *run, const struct rltd_ckpt *ckpt, struct rl_error *err)
{
    const char *yaml = rltd_ckpt_meta(ckpt, "config"), *text = rltd_ckpt_meta(ckpt, "written");
    json_t *written = text ? json_loads(text, 0, NULL) : NULL;
    if (!yaml || !written) { /* of an older version: what is configured now counts */
        json_decref(written);
        run->freeze_changed = true;
        return 0;
    }
    struct rltd_config *config = malloc(sizeof *config);
    void *hparams = malloc(run->agent->type->hparams_bytes);
    int rc = config && hparams ? 0 : rl_error_set(err, RL_ENOMEM, "out of memory");
    if (rc == 0) {
        *config = run->keys;
        memcpy(hparams, run->hparams, run->agent->type->hparams_bytes);
        struct rltd_values copy = {config, hparams, &run->network};
        rc = take_keys(run, &copy, yaml, written, err);
        if (rc == 0)
            rc = run_adopt(run, &copy, err);
    }
    free(config);
    free(hparams);
    json_decref(written);
    return rc;
}
