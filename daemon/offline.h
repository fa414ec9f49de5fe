/* SPDX-License-Identifier: MIT */
/* What can be said of runs from their folders alone. */
#pragma once

#include <stdbool.h>

#include "base/error.h"

/* `rltd --offline ls`: checkpoints of the newest version of one run, or of all when `run` is "".
 * Returns an exit code (enum rltd_exit). */
int rltd_ls_main(const char *runs, const char *run, bool json, struct rl_error *err);

/* The name of the only run in the folder. RL_ENOTFOUND: there is none; RL_EINVAL: there are
 * several, which are listed. */
int rltd_only_run(const char *runs, char *name, size_t name_bytes, struct rl_error *err);
