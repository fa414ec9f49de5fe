/* SPDX-License-Identifier: MIT */
/* Version folders of a run. */
#pragma once

#include <stdint.h>

#include "base/error.h"
#include "daemon/store/file.h"

/* Durable under its name when this returns; one that is there already is no error. */
int rltd_make_folder(const struct rltd_fs *fs, const char *path, struct rl_error *err);
/* The largest N of run_dir/version_N, -1 if there is none. */
int32_t rltd_newest_version(const char *run_dir);
/* Who writes in a version folder holds this lock; the caller closes it. RL_EBUSY names the holder.
 */
int rltd_folder_lock(const char *dir, int *lock_fd, struct rl_error *err);
