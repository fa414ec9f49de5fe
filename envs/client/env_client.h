/* SPDX-License-Identifier: MIT */
/* The client library for environments written in C: your simulator connects to rltd, rltd sends
 * actions, you send observations back.
 *
 * Two ways to use it:
 *
 *   rlenv_run          You give callbacks that reset and step ONE environment. The library
 * connects, shakes hands, runs N of them in this process and returns when rltd says BYE.
 *                      docs/examples/env.c is a complete program.
 *   rlenv_connect ...  You keep your own main loop and answer one question at a time, for all N
 *                      environments together (a vectorised or GPU simulator).
 *
 * What an environment promises (Gymnasium's contract):
 *   - An episode ends because a state is final (terminated: no reward can follow) or because
 * something outside cut it off, such as a time limit (truncated). Both may be true.
 *   - Reset is a function of the seed alone, so that a run can be repeated. Seeds come from rltd.
 *   - Same-step autoreset: when a step ends an episode, the same answer carries that episode's last
 *     observation and the first one of the next episode. rlenv_run does this by itself.
 *
 * Layout of values: see base/space.h. A Discrete action is one int32_t, a Box of f32 is float[n].
 * The actions that you get are checked: Discrete, MultiDiscrete and MultiBinary lie in their space.
 * Box actions are finite by rltd's promise, inside the space's bounds.
 *
 * Environment variables stand in for what the config leaves empty; rltd sets them for the programs
 * that it starts: RLTD_ENV_SOCKET, RLTD_ENV_NAME, RLTD_NUM_ENVS, RLTD_ROLE, RLTD_ENV_TOKEN and
 * RLTD_ENV_SPIN_US.
 *
 * One thread per session; different sessions may run in different threads. The library prints
 * nothing, installs no signal handlers and allocates nothing after the handshake, except to hold a
 * state that SET_STATE brings. Links with libc, rltd_base and rltd_envs_wire; little-endian
 * machines.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/space.h"

/* ---- what both ways need ---- */

struct rlenv_config {
    const char *env_id;          /* "CartPole-v1": names the environment in logs and checkpoints */
    struct rl_space obs, action; /* finished: rl_space_box, rl_space_discrete or rl_space_finish */
    bool env_state;              /* you can save and restore state: makes exact resume possible */
    bool action_mask; /* you say which actions are possible: Discrete and MultiDiscrete */

    const char *socket_path; /* NULL: $RLTD_ENV_SOCKET */
    const char *name;        /* NULL: $RLTD_ENV_NAME, else made from env_id. Stable over restarts */
    const char *role;        /* "train" or "eval". NULL: $RLTD_ROLE, else "train" */
    const char *token;       /* NULL: $RLTD_ENV_TOKEN, else none */
    int32_t n_envs;          /* environments in this process. 0: $RLTD_NUM_ENVS, else 1 */

    int32_t handshake_timeout_ms; /* 0: 10 s */
    int32_t spin_us; /* longest polling before sleep; 0: $RLTD_ENV_SPIN_US, else 500, or none on one
                        CPU; -1: never poll */
    int32_t retry_s; /* rlenv_run: keep trying this long when rltd is not there or went away without
                        a BYE; 0: never, -1: for ever. Waits 0.1 s, doubling up to 5 s */
};

/* ---- with callbacks ---- */

struct rlenv_outcome {
    float reward;
    bool terminated, truncated;
};

/* All callbacks return 0, or a negative number when the simulator is broken: rltd is told and
 * rlenv_run returns. `env` is in [0, n_envs); `user` is what was given to rlenv_run. */
struct rlenv_callbacks {
    /* Start an episode; write its first observation to `obs`. */
    int (*reset)(void *user, int32_t env, uint64_t seed, void *obs);
    /* Advance by one action; write the observation after it, also when it is the last one. */
    int (*step)(void *user, int32_t env, const void *action, void *obs,
                struct rlenv_outcome *outcome);
    /* With config.action_mask only: after each reset and step, which actions are possible now.
     * mask: one byte per choice (of a MultiDiscrete part after part), 1 possible and 0 not. Each
     * part needs one that is, except where the episode has just terminated. */
    int (*mask)(void *user, int32_t env, uint8_t *mask);

    /* With config.env_state only: everything that decides the future of one environment, in exactly
     * state_bytes bytes. set_state returns negative for bytes that it cannot use. */
    size_t state_bytes;
    int (*get_state)(void *user, int32_t env, void *state);
    int (*set_state)(void *user, int32_t env, const void *state);
};

/* How many environments rlenv_run will ask you for: config->n_envs, else $RLTD_NUM_ENVS, else 1.
 * RL_EINVAL when that is not a number from 1 to 4096. */
int rlenv_num_envs(const struct rlenv_config *config, int32_t *n_envs, struct rl_error *err);

/* Serve until rltd says BYE (returns 0). RL_EINVAL: the config; RL_EPROTO: rltd refused or broke
 * the protocol, the text says why; RL_ECLOSED, RL_EIO, RL_ENOTFOUND: the connection. */
int rlenv_run(const struct rlenv_config *config, const struct rlenv_callbacks *callbacks,
              void *user, struct rl_error *err);

/* ---- with your own loop ---- */

struct rlenv_session;

/* Connect and shake hands, once. The caller owns *out (rlenv_close). Errors as rlenv_run's;
 * RL_EBUSY: rltd has a live session of this name. */
int rlenv_connect(struct rlenv_session **out, const struct rlenv_config *config,
                  struct rl_error *err);
/* Says BYE if the connection still stands. Accepts NULL. */
void rlenv_close(struct rlenv_session *session);
int32_t rlenv_session_num_envs(const struct rlenv_session *session);

enum rlenv_ask {
    RLENV_RESET, /* start a new episode in every env: fill rlenv_obs of each, then rlenv_reply */
    RLENV_STEP,  /* advance every env: rlenv_obs and rlenv_end_step of each, then rlenv_reply */
    RLENV_GET_STATE, /* answer with rlenv_reply_state */
    RLENV_SET_STATE, /* take over `state`, then rlenv_reply */
};

/* One question. The pointers live until the next rlenv_next. */
struct rlenv_request {
    enum rlenv_ask ask;
    const uint64_t *seed; /* RESET: seed[N]. STEP: seed[N] for those envs whose episode ends */
    const void *action;   /* STEP: N actions, row after row */
    const void *state;    /* SET_STATE: what an earlier rlenv_reply_state sent */
    size_t state_bytes;
};

#define RLENV_BYE 1 /* rltd ended the session */

/* Wait for the next question. 0, RLENV_BYE, or an error after which only rlenv_close is left. */
int rlenv_next(struct rlenv_session *session, struct rlenv_request *request, struct rl_error *err);

/* Where env i's observation goes; obs_bytes of room inside the frame that will be sent. */
void *rlenv_obs(struct rlenv_session *session, int32_t env);
/* With config.action_mask: where env i's mask goes, one byte per choice; to be written whenever its
 * observation is. All ones at first. */
uint8_t *rlenv_mask(struct rlenv_session *session, int32_t env);
/* STEP: after env i's new observation was written. If its episode ended, that observation is kept
 * as the final one; then reset the env and write the next episode's first observation to
 * rlenv_obs(i). Call once per env, in ascending order. */
void rlenv_end_step(struct rlenv_session *session, int32_t env, struct rlenv_outcome outcome);

/* Answer RESET, STEP or SET_STATE. RL_EINVAL if rlenv_end_step was not called as it says. */
int rlenv_reply(struct rlenv_session *session, struct rl_error *err);
int rlenv_reply_state(struct rlenv_session *session, const void *state, size_t n_bytes,
                      struct rl_error *err);
/* Tell rltd that the simulator cannot go on, and why. Then close. */
void rlenv_fail(struct rlenv_session *session, const char *why);
