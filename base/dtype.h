/* SPDX-License-Identifier: MIT */
/* Element types, the same on the wire, in storage, in programs and in checkpoints. */
#pragma once

#include <stddef.h>

/* name, bytes, safetensors name, NumPy name */
#define RL_DTYPES(X)            \
    X(F32, 4, "F32", "float32") \
    X(F64, 8, "F64", "float64") \
    X(I32, 4, "I32", "int32")   \
    X(I64, 8, "I64", "int64")   \
    X(U8, 1, "U8", "uint8")     \
    X(U32, 4, "U32", "uint32")  \
    X(U64, 8, "U64", "uint64")

enum rl_dtype {
#define X(name, bytes, st, np) RL_##name,
    RL_DTYPES(X)
#undef X
};

size_t rl_dtype_bytes(enum rl_dtype dtype);
const char *rl_dtype_name(enum rl_dtype dtype); /* NumPy's name */
const char *rl_dtype_safetensors(enum rl_dtype dtype);
int rl_dtype_from_name(const char *name, enum rl_dtype *out);        /* RL_ENOTFOUND */
int rl_dtype_from_safetensors(const char *name, enum rl_dtype *out); /* RL_ENOTFOUND */
