/* SPDX-License-Identifier: MIT */
/* A set of env slots that step together: all training envs of a run, or all evaluation envs. A slot
 * belongs to a member (an env process with a stable name), never to a connection: names and slots
 * come from the config, so a process that dies and comes back gets its slots back.
 *
 * The set runs one operation at a time over all members (reset, step, get or set state) and says
 * `done` when every member has answered. A member that is lost in a step ends that step as a
 * truncation of its open episodes, with the last observation as the final one; one that is lost
 * between steps is marked in `lost`, for the owner to truncate what it has already recorded. Lost
 * members come back with a reset in the background; `whole` says whether all are there.
 *
 * N slots in all; row e of every array is slot e. Loop thread.
 */
#pragma once

#include "base/yield.h"
#include "base/rng.h"
#include "daemon/session/session.h"
#include "nn/state.h"
#include "daemon/supervise/process.h"

enum rltd_envs_op {
    RLTD_ENVS_NONE,
    RLTD_ENVS_RESET,
    RLTD_ENVS_STEP,
    RLTD_ENVS_GET_STATE,
    RLTD_ENVS_SET_STATE,
};

enum rltd_end { RLTD_END_TERMINATED = 1, RLTD_END_TRUNCATED = 2, RLTD_END_LOST = 3 };

/* Flag of a slot whose env was lost before it answered the step: there is nothing to learn from it.
 */
#define RLTD_NEVER_HAPPENED 4u

struct rltd_envs;

struct rltd_member {
    char name[WIRE_NAME_MAX];
    struct rltd_envs *envs;
    struct rltd_session *session; /* NULL: lost, or not yet here */
    int32_t first, n;             /* its slots */
    bool asked;                   /* part of the open operation, not answered yet */
    bool recovering;              /* has to be reset, or is being reset, after it was lost */
    uint64_t lost_ns;             /* since when there is no session; 0: never seen or here */
    struct rl_buf state;          /* answer of GET_STATE, or what SET_STATE sends */
    bool has_state;               /* `state` is the answer to the last GET_STATE */

    struct rltd_process process; /* spawned members */
    bool spawned;
    uint64_t started_ns;    /* from when on it has connect_timeout_s to say HELLO */
    uint64_t restart_at_ns; /* 0: no restart due */
    uint64_t restarts;      /* in all */
    int64_t failures;       /* starts since the last finished episode */
};

struct rltd_envs_events {
    void (*done)(void *owner, enum rltd_envs_op op);
    void (*changed)(void *owner); /* a member came, went or recovered */
    /* slot's episode ended: return and length are final. */
    void (*episode)(void *owner, int32_t slot, enum rltd_end end);
    /* A spawned member failed more often than allowed: the set cannot go on. */
    void (*failed)(void *owner, const char *why);
};

struct rltd_envs_config {
    enum wire_role role;
    const char *command; /* "" : members come by themselves */
    const char *name;    /* prefix of spawned members: "train" -> train-0, train-1, ... */
    int32_t n_envs;      /* N */
    int32_t n_processes; /* spawned members that share them */
    uint64_t seed;
    enum rl_stream stream; /* of reset seeds */
    const char *socket;
    double step_timeout_s, connect_timeout_s;
    int64_t max_restarts;
    struct rl_log *log;
    const struct rltd_envs_events *events;
    void *owner;
};

struct rltd_envs {
    struct rltd_envs_config config;
    uv_loop_t *loop;
    int32_t n_envs;
    struct rltd_member *member; /* capacity n_envs, or n_processes when spawned */
    int32_t n_members;
    bool formed;  /* every slot has had its member: spaces are known */
    bool closing; /* nothing is restarted any more */
    struct rl_space obs_space, action_space;
    char env_id[WIRE_NAME_MAX];
    size_t obs_bytes, action_bytes;

    enum rltd_envs_op op;
    int32_t n_asked;   /* members that have not answered the open operation */
    uint64_t asked_ns; /* when it was opened */
    int32_t n_ticks;   /* rltd_envs_tick since then: time in which this process did run */
    uint64_t reply_ns; /* smoothed time that a step takes */
    struct rl_yield yield;

    /* The batch: valid after `done`. */
    uint8_t *obs;       /* (N, obs_bytes) observation to act on */
    uint8_t *final_obs; /* (N, obs_bytes) where flags say that an episode ended */
    float *reward;      /* (N) */
    uint8_t *flags;     /* (N) WIRE_TERMINATED | WIRE_TRUNCATED | RLTD_NEVER_HAPPENED */
    uint8_t *lost;      /* (N) 1: lost between steps; lost_obs is where its open episode ended */
    uint8_t *lost_obs;  /* (N, obs_bytes) */
    uint8_t *incoming;  /* (N, obs_bytes) becomes obs when the operation is done */

    /* Episode accounting: state of the run. */
    uint64_t *episode; /* (N) index of the open episode */
    uint64_t *steps;   /* (N) steps of the slot over all episodes: keys of its random numbers */
    double *ep_return; /* (N) of the open episode */
    uint64_t *ep_length;
};

int rltd_envs_init(struct rltd_envs *envs, uv_loop_t *loop, const struct rltd_envs_config *config,
                   struct rl_error *err);
/* Ends the sessions with BYE and asks spawned processes to stop. Call until rltd_envs_gone. */
void rltd_envs_close(struct rltd_envs *envs);
void rltd_envs_kill(struct rltd_envs *envs); /* what did not stop when asked */
bool rltd_envs_gone(const struct rltd_envs *envs);
void rltd_envs_deinit(struct rltd_envs *envs); /* once gone; accepts zeroed */

/* Start the spawned members; RL_EIO when a command cannot be started. */
int rltd_envs_spawn(struct rltd_envs *envs, struct rl_error *err);

/* From the hub: a client said HELLO with this set's role. */
int rltd_envs_hello(struct rltd_envs *envs, struct rltd_session *session, struct rl_error *err);
int rltd_envs_answer(struct rltd_envs *envs, struct rltd_session *session,
                     const struct wire_header *header, const uint8_t *payload,
                     struct rl_error *err);
void rltd_envs_lost(struct rltd_envs *envs, struct rltd_session *session, const char *why);
/* Several times a second: time-outs and due restarts. */
void rltd_envs_tick(struct rltd_envs *envs, uint64_t now_ns);

/* All members here, none recovering, no operation open: the next operation may start. */
bool rltd_envs_whole(const struct rltd_envs *envs);
bool rltd_envs_can_save_state(const struct rltd_envs *envs); /* every member offers env_state */
bool rltd_envs_have_state(const struct rltd_envs *envs); /* every member has answered GET_STATE */

/* Operations; only when whole. `done` follows, never from inside the call. */
void rltd_envs_reset(struct rltd_envs *envs);                       /* new episodes everywhere */
void rltd_envs_step(struct rltd_envs *envs, const uint8_t *action); /* (N, action_bytes) */
void rltd_envs_get_state(struct rltd_envs *envs);                   /* into member[].state */
void rltd_envs_set_state(struct rltd_envs *envs);                   /* from member[].state */

/* Busy-poll the members that owe an answer, for at most budget_ns; true when something was
 * delivered. */
bool rltd_envs_spin(struct rltd_envs *envs, uint64_t budget_ns);

/* Bytes of reset seeds etc. that a run saves: register arrays under "<prefix>/...". */
int rltd_envs_register(struct rltd_envs *envs, const char *prefix, struct nn_state *state);

/* Who is missing, for status: "train-0 (lost 3 s ago)"; "" when whole. */
void rltd_envs_missing(const struct rltd_envs *envs, uint64_t now_ns, char *out, size_t out_bytes);
