/* SPDX-License-Identifier: MIT */
/* POST /v1/pause, /v1/resume: stand still at the next cut, and go on. */
#include "daemon/control/verb.h"

static void ask(struct rltd_call *call, const char *verb,
                void (*fn)(struct rltd_run *, const char *))
{
    struct rltd_run_view view;
    struct rl_error err;
    char by[64];

    if (rltd_call_args(call, NULL, 0, &err) < 0) {
        rltd_reply_error(call->request, &err);
        return;
    }
    rltd_call_by(call, by);
    rl_info(call->log, "control: %s, asked for by %s", verb, by);
    fn(call->run, by);
    rltd_run_view(call->run, &view);
    rltd_reply(call->request, 202, json_pack("{s:b}", "paused", view.paused_at > 0));
}

void rltd_verb_pause(struct rltd_call *call)
{
    ask(call, "pause", rltd_run_pause);
}

void rltd_verb_resume(struct rltd_call *call)
{
    ask(call, "resume", rltd_run_resume);
}
