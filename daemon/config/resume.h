/* SPDX-License-Identifier: MIT */
/* Which configuration a resumed run goes on with: the checkpoint's, key by key, but for what the
 * command line gives and for what the configuration file has changed since that save. Where a run
 * lives and how it shows itself (name, runs, resume, seeds, log.progress) is never the checkpoint's
 * matter. */
#pragma once

#include <jansson.h>

#include "daemon/config/config.h"

enum rltd_resumed {
    RLTD_RESUMED_KEPT,    /* the checkpoint's value holds, the present configuration has another */
    RLTD_RESUMED_CHANGED, /* another value than the checkpoint's holds */
    RLTD_RESUMED_DROPPED, /* the checkpoint has a key or a value that does not exist any more */
};
/* Hears of each such key: `text` is a line for people, "KEY: ...". */
typedef void (*rltd_resumed_fn)(void *arg, enum rltd_resumed what, const char *key,
                                const char *text);

struct rltd_resume_ask {
    const struct rltd_config *now;
    const char *yaml;       /* the resolved configuration of the checkpoint */
    const json_t *written;  /* rltd_config_written of then */
    const char *source;     /* the file that it was written in */
    struct rl_arena *arena; /* for texts of the result; outlives it, as `now` does */
    rltd_resumed_fn told;
    void *arg;
};
/* `out` is checked as a configuration is. RL_ECONFIG: the two do not go together, and why. */
int rltd_config_resume(struct rltd_config *out, const struct rltd_resume_ask *ask,
                       struct rl_error *err);

/* What the configuration file says, as {KEY: TEXT}; NULL when out of memory. A new reference. */
json_t *rltd_config_written(const struct rltd_config *config);
