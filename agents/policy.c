/* SPDX-License-Identifier: MIT */
#include "agents/policy.h"

#include <string.h>

#include "agents/compile.h"
#include "base/base.h"

static int compile_bucket(struct agent_policy *p, struct agent *agent, int32_t rows,
                          agent_policy_trace_fn trace, struct rl_error *err)
{
    struct agent_policy_bucket *b = &p->bucket[p->n_buckets];
    struct nn_trace *t = agent_trace_begin(agent->setup.backend, "act", err);
    if (!t)
        return RL_ENOMEM;
    trace(agent, t, rows);
    int rc = agent_trace_compile(t, &b->program, err);
    if (rc < 0)
        return rc;
    b->rows = rows;
    b->obs = nn_program_input(b->program, nn_program_find_input(b->program, "obs"));
    int mask = nn_program_find_input(b->program, "mask");
    b->mask = mask < 0 ? NULL : nn_program_input(b->program, mask);
    p->n_buckets++;
    return 0;
}

int agent_policy_compile(struct agent_policy *p, struct agent *agent, bool wire,
                         agent_policy_trace_fn trace, struct rl_error *err)
{
    *p = (struct agent_policy){.setup = &agent->setup, .acting = agent->acting, .wire = wire};
    int rc = 0;
    for (int32_t rows = 1; rc == 0 && p->n_buckets < AGENT_POLICY_MAX_BUCKETS; rows *= 2) {
        rc = compile_bucket(p, agent, rows, trace, err);
        if (rows >= agent->setup.n_envs)
            break;
    }
    return rc;
}

void agent_policy_deinit(struct agent_policy *p)
{
    for (int32_t i = 0; i < p->n_buckets; i++)
        nn_program_destroy(p->bucket[i].program);
    *p = (struct agent_policy){0};
}

struct nn_program *agent_policy_piece(struct agent_policy *p, const struct agent_act *act,
                                      int32_t first, int32_t *n)
{
    int32_t left = act->n - first, i = 0;
    while (i < p->n_buckets - 1 && p->bucket[i].rows < left)
        i++;
    struct agent_policy_bucket *b = &p->bucket[i];
    *n = RL_MIN(left, b->rows);
    size_t bytes = rl_space_bytes(&p->setup->obs);
    const uint8_t *obs = (const uint8_t *)act->obs + (size_t)first * bytes;
    size_t value_bytes = rl_space_value_bytes(&p->setup->obs);
    if (p->wire)
        for (int32_t row = 0; row < *n; row++) /* masks stay behind */
            memcpy((uint8_t *)b->obs + (size_t)row * value_bytes, obs + (size_t)row * bytes,
                   value_bytes);
    else
        replay_encode(&p->setup->obs, obs, *n, b->obs);
    if (b->mask)
        replay_masks(&p->setup->obs, &p->setup->action, obs, *n, b->mask);
    if (b->bound != act->policy) {
        nn_program_bind_params(b->program, p->acting, act->policy);
        b->bound = act->policy;
    }
    return b->program;
}
