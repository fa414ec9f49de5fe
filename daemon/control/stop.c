/* SPDX-License-Identifier: MIT */
/* POST /v1/stop {"now": false}: save and stop at the next cut, or stop without a save. */
#include "daemon/control/verb.h"

#include "base/base.h"

void rltd_verb_stop(struct rltd_call *call)
{
    bool now = false;
    const struct rltd_arg args[] = {{"now", RLTD_ARG_BOOL, &now}};
    struct rl_error err;

    if (rltd_call_args(call, args, RL_COUNTOF(args), &err) < 0) {
        rltd_reply_error(call->request, &err);
        return;
    }
    rl_info(call->log, "control: stop%s, asked for by uid %u pid %d", now ? " now" : "",
            (unsigned)call->request->uid, (int)call->request->pid);
    rltd_run_stop(call->run, now);
    rltd_reply(call->request, 202, json_pack("{s:b, s:b}", "stopping", 1, "now", now));
}
