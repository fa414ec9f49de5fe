/* SPDX-License-Identifier: MIT */
/* Calls of the control API: HTTP over a run's Unix socket, each with a time-out. */
#pragma once

#include <jansson.h>

#include "ctl/proto.h"
#include "ctl/verb.h"

#define CTL_RUNS_MAX 64

struct ctl_runs {
    char name[CTL_RUNS_MAX][RLTD_RUN_NAME_MAX]; /* sorted */
    int n;
};

/* Runs whose control socket somebody listens on. */
int ctl_runs_live(struct ctl_runs *runs, struct rl_error *err);
/* The run that `args` mean, into `name`: -r, or the only live one. Else an exit code with `err`:
 * none is live, or several are (they are listed). 0 on success. */
int ctl_run_choose(const struct ctl_args *args, char name[RLTD_RUN_NAME_MAX], struct rl_error *err);

/* For verbs that work on ended runs too: `live` says whether the daemon answers, or only the run's
 * folder is left. An exit code. */
int ctl_run_or_folder(const struct ctl_args *args, char name[RLTD_RUN_NAME_MAX], bool *live,
                      struct rl_error *err);

/* The answer's JSON into *out (owned by the caller) when the HTTP status is 2xx, and
 * RLTD_EXIT_OK; else an exit code with `err` filled from what the daemon said. `body` may be NULL;
 * it is borrowed. */
int ctl_call(const char *run, enum rltd_endpoint_id endpoint, const json_t *body, int timeout_ms,
             json_t **out, struct rl_error *err);

/* Says what an answer means, for people, on stdout. An exit code. */
typedef int (*ctl_print_fn)(const char *run, const json_t *answer, const struct ctl_args *args,
                            struct rl_error *err);

/* One question and its answer: printed as JSON with --json, else by `print`. Takes `body`, which
 * may be NULL. An exit code. */
int ctl_ask_run(const char *run, const struct ctl_args *args, enum rltd_endpoint_id endpoint,
                json_t *body, ctl_print_fn print, struct rl_error *err);
/* The same, of the run that `args` mean. */
int ctl_ask(const struct ctl_args *args, enum rltd_endpoint_id endpoint, json_t *body,
            ctl_print_fn print, struct rl_error *err);

/* Of an answer: "" and 0 where there is none. */
const char *ctl_text(const json_t *object, const char *key);
long long ctl_count(const json_t *object, const char *key);

/* Replaces this process by `rltd --offline ...`: the one beside this program, else PATH's. `words`
 * ends with NULL. Returns only on failure, an exit code. */
int ctl_exec_rltd(const char *const *words, struct rl_error *err);

/* The verb as `rltd --offline VERB [OPERAND]` with the options of `args` that it takes. */
int ctl_exec_offline(const struct ctl_args *args, const char *verb, struct rl_error *err);

void ctl_print_json(const json_t *json);
