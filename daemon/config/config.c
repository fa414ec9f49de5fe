/* SPDX-License-Identifier: MIT */
#include "daemon/config/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "daemon/config/check.h"
#include "daemon/config/entries.h"
#include "daemon/config/find.h"
#include "daemon/config/unknown.h"

/* A section whose values wait for the spaces, and room for any of them. */
struct section {
    const char *name;
    const struct rl_option *table;
    size_t n;
    void *scratch;
};

static bool is_of(const struct section *section, const struct rl_option *option)
{
    return option >= section->table && option < section->table + section->n;
}

/* One value of such a section: checked against its row, kept as text. */
static int add_setting(struct rltd_config *config, const struct rltd_entry *entry,
                       const struct section *section, const struct rl_option *option,
                       struct rl_error *err)
{
    struct rltd_setting *setting = NULL;
    int rc = rl_option_parse(option, entry->value, section->scratch, err);

    if (rc < 0)
        return rl_error_prefix(err, rc, "%s: %s", entry->where, section->name);
    for (int32_t i = 0; i < config->n_settings; i++)
        if (config->settings[i].option == option)
            setting = &config->settings[i];
    if (!setting)
        setting = &config->settings[config->n_settings++];
    *setting = (struct rltd_setting){option, entry->value, entry->where};
    return 0;
}

/* The section's option that the entry means, or NULL: "ppo.learning_rate", and on the command line
 * plain "learning_rate" too (the daemon's own keys come first). */
static const struct rl_option *section_option(const struct section *section,
                                              const struct rltd_entry *entry)
{
    size_t n = strlen(section->name);
    const char *name = NULL;

    if (strncmp(entry->key, section->name, n) == 0 && entry->key[n] == '.')
        name = entry->key + n + 1;
    else if (entry->line == 0)
        name = entry->key;
    return name ? rl_options_find(section->table, section->n, name) : NULL;
}

static int apply(struct rltd_config *config, const struct rltd_entry *entry,
                 const struct section sections[2], struct rl_error *err)
{
    const struct rl_option *key, *option = NULL;
    int rc, of = 0;

    key = rl_options_find(rltd_config_keys, rltd_config_n_keys, entry->key);
    if (!key && !(option = section_option(&sections[0], entry)))
        option = section_option(&sections[of = 1], entry);
    if (!key && !option)
        return rltd_config_unknown(config->agent_type, entry, err);
    if (!entry->value)
        return rl_error_set(err, RL_ECONFIG, "%s: '%s' has no value; give one or remove the line",
                            entry->where, entry->key);
    if (option)
        return add_setting(config, entry, &sections[of], option, err);
    rc = rl_option_parse(key, entry->value, config, err);
    return rc < 0 ? rl_error_prefix(err, rc, "%s", entry->where) : 0;
}

bool rltd_entry_key(const struct agent_type *type, const struct rltd_entry *entry, char *name,
                    size_t name_bytes)
{
    const struct section sections[] = {{type->name, type->hparams, type->n_hparams, NULL},
                                       {"network", nn_network_options, nn_network_n_options, NULL}};
    const struct rl_option *option = NULL;

    if (rl_options_find(rltd_config_keys, rltd_config_n_keys, entry->key))
        return snprintf(name, name_bytes, "%s", entry->key) < (int)name_bytes;
    for (size_t i = 0; i < RL_COUNTOF(sections); i++)
        if ((option = section_option(&sections[i], entry)))
            return snprintf(name, name_bytes, "%s.%s", sections[i].name, option->name) <
                   (int)name_bytes;
    return false;
}

/* Which agent, before anything else is read: the other keys depend on its table. */
static int choose_agent(struct rltd_config *config, const struct rltd_found *found,
                        const struct rltd_entries *entries, struct rl_error *err)
{
    const struct rltd_entry *entry = rltd_entries_find(entries, "agent");
    const char *name = entry && entry->value ? entry->value : found->type ? found->type->name : "";
    const char *nearest;
    struct rl_buf names;
    int rc = 0;

    config->agent_type = agent_find(name);
    if (config->agent_type) {
        snprintf(config->agent, sizeof(config->agent), "%s", name);
        return 0;
    }
    rl_buf_init(&names);
    rltd_agent_names(&names);
    if (!entry)
        rc = rl_error_set(err, RL_ECONFIG, "%s: no 'agent' is given; agents: %.*s", found->path,
                          (int)names.n, names.data ? (char *)names.data : "");
    else {
        nearest = rltd_agent_nearest(name);
        rc = rl_error_set(err, RL_ECONFIG, "%s: no agent is called '%.64s'%s%s%s; agents: %.*s",
                          entry->where, name, nearest ? "; did you mean '" : "",
                          nearest ? nearest : "", nearest ? "'?" : "", (int)names.n,
                          names.data ? (char *)names.data : "");
    }
    rl_buf_deinit(&names);
    return rc;
}

static int apply_all(struct rltd_config *config, const struct rltd_entries *entries,
                     struct rl_error *err)
{
    const struct agent_type *type = config->agent_type;
    struct nn_network_config network = {0};
    const struct section sections[2] = {
        {type->name, type->hparams, type->n_hparams, calloc(1, type->hparams_bytes)},
        {"network", nn_network_options, nn_network_n_options, &network},
    };
    int rc = 0;

    config->settings =
        rl_arena_alloc(&config->arena, (entries->n + 1) * sizeof(*config->settings), 0);
    if (!sections[0].scratch || !config->settings)
        rc = rl_error_set(err, RL_ENOMEM, "out of memory while reading the configuration");
    for (const struct rltd_entry *e = entries->first; rc == 0 && e; e = e->next)
        rc = apply(config, e, sections, err);
    free(sections[0].scratch);
    return rc;
}

static int load(struct rltd_config *config, const char *what, const char *const *overrides,
                int n_overrides, struct rl_error *err)
{
    struct rltd_entries entries = {.arena = &config->arena};
    struct rltd_found found;
    int rc;

    if ((rc = rl_options_default(rltd_config_keys, rltd_config_n_keys, config, err)) < 0 ||
        (rc = rltd_find(&found, what, err)) < 0)
        return rc;
    if (found.path[0] && (rc = rltd_entries_read_yaml(&entries, found.path, err)) < 0)
        return rc;
    if ((rc = rltd_entries_read_words(&entries, overrides, n_overrides, err)) < 0 ||
        (rc = choose_agent(config, &found, &entries, err)) < 0 ||
        (rc = apply_all(config, &entries, err)) < 0)
        return rc;
    config->entries = entries;
    memcpy(config->source, found.path, sizeof(config->source));
    if (!config->name[0])
        snprintf(config->name, sizeof(config->name), "%.*s", (int)sizeof(config->name) - 1,
                 found.stem);
    return rltd_config_check(config, &entries, err);
}

bool rltd_config_evaluates(const struct rltd_config *config)
{
    return config->eval.every_env_steps > 0 || config->eval.every_iterations > 0 ||
           config->eval.every_seconds > 0;
}

int rltd_config_load(struct rltd_config *config, const char *what, const char *const *overrides,
                     int n_overrides, struct rl_error *err)
{
    int rc;

    memset(config, 0, sizeof(*config));
    rl_arena_init(&config->arena, 0);
    rc = load(config, what, overrides, n_overrides, err);
    if (rc < 0)
        rltd_config_deinit(config);
    return rc;
}

int rltd_config_from(struct rltd_config *config, const struct rltd_config *like,
                     const struct rltd_entries *entries, struct rl_error *err)
{
    int rc;

    memset(config, 0, sizeof(*config));
    rl_arena_init(&config->arena, 0);
    rc = rl_options_default(rltd_config_keys, rltd_config_n_keys, config, err);
    if (rc == 0) {
        config->agent_type = like->agent_type;
        rc = apply_all(config, entries, err);
    }
    memcpy(config->agent, like->agent, sizeof(config->agent));
    memcpy(config->name, like->name, sizeof(config->name));
    memcpy(config->source, like->source, sizeof(config->source));
    config->entries = like->entries;
    if (rc < 0)
        rltd_config_deinit(config);
    return rc;
}

void rltd_config_deinit(struct rltd_config *config)
{
    rl_arena_deinit(&config->arena);
    memset(config, 0, sizeof(*config));
}

int rltd_config_hparams(const struct rltd_config *config, const struct rl_space *obs,
                        const struct rl_space *action, void *hparams,
                        struct nn_network_config *network, struct rl_error *err)
{
    const struct agent_type *type = config->agent_type;
    const struct section of_network = {"network", nn_network_options, nn_network_n_options,
                                       network};
    int rc = rl_options_default(type->hparams, type->n_hparams, hparams, err);

    if (rc < 0)
        return rl_error_prefix(err, rc, "agent %s", type->name);
    *network = nn_network_default();
    if (type->defaults)
        type->defaults(hparams, network, obs, action);
    for (int32_t i = 0; rc == 0 && i < config->n_settings; i++) {
        const struct rltd_setting *s = &config->settings[i];

        rc = rl_option_parse(s->option, s->value,
                             is_of(&of_network, s->option) ? (void *)network : hparams, err);
        if (rc < 0)
            rl_error_prefix(err, rc, "%s", s->where);
    }
    return rc;
}
