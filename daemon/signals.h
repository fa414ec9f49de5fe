/* SPDX-License-Identifier: MIT */
/* Signals as requests: SIGTERM and SIGINT ask for an orderly stop, the second one for stopping at
 * once, SIGUSR1 for a save (and, where `requeue` says so, for the end here), SIGHUP for log and
 * configuration file to be opened anew. Handlers only pass on; the loop thread acts at the next
 * cut. */
#pragma once

#include <stdbool.h>
#include <uv.h>

struct rltd_signals {
    uv_signal_t handle[4];
    int n_stops; /* how often a stop was asked for */
    void (*stop)(void *arg, bool now);
    void (*save)(void *arg);   /* may be NULL: SIGUSR1 is ignored then */
    void (*reopen)(void *arg); /* may be NULL: SIGHUP is ignored then */
    void *arg;
};

/* SIGPIPE is ignored from here on. */
void rltd_signals_start(struct rltd_signals *signals, uv_loop_t *loop);
void rltd_signals_stop(struct rltd_signals *signals);
