/* SPDX-License-Identifier: MIT */
#include "daemon/offline.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/clock.h"
#include "ctl/proto.h"
#include "daemon/control/json.h"
#include "daemon/store/folder.h"
#include "daemon/store/store.h"

/* ---- folders ---- */

struct run_dir {
    char name[RLTD_RUN_NAME_MAX];
    char dir[640]; /* of its newest version */
};

struct run_dirs {
    struct run_dir *v;
    size_t n;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct run_dir *)a)->name, ((const struct run_dir *)b)->name);
}

static int add_run(struct run_dirs *dirs, const char *runs, const char *name, struct rl_error *err)
{
    struct run_dir run, *grown;
    char path[600];
    int32_t version;

    if (rltd_run_name_check(name, NULL) < 0)
        return 0; /* not one of ours */
    snprintf(path, sizeof(path), "%.512s/%s", runs, name);
    version = rltd_newest_version(path);
    if (version < 0)
        return 0;
    snprintf(run.name, sizeof(run.name), "%s", name);
    snprintf(run.dir, sizeof(run.dir), "%s/version_%d", path, version);
    grown = realloc(dirs->v, (dirs->n + 1) * sizeof(*grown));
    if (!grown)
        return rl_error_set(err, RL_ENOMEM, "out of memory while listing runs");
    dirs->v = grown;
    dirs->v[dirs->n++] = run;
    return 0;
}

/* Every run of the folder, or the one of that name; RL_ENOTFOUND when there is none. */
static int find_runs(struct run_dirs *dirs, const char *runs, const char *only,
                     struct rl_error *err)
{
    DIR *d = opendir(runs);
    struct dirent *entry;
    int rc = 0;

    *dirs = (struct run_dirs){0};
    if (!d)
        return rl_error_errno(err, errno,
                              "cannot read the folder of runs '%s' (--runs names another)", runs);
    while (rc == 0 && (entry = readdir(d)))
        if (!only[0] || strcmp(entry->d_name, only) == 0)
            rc = add_run(dirs, runs, entry->d_name, err);
    closedir(d);
    if (rc == 0 && dirs->n == 0)
        rc = only[0] ? rl_error_set(err, RL_ENOTFOUND, "there is no run '%s' in '%s'", only, runs)
                     : rl_error_set(err, RL_ENOTFOUND, "there are no runs in '%s'", runs);
    if (rc == 0)
        qsort(dirs->v, dirs->n, sizeof(dirs->v[0]), by_name);
    return rc;
}

int rltd_only_run(const char *runs, char *name, size_t name_bytes, struct rl_error *err)
{
    struct run_dirs dirs;
    char list[300] = "";
    size_t used = 0;
    int rc = find_runs(&dirs, runs, "", err);

    if (rc == 0 && dirs.n == 1)
        snprintf(name, name_bytes, "%s", dirs.v[0].name);
    for (size_t i = 0; rc == 0 && dirs.n > 1 && i < dirs.n && used < sizeof(list); i++)
        used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", i ? ", " : "",
                                 dirs.v[i].name);
    if (used > 0)
        rc = rl_error_set(err, RL_EINVAL, "'%s' holds several runs, choose one with -r: %s", runs,
                          list);
    free(dirs.v);
    return rc;
}

/* ---- ls ---- */

static void row_of(struct rltd_ls_row *row, const char *run, const struct rltd_checkpoint *c)
{
    static const struct {
        unsigned bit;
        const char *name;
    } sets[] = {
#define X(id, bit, name) {bit, name},
        RLTD_SETS(X)
#undef X
    };
    size_t used = 0;

    *row = (struct rltd_ls_row){.run = run,
                                .file = c->file,
                                .name = c->name,
                                .env_steps = c->counters.env_steps,
                                .bytes = c->bytes,
                                .metric = c->has_metric ? c->metric : NAN,
                                .wall_s = c->wall_s};
    for (size_t i = 0; i < RL_COUNTOF(sets); i++)
        if (c->sets & sets[i].bit)
            used += (size_t)snprintf(row->sets + used, sizeof(row->sets) - used, "%s%s",
                                     used ? "," : "", sets[i].name);
}

struct listing {
    struct rltd_checkpoint *list;
    int32_t n;
};

static int print_table(const struct run_dirs *dirs, const struct listing *listings,
                       struct rl_error *err)
{
    size_t n = 0, at = 0;
    struct rltd_ls_row *rows;

    for (size_t i = 0; i < dirs->n; i++)
        n += (size_t)listings[i].n;
    rows = calloc(n + 1, sizeof(*rows));
    if (!rows)
        return rl_error_set(err, RL_ENOMEM, "out of memory while listing checkpoints");
    for (size_t i = 0; i < dirs->n; i++)
        for (int32_t j = 0; j < listings[i].n; j++)
            row_of(&rows[at++], dirs->v[i].name, &listings[i].list[j]);
    rltd_ls_print(stdout, rows, n, rl_wall_s());
    free(rows);
    return 0;
}

/* {"checkpoints": [...]}, each with its run and the folder of its file. */
static int print_json(const struct run_dirs *dirs, const struct listing *listings,
                      struct rl_error *err)
{
    json_t *all = json_array(), *object = json_pack("{s:o}", "checkpoints", all);
    int rc = 0;

    for (size_t i = 0; i < dirs->n; i++)
        for (int32_t j = 0; j < listings[i].n; j++) {
            json_t *row = rltd_json_checkpoint(&listings[i].list[j]);

            json_object_set_new(row, "run", rltd_json_text(dirs->v[i].name));
            json_object_set_new(row, "dir", rltd_json_text(dirs->v[i].dir));
            json_array_append_new(all, row);
        }
    if (!object || json_dumpf(object, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) != 0)
        rc = rl_error_set(err, RL_EIO, "cannot write the list");
    printf("\n");
    json_decref(object);
    return rc;
}

int rltd_ls_main(const char *runs, const char *run, bool json, struct rl_error *err)
{
    struct run_dirs dirs;
    struct listing *listings = NULL;
    int rc = find_runs(&dirs, runs, run, err);

    if (rc == 0) {
        listings = calloc(dirs.n, sizeof(*listings));
        if (!listings)
            rc = rl_error_set(err, RL_ENOMEM, "out of memory while listing runs");
    }
    for (size_t i = 0; rc == 0 && i < dirs.n; i++) {
        rc = rltd_index_list(dirs.v[i].dir, &listings[i].list, &listings[i].n, err);
        if (rc == RL_ENOTFOUND && !run[0]) /* one run that never got as far as an index */
            rc = 0;
    }
    if (rc == 0)
        rc = json ? print_json(&dirs, listings, err) : print_table(&dirs, listings, err);
    for (size_t i = 0; listings && i < dirs.n; i++)
        free(listings[i].list);
    free(listings);
    free(dirs.v);
    return rltd_exit_of(rc);
}
