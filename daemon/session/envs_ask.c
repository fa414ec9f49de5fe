/* SPDX-License-Identifier: MIT */
/* What a set asks its members: one operation at a time, the same of all. Answers are envs.c. */
#include <string.h>

#include "base/base.h"
#include "base/clock.h"
#include "daemon/session/member.h"

static uint64_t deadline(const struct rltd_envs *envs)
{
    return rl_now_ns() + (uint64_t)(envs->config.step_timeout_s * 1e9);
}

static uint64_t reset_seed(const struct rltd_envs *envs, int32_t slot, uint64_t episode)
{
    struct rl_key key = {.seed = envs->config.seed, .stream = (uint32_t)envs->config.stream};
    if (envs->config.role == WIRE_ROLE_TRAIN) {
        key.entity = (uint32_t)slot;
        return rl_draw_u64(key, episode);
    }
    /* Evaluation: episode k of slot e is episode e + k N of the evaluation, whatever N is. */
    return rl_draw_u64(key, (uint64_t)slot + episode * (uint64_t)envs->n_envs);
}

void rltd_member_reset(struct rltd_member *m)
{
    struct rltd_envs *envs = m->envs;
    uint8_t *payload = rltd_session_payload(m->session, m->session->layout.reset_bytes);
    if (!payload) {
        rltd_session_close(m->session, RL_ENOMEM, "out of memory");
        return;
    }
    for (int32_t i = 0; i < m->n; i++) {
        uint64_t seed = reset_seed(envs, m->first + i, envs->episode[m->first + i]);
        memcpy(payload + 8 * (size_t)i, &seed, sizeof seed);
    }
    rltd_session_ask(m->session, WIRE_RESET, deadline(envs));
}

static void begin(struct rltd_envs *envs, enum rltd_envs_op op)
{
    assert(rltd_envs_whole(envs));
    envs->op = op;
    envs->asked_ns = rl_now_ns();
    envs->n_ticks = 0;
    envs->n_asked = envs->n_members;
    for (int32_t i = 0; i < envs->n_members; i++)
        envs->member[i].asked = true;
}

void rltd_envs_reset(struct rltd_envs *envs)
{
    begin(envs, RLTD_ENVS_RESET);
    for (int32_t e = 0; e < envs->n_envs; e++) {
        envs->ep_return[e] = 0;
        envs->ep_length[e] = 0;
    }
    for (int32_t i = 0; i < envs->n_members; i++)
        if (envs->member[i].session)
            rltd_member_reset(&envs->member[i]);
}

static void ask_step(struct rltd_envs *envs, struct rltd_member *m, const uint8_t *action)
{
    const struct wire_layout *l = &m->session->layout;
    uint8_t *payload = rltd_session_payload(m->session, l->step_bytes);
    if (!payload) {
        rltd_session_close(m->session, RL_ENOMEM, "out of memory");
        return;
    }
    for (int32_t i = 0; i < m->n; i++) {
        uint64_t seed = reset_seed(envs, m->first + i, envs->episode[m->first + i] + 1);
        memcpy(payload + l->step_seed + 8 * (size_t)i, &seed, sizeof seed);
    }
    size_t n = (size_t)m->n * envs->action_bytes;
    memcpy(payload + l->step_action, action + (size_t)m->first * envs->action_bytes, n);
    memset(payload + l->step_action + n, 0, l->step_bytes - l->step_action - n);
    rltd_session_ask(m->session, WIRE_STEP, deadline(envs));
}

void rltd_envs_step(struct rltd_envs *envs, const uint8_t *action)
{
    begin(envs, RLTD_ENVS_STEP);
    memset(envs->flags, 0, (size_t)envs->n_envs);
    for (int32_t i = 0; i < envs->n_members; i++)
        if (envs->member[i].session)
            ask_step(envs, &envs->member[i], action);
}

void rltd_envs_get_state(struct rltd_envs *envs)
{
    begin(envs, RLTD_ENVS_GET_STATE);
    for (int32_t i = 0; i < envs->n_members; i++) {
        struct rltd_session *s = envs->member[i].session;
        envs->member[i].has_state = false;
        if (s && rltd_session_payload(s, 0))
            rltd_session_ask(s, WIRE_GET_STATE, deadline(envs));
        else if (s)
            rltd_session_close(s, RL_ENOMEM, "out of memory");
    }
}

void rltd_envs_set_state(struct rltd_envs *envs)
{
    begin(envs, RLTD_ENVS_SET_STATE);
    for (int32_t i = 0; i < envs->n_members; i++) {
        struct rltd_member *m = &envs->member[i];
        uint8_t *payload = m->session ? rltd_session_payload(m->session, m->state.n) : NULL;
        if (!payload) {
            if (m->session)
                rltd_session_close(m->session, RL_ENOMEM, "out of memory");
            continue;
        }
        memcpy(payload, m->state.data, m->state.n);
        rltd_session_ask(m->session, WIRE_SET_STATE, deadline(envs));
    }
}
