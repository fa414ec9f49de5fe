/* SPDX-License-Identifier: MIT */
/* What no single row of the table can say: keys that depend on each other. */
#pragma once

#include "daemon/config/config.h"
#include "daemon/config/entries.h"

/* Fills the defaults that follow from other keys (eval_env, monitor, mode), then refuses what can
 * never work. `entries` tell where a key was written. */
int rltd_config_check(struct rltd_config *config, const struct rltd_entries *entries,
                      struct rl_error *err);
/* What only a run that begins needs: the file that its networks start from. */
int rltd_config_check_new(struct rltd_config *config, struct rl_error *err);
/* What may have come to contradict itself since, in values that changed one by one. */
int rltd_config_check_values(struct rltd_config *config, const void *hparams, struct rl_error *err);
