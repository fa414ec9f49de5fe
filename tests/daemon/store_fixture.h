/* SPDX-License-Identifier: MIT */
/* What the store's tests share: a folder that goes away, a small registered state, a store with
 * settings that a case may change, and saves that wait for their answer. */
#pragma once

#include "daemon/store/store_private.h"

#define FIXTURE_WEIGHTS 300

struct fixture {
    char dir[256];
    struct rl_log log; /* silent */
    struct nn_state *state;
    float weight[FIXTURE_WEIGHTS];
    uint64_t counter;
    struct rltd_metrics metrics;
    struct rltd_store_config config;
    struct rltd_store *store;
};

void fixture_init(struct fixture *f);
void fixture_deinit(struct fixture *f); /* closes the store, removes the folder */
/* Fails the test when the store does not open. */
void fixture_open(struct fixture *f, const struct rltd_fs *fs);
void fixture_close(struct fixture *f, const char *state);
/* As if the process had been restarted: close, reopen resumed at this step. */
void fixture_reopen(struct fixture *f, uint64_t resume_env_steps);

/* The weights become a function of `env_steps`, which a loader can check. */
struct rltd_image *fixture_image(struct fixture *f, uint64_t env_steps);
/* Waits for the answer. NaN as metric: has_metric with NaN. */
struct rltd_save_result fixture_save(struct fixture *f, unsigned sets, const char *name,
                                     uint64_t env_steps, double metric);
void fixture_wait_written(struct fixture *f); /* what was fed before is in the files */

int fixture_n_listed(struct fixture *f);
/* The listed row of this file, NULL if it is not listed; static memory of the fixture's last call.
 */
bool fixture_listed(struct fixture *f, const char *file, struct rltd_checkpoint *out);
/* Every listed file opens and holds the weights of its step; every file there is listed; `last` and
 * `best` point at files; no temp file. Fails the test otherwise. */
void fixture_check_folder(struct fixture *f);

void remove_tree(const char *path);
void copy_file(const char *from, const char *to);
int64_t query_int(const char *dir, const char *sql); /* of run.db */
