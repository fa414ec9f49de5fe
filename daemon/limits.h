/* SPDX-License-Identifier: MIT */
/* When a run has trained enough. `max_env_steps`, `max_iterations`, `max_updates` and
 * `max_episodes` end it at once; early stopping and `max_time` only when every `min_*` is met. */
#pragma once

#include "daemon/config/config.h"
#include "daemon/store/store.h"

/* At a boundary; `stopped_early`: early stopping has said so, now or before. */
bool rltd_limit_reached(const struct rltd_config *config, const struct rltd_counters *now,
                        bool stopped_early);
