/* SPDX-License-Identifier: MIT */
#include "tests/ctl/server.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

/* Until a head and the body it announces are there, or the client is gone. */
static void read_request(struct server *s, int client)
{
    size_t n = 0;
    const char *head, *length;

    for (;;) {
        ssize_t got = recv(client, s->request + n, sizeof(s->request) - 1 - n, 0);

        if (got <= 0)
            return;
        n += (size_t)got;
        s->request[n] = '\0';
        head = strstr(s->request, "\r\n\r\n");
        length = strstr(s->request, "Content-Length: ");
        if (head &&
            n >= (size_t)(head + 4 - s->request) + (length ? strtoul(length + 16, NULL, 10) : 0))
            return;
    }
}

static void *serve(void *arg)
{
    struct server *s = arg;
    struct pollfd wait[2] = {{.fd = s->fd, .events = POLLIN}, {.fd = s->wake[0], .events = POLLIN}};
    int silent = -1; /* a client that waits for an answer that never comes */

    while (poll(wait, 2, -1) > 0 && !wait[1].revents) {
        int client = accept(s->fd, NULL, NULL);

        read_request(s, client);
        if (s->answer)
            (void)!send(client, s->answer, strlen(s->answer), MSG_NOSIGNAL);
        else if (s->request[0] && silent < 0) {
            silent = client;
            continue;
        }
        close(client);
    }
    if (silent >= 0)
        close(silent);
    return NULL;
}

void server_start(struct server *s, const char *dir, const char *run, const char *answer)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    memset(s, 0, sizeof(*s));
    s->answer = answer;
    snprintf(s->path, sizeof(s->path), "%.60s/%.30s.ctl", dir, run);
    memcpy(address.sun_path, s->path, strlen(s->path) + 1);
    s->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(s->fd, (struct sockaddr *)&address, sizeof(address)) != 0 || listen(s->fd, 8) != 0 ||
        pipe2(s->wake, O_CLOEXEC) != 0 || pthread_create(&s->thread, NULL, serve, s) != 0)
        abort();
}

void server_stop(struct server *s)
{
    (void)!write(s->wake[1], "x", 1);
    pthread_join(s->thread, NULL);
    close(s->fd);
    close(s->wake[0]);
    close(s->wake[1]);
    unlink(s->path);
}

static void slurp(int fd, char *out, size_t out_bytes)
{
    ssize_t n = pread(fd, out, out_bytes - 1, 0);

    out[n > 0 ? n : 0] = '\0';
    close(fd);
}

static int temp_file(void)
{
    char path[] = "/tmp/rltd-ctl-out-XXXXXX";
    int fd = mkostemp(path, O_CLOEXEC);

    if (fd < 0)
        abort();
    unlink(path);
    return fd;
}

void rltctl(struct ran *ran, const char *cwd, const char *const *words)
{
    const char *argv[16] = {"rltctl"};
    int out = temp_file(), err = temp_file(), status = 0;
    uint64_t start = rl_now_ns();
    pid_t pid;

    for (int i = 0; words[i] && i < 14; i++)
        argv[i + 1] = words[i];
    pid = fork();
    if (pid == 0) {
        dup2(out, 1);
        dup2(err, 2);
        if (chdir(cwd) == 0)
            execv(RLTCTL, (char *const *)(uintptr_t)argv);
        _exit(126);
    }
    waitpid(pid, &status, 0);
    ran->seconds = (double)(rl_now_ns() - start) * 1e-9;
    ran->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
    slurp(out, ran->out, sizeof(ran->out));
    slurp(err, ran->err, sizeof(ran->err));
}
