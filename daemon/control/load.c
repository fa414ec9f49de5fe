/* SPDX-License-Identifier: MIT */
/* POST /v1/load {"checkpoint": TEXT}: the run goes back to it at its next cut. */
#include "daemon/control/verb.h"

#include "base/base.h"

void rltd_verb_load(struct rltd_call *call)
{
    const char *what = "";
    const struct rltd_arg args[] = {{"checkpoint", RLTD_ARG_TEXT, &what}};
    struct rltd_pending *pending;
    struct rl_error err;
    char by[64];

    if (rltd_call_args(call, args, RL_COUNTOF(args), &err) < 0) {
        rltd_reply_error(call->request, &err);
        return;
    }
    pending = rltd_pending_create(call, "load", true);
    if (!pending)
        return;
    rltd_call_by(call, by);
    rl_info(call->log, "control: load '%.100s', asked for by %s", what, by);
    if (rltd_run_load(call->run, what, by, rltd_pending_told, pending, &err) < 0)
        rltd_pending_refuse(call, pending, &err);
}
