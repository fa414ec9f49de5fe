/* SPDX-License-Identifier: MIT */
#include "daemon/config/unknown.h"

#include <stdio.h>
#include <string.h>

#include "base/base.h"

/* Whether the i-th key of the daemon's table stands in a section of that name. */
static bool in_section(size_t i, const char *section, size_t n)
{
    const char *name = rltd_config_keys[i].name;

    return strncmp(name, section, n) == 0 && name[n] == '.';
}

static bool is_section(const char *name)
{
    if (strcmp(name, "network") == 0)
        return true;
    for (size_t i = 0; i < rltd_config_n_keys; i++)
        if (in_section(i, name, strlen(name)))
            return true;
    return false;
}

/* The table of the agent's section or of `network`; NULL for the daemon's own. */
static const struct rl_option *table_of(const struct agent_type *type, const char *section,
                                        size_t *n)
{
    bool network = strcmp(section, "network") == 0;

    *n = network ? nn_network_n_options : type->n_hparams;
    return network ? nn_network_options : strcmp(section, type->name) == 0 ? type->hparams : NULL;
}

/* "every_env_steps, episodes, ..." */
static void list_section(const struct agent_type *type, const char *section, char *out,
                         size_t bytes)
{
    const char *comma = "";
    size_t used = 0, n = strlen(section);

    out[0] = '\0';
    for (size_t i = 0; i < rltd_config_n_keys && used < bytes; i++) {
        if (!in_section(i, section, n))
            continue;
        used += (size_t)snprintf(out + used, bytes - used, "%s%s", comma,
                                 rltd_config_keys[i].name + n + 1);
        comma = ", ";
    }
    size_t n_rows;
    const struct rl_option *rows = table_of(type, section, &n_rows);
    for (size_t i = 0; rows && i < n_rows && used < bytes; i++) {
        used += (size_t)snprintf(out + used, bytes - used, "%s%s", comma, rows[i].name);
        comma = ", ";
    }
}

static const char *nearest_in_section(const struct agent_type *type, const char *section,
                                      const char *key, const char *name)
{
    size_t n;
    const struct rl_option *table = table_of(type, section, &n);
    const char *nearest;

    if (table)
        return rl_options_nearest(table, n, name);
    nearest = rl_options_nearest(rltd_config_keys, rltd_config_n_keys, key);
    return nearest && strncmp(nearest, section, strlen(section)) == 0
               ? nearest + strlen(section) + 1
               : NULL;
}

/* What the section `network` calls a key that stood in the agent's section once; NULL for others.
 */
static const char *key_of_network(const char *name)
{
    if (strcmp(name, "ortho_init") == 0)
        return "init";
    return rl_options_find(nn_network_options, nn_network_n_options, name) ? name : NULL;
}

/* `key` is "section.name" and the section exists. */
static int unknown_in_section(const struct agent_type *type, const struct rltd_entry *entry,
                              const char *section, const char *name, struct rl_error *err)
{
    const char *nearest = nearest_in_section(type, section, entry->key, name);
    char list[256];

    if (strcmp(section, type->name) == 0 && key_of_network(name))
        return rl_error_set(err, RL_ECONFIG, "%s: '%s.%s' is 'network.%s'", entry->where, section,
                            name, key_of_network(name));

    if (nearest)
        return rl_error_set(err, RL_ECONFIG,
                            "%s: unknown key '%s' in section '%s'; did you mean '%s'?",
                            entry->where, name, section, nearest);
    if (rl_options_find(rltd_config_keys, rltd_config_n_keys, name))
        return rl_error_set(
            err, RL_ECONFIG,
            "%s: '%s' does not belong in section '%s': it stands outside of sections", entry->where,
            name, section);
    list_section(type, section, list, sizeof(list));
    return rl_error_set(err, RL_ECONFIG, "%s: unknown key '%s' in section '%s', which has %s",
                        entry->where, name, section, list);
}

static const char *nearest_section(const struct agent_type *type, const char *section)
{
    char name[64];
    const char *best = NULL;
    size_t distance = 3;

    for (size_t i = 0; i < rltd_config_n_keys; i++) {
        const char *dot = strchr(rltd_config_keys[i].name, '.');

        if (!dot)
            continue;
        snprintf(name, sizeof(name), "%.*s", (int)(dot - rltd_config_keys[i].name),
                 rltd_config_keys[i].name);
        if (rl_edit_distance(name, section) < distance) {
            distance = rl_edit_distance(name, section);
            best = rltd_config_keys[i].name;
        }
    }
    if (rl_edit_distance("network", section) < distance) {
        distance = rl_edit_distance("network", section);
        best = "network";
    }
    return rl_edit_distance(type->name, section) < distance ? type->name : best;
}

static int unknown_section(const struct agent_type *type, const struct rltd_entry *entry,
                           const char *section, struct rl_error *err)
{
    const char *nearest;

    if (rl_options_find(rltd_config_keys, rltd_config_n_keys, section))
        return rl_error_set(err, RL_ECONFIG, "%s: '%s' takes one value, it is not a section",
                            entry->where, section);
    if (agent_find(section))
        return rl_error_set(err, RL_ECONFIG,
                            "%s: the section '%s' is for another agent; this run's agent is '%s'",
                            entry->where, section, type->name);
    nearest = nearest_section(type, section);
    if (nearest)
        return rl_error_set(err, RL_ECONFIG, "%s: unknown section '%s'; did you mean '%.*s'?",
                            entry->where, section, (int)strcspn(nearest, "."), nearest);
    return rl_error_set(
        err, RL_ECONFIG,
        "%s: unknown section '%s'; sections are eval, checkpoint, log, network and %s",
        entry->where, section, type->name);
}

/* A key of some section, written without it: "episodes" for "eval.episodes". */
static const char *key_ending_in(const char *name)
{
    for (size_t i = 0; i < rltd_config_n_keys; i++) {
        const char *dot = strchr(rltd_config_keys[i].name, '.');

        if (dot && strcmp(dot + 1, name) == 0)
            return rltd_config_keys[i].name;
    }
    return NULL;
}

static int unknown_at_top(const struct agent_type *type, const struct rltd_entry *entry,
                          struct rl_error *err)
{
    const char *key = entry->key, *nearest;
    char list[256];

    if (is_section(key) || strcmp(key, type->name) == 0) {
        if (!entry->value)
            return 0;
        list_section(type, key, list, sizeof(list));
        return rl_error_set(err, RL_ECONFIG, "%s: '%s' is a section; its keys are %s", entry->where,
                            key, list);
    }
    if (rl_options_find(type->hparams, type->n_hparams, key))
        return rl_error_set(err, RL_ECONFIG, "%s: '%s' belongs in the section '%s'", entry->where,
                            key, type->name);
    if (key_of_network(key))
        return rl_error_set(err, RL_ECONFIG, "%s: '%s' is 'network.%s'", entry->where, key,
                            key_of_network(key));
    nearest = key_ending_in(key);
    if (!nearest)
        nearest = rl_options_nearest(rltd_config_keys, rltd_config_n_keys, key);
    if (nearest)
        return rl_error_set(err, RL_ECONFIG, "%s: unknown key '%s'; did you mean '%s'?",
                            entry->where, key, nearest);
    nearest = rl_options_nearest(type->hparams, type->n_hparams, key);
    if (nearest)
        return rl_error_set(err, RL_ECONFIG, "%s: unknown key '%s'; did you mean '%s.%s'?",
                            entry->where, key, type->name, nearest);
    return rl_error_set(err, RL_ECONFIG,
                        "%s: unknown key '%s'; `rltd --help-config` lists all of them",
                        entry->where, key);
}

int rltd_config_unknown(const struct agent_type *type, const struct rltd_entry *entry,
                        struct rl_error *err)
{
    const char *dot = strchr(entry->key, '.');
    char section[128];

    if (!dot)
        return unknown_at_top(type, entry, err);
    snprintf(section, sizeof(section), "%.*s", (int)(dot - entry->key), entry->key);
    if (is_section(section) || strcmp(section, type->name) == 0)
        return unknown_in_section(type, entry, section, dot + 1, err);
    return unknown_section(type, entry, section, err);
}
