/* SPDX-License-Identifier: MIT */
/* Error codes and error texts.
 *
 * Functions return int: 0 is success, a negative RL_E* is a failure and is forwarded unchanged, a
 * positive value is an outcome that the function's own comment names. Fallible edges (config, files,
 * SQLite, sockets, devices) take a last `struct rl_error *err`. It belongs to the caller, may be NULL,
 * stays untouched on success, and is filled where the failure happened: what was being done, with
 * which file, peer or key, why, and what to do about it.
 */
#pragma once

#include <stddef.h>

/* name, text */
#define RL_ERRORS(X)                                                                               \
    X(NOMEM, "out of memory")                                                                      \
    X(INVAL, "invalid argument")                                                                   \
    X(CONFIG, "bad configuration")                                                                 \
    X(IO, "input/output error")                                                                    \
    X(NOSPACE, "no space left")                                                                    \
    X(NOTFOUND, "not found")                                                                       \
    X(EXIST, "already there")                                                                      \
    X(BUSY, "in use")                                                                              \
    X(PROTO, "protocol violation")                                                                 \
    X(CORRUPT, "corrupt data")                                                                     \
    X(RANGE, "out of range")                                                                       \
    X(TIMEOUT, "timed out")                                                                        \
    X(CLOSED, "connection closed")                                                                 \
    X(NONFINITE, "not a finite number")                                                            \
    X(UNSUPPORTED, "not supported")                                                                \
    X(SHAPE, "shapes do not fit")                                                                  \
    X(STOPPED, "stopped")

enum rl_errno {
    RL_OK_ = 0,
#define X(name, text) RL_EN_##name,
    RL_ERRORS(X)
#undef X
};

enum {
#define X(name, text) RL_E##name = -(int)RL_EN_##name,
    RL_ERRORS(X)
#undef X
};

#define RL_ERROR_TEXT_MAX 512

struct rl_error {
    int code;
    char text[RL_ERROR_TEXT_MAX]; /* one line, no newline at the end */
};

/* Fill `err` (may be NULL) and return `code`: `return rl_error_set(err, RL_EIO, "...", ...);` */
int rl_error_set(struct rl_error *err, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with ": <strerror(errno_value)>" appended. ENOSPC/EDQUOT become RL_ENOSPACE, ENOMEM
 * RL_ENOMEM, ENOENT RL_ENOTFOUND, EEXIST RL_EEXIST, EADDRINUSE RL_EBUSY, everything else RL_EIO. */
int rl_error_errno(struct rl_error *err, int errno_value, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Put "<formatted>: " in front of the text that is there; returns err->code (or `code` if NULL). */
int rl_error_prefix(struct rl_error *err, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* "RL_EIO" and "input/output error"; never NULL. */
const char *rl_error_name(int code);
const char *rl_error_text(int code);
