/* SPDX-License-Identifier: MIT */
#include "daemon/session/member.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/clock.h"

/* ---- lifecycle ---- */

static int alloc_members(struct rltd_envs *envs, struct rl_error *err)
{
    const struct rltd_envs_config *c = &envs->config;
    bool spawned = c->command[0] != '\0';
    int32_t cap = spawned ? c->n_processes : c->n_envs;
    envs->member = calloc((size_t)cap, sizeof *envs->member);
    if (!envs->member)
        return rl_error_set(err, RL_ENOMEM, "out of memory for %d env processes", cap);
    if (!spawned)
        return 0;
    int32_t first = 0;
    for (int32_t i = 0; i < cap; i++) {
        struct rltd_member *m = &envs->member[i];
        m->envs = envs;
        m->first = first;
        m->n = c->n_envs / cap + (i < c->n_envs % cap);
        m->spawned = true;
        first += m->n;
        snprintf(m->name, sizeof m->name, "%s-%d", c->name, i);
    }
    envs->n_members = cap;
    return 0;
}

int rltd_envs_init(struct rltd_envs *envs, uv_loop_t *loop, const struct rltd_envs_config *config,
                   struct rl_error *err)
{
    memset(envs, 0, sizeof *envs);
    envs->config = *config;
    envs->loop = loop;
    envs->n_envs = config->n_envs;
    size_t n = (size_t)config->n_envs;
    envs->reward = calloc(n, sizeof *envs->reward);
    envs->flags = calloc(n, 1);
    envs->lost = calloc(n, 1);
    envs->episode = calloc(n, sizeof *envs->episode);
    envs->steps = calloc(n, sizeof *envs->steps);
    envs->ep_return = calloc(n, sizeof *envs->ep_return);
    envs->ep_length = calloc(n, sizeof *envs->ep_length);
    if (!envs->reward || !envs->flags || !envs->lost || !envs->episode || !envs->steps ||
        !envs->ep_return || !envs->ep_length)
        return rl_error_set(err, RL_ENOMEM, "out of memory for %d envs", config->n_envs);
    return alloc_members(envs, err);
}

int rltd_envs_alloc_obs(struct rltd_envs *envs, struct rl_error *err)
{
    size_t n = (size_t)envs->n_envs * envs->obs_bytes;
    envs->obs = calloc(1, n);
    envs->final_obs = calloc(1, n);
    envs->lost_obs = calloc(1, n);
    envs->incoming = calloc(1, n);
    if (!envs->obs || !envs->final_obs || !envs->lost_obs || !envs->incoming)
        return rl_error_set(err, RL_ENOMEM, "out of memory for observations of %d envs",
                            envs->n_envs);
    return 0;
}

void rltd_envs_free_obs(struct rltd_envs *envs)
{
    free(envs->obs);
    free(envs->final_obs);
    free(envs->lost_obs);
    free(envs->incoming);
    envs->obs = envs->final_obs = envs->lost_obs = envs->incoming = NULL;
    envs->obs_bytes = envs->action_bytes = 0;
}

void rltd_envs_close(struct rltd_envs *envs)
{
    envs->closing = true;
    for (int32_t i = 0; i < envs->n_members; i++) {
        struct rltd_member *m = &envs->member[i];
        if (m->session) {
            struct rltd_session *s = m->session;
            m->session = NULL;
            rltd_session_close(s, 0, "closed by rltd");
        }
        if (m->spawned)
            rltd_process_kill(&m->process, SIGTERM);
    }
}

void rltd_envs_kill(struct rltd_envs *envs)
{
    for (int32_t i = 0; i < envs->n_members; i++)
        if (envs->member[i].spawned)
            rltd_process_kill(&envs->member[i].process, SIGKILL);
}

bool rltd_envs_gone(const struct rltd_envs *envs)
{
    for (int32_t i = 0; i < envs->n_members; i++)
        if (envs->member[i].spawned && !rltd_process_gone(&envs->member[i].process))
            return false;
    return true;
}

void rltd_envs_deinit(struct rltd_envs *envs)
{
    for (int32_t i = 0; i < envs->n_members; i++)
        rl_buf_deinit(&envs->member[i].state);
    free(envs->member);
    rltd_envs_free_obs(envs);
    free(envs->reward);
    free(envs->flags);
    free(envs->lost);
    free(envs->episode);
    free(envs->steps);
    free(envs->ep_return);
    free(envs->ep_length);
    memset(envs, 0, sizeof *envs);
}

/* ---- answers ---- */

void rltd_member_answered(struct rltd_member *m)
{
    struct rltd_envs *envs = m->envs;
    if (!m->asked)
        return;
    m->asked = false;
    if (--envs->n_asked > 0)
        return;
    enum rltd_envs_op op = envs->op;
    if (op == RLTD_ENVS_STEP)
        for (int32_t e = 0; e < envs->n_envs; e++)
            rltd_envs_end_flagged(envs, e);
    envs->op = RLTD_ENVS_NONE;
    if (op == RLTD_ENVS_STEP || op == RLTD_ENVS_RESET)
        memcpy(envs->obs, envs->incoming, (size_t)envs->n_envs * envs->obs_bytes);
    if (op == RLTD_ENVS_STEP)
        envs->reply_ns += ((rl_now_ns() - envs->asked_ns) >> 3) - (envs->reply_ns >> 3);
    envs->config.events->done(envs->config.owner, op);
}

void rltd_envs_end_episode(struct rltd_envs *envs, int32_t slot, enum rltd_end end)
{
    envs->config.events->episode(envs->config.owner, slot, end);
    envs->episode[slot]++;
    envs->ep_return[slot] = 0;
    envs->ep_length[slot] = 0;
}

void rltd_envs_end_flagged(struct rltd_envs *envs, int32_t slot)
{
    if (envs->flags[slot] && envs->ep_length[slot] > 0)
        rltd_envs_end_episode(envs, slot,
                              envs->flags[slot] & WIRE_TERMINATED ? RLTD_END_TERMINATED
                                                                  : RLTD_END_TRUNCATED);
}

static void take_step(struct rltd_envs *envs, struct rltd_member *m, const struct wire_layout *l,
                      const struct wire_header *h, const uint8_t *payload)
{
    const uint8_t *final = payload + l->result_final;
    for (uint16_t k = 0; k < h->n_final; k++, final += l->final_stride) {
        uint32_t env;
        memcpy(&env, final, sizeof env);
        memcpy(envs->final_obs + (size_t)(m->first + (int32_t)env) * envs->obs_bytes, final + 8,
               envs->obs_bytes);
    }
    memcpy(envs->reward + m->first, payload + l->result_reward, (size_t)m->n * sizeof(float));
    memcpy(envs->flags + m->first, payload + l->result_flags, (size_t)m->n);
    for (int32_t e = m->first; e < m->first + m->n; e++) {
        envs->steps[e]++;
        envs->ep_return[e] += envs->reward[e];
        envs->ep_length[e]++;
        if (envs->flags[e])
            m->failures = 0;
    }
}

static int take_result(struct rltd_envs *envs, struct rltd_member *m, const struct wire_header *h,
                       const uint8_t *payload, struct rl_error *err)
{
    const struct wire_layout *l = &m->session->layout;
    bool step = envs->op == RLTD_ENVS_STEP && m->asked;
    if (!step && h->n_final > 0)
        return rl_error_set(err, RL_EPROTO, "ended %u episodes in answer to RESET", h->n_final);
    size_t at = (size_t)m->first * envs->obs_bytes, bytes = (size_t)m->n * envs->obs_bytes;
    memcpy(envs->incoming + at, payload + l->result_obs, bytes);
    if (!m->asked)
        memcpy(envs->obs + at, payload + l->result_obs, bytes);
    if (step)
        take_step(envs, m, l, h, payload);
    return 0;
}

int rltd_envs_answer(struct rltd_envs *envs, struct rltd_session *s, const struct wire_header *h,
                     const uint8_t *payload, struct rl_error *err)
{
    struct rltd_member *m = s->slot;
    int rc = 0;
    if (h->type == WIRE_RESULT) {
        rc = take_result(envs, m, h, payload, err);
    } else if (h->type == WIRE_STATE) {
        rl_buf_clear(&m->state);
        rl_buf_put(&m->state, payload, h->payload_bytes);
        m->has_state = true;
        if (m->state.failed)
            rc = rl_error_set(err, RL_ENOMEM, "out of memory for the state of '%s'", m->name);
    }
    if (rc < 0)
        return rc;
    if (m->recovering && !m->asked) {
        m->recovering = false;
        envs->config.events->changed(envs->config.owner);
    } else {
        rltd_member_answered(m);
    }
    return 0;
}

bool rltd_envs_whole(const struct rltd_envs *envs)
{
    if (!envs->formed || envs->op != RLTD_ENVS_NONE)
        return false;
    for (int32_t i = 0; i < envs->n_members; i++)
        if (!envs->member[i].session || envs->member[i].recovering)
            return false;
    return true;
}

bool rltd_envs_can_save_state(const struct rltd_envs *envs)
{
    for (int32_t i = 0; i < envs->n_members; i++)
        if (!envs->member[i].session || !envs->member[i].session->hello.env_state)
            return false;
    return envs->formed;
}

bool rltd_envs_spin(struct rltd_envs *envs, uint64_t budget_ns)
{
    uint64_t until = rl_now_ns() + budget_ns;
    for (;;) {
        for (int32_t i = 0; i < envs->n_members; i++) {
            struct rltd_session *s = envs->member[i].session;
            if (s && s->expected && rltd_session_read(s) > 0)
                return true;
        }
        uint64_t now = rl_now_ns();
        if (now > until)
            return false;
        rl_yield(&envs->yield, now);
    }
}

/* ---- state, status ---- */

int rltd_envs_register(struct rltd_envs *envs, const char *prefix, struct nn_state *state)
{
    struct nn_shape rows = NN_VEC(envs->n_envs);
    const struct {
        const char *name;
        enum rl_dtype dtype;
        struct nn_shape shape;
        void *data;
    } arrays[] = {
        {"obs", RL_U8, NN_MAT(envs->n_envs, (int64_t)envs->obs_bytes), envs->obs},
        {"episode", RL_U64, rows, envs->episode},
        {"steps", RL_U64, rows, envs->steps},
        {"ep_return", RL_F64, rows, envs->ep_return},
        {"ep_length", RL_U64, rows, envs->ep_length},
        {"lost", RL_U8, rows, envs->lost},
        {"lost_obs", RL_U8, NN_MAT(envs->n_envs, (int64_t)envs->obs_bytes), envs->lost_obs},
    };
    for (size_t i = 0; i < RL_COUNTOF(arrays); i++) {
        char name[NN_NAME_MAX];
        snprintf(name, sizeof name, "%s/%s", prefix, arrays[i].name);
        int rc = nn_state_add_array(state, name, NN_STATE_RESUME, arrays[i].dtype, arrays[i].shape,
                                    arrays[i].data);
        if (rc < 0)
            return rc;
    }
    return 0;
}

bool rltd_envs_have_state(const struct rltd_envs *envs)
{
    for (int32_t i = 0; i < envs->n_members; i++)
        if (!envs->member[i].session || !envs->member[i].has_state)
            return false;
    return true;
}

void rltd_envs_missing(const struct rltd_envs *envs, uint64_t now_ns, char *out, size_t out_bytes)
{
    out[0] = '\0';
    int32_t missing = envs->n_envs - rltd_envs_slots_taken(envs);
    if (missing > 0) {
        snprintf(out, out_bytes, "clients with %d more envs", missing);
        return;
    }
    for (int32_t i = 0; i < envs->n_members; i++) {
        const struct rltd_member *m = &envs->member[i];
        if (m->session && !m->recovering)
            continue;
        if (m->lost_ns)
            snprintf(out, out_bytes, "%s (%s %.0f s ago)", m->name,
                     envs->formed ? "lost" : "started", 1e-9 * (double)(now_ns - m->lost_ns));
        else
            snprintf(out, out_bytes, "%s (resetting)", m->name);
        return;
    }
}
