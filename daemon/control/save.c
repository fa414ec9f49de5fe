/* SPDX-License-Identifier: MIT */
/* POST /v1/save {"name": TEXT, "pin": false, "wait": true}: a manual save at the next cut. With
 * "wait" the answer comes when the checkpoint is durable, else at once. */
#include "daemon/control/verb.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "daemon/control/json.h"

/* Outlives the request and the API: the run calls back in any case. */
struct pending {
    struct rltd_http_request *request; /* NULL: nobody waits any more */
    struct rl_log *log;
};

static void on_gone(void *arg)
{
    struct pending *pending = arg;

    pending->request = NULL;
    pending->log = NULL;
}

static void on_saved(void *arg, const struct rltd_save_result *result)
{
    struct pending *pending = arg;
    json_t *json;

    if (result->code < 0)
        rl_warn(pending->log, "control: save failed: %s", result->err.text);
    if (pending->request && result->code < 0) {
        rltd_reply_error(pending->request, &result->err);
    } else if (pending->request) {
        json = rltd_json_checkpoint(&result->checkpoint);
        json_object_set_new(json, "seconds", rltd_json_number(result->seconds));
        rltd_reply(pending->request, 200, json);
    }
    free(pending);
}

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
    struct pending *pending;

    if (rltd_call_args(call, args, RL_COUNTOF(args), &err) < 0 || check_name(name, &err) < 0) {
        rltd_reply_error(call->request, &err);
        return;
    }
    pending = calloc(1, sizeof(*pending));
    if (!pending) {
        rltd_reply(call->request, 500, NULL);
        return;
    }
    rl_info(call->log, "control: save '%s'%s, asked for by uid %u pid %d", name,
            pin ? " pinned" : "", (unsigned)call->request->uid, (int)call->request->pid);
    if (wait) {
        pending->request = call->request;
        pending->log = call->log;
        call->request->gone = on_gone;
        call->request->arg = pending;
    }
    /* The callback may come before this returns; `call` is not touched after it. */
    if (rltd_run_save(call->run, name, pin, on_saved, pending, &err) < 0) {
        free(pending);
        call->request->gone = NULL;
        rltd_reply_error(call->request, &err);
    } else if (!wait) {
        rltd_reply(call->request, 202, json_pack("{s:b}", "accepted", 1));
    }
}
