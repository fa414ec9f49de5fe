/* SPDX-License-Identifier: MIT */
#include "daemon/actor.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int rltd_actor_init(struct rltd_actor *a, struct agent *agent, struct rltd_envs *envs,
                    struct replay_rollout *rollout, struct rl_error *err)
{
    size_t n = (size_t)envs->n_envs;
    *a = (struct rltd_actor){.agent = agent, .envs = envs, .rollout = rollout};
    a->slot = calloc(n, sizeof *a->slot);
    a->action = calloc(n, envs->action_bytes);
    a->obs = calloc(n, envs->obs_bytes);
    a->value = calloc(n, sizeof *a->value);
    if (!a->slot || !a->action || !a->obs || !a->value)
        return rl_error_set(err, RL_ENOMEM, "out of memory for %zu envs", n);
    for (size_t i = 0; i < n; i++)
        a->slot[i] = (uint32_t)i;
    if (agent->setup.frame_stack > 1)
        return replay_stack_init(&a->stack, &envs->obs_space, agent->setup.frame_stack,
                                 envs->n_envs, err);
    return 0;
}

void rltd_actor_deinit(struct rltd_actor *a)
{
    free(a->slot);
    free(a->action);
    free(a->obs);
    free(a->value);
    replay_stack_deinit(&a->stack);
    memset(a, 0, sizeof *a);
}

/* Values of n observations into actor->value; what would be done there does not matter. */
static int values_of(struct rltd_actor *a, const uint8_t *obs, int32_t n, struct rl_error *err)
{
    struct agent_act act = {
        .n = n,
        .deterministic = true,
        .obs = obs,
        .slot = a->slot,
        .step = a->envs->steps,
        .action = a->action,
        .value = a->value,
    };
    return a->agent->type->act(a->agent, &act, err);
}

/* Rows of `obs` where `which` is set, packed together; their slots go to rows[]. */
static int32_t gather(struct rltd_actor *a, const uint8_t *which, uint8_t bit, const uint8_t *obs)
{
    size_t bytes = a->envs->obs_bytes;
    int32_t n = 0;
    for (int32_t e = 0; e < a->envs->n_envs; e++)
        if (which[e] & bit)
            memcpy(a->obs + (size_t)n++ * bytes, obs + (size_t)e * bytes, bytes);
    return n;
}

/* Spread actor->value over the slots of `row` where `which` is set. */
static void mark_truncated(struct rltd_actor *a, const uint8_t *which, uint8_t bit, int32_t t)
{
    struct replay_rollout *r = a->rollout;
    size_t row = (size_t)t * (size_t)r->n_envs;
    int32_t k = 0;
    for (int32_t e = 0; e < r->n_envs; e++) {
        if (!(which[e] & bit))
            continue;
        float value = a->value[k++];
        if (r->terminated[row + (size_t)e] || r->truncated[row + (size_t)e])
            continue;
        r->truncated[row + (size_t)e] = 1;
        r->final_value[row + (size_t)e] = value;
    }
}

/* Episodes whose env was lost between two steps were truncated where they stood. */
static int end_lost_episodes(struct rltd_actor *a, struct rl_error *err)
{
    struct rltd_envs *envs = a->envs;
    int rc = 0;
    int32_t n = gather(a, envs->lost, 1, envs->lost_obs);
    if (n == 0)
        return 0;
    if (a->rollout->t > 0) {
        rc = values_of(a, a->obs, n, err);
        if (rc == 0)
            mark_truncated(a, envs->lost, 1, a->rollout->t - 1);
    }
    memset(envs->lost, 0, (size_t)envs->n_envs);
    return rc;
}

const uint8_t *rltd_actor_obs(const struct rltd_actor *a)
{
    return a->stack.obs ? a->stack.obs : a->envs->obs;
}

/* An env that was lost is back with another episode. */
static void push_frames(struct rltd_actor *a)
{
    struct rltd_envs *envs = a->envs;
    for (int32_t e = 0; e < envs->n_envs && a->stack.obs; e++)
        replay_stack_push(&a->stack, e, envs->obs + (size_t)e * envs->obs_bytes,
                          envs->flags[e] || envs->lost[e]);
    if (a->stack.obs)
        memset(envs->lost, 0, (size_t)envs->n_envs);
}

int rltd_actor_step(struct rltd_actor *a, bool deterministic, struct rl_error *err)
{
    struct rltd_envs *envs = a->envs;
    struct replay_rollout *r = a->rollout;
    push_frames(a);
    struct agent_act act = {
        .n = envs->n_envs,
        .deterministic = deterministic,
        .obs = rltd_actor_obs(a),
        .slot = a->slot,
        .step = envs->steps,
        .action = a->action,
    };
    if (r) {
        int rc = end_lost_episodes(a, err);
        if (rc < 0)
            return rc;
        size_t row = (size_t)r->t * (size_t)r->n_envs;
        act.kept = r->obs + row * r->obs_bytes;
        if (!a->agent->kept_obs)
            memcpy(act.kept, envs->obs, (size_t)r->n_envs * r->obs_bytes);
        act.raw_action = r->raw_action + row * r->raw_action_bytes;
        act.logp = r->logp + row;
        act.value = r->value + row;
    }
    if (!r && a->keeps_values) {
        act.value = a->value;
        for (int32_t e = 0; e < envs->n_envs; e++)
            a->value[e] = NAN;
    }
    int rc = a->agent->type->act(a->agent, &act, err);
    if (rc == 0)
        rltd_envs_step(envs, a->action);
    return rc;
}

static void observe(struct rltd_actor *a, float *reward)
{
    if (a->agent->type->observe)
        a->agent->type->observe(a->agent, &(struct agent_observed){
                                              .n = a->envs->n_envs,
                                              .obs = a->envs->obs,
                                              .reward = reward,
                                              .ended = a->envs->flags,
                                          });
}

void rltd_actor_reset(struct rltd_actor *a)
{
    observe(a, NULL);
}

int rltd_actor_record(struct rltd_actor *a, struct rl_error *err)
{
    struct rltd_envs *envs = a->envs;
    struct replay_rollout *r = a->rollout;
    size_t row = (size_t)r->t * (size_t)r->n_envs;
    memcpy(r->reward + row, envs->reward, (size_t)r->n_envs * sizeof *r->reward);
    memset(r->final_value + row, 0, (size_t)r->n_envs * sizeof *r->final_value);
    for (int32_t e = 0; e < r->n_envs; e++)
        if (envs->flags[e] & RLTD_NEVER_HAPPENED)
            r->reward[row + (size_t)e] = 0;
    observe(a, r->reward + row);
    bool any_truncated = false;
    for (int32_t e = 0; e < r->n_envs; e++) {
        if (envs->flags[e] & RLTD_NEVER_HAPPENED) {
            /* The episode ended with the row before. Here delta and advantage are zero by
             * construction: there is nothing to learn from a step that never happened. */
            envs->flags[e] = WIRE_TERMINATED;
            r->reward[row + (size_t)e] = r->value[row + (size_t)e];
        }
        /* An end that is both is a termination: nothing comes after it. */
        bool terminated = envs->flags[e] & WIRE_TERMINATED;
        bool truncated = !terminated && (envs->flags[e] & WIRE_TRUNCATED);
        if (!truncated)
            envs->flags[e] &= (uint8_t)~WIRE_TRUNCATED;
        any_truncated = any_truncated || truncated;
        r->terminated[row + (size_t)e] = terminated;
        r->truncated[row + (size_t)e] = 0;
    }
    if (any_truncated) {
        int32_t n = gather(a, envs->flags, WIRE_TRUNCATED, envs->final_obs);
        int rc = values_of(a, a->obs, n, err);
        if (rc < 0)
            return rc;
        mark_truncated(a, envs->flags, WIRE_TRUNCATED, r->t);
    }
    r->t++;
    return 0;
}

int rltd_actor_bootstrap(struct rltd_actor *a, struct rl_error *err)
{
    int rc = end_lost_episodes(a, err);
    if (rc == 0)
        rc = values_of(a, a->envs->obs, a->envs->n_envs, err);
    if (rc == 0)
        memcpy(a->rollout->last_value, a->value, (size_t)a->envs->n_envs * sizeof *a->value);
    return rc;
}
