/* SPDX-License-Identifier: MIT */
/* One spawned env process: start, its output into the log under its name, exit, restart with
 * backoff. Loop thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "base/error.h"
#include "base/log.h"

#define RLTD_PROCESS_LINE_MAX 512

struct rltd_process;

struct rltd_process_config {
    /* Run by /bin/sh; the folder of rltd's binary is on PATH. */
    const char *command;
    const char *name;   /* "train-0": log prefix and RLTD_ENV_NAME */
    const char *socket; /* RLTD_ENV_SOCKET */
    const char *role;   /* RLTD_ROLE: train | eval */
    int32_t n_envs;     /* RLTD_NUM_ENVS */
    bool no_spin;       /* RLTD_ENV_SPIN_US=0, unless rltd's own environment says something else */
    struct rl_log *log;
    void (*exited)(void *arg, int status, int signal); /* may start it again */
    void *arg;
};

struct rltd_process {
    uv_process_t handle;
    uv_pipe_t output;
    uv_loop_t *loop;
    struct rltd_process_config config; /* texts are borrowed */
    bool running;
    int open_handles; /* of the last start, not yet closed */
    char line[RLTD_PROCESS_LINE_MAX];
    size_t line_n;
    char last_line[RLTD_PROCESS_LINE_MAX + 1]; /* the last whole line of this start; "" none */
};

void rltd_process_init(struct rltd_process *p, uv_loop_t *loop,
                       const struct rltd_process_config *config);
/* RL_EBUSY while handles of the last start are still closing. */
int rltd_process_start(struct rltd_process *p, struct rl_error *err);
/* SIGTERM or SIGKILL, to it and what it started; nothing if it does not run. */
void rltd_process_kill(struct rltd_process *p, int signal);
uint32_t rltd_process_pid(const struct rltd_process *p);
/* Was this process started by another rltd than this one, say a life of it that was killed? False
 * when nothing says so (another machine, a container, another user). */
bool rltd_process_is_left_over(uint32_t pid);
/* True once nothing of it is left in the loop, so that its memory may go. */
bool rltd_process_gone(const struct rltd_process *p);
