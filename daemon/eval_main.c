/* SPDX-License-Identifier: MIT */
/* `rltd eval CKPT`: a saved policy on env processes of its own, in a process of its own,
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
#include "daemon/latency.h"
#include "daemon/loop.h"
#include "daemon/modes.h"
#include "daemon/session/hub.h"
#include "daemon/session/turn.h"
#include "daemon/signals.h"
#include "daemon/snapshot.h"

enum { STEP_TIMEOUT_S = 60, CONNECT_TIMEOUT_S = 60, MAX_RESTARTS = 3, LATENCY_BATCH = 64 };

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
    struct rltd_recorder recorder;
    struct rltd_latency latency[2]; /* of one row, of many */
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

/* Once for one row, once for as many as there are envs. */
static int measure_latency(struct evaluation *e)
{
    const int32_t rows[] = {1, e->envs.n_envs > 1 ? e->envs.n_envs : LATENCY_BATCH};
    int rc = 0;
    for (int i = 0; i < 2 && rc == 0; i++)
        rc = rltd_latency_measure(&e->latency[i], e->policy.agent,
                                  rltd_actor_obs(&e->evaluator.actor), rows[i], &e->err);
    return rc;
}

static void on_finished(void *owner, const struct agent_eval_result *result)
{
    struct evaluation *e = owner;
    e->result = *result;
    if (e->policy.agent->type->eval_end)
        e->policy.agent->type->eval_end(e->policy.agent, result);
    over(e, measure_latency(e));
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

/* The discount that the policy was trained with; 1 where the agent knows none. */
static double gamma_of(const struct agent *agent)
{
    const struct agent_type *type = agent->type;
    const struct rl_option *o = rl_options_find(type->hparams, type->n_hparams, "gamma");
    double gamma = 1;
    if (o && o->type == RL_OPT_FLOAT)
        memcpy(&gamma, (const char *)agent->setup.hparams + o->offset, sizeof gamma);
    return gamma;
}

static int write_recording(struct evaluation *e, const char *path)
{
    char gamma[32], episodes[32];
    snprintf(gamma, sizeof gamma, "%.15g", e->recorder.gamma);
    snprintf(episodes, sizeof episodes, "%d", e->result.n_episodes);
    json_t *meta = json_pack("{s:s, s:s, s:s, s:s, s:s}", "format", "rltd-episodes-1", "checkpoint",
                             path, "env", e->envs.env_id, "gamma", gamma, "episodes", episodes);
    int rc = meta ? rltd_recorder_write(&e->recorder, e->options->record, meta, &e->err)
                  : rl_error_set(&e->err, RL_ENOMEM, "out of memory");
    json_decref(meta);
    return rc;
}

/* All envs are here: does the policy fit them, and go. */
static void begin(struct evaluation *e)
{
    struct rl_space obs;
    int rc = rltd_policy_load(&e->policy, e->ckpt, RL_MAX(e->envs.n_envs, LATENCY_BATCH),
                              AGENT_STAGE_TEST, &e->err);
    const struct agent_setup *setup = rc == 0 ? &e->policy.agent->setup : NULL;
    if (rc == 0)
        rc = replay_stack_space(&e->envs.obs_space, setup->frame_stack, &obs, &e->err);
    if (rc == 0 && (!rl_space_equal(&setup->obs, &obs) ||
                    !rl_space_equal(&setup->action, &e->envs.action_space)))
        rc = rl_error_set(&e->err, RL_ESHAPE,
                          "the policy was trained on other spaces than env '%s' has",
                          e->envs.env_id);
    if (rc == 0)
        rc = rltd_evaluator_init(&e->evaluator, e->policy.agent, &e->envs, e->options->episodes,
                                 &e->err);
    if (rc == 0 && e->options->record)
        rc = rltd_recorder_init(&e->recorder, &e->envs, gamma_of(e->policy.agent), &e->err);
    if (rc < 0) {
        over(e, rc);
        return;
    }
    if (e->options->record)
        e->evaluator.recorder = &e->recorder;
    if (e->policy.agent->type->eval_begin)
        e->policy.agent->type->eval_begin(e->policy.agent);
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

static void print_json(const struct evaluation *e, const char *path, double us)
{
    const struct agent_eval_result *r = &e->result;
    json_t *latency = json_array();
    for (int i = 0; i < 2; i++)
        json_array_append_new(latency,
                              json_pack("{s:i, s:f, s:f}", "batch", e->latency[i].batch, "p50_us",
                                        e->latency[i].p50_us, "p99_us", e->latency[i].p99_us));
    json_t *o = json_pack("{s:s, s:i, s:f, s:f, s:f, s:f, s:o}", "checkpoint", path, "episodes",
                          r->n_episodes, "return_mean", r->mean_return, "return_std", r->std_return,
                          "length_mean", r->mean_length, "decision_us", us, "latency", latency);
    char *text = o ? json_dumps(o, JSON_COMPACT) : NULL;
    printf("%s\n", text ? text : "{}");
    free(text);
    json_decref(o);
}

static void print_result(const struct evaluation *e, const char *path)
{
    const struct agent_eval_result *r = &e->result;
    double us = e->evaluator.decisions
                    ? 1e-3 * (double)e->evaluator.latency_ns / (double)e->evaluator.decisions
                    : 0;
    if (e->options->json) {
        print_json(e, path, us);
        return;
    }
    printf("%s\nreturn %.2f +- %.2f over %d episodes, length %.1f, %.1f us a decision\n", path,
           r->mean_return, r->std_return, r->n_episodes, r->mean_length, us);
    for (int i = 0; i < 2; i++)
        printf("policy latency, batch %d: p50 %.2f us, p99 %.2f us\n", e->latency[i].batch,
               e->latency[i].p50_us, e->latency[i].p99_us);
    if (e->options->record)
        printf("%lld steps recorded in %s\n", (long long)e->recorder.n_steps, e->options->record);
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
    rltd_recorder_deinit(&e->recorder);
    rltd_policy_unload(&e->policy);
    rltd_envs_deinit(&e->envs);
    rltd_ckpt_close(e->ckpt);
}

int rltd_eval_main(const struct rltd_eval_options *options, struct rl_error *err)
{
    struct evaluation e = {.options = options};
    char path[RLTD_PATH_MAX], name[32], socket[RLTD_SOCKET_PATH_MAX];
    const char *command = options->env;
    int rc = rltd_loop_init(&e.loop, err);
    if (rc < 0)
        return rltd_exit_of(rc);
    rl_log_init(&e.log);
    e.signals = (struct rltd_signals){.stop = on_stop, .arg = &e};
    rltd_signals_start(&e.signals, &e.loop);
    snprintf(name, sizeof name, "eval-%d", (int)getpid());
    rc = rltd_ckpt_resolve(options->runs, options->run, options->checkpoint, path, sizeof path,
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
    if (rc == 0 && options->record)
        rc = write_recording(&e, path);
    if (rc == 0)
        print_result(&e, path);
    close_all(&e);
    if (rc < 0 && err)
        *err = e.err;
    return rltd_exit_of(rc);
}
