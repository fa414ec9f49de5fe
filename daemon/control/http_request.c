/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "daemon/control/http_private.h"

static void open_remove(struct http_request *r)
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

static void open_add(struct http_request *r)
{
    struct rltd_http *http = r->http;

    r->next = http->open;
    if (r->next)
        r->next->prev = r;
    http->open = r;
}

static struct http_request *request_new(struct rltd_http *http, struct MHD_Connection *mhd,
                                        const char *method, const char *path)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct http_connection *c = info ? info->socket_context : NULL;
    struct http_request *r = c ? calloc(1, sizeof(*r)) : NULL;

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

static void request_free(struct http_request *r)
{
    if (r->response)
        MHD_destroy_response(r->response);
    free(r->path);
    free(r->body);
    free(r);
}

/* Beyond the limit the rest is read and dropped: the answer comes when the client has sent it all,
 * and the deadline bounds that. */
static void request_take(struct http_request *r, const char *data, size_t n)
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

static enum MHD_Result queue(struct http_request *r)
{
    enum MHD_Result ok = MHD_queue_response(r->mhd, r->status, r->response);

    MHD_destroy_response(r->response);
    r->response = NULL;
    r->connection->answering = false;
    r->connection->since_ms = uv_now(r->http->loop);
    return ok;
}

static void set_response(struct http_request *r, unsigned status, char *json)
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

static enum MHD_Result dispatch(struct http_request *r)
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
enum MHD_Result rltd_http_on_request(void *arg, struct MHD_Connection *mhd, const char *url,
                                     const char *method, const char *version, const char *data,
                                     size_t *data_bytes, void **context)
{
    struct http_request *r = *context;

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

void rltd_http_on_completed(void *arg, struct MHD_Connection *mhd, void **context,
                            enum MHD_RequestTerminationCode why)
{
    struct http_request *r = *context;

    (void)arg;
    (void)mhd;
    (void)why;
    if (r)
        request_free(r);
    *context = NULL;
}

static void answer(struct http_request *r, unsigned status, char *json)
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
    struct http_request *r = RL_CONTAINER_OF(request, struct http_request, pub);
    struct rltd_http *http = r->http;
    bool later = r->suspended;

    answer(r, status, json);
    if (later)
        rltd_http_run(http);
}

void rltd_http_refuse_open(struct rltd_http *http)
{
    while (http->open) {
        struct http_request *r = http->open;

        if (r->pub.gone)
            r->pub.gone(r->pub.arg);
        answer(r, MHD_HTTP_SERVICE_UNAVAILABLE, strdup(closing_json));
    }
}
