/* SPDX-License-Identifier: MIT */
/* A training run, as the control API sees it. All calls on the loop thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/config/change.h"
#include "daemon/store/store.h"

struct agent;
struct rltd_run;
struct rltd_profile;

/* state, text */
#define RLTD_RUN_STATES(X)                                                         \
    X(STARTING, "starting") /* no env process yet */                               \
    X(COLLECTING, "collecting")                                                    \
    X(LEARNING, "learning")                                                        \
    X(EVALUATING, "evaluating")                                                    \
    X(SAVING, "saving")            /* a cut is being taken */                      \
    X(LOADING, "loading")          /* a replay's contents are being read */        \
    X(WAITING, "waiting for envs") /* a session is lost or restarting */           \
    X(PAUSED, "paused")            /* asked to wait; saves and stops still work */ \
    X(STOPPING, "stopping")                                                        \
    X(FINISHED, "finished")

enum rltd_run_state {
#define X(name, text) RLTD_RUN_##name,
    RLTD_RUN_STATES(X)
#undef X
};
const char *rltd_run_state_text(enum rltd_run_state state);

struct rltd_env_view {
    char name[64], env_id[64];
    const char *role;  /* "train", "eval" */
    const char *state; /* "ready", "stepping", "lost", "restarting" */
    int32_t n_envs;
    uint32_t pid; /* 0 if rltd did not spawn it */
    uint64_t restarts;
};

struct rltd_replay_view {
    uint64_t transitions, capacity, bytes;
    uint64_t inserted, sampled; /* transitions so far, samples so far */
    uint64_t policy_lag;        /* updates by which the policy that acted last is old */
    bool in_file, lock_step;
    char waits[128]; /* "learning waits: 812 of 1000 transitions" */
    double waits_s;  /* since when */
};

/* One consistent picture of a run: plain values, and texts that live until the next loop turn. */
struct rltd_run_view {
    const char *name, *dir, *agent, *device, *isa;
    enum rltd_run_state state;
    const char *waiting_on; /* "train-0 (lost 3 s ago)", "" when nobody waits */
    double waiting_s;
    struct rltd_counters counters;
    uint64_t max_env_steps;
    double env_steps_per_s, updates_per_s; /* over the last seconds */
    double ep_rew_mean, ep_len_mean;       /* NaN before the first episode; last 100 episodes */
    double eval_return, best_metric;       /* NaN: none yet */
    const char *monitor;
    uint64_t incarnation;
    double save_stall_s; /* how long the last save held training up; NaN before it */
    bool resumed, exact;
    /* The checkpoint that the run goes on from, by a resume or a load; from NULL: none. */
    const char *from;
    uint64_t from_env_steps;
    const char *not_exact; /* why it did not go on exactly; "" if it did */
    const struct rltd_metrics *metrics;
    const struct rltd_env_view *env;
    int32_t n_env;
    bool has_replay;
    struct rltd_replay_view replay;
    double eta_s;              /* NaN: unknown */
    double paused_at;          /* seconds since 1970; 0: not paused */
    const char *paused_by;     /* who asked; "" */
    const char *freeze;        /* patterns, as the key has them */
    int64_t frozen, trainable; /* numbers that optimizers train */
};
void rltd_run_view(struct rltd_run *run, struct rltd_run_view *view);
/* NULL while the run is starting. Shapes and what is frozen may be asked for at any time. */
const struct agent *rltd_run_agent(struct rltd_run *run);
/* NULL if the run keeps none. */
struct rltd_profile *rltd_run_profile(struct rltd_run *run);
/* NULL while the run is starting. */
struct rltd_store *rltd_run_store(struct rltd_run *run);

/* Ask for a manual save at the next cut; `done` comes on the loop thread. RL_EBUSY when too many
 * wait. */
int rltd_run_save(struct rltd_run *run, const char *name, bool pin, rltd_saved_fn done, void *arg,
                  struct rl_error *err);
/* Pin, unpin or remove a checkpoint (rltd_store_edit); `done` comes on the loop thread. */
int rltd_run_edit(struct rltd_run *run, enum rltd_edit edit, const char *what, rltd_saved_fn done,
                  void *arg, struct rl_error *err);
/* ---- orders: carried out at the next cut, when no update is being computed ---- */

struct rltd_change { /* of a key */
    char key[96], was[256], now[256];
};
struct rltd_told { /* what came of an order */
    int code;      /* 0, or RL_E* with `err`: then nothing has changed */
    struct rl_error err;
    uint64_t env_steps;               /* from which on it holds */
    const struct rltd_change *change; /* of a set: what is different now */
    int32_t n_changes;
    int32_t n_parameters; /* of a freeze: that the pattern names */
    const char *file;     /* of a load: the checkpoint; else NULL */
    bool exact;           /* of a load: the run goes on as it went on from there before */
    const char *why;      /* of a load: why not; NULL or "" if it is */
};
struct rltd_asker {
    const char *by; /* for people */
    /* On the loop thread, once; NULL: nobody waits. */
    void (*done)(void *arg, const struct rltd_told *told);
    void *arg;
};

struct rltd_pair {
    const char *key, *value;
};
/* Change live keys, all or none. RL_ESTOPPED, of all orders: the run is starting or ending, `done`
 * will not come. */
int rltd_run_set(struct rltd_run *run, const struct rltd_pair *pairs, int32_t n,
                 const struct rltd_asker *asker, struct rl_error *err);
/* Parameters whose names match learn no more (until so many env steps; 0: until they are thawed),
 * or learn again. */
int rltd_run_freeze(struct rltd_run *run, const char *pattern, uint64_t until,
                    const struct rltd_asker *asker, struct rl_error *err);
int rltd_run_unfreeze(struct rltd_run *run, const char *pattern, const struct rltd_asker *asker,
                      struct rl_error *err);
/* Go back to a checkpoint: `last`, `best`, a name, a file or a path. It is read and verified first,
 * beside the run: after RL_ENOTFOUND, RL_ECORRUPT, RL_ESHAPE and so on that has noticed nothing.
 * One at a time: RL_EBUSY, and RL_ERANGE for a path that is too long, are returned. */
int rltd_run_load(struct rltd_run *run, const char *what, const struct rltd_asker *asker,
                  struct rl_error *err);
/* The values that are in force. */
struct rltd_values rltd_run_values(struct rltd_run *run);

/* Nothing is collected, learned or evaluated from the next cut on, until resumed; saves and stops
 * go on. Training time stands still. `by`: who asks, for people. Idempotent: the first one counts.
 */
void rltd_run_pause(struct rltd_run *run, const char *by);
void rltd_run_resume(struct rltd_run *run, const char *by);
/* Stop at the next cut: save first, unless `now`. Idempotent. */
void rltd_run_stop(struct rltd_run *run, bool now);
