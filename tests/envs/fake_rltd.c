/* SPDX-License-Identifier: MIT */
#include "tests/envs/fake_rltd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

void fake_rltd_init(struct fake_rltd *f)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    *f = (struct fake_rltd){.listener = -1, .peer = -1};
    snprintf(f->folder, sizeof f->folder, "/tmp/rltd-fake-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->path, sizeof f->path, "%s/env", f->folder);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", f->path);
    f->listener = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_true(f->listener >= 0);
    assert_int_equal(bind(f->listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(f->listener, 4), 0);
}

void fake_rltd_hang_up(struct fake_rltd *f)
{
    if (f->peer >= 0)
        close(f->peer);
    f->peer = -1;
}

void fake_rltd_deinit(struct fake_rltd *f)
{
    fake_rltd_hang_up(f);
    if (f->running)
        fake_rltd_join(f);
    close(f->listener);
    unlink(f->path);
    rmdir(f->folder);
    free(f->payload);
}

static void *run_client(void *arg)
{
    struct fake_rltd *f = arg;
    f->rc = f->client(f->client_arg, f->path, &f->err);
    return NULL;
}

void fake_rltd_start(struct fake_rltd *f,
                     int (*client)(void *arg, const char *path, struct rl_error *err), void *arg)
{
    f->client = client;
    f->client_arg = arg;
    assert_int_equal(pthread_create(&f->thread, NULL, run_client, f), 0);
    f->running = true;
}

int fake_rltd_join(struct fake_rltd *f)
{
    assert_int_equal(pthread_join(f->thread, NULL), 0);
    f->running = false;
    return f->rc;
}

void fake_rltd_accept(struct fake_rltd *f)
{
    struct timeval limit = {.tv_sec = 20};
    struct wire_header h;
    setsockopt(f->listener, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    f->peer = accept(f->listener, NULL, NULL);
    assert_true(f->peer >= 0);
    setsockopt(f->peer, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    fake_rltd_receive(f, &h);
    assert_int_equal(h.type, WIRE_HELLO);
    if (wire_hello_decode((char *)f->payload, h.payload_bytes, &f->hello, &f->err))
        fail_msg("%s", f->err.text);
    assert_int_equal(
        wire_layout_make(&f->layout, &f->hello.obs, &f->hello.action, f->hello.n_envs, NULL), 0);
}

void fake_rltd_welcome(struct fake_rltd *f)
{
    struct rl_buf json;
    fake_rltd_accept(f);
    rl_buf_init(&json);
    assert_int_equal(wire_welcome_encode(&f->layout, &json, NULL), 0);
    fake_rltd_send(f, (struct wire_header){.type = WIRE_WELCOME, .payload_bytes = (uint32_t)json.n},
                   json.data);
    rl_buf_deinit(&json);
}

void fake_rltd_send_bytes(struct fake_rltd *f, const void *bytes, size_t n)
{
    assert_int_equal(send(f->peer, bytes, n, MSG_NOSIGNAL), n);
}

void fake_rltd_send(struct fake_rltd *f, struct wire_header h, const void *payload)
{
    uint8_t head[WIRE_HEADER_BYTES];
    wire_header_put(head, h);
    fake_rltd_send_bytes(f, head, sizeof head);
    if (h.payload_bytes)
        fake_rltd_send_bytes(f, payload, h.payload_bytes);
}

void fake_rltd_ask(struct fake_rltd *f, enum wire_type type, uint64_t seq)
{
    size_t bytes = type == WIRE_RESET  ? f->layout.reset_bytes
                   : type == WIRE_STEP ? f->layout.step_bytes
                                       : 0;
    uint8_t *zeros = calloc(1, bytes + 1);
    assert_non_null(zeros);
    fake_rltd_send(
        f,
        (struct wire_header){.type = (uint8_t)type, .payload_bytes = (uint32_t)bytes, .seq = seq},
        zeros);
    free(zeros);
}

static void receive_exactly(struct fake_rltd *f, void *out, size_t n)
{
    if (n > 0)
        assert_int_equal(recv(f->peer, out, n, MSG_WAITALL), n);
}

void fake_rltd_receive(struct fake_rltd *f, struct wire_header *h)
{
    uint8_t head[WIRE_HEADER_BYTES];
    receive_exactly(f, head, sizeof head);
    assert_int_equal(wire_header_get(head, h, NULL), 0);
    if (h->payload_bytes > f->payload_cap) {
        f->payload_cap = h->payload_bytes;
        f->payload = realloc(f->payload, f->payload_cap);
        assert_non_null(f->payload);
    }
    receive_exactly(f, f->payload, h->payload_bytes);
}

void fake_rltd_expect_error(struct fake_rltd *f, const char *says)
{
    struct wire_header h;
    char line[RL_ERROR_TEXT_MAX];
    fake_rltd_receive(f, &h);
    assert_int_equal(h.type, WIRE_ERROR);
    wire_error_decode((char *)f->payload, h.payload_bytes, line, sizeof line);
    if (!strstr(line, says))
        fail_msg("the client says '%s', not '%s'", line, says);
}
