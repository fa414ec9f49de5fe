/* SPDX-License-Identifier: MIT */
/* POST /v1/pin, /v1/unpin, /v1/rm {"checkpoint": TEXT}: what is kept, changed by hand. Answered
 * when the index has it. */
#include "daemon/control/verb.h"

#include "base/base.h"

static void edit(struct rltd_call *call, enum rltd_edit edit, const char *verb)
{
    const char *what = "";
    const struct rltd_arg args[] = {{"checkpoint", RLTD_ARG_TEXT, &what}};
    struct rl_error err;
    struct rltd_pending *pending;

    if (rltd_call_args(call, args, RL_COUNTOF(args), &err) < 0) {
        rltd_reply_error(call->request, &err);
        return;
    }
    pending = rltd_pending_create(call, verb, true);
    if (!pending)
        return;
    rl_info(call->log, "control: %s '%.100s', asked for by uid %u pid %d", verb, what,
            (unsigned)call->request->uid, (int)call->request->pid);
    if (rltd_run_edit(call->run, edit, what, rltd_pending_done, pending, &err) < 0)
        rltd_pending_refuse(call, pending, &err);
}

void rltd_verb_pin(struct rltd_call *call)
{
    edit(call, RLTD_EDIT_PIN, "pin");
}

void rltd_verb_rm(struct rltd_call *call)
{
    edit(call, RLTD_EDIT_REMOVE, "rm");
}

void rltd_verb_unpin(struct rltd_call *call)
{
    edit(call, RLTD_EDIT_UNPIN, "unpin");
}
