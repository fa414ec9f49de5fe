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
    struct rltd_asker asker;
    struct rl_error err;

    if (rltd_call_args(call, args, RL_COUNTOF(args), &err) < 0) {
        rltd_reply_error(call->request, &err);
        return;
    }
    if (!rltd_pending_ask(call, "freeze", &asker))
        return;
    if (rltd_run_freeze(call->run, pattern, until, &asker, &err) < 0)
        rltd_pending_refuse(call, asker.arg, &err);
}

void rltd_verb_unfreeze(struct rltd_call *call)
{
    const char *pattern = "";
    const struct rltd_arg args[] = {{"pattern", RLTD_ARG_TEXT, &pattern}};
    struct rltd_asker asker;
    struct rl_error err;

    if (rltd_call_args(call, args, RL_COUNTOF(args), &err) < 0) {
        rltd_reply_error(call->request, &err);
        return;
    }
    if (!rltd_pending_ask(call, "unfreeze", &asker))
        return;
    if (rltd_run_unfreeze(call->run, pattern, &asker, &err) < 0)
        rltd_pending_refuse(call, asker.arg, &err);
}
