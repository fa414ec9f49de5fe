/* SPDX-License-Identifier: MIT */
#include "base/dtype.h"

#include <assert.h>
#include <string.h>

#include "base/base.h"
#include "base/error.h"

static const struct {
    size_t bytes;
    const char *safetensors, *numpy;
} dtypes[] = {
#define X(name, bytes, st, np) [RL_##name] = {bytes, st, np},
    RL_DTYPES(X)
#undef X
};

size_t rl_dtype_bytes(enum rl_dtype dtype)
{
    assert((size_t)dtype < RL_COUNTOF(dtypes));
    return dtypes[dtype].bytes;
}

const char *rl_dtype_name(enum rl_dtype dtype)
{
    assert((size_t)dtype < RL_COUNTOF(dtypes));
    return dtypes[dtype].numpy;
}

const char *rl_dtype_safetensors(enum rl_dtype dtype)
{
    assert((size_t)dtype < RL_COUNTOF(dtypes));
    return dtypes[dtype].safetensors;
}

int rl_dtype_from_name(const char *name, enum rl_dtype *out)
{
    for (size_t i = 0; i < RL_COUNTOF(dtypes); i++) {
        if (strcmp(name, dtypes[i].numpy) == 0) {
            *out = (enum rl_dtype)i;
            return 0;
        }
    }
    return RL_ENOTFOUND;
}

int rl_dtype_from_safetensors(const char *name, enum rl_dtype *out)
{
    for (size_t i = 0; i < RL_COUNTOF(dtypes); i++) {
        if (strcmp(name, dtypes[i].safetensors) == 0) {
            *out = (enum rl_dtype)i;
            return 0;
        }
    }
    return RL_ENOTFOUND;
}
