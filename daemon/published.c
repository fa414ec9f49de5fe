/* SPDX-License-Identifier: MIT */
#include "daemon/published.h"

#include <string.h>

enum { INDEX = 3, FRESH = 4 };

int rltd_published_init(struct rltd_published *p, const struct nn_params *params, uint64_t version,
                        struct rl_error *err)
{
    *p = (struct rltd_published){.params = params, .writing = 1, .reading = 2};
    struct nn_backend *be = params->backend;
    for (int i = 0; i < 3; i++) {
        void *block = NULL;
        int rc = be->ops->alloc(be, params->block_floats * sizeof(float), &block, err);
        if (rc < 0)
            return rc;
        p->block[i] = block;
    }
    rltd_published_put(p, version);
    return 0;
}

void rltd_published_deinit(struct rltd_published *p)
{
    for (int i = 0; i < 3; i++)
        if (p->block[i])
            p->params->backend->ops->release(p->params->backend, p->block[i]);
    memset(p, 0, sizeof *p);
}

void rltd_published_put(struct rltd_published *p, uint64_t version)
{
    struct nn_backend *be = p->params->backend;
    be->ops->upload(be, p->block[p->writing], p->params->block,
                    p->params->block_floats * sizeof(float));
    p->version[p->writing] = version;
    unsigned before =
        atomic_exchange_explicit(&p->latest, p->writing | FRESH, memory_order_acq_rel);
    p->writing = before & INDEX;
}

bool rltd_published_taken(const struct rltd_published *p)
{
    return !(atomic_load_explicit(&p->latest, memory_order_relaxed) & FRESH);
}

const float *rltd_published_get(struct rltd_published *p, uint64_t *version)
{
    if (!rltd_published_taken(p)) {
        unsigned before = atomic_exchange_explicit(&p->latest, p->reading, memory_order_acq_rel);
        p->reading = before & INDEX;
    }
    *version = p->version[p->reading];
    return p->block[p->reading];
}
