/* SPDX-License-Identifier: MIT */
/* The control API: HTTP + JSON on a Unix socket, served by libmicrohttpd inside the loop (its epoll
 * descriptor in a uv_poll). docs/CONTROL-API.md is the reference. A verb is one row of a sorted
 * table and one small file; verbs that have to wait (save) answer later. */
#pragma once

#include <uv.h>

#include "base/log.h"
#include "daemon/run.h"

struct rltd_control;

/* Listens on `path` (mode 0660, stale sockets are the caller's matter). `run` may be NULL until
 * rltd_control_attach: /livez answers, everything else says 503. */
int rltd_control_open(struct rltd_control **out, uv_loop_t *loop, const char *path,
                      struct rl_log *log, struct rl_error *err);
void rltd_control_attach(struct rltd_control *control, struct rltd_run *run);
/* Answers what is open with 503 and removes the socket. Accepts NULL. */
void rltd_control_close(struct rltd_control *control);
