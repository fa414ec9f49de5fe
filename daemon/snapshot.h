/* SPDX-License-Identifier: MIT */
/* What a checkpoint says of its policy, so that it can act without the run that made it: agent,
 * hyper-parameters, networks and spaces, as metadata. Used by runs (write), `serve` and `eval`
 * (read). */
#pragma once

#include <jansson.h>

#include "agents/agent.h"
#include "daemon/store/store.h"

/* Metadata key: how "average/..." came about; absent while there is no average. */
#define RLTD_META_AVERAGING "averaging"

/* A new JSON object with the members "rltd", "agent", "hparams", "network",
 * "observation_space", "action_space", "frame_stack"; NULL when out of memory. */
json_t *rltd_snapshot_metadata(const struct agent *agent, const void *hparams);

/* Does the checkpoint fit this agent? RL_ESHAPE names what differs. */
int rltd_snapshot_check(const struct rltd_ckpt *ckpt, const struct agent *agent,
                        struct rl_error *err);

/* A policy out of a checkpoint: agent made from the metadata, networks restored. */
struct rltd_policy {
    struct agent *agent;
    void *hparams;
    struct nn_network_config network;
    struct nn_backend *backend;
    enum agent_stage stage;
    bool is_set_up;
};
/* Batches of up to n_envs rows; only what acting needs is compiled. Averaged weights take the place
 * of those that they are averages of, where the checkpoint has some. Calls the agent's setup. */
int rltd_policy_load(struct rltd_policy *policy, const struct rltd_ckpt *ckpt, int32_t n_envs,
                     enum agent_stage stage, struct rl_error *err);
void rltd_policy_unload(struct rltd_policy *policy); /* accepts zeroed */
