/* SPDX-License-Identifier: MIT */
#include "daemon/store/retention.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "daemon/store/path.h"

static bool has_value(const struct rltd_rules *rules, const struct rltd_row *row)
{
    return row->c.has_metric && !isnan(row->c.metric) && strcmp(row->monitor, rules->monitor) == 0;
}

static bool in_set(const struct rltd_row *row, unsigned set)
{
    return row->state == RLTD_ROW_OK && (row->c.sets & set) == set;
}

bool rltd_row_better(const struct rltd_rules *rules, const struct rltd_row *a,
                     const struct rltd_row *b)
{
    if (!has_value(rules, a) || !has_value(rules, b))
        return has_value(rules, a) && !has_value(rules, b);
    return rules->minimise ? a->c.metric < b->c.metric : a->c.metric > b->c.metric;
}

/* The worst of top-k, among equals the oldest; -1 when the set is empty. */
static int32_t topk_victim(const struct rltd_rules *rules, const struct rltd_row *row, int32_t n)
{
    int32_t victim = -1;
    for (int32_t i = 0; i < n; i++)
        if (in_set(&row[i], RLTD_SET_TOPK) &&
            (victim < 0 || rltd_row_better(rules, &row[victim], &row[i])))
            victim = i;
    return victim;
}

static int64_t count(const struct rltd_row *row, int32_t n, unsigned set)
{
    int64_t total = 0;
    for (int32_t i = 0; i < n; i++)
        total += in_set(&row[i], set);
    return total;
}

bool rltd_topk_admits(const struct rltd_rules *rules, const struct rltd_row *row, int32_t n,
                      const struct rltd_row *incoming)
{
    if (rules->save_top_k == 0)
        return false;
    if (rules->save_top_k < 0 || rules->monitor[0] == '\0' ||
        count(row, n, RLTD_SET_TOPK) < rules->save_top_k)
        return true;
    return rltd_row_better(rules, incoming, &row[topk_victim(rules, row, n)]);
}

static void leave(struct rltd_row *row, unsigned set, int32_t *changed)
{
    row->c.sets &= ~set;
    ++*changed;
}

static void trim_manual(const struct rltd_rules *rules, struct rltd_row *row, int32_t n,
                        int32_t *changed)
{
    if (rules->manual_keep < 0)
        return;
    int64_t kept = 0;
    for (int32_t i = n - 1; i >= 0; i--) /* the newest stay */
        if (in_set(&row[i], RLTD_SET_MANUAL) && !(row[i].c.sets & RLTD_SET_PINNED) &&
            kept++ >= rules->manual_keep)
            leave(&row[i], RLTD_SET_MANUAL, changed);
}

int32_t rltd_retention_apply(const struct rltd_rules *rules, struct rltd_row *row, int32_t n)
{
    int32_t changed = 0;
    while (rules->save_top_k >= 0 && count(row, n, RLTD_SET_TOPK) > rules->save_top_k)
        leave(&row[topk_victim(rules, row, n)], RLTD_SET_TOPK, &changed);
    trim_manual(rules, row, n, &changed);
    int32_t last = rltd_retention_last(row, n);
    for (int32_t i = 0; i < last; i++)
        if (in_set(&row[i], RLTD_SET_LAST))
            leave(&row[i], RLTD_SET_LAST, &changed);
    for (int32_t i = 0; i < n; i++)
        if (row[i].state == RLTD_ROW_OK && row[i].c.sets == 0) {
            row[i].state = RLTD_ROW_DELETING;
            changed++;
        }
    return changed;
}

int32_t rltd_retention_best(const struct rltd_rules *rules, const struct rltd_row *row, int32_t n)
{
    unsigned set = count(row, n, RLTD_SET_TOPK) > 0 ? RLTD_SET_TOPK : 0;
    int32_t best = -1;
    for (int32_t i = 0; i < n; i++)
        if (in_set(&row[i], set) && row[i].c.has_metric &&
            (best < 0 || rltd_row_better(rules, &row[i], &row[best])))
            best = i;
    return best;
}

int32_t rltd_retention_last(const struct rltd_row *row, int32_t n)
{
    for (int32_t i = n - 1; i >= 0; i--)
        if (in_set(&row[i], RLTD_SET_LAST))
            return i;
    return -1;
}

/* ---- by role, name or file ---- */

/* "run" or "run.safetensors". */
static bool is_file_of(const char *file, const char *what)
{
    size_t n = strlen(what);
    return strcmp(file, what) == 0 ||
           (strncmp(file, what, n) == 0 && strcmp(file + n, RLTD_CKPT_SUFFIX) == 0);
}

int32_t rltd_row_find(const struct rltd_rules *rules, const struct rltd_row *row, int32_t n,
                      const char *what)
{
    if (strcmp(what, "last") == 0)
        return rltd_retention_last(row, n);
    if (strcmp(what, "best") == 0)
        return rltd_retention_best(rules, row, n);
    for (int32_t i = n - 1; i >= 0; i--)
        if (row[i].state == RLTD_ROW_OK &&
            (strcmp(row[i].c.name, what) == 0 || is_file_of(row[i].c.file, what)))
            return i;
    return -1;
}

int rltd_row_not_found(const struct rltd_row *row, int32_t n, const char *dir, const char *what,
                       struct rl_error *err)
{
    char list[320] = "none";
    size_t at = 0;
    for (int32_t i = n - 1; i >= 0 && at + 64 < sizeof(list); i--)
        if (row[i].state == RLTD_ROW_OK)
            at += (size_t)snprintf(list + at, sizeof(list) - at, "%s%.60s", at ? ", " : "",
                                   row[i].c.file);
    return rl_error_set(err, RL_ENOTFOUND, "no checkpoint '%.60s' in %.100s; there is: %s", what,
                        dir, list);
}
