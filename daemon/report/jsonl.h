/* SPDX-License-Identifier: MIT */
/* log.jsonl: one JSON object for each metric row,
 *   {"env_steps":8192,"time":1767225600.25,"rollout/ep_rew_mean":23.4,"train/loss":null,
 *    "nonfinite":{"train/loss":"nan"}}
 * JSON has no NaN and no infinity: such a value is null, and "nonfinite" (there only then) says
 * which of nan, inf, -inf it was. Store thread. */
#pragma once

#include "daemon/report/append.h"
#include "daemon/report/mark.h"
#include "daemon/report/metrics.h"

#define RLTD_JSONL_FILE "log.jsonl"

/* Opens or makes the file in `dir`; a torn last line and all lines from the first one past `mark`
 * on are cut off. */
int rltd_jsonl_open(struct rltd_append *log, const struct rltd_fs *fs, const char *dir,
                    const struct rltd_mark *mark, struct rl_error *err);
/* `slot`: the names that the row's items point into. */
void rltd_jsonl_row(struct rltd_append *log, const struct rltd_metric_slot *slot,
                    const struct rltd_metric_row *row);
