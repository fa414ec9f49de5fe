/* SPDX-License-Identifier: MIT */
/* Help and docs out of the tables: `rltd --help-config` and the tables in docs/CONFIG.md. */
#include "daemon/config/config.h"

#include <stdio.h>

static void put_text(struct rl_buf *out, const struct rl_option *table, size_t n,
                     const char *prefix)
{
    char what[256];

    for (size_t i = 0; i < n; i++) {
        const char *text = table[i].default_text;

        rl_option_describe(&table[i], what, sizeof(what));
        rl_buf_printf(out, "  %s%s  (%s%s%s%s)\n      %s\n", prefix, table[i].name, what,
                      text && text[0] ? "; default " : "", text ? text : "",
                      table[i].live ? "; live" : "", table[i].doc);
    }
}

/* A table's cell: '|' would end it. */
static void put_cell(struct rl_buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '|')
            rl_buf_put_u8(out, '\\');
        rl_buf_put_u8(out, (uint8_t)*text);
    }
}

static void put_markdown(struct rl_buf *out, const struct rl_option *table, size_t n,
                         const char *prefix)
{
    char what[256];

    rl_buf_printf(out,
                  "| key | default | value | meaning (*: live) |\n| --- | --- | --- | --- |\n");
    for (size_t i = 0; i < n; i++) {
        const char *text = table[i].default_text;

        rl_option_describe(&table[i], what, sizeof(what));
        rl_buf_printf(out, "| `%s%s` | ", prefix, table[i].name);
        if (text && text[0])
            rl_buf_printf(out, "`%s`", text);
        rl_buf_printf(out, " | ");
        put_cell(out, what);
        rl_buf_printf(out, " | ");
        put_cell(out, table[i].doc);
        rl_buf_printf(out, "%s", table[i].live ? " \\*" : "");
        rl_buf_printf(out, " |\n");
    }
}

void rltd_config_help(bool markdown, struct rl_buf *out)
{
    void (*const put)(struct rl_buf *, const struct rl_option *, size_t, const char *) =
        markdown ? put_markdown : put_text;
    const struct agent_type *type;

    rl_buf_printf(out, markdown ? "## Keys of the daemon\n\n" : "Keys of the daemon:\n");
    put(out, rltd_config_keys, rltd_config_n_keys, "");
    rl_buf_printf(out, markdown ? "\n## Networks\n\n" : "\nNetworks:\n");
    put(out, nn_network_options, nn_network_n_options, "network.");
    for (size_t i = 0; (type = agent_at(i)); i++) {
        char prefix[64];

        snprintf(prefix, sizeof(prefix), "%.60s.", type->name);
        rl_buf_printf(out, markdown ? "\n## Hyper-parameters of `%s`\n\n%s.\n\n" : "\n%s: %s\n",
                      type->name, type->doc);
        put(out, type->hparams, type->n_hparams, prefix);
    }
}
