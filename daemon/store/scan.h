/* SPDX-License-Identifier: MIT */
/* Checkpoint files of a folder that the index does not know: each describes itself. */
#pragma once

#include "daemon/store/store_private.h"

struct rltd_scan {
    const char *folder;
    const struct rltd_rows *known; /* files that are not looked at */
    const char
        *identity;      /* files of another experiment are passed over with a warning; NULL: none */
    struct rl_log *log; /* for that warning, and those of files that cannot be read; may be NULL */
    bool strict;        /* a file that cannot be read is an error: it may be the newest */
    /* What to do with a file that is damaged; may be NULL. Its result is ignored. */
    int (*bad)(struct rltd_store *store, const char *file, const char *why);
    struct rltd_store *store; /* passed to `bad` */
};

/* Appends a row for every valid file, oldest save first. */
int rltd_scan(const struct rltd_scan *scan, struct rltd_rows *found, struct rl_error *err);
