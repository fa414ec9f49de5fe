/* SPDX-License-Identifier: MIT */
/* Requests that wait for the store. */
#include "daemon/control/verb.h"

#include <stdlib.h>

#include "daemon/control/json.h"

struct rltd_pending {
    struct rltd_http_request *request; /* NULL: nobody waits any more */
    struct rl_log *log;                /* NULL: the API is gone */
    const char *what;                  /* "save" */
    char by[64];                       /* of an order: who asks */
};

static void on_gone(void *arg)
{
    struct rltd_pending *pending = arg;

    pending->request = NULL;
    pending->log = NULL;
}

struct rltd_pending *rltd_pending_create(struct rltd_call *call, const char *what, bool wait)
{
    struct rltd_pending *pending = calloc(1, sizeof(*pending));

    if (!pending) {
        rltd_reply(call->request, 500, NULL);
        return NULL;
    }
    pending->what = what;
    if (wait) {
        pending->request = call->request;
        pending->log = call->log;
        call->request->gone = on_gone;
        call->request->arg = pending;
    }
    return pending;
}

void rltd_pending_done(void *arg, const struct rltd_save_result *result)
{
    struct rltd_pending *pending = arg;
    json_t *json;

    if (result->code < 0 && pending->log)
        rl_warn(pending->log, "control: %s failed: %s", pending->what, result->err.text);
    if (pending->request && result->code < 0) {
        rltd_reply_error(pending->request, &result->err);
    } else if (pending->request) {
        json = rltd_json_checkpoint(&result->checkpoint);
        json_object_set_new(json, "seconds", rltd_json_number(result->seconds));
        if (result->unchanged)
            json_object_set_new(json, "unchanged", json_true());
        rltd_reply(pending->request, 200, json);
    }
    free(pending);
}

static void told(void *arg, const struct rltd_told *outcome)
{
    struct rltd_pending *pending = arg;

    if (outcome->code < 0 && pending->log)
        rl_warn(pending->log, "control: %s failed: %s", pending->what, outcome->err.text);
    if (pending->request && outcome->code < 0)
        rltd_reply_error(pending->request, &outcome->err);
    else if (pending->request)
        rltd_reply(pending->request, 200, rltd_json_told(outcome));
    free(pending);
}

bool rltd_pending_ask(struct rltd_call *call, const char *what, struct rltd_asker *asker)
{
    struct rltd_pending *pending = rltd_pending_create(call, what, true);

    if (!pending)
        return false;
    rltd_call_by(call, pending->by);
    *asker = (struct rltd_asker){pending->by, told, pending};
    return true;
}

void rltd_pending_refuse(struct rltd_call *call, struct rltd_pending *pending,
                         const struct rl_error *err)
{
    call->request->gone = NULL;
    free(pending);
    rltd_reply_error(call->request, err);
}
