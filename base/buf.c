/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

#define FIRST_CAPACITY 256u

bool rl_size_mul(size_t a, size_t b, size_t *out)
{
    return !__builtin_mul_overflow(a, b, out);
}

bool rl_size_add(size_t a, size_t b, size_t *out)
{
    return !__builtin_add_overflow(a, b, out);
}

void rl_reader_init(struct rl_reader *r, const void *data, size_t n)
{
    *r = (struct rl_reader){.data = data, .n = n};
}

size_t rl_reader_left(const struct rl_reader *r)
{
    return r->failed ? 0 : r->n - r->at;
}

const void *rl_read_bytes(struct rl_reader *r, size_t n)
{
    if (r->failed || n > r->n - r->at) {
        r->failed = true;
        return NULL;
    }
    const uint8_t *bytes = r->data + r->at;
    r->at += n;
    return bytes;
}

/* Little-endian integer of `n` bytes, the same on every host. */
static uint64_t read_le(struct rl_reader *r, size_t n)
{
    const uint8_t *bytes = rl_read_bytes(r, n);
    uint64_t value = 0;
    for (size_t i = 0; bytes && i < n; i++)
        value |= (uint64_t)bytes[i] << (8 * i);
    return value;
}

uint8_t rl_read_u8(struct rl_reader *r)
{
    return (uint8_t)read_le(r, 1);
}

uint16_t rl_read_u16(struct rl_reader *r)
{
    return (uint16_t)read_le(r, 2);
}

uint32_t rl_read_u32(struct rl_reader *r)
{
    return (uint32_t)read_le(r, 4);
}

uint64_t rl_read_u64(struct rl_reader *r)
{
    return read_le(r, 8);
}

float rl_read_f32(struct rl_reader *r)
{
    uint32_t bits = rl_read_u32(r);
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

double rl_read_f64(struct rl_reader *r)
{
    uint64_t bits = rl_read_u64(r);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

void rl_buf_init(struct rl_buf *b)
{
    *b = (struct rl_buf){0};
}

void rl_buf_deinit(struct rl_buf *b)
{
    free(b->data);
    *b = (struct rl_buf){0};
}

void rl_buf_clear(struct rl_buf *b)
{
    b->n = 0;
    b->failed = false;
}

/* Capacity for `n` more bytes, not counted. */
static bool reserve(struct rl_buf *b, size_t n)
{
    size_t need;
    if (b->failed || !rl_size_add(b->n, n, &need)) {
        b->failed = true;
        return false;
    }
    if (b->data && need <= b->cap)
        return true;
    size_t cap = RL_MAX(b->cap, FIRST_CAPACITY);
    while (cap < need)
        cap = cap > SIZE_MAX / 2 ? need : cap * 2;
    uint8_t *data = realloc(b->data, cap);
    if (!data) {
        b->failed = true;
        return false;
    }
    b->data = data;
    b->cap = cap;
    return true;
}

void *rl_buf_extend(struct rl_buf *b, size_t n)
{
    if (!reserve(b, n))
        return NULL;
    uint8_t *room = b->data + b->n;
    b->n += n;
    return room;
}

void rl_buf_put(struct rl_buf *b, const void *data, size_t n)
{
    void *room = rl_buf_extend(b, n);
    if (room && n > 0)
        memcpy(room, data, n);
}

static void put_le(struct rl_buf *b, uint64_t value, size_t n)
{
    uint8_t *room = rl_buf_extend(b, n);
    for (size_t i = 0; room && i < n; i++)
        room[i] = (uint8_t)(value >> (8 * i));
}

void rl_buf_put_u8(struct rl_buf *b, uint8_t v)
{
    put_le(b, v, 1);
}

void rl_buf_put_u16(struct rl_buf *b, uint16_t v)
{
    put_le(b, v, 2);
}

void rl_buf_put_u32(struct rl_buf *b, uint32_t v)
{
    put_le(b, v, 4);
}

void rl_buf_put_u64(struct rl_buf *b, uint64_t v)
{
    put_le(b, v, 8);
}

void rl_buf_put_f32(struct rl_buf *b, float v)
{
    uint32_t bits;
    memcpy(&bits, &v, sizeof bits);
    put_le(b, bits, 4);
}

void rl_buf_put_f64(struct rl_buf *b, double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    put_le(b, bits, 8);
}

void rl_buf_printf(struct rl_buf *b, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int length = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (length < 0) {
        b->failed = true;
    } else if (reserve(b, (size_t)length + 1)) {
        vsnprintf((char *)b->data + b->n, (size_t)length + 1, fmt, again);
        b->n += (size_t)length;
    }
    va_end(again);
}
