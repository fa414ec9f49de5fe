/* SPDX-License-Identifier: MIT */
/* POST /v1/load {"checkpoint": TEXT}: the run goes back to it at its next cut. */
#include "daemon/control/verb.h"

#include "base/base.h"

void rltd_verb_load(struct rltd_call *call)
{
    const char *what = "";
    const struct rltd_arg args[] = {{"checkpoint", RLTD_ARG_TEXT, &what}};
    struct rltd_asker asker;
    struct rl_error err;

    if (rltd_call_args(call, args, RL_COUNTOF(args), &err) < 0) {
        rltd_reply_error(call->request, &err);
        return;
    }
    if (!rltd_pending_ask(call, "load", &asker))
        return;
    rl_info(call->log, "control: load '%.100s', asked for by %s", what, asker.by);
    if (rltd_run_load(call->run, what, &asker, &err) < 0)
        rltd_pending_refuse(call, asker.arg, &err);
}
