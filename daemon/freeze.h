/* SPDX-License-Identifier: MIT */
/* Parameters that do not learn, for the run or for its first part: the key `freeze`, a list such as
 * "policy.0.*, value.* until 50000". */
#pragma once

#include "agents/agent.h"

#define RLTD_FREEZE_MAX 16

struct rltd_freeze {
    int32_t n;
    struct rltd_freeze_item {
        char pattern[NN_NAME_MAX]; /* base/glob.h */
        uint64_t until;            /* env steps; 0: to the end */
    } item[RLTD_FREEZE_MAX];
};

/* RL_ECONFIG, RL_ERANGE. */
int rltd_freeze_parse(struct rltd_freeze *freeze, const char *text, struct rl_error *err);
/* Freeze what the list holds at `now` env steps. RL_ENOTFOUND: a pattern names no parameter;
 * RL_EINVAL: nothing would be left to train. */
int rltd_freeze_hold(const struct rltd_freeze *freeze, struct agent *agent, uint64_t now,
                     struct rl_error *err);
/* Thaw `pattern`, which is not in the list or is due; what the list still holds of it stays frozen.
 * Returns how many parameters match; RL_ENOTFOUND. */
int rltd_freeze_thaw(const struct rltd_freeze *freeze, struct agent *agent, const char *pattern,
                     uint64_t now, struct rl_error *err);
/* The list with `pattern` frozen (until so many env steps; 0: to the end), or without it.
 * RL_ERANGE. */
int rltd_freeze_put(struct rltd_freeze *freeze, const char *pattern, uint64_t until,
                    struct rl_error *err);
void rltd_freeze_drop(struct rltd_freeze *freeze, const char *pattern);
/* Text that rltd_freeze_parse reads back to the same; RL_ERANGE when it does not fit. */
int rltd_freeze_format(const struct rltd_freeze *freeze, char *out, size_t out_bytes,
                       struct rl_error *err);
/* Env steps grew from `before` to `now`: thaw what is due. Returns how many parameters the patterns
 * that were due match. */
int rltd_freeze_advance(const struct rltd_freeze *freeze, struct agent *agent, uint64_t before,
                        uint64_t now);
