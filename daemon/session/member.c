/* SPDX-License-Identifier: MIT */
/* Who belongs to an env set: spawned processes and their restarts, clients that come by themselves,
 * members that are lost and come back. */
#include "daemon/session/member.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/clock.h"
#include "daemon/cpus.h"

enum { RESTART_FIRST_MS = 50, RESTART_MAX_MS = 5000 };

/* ---- spawned processes ---- */

static int start_member(struct rltd_member *m, struct rl_error *err)
{
    m->restart_at_ns = 0;
    m->started_ns = rl_now_ns();
    return rltd_process_start(&m->process, err);
}

/* After a pause, in which a process that is still there may print why it failed. */
static void schedule_restart(struct rltd_member *m)
{
    struct rltd_envs *envs = m->envs;
    if (!m->spawned || envs->closing || m->restart_at_ns != 0)
        return;
    uint64_t wait_ms = RESTART_FIRST_MS << RL_MIN(m->failures, 7);
    m->restart_at_ns = rl_now_ns() + RL_MIN(wait_ms, (uint64_t)RESTART_MAX_MS) * 1000000u;
    m->failures++;
}

static void give_up(struct rltd_member *m)
{
    struct rltd_envs *envs = m->envs;
    const char *said = m->process.last_line;
    struct rl_error why;
    rl_error_set(&why, RL_EIO, "env %s failed %lld times without finishing an episode%s%s", m->name,
                 (long long)m->failures, said[0] ? "; the last line that it printed: " : "", said);
    envs->closing = true;
    envs->config.events->failed(envs->config.owner, why.text);
}

/* The pause is over: what is left of the last process goes, then there is a new one or the end. */
static void restart(struct rltd_member *m, uint64_t now_ns)
{
    struct rltd_envs *envs = m->envs;
    struct rl_error err;
    if (now_ns < m->restart_at_ns)
        return;
    rltd_process_kill(&m->process, SIGKILL);
    if (!rltd_process_gone(&m->process))
        return;
    if (m->failures > envs->config.max_restarts) {
        give_up(m);
        return;
    }
    m->restarts++;
    if (start_member(m, &err) < 0) {
        rl_warn(envs->config.log, "%s", err.text);
        schedule_restart(m);
    }
}

static void on_exited(void *arg, int status, int signal)
{
    struct rltd_member *m = arg;
    struct rltd_envs *envs = m->envs;
    if (envs->closing)
        return;
    if (signal)
        rl_warn(envs->config.log, "env %s was ended by signal %d; restarting it", m->name, signal);
    else
        rl_warn(envs->config.log, "env %s exited with status %d; restarting it", m->name, status);
    if (m->session)
        rltd_session_close(m->session, RL_ECLOSED, "its process ended");
    schedule_restart(m);
}

int rltd_envs_spawn(struct rltd_envs *envs, struct rl_error *err)
{
    const struct rltd_envs_config *c = &envs->config;
    bool crowded = envs->n_members >= rltd_cpus();
    for (int32_t i = 0; i < envs->n_members; i++) {
        struct rltd_member *m = &envs->member[i];
        rltd_process_init(&m->process, envs->loop,
                          &(struct rltd_process_config){
                              .command = c->command,
                              .name = m->name,
                              .socket = c->socket,
                              .role = c->role == WIRE_ROLE_TRAIN ? "train" : "eval",
                              .n_envs = m->n,
                              .no_spin = crowded,
                              .log = c->log,
                              .exited = on_exited,
                              .arg = m,
                          });
        int rc = start_member(m, err);
        if (rc < 0)
            return rc;
        m->lost_ns = rl_now_ns();
    }
    return 0;
}

/* ---- membership ---- */

static struct rltd_member *find_member(struct rltd_envs *envs, const char *name)
{
    for (int32_t i = 0; i < envs->n_members; i++)
        if (strcmp(envs->member[i].name, name) == 0)
            return &envs->member[i];
    return NULL;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct rltd_member *)a)->name, ((const struct rltd_member *)b)->name);
}

/* Members that came by themselves get their slots in the order of their names. */
static void assign_slots(struct rltd_envs *envs)
{
    qsort(envs->member, (size_t)envs->n_members, sizeof *envs->member, by_name);
    int32_t first = 0;
    for (int32_t i = 0; i < envs->n_members; i++) {
        struct rltd_member *m = &envs->member[i];
        m->first = first;
        first += m->n;
        if (m->session)
            m->session->slot = m;
    }
}

int32_t rltd_envs_slots_taken(const struct rltd_envs *envs)
{
    int32_t n = 0;
    for (int32_t i = 0; i < envs->n_members; i++)
        n += envs->member[i].n;
    return n;
}

/* Are there slots for this client: its own, or free ones? */
static int check_slots(const struct rltd_envs *envs, const struct rltd_member *m,
                       const struct wire_hello *hello, uint32_t peer_pid, struct rl_error *err)
{
    int32_t taken = rltd_envs_slots_taken(envs);
    if (envs->closing)
        return rl_error_set(err, RL_ESTOPPED, "the run is stopping");
    if (m && m->spawned && rltd_process_is_left_over(peer_pid))
        return rl_error_set(err, RL_ESTOPPED, "'%s' (pid %u) was started by an rltd that is gone",
                            m->name, peer_pid);
    if (m && m->session)
        return rl_error_set(err, RL_EBUSY, "the name '%s' is in use by another connection (pid %u)",
                            m->name, m->session->peer_pid);
    if (m && m->n != hello->n_envs)
        return rl_error_set(err, RL_EPROTO, "'%s' has %d envs, its slots are %d", m->name,
                            hello->n_envs, m->n);
    if (!m && (envs->config.command[0] || hello->n_envs > envs->n_envs - taken))
        return rl_error_set(
            err, RL_EPROTO,
            "no slots for '%s' with %d envs: this run has %d, %d of them taken by %d "
            "other client(s)",
            hello->name, hello->n_envs, envs->n_envs, taken, envs->n_members);
    return 0;
}

static struct rltd_member *add_member(struct rltd_envs *envs, const struct wire_hello *hello)
{
    struct rltd_member *m = &envs->member[envs->n_members++];
    memset(m, 0, sizeof *m);
    snprintf(m->name, sizeof m->name, "%s", hello->name);
    m->envs = envs;
    m->n = hello->n_envs;
    return m;
}

/* The first client's spaces are the set's. */
static int take_spaces(struct rltd_envs *envs, const struct wire_hello *hello, struct rl_error *err)
{
    envs->obs_space = hello->obs;
    envs->action_space = hello->action;
    envs->obs_bytes = rl_space_bytes(&hello->obs);
    envs->action_bytes = rl_space_bytes(&hello->action);
    snprintf(envs->env_id, sizeof envs->env_id, "%s", hello->env_id);
    int rc = rltd_envs_alloc_obs(envs, err);
    if (rc < 0)
        rltd_envs_free_obs(envs);
    return rc;
}

static int check_spaces(struct rltd_envs *envs, const struct wire_hello *hello,
                        struct rl_error *err)
{
    char ours[160], theirs[160];
    if (envs->obs_bytes == 0)
        return take_spaces(envs, hello, err);
    bool obs_same = rl_space_equal(&envs->obs_space, &hello->obs);
    if (obs_same && rl_space_equal(&envs->action_space, &hello->action))
        return 0;
    rl_space_format(obs_same ? &envs->action_space : &envs->obs_space, ours, sizeof ours);
    rl_space_format(obs_same ? &hello->action : &hello->obs, theirs, sizeof theirs);
    return rl_error_set(err, RL_EPROTO, "'%s' has %s space %s, this run has %s", hello->name,
                        obs_same ? "action" : "observation", theirs, ours);
}

/* The set is complete for the first time, or a lost member is back. */
static void member_arrived(struct rltd_envs *envs, struct rltd_member *m)
{
    m->lost_ns = 0;
    if (envs->formed) {
        m->recovering = true;
        rltd_member_reset(m);
        return;
    }
    if (rltd_envs_slots_taken(envs) < envs->n_envs)
        return;
    for (int32_t i = 0; i < envs->n_members; i++)
        if (!envs->member[i].session)
            return;
    if (!envs->config.command[0])
        assign_slots(envs);
    envs->formed = true;
}

int rltd_envs_hello(struct rltd_envs *envs, struct rltd_session *s, struct rl_error *err)
{
    struct rltd_member *m = find_member(envs, s->hello.name);
    int rc = check_slots(envs, m, &s->hello, s->peer_pid, err);
    if (rc == 0)
        rc = wire_layout_make(&s->layout, &s->hello.obs, &s->hello.action, s->hello.n_envs, err);
    if (rc == 0)
        rc = check_spaces(envs, &s->hello, err);
    if (rc == 0)
        rc = rltd_session_welcome(s, err);
    if (rc < 0)
        return rc;
    if (!m)
        m = add_member(envs, &s->hello);
    m->session = s;
    s->slot = m;
    member_arrived(envs, m);
    envs->config.events->changed(envs->config.owner);
    return 0;
}

/* Its open episodes end here: in the open step as truncations, otherwise marked as lost. */
static void lose_episodes(struct rltd_envs *envs, struct rltd_member *m)
{
    bool in_step = envs->op == RLTD_ENVS_STEP;
    for (int32_t e = m->first; e < m->first + m->n; e++) {
        size_t at = (size_t)e * envs->obs_bytes;
        if (in_step && !m->asked)
            rltd_envs_end_flagged(envs, e);
        if (in_step && m->asked) {
            envs->flags[e] = RLTD_NEVER_HAPPENED;
            envs->reward[e] = 0;
            envs->steps[e]++;
            memcpy(envs->incoming + at, envs->obs + at, envs->obs_bytes);
        } else if (in_step && envs->flags[e] == 0) {
            envs->flags[e] = WIRE_TRUNCATED;
            memcpy(envs->final_obs + at, envs->incoming + at, envs->obs_bytes);
        } else if (!in_step && !envs->lost[e]) {
            envs->lost[e] = 1;
            memcpy(envs->lost_obs + at, envs->obs + at, envs->obs_bytes);
        }
        if (envs->ep_length[e] > 0)
            rltd_envs_end_episode(envs, e, RLTD_END_LOST);
        else
            envs->episode[e]++;
    }
}

/* A client that leaves before the set is complete leaves no trace. */
static void forget_member(struct rltd_envs *envs, struct rltd_member *m)
{
    struct rltd_member *last = &envs->member[--envs->n_members];
    rl_buf_deinit(&m->state);
    if (envs->n_members == 0)
        rltd_envs_free_obs(envs);
    *m = *last;
    memset(last, 0, sizeof *last);
    if (m->session)
        m->session->slot = m;
}

void rltd_envs_lost(struct rltd_envs *envs, struct rltd_session *s, const char *why)
{
    struct rltd_member *m = s->slot;
    if (!m || m->session != s)
        return;
    m->session = NULL;
    if (envs->closing)
        return;
    rl_warn(envs->config.log, "env %s lost: %s", m->name, why);
    m->lost_ns = rl_now_ns();
    if (m->spawned) {
        schedule_restart(m);
    }
    if (envs->formed) {
        if (!m->recovering)
            lose_episodes(envs, m);
        m->recovering = true;
        m->has_state = false;
        rltd_member_answered(m);
    } else if (!m->spawned) {
        forget_member(envs, m);
    }
    envs->config.events->changed(envs->config.owner);
}

void rltd_envs_tick(struct rltd_envs *envs, uint64_t now_ns)
{
    envs->n_ticks++;
    for (int32_t i = 0; i < envs->n_members && !envs->closing; i++) {
        struct rltd_member *m = &envs->member[i];
        if (m->restart_at_ns) {
            restart(m, now_ns);
            continue;
        }
        if (m->spawned && !m->session && m->process.running &&
            now_ns - m->started_ns > (uint64_t)(envs->config.connect_timeout_s * 1e9)) {
            rl_warn(envs->config.log,
                    "env %s (pid %u) did not connect within %.0f s; restarting it", m->name,
                    rltd_process_pid(&m->process), envs->config.connect_timeout_s);
            m->started_ns = now_ns;
            rltd_process_kill(&m->process, SIGKILL);
        }
    }
}
