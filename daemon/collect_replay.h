/* SPDX-License-Identifier: MIT */
/* The inside of off-policy collecting, shared by collect_replay.c (acting, recording),
 * collect_pace.c (who waits for whom) and replay_open.c, replay_save.c, replay_restore.c. Loop
 * thread, but for what names the learner thread. What daemon/collector.h asks for is described
 * there. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "agents/off_policy.h"
#include "daemon/published.h"
#include "daemon/run_private.h"
#include "replay/limiter.h"
#include "replay/lineage.h"
#include "replay/ring.h"
#include "replay/sampler.h"
#include "replay/snapshot.h"

/* Rows of the window in a checkpoint, oldest first: (n) struct replay_row; (n, row_bytes). */
#define RLTD_REPLAY_ROWS_TENSOR "replay/rows"
#define RLTD_REPLAY_DATA_TENSOR "replay/data"

/* Rows that a step appends at most, per env: a new episode, the observation that follows, and one
 * more if that was final. */
#define RLTD_REPLAY_STEP_ROWS 3

enum rltd_replay_waits {
    RLTD_NOBODY_WAITS,
    RLTD_LEARNER_WAITS,   /* for transitions */
    RLTD_COLLECTOR_WAITS, /* for updates */
    RLTD_LAG_WAITS,       /* collecting, for a policy within max_policy_lag */
    RLTD_ROOM_WAITS,      /* collecting, for a save that makes room in the file */
    RLTD_RETRY_WAITS,     /* collecting: that save has failed and is tried again */
    RLTD_READ_WAITS,      /* collecting, for a save that reads the memory */
};

struct rltd_replay {
    struct agent_replay wish; /* the agent's */
    struct replay_ring ring;
    struct replay_lineage lineage; /* state, saved: what the rows of a file are the history of */
    struct replay_selector *selector;
    struct replay_limiter limiter;
    struct replay_sampler sampler;
    bool in_file, found;           /* the file was there already */
    char path[RLTD_PATH_MAX + 16]; /* of the file */
    bool save_asked;               /* for a save that will make room; until it is durable */
    int save_code;                 /* RL_E*: it failed, and is asked for again */
    uint64_t ask_again_ns;         /* then; 0: one is under way */
    uint64_t pause_ns;             /* before that: twice as long each time */
    uint64_t blocked_ns;           /* since when there is no room; 0: there is */

    uint32_t *slot;                  /* (N) 0, 1, ... */
    uint8_t *obs;                    /* (N, bytes) stacks to act on; NULL where frames are single */
    uint8_t *action, *raw_action;    /* (N, bytes) what was decided last */
    uint8_t *starts;                 /* (N) the observation acted on is the first of an episode */
    uint8_t *terminated, *truncated; /* (N) */
    uint64_t acted_version;          /* of the policy that decided it */

    double update_ns;  /* smoothed time of one update */
    uint64_t learn_ns; /* when the open training step began */
    int32_t granted;   /* updates of the open training step */

    /* The learner thread samples, the loop thread inserts and looks: ring, selector and limiter are
     * touched under the mutex. */
    pthread_mutex_t mutex;

    /* Collecting beside learning. */
    bool overlap;
    struct rltd_published published;
    uint64_t version_end; /* what the policy's version will be when the open step has ended */
    atomic_bool collector_waits; /* for an update: the learner thread wakes the loop */

    double lag_max; /* of the policies that acted, in updates, since the last row of metrics */
    enum rltd_replay_waits waits; /* as of the last look, and since when */
    uint64_t waits_since_ns;
};

/* replay_open.c */
int rltd_replay_open(struct rltd_run *run, struct rl_error *err);
void rltd_replay_close(struct rltd_run *run);
int rltd_replay_begin(struct rltd_run *run, struct rl_error *err);

/* replay_save.c */
bool rltd_replay_saves_exactly(const struct rltd_run *run, unsigned sets);
bool rltd_replay_saves_apart(const struct rltd_run *run);
uint64_t rltd_replay_cursor(const struct rltd_run *run);
int rltd_replay_add_to_image(struct rltd_run *run, struct rltd_image *image, unsigned sets);
void rltd_replay_saved(struct rltd_run *run, uint64_t cursor, int code);
/* No save is asked for, and none has failed. */
void rltd_replay_ask_nothing(struct rltd_replay *r);

/* replay_restore.c */
int rltd_replay_restored(struct rltd_run *run, const struct rltd_ckpt *ckpt, struct rl_error *err);
bool rltd_replay_restores(const struct rltd_run *run, const struct rltd_ckpt *ckpt);
int rltd_replay_fits(const struct rltd_run *run, const struct rltd_ckpt *ckpt,
                     struct rl_error *err);
bool rltd_replay_is_contents(const char *name);
bool rltd_replay_has_contents(const struct rltd_run *run, const struct rltd_ckpt *ckpt);
int rltd_replay_read_contents(const struct rltd_run *run, const struct rltd_ckpt *ckpt,
                              const atomic_bool *cancelled, struct rl_error *err);
int rltd_replay_rolled_back(struct rltd_run *run, bool with_replay, struct rl_error *err);
int rltd_replay_goes_on(struct rltd_run *run, struct rl_error *err);

/* collect_pace.c */
int rltd_pace_init(struct rltd_run *run, struct rl_error *err);
int rltd_pace_begin(struct rltd_run *run, struct rl_error *err);
/* The state went back to a checkpoint, while no training step is open. */
void rltd_pace_rolled_back(struct rltd_run *run);
void rltd_pace_deinit(struct rltd_replay *r);
void rltd_pace_lock(struct rltd_replay *r);
void rltd_pace_unlock(struct rltd_replay *r);
/* Updates drawn so far: the version of the newest policy while no update is open. */
uint64_t rltd_pace_version(const struct rltd_replay *r);
bool rltd_pace_attend(struct rltd_run *run, enum rltd_learner_need need);
enum rltd_next rltd_pace_next(struct rltd_run *run);
int rltd_pace_begin_learning(struct rltd_run *run, bool goes_on, struct rl_error *err);
bool rltd_pace_learns_here(const struct rltd_run *run);
void rltd_pace_end_learning(struct rltd_run *run);
void rltd_pace_between_updates(struct rltd_run *run);
/* After anything that may have changed who waits. */
void rltd_pace_note(struct rltd_replay *r);
/* "learning waits: 812 of 1000 transitions"; always terminated. */
void rltd_pace_format(struct rltd_replay *r, char *out, size_t out_bytes);
