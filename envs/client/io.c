/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "base/base.h"
#include "base/clock.h"
#include "envs/client/session.h"

/* Poll without sleeping for the spin budget. Returns what recv returned last. */
static ssize_t recv_spinning(struct rlenv_session *s, uint8_t *at, size_t room, uint64_t start)
{
    for (;;) {
        ssize_t got = recv(s->fd, at, room, MSG_DONTWAIT);
        uint64_t now = rl_now_ns();
        if (got >= 0 || errno != EAGAIN || now - start >= s->spin.budget_ns)
            return got;
        rl_yield(&s->yield, now);
    }
}

/* Sleep until there is something to read. 0, RL_ETIMEOUT or RL_EIO. */
static int wait_readable(struct rlenv_session *s, uint64_t deadline_ns, struct rl_error *err)
{
    struct pollfd p = {.fd = s->fd, .events = POLLIN};
    int timeout_ms = -1;
    if (deadline_ns) {
        uint64_t now = rl_now_ns();
        timeout_ms = now < deadline_ns ? (int)((deadline_ns - now) / 1000000 + 1) : 0;
    }
    int n = poll(&p, 1, timeout_ms);
    if (n == 0)
        return rl_error_set(err, RL_ETIMEOUT, "no answer in time");
    if (n < 0 && errno != EINTR)
        return rl_error_errno(err, errno, "poll");
    return 0;
}

static int receive_some(struct rlenv_session *s, uint64_t deadline_ns, struct rl_error *err)
{
    uint8_t *at = s->in + s->in_n;
    size_t room = s->in_cap - s->in_n;
    ssize_t got = recv(s->fd, at, room, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) {
        uint64_t start = rl_now_ns();
        got = recv_spinning(s, at, room, start);
        while (got < 0 && (errno == EAGAIN || errno == EINTR)) {
            int rc = wait_readable(s, deadline_ns, err);
            if (rc)
                return rc;
            got = recv(s->fd, at, room, MSG_DONTWAIT);
        }
        rlenv_spin_observe(&s->spin, rl_now_ns() - start);
    }
    if (got > 0) {
        s->in_n += (size_t)got;
        return 0;
    }
    if (got == 0 || errno == ECONNRESET)
        return rl_error_set(err, RL_ECLOSED, "rltd closed the connection%s",
                            s->in_n ? " in mid-message" : "");
    return errno == EINTR ? 0 : rl_error_errno(err, errno, "recv");
}

static int make_room(struct rlenv_session *s, size_t want, struct rl_error *err)
{
    if (want <= s->in_cap)
        return 0;
    uint8_t *grown = realloc(s->in, want);
    if (!grown)
        return rl_error_set(err, RL_ENOMEM, "no memory for a message of %zu bytes", want);
    s->in = grown;
    s->in_cap = want;
    return 0;
}

int rlenv_io_fill(struct rlenv_session *s, size_t want, uint64_t deadline_ns, struct rl_error *err)
{
    int rc = make_room(s, want, err);
    while (!rc && s->in_n < want)
        rc = receive_some(s, deadline_ns, err);
    return rc;
}

int rlenv_io_header(struct rlenv_session *s, struct wire_header *h, uint64_t deadline_ns,
                    struct rl_error *err)
{
    int rc = rlenv_io_fill(s, WIRE_HEADER_BYTES, deadline_ns, err);
    if (rc)
        return rc;
    rc = wire_header_get(s->in, h, err);
    return rc;
}

int rlenv_io_payload(struct rlenv_session *s, const struct wire_header *h, uint64_t deadline_ns,
                     struct rl_error *err)
{
    size_t bytes = WIRE_HEADER_BYTES + (size_t)h->payload_bytes;
    int rc = rlenv_io_fill(s, bytes, deadline_ns, err);
    if (!rc)
        s->message_bytes = bytes;
    return rc;
}

void rlenv_io_drop_message(struct rlenv_session *s)
{
    s->in_n -= s->message_bytes;
    if (s->in_n > 0)
        memmove(s->in, s->in + s->message_bytes, s->in_n);
    s->message_bytes = 0;
}

int rlenv_io_send(struct rlenv_session *s, const void *head, size_t head_bytes, const void *body,
                  size_t body_bytes, struct rl_error *err)
{
    struct iovec part[2] = {{(void *)(uintptr_t)head, head_bytes},
                            {(void *)(uintptr_t)body, body_bytes}};
    struct msghdr message = {.msg_iov = part, .msg_iovlen = body_bytes ? 2 : 1};
    size_t left = head_bytes + body_bytes;
    while (left > 0) {
        ssize_t sent = sendmsg(s->fd, &message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && (errno == EPIPE || errno == ECONNRESET))
            return rl_error_set(err, RL_ECLOSED, "rltd closed the connection");
        if (sent < 0)
            return rl_error_errno(err, errno, "send");
        left -= (size_t)sent;
        for (size_t i = 0, skip = (size_t)sent; i < RL_COUNTOF(part); i++) {
            size_t n = RL_MIN(skip, part[i].iov_len);
            part[i].iov_base = (uint8_t *)part[i].iov_base + n;
            part[i].iov_len -= n;
            skip -= n;
        }
    }
    return 0;
}

int rlenv_io_send_typed(struct rlenv_session *s, uint8_t type, uint64_t seq, const void *body,
                        size_t body_bytes, struct rl_error *err)
{
    uint8_t head[WIRE_HEADER_BYTES];
    wire_header_put(head, (struct wire_header){
                              .payload_bytes = (uint32_t)body_bytes, .type = type, .seq = seq});
    return rlenv_io_send(s, head, sizeof(head), body, body_bytes, err);
}

void rlenv_io_send_error(struct rlenv_session *s, int code, const char *why)
{
    struct rl_buf json;
    if (s->finished)
        return;
    s->finished = true;
    rl_buf_init(&json);
    if (wire_error_encode(code, why, &json, NULL) == 0)
        rlenv_io_send_typed(s, WIRE_ERROR, 0, json.data, json.n, NULL);
    rl_buf_deinit(&json);
}
