/* SPDX-License-Identifier: MIT */
/* The daemon's side of a session as a script: tests say what is sent and what must come back.
 * Blocking calls that fail the test; for one client, which runs in a thread of its own. */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "envs/client/env_client.h"
#include "envs/wire.h"

struct fake_rltd {
    char folder[64], path[96];
    int listener, peer;
    struct wire_hello hello;
    struct wire_layout layout;
    uint8_t *payload; /* of the message that was received last */
    size_t payload_cap;

    pthread_t thread;
    bool running;
    int (*client)(void *arg, const char *path, struct rl_error *err);
    void *client_arg;
    int rc; /* what the client returned */
    struct rl_error err;
};

void fake_rltd_init(struct fake_rltd *f);
void fake_rltd_deinit(struct fake_rltd *f);

/* Start client(arg, path, err) in a thread, and wait for its end. */
void fake_rltd_start(struct fake_rltd *f,
                     int (*client)(void *arg, const char *path, struct rl_error *err), void *arg);
int fake_rltd_join(struct fake_rltd *f);

void fake_rltd_accept(struct fake_rltd *f);  /* and receive HELLO */
void fake_rltd_welcome(struct fake_rltd *f); /* accept, then the right WELCOME */
void fake_rltd_hang_up(struct fake_rltd *f);
void fake_rltd_send_bytes(struct fake_rltd *f, const void *bytes, size_t n);
void fake_rltd_send(struct fake_rltd *f, struct wire_header h, const void *payload);
/* A question with a zeroed payload of its right size. */
void fake_rltd_ask(struct fake_rltd *f, enum wire_type type, uint64_t seq);
void fake_rltd_receive(struct fake_rltd *f, struct wire_header *h);
/* The next message is an ERROR whose text contains `says`. */
void fake_rltd_expect_error(struct fake_rltd *f, const char *says);
