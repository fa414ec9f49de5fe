/* SPDX-License-Identifier: MIT */
#include "nn/tensor.h"

#include <stdio.h>

#include "base/base.h"
#include "nn/graph.h"

int64_t nn_shape_elements(struct nn_shape shape)
{
    int64_t n = 1;
    for (int32_t i = 0; i < shape.rank; i++)
        n *= shape.dim[i];
    return n;
}

bool nn_shape_equal(struct nn_shape a, struct nn_shape b)
{
    if (a.rank != b.rank)
        return false;
    for (int32_t i = 0; i < a.rank; i++)
        if (a.dim[i] != b.dim[i])
            return false;
    return true;
}

void nn_shape_format(struct nn_shape shape, char *out, size_t out_bytes)
{
    size_t at = 0;
    for (int32_t i = 0; i < shape.rank && at < out_bytes; i++)
        at += (size_t)snprintf(out + at, out_bytes - at, "%s%lld", i ? ", " : "(",
                               (long long)shape.dim[i]);
    if (at < out_bytes)
        snprintf(out + at, out_bytes - at, shape.rank ? ")" : "()");
}

bool nn_shape_broadcast(struct nn_shape a, struct nn_shape b, struct nn_shape *out)
{
    struct nn_shape common = {.rank = RL_MAX(a.rank, b.rank)};
    for (int32_t i = 0; i < common.rank; i++) {
        int32_t ia = i - (common.rank - a.rank), ib = i - (common.rank - b.rank);
        int64_t da = ia < 0 ? 1 : a.dim[ia], db = ib < 0 ? 1 : b.dim[ib];
        if (da != db && da != 1 && db != 1)
            return false;
        common.dim[i] = RL_MAX(da, db);
    }
    *out = common;
    return true;
}
