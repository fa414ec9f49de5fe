/* SPDX-License-Identifier: MIT */
/* Paths of a run's folder, always in buffers of one size. */
#pragma once

#include "base/error.h"

#define RLTD_STORE_PATH_MAX 1024
#define RLTD_CKPT_SUFFIX    ".safetensors"
#define RLTD_CKPT_FOLDER    "checkpoints"

/* out = folder/name; RL_ERANGE when that is too long. `out` has RLTD_STORE_PATH_MAX bytes. */
int rltd_path_join(char *out, const char *folder, const char *name, struct rl_error *err);
/* Ends in RLTD_CKPT_SUFFIX with something before it. */
int rltd_path_is_ckpt(const char *name);
