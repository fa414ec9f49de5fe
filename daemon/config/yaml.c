/* SPDX-License-Identifier: MIT */
/* A YAML file as a flat list of settings. libyaml's events are used, not its documents: documents
 * have lost anchors by the time one sees them, and an alias silently stands for what it names. */
#include "daemon/config/entries.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml.h>

#include "base/base.h"
#include "base/buf.h"

#define FILE_BYTES_MAX (1u << 20)
#define KEY_BYTES_MAX  128

struct reader {
    struct rltd_entries *entries;
    const struct rltd_entry *before; /* last entry that is not from this file */
    const char *path;
    struct rl_buf text;
    yaml_parser_t parser;
    yaml_event_t event; /* the current one; owned */
    bool has_event;
    struct rl_error *err;
};

static int line_of(const struct reader *r)
{
    return (int)r->event.start_mark.line + 1;
}

static int read_file(struct reader *r)
{
    int fd = open(r->path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    ssize_t n = 1;
    int rc = 0;

    if (fd < 0)
        return rl_error_errno(r->err, errno, "cannot open the configuration %s", r->path);
    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
        close(fd);
        return rl_error_set(r->err, RL_ECONFIG, "%s is a folder, not a configuration file",
                            r->path);
    }
    while (n > 0 && r->text.n <= FILE_BYTES_MAX) {
        uint8_t chunk[4096];
        n = read(fd, chunk, sizeof(chunk));
        if (n > 0)
            rl_buf_put(&r->text, chunk, (size_t)n);
        else if (n < 0 && errno == EINTR)
            n = 1;
    }
    if (n < 0)
        rc = rl_error_errno(r->err, errno, "cannot read the configuration %s", r->path);
    else if (r->text.n > FILE_BYTES_MAX)
        rc = rl_error_set(r->err, RL_ECONFIG, "%s: a configuration is not larger than 1 MiB",
                          r->path);
    else if (r->text.failed)
        rc = rl_error_set(r->err, RL_ENOMEM, "out of memory while reading %s", r->path);
    close(fd);
    return rc;
}

/* Whether the given line (from 0) begins with blanks among which is a tab. */
static bool indented_by_tab(const struct rl_buf *text, size_t line)
{
    size_t at = 0;

    for (; line > 0 && at < text->n; at++)
        if (text->data[at] == '\n')
            line--;
    for (; at < text->n && (text->data[at] == ' ' || text->data[at] == '\t'); at++)
        if (text->data[at] == '\t')
            return true;
    return false;
}

static int yaml_error(struct reader *r)
{
    const yaml_parser_t *p = &r->parser;
    size_t line = p->problem_mark.line;
    const char *problem = p->problem ? p->problem : "cannot be read";

    if (p->error == YAML_MEMORY_ERROR)
        return rl_error_set(r->err, RL_ENOMEM, "out of memory while reading %s", r->path);
    if (p->error == YAML_READER_ERROR) {
        line = 0;
        for (size_t i = 0; i < p->problem_offset && i < r->text.n; i++)
            line += r->text.data[i] == '\n';
    }
    if (indented_by_tab(&r->text, line))
        return rl_error_set(r->err, RL_ECONFIG,
                            "%s:%zu: not valid YAML: a tab indents this line; use spaces", r->path,
                            line + 1);
    return rl_error_set(r->err, RL_ECONFIG, "%s:%zu: not valid YAML: %s%s%s", r->path, line + 1,
                        problem, p->context ? ", " : "", p->context ? p->context : "");
}

static int next_event(struct reader *r)
{
    if (r->has_event)
        yaml_event_delete(&r->event);
    r->has_event = yaml_parser_parse(&r->parser, &r->event) != 0;
    return r->has_event ? 0 : yaml_error(r);
}

/* Anchors, aliases and tags: YAML's own little language, which a flat list of keys has no use for.
 */
static int refuse_cleverness(struct reader *r)
{
    const yaml_event_t *e = &r->event;
    const void *anchor = NULL, *tag = NULL;

    if (e->type == YAML_ALIAS_EVENT)
        return rl_error_set(r->err, RL_ECONFIG,
                            "%s:%d: aliases (*%s) are not supported; write the value again",
                            r->path, line_of(r), (const char *)e->data.alias.anchor);
    if (e->type == YAML_SCALAR_EVENT) {
        anchor = e->data.scalar.anchor;
        tag = e->data.scalar.tag;
    } else if (e->type == YAML_SEQUENCE_START_EVENT) {
        anchor = e->data.sequence_start.anchor;
        tag = e->data.sequence_start.tag;
    } else if (e->type == YAML_MAPPING_START_EVENT) {
        anchor = e->data.mapping_start.anchor;
        tag = e->data.mapping_start.tag;
    }
    if (anchor)
        return rl_error_set(r->err, RL_ECONFIG, "%s:%d: anchors (&%s) are not supported; remove it",
                            r->path, line_of(r), (const char *)anchor);
    if (tag)
        return rl_error_set(r->err, RL_ECONFIG, "%s:%d: tags (%s) are not supported; remove it",
                            r->path, line_of(r), (const char *)tag);
    return 0;
}

/* The current scalar as text; libyaml's length catches "\0" escapes, which C strings cannot hold.
 */
static int scalar_text(struct reader *r, const char **out)
{
    const char *text = (const char *)r->event.data.scalar.value;

    for (size_t i = 0; i < r->event.data.scalar.length; i++)
        if ((unsigned char)text[i] < 0x20 && text[i] != '\n' && text[i] != '\t')
            return rl_error_set(r->err, RL_ECONFIG, "%s:%d: a control character in the text",
                                r->path, line_of(r));
    *out = text;
    return 0;
}

static bool is_null(const yaml_event_t *e)
{
    static const char *const words[] = {"", "~", "null", "Null", "NULL"};

    if (e->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
        return false;
    for (size_t i = 0; i < RL_COUNTOF(words); i++)
        if (strcmp((const char *)e->data.scalar.value, words[i]) == 0)
            return true;
    return false;
}

static int add(struct reader *r, const char *key, const char *value, int line)
{
    const struct rltd_entry *e = r->before ? r->before->next : r->entries->first;
    size_t n = 0;

    for (; e; e = e->next, n++)
        if (strcmp(e->key, key) == 0)
            return rl_error_set(r->err, RL_ECONFIG,
                                "%s:%d: '%s' is given twice (first on line %d); remove one",
                                r->path, line, key, e->line);
    if (n >= RLTD_ENTRIES_MAX)
        return rl_error_set(r->err, RL_ECONFIG, "%s:%d: more than %d keys in one file", r->path,
                            line, RLTD_ENTRIES_MAX);
    return rltd_entries_add(
        r->entries,
        &(struct rltd_written){.key = key, .value = value, .file = r->path, .line = line}, r->err);
}

static int read_scalar_value(struct reader *r, const char *key, int line)
{
    const char *text = NULL;
    char *copy;
    size_t n;
    int rc = scalar_text(r, &text);

    if (rc < 0)
        return rc;
    if (is_null(&r->event))
        return add(r, key, NULL, line);
    /* Block scalars ("env: |") end with a line break that nobody means. */
    n = strlen(text);
    while (n > 0 && text[n - 1] == '\n')
        n--;
    copy = strndup(text, n);
    if (!copy)
        return rl_error_set(r->err, RL_ENOMEM, "out of memory while reading %s", r->path);
    rc = add(r, key, copy, line);
    free(copy);
    return rc;
}

/* A flow or block sequence of scalars becomes "[a, b]". */
static int read_sequence_value(struct reader *r, const char *key, int line)
{
    struct rl_buf text;
    const char *item = NULL;
    int rc = 0, n = 0;

    rl_buf_init(&text);
    rl_buf_printf(&text, "[");
    for (; (rc = next_event(r)) == 0 && r->event.type != YAML_SEQUENCE_END_EVENT; n++) {
        if ((rc = refuse_cleverness(r)) < 0)
            goto done;
        if (r->event.type != YAML_SCALAR_EVENT) {
            rc = rl_error_set(r->err, RL_ECONFIG, "%s:%d: the list '%s' must hold plain values",
                              r->path, line_of(r), key);
            goto done;
        }
        if ((rc = scalar_text(r, &item)) < 0)
            goto done;
        rl_buf_printf(&text, "%s%s", n ? ", " : "", item);
    }
    if (rc < 0)
        goto done;
    rl_buf_put(&text, "]", 2);
    rc = text.failed ? rl_error_set(r->err, RL_ENOMEM, "out of memory while reading %s", r->path)
                     : add(r, key, (const char *)text.data, line);
done:
    rl_buf_deinit(&text);
    return rc;
}

static int read_mapping(struct reader *r, const char *section);

static int read_value(struct reader *r, const char *section, const char *key, int line)
{
    switch (r->event.type) {
    case YAML_SCALAR_EVENT:
        return read_scalar_value(r, key, line);
    case YAML_SEQUENCE_START_EVENT:
        return read_sequence_value(r, key, line);
    case YAML_MAPPING_START_EVENT:
        if (section)
            return rl_error_set(r->err, RL_ECONFIG,
                                "%s:%d: '%s' cannot be a section: sections are one level deep",
                                r->path, line, key);
        return read_mapping(r, key);
    default:
        return rl_error_set(r->err, RL_ECONFIG, "%s:%d: '%s' has no value", r->path, line, key);
    }
}

/* The pairs of the mapping whose start is the current event; ends at its end. `section` NULL: top.
 */
static int read_mapping(struct reader *r, const char *section)
{
    char key[KEY_BYTES_MAX];
    const char *name = NULL;
    int rc, line;

    while ((rc = next_event(r)) == 0 && r->event.type != YAML_MAPPING_END_EVENT) {
        if ((rc = refuse_cleverness(r)) < 0)
            return rc;
        line = line_of(r);
        if (r->event.type != YAML_SCALAR_EVENT)
            return rl_error_set(r->err, RL_ECONFIG, "%s:%d: a key must be a word", r->path, line);
        if ((rc = scalar_text(r, &name)) < 0)
            return rc;
        if (!name[0] || (section ? strlen(section) + 1 : 0) + strlen(name) >= sizeof(key))
            return rl_error_set(r->err, RL_ECONFIG, "%s:%d: a key is of 1 to %d bytes", r->path,
                                line, KEY_BYTES_MAX - 1);
        snprintf(key, sizeof(key), "%s%s%s", section ? section : "", section ? "." : "", name);
        if ((rc = next_event(r)) < 0 || (rc = refuse_cleverness(r)) < 0 ||
            (rc = read_value(r, section, key, line)) < 0)
            return rc;
    }
    return rc;
}

static int read_document(struct reader *r)
{
    int rc;

    do { /* STREAM-START, then DOCUMENT-START, or STREAM-END when there is nothing but comments */
        if ((rc = next_event(r)) < 0)
            return rc;
    } while (r->event.type == YAML_STREAM_START_EVENT ||
             r->event.type == YAML_DOCUMENT_START_EVENT);
    if (r->event.type == YAML_STREAM_END_EVENT)
        return 0;
    if ((rc = refuse_cleverness(r)) < 0)
        return rc;
    if (r->event.type != YAML_MAPPING_START_EVENT)
        return rl_error_set(r->err, RL_ECONFIG, "%s:%d: expected lines of the form 'key: value'",
                            r->path, line_of(r));
    if ((rc = read_mapping(r, NULL)) < 0)
        return rc;
    do {
        if ((rc = next_event(r)) < 0)
            return rc;
    } while (r->event.type == YAML_DOCUMENT_END_EVENT);
    if (r->event.type != YAML_STREAM_END_EVENT)
        return rl_error_set(r->err, RL_ECONFIG, "%s:%d: one document per file, please", r->path,
                            line_of(r));
    return 0;
}

/* The text is there; frees it. */
static int read_text(struct reader *r, int rc)
{
    if (rc == 0 && !yaml_parser_initialize(&r->parser))
        rc = rl_error_set(r->err, RL_ENOMEM, "out of memory while reading %s", r->path);
    else if (rc == 0) {
        yaml_parser_set_input_string(&r->parser, r->text.n ? r->text.data : (const uint8_t *)"",
                                     r->text.n);
        rc = read_document(r);
        if (r->has_event)
            yaml_event_delete(&r->event);
        yaml_parser_delete(&r->parser);
    }
    rl_buf_deinit(&r->text);
    return rc;
}

int rltd_entries_read_yaml(struct rltd_entries *entries, const char *path, struct rl_error *err)
{
    struct reader r = {.entries = entries, .before = entries->last, .path = path, .err = err};

    rl_buf_init(&r.text);
    return read_text(&r, read_file(&r));
}

int rltd_entries_read_text(struct rltd_entries *entries, const char *name, const char *text,
                           struct rl_error *err)
{
    struct reader r = {.entries = entries, .before = entries->last, .path = name, .err = err};

    rl_buf_init(&r.text);
    rl_buf_put(&r.text, text, strlen(text));
    return read_text(&r, r.text.failed ? rl_error_set(err, RL_ENOMEM, "out of memory") : 0);
}
