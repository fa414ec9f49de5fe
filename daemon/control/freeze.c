/* SPDX-License-Identifier: MIT */
/* POST /v1/freeze {"pattern": TEXT, "until": ENV_STEPS}, /v1/unfreeze {"pattern": TEXT}: parameters
 * that learn no more, or again, from the next cut on. */
#include "daemon/control/verb.h"

#include "base/base.h"

void rltd_verb_freeze(struct rltd_call *call)
{
    const char *pattern = "";
    uint64_t until = 0;
    const struct rltd_arg args[] = {{"pattern", RLTD_ARG_TEXT, &pattern},
                                    {"until", RLTD_ARG_COUNT, &until}};
    struct rltd_pending *pending;
    struct rl_error err;
    char by[64];

    if (rltd_call_args(call, args, RL_COUNTOF(args), &err) < 0) {
        rltd_reply_error(call->request, &err);
        return;
    }
    pending = rltd_pending_create(call, "freeze", true);
    if (!pending)
        return;
    rltd_call_by(call, by);
    if (rltd_run_freeze(call->run, pattern, until, by, rltd_pending_told, pending, &err) < 0)
        rltd_pending_refuse(call, pending, &err);
}

void rltd_verb_unfreeze(struct rltd_call *call)
{
    const char *pattern = "";
    const struct rltd_arg args[] = {{"pattern", RLTD_ARG_TEXT, &pattern}};
    struct rltd_pending *pending;
    struct rl_error err;
    char by[64];

    if (rltd_call_args(call, args, RL_COUNTOF(args), &err) < 0) {
        rltd_reply_error(call->request, &err);
        return;
    }
    pending = rltd_pending_create(call, "unfreeze", true);
    if (!pending)
        return;
    rltd_call_by(call, by);
    if (rltd_run_unfreeze(call->run, pattern, by, rltd_pending_told, pending, &err) < 0)
        rltd_pending_refuse(call, pending, &err);
}
