/* SPDX-License-Identifier: MIT */
/* How a run begins and ends: sockets and processes, then (once the envs have said what they are)
 * agent, restore, store and learner; and the turn of the loop in between. */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/clock.h"
#include "ctl/proto.h"
#include "daemon/cpus.h"
#include "daemon/init_from.h"
#include "daemon/run_private.h"
#include "daemon/session/turn.h"

enum { ENV_EXIT_MS = 2000 };      /* then they are killed */
enum { PROFILE_EVENTS = 200000 }; /* runs and steps of programs in the trace */

bool run_minimises(const struct rltd_run *run)
{
    return run->config.config->checkpoint.mode == RLTD_MODE_MIN;
}

/* ---- services for the agent (learner thread) ---- */

static bool service_at_cut(void *host)
{
    struct rltd_run *run = host;
    if (run->collector->between_updates)
        run->collector->between_updates(run);
    rltd_average_look(&run->average, run->ctx.env_steps);
    return rltd_learner_at_cut(&run->learner);
}

static void service_log(void *host, const char *name, double value, enum agent_reduce reduce,
                        unsigned sinks)
{
    struct rltd_run *run = host;
    rltd_metrics_log(&run->metrics, name, value, reduce, sinks);
}

static void service_request_save(void *host, const char *name)
{
    struct rltd_run *run = host;
    pthread_mutex_lock(&run->saved_mutex);
    snprintf(run->agent_save, sizeof run->agent_save, "%s", name);
    pthread_mutex_unlock(&run->saved_mutex);
    uv_async_send(&run->learner_wake);
}

static const struct agent_services services = {
    .at_cut = service_at_cut,
    .log = service_log,
    .request_save = service_request_save,
};

static void wake_loop(void *arg)
{
    struct rltd_run *run = arg;
    uv_async_send(&run->learner_wake);
}

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

/* ---- beginning: all envs are here, so the spaces are known ---- */

static int watch_if_asked(struct rltd_run *run, struct rl_error *err)
{
    const struct rltd_config *c = run->config.config;
    const struct nn_watch_config config = {
        .backend = run->backend,
        .anomaly = c->detect_anomaly,
        .profile = c->profile,
        .n_events = c->profile ? PROFILE_EVENTS : 0,
    };
    if (!c->detect_anomaly && !c->profile)
        return 0;
    int rc = nn_watch_create(&run->watch, &config, err);
    if (rc == 0 && c->profile)
        rc = rltd_profile_create(&run->profile, run->watch, err);
    if (rc == 0)
        run->backend = nn_watch_backend(run->watch);
    return rc;
}

static int make_agent(struct rltd_run *run, struct rl_error *err)
{
    const struct rltd_config *c = run->config.config;
    const struct agent_type *type = c->agent_type;
    const struct nn_backend_config backend = {.threads = (int32_t)c->learner_threads};
    struct rl_space obs;
    int rc = replay_stack_space(&run->train.obs_space, (int32_t)c->frame_stack, &obs, err);
    if (rc < 0)
        return rc;
    run->hparams = calloc(1, type->hparams_bytes);
    if (!run->hparams)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    rc = rltd_config_hparams(c, &obs, &run->train.action_space, run->hparams, &run->network, err);
    if (rc == 0)
        rc = nn_backend_open_with(c->device, &backend, &run->device, err);
    run->backend = run->device;
    if (rc == 0)
        rc = watch_if_asked(run, err);
    if (rc < 0)
        return rc;
    struct agent_setup setup = {
        .backend = run->backend,
        .obs = obs,
        .action = run->train.action_space,
        .frame_stack = (int32_t)c->frame_stack,
        .n_envs = (int32_t)c->n_envs,
        .seed = run->config.seed,
        .hparams = run->hparams,
        .network = &run->network,
    };
    rc = agent_create(&run->agent, type, &setup, err);
    if (rc == 0)
        rc = run_register(run, err);
    if (rc == 0)
        rc = rltd_average_init(&run->average, &c->averaging, run->agent, err);
    if (rc < 0)
        return rc;
    run->collector = type->on_policy ? &rltd_collect_rollout : &rltd_collect_replay;
    return run->collector->open(run, err);
}

static int open_store(struct rltd_run *run, struct rl_error *err)
{
    const struct rltd_config *c = run->config.config;
    struct rl_buf yaml;
    rl_buf_init(&yaml);
    int rc = rltd_config_write(c, run->hparams, &run->network, &yaml);
    rl_buf_put_u8(&yaml, 0);
    if (rc < 0 || yaml.failed)
        rc = rl_error_set(err, RL_ENOMEM, "out of memory for the configuration's text");
    if (rc == 0)
        rc = rltd_store_open(&run->store,
                             &(struct rltd_store_config){
                                 .dir = run->dir,
                                 .log = run->log,
                                 .monitor = c->checkpoint.monitor,
                                 .minimise = run_minimises(run),
                                 .save_top_k = c->checkpoint.save_top_k,
                                 .manual_keep = c->checkpoint.manual_keep,
                                 .filename = c->checkpoint.filename,
                                 .tensorboard = c->log.tensorboard,
                                 .jsonl = c->log.jsonl,
                                 .config_yaml = (const char *)yaml.data,
                                 .identity = run->config.identity,
                                 .resume_env_steps = run->counters.env_steps,
                                 .resumed = run->resumed,
                             },
                             err);
    rl_buf_deinit(&yaml);
    return rc;
}

static int restore_if_there(struct rltd_run *run, struct rl_error *err)
{
    struct rltd_resume *from = run->config.resume;
    if (!from->ckpt)
        return 0;
    int rc = run_restore(run, from->ckpt, err);
    rltd_ckpt_close(from->ckpt);
    from->ckpt = NULL;
    snprintf(run->from, sizeof run->from, "%s", from->path);
    if (rc == 0)
        rl_info(run->log, "resumed at %llu env steps from %s (%s%s)",
                (unsigned long long)run->counters.env_steps, from->path,
                run->exact ? "exact" : "open episodes are truncated: ", run->not_exact);
    return rc;
}

/* A run that is not resumed may start from networks that exist. What is frozen is state of a
 * checkpoint, unless something else is wanted now. */
static int start_from(struct rltd_run *run, struct rl_error *err)
{
    const struct rltd_config *c = run->config.config;
    struct rltd_groups groups;
    int rc = rltd_groups_parse(&groups, c->param_groups, err);
    if (rc == 0)
        rc = rltd_groups_apply(&groups, run->agent, err);
    if (rc < 0)
        run->result.exit_code = RLTD_EXIT_CONFIG;
    if (rc == 0)
        rc = rltd_freeze_parse(&run->freeze, c->freeze, err);
    if (rc < 0 || (run->resumed && !run->config.resume->freeze_changed))
        return rc;
    if (run->resumed)
        rc = nn_opt_freeze(run->agent->optimizer, run->agent->n_optimizers, "*", false, err);
    else if (c->init_from.path[0])
        rc = rltd_init_from(run->agent->state,
                            &(struct rltd_init_from){.path = c->init_from.path,
                                                     .strict = c->init_from.strict,
                                                     .include = c->init_from.include,
                                                     .exclude = c->init_from.exclude,
                                                     .map = c->init_from.map},
                            run->log, err);
    if (rc >= 0)
        rc = rltd_freeze_hold(&run->freeze, run->agent, run->counters.env_steps, err);
    if (rc < 0)
        run->result.exit_code = RLTD_EXIT_CONFIG;
    return rc;
}

/* What checkpoints will take of the disk at most: a new file is whole before an old one goes. */
static void say_disk(const struct rltd_run *run)
{
    const struct rltd_config *c = run->config.config;
    const struct nn_state *state = run->agent->state;
    double bytes[2] = {0, 0}; /* of everything, of weights only */
    for (int32_t i = 0; i < nn_state_n_tensors(state); i++) {
        struct nn_state_tensor t;
        nn_state_tensor(state, i, &t);
        double n = (double)nn_state_tensor_bytes(state, i);
        bytes[0] += n;
        bytes[1] += t.scope == NN_STATE_MODEL ? n : 0;
    }
    double kept = c->checkpoint.save_top_k > 0 ? (double)c->checkpoint.save_top_k : 0;
    if (c->checkpoint.keep_every > 0)
        kept += (double)(c->max_env_steps / c->checkpoint.keep_every);
    double full = (double)RL_MAX(c->checkpoint.manual_keep, 0) + c->checkpoint.save_last + 2;
    bool open_end = c->checkpoint.save_top_k < 0 || c->checkpoint.manual_keep < 0 ||
                    (c->checkpoint.keep_every > 0 && c->max_env_steps == 0);
    rl_info(run->log, "checkpoints: %.0f files of up to %.1f MiB, %.1f MiB at most%s", kept + full,
            bytes[0] / 0x1p20,
            (full * bytes[0] + kept * bytes[c->checkpoint.weights_only]) / 0x1p20,
            open_end ? ", and more without end: all of a set are kept" : " beside pinned ones");
}

int run_begin(struct rltd_run *run, struct rl_error *err)
{
    int rc = make_agent(run, err);
    if (rc == 0)
        rc = run_triggers_begin(run, err);
    if (rc == 0)
        rc = restore_if_there(run, err);
    if (rc == 0)
        rc = start_from(run, err);
    if (rc == 0)
        rc = open_store(run, err);
    if (rc < 0)
        return rc;
    run->incarnation++;
    run->limit = run_limit_reached(run);
    run->looked_at = run->thawed_at = run->collector->looked_at(run);
    run->ctx = (struct agent_ctx){.services = &services, .host = run};
    rc = run->collector->begin(run, err);
    if (rc == 0)
        rc = rltd_learner_start(&run->learner, run->agent, &run->ctx, wake_loop, run, err);
    if (rc < 0)
        return rc;
    if (run->agent->type->setup)
        run->agent->type->setup(run->agent, AGENT_STAGE_TRAIN);
    run->last_save_ns = run->last_point_ns = rl_now_ns();
    run->sanity = !run->resumed && run->config.config->eval.every_env_steps > 0 &&
                  run->config.config->eval.sanity_episodes > 0;
    say_disk(run);
    rltd_store_event(run->store, run->counters.env_steps, run->resumed ? "resumed" : "started",
                     run->train.env_id);
    const struct rl_buf *events = &run->config.resume->events;
    for (size_t at = 0; at < events->n; at += strlen((char *)events->data + at) + 1)
        rltd_store_event(run->store, run->counters.env_steps, "set", (char *)events->data + at);
    run->changed_since = false;
    run_enter(run, RUN_RESETTING);
    if (run->resumed && run->exact)
        rltd_envs_set_state(&run->train);
    else
        rltd_envs_reset(&run->train);
    return 0;
}

/* ---- create, turn, destroy ---- */

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
    if (rc == 0 && (c->eval.every_env_steps > 0 || eval_clients))
        rc = run_open_eval_set(run, err);
    return rc;
}

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
