/* SPDX-License-Identifier: MIT */
/* The few encodings of protobuf that our messages need (TensorBoard, ONNX), appended. */
#pragma once

#include "base/buf.h"

void rl_pb_varint(struct rl_buf *out, uint64_t value);
void rl_pb_u64(struct rl_buf *out, uint32_t field, uint64_t value);
void rl_pb_f32(struct rl_buf *out, uint32_t field, float value);
void rl_pb_f64(struct rl_buf *out, uint32_t field, double value);
void rl_pb_bytes(struct rl_buf *out, uint32_t field, const void *data, size_t n);
void rl_pb_string(struct rl_buf *out, uint32_t field, const char *text);
/* Close a message that began at offset `at`: its tag and length go in front of what was appended.
 */
void rl_pb_wrap(struct rl_buf *out, uint32_t field, size_t at);
