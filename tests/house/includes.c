/* SPDX-License-Identifier: MIT */
#include "tests/house/house.h"

#include <stdbool.h>
#include <string.h>

#include "base/base.h"

/* A file belongs to the unit with the longest matching prefix. It may include its own unit and the
 * units listed behind it; "*" is everything. docs/ARCHITECTURE.md explains the arrows. */
static const struct {
    const char *unit, *may_include;
} units[] = {
    {"base/", ""},
    {"nn/", "base/"},
    {"nn/backend.c",
     "nn/ nn/cpu/ nn/cuda/ base/"}, /* the registry: the only one that names backends */
    {"nn/cpu/", "nn/ base/"},
    {"nn/cuda/", "nn/ base/"},
    {"replay/", "replay/batch.h nn/ base/"},
    {"replay/batch.h", "base/"},
    {"agents/", "nn/ replay/batch.h base/"},
    {"envs/", "envs/client/ envs/wire base/"}, /* bundled envs */
    {"envs/client/", "envs/wire base/"},
    {"envs/wire", "envs/json_get envs/space_json base/"},
    {"envs/space_json", "envs/json_get base/"},
    {"envs/json_get", "base/"},
    {"ctl/", "ctl/proto base/"},
    {"ctl/proto", "base/"},
    {"daemon/", "agents/ replay/ replay/batch.h nn/ envs/wire envs/space_json envs/json_get "
                "ctl/proto base/"},
    {"bench/", "*"},
    {"tests/", "*"},
};

/* Headers that begin with `header` appear only in files that begin with one of `places`, and in
 * tests. */
static const struct {
    const char *header, *places;
} libraries[] = {
    {"uv.h", "daemon/ envs/client/"},
    {"sqlite3.h", "daemon/store/index"},
    {"microhttpd.h", "daemon/control/"},
    {"yaml.h", "daemon/config/"},
    {"jansson.h", "daemon/ envs/ ctl/"},
    {"curl/", "ctl/"},
    {"xxhash.h", "daemon/store/"},
    {"cuda", "nn/cuda/"},
    {"cublas", "nn/cuda/"},
    {"cudnn", "nn/cuda/"},
    {"nvrtc", "nn/cuda/"},
    {"nccl", "nn/cuda/"},
};

static bool begins_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Is `word` one of the blank-separated words? With `prefixes`: does `word` begin with one of them?
 */
static bool listed(const char *words, const char *word, bool prefixes)
{
    while (*words) {
        size_t n = strcspn(words, " ");
        if (strncmp(words, word, n) == 0 && (prefixes || word[n] == '\0'))
            return true;
        words += n + strspn(words + n, " ");
    }
    return false;
}

/* Index into units, or -1. */
static int unit_of(const char *path)
{
    int best = -1;
    for (size_t i = 0; i < RL_COUNTOF(units); i++)
        if (begins_with(path, units[i].unit) &&
            (best < 0 || strlen(units[i].unit) > strlen(units[best].unit)))
            best = (int)i;
    return best;
}

static void check_arrow(const struct house_source *source, int line, const char *target,
                        struct rl_buf *findings)
{
    int from = unit_of(source->path), to = unit_of(target);
    if (from < 0 || to < 0) {
        rl_buf_printf(findings, "%s:%d: \"%s\" is not spelled from the root of the repository\n",
                      source->path, line, target);
        return;
    }
    const char *allowed = units[from].may_include;
    if (from != to && strcmp(allowed, "*") != 0 && !listed(allowed, units[to].unit, false))
        rl_buf_printf(findings, "%s:%d: %s may not include \"%s\" (it may include: %s)\n",
                      source->path, line, units[from].unit, target, *allowed ? allowed : "nothing");
}

static void check_library(const struct house_source *source, int line, const char *header,
                          struct rl_buf *findings)
{
    if (begins_with(source->path, "tests/") || begins_with(source->path, "bench/"))
        return;
    for (size_t i = 0; i < RL_COUNTOF(libraries); i++)
        if (begins_with(header, libraries[i].header) &&
            !listed(libraries[i].places, source->path, true))
            rl_buf_printf(findings, "%s:%d: <%s> appears only in %s\n", source->path, line, header,
                          libraries[i].places);
}

/* The name in `#include "name"` or <name>, copied to `name`; its opening quote, or 0 if it is no
 * include. */
static char include_of(const char *line, char *name, size_t name_bytes)
{
    line += strspn(line, " \t");
    if (*line++ != '#')
        return 0;
    line += strspn(line, " \t");
    if (!begins_with(line, "include"))
        return 0;
    line += strlen("include");
    line += strspn(line, " \t");
    char open = *line;
    if (open != '"' && open != '<')
        return 0;
    size_t n = strcspn(++line, open == '"' ? "\"\n" : ">\n");
    if (n >= name_bytes)
        return 0;
    memcpy(name, line, n);
    name[n] = '\0';
    return open;
}

void house_check_includes(const struct house_source *source, struct rl_buf *findings)
{
    int line = 1;
    for (const char *at = source->text; *at; line++) {
        char name[256];
        char open = include_of(at, name, sizeof name);
        if (open == '"')
            check_arrow(source, line, name, findings);
        else if (open == '<')
            check_library(source, line, name, findings);
        const char *end = strchr(at, '\n');
        at = end ? end + 1 : at + strlen(at);
    }
}
