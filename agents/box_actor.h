/* SPDX-License-Identifier: MIT */
/* Acting in a bounded Box: a policy's programs put out actions in [-1, 1], which are what the
 * replay keeps; noise is added where the agent explores by it, and the space's bounds scale them
 * for the env. The programs compute the policy alone, no critics.
 *
 * Called by the thread that acts. D observation features, A elements of an action. */
#pragma once

#include "agents/noise.h"
#include "agents/policy.h"

struct agent_box_actor {
    struct agent_policy sample, mode; /* no `sample`: the policy is deterministic */
    struct agent_noise noise;
    int64_t A;
    int64_t draws; /* standard normal numbers per row of the sample's input "noise" */
    int64_t hold;  /* env steps for which a slot keeps its draw; at least 1 */
    float *scaled; /* (rows of the largest program, A) */
};

struct agent_box_actor_config {
    /* Input "obs", output "action" (rows, A); `sample` (NULL: none) has "noise" (rows, draws). */
    agent_policy_trace_fn sample, mode;
    bool wire; /* "obs" takes wire bytes, here and in batches */
    int64_t draws, hold;
    const struct agent_noise_options *noise; /* read by agent_box_actor_init only */
};

/* RL_EUNSUPPORTED, with the space, unless actions are a Box with finite bounds, and for what the
 * section `network:` may say that means nothing to a policy with critics beside it. */
int agent_box_check(const struct agent *agent, struct rl_error *err);
/* After agent->acting is set and allocated. */
int agent_box_actor_init(struct agent_box_actor *actor, struct agent *agent,
                         const struct agent_box_actor_config *config, struct rl_error *err);
void agent_box_actor_deinit(struct agent_box_actor *actor); /* accepts zeroed */

/* agent_type.act of such an agent. */
int agent_box_act(struct agent_box_actor *actor, const struct agent_act *act, struct rl_error *err);
