/* SPDX-License-Identifier: MIT */
/* Bounds-checked bytes: a reader over somebody's memory and a growing writer. Both are
 * little-endian and sticky: after the first failure every further call fails too, so a parser
 * checks once at its end. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rl_reader {
    const uint8_t *data; /* borrowed */
    size_t n;            /* bytes in `data` */
    size_t at;           /* next byte to read */
    bool failed;         /* something past the end was asked for */
};

void rl_reader_init(struct rl_reader *r, const void *data, size_t n);
size_t rl_reader_left(const struct rl_reader *r);
uint8_t rl_read_u8(struct rl_reader *r); /* each returns 0 on failure */
uint16_t rl_read_u16(struct rl_reader *r);
uint32_t rl_read_u32(struct rl_reader *r);
uint64_t rl_read_u64(struct rl_reader *r);
float rl_read_f32(struct rl_reader *r);
double rl_read_f64(struct rl_reader *r);
/* A view of the next `n` bytes, NULL on failure. */
const void *rl_read_bytes(struct rl_reader *r, size_t n);

struct rl_buf {
    uint8_t *data; /* owned */
    size_t n;      /* bytes written */
    size_t cap;
    bool failed; /* out of memory */
};

void rl_buf_init(struct rl_buf *b);
void rl_buf_deinit(struct rl_buf *b);
void rl_buf_clear(struct rl_buf *b); /* keeps the memory */
/* Room for `n` more bytes, appended and counted; NULL when out of memory. */
void *rl_buf_extend(struct rl_buf *b, size_t n);
void rl_buf_put(struct rl_buf *b, const void *data, size_t n);
void rl_buf_put_u8(struct rl_buf *b, uint8_t v);
void rl_buf_put_u16(struct rl_buf *b, uint16_t v);
void rl_buf_put_u32(struct rl_buf *b, uint32_t v);
void rl_buf_put_u64(struct rl_buf *b, uint64_t v);
void rl_buf_put_f32(struct rl_buf *b, float v);
void rl_buf_put_f64(struct rl_buf *b, double v);
/* A NUL follows the text and is not counted. */
void rl_buf_printf(struct rl_buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* a * b and a + b for sizes from outside; false on overflow. */
bool rl_size_mul(size_t a, size_t b, size_t *out);
bool rl_size_add(size_t a, size_t b, size_t *out);
