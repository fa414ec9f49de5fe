/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"

#define LINE_MAX_BYTES 2048

void rl_log_init(struct rl_log *log)
{
    *log = (struct rl_log){.fd = -1, .level = RL_LOG_INFO, .stderr_level = RL_LOG_WARN};
}

void rl_log_deinit(struct rl_log *log)
{
    if (log->fd >= 0)
        close(log->fd);
    log->fd = -1;
}

int rl_log_open(struct rl_log *log, const char *path, struct rl_error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (fd < 0)
        return rl_error_errno(err, errno, "cannot open the log file '%s'", path);
    if (log->fd < 0) {
        log->fd = fd;
        return 0;
    }
    /* dup3 replaces the file behind the number in one step: no writer ever sees a closed one. */
    int rc = dup3(fd, log->fd, O_CLOEXEC) < 0 ? errno : 0;
    close(fd);
    return rc ? rl_error_errno(err, rc, "cannot switch the log to '%s'", path) : 0;
}

static size_t write_stamp(char *line, size_t bytes, enum rl_log_level level)
{
    static const char *const names[] = {"DEBUG", "INFO", "WARN", "ERROR"};
    struct timespec now;
    struct tm utc;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    size_t n = strftime(line, bytes, "%Y-%m-%dT%H:%M:%S", &utc);
    int more = snprintf(line + n, bytes - n, ".%03dZ %s ", (int)(now.tv_nsec / 1000000),
                        names[RL_MIN((size_t)level, RL_COUNTOF(names) - 1)]);
    return n + (size_t)more;
}

/* One line is one write. What the disk does not take is lost: a log never stops the program. */
static void write_line(int fd, const char *line, size_t n)
{
    while (write(fd, line, n) < 0 && errno == EINTR)
        ;
}

void rl_log_vwrite(struct rl_log *log, enum rl_log_level level, const char *fmt, va_list ap)
{
    if (!log)
        return;
    bool to_file = log->fd >= 0 && level >= log->level;
    bool to_stderr = level >= log->level && level >= log->stderr_level;
    if (!to_file && !to_stderr)
        return;
    int saved_errno = errno;
    char line[LINE_MAX_BYTES];
    size_t start = write_stamp(line, sizeof line, level);
    size_t room = sizeof line - start - 1; /* for text and its NUL; one more for the newline */
    int wanted = vsnprintf(line + start, room, fmt, ap);
    size_t n = start + (wanted < 0 ? 0 : RL_MIN((size_t)wanted, room - 1));
    if (wanted >= 0 && (size_t)wanted >= room)
        memcpy(line + n - 3, "...", 3);
    for (size_t i = start; i < n; i++)
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
            line[i] = '?';
    line[n++] = '\n';
    if (to_file)
        write_line(log->fd, line, n);
    if (to_stderr)
        write_line(STDERR_FILENO, line, n);
    errno = saved_errno;
}

void rl_log_write(struct rl_log *log, enum rl_log_level level, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    rl_log_vwrite(log, level, fmt, ap);
    va_end(ap);
}
