/* SPDX-License-Identifier: MIT */
/* Start-up: after a crash the files and the index may each know something that the other does not.
 *
 *   temp file              removed: nobody was ever told of it
 *   file, no row, valid    adopted if a set wants it: it was whole, only its row was not committed;
 *                          else, and if it is of another experiment, left alone: not ours
 *   file, no row, invalid  quarantined, never deleted
 *   row, no file           flagged missing
 *   row, file of another size  flagged corrupt, quarantined
 *   row that the resume should have come from but did not, damaged  likewise
 *   row marked deleting    the deletion is carried out
 */
#include "daemon/store/store_private.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "daemon/store/scan.h"

#define QUARANTINE "quarantine"

static void remove_temps(struct rltd_store *store, const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    char path[RLTD_STORE_PATH_MAX];
    while (dir && (entry = readdir(dir)) != NULL)
        if (strncmp(entry->d_name, RLTD_TEMP_PREFIX, sizeof(RLTD_TEMP_PREFIX) - 1) == 0 &&
            rltd_path_join(path, folder, entry->d_name, NULL) == 0)
            store->fs->unlink(store->fs->arg, path);
    if (dir)
        closedir(dir);
}

int rltd_store_quarantine(struct rltd_store *store, const char *file, const char *why)
{
    char folder[RLTD_STORE_PATH_MAX], from[RLTD_STORE_PATH_MAX], to[RLTD_STORE_PATH_MAX], name[300];
    if (rltd_path_join(folder, store->folder, QUARANTINE, NULL) ||
        rltd_path_join(from, store->folder, file, NULL) || (mkdir(folder, 0700) && errno != EEXIST))
        return RL_EIO;
    int rc = -EEXIST;
    for (int i = 0; i < 1000 && rc == -EEXIST; i++) {
        snprintf(name, sizeof(name), i ? "%s.%d" : "%s", file, i);
        if (rltd_path_join(to, folder, name, NULL))
            return RL_ERANGE;
        rc = store->fs->rename(store->fs->arg, from, to, false);
    }
    rl_warn(store->log, "%s; %s", why, rc ? "it stays where it is" : "moved to " QUARANTINE "/");
    return rc ? RL_EIO : 0;
}

/* The row that this incarnation was resumed from was verified then, unless others are of the same
 * step. What would have come before it, `last` and the newer ones, was found wanting. */
static bool is_doubtful(const struct rltd_store *store, const struct rltd_store_config *config,
                        int32_t i)
{
    const struct rltd_row *row = store->rows.row;
    int32_t source = -1, n = 0;
    if (row[i].state == RLTD_ROW_CORRUPT)
        return true;
    for (int32_t j = 0; j < store->rows.n && config->resumed; j++)
        if (row[j].c.counters.env_steps == config->resume.env_steps) {
            source = source < 0 ? j : source; /* the oldest */
            n++;
        }
    if (n == 1 && i == source)
        return false;
    return i == rltd_retention_last(row, store->rows.n) || (n > 0 && i >= source);
}

/* What the file of a row says about its state. */
static enum rltd_row_state look(struct rltd_store *store, const struct rltd_row *row, bool inside)
{
    char path[RLTD_STORE_PATH_MAX];
    struct stat st;
    struct rltd_ckpt *ckpt = NULL;
    struct rl_error why = {0};
    if (row->state == RLTD_ROW_DELETING)
        return RLTD_ROW_DELETING;
    if (rltd_path_join(path, store->folder, row->c.file, NULL) || stat(path, &st)) {
        if (row->state == RLTD_ROW_CORRUPT)
            return RLTD_ROW_CORRUPT; /* put aside before */
        rl_warn(store->log, "checkpoint %s/%s is gone; the index remembers it as missing",
                store->folder, row->c.file);
        return RLTD_ROW_MISSING;
    }
    int rc = 0;
    if ((uint64_t)st.st_size != row->c.bytes)
        rc = rl_error_set(&why, RL_ECORRUPT,
                          "checkpoint %s has %lld bytes instead of %llu: corrupt, not used", path,
                          (long long)st.st_size, (unsigned long long)row->c.bytes);
    else if (inside)
        rc = rltd_ckpt_open(&ckpt, path, &why);
    rltd_ckpt_close(ckpt);
    if (rc && rc != RL_ECORRUPT) /* it may be whole */
        return row->state == RLTD_ROW_CORRUPT ? RLTD_ROW_CORRUPT : RLTD_ROW_OK;
    if (rc == 0)
        return RLTD_ROW_OK;
    rltd_store_quarantine(store, row->c.file, why.text);
    return RLTD_ROW_CORRUPT;
}

/* The sets that a file without a row may enter. It never pushes out what was saved after it: it may
 * be an old file whose removal was lost, or one that somebody put back. */
static unsigned entitled(const struct rltd_store *store, const struct rltd_store_config *config,
                         const struct rltd_row *row)
{
    unsigned sets = row->c.sets;
    int64_t n_newer = 0;
    for (int32_t i = 0; i < store->rows.n; i++) {
        const struct rltd_row *other = &store->rows.row[i];
        if (other->state != RLTD_ROW_OK || other->c.wall_s < row->c.wall_s)
            continue;
        if (other->c.sets & RLTD_SET_LAST)
            sets &= ~(unsigned)RLTD_SET_LAST;
        n_newer += (other->c.sets & (RLTD_SET_MANUAL | RLTD_SET_PINNED)) == RLTD_SET_MANUAL;
    }
    if (config->resumed && row->c.counters.env_steps > config->resume.env_steps)
        sets &= ~(unsigned)RLTD_SET_LAST; /* the run did not go on from there */
    if (store->rules.manual_keep >= 0 && n_newer >= store->rules.manual_keep)
        sets &= ~(unsigned)RLTD_SET_MANUAL;
    if (!rltd_topk_admits(&store->rules, store->rows.row, store->rows.n, row))
        sets &= ~(unsigned)RLTD_SET_TOPK;
    return sets;
}

/* Valid files without a row become rows, in the order they were saved. */
static int adopt(struct rltd_store *store, const struct rltd_store_config *config,
                 struct rl_error *err)
{
    struct rltd_rows found = {0};
    struct rltd_scan scan = {.folder = store->folder,
                             .known = &store->rows,
                             .identity = store->identity,
                             .log = store->log,
                             .bad = rltd_store_quarantine,
                             .store = store};
    int rc = rltd_scan(&scan, &found, err);
    for (int32_t i = 0; i < found.n && rc == 0; i++) {
        struct rltd_row *row = &found.row[i];
        row->c.sets = entitled(store, config, row);
        if (row->c.sets == 0) {
            rl_warn(store->log,
                    "checkpoint %s/%s is not in the index, and no set has room for it: "
                    "left alone",
                    store->folder, row->c.file);
            continue;
        }
        rc = rltd_index_insert(store->index, row, err);
        if (rc == 0 && rltd_rows_add(&store->rows, row))
            rc = rl_error_set(err, RL_ENOMEM, "%s: out of memory", store->dir);
        if (rc == 0)
            rl_info(store->log, "checkpoint %s had no row in the index: adopted", row->c.file);
    }
    rltd_rows_deinit(&found);
    return rc;
}

/* The row that this incarnation was resumed from is kept as long as it runs. */
static void mark_source(struct rltd_store *store, const struct rltd_store_config *config)
{
    struct rltd_row *source = NULL;
    for (int32_t i = 0; i < store->rows.n; i++) {
        struct rltd_row *row = &store->rows.row[i];
        row->c.sets &= ~(unsigned)RLTD_SET_SOURCE;
        if (row->state == RLTD_ROW_OK && row->c.counters.env_steps == config->resume.env_steps)
            source = row;
    }
    if (source && config->resumed)
        source->c.sets |= RLTD_SET_SOURCE;
}

void rltd_store_put_index_aside(struct rltd_store *store, const char *why)
{
    static const char *const files[] = {RLTD_INDEX_FILE, RLTD_INDEX_FILE "-wal",
                                        RLTD_INDEX_FILE "-shm"};
    char from[RLTD_STORE_PATH_MAX], to[RLTD_STORE_PATH_MAX], name[96];
    for (size_t i = 0; i < RL_COUNTOF(files); i++) {
        snprintf(name, sizeof(name), "%s.damaged-%.0f", files[i], rl_wall_s());
        if (rltd_path_join(from, store->dir, files[i], NULL) == 0 &&
            rltd_path_join(to, store->dir, name, NULL) == 0)
            store->fs->rename(store->fs->arg, from, to, true);
    }
    rl_warn(store->log, "%s; put aside as %s.damaged-*, built anew from the checkpoint files", why,
            RLTD_INDEX_FILE);
}

int rltd_store_reconcile(struct rltd_store *store, const struct rltd_store_config *config,
                         struct rl_error *err)
{
    remove_temps(store, store->folder);
    remove_temps(store, store->dir);
    int rc = rltd_index_load(store->index, &store->rows, err);
    for (int32_t i = store->rows.n - 1; i >= 0 && rc == 0;
         i--) /* past a damaged `last`: the next */
        store->rows.row[i].state = look(store, &store->rows.row[i], is_doubtful(store, config, i));
    if (rc == 0)
        rc = adopt(store, config, err);
    mark_source(store, config);
    rltd_retention_apply(&store->rules, store->rows.row, store->rows.n);
    for (int32_t i = 0; i < store->rows.n && rc == 0; i++)
        rc = rltd_index_update(store->index, &store->rows.row[i], err);
    return rc;
}
