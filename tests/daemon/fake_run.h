/* SPDX-License-Identifier: MIT */
/* A run without envs or networks: what the control API asks of daemon/run.h and the store, answered
 * from plain fields. A program that links fake_run.c has this run and no other. */
#pragma once

#include "daemon/run.h"

struct rltd_run {
    struct rltd_run_view view;
    struct rltd_checkpoint checkpoint[8]; /* newest first */
    int32_t n_checkpoints;
    char alarm[64], best[64];

    struct rltd_config config;
    char by[64]; /* of the pause */
    int n_stops;
    bool stop_now;
    int n_saves;
    char save_name[64];
    bool save_pin;
    enum rltd_edit edit;
    int save_refused;      /* RL_E* that rltd_run_save returns */
    rltd_saved_fn pending; /* the last save's, until fake_run_saved */
    void *pending_arg;
};

void fake_run_init(struct rltd_run *run);
/* The save that is pending is done: `code` 0, or a failure with that text. */
void fake_run_saved(struct rltd_run *run, int code, const char *text);
