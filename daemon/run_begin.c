/* SPDX-License-Identifier: MIT */
/* All envs are here, so the spaces are known: the agent is made, put where a checkpoint has it, and
 * given its store and its learner. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/clock.h"
#include "ctl/proto.h"
#include "daemon/init_from.h"
#include "daemon/run_private.h"

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

/* ---- the agent ---- */

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
        rc = nn_network_check(&run->network, err); /* with the defaults for these spaces */
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

/* ---- its store, and what it goes on from ---- */

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
                                 .resume = run_mark(run),
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

/* ---- all of it ---- */

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
    if (rc == 0)
        rc = run_make_room(run, err);
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
    run->sanity = !run->resumed && rltd_config_evaluates(run->config.config) &&
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
