/* SPDX-License-Identifier: MIT */
#include "daemon/config/entries.h"

#include <string.h>

int rltd_entries_put(struct rltd_entries *entries, const struct rltd_entry *entry,
                     struct rl_error *err)
{
    struct rltd_entry *own =
        rl_arena_alloc(entries->arena, sizeof(*own), _Alignof(struct rltd_entry));

    if (!own)
        return rl_error_set(err, RL_ENOMEM, "out of memory while reading the configuration");
    *own = *entry;
    own->next = NULL;
    if (entries->last)
        entries->last->next = own;
    else
        entries->first = own;
    entries->last = own;
    entries->n++;
    return 0;
}

int rltd_entries_add(struct rltd_entries *entries, const struct rltd_written *w,
                     struct rl_error *err)
{
    const struct rltd_entry entry = {
        .key = rl_arena_strdup(entries->arena, w->key),
        .value = w->value ? rl_arena_strdup(entries->arena, w->value) : NULL,
        .where =
            w->file ? rl_arena_printf(entries->arena, "%s:%d", w->file, w->line) : "command line",
        .line = w->file ? w->line : 0,
    };

    if (!entry.key || !entry.where || (w->value && !entry.value))
        return rl_error_set(err, RL_ENOMEM, "out of memory while reading the configuration");
    return rltd_entries_put(entries, &entry, err);
}

const struct rltd_entry *rltd_entries_find(const struct rltd_entries *entries, const char *key)
{
    const struct rltd_entry *found = NULL;

    for (const struct rltd_entry *e = entries->first; e; e = e->next)
        if (strcmp(e->key, key) == 0)
            found = e;
    return found;
}

/* Text that no value needs and that would garble messages, logs and the written configuration. */
static bool has_control_characters(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 && *text != '\n' && *text != '\t')
            return true;
    return false;
}

int rltd_entries_read_words(struct rltd_entries *entries, const char *const *words, int n_words,
                            struct rl_error *err)
{
    char key[128];

    for (int i = 0; i < n_words; i++) {
        const char *word = words[i], *equals = strchr(word, '=');
        size_t n = equals ? (size_t)(equals - word) : 0;
        int rc;

        if (word[0] == '-')
            return rl_error_set(err, RL_ECONFIG,
                                "command line: '%s' is not an option; settings are words like "
                                "max_env_steps=1e6, without dashes",
                                word);
        if (n == 0 || n >= sizeof(key))
            return rl_error_set(err, RL_ECONFIG,
                                "command line: '%s' is not a setting; write key=value", word);
        if (has_control_characters(word))
            return rl_error_set(err, RL_ECONFIG, "command line: '%s' holds a control character",
                                word);
        memcpy(key, word, n);
        key[n] = '\0';
        rc =
            rltd_entries_add(entries, &(struct rltd_written){.key = key, .value = equals + 1}, err);
        if (rc < 0)
            return rc;
    }
    return 0;
}
