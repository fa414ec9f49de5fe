/* SPDX-License-Identifier: MIT */
#include "daemon/control/http.h"

#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/base.h"

#define CONNECTIONS_MAX   128
#define CONNECTIONS_CROWD 96      /* from here on a new one pushes out the one idle longest */
#define REQUEST_MS        10000   /* from connecting, or the last answer, to a complete request */
#define SWEEP_MS          1000    /* how often deadlines are looked at */
#define CONNECTION_BYTES  (32768) /* of memory for one connection's headers and buffers */

/* A socket of a client. */
struct connection {
    struct connection *prev, *next;
    struct rltd_http *http;
    int fd;            /* libmicrohttpd's */
    uint64_t since_ms; /* last accept or answer */
    bool answering;    /* a handler has its request: no deadline of ours runs */
    bool dropped;      /* shut down; libmicrohttpd has not noticed yet */
    uid_t uid;
    pid_t pid;
};

struct request {
    struct rltd_http_request pub;
    struct rltd_http *http;
    struct connection *connection;
    struct MHD_Connection *mhd;
    char *path;
    char *body; /* owned; NUL-terminated */
    size_t body_cap;
    bool too_large, dispatched, suspended;
    struct MHD_Response *response; /* set by reply; owned until queued */
    unsigned status;
    struct request *prev, *next; /* open ones: dispatched, not answered */
};

struct rltd_http {
    struct MHD_Daemon *daemon;
    uv_loop_t *loop;
    uv_poll_t poll;
    uv_timer_t timer;
    int n_handles; /* of libuv, still open */
    rltd_http_fn fn;
    void *arg;
    struct connection *connections; /* newest first */
    int n_connections;
    struct request *open;
    bool in_run; /* inside MHD_run: answers made there wait for the next round */
    bool again;
    bool closing; /* requests that arrive now are answered 503 */
};

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

static void run(struct rltd_http *http)
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
    run(poll->data);
}

static void drop(struct connection *c)
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

    for (struct connection *c = http->connections; c; c = c->next)
        if (now_ms - c->since_ms > REQUEST_MS)
            drop(c);
}

static void on_timer(uv_timer_t *timer)
{
    struct rltd_http *http = timer->data;

    sweep(http);
    run(http);
}

/* ---- connections ---- */

static void push_out_idlest(struct rltd_http *http)
{
    struct connection *idlest = NULL;

    for (struct connection *c = http->connections; c; c = c->next)
        if (!c->answering && !c->dropped && (!idlest || c->since_ms <= idlest->since_ms))
            idlest = c;
    if (idlest)
        drop(idlest);
}

static void connection_started(struct rltd_http *http, struct MHD_Connection *mhd, void **context)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct connection *c = calloc(1, sizeof(*c));
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
    struct connection *c = *context;

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

/* ---- requests ---- */

static void open_remove(struct request *r)
{
    struct rltd_http *http = r->http;

    if (r->prev)
        r->prev->next = r->next;
    else if (http->open == r)
        http->open = r->next;
    if (r->next)
        r->next->prev = r->prev;
    r->prev = r->next = NULL;
}

static void open_add(struct request *r)
{
    struct rltd_http *http = r->http;

    r->next = http->open;
    if (r->next)
        r->next->prev = r;
    http->open = r;
}

static struct request *request_new(struct rltd_http *http, struct MHD_Connection *mhd,
                                   const char *method, const char *path)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct connection *c = info ? info->socket_context : NULL;
    struct request *r = c ? calloc(1, sizeof(*r)) : NULL;

    if (!r)
        return NULL;
    r->http = http;
    r->mhd = mhd;
    r->connection = c;
    r->path = strdup(path);
    r->body = calloc(1, 1);
    r->body_cap = 1;
    r->pub.method = method; /* libmicrohttpd keeps it as long as the request */
    r->pub.path = r->path;
    r->pub.uid = c->uid;
    r->pub.pid = c->pid;
    if (!r->path || !r->body) {
        free(r->path);
        free(r->body);
        free(r);
        return NULL;
    }
    return r;
}

static void request_free(struct request *r)
{
    if (r->response)
        MHD_destroy_response(r->response);
    free(r->path);
    free(r->body);
    free(r);
}

/* Beyond the limit the rest is read and dropped: the answer comes when the client has sent it all,
 * and the deadline bounds that. */
static void request_take(struct request *r, const char *data, size_t n)
{
    size_t need = r->pub.body_bytes + n + 1;

    if (r->too_large || need > RLTD_HTTP_BODY_MAX + 1) {
        r->too_large = true;
        return;
    }
    if (need > r->body_cap) {
        size_t cap = RL_MIN(RL_MAX(2 * r->body_cap, need), (size_t)RLTD_HTTP_BODY_MAX + 1);
        char *grown = realloc(r->body, cap);

        if (!grown) {
            r->too_large = true;
            return;
        }
        r->body = grown;
        r->body_cap = cap;
    }
    memcpy(r->body + r->pub.body_bytes, data, n);
    r->pub.body_bytes += n;
    r->body[r->pub.body_bytes] = '\0';
}

static enum MHD_Result queue(struct request *r)
{
    enum MHD_Result ok = MHD_queue_response(r->mhd, r->status, r->response);

    MHD_destroy_response(r->response);
    r->response = NULL;
    r->connection->answering = false;
    r->connection->since_ms = uv_now(r->http->loop);
    return ok;
}

static void set_response(struct request *r, unsigned status, char *json)
{
    static const char none[] = "{\"error\": \"out of memory\", \"code\": \"RL_ENOMEM\"}";

    r->status = json ? status : MHD_HTTP_INTERNAL_SERVER_ERROR;
    r->response = json ? MHD_create_response_from_buffer(strlen(json), json, MHD_RESPMEM_MUST_FREE)
                       : MHD_create_response_from_buffer(sizeof(none) - 1, (void *)(uintptr_t)none,
                                                         MHD_RESPMEM_PERSISTENT);
    if (!r->response) {
        free(json);
        return;
    }
    MHD_add_response_header(r->response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
    MHD_add_response_header(r->response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
}

static const char too_large_json[] =
    "{\"error\": \"the body is larger than 64 KiB\", \"code\": \"RL_ERANGE\"}";
static const char closing_json[] = "{\"error\": \"the run is ending\", \"code\": \"RL_ESTOPPED\"}";

static enum MHD_Result dispatch(struct request *r)
{
    r->dispatched = true;
    r->connection->answering = true;
    r->pub.body = r->body;
    if (r->http->closing)
        set_response(r, MHD_HTTP_SERVICE_UNAVAILABLE, strdup(closing_json));
    else if (r->too_large)
        set_response(r, MHD_HTTP_CONTENT_TOO_LARGE, strdup(too_large_json));
    else {
        open_add(r);
        r->http->fn(r->http->arg, &r->pub);
    }
    if (r->status)
        return r->response ? queue(r) : MHD_NO;
    r->suspended = true;
    MHD_suspend_connection(r->mhd);
    return MHD_YES;
}

/* libmicrohttpd calls this when the headers are there, for each piece of body, when it is complete,
 * and again after a resume. MHD_NO closes the connection. */
static enum MHD_Result on_request(void *arg, struct MHD_Connection *mhd, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *data_bytes, void **context)
{
    struct request *r = *context;

    (void)version;
    if (!r) {
        *context = request_new(arg, mhd, method, url);
        return *context ? MHD_YES : MHD_NO;
    }
    if (*data_bytes > 0) {
        request_take(r, data, *data_bytes);
        *data_bytes = 0;
        return MHD_YES;
    }
    if (!r->dispatched)
        return dispatch(r);
    return r->response ? queue(r) : MHD_NO;
}

static void on_completed(void *arg, struct MHD_Connection *mhd, void **context,
                         enum MHD_RequestTerminationCode why)
{
    struct request *r = *context;

    (void)arg;
    (void)mhd;
    (void)why;
    if (r)
        request_free(r);
    *context = NULL;
}

static void answer(struct request *r, unsigned status, char *json)
{
    open_remove(r);
    set_response(r, status, json);
    if (r->suspended) {
        r->suspended = false;
        MHD_resume_connection(r->mhd);
    }
}

void rltd_http_reply(struct rltd_http_request *request, unsigned status, char *json)
{
    struct request *r = RL_CONTAINER_OF(request, struct request, pub);
    struct rltd_http *http = r->http;
    bool later = r->suspended;

    answer(r, status, json);
    if (later)
        run(http);
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
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, http,
        MHD_OPTION_LISTEN_SOCKET, listen_fd, MHD_OPTION_NOTIFY_CONNECTION, on_connection, http,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL, MHD_OPTION_CONNECTION_LIMIT,
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
    while (http->open) {
        struct request *r = http->open;

        if (r->pub.gone)
            r->pub.gone(r->pub.arg);
        answer(r, MHD_HTTP_SERVICE_UNAVAILABLE, strdup(closing_json));
    }
    run(http);
    uv_close((uv_handle_t *)&http->poll, on_closed);
    uv_close((uv_handle_t *)&http->timer, on_closed);
    MHD_stop_daemon(http->daemon);
}
