/* SPDX-License-Identifier: MIT */
#include "daemon/control/http_private.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/base.h"

#define CONNECTIONS_MAX   128
#define CONNECTIONS_CROWD 96      /* from here on a new one pushes out the one idle longest */
#define REQUEST_MS        10000   /* from connecting, or the last answer, to a complete request */
#define SWEEP_MS          1000    /* how often deadlines are looked at */
#define CONNECTION_BYTES  (32768) /* of memory for one connection's headers and buffers */

/* ---- the three that belong together: run, re-arm, resume ---- */

static void on_timer(uv_timer_t *timer);

static void arm(struct rltd_http *http)
{
    MHD_UNSIGNED_LONG_LONG ms = 0;
    bool has = MHD_get_timeout(http->daemon, &ms) == MHD_YES;

    if (http->n_connections > 0 && (!has || ms > SWEEP_MS)) {
        ms = SWEEP_MS;
        has = true;
    }
    if (has)
        uv_timer_start(&http->timer, on_timer, ms, 0);
    else
        uv_timer_stop(&http->timer);
}

void rltd_http_run(struct rltd_http *http)
{
    if (http->in_run) {
        http->again = true;
        return;
    }
    http->in_run = true;
    do {
        http->again = false;
        MHD_run(http->daemon);
    } while (http->again);
    http->in_run = false;
    arm(http);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    rltd_http_run(poll->data);
}

static void drop(struct http_connection *c)
{
    if (c->answering || c->dropped)
        return;
    c->dropped = true;
    shutdown(c->fd, SHUT_RDWR);
}

/* Connections that have had time enough and neither asked nor read. */
static void sweep(struct rltd_http *http)
{
    uint64_t now_ms = uv_now(http->loop);

    for (struct http_connection *c = http->connections; c; c = c->next)
        if (now_ms - c->since_ms > REQUEST_MS)
            drop(c);
}

static void on_timer(uv_timer_t *timer)
{
    struct rltd_http *http = timer->data;

    sweep(http);
    rltd_http_run(http);
}

/* ---- connections ---- */

static void push_out_idlest(struct rltd_http *http)
{
    struct http_connection *idlest = NULL;

    for (struct http_connection *c = http->connections; c; c = c->next)
        if (!c->answering && !c->dropped && (!idlest || c->since_ms <= idlest->since_ms))
            idlest = c;
    if (idlest)
        drop(idlest);
}

static void connection_started(struct rltd_http *http, struct MHD_Connection *mhd, void **context)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct http_connection *c = calloc(1, sizeof(*c));
    struct ucred peer = {.uid = (uid_t)-1};
    socklen_t n = sizeof(peer);

    *context = c;
    if (!c)
        return; /* its requests are refused below */
    if (http->n_connections >= CONNECTIONS_CROWD)
        push_out_idlest(http);
    c->http = http;
    c->fd = info->connect_fd;
    c->since_ms = uv_now(http->loop);
    if (getsockopt(c->fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) == 0) {
        c->uid = peer.uid;
        c->pid = peer.pid;
    }
    c->next = http->connections;
    if (c->next)
        c->next->prev = c;
    http->connections = c;
    http->n_connections++;
}

static void connection_closed(struct rltd_http *http, void **context)
{
    struct http_connection *c = *context;

    if (!c)
        return;
    if (c->prev)
        c->prev->next = c->next;
    else
        http->connections = c->next;
    if (c->next)
        c->next->prev = c->prev;
    http->n_connections--;
    free(c);
    *context = NULL;
}

static void on_connection(void *arg, struct MHD_Connection *mhd, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        connection_started(arg, mhd, context);
    else
        connection_closed(arg, context);
}

/* ---- lifecycle ---- */

int rltd_http_open(struct rltd_http **out, uv_loop_t *loop, int listen_fd, rltd_http_fn fn,
                   void *arg, struct rl_error *err)
{
    struct rltd_http *http = calloc(1, sizeof(*http));
    const union MHD_DaemonInfo *info;

    *out = NULL;
    if (!http) {
        close(listen_fd);
        return rl_error_set(err, RL_ENOMEM, "out of memory for the control API");
    }
    http->loop = loop;
    http->fn = fn;
    http->arg = arg;
    http->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, rltd_http_on_request, http,
        MHD_OPTION_LISTEN_SOCKET, listen_fd, MHD_OPTION_NOTIFY_CONNECTION, on_connection, http,
        MHD_OPTION_NOTIFY_COMPLETED, rltd_http_on_completed, NULL, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)(REQUEST_MS / 1000), MHD_OPTION_END);
    if (!http->daemon) {
        close(listen_fd);
        free(http);
        return rl_error_set(err, RL_EIO, "libmicrohttpd cannot serve the control socket");
    }
    info = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    uv_timer_init(loop, &http->timer);
    uv_poll_init(loop, &http->poll, info->epoll_fd);
    http->timer.data = http->poll.data = http;
    http->n_handles = 2;
    uv_poll_start(&http->poll, UV_READABLE, on_readable);
    *out = http;
    return 0;
}

static void on_closed(uv_handle_t *handle)
{
    struct rltd_http *http = handle->data;

    if (--http->n_handles == 0)
        free(http);
}

void rltd_http_close(struct rltd_http *http)
{
    if (!http)
        return;
    http->closing = true;
    rltd_http_refuse_open(http);
    rltd_http_run(http);
    uv_close((uv_handle_t *)&http->poll, on_closed);
    uv_close((uv_handle_t *)&http->timer, on_closed);
    MHD_stop_daemon(http->daemon);
}
