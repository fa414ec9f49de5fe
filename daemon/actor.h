/* SPDX-License-Identifier: MIT */
/* The actor role: turns the observations of an env set into actions, and what the envs answered
 * into rollout rows. It is a role, not a thread: it runs on the loop thread, where a decision costs
 * microseconds. */
#pragma once

#include "agents/agent.h"
#include "daemon/session/envs.h"
#include "replay/rollout.h"
#include "replay/stack.h"

struct rltd_actor {
    struct agent *agent;
    struct rltd_envs *envs;
    struct replay_rollout *rollout; /* NULL: only acts (evaluation) */
    uint32_t *slot;                 /* (N) 0, 1, ... */
    uint8_t *action;                /* (N, action bytes) */
    uint8_t *obs;                   /* (N, obs bytes) gathered final observations */
    float *value;                   /* (N) */
    struct replay_stack stack;      /* of an agent that sees several frames, without a rollout */
    bool keeps_values; /* without a rollout: `value` of each step, NaN without critic */
};

int rltd_actor_init(struct rltd_actor *actor, struct agent *agent, struct rltd_envs *envs,
                    struct replay_rollout *rollout, struct rl_error *err);
void rltd_actor_deinit(struct rltd_actor *actor); /* accepts zeroed */

/* Decide for all slots and send the step. With a rollout: fills obs, raw action, log-probability
 * and value of row t; episodes that were cut since the last step end in row t - 1. */
int rltd_actor_step(struct rltd_actor *actor, bool deterministic, struct rl_error *err);
/* The envs have begun new episodes: the agent sees their observations. */
void rltd_actor_reset(struct rltd_actor *actor);
/* (N) What the agent decided on last. */
const uint8_t *rltd_actor_obs(const struct rltd_actor *actor);
/* The step is answered: the agent sees it; fill the rest of row t (values of final observations
 * where truncated) and complete it. */
int rltd_actor_record(struct rltd_actor *actor, struct rl_error *err);
/* The rollout is full: values of the observations after its last row. */
int rltd_actor_bootstrap(struct rltd_actor *actor, struct rl_error *err);
