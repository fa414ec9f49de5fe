/* SPDX-License-Identifier: MIT */
/* The life of a run: what opens before anything is known of the envs (sockets, env processes), one
 * turn of the loop, and how all of it ends. What the envs bring about is run_begin.c. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/clock.h"
#include "ctl/proto.h"
#include "daemon/cpus.h"
#include "daemon/run_private.h"
#include "daemon/session/turn.h"

enum { ENV_EXIT_MS = 2000 }; /* then they are killed */

/* ---- what other threads wake the loop for ---- */

static void on_learner_wake(uv_async_t *async)
{
    struct rltd_run *run = async->data;
    char name[sizeof run->agent_save];
    pthread_mutex_lock(&run->saved_mutex);
    memcpy(name, run->agent_save, sizeof name);
    run->agent_save[0] = '\0';
    pthread_mutex_unlock(&run->saved_mutex);
    if (name[0])
        run_agent_save(run, name);
    run_advance(run);
}

static void on_saved_wake(uv_async_t *async)
{
    struct rltd_run *run = async->data;
    run_process_saved(run);
    run_advance(run);
}

/* ---- sockets and env sets ---- */

int run_open_eval_set(struct rltd_run *run, struct rl_error *err)
{
    const struct rltd_config *c = run->config.config;
    run->eval_wanted = true;
    int rc = rltd_envs_init(&run->eval, run->loop,
                            &(struct rltd_envs_config){
                                .role = WIRE_ROLE_EVAL,
                                .command = c->eval_env[0] ? c->eval_env : c->env,
                                .name = "eval",
                                .n_envs = (int32_t)c->eval.n_envs,
                                .n_processes = 1,
                                .seed = run->config.seed,
                                .stream = RL_STREAM_EVAL,
                                .socket = run->config.env_socket,
                                .step_timeout_s = c->step_timeout_s,
                                .connect_timeout_s = c->connect_timeout_s,
                                .max_restarts = c->max_env_restarts,
                                .log = run->log,
                                .events = &run_eval_events,
                                .owner = run,
                            },
                            err);
    return rc < 0 ? rc : rltd_envs_spawn(&run->eval, err);
}

static int on_hello(void *owner, struct rltd_session *s, struct rl_error *err)
{
    struct rltd_run *run = owner;
    if (s->hello.role == WIRE_ROLE_TRAIN)
        return rltd_envs_hello(&run->train, s, err);
    if (run->eval_wanted)
        return rltd_envs_hello(&run->eval, s, err);
    return rl_error_set(err, RL_EPROTO, "this run has no slots for clients with the role 'eval'");
}

static struct rltd_envs *set_of(const struct rltd_session *s)
{
    return ((struct rltd_member *)s->slot)->envs;
}

static int on_answer(void *owner, struct rltd_session *s, const struct wire_header *h,
                     const uint8_t *payload, struct rl_error *err)
{
    (void)owner;
    return rltd_envs_answer(set_of(s), s, h, payload, err);
}

static void on_lost(void *owner, struct rltd_session *s, const char *why)
{
    (void)owner;
    rltd_envs_lost(set_of(s), s, why);
}

static void on_tick(void *owner, uint64_t now_ns)
{
    struct rltd_run *run = owner;
    rltd_envs_tick(&run->train, now_ns);
    if (run->eval_wanted)
        rltd_envs_tick(&run->eval, now_ns);
    run_triggers_tick(run, now_ns);
    run->store_busy = false;
    run_advance(run);
}

static const struct rltd_session_events hub_events = {
    .hello = on_hello,
    .answer = on_answer,
    .lost = on_lost,
};

static int open_sockets(struct rltd_run *run, struct rl_error *err)
{
    const struct rltd_config *c = run->config.config;
    int rc = rltd_envs_init(&run->train, run->loop,
                            &(struct rltd_envs_config){
                                .role = WIRE_ROLE_TRAIN,
                                .command = c->env,
                                .name = "train",
                                .n_envs = (int32_t)c->n_envs,
                                .n_processes = (int32_t)RL_MIN(c->env_processes, c->n_envs),
                                .seed = run->config.seed,
                                .stream = RL_STREAM_TRAIN,
                                .socket = run->config.env_socket,
                                .step_timeout_s = c->step_timeout_s,
                                .connect_timeout_s = c->connect_timeout_s,
                                .max_restarts = c->max_env_restarts,
                                .log = run->log,
                                .events = &run_train_events,
                                .owner = run,
                            },
                            err);
    if (rc == 0)
        rc = rltd_hub_open(&run->hub, run->loop,
                           &(struct rltd_hub_config){
                               .path = run->config.env_socket,
                               .hello_timeout_s = c->connect_timeout_s,
                               .log = run->log,
                               .events = &hub_events,
                               .tick = on_tick,
                               .owner = run,
                           },
                           err);
    if (rc == 0 && c->env[0])
        rc = rltd_envs_spawn(&run->train, err);
    bool eval_clients = !c->env[0] && !c->eval_env[0] && c->eval.final_episodes > 0;
    if (rc == 0 && (rltd_config_evaluates(c) || eval_clients))
        rc = run_open_eval_set(run, err);
    return rc;
}

/* ---- create, turn, destroy ---- */

int rltd_run_create(struct rltd_run **out, uv_loop_t *loop, struct rl_log *log,
                    const struct rltd_run_config *config, struct rl_error *err)
{
    struct rltd_run *run = calloc(1, sizeof *run);
    if (!run)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    *out = run; /* whatever happens: rltd_run_destroy takes it from here */
    run->config = *config;
    run->keys = *config->config;
    run->config.config = &run->keys;
    run->loop = loop;
    run->log = log;
    run->changed_since = config->resume->changed;
    if (run->changed_since && config->resume->events.n)
        snprintf(run->changes, sizeof run->changes, "%s", (char *)config->resume->events.data);
    run->eval_return = run->best_metric = run->save_stall_s = NAN;
    run_triggers_init(&run->triggers);
    const struct rltd_config *keys = config->config;
    run->early = (struct rltd_early_stop){
        .minimise = keys->early_stop.mode == RLTD_MODE_MIN,
        .check_finite = keys->early_stop.check_finite,
        .stopping_threshold = keys->early_stop.stopping_threshold,
        .divergence_threshold = keys->early_stop.divergence_threshold,
        .min_delta = keys->early_stop.min_delta,
        .patience = keys->early_stop.patience,
        .best = NAN,
        .value = NAN,
    };
    run->start_ns = run->phase_ns = config->process_start_ns;
    run->cpus = rltd_cpus();
    snprintf(run->dir, sizeof run->dir, "%s", config->dir);
    pthread_mutex_init(&run->saved_mutex, NULL);
    rltd_metrics_init(&run->metrics);
    run->metrics_view = run->metrics;
    uv_async_init(loop, &run->learner_wake, on_learner_wake);
    uv_async_init(loop, &run->saved_wake, on_saved_wake);
    run->learner_wake.data = run->saved_wake.data = run;
    return open_sockets(run, err);
}

bool rltd_run_turn(struct rltd_run *run)
{
    rltd_turn(&(struct rltd_turn){
        .loop = run->loop,
        .sets = {&run->train, run->eval_wanted ? &run->eval : NULL},
        .cpus = run->cpus,
        .over = &run->over,
    });
    return !run->over;
}

static bool envs_gone(const struct rltd_run *run)
{
    return rltd_envs_gone(&run->train) && (!run->eval_wanted || rltd_envs_gone(&run->eval));
}

static void stop_envs(struct rltd_run *run)
{
    rltd_envs_close(&run->train);
    if (run->eval_wanted)
        rltd_envs_close(&run->eval);
    uint64_t until = rl_now_ns() + (uint64_t)ENV_EXIT_MS * 1000000u;
    while (!envs_gone(run)) {
        if (rl_now_ns() > until) {
            rltd_envs_kill(&run->train);
            rltd_envs_kill(&run->eval);
        }
        uv_run(run->loop, UV_RUN_ONCE); /* the hub's timer keeps this from waiting for ever */
    }
}

static void log_timing(const struct rltd_run *run)
{
    const struct run_timing *t = &run->timing;
    char final[48] = "";
    if (run->result.has_final)
        snprintf(final, sizeof final, " final_return=%.4f", run->result.final.mean_return);
    rl_info(run->log, "result: env_steps=%llu updates=%llu%s",
            (unsigned long long)run->counters.env_steps, (unsigned long long)run->counters.updates,
            final);
    rl_info(run->log, "timing: start=%.4f collect=%.4f learn=%.4f eval=%.4f store=%.4f total=%.4f",
            1e-9 * (double)t->start, 1e-9 * (double)t->collect, 1e-9 * (double)t->learn,
            1e-9 * (double)t->eval, 1e-9 * (double)t->save,
            1e-9 * (double)(rl_now_ns() - run->start_ns));
}

static void save_profile(const struct rltd_run *run)
{
    struct rl_error err;
    if (!run->profile)
        return;
    if (rltd_profile_save(run->profile, run->dir, &err) < 0)
        rl_warn(run->log, "no profile: %s", err.text);
    else
        rl_info(run->log, "profile: %s/profile.txt and profile.trace.json", run->dir);
}

void rltd_run_destroy(struct rltd_run *run, struct rltd_run_result *result)
{
    run_enter(run, RUN_OVER);
    run_load_stop(run);
    rltd_learner_stop(&run->learner);
    rltd_store_close(run->store, run->result.state ? run->result.state : "failed");
    run_process_saved(run);
    run_refuse_saves(run);
    run_refuse_orders(run);
    run->store = NULL;
    free(run->state_copy);
    if (run->result.exit_code == RLTD_EXIT_OK && run->save_err.code < 0) {
        run->result.exit_code =
            run->save_err.code == RL_ENOSPACE ? RLTD_EXIT_NOSPACE : RLTD_EXIT_FAILURE;
        run->result.err = run->save_err;
        rl_error_prefix(&run->result.err, run->save_err.code, "the last save failed");
    }
    stop_envs(run);
    rltd_hub_close(run->hub);
    uv_close((uv_handle_t *)&run->learner_wake, NULL);
    uv_close((uv_handle_t *)&run->saved_wake, NULL);
    uv_run(run->loop, UV_RUN_NOWAIT);
    run_enter(run, RUN_OVER);
    log_timing(run);
    save_profile(run);
    if (run->agent && run->agent->type->teardown)
        run->agent->type->teardown(run->agent, AGENT_STAGE_TRAIN);
    rltd_evaluator_deinit(&run->evaluator);
    if (run->collector)
        run->collector->close(run);
    rltd_average_deinit(&run->average);
    agent_destroy(run->agent);
    rltd_profile_destroy(run->profile);
    nn_watch_destroy(run->watch);
    nn_backend_close(run->device);
    rltd_envs_deinit(&run->train);
    rltd_envs_deinit(&run->eval);
    free(run->hparams);
    pthread_mutex_destroy(&run->saved_mutex);
    *result = run->result;
    free(run);
}
