/* SPDX-License-Identifier: MIT */
/* A bounded queue of records between one producer and one consumer: a ring of bytes that is
 * allocated once. Neither side ever waits or allocates; a full queue refuses. The producer may be
 * another thread at another time if the hand-over between them orders memory. */
#pragma once

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"

struct rltd_queue {
    uint8_t *data;
    size_t cap;      /* a power of two */
    size_t reserved; /* producer: bytes of the record being filled, with its header */
    _Alignas(RL_CACHE_LINE) _Atomic size_t head; /* bytes ever put in; written by the producer */
    _Alignas(RL_CACHE_LINE) _Atomic size_t tail; /* bytes ever taken out; written by the consumer */
};

int rltd_queue_init(struct rltd_queue *q, size_t cap); /* RL_ENOMEM */
void rltd_queue_deinit(struct rltd_queue *q);          /* accepts zeroed */

/* Room for a record of `bytes`, aligned to 8, or NULL; it exists once committed. */
void *rltd_queue_reserve(struct rltd_queue *q, uint32_t kind, size_t bytes);
void rltd_queue_commit(struct rltd_queue *q);
/* The oldest record, or NULL; valid until it is popped. */
const void *rltd_queue_peek(struct rltd_queue *q, uint32_t *kind);
void rltd_queue_pop(struct rltd_queue *q);
/* Bytes waiting. Either side. */
size_t rltd_queue_used(struct rltd_queue *q);
