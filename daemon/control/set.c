/* SPDX-License-Identifier: MIT */
/* GET /v1/config, and POST /v1/set {"keys": {KEY: VALUE, ...}}: the values in force, and live keys
 * changed at the next cut, all or none. */
#include "daemon/control/verb.h"

#include <stdio.h>

#include "base/base.h"
#include "daemon/control/json.h"

enum { KEYS_MAX = 64 };

void rltd_verb_config(struct rltd_call *call)
{
    struct rltd_values values = rltd_run_values(call->run);
    struct rl_error err;

    if (rltd_call_args(call, NULL, 0, &err) < 0)
        rltd_reply_error(call->request, &err);
    else
        rltd_reply(call->request, 200, rltd_json_values(&values));
}

/* A value as it would be written: texts as they are, numbers and truth values as JSON has them. */
static const char *value_text(const json_t *value, char *room, size_t room_bytes)
{
    if (json_is_string(value))
        return json_string_value(value);
    if (json_is_boolean(value))
        return json_is_true(value) ? "true" : "false";
    if (json_is_integer(value))
        snprintf(room, room_bytes, "%lld", (long long)json_integer_value(value));
    else if (json_is_real(value))
        snprintf(room, room_bytes, "%.17g", json_real_value(value));
    else
        return NULL;
    return room;
}

struct wish {
    struct rltd_pair pair[KEYS_MAX];
    char room[KEYS_MAX][32];
    int32_t n;
};

static int read_wish(json_t *keys, struct wish *wish, struct rl_error *err)
{
    const char *name;
    json_t *value;

    if (json_object_size(keys) == 0 || json_object_size(keys) > KEYS_MAX)
        return rl_error_set(err, RL_EINVAL, "'keys' must name 1 to %d keys", KEYS_MAX);
    json_object_foreach(keys, name, value)
    {
        struct rltd_pair *pair = &wish->pair[wish->n];

        pair->key = name;
        pair->value = value_text(value, wish->room[wish->n], sizeof(wish->room[0]));
        if (!pair->value)
            return rl_error_set(err, RL_EINVAL,
                                "the value of '%.64s' must be text, a number, true or false", name);
        wish->n++;
    }
    return 0;
}

void rltd_verb_set(struct rltd_call *call)
{
    json_t *keys = NULL;
    const struct rltd_arg args[] = {{"keys", RLTD_ARG_OBJECT, &keys}};
    struct wish wish = {.n = 0};
    struct rltd_asker asker;
    struct rl_error err;

    if (rltd_call_args(call, args, RL_COUNTOF(args), &err) < 0 ||
        read_wish(keys, &wish, &err) < 0) {
        rltd_reply_error(call->request, &err);
        return;
    }
    if (!rltd_pending_ask(call, "set", &asker))
        return;
    if (rltd_run_set(call->run, wish.pair, wish.n, &asker, &err) < 0)
        rltd_pending_refuse(call, asker.arg, &err);
}
