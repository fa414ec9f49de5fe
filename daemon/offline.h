/* SPDX-License-Identifier: MIT */
/* What can be said of runs from their folders alone. */
#pragma once

#include <stdbool.h>

#include "daemon/store/store.h"

/* `rltd --offline ls`: checkpoints of the newest version of one run, or of all when `run` is "".
 * Returns an exit code (enum rltd_exit). */
int rltd_ls_main(const char *runs, const char *run, bool json, struct rl_error *err);

/* The name of the only run in the folder. RL_ENOTFOUND: there is none; RL_EINVAL: there are
 * several, which are listed. */
int rltd_only_run(const char *runs, char *name, size_t name_bytes, struct rl_error *err);

/* `rltd --offline best`: the path of the best checkpoint of a run's newest version, on stdout. */
int rltd_best_main(const char *runs, const char *run, struct rl_error *err);
/* `rltd --offline pin|unpin|rm`. */
int rltd_edit_main(const char *runs, const char *run, enum rltd_edit edit, const char *what,
                   bool json, struct rl_error *err);
/* `rltd --offline fsck`: one line for each file. Exit code FAILURE where there are problems that
 * were not mended. */
int rltd_fsck_main(const char *runs, const char *run, bool repair, bool json, struct rl_error *err);
