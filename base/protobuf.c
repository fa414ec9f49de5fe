/* SPDX-License-Identifier: MIT */
#include "base/protobuf.h"

#include <string.h>

enum wire { WIRE_VARINT = 0, WIRE_I64 = 1, WIRE_BYTES = 2, WIRE_I32 = 5 };

static size_t encode_varint(uint64_t value, uint8_t out[10])
{
    size_t n = 0;
    for (; value >= 0x80; value >>= 7)
        out[n++] = (uint8_t)(value | 0x80);
    out[n++] = (uint8_t)value;
    return n;
}

void rl_pb_varint(struct rl_buf *out, uint64_t value)
{
    uint8_t bytes[10];
    rl_buf_put(out, bytes, encode_varint(value, bytes));
}

static void tag(struct rl_buf *out, uint32_t field, enum wire wire)
{
    rl_pb_varint(out, (uint64_t)field << 3 | wire);
}

void rl_pb_u64(struct rl_buf *out, uint32_t field, uint64_t value)
{
    tag(out, field, WIRE_VARINT);
    rl_pb_varint(out, value);
}

void rl_pb_f32(struct rl_buf *out, uint32_t field, float value)
{
    tag(out, field, WIRE_I32);
    rl_buf_put_f32(out, value);
}

void rl_pb_f64(struct rl_buf *out, uint32_t field, double value)
{
    tag(out, field, WIRE_I64);
    rl_buf_put_f64(out, value);
}

void rl_pb_bytes(struct rl_buf *out, uint32_t field, const void *data, size_t n)
{
    tag(out, field, WIRE_BYTES);
    rl_pb_varint(out, n);
    rl_buf_put(out, data, n);
}

void rl_pb_string(struct rl_buf *out, uint32_t field, const char *text)
{
    rl_pb_bytes(out, field, text, strlen(text));
}

void rl_pb_wrap(struct rl_buf *out, uint32_t field, size_t at)
{
    uint8_t head[20];
    size_t n = encode_varint((uint64_t)field << 3 | WIRE_BYTES, head);
    size_t body = out->n - at;
    n += encode_varint(body, head + n);
    if (!rl_buf_extend(out, n))
        return;
    memmove(out->data + at + n, out->data + at, body);
    memcpy(out->data + at, head, n);
}
