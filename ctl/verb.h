/* SPDX-License-Identifier: MIT */
/* A verb of rltctl: one row of the table in verbs.c, one file. A verb writes data to stdout,
 * messages through `err`, and returns an exit code of ctl/proto.h. */
#pragma once

#include <stdbool.h>

#include "ctl/proto.h"

#define CTL_OPERANDS_MAX 64

/* The command line, split. */
struct ctl_args {
    const char *run;  /* -r NAME; NULL: the one live run */
    const char *runs; /* --runs DIR; NULL: "runs" */
    const char *timeout, *name, *episodes, *record, *until, *onnx, *dtype;
    bool json, pin, no_wait, now, repair, help;
    const char *operand;                    /* the first one: a checkpoint, a verb, ...; NULL */
    const char *operands[CTL_OPERANDS_MAX]; /* all, of a verb that takes several */
    int n_operands;
    int64_t until_steps; /* from `until`; 0 */
    int timeout_ms;      /* of one call, from `timeout` or the verb's default */
};

/* Bits: which options a verb takes. */
enum ctl_option_id {
    CTL_OPT_RUN = 1,
    CTL_OPT_RUNS = 2,
    CTL_OPT_JSON = 4,
    CTL_OPT_TIMEOUT = 8,
    CTL_OPT_NAME = 16,
    CTL_OPT_PIN = 32,
    CTL_OPT_WAIT = 64,
    CTL_OPT_NOW = 128,
    CTL_OPT_EPISODES = 256,
    CTL_OPT_REPAIR = 512,
    CTL_OPT_UNTIL = 1024,
    CTL_OPT_EXPORT = 2048,
};

struct ctl_verb {
    const char *name, *operand; /* operand: "CKPT", "[VERB]", "KEY=VALUE...", NULL */
    const char *doc;
    unsigned options;
    int timeout_ms;
    int (*fn)(const struct ctl_args *args, struct rl_error *err);
};
extern const struct ctl_verb ctl_verbs[]; /* sorted by name */
extern const size_t ctl_n_verbs;

const struct ctl_verb *ctl_verb_find(const char *name); /* NULL: none */
const char *ctl_verb_nearest(const char *name);         /* NULL: none is near */

int ctl_best(const struct ctl_args *args, struct rl_error *err);
int ctl_eval(const struct ctl_args *args, struct rl_error *err);
int ctl_export(const struct ctl_args *args, struct rl_error *err);
int ctl_freeze(const struct ctl_args *args, struct rl_error *err);
int ctl_fsck(const struct ctl_args *args, struct rl_error *err);
int ctl_get(const struct ctl_args *args, struct rl_error *err);
int ctl_help(const struct ctl_args *args, struct rl_error *err);
int ctl_load(const struct ctl_args *args, struct rl_error *err);
int ctl_ls(const struct ctl_args *args, struct rl_error *err);
int ctl_model(const struct ctl_args *args, struct rl_error *err);
int ctl_pause(const struct ctl_args *args, struct rl_error *err);
int ctl_pin(const struct ctl_args *args, struct rl_error *err);
int ctl_profile(const struct ctl_args *args, struct rl_error *err);
int ctl_resume(const struct ctl_args *args, struct rl_error *err);
int ctl_rm(const struct ctl_args *args, struct rl_error *err);
int ctl_save(const struct ctl_args *args, struct rl_error *err);
int ctl_set(const struct ctl_args *args, struct rl_error *err);
int ctl_status(const struct ctl_args *args, struct rl_error *err);
int ctl_stop(const struct ctl_args *args, struct rl_error *err);
int ctl_unfreeze(const struct ctl_args *args, struct rl_error *err);
int ctl_unpin(const struct ctl_args *args, struct rl_error *err);
