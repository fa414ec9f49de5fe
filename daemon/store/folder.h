/* SPDX-License-Identifier: MIT */
/* Version folders of a run. */
#pragma once

#include <stdint.h>

/* The largest N of run_dir/version_N, -1 if there is none. */
int32_t rltd_newest_version(const char *run_dir);
