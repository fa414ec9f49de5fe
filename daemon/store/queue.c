/* SPDX-License-Identifier: MIT */
#include "daemon/store/queue.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* In front of every record. KIND_PAD fills the rest of the ring where a record did not fit before
 * the wrap. */
struct head {
    uint32_t kind;
    uint32_t bytes; /* of the whole record, a multiple of 8 */
};

#define KIND_PAD UINT32_MAX

int rltd_queue_init(struct rltd_queue *q, size_t cap)
{
    assert((cap & (cap - 1)) == 0);
    memset(q, 0, sizeof(*q));
    q->data = malloc(cap);
    q->cap = cap;
    return q->data ? 0 : RL_ENOMEM;
}

void rltd_queue_deinit(struct rltd_queue *q)
{
    free(q->data);
    q->data = NULL;
}

static struct head *head_at(struct rltd_queue *q, size_t position)
{
    return (struct head *)(void *)(q->data + (position & (q->cap - 1)));
}

void *rltd_queue_reserve(struct rltd_queue *q, uint32_t kind, size_t bytes)
{
    size_t need = RL_ALIGN_UP(sizeof(struct head) + bytes, 8);
    size_t head = atomic_load_explicit(&q->head, memory_order_relaxed);
    size_t tail = atomic_load_explicit(&q->tail, memory_order_acquire);
    size_t to_end = q->cap - (head & (q->cap - 1));
    size_t pad = need > to_end ? to_end : 0;
    if (need > q->cap / 2 || q->cap - (head - tail) < need + pad)
        return NULL;
    if (pad)
        *head_at(q, head) = (struct head){KIND_PAD, (uint32_t)pad};
    struct head *record = head_at(q, head + pad);
    *record = (struct head){kind, (uint32_t)need};
    q->reserved = pad + need;
    return record + 1;
}

void rltd_queue_commit(struct rltd_queue *q)
{
    size_t head = atomic_load_explicit(&q->head, memory_order_relaxed);
    atomic_store_explicit(&q->head, head + q->reserved, memory_order_release);
    q->reserved = 0;
}

const void *rltd_queue_peek(struct rltd_queue *q, uint32_t *kind)
{
    size_t head = atomic_load_explicit(&q->head, memory_order_acquire);
    size_t tail = atomic_load_explicit(&q->tail, memory_order_relaxed);
    while (tail != head) {
        struct head *record = head_at(q, tail);
        if (record->kind != KIND_PAD) {
            *kind = record->kind;
            return record + 1;
        }
        tail += record->bytes;
        atomic_store_explicit(&q->tail, tail, memory_order_release);
    }
    return NULL;
}

void rltd_queue_pop(struct rltd_queue *q)
{
    size_t tail = atomic_load_explicit(&q->tail, memory_order_relaxed);
    atomic_store_explicit(&q->tail, tail + head_at(q, tail)->bytes, memory_order_release);
}

size_t rltd_queue_used(struct rltd_queue *q)
{
    size_t tail = atomic_load_explicit(&q->tail, memory_order_acquire);
    return atomic_load_explicit(&q->head, memory_order_acquire) - tail;
}
