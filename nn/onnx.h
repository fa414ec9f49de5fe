/* SPDX-License-Identifier: MIT */
/* A trace as an ONNX model (opset 17). The trace is made for a batch of NN_ONNX_BATCH rows, a
 * number that no other axis has: wherever it turns up, the model's batch axis N is meant, which is
 * free. What the output does not need is left out. */
#pragma once

#include "base/buf.h"
#include "base/space.h"
#include "nn/trace.h"

#define NN_ONNX_BATCH 1000003

struct nn_onnx_config {
    /* The trace's input "obs" (rows, features), F32 or U8, becomes the model's `obs`: values of
     * this space in its own dtype, (N, shape...). Its input "mask" (rows, n) becomes `mask`. */
    const struct rl_space *obs;
    /* The trace's output "action" becomes the model's `action`, in this space's own terms: I64
     * choices with the start added, or the vector clipped to its bounds. */
    const struct rl_space *action;
    bool scale;                  /* Box: from [-1, 1] to the bounds, where they are finite */
    bool half;                   /* float16 inside; inputs and outputs stay as they are */
    const char *const *metadata; /* pairs of key and value, NULL-terminated */
};

/* RL_EUNSUPPORTED names an op that has no counterpart, with its line. */
int nn_onnx_export(const struct nn_trace *t, const struct nn_onnx_config *config,
                   struct rl_buf *out, struct rl_error *err);
