/* SPDX-License-Identifier: MIT */
/* An HTTP server inside a libuv loop: libmicrohttpd's epoll descriptor in a uv_poll. It knows
 * requests and JSON texts, nothing of runs. All calls and callbacks are on the loop thread, and
 * nothing a client does or leaves undone makes a call block: bodies, connections and times are
 * bounded, and when many connections are open the one that has idled longest makes room. */
#pragma once

#include <stddef.h>
#include <sys/types.h>
#include <uv.h>

#include "base/error.h"

#define RLTD_HTTP_BODY_MAX 65536

struct rltd_http;

/* A complete request; lives until its answer. */
struct rltd_http_request {
    const char *method, *path; /* "GET", "/v1/status" (no query) */
    const char *body;          /* NUL-terminated; "" if there is none */
    size_t body_bytes;
    uid_t uid; /* of the peer, by SO_PEERCRED */
    pid_t pid;
    /* Set by who answers later: called when the server closes first. The request is gone then. */
    void (*gone)(void *arg);
    void *arg;
};

/* Must answer exactly once with rltd_http_reply: now, or later unless `gone` was called. */
typedef void (*rltd_http_fn)(void *arg, struct rltd_http_request *request);

/* `listen_fd`: a listening Unix socket; closed by the server, also on failure. */
int rltd_http_open(struct rltd_http **out, uv_loop_t *loop, int listen_fd, rltd_http_fn fn,
                   void *arg, struct rl_error *err);
/* Answers what is open with 503. Memory is freed in a later turn of the loop. Accepts NULL. */
void rltd_http_close(struct rltd_http *http);

/* `json` is malloc'd and taken over; NULL (out of memory) answers 500. */
void rltd_http_reply(struct rltd_http_request *request, unsigned status, char *json);
