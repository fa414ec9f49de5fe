/* SPDX-License-Identifier: MIT */
/* What rltd and its clients agree on: where sockets lie, paths of the control API, exit codes.
 * docs/CONTROL-API.md describes requests and answers. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"

/* Exit codes of rltd and rltctl: name, value, text */
#define RLTD_EXITS(X)                                                                      \
    X(OK, 0, "done")                                                                       \
    X(FAILURE, 1, "failed; the last line of the log says why")                             \
    X(USAGE, 64, "wrong command line")                                                     \
    X(UNAVAILABLE, 69, "no such run, or it does not answer")                               \
    X(BUSY, 73, "the run's folder or address is in use by another process")                \
    X(NOSPACE, 74, "no space for a checkpoint")                                            \
    X(NOCHECKPOINT, 75, "what was saved is damaged: every checkpoint, or the replay file") \
    X(NONFINITE, 76, "a loss became NaN or infinite; the last good checkpoint is kept")    \
    X(ENV, 77, "env processes keep failing")                                               \
    X(CONFIG, 78, "bad configuration")

enum rltd_exit {
#define X(name, value, text) RLTD_EXIT_##name = value,
    RLTD_EXITS(X)
#undef X
};

/* "done", ...; never NULL. */
const char *rltd_exit_text(int code);
/* The exit code for a failure RL_E*, where nothing more is known about it. */
int rltd_exit_of(int code);

#define RLTD_SOCKET_PATH_MAX 104 /* a Unix socket's address holds 107 bytes and a terminator */
#define RLTD_RUN_NAME_MAX    48

/* The folder of live sockets: $RLTD_RUNTIME_DIR, else $XDG_RUNTIME_DIR/rltd, else /run/rltd if it
 * is writable, else <tmp>/rltd-<uid>. Created with mode 0700 if missing; refused if it is not ours.
 */
int rltd_runtime_dir(char *out, size_t out_bytes, struct rl_error *err);
/* "<dir>/<run>.ctl", "<dir>/<run>.env"; RL_ERANGE when too long for a socket. */
int rltd_socket_path(const char *run, const char *kind, char *out, size_t out_bytes,
                     struct rl_error *err);
/* Run names: [A-Za-z0-9._-]+, at most RLTD_RUN_NAME_MAX - 1 bytes, not starting with a dot. */
int rltd_run_name_check(const char *name, struct rl_error *err);

/* verb, method, path */
#define RLTD_ENDPOINTS(X)                    \
    X(LIVEZ, "GET", "/livez")                \
    X(STATUS, "GET", "/v1/status")           \
    X(CHECKPOINTS, "GET", "/v1/checkpoints") \
    X(MODEL, "GET", "/v1/model")             \
    X(CONFIG, "GET", "/v1/config")           \
    X(PIN, "POST", "/v1/pin")                \
    X(PROFILE, "GET", "/v1/profile")         \
    X(FREEZE, "POST", "/v1/freeze")          \
    X(LOAD, "POST", "/v1/load")              \
    X(PAUSE, "POST", "/v1/pause")            \
    X(RESUME, "POST", "/v1/resume")          \
    X(RM, "POST", "/v1/rm")                  \
    X(SAVE, "POST", "/v1/save")              \
    X(SET, "POST", "/v1/set")                \
    X(STOP, "POST", "/v1/stop")              \
    X(UNFREEZE, "POST", "/v1/unfreeze")      \
    X(UNPIN, "POST", "/v1/unpin")

enum rltd_endpoint_id {
#define X(name, method, path) RLTD_ENDPOINT_##name,
    RLTD_ENDPOINTS(X)
#undef X
        RLTD_N_ENDPOINTS
};

struct rltd_endpoint {
    const char *method, *path;
};
extern const struct rltd_endpoint rltd_endpoints[RLTD_N_ENDPOINTS]; /* by enum rltd_endpoint_id */

/* One checkpoint as `ls` shows it, live (rltctl) or not (rltd --offline ls). Texts are borrowed. */
struct rltd_ls_row {
    const char *run, *file, *name;
    char sets[48]; /* "last,topk" */
    uint64_t env_steps, bytes;
    double metric; /* NaN: none */
    double wall_s; /* since 1970 */
};
/* An aligned table, newest first as given; the run's column only when there are several runs. */
void rltd_ls_print(FILE *out, const struct rltd_ls_row *rows, size_t n, double now_s);
/* "1.2 MB", "3 min"; for people. */
void rltd_format_bytes(uint64_t bytes, char *out, size_t out_bytes);
void rltd_format_seconds(double seconds, char *out, size_t out_bytes);
