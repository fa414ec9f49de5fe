/* SPDX-License-Identifier: MIT */
/* The inside of a session: one socket, one receive buffer, one reply frame. Private to the client.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/yield.h"
#include "envs/client/env_client.h"
#include "envs/client/spin.h"
#include "envs/wire.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "frames are written in host order");

struct rlenv_session {
    int fd;
    char peer[128]; /* the socket's path, for messages */
    struct wire_layout layout;
    struct rl_space action;
    size_t mask_at; /* in an observation */
    bool env_state;
    struct rlenv_spin spin;
    struct rl_yield yield;

    /* Received bytes. in[0..message_bytes) is the message being answered, what follows came early.
     */
    uint8_t *in;
    size_t in_cap, in_n, message_bytes;

    /* The RESULT frame with room for N finals: header, then payload. */
    uint8_t *out;
    uint32_t n_final;
    int32_t n_stepped; /* rlenv_end_step calls since the question */
    bool misused;

    struct wire_header question;
    bool asked;    /* a question waits for its answer */
    bool ready;    /* a RESET or SET_STATE gave every env a state */
    bool any_seq;  /* no question was seen yet */
    bool finished; /* BYE or ERROR was exchanged: send nothing more */
};

/* Have at least `want` bytes in s->in. deadline_ns: rl_now_ns time, 0 none. RL_ECLOSED,
 * RL_ETIMEOUT, RL_EIO, RL_ENOMEM. */
int rlenv_io_fill(struct rlenv_session *s, size_t want, uint64_t deadline_ns, struct rl_error *err);
/* Receive a header and check it. */
int rlenv_io_header(struct rlenv_session *s, struct wire_header *h, uint64_t deadline_ns,
                    struct rl_error *err);
/* Receive the rest of that message; the payload is then at s->in + WIRE_HEADER_BYTES. */
int rlenv_io_payload(struct rlenv_session *s, const struct wire_header *h, uint64_t deadline_ns,
                     struct rl_error *err);
/* Forget the message that was received last. */
void rlenv_io_drop_message(struct rlenv_session *s);
/* Send head and body as one message. */
int rlenv_io_send(struct rlenv_session *s, const void *head, size_t head_bytes, const void *body,
                  size_t body_bytes, struct rl_error *err);
/* A message that carries no fixed payload: header of `type`, then `body`. */
int rlenv_io_send_typed(struct rlenv_session *s, uint8_t type, uint64_t seq, const void *body,
                        size_t body_bytes, struct rl_error *err);
/* Send ERROR, best effort, at most once. */
void rlenv_io_send_error(struct rlenv_session *s, int code, const char *why);
