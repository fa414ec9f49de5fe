/* SPDX-License-Identifier: MIT */
/* The configuration as text: YAML that loads back to the same, and what makes it that experiment.
 */
#include "daemon/config/config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

#define VALUE_BYTES_MAX (RLTD_COMMAND_MAX + 64)

/* Words and numbers stand as they are; whatever YAML might read otherwise is quoted. */
static void put_scalar(struct rl_buf *out, const struct rl_option *option, const char *text)
{
    bool plain = option->type != RL_OPT_STRING;

    if (option->type == RL_OPT_INTS) {
        rl_buf_printf(out, "%s", text);
        return;
    }
    for (const char *c = text; plain && *c; c++)
        plain = isalnum((unsigned char)*c) || strchr("._+-", *c);
    if (plain) {
        rl_buf_printf(out, "%s", text);
        return;
    }
    rl_buf_put_u8(out, '"');
    for (const char *c = text; *c; c++) {
        if (*c == '\n')
            rl_buf_printf(out, "\\n");
        else if (*c == '\t')
            rl_buf_printf(out, "\\t");
        else if (*c == '"' || *c == '\\')
            rl_buf_printf(out, "\\%c", *c);
        else
            rl_buf_put_u8(out, (uint8_t)*c);
    }
    rl_buf_put_u8(out, '"');
}

static void put_key(struct rl_buf *out, const char *indent, const char *name,
                    const struct rl_option *option, const void *base)
{
    char text[VALUE_BYTES_MAX];

    rl_option_format(option, base, text, sizeof(text));
    rl_buf_printf(out, "%s%s: ", indent, name);
    put_scalar(out, option, text);
    rl_buf_put_u8(out, '\n');
}

static void put_daemon_keys(struct rl_buf *out, const struct rltd_config *config)
{
    char section[64] = "";

    for (size_t i = 0; i < rltd_config_n_keys; i++) {
        const struct rl_option *key = &rltd_config_keys[i];
        const char *dot = strchr(key->name, '.');
        size_t n = dot ? (size_t)(dot - key->name) : 0;

        if (!dot) {
            put_key(out, "", key->name, key, config);
            continue;
        }
        if (strlen(section) != n || memcmp(section, key->name, n) != 0) {
            snprintf(section, sizeof(section), "%.*s", (int)n, key->name);
            rl_buf_printf(out, "%s:\n", section);
        }
        put_key(out, "  ", dot + 1, key, config);
    }
}

/* A section's settings as written, each brought to its canonical text ("1e5" -> "100000"), in table
 * order; its name only if there are any. */
static int put_settings(struct rl_buf *out, const struct rltd_config *config, const char *section,
                        const struct rl_option *table, size_t n, size_t bytes)
{
    void *scratch = calloc(1, bytes);
    bool begun = false;

    if (!scratch)
        return RL_ENOMEM;
    for (size_t i = 0; i < n; i++)
        for (int32_t j = 0; j < config->n_settings; j++) {
            const struct rltd_setting *s = &config->settings[j];

            if (s->option != &table[i] || rl_option_parse(s->option, s->value, scratch, NULL) < 0)
                continue;
            if (!begun)
                rl_buf_printf(out, "%s:\n", section);
            begun = true;
            put_key(out, "  ", table[i].name, &table[i], scratch);
        }
    free(scratch);
    return 0;
}

int rltd_config_write(const struct rltd_config *config, const void *hparams,
                      const struct nn_network_config *network, struct rl_buf *yaml)
{
    const struct agent_type *type = config->agent_type;

    put_daemon_keys(yaml, config);
    rl_buf_printf(yaml, "network:\n");
    for (size_t i = 0; i < nn_network_n_options; i++)
        put_key(yaml, "  ", nn_network_options[i].name, &nn_network_options[i], network);
    rl_buf_printf(yaml, "%s:\n", type->name);
    for (size_t i = 0; i < type->n_hparams; i++)
        put_key(yaml, "  ", type->hparams[i].name, &type->hparams[i], hparams);
    return yaml->failed ? RL_ENOMEM : 0;
}

static void put_keys(struct rl_buf *text, const struct rltd_config *config, const char *const *keys,
                     size_t n)
{
    for (size_t i = 0; i < n; i++)
        put_key(text, "", keys[i], rl_options_find(rltd_config_keys, rltd_config_n_keys, keys[i]),
                config);
}

int rltd_config_limits(const struct rltd_config *config, struct rl_buf *text)
{
    static const char *const keys[] = {
        "max_env_steps", "max_iterations", "max_updates", "max_episodes", "max_time",
        "min_env_steps", "min_iterations", "min_updates", "min_episodes", "min_time"};

    put_keys(text, config, keys, RL_COUNTOF(keys));
    return text->failed ? RL_ENOMEM : 0;
}

int rltd_config_identity(const struct rltd_config *config, struct rl_buf *text)
{
    static const char *const keys[] = {"agent", "env", "n_envs", "seed", "deterministic"};
    static const char *const stacks[] = {"frame_stack"};
    static const char *const trials[] = {"fast_dev_run", "overfit"};
    const struct agent_type *type = config->agent_type;
    int rc;

    put_keys(text, config, keys, RL_COUNTOF(keys));
    if (config->frame_stack > 1)
        put_keys(text, config, stacks, RL_COUNTOF(stacks));
    if (config->fast_dev_run > 0 || config->overfit)
        put_keys(text, config, trials, RL_COUNTOF(trials));
    rc = put_settings(text, config, "network", nn_network_options, nn_network_n_options,
                      sizeof(struct nn_network_config));
    if (rc == 0)
        rc = put_settings(text, config, type->name, type->hparams, type->n_hparams,
                          type->hparams_bytes);
    return text->failed ? RL_ENOMEM : rc;
}
