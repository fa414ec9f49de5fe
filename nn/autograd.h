/* SPDX-License-Identifier: MIT */
/* One call of nn_backward, as the adjoints see it. Private to nn/.
 *
 * A gradient may stand for its full shape as one scalar () that is meant for every element (the
 * gradient of a sum is); elementwise ops take it as it is, others ask for the full array.
 */
#pragma once

#include "nn/graph.h"

struct nn_backward {
    struct nn_trace *t;
    struct nn_optimizer *opt;
    bool *wanted;        /* per node: does a gradient have to reach it? */
    struct nn_var *grad; /* per node: what has arrived so far, or id -1 */
};

static inline bool nn_backward_wants(const struct nn_backward *b, int32_t id)
{
    return id >= 0 && b->wanted[id];
}
/* Add `g` to the gradient of node `id`; g has the node's shape or is (). */
void nn_backward_add(struct nn_backward *b, int32_t id, struct nn_var g);
/* The gradient that arrived at node `id`, in the node's full shape. */
struct nn_var nn_backward_full(struct nn_backward *b, int32_t id);
