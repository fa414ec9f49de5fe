/* SPDX-License-Identifier: MIT */
/* POST /v1/save {"name": TEXT, "pin": false, "wait": true}: a manual save at the next cut. With
 * "wait" the answer comes when the checkpoint is durable, else at once. */
#include "daemon/control/verb.h"

#include <string.h>

#include "base/base.h"
#include "daemon/control/json.h"

static int check_name(const char *name, struct rl_error *err)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                  "._-";
    size_t n = strlen(name), max = sizeof(((struct rltd_checkpoint *)0)->name) - 1;

    if (n > max || strspn(name, allowed) != n || name[0] == '.')
        return rl_error_set(err, RL_EINVAL,
                            "'%.64s' cannot name a checkpoint: at most %zu letters, digits, '.', "
                            "'_' and '-', not starting with '.'",
                            name, max);
    return 0;
}

void rltd_verb_save(struct rltd_call *call)
{
    const char *name = "";
    bool pin = false, wait = true;
    const struct rltd_arg args[] = {{"name", RLTD_ARG_TEXT, &name},
                                    {"pin", RLTD_ARG_BOOL, &pin},
                                    {"wait", RLTD_ARG_BOOL, &wait}};
    struct rl_error err;
    struct rltd_pending *pending;

    if (rltd_call_args(call, args, RL_COUNTOF(args), &err) < 0 || check_name(name, &err) < 0) {
        rltd_reply_error(call->request, &err);
        return;
    }
    pending = rltd_pending_create(call, "save", wait);
    if (!pending)
        return;
    rl_info(call->log, "control: save '%s'%s, asked for by uid %u pid %d", name,
            pin ? " pinned" : "", (unsigned)call->request->uid, (int)call->request->pid);
    /* The callback may come before this returns; `call` is not touched after it. */
    if (rltd_run_save(call->run, name, pin, rltd_pending_done, pending, &err) < 0)
        rltd_pending_refuse(call, pending, &err);
    else if (!wait)
        rltd_reply(call->request, 202, json_pack("{s:b}", "accepted", 1));
}
