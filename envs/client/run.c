/* SPDX-License-Identifier: MIT */
/* rlenv_run: N environments behind callbacks. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/base.h"
#include "base/clock.h"
#include "envs/client/env_client.h"
#include "envs/wire.h"

#define RETRY_FIRST_MS 100
#define RETRY_MAX_MS   5000

struct run {
    const struct rlenv_callbacks *call;
    void *user;
    struct rlenv_session *session;
    int32_t n_envs;
    size_t action_bytes;
    bool masks;
    uint8_t *state; /* N states, one after the other; NULL without env_state */
};

/* A callback gave up: tell rltd, and the caller. */
static int broken(struct run *run, const char *what, int32_t env, int code, struct rl_error *err)
{
    char why[128];
    snprintf(why, sizeof(why), "env %d: %s failed with code %d", env, what, code);
    rlenv_fail(run->session, why);
    return rl_error_set(err, RL_EINVAL, "%s", why);
}

static int mask_one(struct run *run, int32_t i, struct rl_error *err)
{
    int rc = run->masks ? run->call->mask(run->user, i, rlenv_mask(run->session, i)) : 0;
    return rc ? broken(run, "mask", i, rc, err) : 0;
}

static int reset_one(struct run *run, int32_t i, uint64_t seed, struct rl_error *err)
{
    int rc = run->call->reset(run->user, i, seed, rlenv_obs(run->session, i));
    return rc ? broken(run, "reset", i, rc, err) : mask_one(run, i, err);
}

static int reset_all(struct run *run, const struct rlenv_request *request, struct rl_error *err)
{
    for (int32_t i = 0; i < run->n_envs; i++) {
        int rc = reset_one(run, i, request->seed[i], err);
        if (rc)
            return rc;
    }
    return rlenv_reply(run->session, err);
}

static int step_all(struct run *run, const struct rlenv_request *request, struct rl_error *err)
{
    const uint8_t *action = request->action;
    for (int32_t i = 0; i < run->n_envs; i++, action += run->action_bytes) {
        struct rlenv_outcome outcome = {0};
        void *obs = rlenv_obs(run->session, i);
        int rc = run->call->step(run->user, i, action, obs, &outcome);
        if (rc)
            return broken(run, "step", i, rc, err);
        rc = mask_one(run, i, err);
        if (rc)
            return rc;
        rlenv_end_step(run->session, i, outcome);
        if (outcome.terminated || outcome.truncated) {
            rc = reset_one(run, i, request->seed[i], err);
            if (rc)
                return rc;
        }
    }
    return rlenv_reply(run->session, err);
}

static int get_states(struct run *run, struct rl_error *err)
{
    size_t stride = run->call->state_bytes;
    for (int32_t i = 0; i < run->n_envs; i++) {
        int rc = run->call->get_state(run->user, i, run->state + (size_t)i * stride);
        if (rc)
            return broken(run, "get_state", i, rc, err);
    }
    return rlenv_reply_state(run->session, run->state, (size_t)run->n_envs * stride, err);
}

static int set_states(struct run *run, const struct rlenv_request *request, struct rl_error *err)
{
    size_t stride = run->call->state_bytes;
    if (request->state_bytes != (size_t)run->n_envs * stride) {
        char why[128];
        snprintf(why, sizeof(why), "SET_STATE of %zu bytes, %d envs have %zu bytes each",
                 request->state_bytes, run->n_envs, stride);
        rlenv_fail(run->session, why);
        return rl_error_set(err, RL_EPROTO, "%s", why);
    }
    for (int32_t i = 0; i < run->n_envs; i++) {
        const uint8_t *state = (const uint8_t *)request->state + (size_t)i * stride;
        int rc = run->call->set_state(run->user, i, state);
        if (rc)
            return broken(run, "set_state", i, rc, err);
    }
    return rlenv_reply(run->session, err);
}

/* Answer questions until BYE (RLENV_BYE) or an error. */
static int serve(struct run *run, struct rl_error *err)
{
    struct rlenv_request request;
    for (;;) {
        int rc = rlenv_next(run->session, &request, err);
        if (rc)
            return rc;
        switch (request.ask) {
        case RLENV_RESET:
            rc = reset_all(run, &request, err);
            break;
        case RLENV_STEP:
            rc = step_all(run, &request, err);
            break;
        case RLENV_GET_STATE:
            rc = get_states(run, err);
            break;
        case RLENV_SET_STATE:
            rc = set_states(run, &request, err);
            break;
        }
        if (rc)
            return rc;
    }
}

/* Is this what a restarting rltd looks like? */
static bool is_absence(int rc)
{
    return rc == RL_ECLOSED || rc == RL_ENOTFOUND || rc == RL_EBUSY || rc == RL_ETIMEOUT;
}

static void sleep_ms(int32_t ms)
{
    struct timespec t = {ms / 1000, (long)(ms % 1000) * 1000000};
    nanosleep(&t, NULL);
}

/* Connect, waiting for rltd as long as config->retry_s allows. */
static int connect_patiently(struct run *run, const struct rlenv_config *config,
                             struct rl_error *err)
{
    uint64_t start = rl_now_ns();
    for (int32_t wait_ms = RETRY_FIRST_MS;; wait_ms = RL_MIN(2 * wait_ms, RETRY_MAX_MS)) {
        int rc = rlenv_connect(&run->session, config, err);
        uint64_t waited_s = (rl_now_ns() - start) / 1000000000;
        if (!is_absence(rc) || (config->retry_s >= 0 && waited_s >= (uint64_t)config->retry_s))
            return rc;
        sleep_ms(wait_ms);
    }
}

static int run_sessions(struct run *run, const struct rlenv_config *config, struct rl_error *err)
{
    for (;;) {
        int rc = connect_patiently(run, config, err);
        if (rc)
            return rc;
        rc = serve(run, err);
        rlenv_close(run->session);
        run->session = NULL;
        if (rc == RLENV_BYE)
            return 0;
        if (rc != RL_ECLOSED || config->retry_s == 0)
            return rc;
    }
}

int rlenv_run(const struct rlenv_config *config, const struct rlenv_callbacks *callbacks,
              void *user, struct rl_error *err)
{
    struct run run = {.call = callbacks,
                      .user = user,
                      .action_bytes = rl_space_bytes(&config->action),
                      .masks = config->action_mask};
    int rc = rlenv_num_envs(config, &run.n_envs, err);
    if (rc)
        return rc;
    if (run.masks && !callbacks->mask)
        return rl_error_set(err, RL_EINVAL, "action_mask: there is no callback `mask`");
    size_t state_bytes;
    if (!rl_size_mul((size_t)run.n_envs, callbacks->state_bytes, &state_bytes) ||
        state_bytes > WIRE_STATE_MAX_BYTES)
        return rl_error_set(err, RL_EINVAL, "state_bytes: %d states of %zu bytes are above 64 MiB",
                            run.n_envs, callbacks->state_bytes);
    if (config->env_state) {
        run.state = calloc(1, RL_MAX(state_bytes, 1));
        if (!run.state)
            return rl_error_set(err, RL_ENOMEM, "no memory for %zu bytes of state", state_bytes);
    }
    rc = run_sessions(&run, config, err);
    free(run.state);
    return rc;
}
