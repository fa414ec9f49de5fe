/* SPDX-License-Identifier: MIT */
/* Policy snapshots from a thread that trains to a thread that acts: three buffers and an atomic
 * index, so that neither ever waits. One thread publishes, one acquires; what is published is
 * immutable until the reader takes a newer one. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "nn/params.h"

struct rltd_published {
    const struct nn_params *params; /* borrowed */
    float *block[3];                /* in params' layout; owned */
    uint64_t version[3];
    atomic_uint latest; /* index of the newest, and whether it was taken */
    unsigned writing;   /* the publisher's own */
    unsigned reading;   /* the reader's own */
};

/* A first snapshot is made: version `version`. */
int rltd_published_init(struct rltd_published *p, const struct nn_params *params, uint64_t version,
                        struct rl_error *err);
void rltd_published_deinit(struct rltd_published *p); /* accepts zeroed */

/* Publisher: copy params' block. */
void rltd_published_put(struct rltd_published *p, uint64_t version);
/* Publisher: has the reader taken the newest? */
bool rltd_published_taken(const struct rltd_published *p);
/* Reader: the newest block, good until the next call. */
const float *rltd_published_get(struct rltd_published *p, uint64_t *version);
