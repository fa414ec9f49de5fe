/* SPDX-License-Identifier: MIT */
#include "daemon/session/session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/base.h"
#include "base/clock.h"
#include "daemon/session/result.h"

enum { RX_FIRST_BYTES = 4096 };

static const uint8_t answer_of[] = {
    [WIRE_RESET] = WIRE_RESULT,
    [WIRE_STEP] = WIRE_RESULT,
    [WIRE_GET_STATE] = WIRE_STATE,
    [WIRE_SET_STATE] = WIRE_STATE_SET,
};

const char *rltd_session_label(const struct rltd_session *s, char *out, size_t out_bytes)
{
    snprintf(out, out_bytes, "%s (pid %u)", s->hello.name[0] ? s->hello.name : "env client",
             s->peer_pid);
    return out;
}

static void on_closed(uv_handle_t *handle)
{
    struct rltd_session *s = (struct rltd_session *)(void *)handle;
    close(s->fd);
    free(s->rx);
    rl_buf_deinit(&s->tx);
    free(s);
}

static void finish(struct rltd_session *s, const char *why)
{
    if (s->closing)
        return;
    s->closing = true;
    uv_poll_stop(&s->poll);
    shutdown(s->fd, SHUT_RDWR);
    s->events->lost(s->owner, s, why);
    uv_close((uv_handle_t *)&s->poll, on_closed);
}

/* One message outside the question-and-answer order, as far as the socket takes it right now. */
static void say(struct rltd_session *s, enum wire_type type, const void *payload, size_t n)
{
    uint8_t header[WIRE_HEADER_BYTES];
    wire_header_put(header,
                    (struct wire_header){.payload_bytes = (uint32_t)n, .type = (uint8_t)type});
    (void)!send(s->fd, header, sizeof header, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0)
        (void)!send(s->fd, payload, n, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void rltd_session_close(struct rltd_session *s, int code, const char *why)
{
    struct rl_buf json;
    if (s->closing)
        return;
    rl_buf_init(&json);
    if (code == 0)
        say(s, WIRE_BYE, NULL, 0);
    else if (wire_error_encode(code, why, &json, NULL) == 0)
        say(s, WIRE_ERROR, json.data, json.n);
    rl_buf_deinit(&json);
    finish(s, why);
}

/* The peer's fault: say so to both sides and close. */
static void refuse(struct rltd_session *s, int code, const char *why)
{
    char label[128];
    rl_warn(s->log, "env %s: %s; closing the connection",
            rltd_session_label(s, label, sizeof label), why);
    rltd_session_close(s, code, why);
}

static void flush(struct rltd_session *s)
{
    while (s->tx_at < s->tx.n) {
        ssize_t n =
            send(s->fd, s->tx.data + s->tx_at, s->tx.n - s->tx_at, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n > 0) {
            s->tx_at += (size_t)n;
        } else if (n < 0 && errno == EINTR) {
            continue;
        } else {
            break; /* full: the poll handle goes on; broken: the read side hears of it */
        }
    }
}

static void on_poll(uv_poll_t *poll, int status, int events);

static void watch(struct rltd_session *s)
{
    uv_poll_start(&s->poll, UV_READABLE | (s->tx_at < s->tx.n ? UV_WRITABLE : 0), on_poll);
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct rltd_session *s = (struct rltd_session *)(void *)poll;
    if (status < 0) {
        /* The read says what happened, and delivers what the peer said before it went. */
        if (!rltd_session_read(s))
            finish(s, uv_strerror(status));
        return;
    }
    if (events & UV_WRITABLE) {
        flush(s);
        if (s->tx_at == s->tx.n)
            watch(s);
    }
    if (events & UV_READABLE)
        rltd_session_read(s);
}

int rltd_session_create(struct rltd_session **out, uv_loop_t *loop,
                        const struct rltd_session_config *config, struct rl_error *err)
{
    struct rltd_session *s = calloc(1, sizeof *s);
    uint8_t *rx = malloc(RX_FIRST_BYTES);
    if (!s || !rx || uv_poll_init(loop, &s->poll, config->fd) != 0) {
        free(s);
        free(rx);
        return rl_error_set(err, RL_ENOMEM, "cannot accept an env connection: out of memory");
    }
    s->fd = config->fd;
    s->events = config->events;
    s->owner = config->owner;
    s->log = config->log;
    s->rx = rx;
    s->rx_cap = RX_FIRST_BYTES;
    s->expected = WIRE_HELLO;
    s->deadline_ns = config->hello_deadline_ns;
    rl_buf_init(&s->tx);
    struct ucred cred;
    socklen_t n = sizeof cred;
    if (getsockopt(config->fd, SOL_SOCKET, SO_PEERCRED, &cred, &n) == 0)
        s->peer_pid = (uint32_t)cred.pid;
    watch(s);
    *out = s;
    return 0;
}

/* Put the header in front of the payload that was filled, and send. */
static void send_message(struct rltd_session *s, enum wire_type type, uint64_t seq)
{
    size_t bytes = s->tx.n - s->tx_message - WIRE_HEADER_BYTES;
    wire_header_put(
        s->tx.data + s->tx_message,
        (struct wire_header){.payload_bytes = (uint32_t)bytes, .type = (uint8_t)type, .seq = seq});
    flush(s);
    if (s->tx_at < s->tx.n)
        watch(s);
}

uint8_t *rltd_session_payload(struct rltd_session *s, size_t bytes)
{
    if (s->tx_at == s->tx.n) {
        rl_buf_clear(&s->tx);
        s->tx_at = 0;
    }
    s->tx_message = s->tx.n;
    uint8_t *at = rl_buf_extend(&s->tx, WIRE_HEADER_BYTES + bytes);
    return at ? at + WIRE_HEADER_BYTES : NULL;
}

void rltd_session_ask(struct rltd_session *s, enum wire_type type, uint64_t deadline_ns)
{
    assert(s->expected == 0 && answer_of[type] != 0);
    s->expected = answer_of[type];
    s->deadline_ns = deadline_ns;
    s->seq++;
    send_message(s, type, s->seq);
}

int rltd_session_welcome(struct rltd_session *s, struct rl_error *err)
{
    int rc = wire_layout_make(&s->layout, &s->hello.obs, &s->hello.action, s->hello.n_envs, err);
    if (rc < 0)
        return rc;
    struct rl_buf json;
    rl_buf_init(&json);
    rc = wire_welcome_encode(&s->layout, &json, err);
    if (rc == 0) {
        uint8_t *payload = rltd_session_payload(s, json.n);
        if (payload) {
            memcpy(payload, json.data, json.n);
            send_message(s, WIRE_WELCOME, 0);
            s->greeted = true;
        } else {
            rc = rl_error_set(err, RL_ENOMEM, "out of memory");
        }
    }
    rl_buf_deinit(&json);
    return rc;
}

/* Is a message with this header what was asked for? Decided before its payload is received. */
static int header_check(const struct rltd_session *s, const struct wire_header *h,
                        struct rl_error *err)
{
    size_t max = 0;
    if (h->type == WIRE_ERROR || h->type == WIRE_BYE) {
        max = h->type == WIRE_ERROR ? WIRE_JSON_MAX_BYTES : 0;
    } else if (h->type != s->expected) {
        return rl_error_set(err, RL_EPROTO, "sent %s where %s was expected",
                            wire_type_name(h->type),
                            s->expected ? wire_type_name(s->expected) : "nothing");
    } else if (h->type != WIRE_HELLO && h->seq != s->seq) {
        return rl_error_set(err, RL_EPROTO, "sent %s with seq %llu, the question was %llu",
                            wire_type_name(h->type), (unsigned long long)h->seq,
                            (unsigned long long)s->seq);
    }
    if (h->type == WIRE_RESULT) {
        size_t want = s->layout.result_bytes + h->n_final * s->layout.final_stride;
        if (h->n_final > s->layout.n_envs || h->payload_bytes != want)
            return rl_error_set(err, RL_EPROTO,
                                "sent a RESULT of %u bytes with %u final observations; its spaces "
                                "and %d envs make it %zu bytes",
                                h->payload_bytes, h->n_final, s->layout.n_envs, want);
        return 0;
    }
    if (h->type == WIRE_HELLO)
        max = WIRE_JSON_MAX_BYTES;
    else if (h->type == WIRE_STATE)
        max = WIRE_STATE_MAX_BYTES;
    if (h->payload_bytes > max)
        return rl_error_set(err, RL_EPROTO, "sent %s of %u bytes; at most %zu are allowed",
                            wire_type_name(h->type), h->payload_bytes, max);
    return 0;
}

static int on_hello(struct rltd_session *s, const uint8_t *payload, size_t n, struct rl_error *err)
{
    int rc = wire_hello_decode((const char *)payload, n, &s->hello, err);
    if (rc < 0)
        return rc;
    s->deadline_ns = 0;
    return s->events->hello(s->owner, s, err);
}

static int deliver(struct rltd_session *s, const struct wire_header *h, const uint8_t *payload)
{
    struct rl_error err = {0};
    if (h->type == WIRE_BYE) {
        finish(s, "said BYE");
        return 1;
    }
    if (h->type == WIRE_ERROR) {
        char line[RL_ERROR_TEXT_MAX], text[RL_ERROR_TEXT_MAX + 32];
        wire_error_decode((const char *)payload, h->payload_bytes, line, sizeof line);
        snprintf(text, sizeof text, "reported an error: %s", line);
        finish(s, text);
        return 1;
    }
    s->expected = 0;
    s->deadline_ns = 0;
    int rc = h->type == WIRE_RESULT ? wire_result_check(&s->layout, h, payload, &err) : 0;
    if (rc == 0 && h->type == WIRE_RESULT)
        rc = rltd_result_check(&s->hello, &s->layout, h, payload, &err);
    if (rc == 0)
        rc = h->type == WIRE_HELLO ? on_hello(s, payload, h->payload_bytes, &err)
                                   : s->events->answer(s->owner, s, h, payload, &err);
    if (rc < 0 && !s->closing)
        refuse(s, rc, err.text);
    return 1;
}

static bool rx_reserve(struct rltd_session *s, size_t bytes)
{
    if (bytes <= s->rx_cap)
        return true;
    uint8_t *grown = realloc(s->rx, bytes);
    if (!grown)
        return false;
    s->rx = grown;
    s->rx_cap = bytes;
    return true;
}

/* A whole message in rx? Deliver it. */
static int rx_complete(struct rltd_session *s)
{
    struct wire_header h;
    struct rl_error err = {0};
    if (s->rx_n < WIRE_HEADER_BYTES)
        return 0;
    int rc = wire_header_get(s->rx, &h, &err);
    if (rc == 0)
        rc = header_check(s, &h, &err);
    if (rc < 0) {
        refuse(s, rc, err.text);
        return 1;
    }
    size_t whole = WIRE_HEADER_BYTES + (size_t)h.payload_bytes;
    if (!rx_reserve(s, whole)) {
        refuse(s, RL_ENOMEM, "out of memory for its message");
        return 1;
    }
    if (s->rx_n < whole)
        return 0;
    if (s->rx_n > whole) {
        refuse(s, RL_EPROTO, "sent more bytes than its message has");
        return 1;
    }
    s->rx_n = 0;
    return deliver(s, &h, s->rx + WIRE_HEADER_BYTES);
}

int rltd_session_read(struct rltd_session *s)
{
    for (;;) {
        if (s->closing)
            return 1;
        ssize_t n = recv(s->fd, s->rx + s->rx_n, s->rx_cap - s->rx_n, MSG_DONTWAIT);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return 0;
        if (n <= 0) {
            finish(s, n < 0         ? strerror(errno)
                      : s->rx_n > 0 ? "closed the connection in the middle of a message"
                                    : "closed the connection");
            return 1;
        }
        s->rx_n += (size_t)n;
        int delivered = rx_complete(s);
        if (delivered)
            return delivered;
    }
}
