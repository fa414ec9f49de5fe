/* SPDX-License-Identifier: MIT */
/* From the first word of the command line to what it means: a file, a recipe or an agent. */
#pragma once

#include "daemon/config/config.h"

struct rltd_found {
    char path[RLTD_PATH_MAX];      /* YAML file to read; "" for an agent's name */
    char stem[64];                 /* what the run is called unless told otherwise */
    const struct agent_type *type; /* for an agent's name, else NULL */
};

/* RL_ENOTFOUND names what there is and the nearest. */
int rltd_find(struct rltd_found *found, const char *what, struct rl_error *err);

/* "ppo, sac" */
void rltd_agent_names(struct rl_buf *out);
/* The agent with the nearest name, or NULL. */
const char *rltd_agent_nearest(const char *name);
