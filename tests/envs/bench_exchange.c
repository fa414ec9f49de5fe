/* SPDX-License-Identifier: MIT */
/* What one lock-step costs: question, N environment steps, answer, both ends polling.
 *
 * Usage: bench_exchange N_STEPS N_ENVS COMMAND [ARGUMENT...]
 * The command is an env program; it is told the socket by RLTD_ENV_SOCKET. Any action space without
 * bounds to check does, since actions are zeros. Prints one line; needs a second core to mean much.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"
#include "base/clock.h"
#include "base/rng.h"
#include "envs/wire.h"

struct bench {
    char folder[64], path[96];
    int fd;
    struct wire_layout layout;
    uint8_t *question, *answer;
};

static void die(const char *what)
{
    fprintf(stderr, "bench_exchange: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int listen_here(struct bench *b)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(b->folder, sizeof b->folder, "/tmp/rltd-bench-XXXXXX");
    if (!mkdtemp(b->folder))
        die("mkdtemp");
    snprintf(b->path, sizeof b->path, "%s/env", b->folder);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", b->path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 1))
        die(b->path);
    return fd;
}

static pid_t start_program(const struct bench *b, const char *n_envs, char **command)
{
    pid_t pid = fork();
    if (pid == 0) {
        setenv("RLTD_ENV_SOCKET", b->path, 1);
        setenv("RLTD_NUM_ENVS", n_envs, 1);
        execvp(command[0], command);
        die(command[0]);
    }
    return pid;
}

static void receive_spinning(struct bench *b, uint8_t *out, size_t n)
{
    for (size_t have = 0; have < n;) {
        ssize_t got = recv(b->fd, out + have, n - have, MSG_DONTWAIT);
        if (got > 0)
            have += (size_t)got;
        else if (got == 0 || (errno != EAGAIN && errno != EINTR))
            die("the env process went away");
    }
}

static void greet(struct bench *b)
{
    static char text[WIRE_JSON_MAX_BYTES];
    uint8_t head[WIRE_HEADER_BYTES];
    struct wire_header h;
    struct wire_hello hello;
    struct rl_error err = {0};
    struct rl_buf json;
    receive_spinning(b, head, sizeof head);
    if (wire_header_get(head, &h, &err) || h.payload_bytes > sizeof text)
        die("HELLO");
    receive_spinning(b, (uint8_t *)text, h.payload_bytes);
    if (wire_hello_decode(text, h.payload_bytes, &hello, &err) ||
        wire_layout_make(&b->layout, &hello.obs, &hello.action, hello.n_envs, &err))
        die(err.text);
    rl_buf_init(&json);
    wire_welcome_encode(&b->layout, &json, NULL);
    wire_header_put(head,
                    (struct wire_header){.type = WIRE_WELCOME, .payload_bytes = (uint32_t)json.n});
    if (send(b->fd, head, sizeof head, 0) < 0 || send(b->fd, json.data, json.n, 0) < 0)
        die("send");
    rl_buf_deinit(&json);
    b->question = calloc(1, WIRE_HEADER_BYTES + b->layout.step_bytes + b->layout.reset_bytes);
    b->answer =
        calloc(1, WIRE_HEADER_BYTES + wire_result_bytes(&b->layout, (uint32_t)hello.n_envs));
    if (!b->question || !b->answer)
        die("calloc");
}

/* Ask, and receive the RESULT whole. Returns its final observations. */
static uint32_t exchange(struct bench *b, enum wire_type type, uint64_t seq)
{
    size_t bytes = type == WIRE_RESET ? b->layout.reset_bytes : b->layout.step_bytes;
    struct wire_header h;
    struct rl_error err = {0};
    wire_header_put(
        b->question,
        (struct wire_header){.type = (uint8_t)type, .payload_bytes = (uint32_t)bytes, .seq = seq});
    if (send(b->fd, b->question, WIRE_HEADER_BYTES + bytes, MSG_NOSIGNAL) < 0)
        die("send");
    /* Finals included, the answer mostly comes in one piece. */
    ssize_t got;
    size_t room = WIRE_HEADER_BYTES + wire_result_bytes(&b->layout, (uint32_t)b->layout.n_envs);
    do
        got = recv(b->fd, b->answer, room, MSG_DONTWAIT);
    while (got < 0 && errno == EAGAIN);
    if (got < WIRE_HEADER_BYTES || wire_header_get(b->answer, &h, &err))
        die("answer");
    size_t want = WIRE_HEADER_BYTES + h.payload_bytes;
    if ((size_t)got < want)
        receive_spinning(b, b->answer + got, want - (size_t)got);
    if (wire_result_check(&b->layout, &h, b->answer + WIRE_HEADER_BYTES, &err))
        die(err.text);
    return h.n_final;
}

static int compare_u64(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
    struct bench b = {0};
    long n_steps = argc > 3 ? atol(argv[1]) : 0;
    if (n_steps < 1) {
        fprintf(stderr, "usage: bench_exchange N_STEPS N_ENVS COMMAND [ARGUMENT...]\n");
        return 64;
    }
    int listener = listen_here(&b);
    pid_t pid = start_program(&b, argv[2], argv + 3);
    b.fd = accept(listener, NULL, NULL);
    if (b.fd < 0)
        die("accept");
    greet(&b);
    uint64_t *took = calloc((size_t)n_steps, sizeof *took), episodes = 0;
    if (!took)
        die("calloc");
    exchange(&b, WIRE_RESET, 1);
    uint64_t start = rl_now_ns();
    for (long t = 0; t < n_steps; t++) {
        uint64_t before = rl_now_ns();
        struct rl_key key = {.seed = (uint64_t)t, .stream = RL_STREAM_TESTS};
        for (size_t i = 0; i < (size_t)b.layout.n_envs; i++)
            memcpy(b.question + WIRE_HEADER_BYTES + 8 * i, &(uint64_t){rl_draw_u64(key, i)}, 8);
        episodes += exchange(&b, WIRE_STEP, (uint64_t)t + 2);
        took[t] = rl_now_ns() - before;
    }
    double mean_us = (double)(rl_now_ns() - start) * 1e-3 / (double)n_steps;
    qsort(took, (size_t)n_steps, sizeof *took, compare_u64);
    printf("%s: %d envs: %.2f us per lock-step (median %.2f, p99 %.2f), %.0f env steps/s, "
           "%llu episodes\n",
           argv[3], b.layout.n_envs, mean_us, (double)took[n_steps / 2] * 1e-3,
           (double)took[n_steps - 1 - n_steps / 100] * 1e-3,
           (double)b.layout.n_envs * 1e6 / mean_us, (unsigned long long)episodes);
    wire_header_put(b.question, (struct wire_header){.type = WIRE_BYE});
    if (send(b.fd, b.question, WIRE_HEADER_BYTES, MSG_NOSIGNAL) < 0)
        die("send");
    free(took);
    free(b.question);
    free(b.answer);
    close(b.fd);
    close(listener);
    unlink(b.path);
    rmdir(b.folder);
    waitpid(pid, NULL, 0);
    return 0;
}
