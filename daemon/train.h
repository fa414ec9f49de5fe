/* SPDX-License-Identifier: MIT */
/* Starting and ending a training run; daemon/run.h is what others see of it in between. */
#pragma once

#include <uv.h>

#include "daemon/resume.h"
#include "daemon/run.h"

struct rltd_run_config {
    struct rltd_config *config; /* borrowed; resolved */
    const char *identity;       /* borrowed; rltd_config_identity as it was asked for */
    struct rltd_resume *resume; /* borrowed; `config` is its own where it has a checkpoint */
    uint64_t seed;              /* of this run (config->seed + i for seeds=N) */
    const char *dir;            /* version folder, taken by rltd_run_folder */
    const char *env_socket;
    uint64_t process_start_ns;
};

struct rltd_run_result {
    int exit_code; /* enum rltd_exit */
    struct rl_error err;
    const char *state; /* "finished", "stopped", "failed" */
    char early[256];   /* why early stopping ended it; "": it did not */
    bool has_final;
    struct agent_eval_result final; /* of the final policy, on seeds that chose nothing */
};

/* Folder, sockets, env processes. The run goes on inside the loop. */
int rltd_run_create(struct rltd_run **out, uv_loop_t *loop, struct rl_log *log,
                    const struct rltd_run_config *config, struct rl_error *err);
/* The configuration file is read anew, and what may change live is set. */
void rltd_run_reread(struct rltd_run *run);
/* One turn: busy-polls while a reply is near, else waits in the loop. False when the run is over.
 */
bool rltd_run_turn(struct rltd_run *run);
/* After it is over: closes everything and frees it. */
void rltd_run_destroy(struct rltd_run *run, struct rltd_run_result *result);
