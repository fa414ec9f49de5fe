/* SPDX-License-Identifier: MIT */
/* The command line of rltd. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "daemon/config/config.h"

enum rltd_command {
    RLTD_COMMAND_TRAIN,
    RLTD_COMMAND_CHECK,
    RLTD_COMMAND_TUNE_LR,
    RLTD_COMMAND_TUNE_BATCH,
    RLTD_COMMAND_SERVE,
    RLTD_COMMAND_LS,
    RLTD_COMMAND_EVAL,
    RLTD_COMMAND_EXPORT,
    RLTD_COMMAND_BEST,
    RLTD_COMMAND_PIN,
    RLTD_COMMAND_UNPIN,
    RLTD_COMMAND_RM,
    RLTD_COMMAND_FSCK,
    RLTD_COMMAND_HELP,
    RLTD_COMMAND_HELP_CONFIG,
    RLTD_COMMAND_VERSION,
};

struct rltd_options {
    enum rltd_command command;
    const char *what;         /* config, recipe, agent, or checkpoint */
    const char *const *words; /* key=value, from argv */
    int n_words;
    bool json, markdown;
    /* Words of serve and of what is done offline, and the options that stand for some of them. */
    struct {
        char run[48], runs[RLTD_PATH_MAX];
        char name[48]; /* of the socket; "" for the default */
        bool sample;
        char env[RLTD_COMMAND_MAX]; /* "": the checkpoint's own */
        char record[RLTD_PATH_MAX]; /* "": nothing is recorded */
        int64_t episodes, n_envs, seed;
        bool repair; /* fsck */
        char onnx[RLTD_PATH_MAX];
        int32_t dtype; /* export: index of f32, f16 */
    } of;
};

/* RL_EINVAL with one line about what is wrong. Borrows argv, and reorders it. */
int rltd_options_parse(struct rltd_options *options, int argc, char **argv, struct rl_error *err);
void rltd_usage(FILE *out);
