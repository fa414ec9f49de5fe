/* SPDX-License-Identifier: MIT */
#include "daemon/store/scan.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_of(const struct rltd_scan *scan, const struct rltd_ckpt *ckpt, const char *path)
{
    json_t *saved = NULL;
    if (!scan->identity || rltd_ckpt_saved(ckpt, &saved, NULL))
        return true;
    const char *theirs = json_string_value(json_object_get(saved, "identity"));
    bool same = theirs && strcmp(theirs, scan->identity) == 0;
    json_decref(saved);
    if (!same)
        rl_warn(scan->log, "%s is of another experiment: left alone, and not used", path);
    return same;
}

static int scan_file(const struct rltd_scan *scan, const char *file, struct rltd_rows *found,
                     struct rl_error *err)
{
    char path[RLTD_STORE_PATH_MAX];
    struct stat st;
    struct rltd_ckpt *ckpt = NULL;
    struct rltd_row row;
    struct rl_error why = {0};
    if (rltd_path_join(path, scan->folder, file, NULL) || lstat(path, &st) || !S_ISREG(st.st_mode))
        return 0;
    int rc = strlen(file) < sizeof(row.c.file)
                 ? rltd_ckpt_open(&ckpt, path, &why)
                 : rl_error_set(&why, RL_ERANGE, "%s: the name is too long", path);
    if (rc == 0)
        rc = rltd_row_from_file(&row, ckpt, file, &why);
    bool ours = rc == 0 && is_of(scan, ckpt, path);
    rltd_ckpt_close(ckpt);
    if (rc == 0 && ours && rltd_rows_add(found, &row))
        return rl_error_set(err, RL_ENOMEM, "%s: out of memory", scan->folder);
    if (rc == RL_ENOMEM || (rc && scan->strict && rc != RL_ECORRUPT && rc != RL_ENOTFOUND))
        return rl_error_set(err, rc, "%s", why.text);
    if (rc == RL_ECORRUPT && scan->bad)
        scan->bad(scan->store, file, why.text);
    else if (rc && rc != RL_ECORRUPT && scan->log)
        rl_warn(scan->log, "%s: left alone, and not used", why.text);
    return 0;
}

static int by_time(const void *a, const void *b)
{
    const struct rltd_row *x = a, *y = b;
    if (x->c.wall_s != y->c.wall_s)
        return x->c.wall_s < y->c.wall_s ? -1 : 1;
    return strcmp(x->c.file, y->c.file);
}

int rltd_scan(const struct rltd_scan *scan, struct rltd_rows *found, struct rl_error *err)
{
    struct dirent **entry;
    int n = scandir(scan->folder, &entry, NULL, alphasort), rc = 0;
    if (n < 0)
        return errno == ENOENT ? 0 : rl_error_errno(err, errno, "cannot read %s", scan->folder);
    for (int i = 0; i < n; i++) {
        const char *file = entry[i]->d_name;
        if (rc == 0 && rltd_path_is_ckpt(file) && !rltd_rows_hold(scan->known, file))
            rc = scan_file(scan, file, found, err);
        free(entry[i]);
    }
    free(entry);
    if (found->n > 1)
        qsort(found->row, (size_t)found->n, sizeof(*found->row), by_time);
    return rc;
}
