/* SPDX-License-Identifier: MIT */
/* Groups of parameters that learn at a rate and under a decay of their own: the key `param_groups`,
 * a list such as "*.bias decay 0, policy.* lr 0.5 decay 0.01". Not state of a checkpoint: the key
 * says it at every start. */
#pragma once

#include "agents/agent.h"

#define RLTD_GROUPS_MAX 16

struct rltd_groups {
    int32_t n;
    struct rltd_group {
        char pattern[NN_NAME_MAX]; /* base/glob.h; of several that match and say it, the last */
        double lr;                 /* times the optimizer's learning rate; NaN: not said */
        double decay;              /* weight decay; NaN: not said */
    } item[RLTD_GROUPS_MAX];
};

/* RL_ECONFIG, RL_ERANGE. */
int rltd_groups_parse(struct rltd_groups *groups, const char *text, struct rl_error *err);
/* RL_ENOTFOUND: a pattern names no parameter. */
int rltd_groups_apply(const struct rltd_groups *groups, struct agent *agent, struct rl_error *err);
