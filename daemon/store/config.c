/* SPDX-License-Identifier: MIT */
/* The configuration as resolved: config.yaml and the run's row follow what is changed live. */
#include "daemon/store/store_private.h"

#include <string.h>

int rltd_store_config(struct rltd_store *store, const char *yaml, struct rl_error *err)
{
    return rltd_store_hand_over(store, RLTD_RECORD_CONFIG, yaml, strlen(yaml) + 1, err);
}

/* ---- store thread ---- */

int rltd_store_write_config(struct rltd_store *store, const char *yaml, struct rl_error *err)
{
    int rc = rltd_fs_replace(store->fs, store->dir, "config.yaml", yaml, strlen(yaml), 0644);
    return rc ? rl_error_errno(err, -rc, "cannot write %s/config.yaml", store->dir) : 0;
}

void rltd_store_carry_out_config(struct rltd_store *store, const char *yaml)
{
    struct rl_error err;
    int rc = rltd_store_write_config(store, yaml, &err);
    if (rc == 0)
        rc = rltd_index_run_config(store->index, yaml, &err);
    if (rc == 0)
        return;
    rl_err(store->log, "%s; checkpoints hold what is in force", err.text);
    rltd_store_set_alarm(store, RLTD_ALARM_HISTORY, err.text);
}
