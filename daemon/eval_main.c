/* SPDX-License-Identifier: MIT */
/* `rltd --offline eval CKPT`: a saved policy on env processes of its own, in a process of its own,
 * so that no live run notices. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/clock.h"
#include "ctl/proto.h"
#include "daemon/cpus.h"
#include "daemon/evaluator.h"
#include "daemon/modes.h"
#include "daemon/session/hub.h"
#include "daemon/session/turn.h"
#include "daemon/signals.h"
#include "daemon/snapshot.h"

enum { STEP_TIMEOUT_S = 60, CONNECT_TIMEOUT_S = 60, MAX_RESTARTS = 3 };

struct evaluation {
    const struct rltd_eval_options *options;
    uv_loop_t loop;
    struct rl_log log;
    struct rltd_signals signals;
    struct rltd_hub *hub;
    struct rltd_envs envs;
    struct rltd_policy policy;
    struct rltd_evaluator evaluator;
    struct rltd_ckpt *ckpt;
    struct agent_eval_result result;
    bool over;
    int rc;
    struct rl_error err;
};

static void over(struct evaluation *e, int rc)
{
    e->rc = rc;
    e->over = true;
    uv_stop(&e->loop);
}

static void on_finished(void *owner, const struct agent_eval_result *result)
{
    struct evaluation *e = owner;
    e->result = *result;
    over(e, 0);
}

static void on_failed(void *owner, const struct rl_error *err)
{
    struct evaluation *e = owner;
    e->err = *err;
    over(e, err->code);
}

static void on_envs_failed(void *owner, const char *why)
{
    struct evaluation *e = owner;
    over(e, rl_error_set(&e->err, RL_EIO, "%s", why));
}

static void on_done(void *owner, enum rltd_envs_op op)
{
    struct evaluation *e = owner;
    rltd_evaluator_done(&e->evaluator, op);
}

static void on_episode(void *owner, int32_t slot, enum rltd_end end)
{
    struct evaluation *e = owner;
    rltd_evaluator_episode(&e->evaluator, slot, end);
}

/* All envs are here: does the policy fit them, and go. */
static void begin(struct evaluation *e)
{
    int rc = rltd_policy_load(&e->policy, e->ckpt, e->envs.n_envs, &e->err);
    if (rc == 0 && (!rl_space_equal(&e->policy.agent->setup.obs, &e->envs.obs_space) ||
                    !rl_space_equal(&e->policy.agent->setup.action, &e->envs.action_space)))
        rc = rl_error_set(&e->err, RL_ESHAPE,
                          "the policy was trained on other spaces than env '%s' has",
                          e->envs.env_id);
    if (rc == 0)
        rc = rltd_evaluator_init(&e->evaluator, e->policy.agent, &e->envs, e->options->episodes,
                                 &e->err);
    if (rc < 0) {
        over(e, rc);
        return;
    }
    e->evaluator.finished = on_finished;
    e->evaluator.failed = on_failed;
    e->evaluator.owner = e;
    rltd_evaluator_begin(&e->evaluator, e->options->episodes, RL_STREAM_TEST);
}

static void on_changed(void *owner)
{
    struct evaluation *e = owner;
    if (e->evaluator.active)
        rltd_evaluator_changed(&e->evaluator);
    else if (rltd_envs_whole(&e->envs) && !e->policy.agent)
        begin(e);
}

static const struct rltd_envs_events envs_events = {
    .done = on_done,
    .changed = on_changed,
    .episode = on_episode,
    .failed = on_envs_failed,
};

static int on_hello(void *owner, struct rltd_session *s, struct rl_error *err)
{
    struct evaluation *e = owner;
    return rltd_envs_hello(&e->envs, s, err);
}

static int on_answer(void *owner, struct rltd_session *s, const struct wire_header *h,
                     const uint8_t *payload, struct rl_error *err)
{
    struct evaluation *e = owner;
    return rltd_envs_answer(&e->envs, s, h, payload, err);
}

static void on_lost(void *owner, struct rltd_session *s, const char *why)
{
    struct evaluation *e = owner;
    rltd_envs_lost(&e->envs, s, why);
}

static void on_tick(void *owner, uint64_t now_ns)
{
    struct evaluation *e = owner;
    rltd_envs_tick(&e->envs, now_ns);
}

static const struct rltd_session_events hub_events = {
    .hello = on_hello,
    .answer = on_answer,
    .lost = on_lost,
};

static void on_stop(void *arg, bool now)
{
    struct evaluation *e = arg;
    (void)now;
    over(e, rl_error_set(&e->err, RL_ESTOPPED, "stopped"));
}

static int open_envs(struct evaluation *e, const char *command, const char *socket)
{
    int rc = rltd_envs_init(&e->envs, &e->loop,
                            &(struct rltd_envs_config){
                                .role = WIRE_ROLE_EVAL,
                                .command = command,
                                .name = "eval",
                                .n_envs = e->options->n_envs,
                                .n_processes = 1,
                                .seed = e->options->seed,
                                .stream = RL_STREAM_TEST,
                                .socket = socket,
                                .step_timeout_s = STEP_TIMEOUT_S,
                                .connect_timeout_s = CONNECT_TIMEOUT_S,
                                .max_restarts = MAX_RESTARTS,
                                .log = &e->log,
                                .events = &envs_events,
                                .owner = e,
                            },
                            &e->err);
    if (rc == 0)
        rc = rltd_hub_open(&e->hub, &e->loop,
                           &(struct rltd_hub_config){
                               .path = socket,
                               .hello_timeout_s = CONNECT_TIMEOUT_S,
                               .log = &e->log,
                               .events = &hub_events,
                               .tick = on_tick,
                               .owner = e,
                           },
                           &e->err);
    return rc < 0 ? rc : rltd_envs_spawn(&e->envs, &e->err);
}

static void print_result(const struct evaluation *e, const char *path)
{
    const struct agent_eval_result *r = &e->result;
    double us = e->evaluator.decisions
                    ? 1e-3 * (double)e->evaluator.latency_ns / (double)e->evaluator.decisions
                    : 0;
    if (e->options->json) {
        json_t *o = json_pack("{s:s, s:i, s:f, s:f, s:f, s:f}", "checkpoint", path, "episodes",
                              r->n_episodes, "return_mean", r->mean_return, "return_std",
                              r->std_return, "length_mean", r->mean_length, "decision_us", us);
        char *text = o ? json_dumps(o, JSON_COMPACT) : NULL;
        printf("%s\n", text ? text : "{}");
        free(text);
        json_decref(o);
    } else {
        printf("%s\nreturn %.2f +- %.2f over %d episodes, length %.1f, %.1f us a decision\n", path,
               r->mean_return, r->std_return, r->n_episodes, r->mean_length, us);
    }
}

static void close_all(struct evaluation *e)
{
    rltd_envs_close(&e->envs);
    for (uint64_t until = rl_now_ns() + 2000000000u; !rltd_envs_gone(&e->envs);) {
        if (rl_now_ns() > until)
            rltd_envs_kill(&e->envs);
        uv_run(&e->loop, UV_RUN_ONCE);
    }
    rltd_hub_close(e->hub);
    rltd_signals_stop(&e->signals);
    while (uv_run(&e->loop, UV_RUN_NOWAIT) != 0)
        ;
    uv_loop_close(&e->loop);
    rltd_evaluator_deinit(&e->evaluator);
    rltd_policy_unload(&e->policy);
    rltd_envs_deinit(&e->envs);
    rltd_ckpt_close(e->ckpt);
}

int rltd_eval_main(const struct rltd_eval_options *options, struct rl_error *err)
{
    struct evaluation e = {.options = options};
    char path[RLTD_PATH_MAX], name[32], socket[RLTD_SOCKET_PATH_MAX];
    const char *command = options->env;
    rl_log_init(&e.log);
    uv_loop_init(&e.loop);
    e.signals = (struct rltd_signals){.stop = on_stop, .arg = &e};
    rltd_signals_start(&e.signals, &e.loop);
    snprintf(name, sizeof name, "eval-%d", (int)getpid());
    int rc = rltd_ckpt_resolve(options->runs, options->run, options->checkpoint, path, sizeof path,
                               &e.err);
    if (rc == 0)
        rc = rltd_ckpt_open(&e.ckpt, path, &e.err);
    if (rc == 0 && !command)
        command = rltd_ckpt_meta(e.ckpt, "env");
    if (rc == 0 && (!command || !command[0]))
        rc = rl_error_set(&e.err, RL_ECONFIG, "'%s' does not know its env; name one with --env",
                          path);
    if (rc == 0)
        rc = rltd_socket_path(name, "env", socket, sizeof socket, &e.err);
    if (rc == 0)
        rc = open_envs(&e, command, socket);
    if (rc == 0) {
        struct rltd_turn turn = {
            .loop = &e.loop, .sets = {&e.envs}, .cpus = rltd_cpus(), .over = &e.over};
        while (!e.over)
            rltd_turn(&turn);
        rc = e.rc;
    }
    if (rc == 0)
        print_result(&e, path);
    close_all(&e);
    if (rc < 0 && err)
        *err = e.err;
    return rc == 0              ? RLTD_EXIT_OK
           : rc == RL_ENOTFOUND ? RLTD_EXIT_UNAVAILABLE
           : rc == RL_ECORRUPT  ? RLTD_EXIT_NOCHECKPOINT
           : rc == RL_ECONFIG   ? RLTD_EXIT_CONFIG
                                : RLTD_EXIT_FAILURE;
}
