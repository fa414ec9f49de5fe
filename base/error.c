/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Texts carry what users and peers sent, so nothing in them may break the line or drive a terminal.
 */
static void make_one_line(char *text)
{
    for (unsigned char *c = (unsigned char *)text; *c; c++)
        if (*c < 0x20 || *c == 0x7f)
            *c = '?';
}

static void store(struct rl_error *err, int code, const char *text, size_t length)
{
    err->code = code;
    if (length >= sizeof err->text) {
        memcpy(err->text, text, sizeof err->text - 4);
        memcpy(err->text + sizeof err->text - 4, "...", 4);
    } else {
        memcpy(err->text, text, length + 1);
    }
    make_one_line(err->text);
}

int rl_error_set(struct rl_error *err, int code, const char *fmt, ...)
{
    if (!err)
        return code;
    char text[RL_ERROR_TEXT_MAX]; /* err->text may be an argument */
    va_list ap;
    va_start(ap, fmt);
    int length = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    store(err, code, length < 0 ? "" : text, length < 0 ? 0 : (size_t)length);
    return code;
}

static int code_of_errno(int errno_value)
{
    switch (errno_value) {
    case ENOSPC:
    case EDQUOT:
        return RL_ENOSPACE;
    case ENOMEM:
        return RL_ENOMEM;
    case ENOENT:
        return RL_ENOTFOUND;
    case EEXIST:
        return RL_EEXIST;
    case EADDRINUSE:
        return RL_EBUSY;
    default:
        return RL_EIO;
    }
}

int rl_error_errno(struct rl_error *err, int errno_value, const char *fmt, ...)
{
    int code = code_of_errno(errno_value);
    if (!err)
        return code;
    char what[RL_ERROR_TEXT_MAX], why[128];
    va_list ap;
    va_start(ap, fmt);
    int length = vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    const char *reason = strerror_r(errno_value, why, sizeof why);
    return rl_error_set(err, code, "%s: %s", length < 0 ? "" : what, reason);
}

int rl_error_prefix(struct rl_error *err, int code, const char *fmt, ...)
{
    if (!err)
        return code;
    char prefix[RL_ERROR_TEXT_MAX];
    va_list ap;
    va_start(ap, fmt);
    int length = vsnprintf(prefix, sizeof prefix, fmt, ap);
    va_end(ap);
    return rl_error_set(err, err->code, "%s: %s", length < 0 ? "" : prefix, err->text);
}

const char *rl_error_name(int code)
{
    switch (code) {
    case RL_OK:
        return "RL_OK";
#define X(name, value, text) \
    case name:               \
        return #name;
        RL_ERRORS(X)
#undef X
    default:
        return "unknown error";
    }
}

const char *rl_error_text(int code)
{
    switch (code) {
    case RL_OK:
        return "success";
#define X(name, value, text) \
    case name:               \
        return text;
        RL_ERRORS(X)
#undef X
    default:
        return "unknown error";
    }
}
