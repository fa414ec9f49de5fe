/* SPDX-License-Identifier: MIT */
#include "daemon/evaluator.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

int rltd_evaluator_init(struct rltd_evaluator *ev, struct agent *agent, struct rltd_envs *envs,
                        int32_t n_episodes, struct rl_error *err)
{
    memset(ev, 0, sizeof *ev);
    ev->envs = envs;
    ev->max_episodes = n_episodes;
    ev->ret = calloc((size_t)n_episodes, sizeof *ev->ret);
    ev->length = calloc((size_t)n_episodes, sizeof *ev->length);
    ev->quota = calloc((size_t)envs->n_envs, sizeof *ev->quota);
    if (!ev->ret || !ev->length || !ev->quota)
        return rl_error_set(err, RL_ENOMEM, "out of memory for the evaluation");
    return rltd_actor_init(&ev->actor, agent, envs, NULL, err);
}

void rltd_evaluator_deinit(struct rltd_evaluator *ev)
{
    rltd_actor_deinit(&ev->actor);
    free(ev->ret);
    free(ev->length);
    free(ev->quota);
    memset(ev, 0, sizeof *ev);
}

static void next(struct rltd_evaluator *ev)
{
    struct rl_error err;
    if (!ev->active || ev->hold || !rltd_envs_whole(ev->envs))
        return;
    if (ev->resetting) {
        memset(ev->envs->episode, 0, (size_t)ev->envs->n_envs * sizeof *ev->envs->episode);
        rltd_envs_reset(ev->envs);
        return;
    }
    uint64_t t0 = rl_now_ns();
    ev->actor.keeps_values = ev->recorder != NULL;
    int rc = rltd_actor_step(&ev->actor, true, &err);
    ev->latency_ns += rl_now_ns() - t0;
    ev->decisions++;
    if (rc == 0 && ev->recorder)
        rltd_recorder_decided(ev->recorder, ev->actor.action, ev->actor.value);
    if (rc < 0) {
        ev->active = false;
        ev->failed(ev->owner, &err);
    }
}

void rltd_evaluator_begin(struct rltd_evaluator *ev, int32_t n_episodes, enum rl_stream stream)
{
    int32_t n_envs = ev->envs->n_envs;
    ev->n_episodes = n_episodes;
    ev->n_done = 0;
    ev->active = true;
    ev->resetting = true;
    ev->envs->config.stream = stream;
    for (int32_t e = 0; e < n_envs; e++)
        ev->quota[e] = n_episodes / n_envs + (e < n_episodes % n_envs);
    next(ev);
}

void rltd_evaluator_cancel(struct rltd_evaluator *ev)
{
    ev->active = false;
}

static void finish(struct rltd_evaluator *ev)
{
    struct agent_eval_result r = {.n_episodes = ev->n_done};
    double n = ev->n_done;
    for (int32_t i = 0; i < ev->n_done; i++) {
        r.mean_return += ev->ret[i] / n;
        r.mean_length += (double)ev->length[i] / n;
    }
    for (int32_t i = 0; i < ev->n_done; i++)
        r.std_return += (ev->ret[i] - r.mean_return) * (ev->ret[i] - r.mean_return) / n;
    r.std_return = sqrt(r.std_return);
    ev->active = false;
    ev->finished(ev->owner, &r);
}

void rltd_evaluator_done(struct rltd_evaluator *ev, enum rltd_envs_op op)
{
    if (!ev->active)
        return;
    if (op == RLTD_ENVS_RESET) {
        ev->resetting = false;
        replay_stack_clear(&ev->actor.stack);
    } else if (ev->recorder) {
        rltd_recorder_answered(ev->recorder);
    }
    if (ev->n_done >= ev->n_episodes)
        finish(ev);
    else
        next(ev);
}

void rltd_evaluator_changed(struct rltd_evaluator *ev)
{
    next(ev);
}

void rltd_evaluator_episode(struct rltd_evaluator *ev, int32_t slot, enum rltd_end end)
{
    /* A slot whose quota is played goes on until all are done; an episode that was lost is
     * replaced. */
    if (!ev->active || ev->resetting)
        return;
    bool counts = end != RLTD_END_LOST && ev->quota[slot] > 0;
    if (ev->recorder)
        rltd_recorder_ended(ev->recorder, slot, counts);
    if (!counts)
        return;
    ev->quota[slot]--;
    ev->ret[ev->n_done] = ev->envs->ep_return[slot];
    ev->length[ev->n_done] = ev->envs->ep_length[slot];
    ev->n_done++;
}
