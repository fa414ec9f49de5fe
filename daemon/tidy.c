/* SPDX-License-Identifier: MIT */
/* Tidying the folder of a run that has ended. */
#include <jansson.h>
#include <stdio.h>

#include "base/log.h"
#include "ctl/proto.h"
#include "daemon/control/json.h"
#include "daemon/offline.h"

static int exit_of(int rc)
{
    return rc == RL_EINVAL ? RLTD_EXIT_USAGE : rltd_exit_of(rc);
}

int rltd_best_main(const char *runs, const char *run, struct rl_error *err)
{
    char path[1024];
    int rc = rltd_ckpt_resolve(runs, run, "best", path, sizeof(path), err);

    if (rc == 0)
        printf("%s\n", path);
    return exit_of(rc);
}

int rltd_edit_main(const char *runs, const char *run, enum rltd_edit edit, const char *what,
                   bool json, struct rl_error *err)
{
    static const char *const done[] = {"pinned", "unpinned", "removed"};
    static const char *const was[] = {"was pinned already", "was not pinned"};
    struct rltd_checkpoint now;
    struct rl_log log;
    char dir[512];
    json_t *row;
    int rc = rltd_run_newest_dir(runs, run, dir, sizeof(dir), err);

    rl_log_init(&log);
    if (rc == 0)
        rc = rltd_folder_edit(dir, edit, what, &log, &now, err);
    if (rc < 0)
        return exit_of(rc);
    if (!json && rc == RLTD_EDIT_UNCHANGED)
        printf("%s: %s %s\n", run, now.file, was[edit]);
    else if (!json)
        printf("%s: %s %s\n", run, done[edit], now.file);
    if (!json)
        return RLTD_EXIT_OK;
    row = rltd_json_checkpoint(&now);
    if (rc == RLTD_EDIT_UNCHANGED)
        json_object_set_new(row, "unchanged", json_true());
    json_dumpf(row, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
    printf("\n");
    json_decref(row);
    return RLTD_EXIT_OK;
}

/* ---- fsck ---- */

struct listing {
    json_t *files; /* NULL: text */
};

static void found(void *arg, const char *file, const char *what, bool good)
{
    struct listing *l = arg;

    if (l->files)
        json_array_append_new(l->files, json_pack("{s:o, s:o, s:b}", "file", rltd_json_text(file),
                                                  "what", rltd_json_text(what), "good", good));
    else
        printf("%-4s %s: %s\n", good ? "ok" : "BAD", file, what);
}

int rltd_fsck_main(const char *runs, const char *run, bool repair, bool json, struct rl_error *err)
{
    struct listing l = {.files = json ? json_array() : NULL};
    struct rl_log log;
    char dir[512];
    json_t *all;
    int rc = rltd_run_newest_dir(runs, run, dir, sizeof(dir), err);

    rl_log_init(&log);
    if (rc == 0)
        rc = rltd_folder_check(dir, repair, &log, found, &l, err);
    if (rc < 0) {
        json_decref(l.files);
        return exit_of(rc);
    }
    if (json) {
        all = json_pack("{s:o, s:o, s:i, s:b}", "dir", rltd_json_text(dir), "files", l.files,
                        "problems", rc, "repaired", repair && rc > 0);
        json_dumpf(all, stdout, JSON_INDENT(2));
        printf("\n");
        json_decref(all);
    } else {
        printf("%s: %d problem%s%s\n", dir, rc, rc == 1 ? "" : "s",
               rc == 0  ? ""
               : repair ? ", mended"
                        : "; `rltctl fsck --repair` mends");
    }
    return rc == 0 || repair ? RLTD_EXIT_OK : RLTD_EXIT_FAILURE;
}
