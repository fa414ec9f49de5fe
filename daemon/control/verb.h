/* SPDX-License-Identifier: MIT */
/* A verb of the control API: one row in verbs.c, one file with its handler. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "ctl/proto.h"
#include "daemon/control/control.h"
#include "daemon/control/http.h"

/* One request on its way to an answer. */
struct rltd_call {
    struct rltd_control *control;
    struct rltd_run *run; /* NULL only for verbs that work without */
    struct rl_log *log;
    struct rltd_http_request *request;
    json_t *body; /* an object, {} if the request had none; borrowed */
};

typedef void (*rltd_verb_fn)(struct rltd_call *call);

struct rltd_verb {
    enum rltd_endpoint_id endpoint;
    bool without_run; /* also while no run is attached */
    rltd_verb_fn fn;
};
extern const struct rltd_verb rltd_verbs[RLTD_N_ENDPOINTS]; /* sorted by path */

void rltd_verb_checkpoints(struct rltd_call *call);
void rltd_verb_config(struct rltd_call *call);
void rltd_verb_freeze(struct rltd_call *call);
void rltd_verb_livez(struct rltd_call *call);
void rltd_verb_load(struct rltd_call *call);
void rltd_verb_model(struct rltd_call *call);
void rltd_verb_pause(struct rltd_call *call);
void rltd_verb_pin(struct rltd_call *call);
void rltd_verb_profile(struct rltd_call *call);
void rltd_verb_resume(struct rltd_call *call);
void rltd_verb_rm(struct rltd_call *call);
void rltd_verb_save(struct rltd_call *call);
void rltd_verb_set(struct rltd_call *call);
void rltd_verb_status(struct rltd_call *call);
void rltd_verb_stop(struct rltd_call *call);
void rltd_verb_unfreeze(struct rltd_call *call);
void rltd_verb_unpin(struct rltd_call *call);

/* "uid 1000 pid 4711": who asks. */
void rltd_call_by(const struct rltd_call *call, char by[64]);

/* Answers; `json` is taken over (NULL: out of memory). Each ends the call. */
void rltd_reply(struct rltd_http_request *request, unsigned status, json_t *json);
/* {"error": TEXT, "code": "RL_E..."} with the HTTP status that fits the code. */
void rltd_reply_error(struct rltd_http_request *request, const struct rl_error *err);

/* An answer that the store gives later: the `arg` of rltd_pending_done, which is an rltd_saved_fn
 * and frees it. It outlives the request and the API. `wait`: the request is answered then, with the
 * checkpoint or the error; else the caller answers at once. NULL: out of memory, answered. */
struct rltd_pending;
struct rltd_pending *rltd_pending_create(struct rltd_call *call, const char *what, bool wait);
void rltd_pending_done(void *arg, const struct rltd_save_result *result);
/* The same for an order: fills `asker`, whose `arg` is the pending answer. False: out of memory,
 * answered. */
bool rltd_pending_ask(struct rltd_call *call, const char *what, struct rltd_asker *asker);
/* It will not come after all: answer with `err` and free. */
void rltd_pending_refuse(struct rltd_call *call, struct rltd_pending *pending,
                         const struct rl_error *err);

enum rltd_arg_type { RLTD_ARG_BOOL, RLTD_ARG_TEXT, RLTD_ARG_OBJECT, RLTD_ARG_COUNT };
struct rltd_arg {
    const char *name;
    enum rltd_arg_type type;
    void *out; /* bool *, const char ** or json_t ** (into the body), uint64_t *; untouched if
                  absent */
};
/* Members of the body. RL_EINVAL for one that is unknown or of another type. */
int rltd_call_args(const struct rltd_call *call, const struct rltd_arg *args, size_t n,
                   struct rl_error *err);
