/* SPDX-License-Identifier: MIT */
/* The JSON messages: HELLO, WELCOME, ERROR. */
#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "envs/json_get.h"
#include "envs/space_json.h"
#include "envs/wire.h"

static const char *const role_name[] = {[WIRE_ROLE_TRAIN] = "train", [WIRE_ROLE_EVAL] = "eval"};

static bool is_name(const char *text)
{
    size_t n = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
    return n > 0 && text[n] == '\0';
}

/* ---- HELLO ---- */

static int check_hello(const struct wire_hello *hello, struct rl_error *err)
{
    if (!is_name(hello->name))
        return rl_error_set(err, RL_EINVAL, "name: '%s' is not made of A-Z a-z 0-9 . _ -",
                            hello->name);
    if (hello->n_envs < 1 || hello->n_envs > WIRE_MAX_ENVS)
        return rl_error_set(err, RL_EINVAL, "n_envs: %d is outside [1, %d]", (int)hello->n_envs,
                            WIRE_MAX_ENVS);
    return 0;
}

int wire_hello_encode(const struct wire_hello *hello, struct rl_buf *json, struct rl_error *err)
{
    int rc = check_hello(hello, err);
    if (rc)
        return rc;
    json_t *env_id = json_string(hello->env_id);
    if (!env_id)
        return rl_error_set(err, RL_EINVAL, "env: the env id is not valid UTF-8");
    json_t *capabilities = json_array();
    int failed = hello->env_state && json_array_append_new(capabilities, json_string("env_state"));
    json_t *object = json_object();
    failed |= json_object_set_new(object, "protocol", json_integer(hello->version));
    failed |= json_object_set_new(object, "name", json_string(hello->name));
    failed |= json_object_set_new(object, "env", env_id);
    failed |= json_object_set_new(object, "role", json_string(role_name[hello->role]));
    failed |= json_object_set_new(object, "n_envs", json_integer(hello->n_envs));
    failed |= json_object_set_new(object, "capabilities", capabilities);
    failed |= json_object_set_new(object, "observation_space", space_json_make(&hello->obs));
    failed |= json_object_set_new(object, "action_space", space_json_make(&hello->action));
    if (hello->token[0])
        failed |= json_object_set_new(object, "token", json_string(hello->token));
    rc = json_put_text(failed ? NULL : object, json, err);
    json_decref(object);
    return rc;
}

static int read_role(const json_t *object, enum wire_role *role, struct rl_error *err)
{
    char name[16];
    int rc = json_get_string(object, "role", name, sizeof(name), err);
    if (rc)
        return rc;
    if (strcmp(name, role_name[WIRE_ROLE_TRAIN]) == 0)
        *role = WIRE_ROLE_TRAIN;
    else if (strcmp(name, role_name[WIRE_ROLE_EVAL]) == 0)
        *role = WIRE_ROLE_EVAL;
    else
        return rl_error_set(err, RL_EPROTO, "role: '%s' is neither train nor eval", name);
    return 0;
}

/* Capabilities that this version does not know are no error: they are offers. */
static int read_capabilities(const json_t *object, struct wire_hello *hello, struct rl_error *err)
{
    const json_t *list = json_object_get(object, "capabilities");
    if (!list)
        return 0;
    if (!json_is_array(list))
        return rl_error_set(err, RL_EPROTO, "capabilities: not an array");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        if (!json_is_string(item))
            return rl_error_set(err, RL_EPROTO, "capabilities[%zu]: not a string", i);
        if (strcmp(json_string_value(item), "env_state") == 0)
            hello->env_state = true;
    }
    return 0;
}

static int read_space(const json_t *object, const char *key, struct rl_space *space,
                      struct rl_error *err)
{
    int rc = space_json_read(json_object_get(object, key), space, err);
    return rc ? rl_error_prefix(err, rc, "%s", key) : 0;
}

static int read_version(const json_t *object, uint32_t *version, struct rl_error *err)
{
    int64_t v;
    int rc = json_get_int(object, "protocol", 0, UINT32_MAX, &v, err);
    if (!rc && v != WIRE_VERSION)
        return rl_error_set(err, RL_EPROTO,
                            "protocol: the peer speaks version %lld, this program version %d",
                            (long long)v, WIRE_VERSION);
    if (!rc)
        *version = (uint32_t)v;
    return rc;
}

/* A mask speaks of the choices of the action space, no more and no less. */
static int check_mask(const struct wire_hello *hello, struct rl_error *err)
{
    int32_t n = rl_space_choices(&hello->action);
    if (hello->obs.n_mask == 0 || hello->obs.n_mask == n)
        return 0;
    char action[128];
    rl_space_format(&hello->action, action, sizeof(action));
    if (n == 0)
        return rl_error_set(err, RL_EPROTO, "observation_space: action_mask: %s has no masks",
                            action);
    return rl_error_set(err, RL_EPROTO,
                        "observation_space: action_mask: %d choices, the action space %s has %d",
                        hello->obs.n_mask, action, n);
}

static int read_hello(const json_t *object, struct wire_hello *hello, struct rl_error *err)
{
    int64_t n_envs = 0;
    int rc = read_version(object, &hello->version, err);
    if (!rc)
        rc = json_get_string(object, "name", hello->name, sizeof(hello->name), err);
    if (!rc && !is_name(hello->name))
        return rl_error_set(err, RL_EPROTO, "name: '%s' is not made of A-Z a-z 0-9 . _ -",
                            hello->name);
    if (!rc)
        rc = json_get_string(object, "env", hello->env_id, sizeof(hello->env_id), err);
    if (!rc)
        rc = read_role(object, &hello->role, err);
    if (!rc)
        rc = json_get_int(object, "n_envs", 1, WIRE_MAX_ENVS, &n_envs, err);
    hello->n_envs = (int32_t)n_envs;
    if (!rc)
        rc = read_capabilities(object, hello, err);
    if (!rc)
        rc = read_space(object, "observation_space", &hello->obs, err);
    if (!rc)
        rc = read_space(object, "action_space", &hello->action, err);
    if (!rc)
        rc = check_mask(hello, err);
    if (!rc && json_object_get(object, "token"))
        rc = json_get_string(object, "token", hello->token, sizeof(hello->token), err);
    return rc;
}

int wire_hello_decode(const char *json, size_t n, struct wire_hello *hello, struct rl_error *err)
{
    struct wire_hello got = {0};
    json_t *object = NULL;
    int rc = json_get_object(json, n, &object, err);
    if (!rc)
        rc = read_hello(object, &got, err);
    json_decref(object);
    if (rc)
        return rl_error_prefix(err, rc, "HELLO");
    *hello = got;
    return 0;
}

/* ---- WELCOME ---- */

int wire_welcome_encode(const struct wire_layout *layout, struct rl_buf *json, struct rl_error *err)
{
    json_t *fields = json_object();
    int failed = 0;
#define X(field) \
    failed |= json_object_set_new(fields, #field, json_integer((json_int_t)layout->field));
    WIRE_LAYOUT_FIELDS(X)
#undef X
    json_t *object = json_object();
    failed |= json_object_set_new(object, "protocol", json_integer(WIRE_VERSION));
    failed |= json_object_set_new(object, "n_envs", json_integer(layout->n_envs));
    failed |= json_object_set_new(object, "layout", fields);
    int rc = json_put_text(failed ? NULL : object, json, err);
    json_decref(object);
    return rc;
}

static int read_layout(const json_t *object, struct wire_layout *layout, struct rl_error *err)
{
    const json_t *fields = json_object_get(object, "layout");
    if (!json_is_object(fields))
        return rl_error_set(err, RL_EPROTO, "layout: %s", fields ? "not an object" : "missing");
    int64_t v;
    int rc;
#define X(field)                                              \
    rc = json_get_int(fields, #field, 0, INT32_MAX, &v, err); \
    if (rc)                                                   \
        return rl_error_prefix(err, rc, "layout");            \
    layout->field = (size_t)v;
    WIRE_LAYOUT_FIELDS(X)
#undef X
    return 0;
}

int wire_welcome_decode(const char *json, size_t n, struct wire_layout *layout,
                        struct rl_error *err)
{
    struct wire_layout got = {0};
    uint32_t version;
    int64_t n_envs = 0;
    json_t *object = NULL;
    int rc = json_get_object(json, n, &object, err);
    if (!rc)
        rc = read_version(object, &version, err);
    if (!rc)
        rc = json_get_int(object, "n_envs", 1, WIRE_MAX_ENVS, &n_envs, err);
    got.n_envs = (int32_t)n_envs;
    if (!rc)
        rc = read_layout(object, &got, err);
    json_decref(object);
    if (rc)
        return rl_error_prefix(err, rc, "WELCOME");
    *layout = got;
    return 0;
}

/* ---- ERROR ---- */

int wire_error_encode(int code, const char *message, struct rl_buf *json, struct rl_error *err)
{
    char text[RL_ERROR_TEXT_MAX];
    snprintf(text, sizeof(text), "%s", message);
    for (char *c = text; *c; c++)
        if (!isprint((unsigned char)*c))
            *c = '?';
    json_t *object = json_object();
    int failed = json_object_set_new(object, "code", json_string(rl_error_name(code)));
    failed |= json_object_set_new(object, "message", json_string(text));
    int rc = json_put_text(failed ? NULL : object, json, err);
    json_decref(object);
    return rc;
}

void wire_error_decode(const char *json, size_t n, char *line, size_t line_bytes)
{
    char code[32], message[RL_ERROR_TEXT_MAX];
    json_t *object = NULL;
    if (json_get_object(json, n, &object, NULL) ||
        json_get_string(object, "code", code, sizeof(code), NULL) ||
        json_get_string(object, "message", message, sizeof(message), NULL))
        snprintf(line, line_bytes, "an ERROR that cannot be read (%zu bytes)", n);
    else
        snprintf(line, line_bytes, "%s: %s", code, message);
    json_decref(object);
}
