/* SPDX-License-Identifier: MIT */
/* Keys by name, over all sections, and their values: what `rltctl get` shows and `rltctl set`
 * changes while a run goes on. */
#pragma once

#include "daemon/config/config.h"

/* Everything that has a value once the agent is there. */
struct rltd_values {
    struct rltd_config *config;
    void *hparams;                     /* of config->agent_type; NULL: no agent yet */
    struct nn_network_config *network; /* NULL likewise */
};

struct rltd_key {
    const struct rl_option *option;
    void *base;    /* the struct that the row describes */
    char name[96]; /* as in files: "max_env_steps", "ppo.learning_rate" */
};
/* The i-th key; false past the end. */
bool rltd_key_at(const struct rltd_values *values, size_t i, struct rltd_key *out);
/* As on the command line: "ppo.learning_rate", or "learning_rate". RL_EINVAL names the nearest. */
int rltd_key_find(const struct rltd_values *values, const char *name, struct rltd_key *out,
                  struct rl_error *err);

/* Give a live key another value. RL_EINVAL: it cannot change while the run goes on, and why;
 * RL_ECONFIG, RL_ERANGE: not that value. The field is untouched on failure. */
int rltd_key_set(const struct rltd_key *key, const char *value, struct rl_error *err);
/* Do the values go together? As rltd_config_load would say. May resolve what is `auto`. */
int rltd_values_check(const struct rltd_values *values, struct rl_error *err);
