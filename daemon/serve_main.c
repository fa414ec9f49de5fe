/* SPDX-License-Identifier: MIT */
/* `rltd serve CKPT`: the env socket without a learner. Every client is a world of its own: it is
 * reset once, and from then on each of its observations is answered with the policy's action. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/clock.h"
#include "ctl/proto.h"
#include "daemon/loop.h"
#include "daemon/modes.h"
#include "daemon/name_lock.h"
#include "daemon/session/hub.h"
#include "daemon/signals.h"
#include "daemon/snapshot.h"
#include "replay/stack.h"

enum { MAX_ROWS = 256, HELLO_TIMEOUT_S = 60 };

struct server {
    uv_loop_t loop;
    struct rl_log log;
    struct rltd_signals signals;
    struct rltd_policy policy;
    bool sample, over;
    size_t obs_bytes, action_bytes;
    uint64_t n_clients; /* ever: tells the random numbers of clients apart */
};

/* One client; the session's slot. */
struct client {
    uint32_t *slot; /* (N) keys of random numbers */
    uint64_t *step; /* (N) */
    uint8_t *action;
    struct replay_stack stack; /* what the policy sees where that is several frames */
};

static void client_free(struct client *c)
{
    if (!c)
        return;
    free(c->slot);
    free(c->step);
    free(c->action);
    replay_stack_deinit(&c->stack);
    free(c);
}

static struct client *client_new(struct server *sv, const struct rl_space *frame, int32_t n)
{
    int32_t K = sv->policy.agent->setup.frame_stack;
    struct client *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->slot = calloc((size_t)n, sizeof *c->slot);
    c->step = calloc((size_t)n, sizeof *c->step);
    c->action = calloc((size_t)n, sv->action_bytes);
    if (!c->slot || !c->step || !c->action ||
        (K > 1 && replay_stack_init(&c->stack, frame, K, n, NULL) < 0)) {
        client_free(c);
        return NULL;
    }
    for (int32_t i = 0; i < n; i++)
        c->slot[i] = (uint32_t)(sv->n_clients * WIRE_MAX_ENVS) + (uint32_t)i;
    sv->n_clients++;
    return c;
}

static int on_hello(void *owner, struct rltd_session *s, struct rl_error *err)
{
    struct server *sv = owner;
    const struct agent_setup *setup = &sv->policy.agent->setup;
    struct rl_space obs;
    int rc = replay_stack_space(&s->hello.obs, setup->frame_stack, &obs, err);
    if (rc < 0)
        return rc;
    bool obs_same = rl_space_equal(&setup->obs, &obs);
    if (!obs_same || !rl_space_equal(&setup->action, &s->hello.action)) {
        char theirs[160], ours[160];
        rl_space_format(obs_same ? &s->hello.action : &obs, theirs, sizeof theirs);
        rl_space_format(obs_same ? &setup->action : &setup->obs, ours, sizeof ours);
        return rl_error_set(err, RL_EPROTO, "'%s' has %s space %s, the policy was trained on %s",
                            s->hello.name, obs_same ? "action" : "observation", theirs, ours);
    }
    struct client *c = client_new(sv, &s->hello.obs, s->hello.n_envs);
    rc = c ? rltd_session_welcome(s, err) : rl_error_set(err, RL_ENOMEM, "out of memory");
    uint8_t *payload = rc == 0 ? rltd_session_payload(s, s->layout.reset_bytes) : NULL;
    if (!payload) {
        client_free(c);
        return rc < 0 ? rc : rl_error_set(err, RL_ENOMEM, "out of memory");
    }
    s->slot = c;
    for (int32_t i = 0; i < s->hello.n_envs; i++) {
        struct rl_key key = {.stream = RL_STREAM_TEST, .entity = c->slot[i]};
        uint64_t seed = rl_draw_u64(key, 0);
        memcpy(payload + 8 * (size_t)i, &seed, sizeof seed);
    }
    rltd_session_ask(s, WIRE_RESET, 0);
    rl_info(&sv->log, "serving '%s' (%s, %d envs)", s->hello.name, s->hello.env_id,
            s->hello.n_envs);
    return 0;
}

static int act(struct server *sv, struct client *c, const uint8_t *obs, int32_t n,
               struct rl_error *err)
{
    for (int32_t at = 0; at < n; at += MAX_ROWS) {
        struct agent_act a = {
            .n = RL_MIN(n - at, MAX_ROWS),
            .deterministic = !sv->sample,
            .obs = obs + (size_t)at * sv->obs_bytes,
            .slot = c->slot + at,
            .step = c->step + at,
            .action = c->action + (size_t)at * sv->action_bytes,
        };
        int rc = sv->policy.agent->type->act(sv->policy.agent, &a, err);
        if (rc < 0)
            return rc;
    }
    for (int32_t i = 0; i < n; i++)
        c->step[i]++;
    return 0;
}

/* What the policy sees: the observations, or their stacks. An answer to RESET is pushed onto zeros.
 */
static const uint8_t *seen(struct client *c, const struct wire_layout *l, const uint8_t *result)
{
    const uint8_t *obs = result + l->result_obs, *flags = result + l->result_flags;
    if (!c->stack.obs)
        return obs;
    for (int32_t i = 0; i < l->n_envs; i++)
        replay_stack_push(&c->stack, i, obs + (size_t)i * l->obs_bytes, flags[i]);
    return c->stack.obs;
}

static int on_answer(void *owner, struct rltd_session *s, const struct wire_header *h,
                     const uint8_t *result, struct rl_error *err)
{
    struct server *sv = owner;
    struct client *c = s->slot;
    const struct wire_layout *l = &s->layout;
    (void)h;
    int rc = act(sv, c, seen(c, l, result), l->n_envs, err);
    uint8_t *payload = rc == 0 ? rltd_session_payload(s, l->step_bytes) : NULL;
    if (!payload)
        return rc < 0 ? rc : rl_error_set(err, RL_ENOMEM, "out of memory");
    memset(payload, 0, l->step_bytes);
    for (int32_t i = 0; i < l->n_envs; i++) {
        struct rl_key key = {.stream = RL_STREAM_TEST, .entity = c->slot[i]};
        uint64_t seed = rl_draw_u64(key, c->step[i]);
        memcpy(payload + l->step_seed + 8 * (size_t)i, &seed, sizeof seed);
    }
    memcpy(payload + l->step_action, c->action, (size_t)l->n_envs * sv->action_bytes);
    rltd_session_ask(s, WIRE_STEP, 0); /* a robot may think as long as it likes */
    return 0;
}

static void on_lost(void *owner, struct rltd_session *s, const char *why)
{
    struct server *sv = owner;
    rl_info(&sv->log, "'%s' is gone: %s", s->hello.name, why);
    client_free(s->slot);
    s->slot = NULL;
}

static void on_tick(void *owner, uint64_t now_ns)
{
    (void)owner;
    (void)now_ns;
}

static const struct rltd_session_events hub_events = {
    .hello = on_hello,
    .answer = on_answer,
    .lost = on_lost,
};

static void on_stop(void *arg, bool now)
{
    struct server *sv = arg;
    (void)now;
    sv->over = true;
    uv_stop(&sv->loop);
}

static int load(struct server *sv, const struct rltd_serve_options *options, struct rl_error *err)
{
    char path[RLTD_PATH_MAX];
    struct rltd_ckpt *ckpt = NULL;
    int rc =
        rltd_ckpt_resolve(options->runs, options->run, options->checkpoint, path, sizeof path, err);
    if (rc == 0)
        rc = rltd_ckpt_open(&ckpt, path, err);
    if (rc == 0)
        rc = rltd_policy_load(&sv->policy, ckpt, MAX_ROWS, AGENT_STAGE_SERVE, err);
    rltd_ckpt_close(ckpt);
    if (rc < 0)
        return rc;
    sv->obs_bytes = rl_space_bytes(&sv->policy.agent->setup.obs);
    sv->action_bytes = rl_space_bytes(&sv->policy.agent->setup.action);
    return 0;
}

int rltd_serve_main(const struct rltd_serve_options *options, struct rl_error *err)
{
    struct server sv = {.sample = options->sample};
    struct rltd_hub *hub = NULL;
    const char *name = options->name ? options->name : "serve";
    char socket[RLTD_SOCKET_PATH_MAX];
    int name_lock = -1;
    int rc = load(&sv, options, err);
    if (rc < 0)
        return rltd_exit_of(rc);
    rc = rltd_loop_init(&sv.loop, err);
    if (rc < 0) {
        rltd_policy_unload(&sv.policy);
        return rltd_exit_of(rc);
    }
    rl_log_init(&sv.log);
    sv.log.stderr_level = RL_LOG_INFO;
    sv.signals = (struct rltd_signals){.stop = on_stop, .arg = &sv};
    rltd_signals_start(&sv.signals, &sv.loop);
    rc = rltd_socket_path(name, "env", socket, sizeof socket, err);
    if (rc == 0)
        rc = rltd_name_lock(name, "--name NAME", &name_lock, err);
    if (rc == 0)
        rc = rltd_hub_open(&hub, &sv.loop,
                           &(struct rltd_hub_config){
                               .path = socket,
                               .hello_timeout_s = HELLO_TIMEOUT_S,
                               .log = &sv.log,
                               .events = &hub_events,
                               .tick = on_tick,
                               .owner = &sv,
                           },
                           err);
    if (rc == 0) {
        printf("serving on %s\n", socket);
        fflush(stdout);
        while (!sv.over)
            uv_run(&sv.loop, UV_RUN_ONCE);
    }
    rltd_hub_close(hub);
    rltd_signals_stop(&sv.signals);
    while (uv_run(&sv.loop, UV_RUN_NOWAIT) != 0)
        ;
    uv_loop_close(&sv.loop);
    rltd_policy_unload(&sv.policy);
    if (name_lock >= 0)
        close(name_lock);
    return rltd_exit_of(rc);
}
