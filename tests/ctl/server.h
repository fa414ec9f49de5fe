/* SPDX-License-Identifier: MIT */
/* A control socket with one canned answer, on a thread of its own; and the real rltctl as a child.
 */
#pragma once

#include <pthread.h>
#include <stdbool.h>

struct server {
    int fd, wake[2];
    pthread_t thread;
    char path[96];
    const char *answer; /* whole HTTP response; NULL: read and say nothing */
    char request[4096]; /* of the last client */
};

/* Listens on DIR/RUN.ctl. */
void server_start(struct server *s, const char *dir, const char *run, const char *answer);
void server_stop(struct server *s);

struct ran {
    int exit_code;
    char out[8192], err[2048];
    double seconds;
};
/* Runs `rltctl` with these words (NULL ends them) in `cwd`. */
void rltctl(struct ran *ran, const char *cwd, const char *const *words);
