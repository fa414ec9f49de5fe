/* SPDX-License-Identifier: MIT */
/* get, set: the configuration of a live run. */
#include <string.h>

#include "ctl/client.h"

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
               ctl_text(key, "key"), ctl_text(key, "value"));
    }
}

static int print_key(const json_t *keys, const char *name, struct rl_error *err)
{
    const json_t *key;
    size_t i;

    json_array_foreach(keys, i, key)
    {
        if (!is_key(ctl_text(key, "key"), name))
            continue;
        printf("%s\n", ctl_text(key, "value"));
        return RLTD_EXIT_OK;
    }
    rl_error_set(err, RL_EINVAL, "unknown key '%s'; `rltctl get` lists all", name);
    return RLTD_EXIT_USAGE;
}

static int print_config(const char *run, const json_t *answer, const struct ctl_args *args,
                        struct rl_error *err)
{
    const json_t *keys = json_object_get(answer, "keys");

    (void)run;
    if (args->operand)
        return print_key(keys, args->operand, err);
    print_keys(keys);
    return RLTD_EXIT_OK;
}

int ctl_get(const struct ctl_args *args, struct rl_error *err)
{
    return ctl_ask(args, RLTD_ENDPOINT_CONFIG, NULL, print_config, err);
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
            rl_error_set(err, RL_EINVAL, "'%s' is there twice", key);
    }
    if (good)
        return keys;
    json_decref(keys);
    return NULL;
}

static int print_changes(const char *run, const json_t *answer, const struct ctl_args *args,
                         struct rl_error *err)
{
    const json_t *change;
    size_t i;

    (void)args, (void)err;
    json_array_foreach(json_object_get(answer, "changed"), i, change)
    {
        printf("%s: %s: %s -> %s, from env step %lld on\n", run, ctl_text(change, "key"),
               ctl_text(change, "was"), ctl_text(change, "now"), ctl_count(answer, "env_steps"));
    }
    return RLTD_EXIT_OK;
}

int ctl_set(const struct ctl_args *args, struct rl_error *err)
{
    json_t *keys = keys_of(args, err);

    return keys ? ctl_ask(args, RLTD_ENDPOINT_SET, json_pack("{s:o}", "keys", keys), print_changes,
                          err)
                : RLTD_EXIT_USAGE;
}
