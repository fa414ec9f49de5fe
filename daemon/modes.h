/* SPDX-License-Identifier: MIT */
/* What main.c starts: each mode runs to its end and returns an exit code (enum rltd_exit); on
 * failure `err` says why, for main to print. */
#pragma once

#include "daemon/config/config.h"

/* `rltd CONFIG|RECIPE|AGENT`: train; with seeds=N one run after the other, mean and spread at the
 * end. */
int rltd_train_main(struct rltd_config *config, struct rl_error *err);

/* `rltd serve CKPT`: answers envs with a trained policy on NAME.env until SIGTERM. */
struct rltd_serve_options {
    const char *checkpoint; /* path, or what `rltd_ckpt_resolve` takes */
    const char *runs, *run; /* where to resolve it */
    const char *name;       /* of the socket; "serve" when NULL */
    bool sample;            /* sample from the policy instead of its mode */
};
int rltd_serve_main(const struct rltd_serve_options *options, struct rl_error *err);

/* `rltd --offline export CKPT`: its deterministic policy as an ONNX model. */
struct rltd_export_options {
    const char *checkpoint, *runs, *run;
    const char *onnx; /* path of the file to write */
    bool half;        /* float16 inside */
    bool json;
};
int rltd_export_main(const struct rltd_export_options *options, struct rl_error *err);

/* `rltd eval CKPT`: episodes of a saved policy on its own env processes, and how long it takes to
 * decide. */
struct rltd_eval_options {
    const char *checkpoint, *runs, *run;
    const char *env;    /* command; NULL: the checkpoint's own */
    const char *record; /* file for what happened (daemon/recorder.h); NULL: none */
    int32_t episodes, n_envs;
    uint64_t seed;
    bool json;
};
int rltd_eval_main(const struct rltd_eval_options *options, struct rl_error *err);

/* `rltd tune lr|batch CONFIG|RECIPE|AGENT`: short trial runs in processes of their own; a table and
 * a suggestion. */
struct rltd_tune_options {
    const char *what;
    const char *const *words; /* key=value */
    int n_words;
    bool batch_size; /* else the learning rate */
    bool on_policy;
    int64_t batch, batch_max; /* where to begin, and what there is to draw from */
};
int rltd_tune_main(const struct rltd_tune_options *options, struct rl_error *err);
