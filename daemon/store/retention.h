/* SPDX-License-Identifier: MIT */
/* Which checkpoints stay: rules on rows, without any file or index. Sets are independent; a row
 * leaves the disk with its last membership. Rows are in order of saving, oldest first. */
#pragma once

#include "daemon/store/store.h"

/* Texts in the index. */
enum rltd_row_state {
    RLTD_ROW_OK,       /* "ok" */
    RLTD_ROW_DELETING, /* "deleting": in no set any more, the file goes next */
    RLTD_ROW_MISSING,  /* "missing": somebody removed the file */
    RLTD_ROW_CORRUPT,  /* "corrupt": not what was written */
};

struct rltd_row {
    struct rltd_checkpoint c;
    char monitor[64]; /* what c.metric measured; incomparable with another monitor's */
    enum rltd_row_state state;
    bool unlinked; /* DELETING, and this process has taken the file away already */
};

struct rltd_rules {
    const char *monitor; /* "": none, then top-k means the newest one */
    bool minimise;
    int64_t save_top_k, manual_keep; /* -1: all */
};

/* Strictly better. A row without a comparable finite-or-infinite value is worse than every other.
 */
bool rltd_row_better(const struct rltd_rules *rules, const struct rltd_row *a,
                     const struct rltd_row *b);
/* Would `row` enter top-k? Fewer than k: always. Else it must be strictly better than the k-th. */
bool rltd_topk_admits(const struct rltd_rules *rules, const struct rltd_row *row, int32_t n,
                      const struct rltd_row *incoming);
/* Take memberships away until every set has its size: the worst of top-k (among equals the oldest),
 * the oldest of the unpinned manual ones, all but the newest `last`. Rows that end without a set
 * become DELETING. Returns how many rows changed. */
int32_t rltd_retention_apply(const struct rltd_rules *rules, struct rltd_row *row, int32_t n);
/* Index of the best row of top-k, or of all that have a value where top-k is empty (among equals
 * the oldest; NaN only if there is nothing else); -1 if none. */
int32_t rltd_retention_best(const struct rltd_rules *rules, const struct rltd_row *row, int32_t n);
/* Index of the row that is `last`, -1 if none. */
int32_t rltd_retention_last(const struct rltd_row *row, int32_t n);
/* Index of the row that is "last" or "best", or the newest of that name or file (with or without
 * its suffix); -1 if none. */
int32_t rltd_row_find(const struct rltd_rules *rules, const struct rltd_row *row, int32_t n,
                      const char *what);
/* RL_ENOTFOUND with the list of what there is; `dir` for the text. */
int rltd_row_not_found(const struct rltd_row *row, int32_t n, const char *dir, const char *what,
                       struct rl_error *err);
