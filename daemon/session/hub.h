/* SPDX-License-Identifier: MIT */
/* The env socket: listens, greets, and hands every connection to the env set of its role. Keeps the
 * clock for handshakes and answers. Loop thread. */
#pragma once

#include <uv.h>

#include "daemon/session/envs.h"

#define RLTD_HUB_MAX_SESSIONS 4096

struct rltd_hub;

enum { RLTD_TICK_MS = 100 };

struct rltd_hub_config {
    const char
        *path; /* Unix socket; a stale file there is replaced (the caller holds the run's lock) */
    double hello_timeout_s;
    struct rl_log *log;
    /* Whoever greets and listens: the run's env sets, or the server of a trained policy. */
    const struct rltd_session_events *events;
    void (*tick)(void *owner, uint64_t now_ns); /* every RLTD_TICK_MS */
    void *owner;
};

int rltd_hub_open(struct rltd_hub **out, uv_loop_t *loop, const struct rltd_hub_config *config,
                  struct rl_error *err);
/* Closes the listener, its timer and all sessions; removes the socket. Accepts NULL. */
void rltd_hub_close(struct rltd_hub *hub);
