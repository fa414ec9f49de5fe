/* SPDX-License-Identifier: MIT */
/* The log: one line per event, to a file and (from warnings up, or all when asked) to stderr.
 * Thread-safe: a line is one write(2). Not for metrics; those go through daemon/report. */
#pragma once

#include <stdarg.h>

#include "base/error.h"

enum rl_log_level { RL_LOG_DEBUG, RL_LOG_INFO, RL_LOG_WARN, RL_LOG_ERROR };

struct rl_log {
    int fd;                         /* log file, -1: none. Owned. */
    enum rl_log_level level;        /* lines below it are dropped */
    enum rl_log_level stderr_level; /* lines from here on also go to stderr */
};

void rl_log_init(struct rl_log *log); /* no file, INFO, stderr from WARN */
void rl_log_deinit(struct rl_log *log);
/* Append to `path` (made with mode 0644) from now on. Calling it again swaps the file under running
 * writers, so a rotated log is reopened without losing a line. */
int rl_log_open(struct rl_log *log, const char *path, struct rl_error *err);

/* "2026-01-31T12:00:00.123Z INFO text\n". Control characters in the text become '?'. NULL log:
 * dropped. */
void rl_log_write(struct rl_log *log, enum rl_log_level level, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void rl_log_vwrite(struct rl_log *log, enum rl_log_level level, const char *fmt, va_list ap)
    __attribute__((format(printf, 3, 0)));

#define rl_debug(log, ...) rl_log_write((log), RL_LOG_DEBUG, __VA_ARGS__)
#define rl_info(log, ...)  rl_log_write((log), RL_LOG_INFO, __VA_ARGS__)
#define rl_warn(log, ...)  rl_log_write((log), RL_LOG_WARN, __VA_ARGS__)
#define rl_err(log, ...)   rl_log_write((log), RL_LOG_ERROR, __VA_ARGS__)
