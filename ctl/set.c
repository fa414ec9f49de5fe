/* SPDX-License-Identifier: MIT */
/* get, set: the configuration of a live run. */
#include <string.h>

#include "ctl/client.h"

static const char *text(const json_t *o, const char *key)
{
    const char *value = json_string_value(json_object_get(o, key));

    return value ? value : "";
}

/* Is `name` this key, in full or without its section? */
static bool is_key(const char *key, const char *name)
{
    const char *dot = strchr(key, '.');

    return strcmp(key, name) == 0 || (dot && strcmp(dot + 1, name) == 0);
}

static void print_keys(const json_t *keys)
{
    const json_t *key;
    size_t i;

    json_array_foreach(keys, i, key)
    {
        printf("%s %s = %s\n", json_is_true(json_object_get(key, "live")) ? "*" : " ",
               text(key, "key"), text(key, "value"));
    }
}

static int print_key(const json_t *keys, const char *name, struct rl_error *err)
{
    const json_t *key;
    size_t i;

    json_array_foreach(keys, i, key)
    {
        if (!is_key(text(key, "key"), name))
            continue;
        printf("%s\n", text(key, "value"));
        return RLTD_EXIT_OK;
    }
    rl_error_set(err, RL_EINVAL, "unknown key '%s'; `rltctl get` lists all", name);
    return RLTD_EXIT_USAGE;
}

int ctl_get(const struct ctl_args *args, struct rl_error *err)
{
    char run[RLTD_RUN_NAME_MAX];
    json_t *answer;
    const json_t *keys;
    int code = ctl_run_choose(args, run, err);

    if (code == RLTD_EXIT_OK)
        code = ctl_call(run, RLTD_ENDPOINT_CONFIG, NULL, args->timeout_ms, &answer, err);
    if (code != RLTD_EXIT_OK)
        return code;
    keys = json_object_get(answer, "keys");
    if (args->json)
        ctl_print_json(answer);
    else if (args->operand)
        code = print_key(keys, args->operand, err);
    else
        print_keys(keys);
    json_decref(answer);
    return code;
}

/* The words KEY=VALUE as an object; NULL with `err` filled. */
static json_t *keys_of(const struct ctl_args *args, struct rl_error *err)
{
    json_t *keys = json_object();
    bool good = true;

    for (int i = 0; good && i < args->n_operands; i++) {
        const char *word = args->operands[i], *equals = strchr(word, '=');
        char key[128];
        size_t n = equals ? (size_t)(equals - word) : 0;

        if (n == 0 || n >= sizeof(key)) {
            rl_error_set(err, RL_EINVAL, "'%s' is not a setting; write KEY=VALUE", word);
            good = false;
            continue;
        }
        memcpy(key, word, n);
        key[n] = '\0';
        good = !json_object_get(keys, key) &&
               json_object_set_new(keys, key, json_string(equals + 1)) == 0;
        if (!good)
            rl_error_set(err, RL_EINVAL, "'%s' is there twice, or not UTF-8", key);
    }
    if (good)
        return keys;
    json_decref(keys);
    return NULL;
}

static void print_changes(const char *run, const json_t *answer)
{
    const json_t *change;
    size_t i;

    json_array_foreach(json_object_get(answer, "changed"), i, change)
    {
        printf("%s: %s: %s -> %s, from env step %lld on\n", run, text(change, "key"),
               text(change, "was"), text(change, "now"),
               (long long)json_integer_value(json_object_get(answer, "env_steps")));
    }
}

int ctl_set(const struct ctl_args *args, struct rl_error *err)
{
    char run[RLTD_RUN_NAME_MAX];
    json_t *answer, *body, *keys = keys_of(args, err);
    int code = keys ? ctl_run_choose(args, run, err) : RLTD_EXIT_USAGE;

    if (code != RLTD_EXIT_OK) {
        json_decref(keys);
        return code;
    }
    body = json_pack("{s:o}", "keys", keys);
    code = ctl_call(run, RLTD_ENDPOINT_SET, body, args->timeout_ms, &answer, err);
    json_decref(body);
    if (code != RLTD_EXIT_OK)
        return code;
    if (args->json)
        ctl_print_json(answer);
    else
        print_changes(run, answer);
    json_decref(answer);
    return code;
}
