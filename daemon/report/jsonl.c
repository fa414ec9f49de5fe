/* SPDX-License-Identifier: MIT */
#include "daemon/report/jsonl.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_MEMBER  "{\"env_steps\":"
#define SECOND_MEMBER ",\"time\":"

static const char *after(const char *at, const char *member)
{
    size_t n = strlen(member);
    return at && strncmp(at, member, n) == 0 ? at + n : NULL;
}

/* Was the line written after the mark? What is no row of ours stays. */
static bool is_past(const struct rltd_mark *mark, const char *line)
{
    char *end = NULL;
    const char *at = after(line, FIRST_MEMBER);
    if (!at)
        return false;
    uint64_t env_steps = strtoull(at, &end, 10);
    at = after(end, SECOND_MEMBER);
    return !rltd_mark_has_row(mark, env_steps, at ? strtod(at, NULL) : 0);
}

/* Bytes of the lines that stay: up to the first that is torn or past the mark. */
static int find_end(const char *path, const struct rltd_mark *mark, uint64_t *end,
                    struct rl_error *err)
{
    *end = 0;
    FILE *file = fopen(path, "re");
    if (!file)
        return errno == ENOENT ? 0 : rl_error_errno(err, errno, "cannot read %s", path);
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    while ((n = getline(&line, &cap, file)) > 0 && line[n - 1] == '\n') {
        if (is_past(mark, line))
            break;
        *end += (uint64_t)n;
    }
    int failed = n < 0 && !feof(file) ? errno : 0;
    free(line);
    fclose(file);
    return failed ? rl_error_errno(err, failed, "cannot read %s", path) : 0;
}

int rltd_jsonl_open(struct rltd_append *log, const struct rltd_fs *fs, const char *dir,
                    const struct rltd_mark *mark, struct rl_error *err)
{
    char path[1024];
    uint64_t end;
    if (snprintf(path, sizeof(path), "%s/" RLTD_JSONL_FILE, dir) >= (int)sizeof(path))
        return rl_error_set(err, RL_ERANGE, "path '%.100s...' is too long", dir);
    int rc = find_end(path, mark, &end, err);
    if (rc == 0)
        rc = rltd_append_open(log, fs, path, O_CREAT, end, err);
    if (rc)
        return rc;
    rc = fs->truncate(fs->arg, log->fd, end);
    if (rc) {
        rltd_append_close(log);
        return rl_error_errno(err, -rc, "cannot cut %s at %" PRIu64 " bytes", path, end);
    }
    return 0;
}

static void put_string(struct rl_buf *out, const char *text)
{
    rl_buf_put_u8(out, '"');
    for (const char *p = text; *p; p++) {
        if (*p == '"' || *p == '\\')
            rl_buf_put_u8(out, '\\');
        if ((unsigned char)*p < 0x20)
            rl_buf_printf(out, "\\u%04x", (unsigned)*p);
        else
            rl_buf_put_u8(out, (uint8_t)*p);
    }
    rl_buf_put_u8(out, '"');
}

static void put_nonfinite(struct rl_buf *out, const struct rltd_metric_slot *slot,
                          const struct rltd_metric_row *row)
{
    const char *before = ",\"nonfinite\":{";
    for (int32_t i = 0; i < row->n; i++) {
        double value = row->item[i].value;
        if (isfinite(value))
            continue;
        rl_buf_printf(out, "%s", before);
        before = ",";
        put_string(out, slot[row->item[i].metric].tag);
        rl_buf_printf(out, ":\"%s\"", isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
    }
    if (before[1] == '\0')
        rl_buf_put_u8(out, '}');
}

void rltd_jsonl_row(struct rltd_append *log, const struct rltd_metric_slot *slot,
                    const struct rltd_metric_row *row)
{
    if (!log->fs || !rltd_append_room(log))
        return;
    struct rl_buf *out = &log->buf;
    rl_buf_printf(out, FIRST_MEMBER "%" PRIu64 SECOND_MEMBER "%.3f", row->env_steps, row->wall_s);
    for (int32_t i = 0; i < row->n; i++) {
        rl_buf_put_u8(out, ',');
        put_string(out, slot[row->item[i].metric].tag);
        if (isfinite(row->item[i].value))
            rl_buf_printf(out, ":%.12g", row->item[i].value);
        else
            rl_buf_printf(out, ":null");
    }
    put_nonfinite(out, slot, row);
    rl_buf_printf(out, "}\n");
}
