/* SPDX-License-Identifier: MIT */
/* The inside of the HTTP server, shared by http.c (the loop, connections) and http_request.c. */
#pragma once

#include <microhttpd.h>
#include <stdbool.h>

#include "daemon/control/http.h"

/* A socket of a client. */
struct http_connection {
    struct http_connection *prev, *next;
    struct rltd_http *http;
    int fd;            /* libmicrohttpd's */
    uint64_t since_ms; /* last accept or answer */
    bool answering;    /* a handler has its request: no deadline of ours runs */
    bool dropped;      /* shut down; libmicrohttpd has not noticed yet */
    uid_t uid;
    pid_t pid;
};

struct http_request {
    struct rltd_http_request pub;
    struct rltd_http *http;
    struct http_connection *connection;
    struct MHD_Connection *mhd;
    char *path;
    char *body; /* owned; NUL-terminated */
    size_t body_cap;
    bool too_large, dispatched, suspended;
    struct MHD_Response *response; /* set by reply; owned until queued */
    unsigned status;
    struct http_request *prev, *next; /* open ones: dispatched, not answered */
};

struct rltd_http {
    struct MHD_Daemon *daemon;
    uv_loop_t *loop;
    uv_poll_t poll;
    uv_timer_t timer;
    int n_handles; /* of libuv, still open */
    rltd_http_fn fn;
    void *arg;
    struct http_connection *connections; /* newest first */
    int n_connections;
    struct http_request *open;
    bool in_run; /* inside MHD_run: answers made there wait for the next round */
    bool again;
    bool closing; /* requests that arrive now are answered 503 */
};

/* http.c: let libmicrohttpd do what is due. Called from inside it, that is put off. */
void rltd_http_run(struct rltd_http *http);

/* http_request.c */
enum MHD_Result rltd_http_on_request(void *arg, struct MHD_Connection *mhd, const char *url,
                                     const char *method, const char *version, const char *data,
                                     size_t *data_bytes, void **context);
void rltd_http_on_completed(void *arg, struct MHD_Connection *mhd, void **context,
                            enum MHD_RequestTerminationCode why);
/* The server closes: what is open is answered 503, and whoever was to answer hears of it. */
void rltd_http_refuse_open(struct rltd_http *http);
