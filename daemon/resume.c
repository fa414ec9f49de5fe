/* SPDX-License-Identifier: MIT */
#include "daemon/resume.h"

#include <stdio.h>
#include <string.h>

#include "daemon/config/check.h"
#include "daemon/config/resume.h"

static void on_key(void *arg, enum rltd_resumed what, const char *key, const char *text)
{
    struct rltd_resume *r = arg;
    const char *prefix = what == RLTD_RESUMED_CHANGED ? "set at the resume: " : "";
    if (what == RLTD_RESUMED_DROPPED)
        rl_warn(r->log, "%s", text);
    else
        rl_info(r->log, "%s%s", prefix, text);
    printf("resume: %s\n", text);
    if (what == RLTD_RESUMED_KEPT)
        return;
    r->changed = true;
    r->freeze_changed |= strcmp(key, "freeze") == 0;
    rl_buf_put(&r->events, text, strlen(text) + 1);
}

/* The newest of the folder, or the one that is asked for. */
static int find(struct rltd_resume *r, const char *from, const struct rltd_folder *folder,
                struct rl_error *err)
{
    if (strcmp(from, "none") == 0)
        return 0;
    if (strcmp(from, "auto") != 0) {
        snprintf(r->path, sizeof r->path, "%s", from);
        return rltd_ckpt_open(&r->ckpt, from, err);
    }
    if (!folder->reopened)
        return 0;
    struct rltd_ckpt *newest = NULL;
    int rc = rltd_ckpt_newest(folder->dir, r->log, &newest, r->path, sizeof r->path, err);
    if (rc == 0)
        r->ckpt = newest;
    return rc == RL_ENOTFOUND ? 0 : rc; /* killed before its first checkpoint: from the start */
}

/* Their configuration and ours, or ours alone beside a file from before there was one inside. */
static int take_config(struct rltd_resume *r, const struct rltd_config *now, struct rl_error *err)
{
    const char *text = rltd_ckpt_meta(r->ckpt, "written"), *agent, *source;
    json_t *written = text ? json_loads(text, 0, NULL) : NULL;
    agent = rltd_ckpt_meta(r->ckpt, "agent");
    source = rltd_ckpt_meta(r->ckpt, "source");
    const struct rltd_resume_ask ask = {
        .now = now,
        .yaml = written ? rltd_ckpt_meta(r->ckpt, "config") : NULL,
        .written = written,
        .source = source ? source : now->source,
        .arena = &r->arena,
        .told = on_key,
        .arg = r,
    };
    int rc;
    if (!agent || strcmp(agent, now->agent) != 0) {
        rc = rl_error_set(err, RL_ECONFIG, "%s is of agent '%s', this run is '%s'", r->path,
                          agent ? agent : "?", now->agent);
    } else if (rltd_ckpt_weights_only(r->ckpt)) {
        rc = rl_error_set(err, RL_ECONFIG,
                          "%s holds weights only, no run can go on from it; init_from.path starts "
                          "a new one from it",
                          r->path);
    } else if (ask.yaml) {
        rc = rltd_config_resume(&r->config, &ask, err);
        if (rc < 0)
            rl_error_prefix(err, rc, "resuming from %s", r->path);
    } else {
        r->freeze_changed = true;
        rc = rltd_config_from(&r->config, now, &now->entries, err);
        r->config.seed = now->seed;
        if (rc == 0)
            rc = rltd_config_check(&r->config, &now->entries, err);
    }
    json_decref(written);
    return rc;
}

int rltd_resume_init(struct rltd_resume *r, const struct rltd_config *now,
                     const struct rltd_folder *folder, struct rl_log *log, struct rl_error *err)
{
    memset(r, 0, sizeof *r);
    r->log = log;
    rl_arena_init(&r->arena, 0);
    rl_buf_init(&r->events);
    int rc = find(r, now->resume, folder, err);
    if (rc == 0 && r->ckpt)
        rc = take_config(r, now, err);
    if (rc == 0 && r->events.failed)
        rc = rl_error_set(err, RL_ENOMEM, "out of memory");
    if (rc < 0)
        rltd_resume_deinit(r);
    fflush(stdout);
    return rc;
}

void rltd_resume_deinit(struct rltd_resume *r)
{
    rltd_ckpt_close(r->ckpt);
    rltd_config_deinit(&r->config);
    rl_buf_deinit(&r->events);
    rl_arena_deinit(&r->arena);
    memset(r, 0, sizeof *r);
}
