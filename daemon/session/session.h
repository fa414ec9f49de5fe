/* SPDX-License-Identifier: MIT */
/* One env connection: handshake, then strict question and answer. The loop thread owns it.
 *
 * Bytes from the peer are believed only after they are checked: type and length against what was
 * asked before a payload is received, contents before the owner sees them. A peer that breaks the
 * protocol, says nothing for too long or goes away is closed with one log line and `lost`; nobody
 * else notices.
 */
#pragma once

#include <uv.h>

#include "base/log.h"
#include "envs/wire.h"

struct rltd_session;

/* What the owner (daemon/session/hub.h) hears. Never called from inside rltd_session_ask. */
struct rltd_session_events {
    /* HELLO is decoded and valid. Accept with rltd_session_welcome, or refuse with an error that is
     * sent to the peer. */
    int (*hello)(void *owner, struct rltd_session *session, struct rl_error *err);
    /* The answer to the open question; RESULT payloads are checked. A negative return closes the
     * session with that error. */
    int (*answer)(void *owner, struct rltd_session *session, const struct wire_header *header,
                  const uint8_t *payload, struct rl_error *err);
    /* Gone, whatever the reason; the session is freed after this returns. */
    void (*lost)(void *owner, struct rltd_session *session, const char *why);
};

struct rltd_session {
    uv_poll_t poll; /* first, so that the handle is the session */
    int fd;
    const struct rltd_session_events *events;
    void *owner;
    struct rl_log *log;
    void *slot; /* the owner's: which member of an env set this is; NULL before */

    struct wire_hello hello;
    struct wire_layout layout;
    uint32_t peer_pid;
    bool greeted; /* HELLO seen and accepted */
    bool closing;

    uint8_t expected;     /* wire type of the answer that is due; 0: none */
    uint64_t seq;         /* of the last question */
    uint64_t deadline_ns; /* for HELLO or the answer; 0: none */

    uint8_t *rx; /* header and payload, contiguous */
    size_t rx_n, rx_cap;
    struct rl_buf tx;
    size_t tx_at;      /* bytes of tx already sent */
    size_t tx_message; /* where the message being filled begins */
};

struct rltd_session_config {
    int fd; /* a connected, non-blocking socket: the session's from here on, but not on failure */
    const struct rltd_session_events *events;
    void *owner; /* of the events */
    struct rl_log *log;
    uint64_t hello_deadline_ns;
};

int rltd_session_create(struct rltd_session **out, uv_loop_t *loop,
                        const struct rltd_session_config *config, struct rl_error *err);

/* Answer HELLO; the layout is made from the hello's spaces. */
int rltd_session_welcome(struct rltd_session *session, struct rl_error *err);

/* Room for the payload of the next question (after the header), `bytes` long; fill it and ask. Seq
 * and the type of the answer follow from `type`. The answer is due by deadline_ns. NULL when out of
 * memory. */
uint8_t *rltd_session_payload(struct rltd_session *session, size_t bytes);
void rltd_session_ask(struct rltd_session *session, enum wire_type type, uint64_t deadline_ns);

/* Receive what is there without blocking; > 0 when an answer was delivered, 0 when not yet. The
 * session may be gone afterwards. */
int rltd_session_read(struct rltd_session *session);

/* Close: with an ERROR message of `code` (an RL_E*) to the peer, or with BYE when it is 0. `lost`
 * is called with `why`. */
void rltd_session_close(struct rltd_session *session, int code, const char *why);

/* "train-0 (pid 123)" for log lines. */
const char *rltd_session_label(const struct rltd_session *session, char *out, size_t out_bytes);
