/* SPDX-License-Identifier: MIT */
#include "daemon/latency.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

enum { CALLS_MAX = 10000, WARM_UP = 20, BUDGET_NS = 250 * 1000 * 1000 };

static int by_size(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static int run_calls(struct agent *agent, struct agent_act *act, uint64_t *ns, int32_t *n_calls,
                     struct rl_error *err)
{
    uint64_t begin = rl_now_ns(), now = begin;
    int rc = 0;
    for (int32_t i = -WARM_UP; rc >= 0 && i < CALLS_MAX; i++) {
        if (i > 100 && now - begin > BUDGET_NS)
            break;
        uint64_t t0 = rl_now_ns();
        rc = agent->type->act(agent, act, err);
        now = rl_now_ns();
        if (i >= 0)
            ns[(*n_calls)++] = now - t0;
    }
    return rc;
}

int rltd_latency_measure(struct rltd_latency *out, struct agent *agent, const void *obs, int32_t n,
                         struct rl_error *err)
{
    size_t obs_bytes = rl_space_bytes(&agent->setup.obs);
    uint8_t *rows = malloc((size_t)n * obs_bytes);
    uint8_t *action = malloc((size_t)n * rl_space_bytes(&agent->setup.action));
    uint64_t *ns = malloc(CALLS_MAX * sizeof *ns), *step = calloc((size_t)n, sizeof *step);
    uint32_t *slot = calloc((size_t)n, sizeof *slot);
    int32_t n_calls = 0;
    int rc = rows && action && ns && step && slot ? 0 : RL_ENOMEM;
    if (rc < 0)
        rl_error_set(err, rc, "out of memory for %d rows", n);
    for (int32_t i = 0; rc == 0 && i < n; i++)
        memcpy(rows + (size_t)i * obs_bytes, obs, obs_bytes);
    struct agent_act act = {
        .n = n, .deterministic = true, .obs = rows, .slot = slot, .step = step, .action = action};
    if (rc == 0)
        rc = run_calls(agent, &act, ns, &n_calls, err);
    if (rc >= 0) {
        qsort(ns, (size_t)n_calls, sizeof *ns, by_size);
        *out = (struct rltd_latency){.batch = n,
                                     .p50_us = 1e-3 * (double)ns[n_calls / 2],
                                     .p99_us = 1e-3 * (double)ns[n_calls * 99 / 100]};
    }
    free(rows);
    free(action);
    free(ns);
    free(step);
    free(slot);
    return rc < 0 ? rc : 0;
}
