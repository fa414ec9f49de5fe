/* SPDX-License-Identifier: MIT */
#include "daemon/config/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "ctl/proto.h"
#include "daemon/freeze.h"
#include "daemon/groups.h"
#include "daemon/init_from.h"
#include "daemon/replay_limits.h"
#include "daemon/report/metrics.h"
#include "daemon/store/filename.h"
#include "envs/wire.h"
#include "replay/layout.h"

struct check {
    struct rltd_config *config;
    const struct rltd_entries *entries;
    struct rl_error *err;
};

/* "runs/x.yaml:7: KEY: TEXT", or "KEY: TEXT" where the default is what does not fit. */
__attribute__((format(printf, 3, 4))) static int refuse(const struct check *c, const char *key,
                                                        const char *fmt, ...)
{
    const struct rltd_entry *entry = rltd_entries_find(c->entries, key);
    char text[RL_ERROR_TEXT_MAX];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    return rl_error_set(c->err, RL_ECONFIG, "%s%s%s: %s", entry ? entry->where : "",
                        entry ? ": " : "", key, text);
}

static int check_name(const struct check *c)
{
    struct rl_error why;

    if (rltd_run_name_check(c->config->name, &why) < 0)
        return refuse(c, "name", "%s; give one with name=...", why.text);
    return 0;
}

static int check_places(const struct check *c)
{
    struct rltd_config *config = c->config;
    const char *resume = config->resume;

    if (!config->runs[0])
        return refuse(c, "runs", "the folder of runs is empty; '.' is the current one");
    if (strcmp(config->device, "cpu") != 0 && strcmp(config->device, "cuda") != 0)
        return refuse(c, "device", "'%s' is not one of cpu|cuda", config->device);
    if (!resume[0])
        return refuse(c, "resume", "empty; say auto, none, or the path of a checkpoint");
    if (strcmp(resume, "auto") == 0 || strcmp(resume, "none") == 0)
        return 0;
    if (access(resume, R_OK) != 0)
        return refuse(c, "resume",
                      "there is no readable checkpoint '%s'; say auto, none, or a path", resume);
    if (config->seeds > 1)
        return refuse(c, "resume", "one checkpoint cannot start %lld seeds; set seeds=1",
                      (long long)config->seeds);
    return 0;
}

static int check_envs(const struct check *c)
{
    struct rltd_config *config = c->config;

    if (config->env_processes > config->n_envs)
        return refuse(c, "env_processes",
                      "%lld processes for n_envs: %lld; each needs one at least",
                      (long long)config->env_processes, (long long)config->n_envs);
    if (config->env[0] && config->n_envs > config->env_processes * WIRE_MAX_ENVS)
        return refuse(c, "n_envs",
                      "%lld envs in %lld processes: one process serves at most %d; raise "
                      "env_processes to %lld",
                      (long long)config->n_envs, (long long)config->env_processes, WIRE_MAX_ENVS,
                      (long long)((config->n_envs + WIRE_MAX_ENVS - 1) / WIRE_MAX_ENVS));
    if (!config->eval_env[0])
        memcpy(config->eval_env, config->env, sizeof(config->eval_env));
    return 0;
}

static const struct {
    const char *name, *tag;
    int better;
} metrics[] = {
#define X(id, name, tag, unit, better) {name, tag, better},
    RLTD_METRICS(X)
#undef X
};

/* Row of a built-in metric by short name or tag, -1 for an agent's own. */
static int metric_find(const char *name)
{
    for (size_t i = 0; i < RL_COUNTOF(metrics); i++)
        if (strcmp(metrics[i].name, name) == 0 || strcmp(metrics[i].tag, name) == 0)
            return (int)i;
    return -1;
}

static const char *const counters[] = {"env_steps", "iterations", "episodes", "updates"};

/* The built-in metric or counter one slip away from `name`, or NULL. */
static const char *metric_slip(const char *name)
{
    for (size_t i = 0; i < RL_COUNTOF(metrics); i++)
        if (rl_edit_distance(metrics[i].name, name) <= 2)
            return metrics[i].name;
    for (size_t i = 0; i < RL_COUNTOF(counters); i++)
        if (rl_edit_distance(counters[i], name) <= 2)
            return counters[i];
    return NULL;
}

/* A key that names a metric, and the one that says which way it is better. */
struct monitor {
    const char *key, *mode_key;
    char *name; /* becomes the short name */
    size_t name_bytes;
    int32_t *mode; /* becomes min or max */
};

static int check_metric(const struct check *c, const struct monitor *m)
{
    int row = metric_find(m->name);
    const char *slip;

    if (row >= 0) {
        snprintf(m->name, m->name_bytes, "%s", metrics[row].name);
        if (strncmp(metrics[row].tag, "eval/", 5) == 0 && !rltd_config_evaluates(c->config))
            return refuse(c, m->key,
                          "'%s' never appears, because eval.every_env_steps is 0; set that (or "
                          "eval.every_iterations or every_seconds), or monitor ep_rew_mean",
                          m->name);
    } else if ((slip = metric_slip(m->name))) {
        return refuse(c, m->key, "unknown metric '%s'; did you mean '%s'?", m->name, slip);
    }
    if (*m->mode == RLTD_MODE_AUTO) {
        int better = row >= 0 ? metrics[row].better : 0;

        if (better == 0)
            return refuse(c, m->mode_key,
                          "nothing says which way '%s' is better; set %s to min or max", m->name,
                          m->mode_key);
        *m->mode = better > 0 ? RLTD_MODE_MAX : RLTD_MODE_MIN;
    }
    return 0;
}

static int check_monitor(const struct check *c)
{
    struct rltd_config *config = c->config;
    char *monitor = config->checkpoint.monitor;
    const struct monitor m = {"checkpoint.monitor", "checkpoint.mode", monitor,
                              sizeof(config->checkpoint.monitor), &config->checkpoint.mode};

    if (!monitor[0])
        snprintf(monitor, sizeof(config->checkpoint.monitor), "%s",
                 rltd_config_evaluates(config) ? "eval_return" : "ep_rew_mean");
    return check_metric(c, &m);
}

/* The line of whoever parsed the value may name its key already. */
static int refuse_why(const struct check *c, const char *key, const struct rl_error *why)
{
    size_t n = strlen(key);
    bool named = strncmp(why->text, key, n) == 0 && strncmp(why->text + n, ": ", 2) == 0;
    return refuse(c, key, "%s", why->text + (named ? n + 2 : 0));
}

static int check_start(const struct check *c)
{
    const struct rltd_config *config = c->config;
    const struct {
        const char *key, *text;
    } lists[] = {{"init_from.map", config->init_from.map},
                 {"init_from.include", config->init_from.include},
                 {"init_from.exclude", config->init_from.exclude}};
    struct rltd_freeze freeze;
    struct rltd_groups groups;
    struct rl_error why;

    if (rltd_init_from_check(&(struct rltd_init_from){.path = config->init_from.path,
                                                      .include = config->init_from.include,
                                                      .exclude = config->init_from.exclude,
                                                      .map = config->init_from.map},
                             &why) < 0)
        return refuse_why(c, "init_from.map", &why);
    for (size_t i = 0; i < RL_COUNTOF(lists) && !config->init_from.path[0]; i++)
        if (lists[i].text[0])
            return refuse(c, lists[i].key,
                          "it is for what init_from.path names, which is empty; name a checkpoint "
                          "or a safetensors file there, or remove this key");
    if (rltd_freeze_parse(&freeze, config->freeze, &why) < 0)
        return refuse_why(c, "freeze", &why);
    if (rltd_groups_parse(&groups, config->param_groups, &why) < 0)
        return refuse_why(c, "param_groups", &why);
    return 0;
}

static int check_early_stop(const struct check *c)
{
    struct rltd_config *config = c->config;
    const struct monitor m = {"early_stop.monitor", "early_stop.mode", config->early_stop.monitor,
                              sizeof(config->early_stop.monitor), &config->early_stop.mode};

    if (!m.name[0])
        return 0;
    if (!rltd_config_evaluates(config))
        return refuse(c, "early_stop.monitor",
                      "it is looked at after evaluations, and there are none: set "
                      "eval.every_env_steps");
    return check_metric(c, &m);
}

static int check_filename(const struct check *c)
{
    char *text = c->config->checkpoint.filename;
    const char *monitor = c->config->checkpoint.monitor;
    struct rltd_filename name;
    struct rl_error why;

    if (!text[0]) /* an agent's metric may have a name that cannot stand there */
        snprintf(text, sizeof(c->config->checkpoint.filename),
                 strpbrk(monitor, "{}/:") ? "{env_steps:09d}" : "{env_steps:09d}-{%s:.2f}",
                 monitor);
    if (rltd_filename_parse(&name, text, &why) < 0)
        return refuse(c, "checkpoint.filename", "%s", why.text);
    for (int32_t i = 0; i < name.n; i++) {
        const char *key = name.key[i].name, *slip;

        if (name.key[i].counter == RLTD_KEY_METRIC && metric_find(key) < 0 &&
            (slip = metric_slip(key)))
            return refuse(c, "checkpoint.filename", "unknown '{%s}'; did you mean '{%s}'?", key,
                          slip);
    }
    return 0;
}

/* A schedule with an effect whose value depends on how far the run is. */
static bool runs_to_the_end(const struct agent_type *type, const struct rl_option *o,
                            const char *hparams)
{
    const struct rl_option *needs =
        o->needs ? rl_options_find(type->hparams, type->n_hparams, o->needs) : NULL;
    struct rl_schedule s;
    bool on = true;

    if (o->type != RL_OPT_SCHEDULE && o->type != RL_OPT_RATE)
        return false;
    if (needs)
        memcpy(&on, hparams + needs->offset, sizeof(on));
    memcpy(&s, hparams + o->offset, sizeof(s));
    return on && s.start != s.end && s.counter == RL_COUNT_RUN;
}

/* What runs over max_env_steps would stand still without that. */
static int check_schedules_of(const struct check *c, const char *hparams)
{
    const struct agent_type *type = c->config->agent_type;
    struct rl_error why;

    if (c->config->max_env_steps > 0)
        return 0;
    for (size_t i = 0; i < type->n_hparams; i++)
        if (runs_to_the_end(type, &type->hparams[i], hparams))
            return refuse(c, "max_env_steps", "%s.%s changes over the run, which needs a limit",
                          type->name, type->hparams[i].name);
    if (type->check_endless && type->check_endless(hparams, &why) < 0)
        return refuse(c, "max_env_steps", "%s", why.text);
    return 0;
}

/* Rates between collecting and learning under which a run would never begin, or stand still. */
static int check_replay_of(const struct check *c, const void *hparams)
{
    const struct agent_type *type = c->config->agent_type;
    struct agent_replay wish;
    struct replay_limiter limiter;
    struct rl_error why;

    if (!type->replay && c->config->frame_stack > 1)
        return refuse(c, "frame_stack",
                      "agent %s learns from rollouts, which keep no stacks; let the env stack its "
                      "frames, or take an off-policy agent",
                      type->name);
    if (!type->replay)
        return 0;
    type->replay(hparams, &wish);
    int64_t least = c->config->frame_stack * replay_min_capacity((int32_t)c->config->n_envs);
    if (c->config->frame_stack > 1 && wish.capacity < least)
        return refuse(c, "frame_stack",
                      "stacks of %lld frames of %lld envs do not fit into a replay of %lld; set "
                      "%s.buffer_size to at least %lld",
                      (long long)c->config->frame_stack, (long long)c->config->n_envs,
                      (long long)wish.capacity, type->name, (long long)least);
    wish.lock_step = wish.lock_step || c->config->deterministic;
    if (rltd_replay_limits(&limiter, &wish, (int32_t)c->config->n_envs, &why) < 0)
        return refuse(c, type->name, "%s", why.text);
    return 0;
}

static int check_hparams(const struct check *c)
{
    struct nn_network_config network;
    struct rl_error why;
    char *hparams = calloc(1, c->config->agent_type->hparams_bytes);
    int rc;

    if (!hparams)
        return rl_error_set(c->err, RL_ENOMEM, "out of memory while checking the configuration");
    rc = rltd_config_hparams(c->config, NULL, NULL, hparams, &network, c->err);
    if (rc == 0 && nn_network_check(&network, &why) < 0)
        rc = refuse_why(c, "network.hidden", &why);
    if (rc == 0)
        rc = check_schedules_of(c, hparams);
    if (rc == 0)
        rc = check_replay_of(c, hparams);
    free(hparams);
    return rc;
}

static int check_limits(const struct check *c)
{
    const struct rltd_config *config = c->config;
    const struct {
        const char *min_key, *max_key;
        double min, max; /* max 0: none */
    } pairs[] = {
        {"min_env_steps", "max_env_steps", (double)config->min_env_steps,
         (double)config->max_env_steps},
        {"min_iterations", "max_iterations", (double)config->min_iterations,
         (double)config->max_iterations},
        {"min_updates", "max_updates", (double)config->min_updates, (double)config->max_updates},
        {"min_episodes", "max_episodes", (double)config->min_episodes,
         (double)config->max_episodes},
        {"min_time", "max_time", config->min_time_s, config->max_time_s},
    };

    for (size_t i = 0; i < RL_COUNTOF(pairs); i++)
        if (pairs[i].max > 0 && pairs[i].min > pairs[i].max)
            return refuse(c, pairs[i].min_key, "%.15g is above %s: %.15g", pairs[i].min,
                          pairs[i].max_key, pairs[i].max);
    return 0;
}

/* The last of all: what a trial run leaves of the rest. */
static int try_only(const struct check *c)
{
    struct rltd_config *config = c->config;

    if (config->fast_dev_run == 0)
        return 0;
    snprintf(config->resume, sizeof(config->resume), "none");
    config->max_iterations = config->fast_dev_run;
    config->eval.every_env_steps = config->eval.every_iterations = 0;
    config->eval.every_seconds = 0;
    config->eval.final_episodes = RL_MIN(config->eval.final_episodes, 1);
    config->checkpoint.save_top_k = 0;
    config->checkpoint.save_last = false;
    config->checkpoint.manual_keep = 0;
    config->checkpoint.keep_every = 0;
    return 0;
}

int rltd_config_check_new(struct rltd_config *config, struct rl_error *err)
{
    const struct check c = {config, &config->entries, err};

    if (config->init_from.path[0] && access(config->init_from.path, R_OK) != 0)
        return refuse(&c, "init_from.path", "there is no readable file '%s'",
                      config->init_from.path);
    return 0;
}

int rltd_config_check_values(struct rltd_config *config, const void *hparams, struct rl_error *err)
{
    static int (*const checks[])(const struct check *) = {check_monitor, check_early_stop,
                                                          check_filename};
    const struct rltd_entries none = {0};
    const struct check c = {config, &none, err};
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < RL_COUNTOF(checks); i++)
        rc = checks[i](&c);
    return rc == 0 && hparams ? check_schedules_of(&c, hparams) : rc;
}

int rltd_config_check(struct rltd_config *config, const struct rltd_entries *entries,
                      struct rl_error *err)
{
    static int (*const checks[])(const struct check *) = {
        check_name,    check_places,     check_envs,     check_limits,  check_start,
        check_monitor, check_early_stop, check_filename, check_hparams, try_only,
    };
    const struct check c = {config, entries, err};
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < RL_COUNTOF(checks); i++)
        rc = checks[i](&c);
    return rc;
}
