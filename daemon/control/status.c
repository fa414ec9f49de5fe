/* SPDX-License-Identifier: MIT */
/* GET /v1/status: one consistent picture of the run. */
#include "daemon/control/json.h"
#include "daemon/control/verb.h"

void rltd_verb_status(struct rltd_call *call)
{
    struct rltd_run_view view;

    rltd_run_view(call->run, &view);
    rltd_reply(call->request, 200, rltd_json_status(&view, rltd_run_store(call->run)));
}
