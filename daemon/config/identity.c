/* SPDX-License-Identifier: MIT */
#include "daemon/config/identity.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* A line of the text: "key: value", "section:", or "  key: value" of that section. */
struct line {
    const char *next;
    char section[40], key[96], value[160];
};

/* False at the end. Lines that only name a section are passed over. */
static bool next_line(struct line *line)
{
    while (*line->next) {
        const char *at = line->next + strspn(line->next, " "), *end = at + strcspn(at, "\n");
        const char *colon = memchr(at, ':', (size_t)(end - at));
        bool indented = at > line->next;
        line->next = end + (*end == '\n');
        if (!colon)
            continue;
        if (!indented)
            line->section[0] = '\0';
        if (colon + 1 == end) {
            snprintf(line->section, sizeof line->section, "%.*s.", (int)(colon - at), at);
            continue;
        }
        snprintf(line->key, sizeof line->key, "%s%.*s", line->section, (int)(colon - at), at);
        snprintf(line->value, sizeof line->value, "%.*s", (int)(end - colon - 2), colon + 2);
        return true;
    }
    return false;
}

static const char *value_in(const char *text, const char *key, struct line *line)
{
    *line = (struct line){.next = text};
    while (next_line(line))
        if (strcmp(line->key, key) == 0)
            return line->value;
    return "-";
}

static void add(struct rl_buf *out, const char *key, const char *then, const char *now)
{
    rl_buf_printf(out, "%s%s: %s -> %s", out->n ? ", " : "", key, then, now);
}

void rltd_identity_difference(const char *then, const char *now, struct rl_buf *out)
{
    struct line line = {.next = now}, other;
    while (next_line(&line)) {
        const char *was = value_in(then, line.key, &other);
        if (strcmp(was, line.value) != 0)
            add(out, line.key, was, line.value);
    }
    line = (struct line){.next = then};
    while (next_line(&line))
        if (strcmp(value_in(now, line.key, &other), "-") == 0)
            add(out, line.key, line.value, "-");
}
