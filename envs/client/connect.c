/* SPDX-License-Identifier: MIT */
/* From a config to a session: what the config leaves empty, the socket, the handshake. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/base.h"
#include "base/clock.h"
#include "envs/client/session.h"

#define HANDSHAKE_TIMEOUT_MS 10000

/* ---- config ---- */

static const char *pick(const char *given, const char *variable)
{
    const char *value = given ? given : getenv(variable);
    return value && value[0] ? value : NULL;
}

/* A whole decimal number in [min, max] from an environment variable. */
static int number_of_variable(const char *variable, long min, long max, int32_t *out,
                              struct rl_error *err)
{
    const char *text = pick(NULL, variable);
    if (!text)
        return 0;
    char *end;
    errno = 0;
    long v = strtol(text, &end, 10);
    if (errno || *end || v < min || v > max)
        return rl_error_set(err, RL_EINVAL, "%s: '%s' is not a number from %ld to %ld", variable,
                            text, min, max);
    *out = (int32_t)v;
    return 0;
}

int rlenv_num_envs(const struct rlenv_config *config, int32_t *n_envs, struct rl_error *err)
{
    int32_t n = config->n_envs ? config->n_envs : 1;
    if (!config->n_envs) {
        int rc = number_of_variable("RLTD_NUM_ENVS", 1, WIRE_MAX_ENVS, &n, err);
        if (rc)
            return rc;
    }
    if (n < 1 || n > WIRE_MAX_ENVS)
        return rl_error_set(err, RL_EINVAL, "n_envs: %d is not from 1 to %d", n, WIRE_MAX_ENVS);
    *n_envs = n;
    return 0;
}

static int copy_text(char *out, size_t out_bytes, const char *what, const char *text,
                     struct rl_error *err)
{
    if ((size_t)snprintf(out, out_bytes, "%s", text) >= out_bytes)
        return rl_error_set(err, RL_EINVAL, "%s: '%s' is longer than %zu bytes", what, text,
                            out_bytes - 1);
    return 0;
}

/* "ALE/Pong-v5" is a fine env id but no session name. */
static void name_of_env_id(char *name)
{
    for (char *c = name; *c; c++)
        if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-", *c))
            *c = '-';
}

static int make_hello(const struct rlenv_config *config, struct wire_hello *hello,
                      struct rl_error *err)
{
    *hello = (struct wire_hello){.version = WIRE_VERSION,
                                 .env_state = config->env_state,
                                 .obs = config->obs,
                                 .action = config->action};
    int rc = rlenv_num_envs(config, &hello->n_envs, err);
    if (!rc && config->action_mask)
        rc = rl_space_add_mask(&hello->obs, &hello->action, err);
    if (!rc)
        rc = copy_text(hello->env_id, sizeof(hello->env_id), "env_id", config->env_id, err);
    const char *name = pick(config->name, "RLTD_ENV_NAME");
    if (!rc)
        rc = copy_text(hello->name, sizeof(hello->name), "name", name ? name : config->env_id, err);
    if (!rc && !name)
        name_of_env_id(hello->name);
    const char *token = pick(config->token, "RLTD_ENV_TOKEN");
    if (!rc && token)
        rc = copy_text(hello->token, sizeof(hello->token), "token", token, err);
    const char *role = pick(config->role, "RLTD_ROLE");
    if (!rc && role && strcmp(role, "train") != 0 && strcmp(role, "eval") != 0)
        rc = rl_error_set(err, RL_EINVAL, "role: '%s' is neither train nor eval", role);
    hello->role = role && strcmp(role, "eval") == 0 ? WIRE_ROLE_EVAL : WIRE_ROLE_TRAIN;
    return rc;
}

/* ---- socket ---- */

static int open_socket(struct rlenv_session *s, const char *path, struct rl_error *err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!path)
        return rl_error_set(err, RL_EINVAL,
                            "no socket: give its path or set RLTD_ENV_SOCKET (rltd prints it)");
    if (strlen(path) >= sizeof(address.sun_path))
        return rl_error_set(err, RL_EINVAL, "%s: a Unix socket's path has at most %zu bytes", path,
                            sizeof(address.sun_path) - 1);
    memcpy(address.sun_path, path, strlen(path) + 1);
    snprintf(s->peer, sizeof(s->peer), "%s", path);
    s->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s->fd < 0)
        return rl_error_errno(err, errno, "%s: socket", path);
    while (connect(s->fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
        if (errno == ECONNREFUSED)
            return rl_error_set(err, RL_ECLOSED, "%s: nobody listens there (is rltd running?)",
                                path);
        if (errno != EINTR)
            return rl_error_errno(err, errno, "%s: connect", path);
    }
    return 0;
}

/* ---- handshake ---- */

/* Everything is possible until the env says otherwise. */
static void fill_masks(struct rlenv_session *s, int32_t n_mask)
{
    for (int32_t i = 0; n_mask && i < s->layout.n_envs; i++)
        memset(rlenv_mask(s, i), 1, (size_t)n_mask);
}

static int allocate_frames(struct rlenv_session *s, struct rl_error *err)
{
    const struct wire_layout *l = &s->layout;
    size_t largest = RL_MAX(RL_MAX(l->step_bytes, l->reset_bytes), (size_t)WIRE_JSON_MAX_BYTES);
    s->in_cap = WIRE_HEADER_BYTES + largest;
    s->in = malloc(s->in_cap);
    s->out = calloc(1, WIRE_HEADER_BYTES + wire_result_bytes(l, (uint32_t)l->n_envs));
    if (!s->in || !s->out)
        return rl_error_set(err, RL_ENOMEM, "no memory for frames of %zu bytes", s->in_cap);
    return 0;
}

/* What an ERROR says: rltd's own text, with the one code that a caller can act on. */
static int refused(struct rlenv_session *s, const struct wire_header *h, struct rl_error *err)
{
    char line[RL_ERROR_TEXT_MAX];
    wire_error_decode((const char *)s->in + WIRE_HEADER_BYTES, h->payload_bytes, line,
                      sizeof(line));
    s->finished = true;
    int code = strncmp(line, "RL_EBUSY:", 9) == 0 ? RL_EBUSY : RL_EPROTO;
    return rl_error_set(err, code, "rltd refused: %s", line);
}

static int receive_welcome(struct rlenv_session *s, uint64_t deadline_ns, struct rl_error *err)
{
    struct wire_header h;
    struct wire_layout theirs;
    int rc = rlenv_io_header(s, &h, deadline_ns, err);
    if (rc)
        return rc;
    if (h.type != WIRE_WELCOME && h.type != WIRE_ERROR)
        return rl_error_set(err, RL_EPROTO, "%s where WELCOME is due", wire_type_name(h.type));
    rc = rlenv_io_payload(s, &h, deadline_ns, err);
    if (rc)
        return rc;
    if (h.type == WIRE_ERROR)
        return refused(s, &h, err);
    rc =
        wire_welcome_decode((const char *)s->in + WIRE_HEADER_BYTES, h.payload_bytes, &theirs, err);
    if (!rc)
        rc = wire_layout_check(&s->layout, &theirs, err);
    rlenv_io_drop_message(s);
    return rc;
}

static int shake_hands(struct rlenv_session *s, const struct wire_hello *hello, int32_t timeout_ms,
                       struct rl_error *err)
{
    struct rl_buf json;
    struct rl_error problem;
    uint64_t limit_ms = (uint64_t)(timeout_ms > 0 ? timeout_ms : HANDSHAKE_TIMEOUT_MS);
    uint64_t deadline_ns = rl_now_ns() + limit_ms * 1000000;
    rl_buf_init(&json);
    int rc = wire_hello_encode(hello, &json, &problem);
    if (!rc)
        rc = rlenv_io_send_typed(s, WIRE_HELLO, 0, json.data, json.n, &problem);
    rl_buf_deinit(&json);
    if (!rc)
        rc = receive_welcome(s, deadline_ns, &problem);
    if (rc == RL_EPROTO)
        rlenv_io_send_error(s, rc, problem.text);
    return rc ? rl_error_set(err, rc, "%s: %s", s->peer, problem.text) : 0;
}

int rlenv_connect(struct rlenv_session **out, const struct rlenv_config *config,
                  struct rl_error *err)
{
    struct wire_hello hello;
    int32_t spin_us = config->spin_us ? config->spin_us : -1;
    int rc = make_hello(config, &hello, err);
    if (!rc && !config->spin_us)
        rc = number_of_variable("RLTD_ENV_SPIN_US", 0, 1000000, &spin_us, err);
    if (rc)
        return rc;
    struct rlenv_session *s = calloc(1, sizeof(*s));
    if (!s)
        return rl_error_set(err, RL_ENOMEM, "no memory for a session");
    s->fd = -1;
    s->action = config->action;
    s->mask_at = rl_space_value_bytes(&config->obs);
    s->env_state = config->env_state;
    s->any_seq = true;
    rlenv_spin_init(&s->spin, config->spin_us < 0 ? 0 : spin_us);
    rc = wire_layout_make(&s->layout, &hello.obs, &hello.action, hello.n_envs, err);
    if (!rc)
        rc = allocate_frames(s, err);
    if (!rc)
        fill_masks(s, hello.obs.n_mask);
    if (!rc)
        rc = open_socket(s, pick(config->socket_path, "RLTD_ENV_SOCKET"), err);
    if (!rc)
        rc = shake_hands(s, &hello, config->handshake_timeout_ms, err);
    if (rc) {
        s->finished = true;
        rlenv_close(s);
        return rc;
    }
    *out = s;
    return 0;
}

void rlenv_close(struct rlenv_session *s)
{
    if (!s)
        return;
    if (s->fd >= 0) {
        if (!s->finished)
            rlenv_io_send_typed(s, WIRE_BYE, 0, NULL, 0, NULL);
        close(s->fd);
    }
    free(s->in);
    free(s->out);
    free(s);
}
