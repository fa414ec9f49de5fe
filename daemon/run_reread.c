/* SPDX-License-Identifier: MIT */
/* SIGHUP: the configuration file is read anew. What it says otherwise than before is set as by
 * `rltctl set`, all or none, so a bad file changes nothing; keys that cannot change while the run
 * goes on wait for a restart. What the command line gives stays. */
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "daemon/run_private.h"

enum { CHANGES_MAX = 64 };

struct reread {
    struct rltd_run *run;
    const struct rltd_entry *entry[CHANGES_MAX]; /* that are set */
    struct rltd_pair pair[CHANGES_MAX];
    char key[CHANGES_MAX][96];
    int32_t n;
};

/* The newest that means the key, in the file or on the command line. */
static const struct rltd_entry *last_of(const struct rltd_run *run, const char *name, bool in_file)
{
    const struct rltd_entry *found = NULL;
    char key[96];
    for (const struct rltd_entry *e = run->keys.entries.first; e; e = e->next)
        if ((e->line != 0) == in_file && rltd_entry_key(run->keys.agent_type, e, key, sizeof key) &&
            strcmp(key, name) == 0)
            found = e;
    return found;
}

static bool is_new(const struct rltd_run *run, const struct rltd_entry *e, const char *name)
{
    const struct rltd_entry *was = last_of(run, name, true);
    if (last_of(run, name, false))
        return false;
    return !was || strcmp(was->value ? was->value : "", e->value ? e->value : "") != 0;
}

/* One line of the file. */
static int take(struct reread *r, const struct rltd_entry *e, struct rl_error *err)
{
    struct rltd_run *run = r->run;
    struct rltd_values values = rltd_run_values(run);
    char *name = r->key[r->n];
    struct rltd_key key;
    if (!rltd_entry_key(run->keys.agent_type, e, name, sizeof r->key[0]))
        return rl_error_set(err, RL_ECONFIG, "%s: unknown key '%.64s'", e->where, e->key);
    if (!is_new(run, e, name))
        return 0;
    if (!e->value)
        return rl_error_set(err, RL_ECONFIG, "%s: '%s' has no value", e->where, e->key);
    int rc = rltd_key_find(&values, name, &key, err);
    if (rc < 0)
        return rc;
    if (!key.option->live) {
        rl_info(run->log, "SIGHUP: %s: %s cannot change while the run goes on; a restart takes it",
                e->where, name);
        return 0;
    }
    if (r->n + 1 >= CHANGES_MAX)
        return rl_error_set(err, RL_ERANGE, "more than %d keys at once", CHANGES_MAX - 1);
    r->pair[r->n] = (struct rltd_pair){name, e->value};
    r->entry[r->n++] = e;
    return 0;
}

/* From now on the file is taken to have said so: a resume compares with it. */
static void on_set(void *arg, const struct rltd_told *told)
{
    struct reread *r = arg;
    struct rl_error err = told->err;
    int rc = told->code;
    for (int32_t i = 0; rc == 0 && i < r->n; i++)
        rc = rltd_entries_put(&r->run->keys.entries, r->entry[i], &err);
    if (rc < 0)
        rl_warn(r->run->log, "SIGHUP: %s; the configuration stays as it was", err.text);
    free(r);
}

static int reread(struct reread *r, struct rl_error *err)
{
    struct rltd_run *run = r->run;
    struct rltd_entries fresh = {.arena = &run->config.resume->arena};
    int rc = rltd_entries_read_yaml(&fresh, run->keys.source, err);
    for (const struct rltd_entry *e = fresh.first; rc == 0 && e; e = e->next)
        rc = take(r, e, err);
    if (rc < 0)
        return rc;
    if (r->n == 0) {
        free(r);
        return 0;
    }
    const struct rltd_asker asker = {.by = "SIGHUP", .done = on_set, .arg = r};
    return rltd_run_set(run, r->pair, r->n, &asker, err);
}

void rltd_run_reread(struct rltd_run *run)
{
    struct rl_error err;
    if (!run->keys.source[0] || !run->store)
        return;
    struct reread *r = calloc(1, sizeof *r);
    int rc = r ? 0 : rl_error_set(&err, RL_ENOMEM, "out of memory");
    if (r) {
        r->run = run;
        rc = reread(r, &err);
    }
    if (rc < 0) {
        rl_warn(run->log, "SIGHUP: %s; the configuration stays as it was", err.text);
        free(r);
    }
}
