/* SPDX-License-Identifier: MIT */
/* GET /v1/checkpoints: every durable checkpoint, newest first. */
#include "daemon/control/verb.h"

#include <stdlib.h>

#include "base/base.h"
#include "daemon/control/json.h"

void rltd_verb_checkpoints(struct rltd_call *call)
{
    struct rltd_store *store = rltd_run_store(call->run);
    int32_t n = rltd_store_list(store, NULL, 0), n_read;
    struct rltd_checkpoint *list = calloc((size_t)n + 1, sizeof(*list));

    if (!list) {
        rltd_reply(call->request, 500, NULL);
        return;
    }
    n_read = rltd_store_list(store, list, n); /* the store thread may have added or dropped one */
    rltd_reply(call->request, 200, rltd_json_checkpoints(list, RL_MIN(n, n_read)));
    free(list);
}
