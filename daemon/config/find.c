/* SPDX-License-Identifier: MIT */
#include "daemon/config/find.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"

#define RECIPES_MAX 512

struct recipes {
    char *name[RECIPES_MAX]; /* without ".yaml"; owned */
    int n;
};

/* The i-th folder of recipes into `out`; false past the end. An empty path is one to skip. */
static bool recipe_dir(int i, char *out, size_t out_bytes)
{
    const char *own = getenv("RLTD_RECIPES");
    char exe[RLTD_PATH_MAX];
    ssize_t n;
    char *slash;

    out[0] = '\0';
    switch (i) {
    case 0:
        if (own)
            snprintf(out, out_bytes, "%s", own);
        return true;
    case 1: /* PREFIX/bin/rltd -> PREFIX/share/rltd/recipes */
        n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
        exe[n > 0 ? n : 0] = '\0';
        for (int up = 0; up < 2; up++)
            if ((slash = strrchr(exe, '/')))
                *slash = '\0';
        snprintf(out, out_bytes, "%.400s/share/rltd/recipes", exe);
        return true;
    case 2:
        snprintf(out, out_bytes, "%s", RLTD_SOURCE_RECIPES);
        return true;
    default:
        return false;
    }
}

static bool ends_with(const char *text, const char *tail)
{
    size_t n = strlen(text), m = strlen(tail);

    return n > m && strcmp(text + n - m, tail) == 0;
}

static void recipes_add(struct recipes *r, const char *file)
{
    size_t n = strlen(file) - strlen(".yaml");

    for (int i = 0; i < r->n; i++)
        if (strlen(r->name[i]) == n && memcmp(r->name[i], file, n) == 0)
            return;
    if (r->n < RECIPES_MAX && (r->name[r->n] = strndup(file, n)))
        r->n++;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void recipes_init(struct recipes *r)
{
    char dir[RLTD_PATH_MAX];

    r->n = 0;
    for (int i = 0; recipe_dir(i, dir, sizeof(dir)); i++) {
        DIR *d = dir[0] ? opendir(dir) : NULL;
        struct dirent *entry;

        while (d && (entry = readdir(d)))
            if (entry->d_name[0] != '.' && ends_with(entry->d_name, ".yaml"))
                recipes_add(r, entry->d_name);
        if (d)
            closedir(d);
    }
    qsort(r->name, (size_t)r->n, sizeof(r->name[0]), by_name);
}

static void recipes_deinit(struct recipes *r)
{
    for (int i = 0; i < r->n; i++)
        free(r->name[i]);
}

void rltd_recipe_names(struct rl_buf *out)
{
    struct recipes r;

    recipes_init(&r);
    for (int i = 0; i < r.n; i++)
        rl_buf_printf(out, "%s%s", i ? ", " : "", r.name[i]);
    if (r.n == 0)
        rl_buf_printf(out, "none");
    recipes_deinit(&r);
}

void rltd_agent_names(struct rl_buf *out)
{
    const struct agent_type *type;

    for (size_t i = 0; (type = agent_at(i)); i++)
        rl_buf_printf(out, "%s%s", i ? ", " : "", type->name);
}

/* Keeps in *best the nearer of it and `name`; words that share no more than letters are not near.
 */
static void nearer(const char *what, const char *name, const char **best, size_t *best_distance)
{
    size_t distance = rl_edit_distance(what, name);

    if (distance < *best_distance) {
        *best = name;
        *best_distance = distance;
    }
}

static size_t reach(const char *what)
{
    return RL_MAX(strlen(what) / 3, (size_t)1) + 1;
}

const char *rltd_agent_nearest(const char *name)
{
    const char *best = NULL;
    size_t distance = reach(name);
    const struct agent_type *type;

    for (size_t i = 0; (type = agent_at(i)); i++)
        nearer(name, type->name, &best, &distance);
    return best;
}

static int not_found(const char *what, struct rl_error *err)
{
    struct recipes r;
    struct rl_buf agents, names;
    const char *best = NULL;
    size_t distance = reach(what);
    const struct agent_type *type;
    int rc;

    recipes_init(&r);
    rl_buf_init(&agents);
    rl_buf_init(&names);
    for (int i = 0; i < r.n; i++)
        nearer(what, r.name[i], &best, &distance);
    for (size_t i = 0; (type = agent_at(i)); i++)
        nearer(what, type->name, &best, &distance);
    for (int i = 0; i < r.n; i++)
        rl_buf_printf(&names, "%s%s", i ? ", " : "", r.name[i]);
    rltd_agent_names(&agents);
    rc = rl_error_set(err, RL_ENOTFOUND,
                      "no recipe or agent is called '%.64s'%s%s%s; agents: %.*s; recipes: %.*s",
                      what, best ? "; did you mean '" : "", best ? best : "", best ? "'?" : "",
                      (int)agents.n, agents.data ? (char *)agents.data : "", (int)names.n,
                      names.data ? (char *)names.data : "none");
    rl_buf_deinit(&names);
    rl_buf_deinit(&agents);
    recipes_deinit(&r);
    return rc;
}

/* "runs/x.yaml" -> "x" */
static void stem_of(const char *path, char *out, size_t out_bytes)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    const char *dot = strrchr(base, '.');

    snprintf(out, out_bytes, "%.*s", (int)(dot && dot > base ? (size_t)(dot - base) : strlen(base)),
             base);
}

int rltd_find(struct rltd_found *found, const char *what, struct rl_error *err)
{
    char dir[RLTD_PATH_MAX];

    memset(found, 0, sizeof(*found));
    if (strlen(what) >= sizeof(found->path))
        return rl_error_set(err, RL_ECONFIG, "'%.60s...' is too long for a path", what);
    if (strchr(what, '/') || ends_with(what, ".yaml") || ends_with(what, ".yml")) {
        snprintf(found->path, sizeof(found->path), "%s", what);
        stem_of(what, found->stem, sizeof(found->stem));
        return 0;
    }
    snprintf(found->stem, sizeof(found->stem), "%.63s", what);
    for (int i = 0; what[0] && recipe_dir(i, dir, sizeof(dir)); i++) {
        int n = dir[0] ? snprintf(found->path, sizeof(found->path), "%s/%s.yaml", dir, what) : -1;

        if (n > 0 && (size_t)n < sizeof(found->path) && access(found->path, F_OK) == 0)
            return 0;
    }
    found->path[0] = '\0';
    found->type = agent_find(what);
    return found->type ? 0 : not_found(what, err);
}
