/* SPDX-License-Identifier: MIT */
/* How long a policy takes to decide. */
#pragma once

#include "agents/agent.h"

struct rltd_latency {
    int32_t batch;
    double p50_us, p99_us; /* of one call */
};

/* Many calls with `n` rows that all show `obs` (one observation on the wire); about a quarter of a
 * second at most. */
int rltd_latency_measure(struct rltd_latency *out, struct agent *agent, const void *obs, int32_t n,
                         struct rl_error *err);
