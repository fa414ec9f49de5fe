/* SPDX-License-Identifier: MIT */
#include "daemon/session/hub.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/base.h"
#include "base/clock.h"

enum { LISTEN_BACKLOG = 512 };

struct rltd_hub {
    uv_poll_t listener;
    uv_timer_t timer;
    int open_handles;
    int fd;
    struct sockaddr_un address;
    struct rltd_hub_config config;
    struct rltd_session *session[RLTD_HUB_MAX_SESSIONS];
    int32_t n_sessions;
    bool full;   /* no descriptor for another connection; said once */
    bool paused; /* the listener waits for the next tick */
    bool closing;
};

/* ---- what sessions say, passed on to the owner, with the list kept right ---- */

static int on_hello(void *owner, struct rltd_session *s, struct rl_error *err)
{
    struct rltd_hub *hub = owner;
    return hub->config.events->hello(hub->config.owner, s, err);
}

static int on_answer(void *owner, struct rltd_session *s, const struct wire_header *h,
                     const uint8_t *payload, struct rl_error *err)
{
    struct rltd_hub *hub = owner;
    return hub->config.events->answer(hub->config.owner, s, h, payload, err);
}

static void on_lost(void *owner, struct rltd_session *s, const char *why)
{
    struct rltd_hub *hub = owner;
    for (int32_t i = 0; i < hub->n_sessions; i++) {
        if (hub->session[i] == s) {
            hub->session[i] = hub->session[--hub->n_sessions];
            break;
        }
    }
    if (s->slot) {
        hub->config.events->lost(hub->config.owner, s, why);
    } else if (!hub->closing) {
        char label[128];
        rl_warn(hub->config.log, "%s gone before it was accepted: %s",
                rltd_session_label(s, label, sizeof label), why);
    }
}

static const struct rltd_session_events session_events = {
    .hello = on_hello,
    .answer = on_answer,
    .lost = on_lost,
};

/* ---- accepting ---- */

static void accept_one(struct rltd_hub *hub, int fd)
{
    struct rl_error err;
    if (hub->n_sessions == RLTD_HUB_MAX_SESSIONS) {
        rl_warn(hub->config.log, "an env connection was refused: %d are open already",
                hub->n_sessions);
        close(fd);
        return;
    }
    uint64_t deadline = rl_now_ns() + (uint64_t)(hub->config.hello_timeout_s * 1e9);
    struct rltd_session *s;
    const struct rltd_session_config config = {.fd = fd,
                                               .events = &session_events,
                                               .owner = hub,
                                               .log = hub->config.log,
                                               .hello_deadline_ns = deadline};
    if (rltd_session_create(&s, hub->timer.loop, &config, &err) < 0) {
        rl_warn(hub->config.log, "%s", err.text);
        close(fd);
        return;
    }
    hub->session[hub->n_sessions++] = s;
}

/* Out of descriptors or memory: the connection stays in the backlog and would be reported again at
 * once, so nobody listens until the next tick. */
static void accept_later(struct rltd_hub *hub, int code)
{
    if (!hub->full)
        rl_warn(hub->config.log,
                "cannot accept an env connection: %s; it waits until others are gone (raise the "
                "limit with ulimit -n or LimitNOFILE=)",
                strerror(code));
    hub->full = hub->paused = true;
    uv_poll_stop(&hub->listener);
}

static void on_connection(uv_poll_t *poll, int status, int events)
{
    struct rltd_hub *hub = RL_CONTAINER_OF(poll, struct rltd_hub, listener);
    (void)status;
    (void)events;
    for (;;) {
        int fd = accept4(hub->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            accept_one(hub, fd);
            continue;
        }
        if (errno == EINTR || errno == ECONNABORTED)
            continue;
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            hub->full = false;
        else
            accept_later(hub, errno);
        return;
    }
}

static void on_tick(uv_timer_t *timer)
{
    struct rltd_hub *hub = RL_CONTAINER_OF(timer, struct rltd_hub, timer);
    uint64_t now = rl_now_ns();
    if (hub->paused) {
        hub->paused = false;
        uv_poll_start(&hub->listener, UV_READABLE, on_connection);
    }
    for (int32_t i = hub->n_sessions - 1; i >= 0; i--) {
        struct rltd_session *s = hub->session[i];
        if (s->deadline_ns && now > s->deadline_ns) {
            char label[128];
            const char *why = s->greeted ? "did not answer in time" : "sent no HELLO in time";
            rl_warn(hub->config.log, "env %s %s; closing the connection",
                    rltd_session_label(s, label, sizeof label), why);
            rltd_session_close(s, RL_ETIMEOUT, why);
        }
    }
    hub->config.tick(hub->config.owner, now);
}

/* ---- lifecycle ---- */

static int listen_on(struct rltd_hub *hub, struct rl_error *err)
{
    const char *path = hub->config.path;
    hub->address.sun_family = AF_UNIX;
    if (strlen(path) >= sizeof hub->address.sun_path)
        return rl_error_set(err, RL_ERANGE, "env socket '%s' is longer than %zu bytes", path,
                            sizeof hub->address.sun_path - 1);
    strcpy(hub->address.sun_path, path);
    hub->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (hub->fd < 0)
        return rl_error_errno(err, errno, "cannot make the env socket '%s'", path);
    unlink(path);
    if (bind(hub->fd, (const struct sockaddr *)&hub->address, sizeof hub->address) != 0 ||
        chmod(path, 0660) != 0 || listen(hub->fd, LISTEN_BACKLOG) != 0)
        return rl_error_errno(err, errno, "cannot listen on the env socket '%s'", path);
    return 0;
}

int rltd_hub_open(struct rltd_hub **out, uv_loop_t *loop, const struct rltd_hub_config *config,
                  struct rl_error *err)
{
    struct rltd_hub *hub = calloc(1, sizeof *hub);
    if (!hub)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    hub->config = *config;
    int rc = listen_on(hub, err);
    if (rc < 0) {
        if (hub->fd >= 0)
            close(hub->fd);
        free(hub);
        return rc;
    }
    uv_poll_init(loop, &hub->listener, hub->fd);
    uv_poll_start(&hub->listener, UV_READABLE, on_connection);
    uv_timer_init(loop, &hub->timer);
    uv_timer_start(&hub->timer, on_tick, RLTD_TICK_MS, RLTD_TICK_MS);
    hub->listener.data = hub;
    hub->timer.data = hub;
    hub->open_handles = 2;
    *out = hub;
    return 0;
}

static void on_closed(uv_handle_t *handle)
{
    struct rltd_hub *hub = handle->data;
    if (--hub->open_handles == 0)
        free(hub);
}

void rltd_hub_close(struct rltd_hub *hub)
{
    if (!hub)
        return;
    hub->closing = true;
    while (hub->n_sessions > 0)
        rltd_session_close(hub->session[hub->n_sessions - 1], 0, "closed by rltd");
    unlink(hub->config.path);
    uv_poll_stop(&hub->listener);
    close(hub->fd);
    uv_close((uv_handle_t *)&hub->listener, on_closed);
    uv_close((uv_handle_t *)&hub->timer, on_closed);
}
