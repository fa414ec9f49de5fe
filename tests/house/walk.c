/* SPDX-License-Identifier: MIT */
#include "tests/house/house.h"

#include <fts.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/error.h"

static const char *const folders[] = {"base", "nn",     "replay", "agents", "envs",
                                      "ctl",  "daemon", "bench",  "tests"};

static bool is_source(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && (!strcmp(dot, ".c") || !strcmp(dot, ".h") || !strcmp(dot, ".def") ||
                   !strcmp(dot, ".cu"));
}

/* The whole file as text, to be freed; NULL if it cannot be read. */
static char *read_text(const char *path)
{
    FILE *file = fopen(path, "r");
    struct rl_buf text;
    char block[4096];
    size_t got;
    if (!file)
        return NULL;
    rl_buf_init(&text);
    while ((got = fread(block, 1, sizeof block, file)) > 0)
        rl_buf_put(&text, block, got);
    rl_buf_put_u8(&text, 0);
    bool failed = ferror(file) || text.failed;
    fclose(file);
    if (failed)
        rl_buf_deinit(&text);
    return (char *)text.data;
}

static int visit(const char *root, const FTSENT *entry, house_check_fn check,
                 struct rl_buf *findings)
{
    if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR || entry->fts_info == FTS_NS)
        return RL_EIO;
    if (entry->fts_info != FTS_F || !is_source(entry->fts_name))
        return 0;
    char *text = read_text(entry->fts_path);
    if (!text)
        return RL_EIO;
    struct house_source source = {.path = entry->fts_path + strlen(root) + 1, .text = text};
    check(&source, findings);
    free(text);
    return 1;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

int house_walk(const char *root, house_check_fn check, struct rl_buf *findings)
{
    int seen = 0;
    for (size_t i = 0; i < RL_COUNTOF(folders); i++) {
        char path[4096];
        char *const paths[] = {path, NULL};
        snprintf(path, sizeof path, "%s/%s", root, folders[i]);
        FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
        const FTSENT *entry;
        while (tree && (entry = fts_read(tree))) {
            int rc = entry->fts_level == 0 ? 0 : visit(root, entry, check, findings);
            if (rc < 0) {
                fts_close(tree);
                return rc;
            }
            seen += rc;
        }
        if (tree)
            fts_close(tree);
    }
    return seen;
}
