/* SPDX-License-Identifier: MIT */
/* What a start goes on from: the checkpoint, verified, and the configuration that holds from there
 * (daemon/config/resume.h). Found before there are sockets, envs and networks, for all of those
 * follow from it. */
#pragma once

#include "base/buf.h"
#include "base/log.h"
#include "daemon/config/config.h"
#include "daemon/store/store.h"

struct rltd_resume {
    struct rltd_ckpt *ckpt; /* NULL: the run begins anew; whoever has used it may close it early */
    char path[RLTD_PATH_MAX];
    struct rltd_config config; /* of the run; where there is no ckpt, untouched */
    bool changed;              /* some values are not the checkpoint's: not exact */
    bool freeze_changed;       /* `freeze` is one of them */
    struct rl_buf events;      /* texts, each with its NUL */
    struct rl_arena arena;
    struct rl_log *log;
};

/* By the key `resume` of `now`: `auto` looks into `folder`, if it was reopened. What is taken from
 * where is said in the log and on stdout. RL_ECORRUPT: there are checkpoints and none is good;
 * RL_ECONFIG: it is not one for this configuration. */
int rltd_resume_init(struct rltd_resume *resume, const struct rltd_config *now,
                     const struct rltd_folder *folder, struct rl_log *log, struct rl_error *err);
void rltd_resume_deinit(struct rltd_resume *resume); /* accepts zeroed */
