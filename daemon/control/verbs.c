/* SPDX-License-Identifier: MIT */
#include "daemon/control/verb.h"

#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/option.h"
#include "daemon/control/json.h"
#include "daemon/store/json_dump.h"

const struct rltd_verb rltd_verbs[RLTD_N_ENDPOINTS] = {
    {RLTD_ENDPOINT_LIVEZ, true, rltd_verb_livez},
    {RLTD_ENDPOINT_CHECKPOINTS, false, rltd_verb_checkpoints},
    {RLTD_ENDPOINT_CONFIG, false, rltd_verb_config},
    {RLTD_ENDPOINT_FREEZE, false, rltd_verb_freeze},
    {RLTD_ENDPOINT_LOAD, false, rltd_verb_load},
    {RLTD_ENDPOINT_MODEL, false, rltd_verb_model},
    {RLTD_ENDPOINT_PAUSE, false, rltd_verb_pause},
    {RLTD_ENDPOINT_PIN, false, rltd_verb_pin},
    {RLTD_ENDPOINT_PROFILE, false, rltd_verb_profile},
    {RLTD_ENDPOINT_RESUME, false, rltd_verb_resume},
    {RLTD_ENDPOINT_RM, false, rltd_verb_rm},
    {RLTD_ENDPOINT_SAVE, false, rltd_verb_save},
    {RLTD_ENDPOINT_SET, false, rltd_verb_set},
    {RLTD_ENDPOINT_STATUS, false, rltd_verb_status},
    {RLTD_ENDPOINT_STOP, false, rltd_verb_stop},
    {RLTD_ENDPOINT_UNFREEZE, false, rltd_verb_unfreeze},
    {RLTD_ENDPOINT_UNPIN, false, rltd_verb_unpin},
};

void rltd_reply(struct rltd_http_request *request, unsigned status, json_t *json)
{
    char *text = json ? rltd_json_dump(json) : NULL;

    json_decref(json);
    rltd_http_reply(request, status, text);
}

static unsigned http_status(int code)
{
    switch (code) {
    case RL_EINVAL:
    case RL_ERANGE:
    case RL_ECONFIG:
        return 400;
    case RL_ESHAPE:
    case RL_ECORRUPT:
        return 422;
    case RL_ENOTFOUND:
        return 404;
    case RL_EBUSY:
    case RL_EEXIST:
        return 409;
    case RL_ESTOPPED:
        return 503;
    case RL_ENOSPACE:
        return 507;
    default:
        return 500;
    }
}

void rltd_reply_error(struct rltd_http_request *request, const struct rl_error *err)
{
    rltd_reply(request, http_status(err->code),
               json_pack("{s:o, s:s}", "error", rltd_json_text(err->text), "code",
                         rl_error_name(err->code)));
}

static const struct rltd_arg *find_arg(const struct rltd_arg *args, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(args[i].name, name) == 0)
            return &args[i];
    return NULL;
}

static int unknown_arg(const struct rltd_arg *args, size_t n, const char *name,
                       struct rl_error *err)
{
    const char *nearest = n > 0 ? args[0].name : "";

    if (n == 0)
        return rl_error_set(err, RL_EINVAL,
                            "unknown member '%.64s' in the body; none is known here", name);
    for (size_t i = 1; i < n; i++)
        if (rl_edit_distance(args[i].name, name) < rl_edit_distance(nearest, name))
            nearest = args[i].name;
    return rl_error_set(err, RL_EINVAL, "unknown member '%.64s' in the body; did you mean '%s'?",
                        name, nearest);
}

static bool fits(const json_t *value, enum rltd_arg_type type)
{
    return type == RLTD_ARG_BOOL    ? json_is_boolean(value)
           : type == RLTD_ARG_TEXT  ? json_is_string(value)
           : type == RLTD_ARG_COUNT ? json_is_integer(value) && json_integer_value(value) >= 0
                                    : json_is_object(value);
}

static const char *const type_texts[] = {"true or false", "text", "an object", "a count"};

void rltd_call_by(const struct rltd_call *call, char by[64])
{
    snprintf(by, 64, "uid %u pid %d", (unsigned)call->request->uid, (int)call->request->pid);
}

int rltd_call_args(const struct rltd_call *call, const struct rltd_arg *args, size_t n,
                   struct rl_error *err)
{
    const char *name;
    json_t *value;

    json_object_foreach(call->body, name, value)
    {
        const struct rltd_arg *arg = find_arg(args, n, name);

        if (!arg)
            return unknown_arg(args, n, name, err);
        if (!fits(value, arg->type))
            return rl_error_set(err, RL_EINVAL, "'%s' must be %s", name, type_texts[arg->type]);
        if (arg->type == RLTD_ARG_BOOL)
            *(bool *)arg->out = json_is_true(value);
        else if (arg->type == RLTD_ARG_TEXT)
            *(const char **)arg->out = json_string_value(value);
        else if (arg->type == RLTD_ARG_COUNT)
            *(uint64_t *)arg->out = (uint64_t)json_integer_value(value);
        else
            *(json_t **)arg->out = value;
    }
    return 0;
}
