/* SPDX-License-Identifier: MIT */
#include "daemon/control/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/clock.h"

json_t *rltd_json_text(const char *text)
{
    json_t *json = json_string(text);
    char *ascii = json ? NULL : strdup(text);

    if (!ascii)
        return json;
    for (char *c = ascii; *c; c++)
        if ((unsigned char)*c >= 0x80)
            *c = '?';
    json = json_string(ascii);
    free(ascii);
    return json;
}

json_t *rltd_json_number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

json_t *rltd_json_u64(uint64_t value)
{
    return json_integer((json_int_t)value);
}

static json_t *sets_json(unsigned sets)
{
    static const struct {
        unsigned bit;
        const char *name;
    } names[] = {
#define X(id, bit, name) {bit, name},
        RLTD_SETS(X)
#undef X
    };
    json_t *list = json_array();

    for (size_t i = 0; i < RL_COUNTOF(names); i++)
        if (sets & names[i].bit)
            json_array_append_new(list, json_string(names[i].name));
    return list;
}

json_t *rltd_json_checkpoint(const struct rltd_checkpoint *c)
{
    json_t *o = json_object();

    json_object_set_new(o, "id", json_integer(c->id));
    json_object_set_new(o, "file", rltd_json_text(c->file));
    json_object_set_new(o, "name", rltd_json_text(c->name));
    json_object_set_new(o, "sets", sets_json(c->sets));
    json_object_set_new(o, "env_steps", rltd_json_u64(c->counters.env_steps));
    json_object_set_new(o, "iterations", rltd_json_u64(c->counters.iterations));
    json_object_set_new(o, "episodes", rltd_json_u64(c->counters.episodes));
    json_object_set_new(o, "updates", rltd_json_u64(c->counters.updates));
    json_object_set_new(o, "metric", c->has_metric ? rltd_json_number(c->metric) : json_null());
    json_object_set_new(o, "bytes", rltd_json_u64(c->bytes));
    json_object_set_new(o, "time", rltd_json_number(c->wall_s));
    return o;
}

json_t *rltd_json_checkpoints(const struct rltd_checkpoint *checkpoints, int32_t n)
{
    json_t *o = json_object(), *list = json_array();

    for (int32_t i = 0; i < n; i++)
        json_array_append_new(list, rltd_json_checkpoint(&checkpoints[i]));
    json_object_set_new(o, "checkpoints", list);
    return o;
}

/* How many there are, what they weigh, and the two that matter. */
static json_t *summary_json(struct rltd_store *store)
{
    int32_t n = rltd_store_list(store, NULL, 0), n_read;
    struct rltd_checkpoint *list = calloc((size_t)n + 1, sizeof(*list));
    const struct rltd_checkpoint *last = NULL;
    char best[sizeof(list->file)] = "";
    uint64_t bytes = 0;
    json_t *o = json_object();

    n_read = list ? rltd_store_list(store, list, n) : 0;
    n = RL_MIN(n, n_read);
    for (int32_t i = 0; i < n; i++) {
        bytes += list[i].bytes;
        if (list[i].sets & RLTD_SET_LAST)
            last = &list[i];
    }
    rltd_store_best(store, best, sizeof(best));
    json_object_set_new(o, "count", json_integer(n));
    json_object_set_new(o, "bytes", rltd_json_u64(bytes));
    json_object_set_new(o, "last", last ? rltd_json_text(last->file) : json_null());
    json_object_set_new(o, "best", best[0] ? rltd_json_text(best) : json_null());
    free(list);
    return o;
}

static json_t *envs_json(const struct rltd_run_view *view)
{
    json_t *list = json_array();

    for (int32_t i = 0; i < view->n_env; i++) {
        const struct rltd_env_view *env = &view->env[i];
        json_t *o = json_object();

        json_object_set_new(o, "name", rltd_json_text(env->name));
        json_object_set_new(o, "env_id", rltd_json_text(env->env_id));
        json_object_set_new(o, "role", rltd_json_text(env->role));
        json_object_set_new(o, "state", rltd_json_text(env->state));
        json_object_set_new(o, "n_envs", json_integer(env->n_envs));
        json_object_set_new(o, "pid", env->pid ? json_integer(env->pid) : json_null());
        json_object_set_new(o, "restarts", rltd_json_u64(env->restarts));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *metrics_json(const struct rltd_metrics *metrics)
{
    json_t *o = json_object();

    for (int32_t i = 0; metrics && i < metrics->n; i++)
        if (metrics->slot[i].seen)
            json_object_set_new(o, metrics->slot[i].name,
                                rltd_json_number(metrics->slot[i].latest));
    return o;
}

static void put_counters(json_t *o, const struct rltd_run_view *v)
{
    json_object_set_new(o, "env_steps", rltd_json_u64(v->counters.env_steps));
    json_object_set_new(o, "max_env_steps", rltd_json_u64(v->max_env_steps));
    json_object_set_new(o, "iterations", rltd_json_u64(v->counters.iterations));
    json_object_set_new(o, "updates", rltd_json_u64(v->counters.updates));
    json_object_set_new(o, "episodes", rltd_json_u64(v->counters.episodes));
    json_object_set_new(o, "elapsed_s", rltd_json_number(v->counters.elapsed_s));
    json_object_set_new(o, "eta_s", rltd_json_number(v->eta_s));
    json_object_set_new(o, "env_steps_per_s", rltd_json_number(v->env_steps_per_s));
    json_object_set_new(o, "updates_per_s", rltd_json_number(v->updates_per_s));
    json_object_set_new(o, "ep_rew_mean", rltd_json_number(v->ep_rew_mean));
    json_object_set_new(o, "ep_len_mean", rltd_json_number(v->ep_len_mean));
    json_object_set_new(o, "eval_return", rltd_json_number(v->eval_return));
    json_object_set_new(o, "monitor", rltd_json_text(v->monitor));
    json_object_set_new(o, "best_metric", rltd_json_number(v->best_metric));
}

json_t *rltd_json_told(const struct rltd_told *told)
{
    json_t *list = json_array();

    for (int32_t i = 0; i < told->n_changes; i++)
        json_array_append_new(list, json_pack("{s:s, s:o, s:o}", "key", told->change[i].key, "was",
                                              rltd_json_text(told->change[i].was), "now",
                                              rltd_json_text(told->change[i].now)));
    json_t *o =
        json_pack("{s:o, s:o}", "env_steps", rltd_json_u64(told->env_steps), "changed", list);
    if (told->file) {
        json_object_set_new(o, "checkpoint", rltd_json_text(told->file));
        json_object_set_new(o, "exact", json_boolean(told->exact));
        json_object_set_new(o, "why", rltd_json_text(told->why ? told->why : ""));
    }
    if (told->n_parameters > 0)
        json_object_set_new(o, "parameters", json_integer(told->n_parameters));
    return o;
}

json_t *rltd_json_values(const struct rltd_values *values)
{
    json_t *list = json_array();
    struct rltd_key key;
    char text[RLTD_COMMAND_MAX + 64];

    for (size_t i = 0; rltd_key_at(values, i, &key); i++) {
        rl_option_format(key.option, key.base, text, sizeof(text));
        json_array_append_new(list, json_pack("{s:s, s:o, s:b, s:s}", "key", key.name, "value",
                                              rltd_json_text(text), "live", key.option->live,
                                              "help", key.option->doc));
    }
    return json_pack("{s:o}", "keys", list);
}

static json_t *pause_json(const struct rltd_run_view *v)
{
    if (v->paused_at <= 0)
        return json_null();
    return json_pack("{s:o, s:o}", "since", rltd_json_number(v->paused_at), "by",
                     rltd_json_text(v->paused_by));
}

static json_t *from_json(const struct rltd_run_view *v)
{
    if (!v->from)
        return json_null();
    return json_pack("{s:o, s:o, s:b, s:o}", "checkpoint", rltd_json_text(v->from), "env_steps",
                     rltd_json_u64(v->from_env_steps), "exact", !v->not_exact[0], "why",
                     rltd_json_text(v->not_exact));
}

static json_t *replay_json(const struct rltd_run_view *v)
{
    const struct rltd_replay_view *r = &v->replay;
    json_t *o = v->has_replay ? json_object() : json_null();

    if (!v->has_replay)
        return o;
    json_object_set_new(o, "transitions", rltd_json_u64(r->transitions));
    json_object_set_new(o, "capacity", rltd_json_u64(r->capacity));
    json_object_set_new(o, "bytes", rltd_json_u64(r->bytes));
    json_object_set_new(o, "storage", json_string(r->in_file ? "file" : "memory"));
    json_object_set_new(o, "collect", json_string(r->lock_step ? "lock_step" : "overlap"));
    json_object_set_new(o, "inserted", rltd_json_u64(r->inserted));
    json_object_set_new(o, "sampled", rltd_json_u64(r->sampled));
    json_object_set_new(o, "policy_lag", rltd_json_u64(r->policy_lag));
    json_object_set_new(o, "waits", rltd_json_text(r->waits));
    json_object_set_new(o, "waits_s", rltd_json_number(r->waits_s));
    return o;
}

json_t *rltd_json_status(const struct rltd_run_view *v, struct rltd_store *store)
{
    json_t *o = json_object();
    char alarm[RL_ERROR_TEXT_MAX] = "";

    rltd_store_alarm(store, alarm, sizeof(alarm));
    json_object_set_new(o, "name", rltd_json_text(v->name));
    json_object_set_new(o, "state", json_string(rltd_run_state_text(v->state)));
    json_object_set_new(o, "waiting_on", rltd_json_text(v->waiting_on));
    json_object_set_new(o, "waiting_s", rltd_json_number(v->waiting_s));
    json_object_set_new(o, "paused", pause_json(v));
    json_object_set_new(o, "alarm", rltd_json_text(alarm));
    put_counters(o, v);
    json_object_set_new(o, "freeze", rltd_json_text(v->freeze ? v->freeze : ""));
    json_object_set_new(o, "parameters",
                        json_pack("{s:I, s:I}", "trainable", (json_int_t)v->trainable, "frozen",
                                  (json_int_t)v->frozen));
    json_object_set_new(o, "checkpoints", summary_json(store));
    json_object_set_new(o, "envs", envs_json(v));
    json_object_set_new(o, "replay", replay_json(v));
    json_object_set_new(o, "metrics", metrics_json(v->metrics));
    json_object_set_new(o, "dir", rltd_json_text(v->dir));
    json_object_set_new(o, "agent", rltd_json_text(v->agent));
    json_object_set_new(o, "device", rltd_json_text(v->device));
    json_object_set_new(o, "isa", rltd_json_text(v->isa));
    json_object_set_new(o, "incarnation", rltd_json_u64(v->incarnation));
    json_object_set_new(o, "save_stall_s", rltd_json_number(v->save_stall_s));
    json_object_set_new(o, "resumed", json_boolean(v->resumed));
    json_object_set_new(o, "from", from_json(v));
    json_object_set_new(o, "exact", json_boolean(v->exact));
    json_object_set_new(o, "pid", json_integer(getpid()));
    json_object_set_new(o, "version", json_string(RLTD_VERSION));
    json_object_set_new(o, "time", rltd_json_number(rl_wall_s()));
    return o;
}
