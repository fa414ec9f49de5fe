/* SPDX-License-Identifier: MIT */
/* The one line about a key that does not exist. */
#pragma once

#include "daemon/config/config.h"
#include "daemon/config/entries.h"

/* RL_ECONFIG with place, key and what was probably meant; 0 for an empty section ("eval:" with
 * nothing below it), which is no mistake. */
int rltd_config_unknown(const struct agent_type *type, const struct rltd_entry *entry,
                        struct rl_error *err);
