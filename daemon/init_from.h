/* SPDX-License-Identifier: MIT */
/* Starting from networks that exist: tensors of a checkpoint, or of any safetensors file, become
 * the agent's parameters. Nothing else of the file is taken; optimizers and counters start afresh.
 */
#pragma once

#include "base/log.h"
#include "nn/state.h"

/* Lists are separated by commas, patterns are base/glob.h's, and match a tensor's name with or
 * without its "model/". */
struct rltd_init_from {
    const char *path;
    bool strict;         /* every selected tensor is there, and nothing that has no place */
    const char *include; /* of ours; "": all */
    const char *exclude;
    const char *map; /* "THEIRS=OURS, ...": the first that matches renames; a `*` in OURS is what
                      * the `*` in THEIRS stood for */
};

/* Sets tensors of the scope NN_STATE_MODEL. A target network ("target/x") that the file does not
 * have starts as a copy of its network ("model/x"). RL_ESHAPE names what is missing, unexpected or
 * of another shape; RL_ECONFIG a list that cannot be read. On failure nothing has changed. */
int rltd_init_from(struct nn_state *state, const struct rltd_init_from *how, struct rl_log *log,
                   struct rl_error *err);
/* Can the lists be read? RL_ECONFIG. */
int rltd_init_from_check(const struct rltd_init_from *how, struct rl_error *err);
