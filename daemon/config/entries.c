/* SPDX-License-Identifier: MIT */
#include "daemon/config/entries.h"

#include <string.h>

int rltd_entries_add(struct rltd_entries *entries, const char *key, const char *value,
                     const char *file, int line, struct rl_error *err)
{
    struct rltd_entry *entry =
        rl_arena_alloc(entries->arena, sizeof(*entry), _Alignof(struct rltd_entry));
    bool complete = entry != NULL;

    if (entry) {
        entry->key = rl_arena_strdup(entries->arena, key);
        entry->value = value ? rl_arena_strdup(entries->arena, value) : NULL;
        entry->where = file ? rl_arena_printf(entries->arena, "%s:%d", file, line) : "command line";
        entry->line = file ? line : 0;
        complete = entry->key && entry->where && (entry->value || !value);
    }
    if (!complete)
        return rl_error_set(err, RL_ENOMEM, "out of memory while reading the configuration");
    entry->next = NULL;
    if (entries->last)
        entries->last->next = entry;
    else
        entries->first = entry;
    entries->last = entry;
    entries->n++;
    return 0;
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
        rc = rltd_entries_add(entries, key, equals + 1, NULL, 0, err);
        if (rc < 0)
            return rc;
    }
    return 0;
}
