/* SPDX-License-Identifier: MIT */
#include "tests/daemon/fake_run.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"

static const struct rltd_env_view envs[] = {
    {.name = "train-0",
     .env_id = "CartPole-v1",
     .role = "train",
     .state = "ready",
     .n_envs = 8,
     .pid = 42},
    {.name = "far \xff away", .env_id = "X", .role = "eval", .state = "lost", .n_envs = 1},
};

void fake_run_init(struct rltd_run *run)
{
    memset(run, 0, sizeof(*run));
    run->view = (struct rltd_run_view){
        .name = "fake",
        .dir = "runs/fake/version_0",
        .agent = "ppo",
        .device = "cpu",
        .isa = "avx2",
        .state = RLTD_RUN_COLLECTING,
        .waiting_on = "train-0 (lost 3 s ago)",
        .waiting_s = 3,
        .counters = {.env_steps = 51200, .iterations = 200, .episodes = 812, .updates = 4000},
        .max_env_steps = 100000,
        .env_steps_per_s = 17431,
        .ep_rew_mean = 231.4,
        .ep_len_mean = 231.4,
        .eval_return = NAN,
        .best_metric = 487.2,
        .monitor = "eval_return",
        .eta_s = INFINITY,
        .env = envs,
        .n_env = RL_COUNTOF(envs),
    };
    run->n_checkpoints = 2;
    run->checkpoint[0] = (struct rltd_checkpoint){
        .id = 2, .sets = RLTD_SET_LAST, .counters = {.env_steps = 51200}, .bytes = 1000};
    strcpy(run->checkpoint[0].file, "last.safetensors");
    run->checkpoint[1] = (struct rltd_checkpoint){.id = 1,
                                                  .sets = RLTD_SET_TOPK | RLTD_SET_MANUAL,
                                                  .counters = {.env_steps = 40000},
                                                  .metric = 487.2,
                                                  .has_metric = true,
                                                  .bytes = 500};
    strcpy(run->checkpoint[1].file, "best.safetensors");
    strcpy(run->checkpoint[1].name, "good");
    strcpy(run->best, "best.safetensors");
}

void fake_run_saved(struct rltd_run *run, int code, const char *text)
{
    struct rltd_save_result result = {
        .code = code, .checkpoint = run->checkpoint[0], .seconds = 0.25};
    rltd_saved_fn done = run->pending;

    if (code < 0)
        rl_error_set(&result.err, code, "%s", text);
    run->pending = NULL;
    done(run->pending_arg, &result);
}

const char *rltd_run_state_text(enum rltd_run_state state)
{
    static const char *const texts[] = {
#define X(name, text) text,
        RLTD_RUN_STATES(X)
#undef X
    };
    return texts[state];
}

void rltd_run_view(struct rltd_run *run, struct rltd_run_view *view)
{
    *view = run->view;
}

const struct agent *rltd_run_agent(struct rltd_run *run)
{
    (void)run;
    return NULL;
}

struct rltd_profile *rltd_run_profile(struct rltd_run *run)
{
    (void)run;
    return NULL;
}

struct rltd_store *rltd_run_store(struct rltd_run *run)
{
    return (struct rltd_store *)(void *)run;
}

int rltd_run_save(struct rltd_run *run, const char *name, bool pin, rltd_saved_fn done, void *arg,
                  struct rl_error *err)
{
    if (run->save_refused)
        return rl_error_set(err, run->save_refused, "too many saves wait");
    run->n_saves++;
    snprintf(run->save_name, sizeof(run->save_name), "%s", name);
    run->save_pin = pin;
    run->pending = done;
    run->pending_arg = arg;
    return 0;
}

int rltd_run_edit(struct rltd_run *run, enum rltd_edit edit, const char *what, rltd_saved_fn done,
                  void *arg, struct rl_error *err)
{
    if (run->save_refused)
        return rl_error_set(err, run->save_refused, "the queue is full");
    run->edit = edit;
    snprintf(run->save_name, sizeof(run->save_name), "%s", what);
    run->pending = done;
    run->pending_arg = arg;
    return 0;
}

struct rltd_values rltd_run_values(struct rltd_run *run)
{
    run->config.agent_type = agent_find("ppo");
    run->config.max_env_steps = 100000;
    return (struct rltd_values){.config = &run->config};
}

int rltd_run_set(struct rltd_run *run, const struct rltd_pair *pairs, int32_t n,
                 const struct rltd_asker *asker, struct rl_error *err)
{
    struct rltd_change change = {.was = "1"};
    struct rltd_told told = {.env_steps = 51200, .change = &change, .n_changes = n};

    if (run->save_refused)
        return rl_error_set(err, run->save_refused, "the run is starting or ending");
    snprintf(change.key, sizeof(change.key), "%s", pairs[0].key);
    snprintf(change.now, sizeof(change.now), "%s", pairs[0].value);
    if (strcmp(pairs[0].key, "n_envs") == 0)
        told.code = rl_error_set(&told.err, RL_EINVAL, "n_envs cannot change");
    asker->done(asker->arg, &told);
    return 0;
}

static int told_freeze(const char *pattern, uint64_t until, const struct rltd_asker *asker)
{
    struct rltd_told told = {.env_steps = 51200, .n_parameters = (int32_t)until};

    if (strcmp(pattern, "none.*") == 0)
        told.code = rl_error_set(&told.err, RL_ENOTFOUND, "no parameter matches");
    asker->done(asker->arg, &told);
    return 0;
}

int rltd_run_freeze(struct rltd_run *run, const char *pattern, uint64_t until,
                    const struct rltd_asker *asker, struct rl_error *err)
{
    (void)run, (void)err;
    return told_freeze(pattern, until, asker);
}

int rltd_run_unfreeze(struct rltd_run *run, const char *pattern, const struct rltd_asker *asker,
                      struct rl_error *err)
{
    (void)run, (void)err;
    return told_freeze(pattern, 1, asker);
}

int rltd_run_load(struct rltd_run *run, const char *what, const struct rltd_asker *asker,
                  struct rl_error *err)
{
    struct rltd_told told = {.env_steps = 40000, .file = what, .exact = true};

    (void)run;
    if (strcmp(what, "bad") == 0)
        return rl_error_set(err, RL_ECORRUPT, "bad: its digest does not fit");
    asker->done(asker->arg, &told);
    return 0;
}

void rltd_run_pause(struct rltd_run *run, const char *by)
{
    run->view.state = RLTD_RUN_PAUSED;
    run->view.paused_at = 1;
    snprintf(run->by, sizeof(run->by), "%s", by);
    run->view.paused_by = run->by;
}

void rltd_run_resume(struct rltd_run *run, const char *by)
{
    (void)by;
    run->view.state = RLTD_RUN_COLLECTING;
    run->view.paused_at = 0;
}

void rltd_run_stop(struct rltd_run *run, bool now)
{
    run->n_stops++;
    run->stop_now = now;
}

int32_t rltd_store_list(struct rltd_store *store, struct rltd_checkpoint *out, int32_t max)
{
    struct rltd_run *run = (struct rltd_run *)(void *)store;

    for (int32_t i = 0; i < RL_MIN(max, run->n_checkpoints); i++)
        out[i] = run->checkpoint[i];
    return run->n_checkpoints;
}

void rltd_store_best(struct rltd_store *store, char *file, size_t file_bytes)
{
    snprintf(file, file_bytes, "%s", ((struct rltd_run *)(void *)store)->best);
}

void rltd_store_alarm(struct rltd_store *store, char *out, size_t out_bytes)
{
    snprintf(out, out_bytes, "%s", ((struct rltd_run *)(void *)store)->alarm);
}
