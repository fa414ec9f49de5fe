/* SPDX-License-Identifier: MIT */
/* Error codes and error texts.
 *
 * Functions return int: 0 is success, a negative RL_E* is a failure and is forwarded unchanged, a
 * positive value is an outcome that the function's own comment names. Fallible edges (config,
 * files, SQLite, sockets, devices) take a last `struct rl_error *err`. It belongs to the caller,
 * may be NULL, stays untouched on success, and is filled where the failure happened: what was being
 * done, with which file, peer or key, why, and what to do about it.
 */
#pragma once

#include <stddef.h>

/* name, value, text */
#define RL_ERRORS(X)                             \
    X(RL_ENOMEM, -1, "out of memory")            \
    X(RL_EINVAL, -2, "invalid argument")         \
    X(RL_ECONFIG, -3, "bad configuration")       \
    X(RL_EIO, -4, "input/output error")          \
    X(RL_ENOSPACE, -5, "no space left")          \
    X(RL_ENOTFOUND, -6, "not found")             \
    X(RL_EEXIST, -7, "already there")            \
    X(RL_EBUSY, -8, "in use")                    \
    X(RL_EPROTO, -9, "protocol violation")       \
    X(RL_ECORRUPT, -10, "corrupt data")          \
    X(RL_ERANGE, -11, "out of range")            \
    X(RL_ETIMEOUT, -12, "timed out")             \
    X(RL_ECLOSED, -13, "connection closed")      \
    X(RL_ENONFINITE, -14, "not a finite number") \
    X(RL_EUNSUPPORTED, -15, "not supported")     \
    X(RL_ESHAPE, -16, "shapes do not fit")       \
    X(RL_ESTOPPED, -17, "stopped")

enum rl_status {
    RL_OK = 0,
#define X(name, value, text) name = value,
    RL_ERRORS(X)
#undef X
};

#define RL_ERROR_TEXT_MAX 512

struct rl_error {
    int code;
    char text[RL_ERROR_TEXT_MAX]; /* one line: control characters become '?', too long ends in "..."
                                   */
};

/* Fill `err` (may be NULL) and return `code`: `return rl_error_set(err, RL_EIO, "...", ...);`
 * err->text may be among the arguments. */
int rl_error_set(struct rl_error *err, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with ": <strerror(errno_value)>" appended. ENOSPC/EDQUOT become RL_ENOSPACE, ENOMEM
 * RL_ENOMEM, ENOENT RL_ENOTFOUND, EEXIST RL_EEXIST, EADDRINUSE RL_EBUSY, everything else RL_EIO. */
int rl_error_errno(struct rl_error *err, int errno_value, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Put "<formatted>: " in front of the text that is there; returns err->code (or `code` if NULL). */
int rl_error_prefix(struct rl_error *err, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* "RL_EIO" and "input/output error"; "unknown error" for a code that is none. */
const char *rl_error_name(int code);
const char *rl_error_text(int code);
