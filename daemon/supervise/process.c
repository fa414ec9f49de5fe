/* SPDX-License-Identifier: MIT */
#include "daemon/supervise/process.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/buf.h"

#define STARTED_BY "RLTD_STARTED_BY="

enum { N_OWN_VARS = 7 };

void rltd_process_init(struct rltd_process *p, uv_loop_t *loop,
                       const struct rltd_process_config *config)
{
    memset(p, 0, sizeof *p);
    p->loop = loop;
    p->config = *config;
}

static void on_closed(uv_handle_t *handle)
{
    struct rltd_process *p = handle->data;
    p->open_handles--;
}

static void log_line(struct rltd_process *p)
{
    if (p->line_n > 0) {
        memcpy(p->last_line, p->line, p->line_n);
        p->last_line[p->line_n] = '\0';
        rl_info(p->config.log, "[%s] %s", p->config.name, p->last_line);
    }
    p->line_n = 0;
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    struct rltd_process *p = handle->data;
    (void)suggested;
    if (p->line_n == sizeof p->line)
        log_line(p);
    *buf = uv_buf_init(p->line + p->line_n, (unsigned)(sizeof p->line - p->line_n));
}

/* n more bytes stand in the line buffer: log what is whole. */
static void take_output(struct rltd_process *p, size_t n)
{
    char *newline;
    p->line_n += n;
    while ((newline = memchr(p->line, '\n', p->line_n)) != NULL) {
        size_t length = (size_t)(newline - p->line), left = p->line_n - length - 1;
        p->line_n = length;
        log_line(p);
        memmove(p->line, newline + 1, left);
        p->line_n = left;
    }
}

static void on_output(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
    struct rltd_process *p = stream->data;
    (void)buf;
    if (n >= 0) {
        take_output(p, (size_t)n);
    } else if (!uv_is_closing((uv_handle_t *)stream)) {
        log_line(p);
        uv_close((uv_handle_t *)stream, on_closed);
    }
}

/* Take what is in the pipe and close it: a process of another group may hold its other end for
 * ever. */
static void close_output(struct rltd_process *p)
{
    int fd;
    ssize_t n = 1;
    if (uv_is_closing((uv_handle_t *)&p->output))
        return;
    uv_read_stop((uv_stream_t *)&p->output);
    while (n > 0 && uv_fileno((uv_handle_t *)&p->output, &fd) == 0) {
        if (p->line_n == sizeof p->line)
            log_line(p);
        n = read(fd, p->line + p->line_n, sizeof p->line - p->line_n);
        if (n > 0)
            take_output(p, (size_t)n);
    }
    log_line(p);
    uv_close((uv_handle_t *)&p->output, on_closed);
}

static void on_exit_(uv_process_t *handle, int64_t status, int signal)
{
    struct rltd_process *p = handle->data;
    p->running = false;
    kill(-handle->pid, SIGKILL); /* what it started and left behind */
    close_output(p);
    uv_close((uv_handle_t *)handle, on_closed);
    p->config.exited(p->config.arg, (int)status, signal);
}

/* Folder of this binary, then the virtual environment of the source tree, then the user's PATH. */
static void make_path(struct rl_buf *out)
{
    char self[512];
    size_t self_n = sizeof self;
    if (uv_exepath(self, &self_n) != 0)
        self[0] = '\0';
    char *slash = strrchr(self, '/');
    if (slash)
        *slash = '\0';
    const char *path = getenv("PATH");
    rl_buf_printf(out, "PATH=%s:%s:%s", self, RLTD_SOURCE_DIR "/.venv/bin",
                  path ? path : "/usr/local/bin:/usr/bin:/bin");
    rl_buf_put_u8(out, 0);
}

/* Our environment with our variables in place of whatever had their names. NULL when out of memory.
 */
static char **make_env(char *const own[N_OWN_VARS], size_t n_own)
{
    size_t n = 0;
    while (environ[n])
        n++;
    char **env = calloc(n + n_own + 1, sizeof *env);
    if (!env)
        return NULL;
    size_t at = 0;
    for (size_t i = 0; i < n_own; i++)
        env[at++] = own[i];
    for (size_t i = 0; i < n; i++) {
        bool ours = false;
        for (size_t k = 0; k < n_own; k++) {
            size_t key = strcspn(own[k], "=") + 1;
            ours = ours || strncmp(environ[i], own[k], key) == 0;
        }
        if (!ours)
            env[at++] = environ[i];
    }
    return env;
}

int rltd_process_start(struct rltd_process *p, struct rl_error *err)
{
    const struct rltd_process_config *c = &p->config;
    if (p->open_handles > 0)
        return rl_error_set(err, RL_EBUSY, "env %s: the last process is still closing", c->name);
    char command[1200], text[5][512], no_spin_text[] = "RLTD_ENV_SPIN_US=0";
    struct rl_buf path;
    snprintf(command, sizeof command, "exec 2>&1; %s", c->command);
    snprintf(text[0], sizeof text[0], "RLTD_ENV_SOCKET=%s", c->socket);
    snprintf(text[1], sizeof text[1], "RLTD_ENV_NAME=%s", c->name);
    snprintf(text[2], sizeof text[2], "RLTD_NUM_ENVS=%d", c->n_envs);
    snprintf(text[3], sizeof text[3], "RLTD_ROLE=%s", c->role);
    snprintf(text[4], sizeof text[4], STARTED_BY "%d", (int)getpid());
    rl_buf_init(&path);
    make_path(&path);
    char *own[N_OWN_VARS] = {text[0], text[1],           text[2],     text[3],
                             text[4], (char *)path.data, no_spin_text};
    bool no_spin = c->no_spin && !getenv("RLTD_ENV_SPIN_US");
    char **env = path.failed ? NULL : make_env(own, no_spin ? N_OWN_VARS : N_OWN_VARS - 1);
    p->line_n = 0;
    p->last_line[0] = '\0';
    if (!env || uv_pipe_init(p->loop, &p->output, 0) != 0) {
        free(env);
        rl_buf_deinit(&path);
        return rl_error_set(err, RL_ENOMEM, "env %s: out of memory", c->name);
    }
    p->output.data = p;
    p->handle.data = p;
    char shell[] = "/bin/sh", option[] = "-c";
    char *args[] = {shell, option, command, NULL};
    uv_stdio_container_t stdio[3] = {
        {.flags = UV_IGNORE},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&p->output},
        {.flags = UV_IGNORE}, /* the shell joins it to the pipe */
    };
    uv_process_options_t options = {
        .file = "/bin/sh",
        .args = args,
        .env = env,
        .exit_cb = on_exit_,
        .stdio = stdio,
        .stdio_count = 3,
        .flags = UV_PROCESS_DETACHED, /* its own group: a Ctrl-C is for rltd, which stops envs in
                                         order */
    };
    int rc = uv_spawn(p->loop, &p->handle, &options);
    free(env);
    rl_buf_deinit(&path);
    p->open_handles = 2;
    if (rc != 0) {
        uv_close((uv_handle_t *)&p->output, on_closed);
        uv_close((uv_handle_t *)&p->handle, on_closed);
        return rl_error_set(err, RL_EIO, "cannot start env '%s': %s", c->command, uv_strerror(rc));
    }
    p->running = true;
    uv_read_start((uv_stream_t *)&p->output, on_alloc, on_output);
    return 0;
}

/* The value of a variable in a block of them, each with its 0; NULL. */
static const char *value_in(const char *block, size_t n, const char *key)
{
    size_t key_n = strlen(key);
    for (const char *at = block; at < block + n; at += strlen(at) + 1)
        if (strncmp(at, key, key_n) == 0)
            return at + key_n;
    return NULL;
}

bool rltd_process_is_left_over(uint32_t pid)
{
    enum { MOST = 1 << 20 };
    char path[64];
    snprintf(path, sizeof path, "/proc/%u/environ", pid);
    char *block = calloc(1, MOST + 1);
    FILE *f = block ? fopen(path, "re") : NULL;
    size_t n = f ? fread(block, 1, MOST, f) : 0;
    const char *by = n > 0 ? value_in(block, n, STARTED_BY) : NULL;
    bool other = by && strtol(by, NULL, 10) != (long)getpid();
    if (f)
        fclose(f);
    free(block);
    return other;
}

void rltd_process_kill(struct rltd_process *p, int signal)
{
    if (p->running)
        kill(-p->handle.pid, signal);
}

uint32_t rltd_process_pid(const struct rltd_process *p)
{
    return p->running ? (uint32_t)p->handle.pid : 0;
}

bool rltd_process_gone(const struct rltd_process *p)
{
    return !p->running && p->open_handles == 0;
}
