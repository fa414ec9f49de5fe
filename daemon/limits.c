/* SPDX-License-Identifier: MIT */
#include "daemon/limits.h"

static bool reached(int64_t limit, uint64_t now)
{
    return limit > 0 && now >= (uint64_t)limit;
}

bool rltd_limit_reached(const struct rltd_config *c, const struct rltd_counters *now,
                        bool stopped_early)
{
    bool enough = now->env_steps >= (uint64_t)c->min_env_steps &&
                  now->iterations >= (uint64_t)c->min_iterations &&
                  now->updates >= (uint64_t)c->min_updates &&
                  now->episodes >= (uint64_t)c->min_episodes && now->elapsed_s >= c->min_time_s;
    bool late = c->max_time_s > 0 && now->elapsed_s >= c->max_time_s;
    return reached(c->max_env_steps, now->env_steps) ||
           reached(c->max_iterations, now->iterations) || reached(c->max_updates, now->updates) ||
           reached(c->max_episodes, now->episodes) || (enough && (late || stopped_early));
}
