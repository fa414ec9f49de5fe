/* SPDX-License-Identifier: MIT */
#include "tests/house/house.h"

#include <stdbool.h>
#include <string.h>

#define MAX_COLUMNS 100
static const char spdx[] = "/* SPDX-License-Identifier: MIT */\n";

static bool ends_with(const char *text, const char *tail)
{
    size_t n = strlen(text), tail_n = strlen(tail);
    return n >= tail_n && strcmp(text + n - tail_n, tail) == 0;
}

/* Columns of UTF-8 text: its continuation bytes take none. */
static size_t columns(const char *line, size_t bytes)
{
    size_t n = 0;
    for (size_t i = 0; i < bytes; i++)
        n += ((unsigned char)line[i] & 0xc0) != 0x80;
    return n;
}

void house_check_text(const struct house_source *source, struct rl_buf *findings)
{
    bool table = ends_with(source->path, ".def");
    if (strncmp(source->text, spdx, sizeof spdx - 1) != 0)
        rl_buf_printf(findings, "%s:1: the first line is not %s", source->path, spdx);
    if (ends_with(source->path, ".h") && !strstr(source->text, "\n#pragma once\n"))
        rl_buf_printf(findings, "%s:1: the header has no #pragma once\n", source->path);
    int line = 1;
    for (const char *at = source->text; *at; line++) {
        size_t n = strcspn(at, "\n");
        if (!table && columns(at, n) > MAX_COLUMNS)
            rl_buf_printf(findings, "%s:%d: %zu columns, at most %d\n", source->path, line,
                          columns(at, n), MAX_COLUMNS);
        if (memchr(at, '\t', n))
            rl_buf_printf(findings, "%s:%d: a tab\n", source->path, line);
        at += n + (at[n] == '\n');
    }
}
