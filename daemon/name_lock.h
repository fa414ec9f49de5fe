/* SPDX-License-Identifier: MIT */
/* The lock of a name: one live rltd for each. Whoever holds NAME.lock may replace stale sockets of
 * that name. */
#pragma once

#include "base/error.h"

/* *fd holds the lock until it is closed; -1 on failure. RL_EBUSY: somebody has the name; `how` is
 * the option that would choose another ("name=..."). */
int rltd_name_lock(const char *name, const char *how, int *fd, struct rl_error *err);
