/* SPDX-License-Identifier: MIT */
/* `rltd --check`: what would run. */
#pragma once

#include <stdio.h>

#include "daemon/config/config.h"

/* A few comment lines for people, then the resolved configuration as YAML that could be run as it
 * is. */
int rltd_config_summary(const struct rltd_config *config, FILE *out, struct rl_error *err);
