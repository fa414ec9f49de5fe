/* SPDX-License-Identifier: MIT */
/* The few encodings of protobuf that TensorBoard's messages need, appended to a buffer. */
#pragma once

#include "base/buf.h"

void rltd_pb_varint(struct rl_buf *out, uint64_t value);
void rltd_pb_u64(struct rl_buf *out, uint32_t field, uint64_t value);
void rltd_pb_f32(struct rl_buf *out, uint32_t field, float value);
void rltd_pb_f64(struct rl_buf *out, uint32_t field, double value);
void rltd_pb_bytes(struct rl_buf *out, uint32_t field, const void *data, size_t n);
void rltd_pb_string(struct rl_buf *out, uint32_t field, const char *text);
/* Close a message that began at offset `at`: its tag and length go in front of what was appended.
 */
void rltd_pb_wrap(struct rl_buf *out, uint32_t field, size_t at);
