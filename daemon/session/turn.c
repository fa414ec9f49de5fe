/* SPDX-License-Identifier: MIT */
#include "daemon/session/turn.h"

#include "base/base.h"
#include "base/clock.h"

enum {
    SPIN_MAX_NS = 300 * 1000,     /* a reply that takes longer is slept for */
    SPIN_EXTRA_NS = 20 * 1000,    /* on top of twice the usual reply time */
    SERVE_EVERY_NS = 1000 * 1000, /* while polling, everything else is served this often */
};

/* The set that owes a step right now, if polling for it can pay. */
static struct rltd_envs *pollable(const struct rltd_turn *t)
{
    for (size_t i = 0; i < RL_COUNTOF(t->sets); i++) {
        struct rltd_envs *envs = t->sets[i];
        if (envs && envs->op == RLTD_ENVS_STEP && envs->n_members < t->cpus &&
            envs->reply_ns <= SPIN_MAX_NS)
            return envs;
    }
    return NULL;
}

void rltd_turn(const struct rltd_turn *t)
{
    uint64_t until = rl_now_ns() + SERVE_EVERY_NS;
    struct rltd_envs *envs;
    bool hit = false;
    while (!*t->over && (envs = pollable(t)) != NULL) {
        hit = rltd_envs_spin(envs, 2 * envs->reply_ns + SPIN_EXTRA_NS);
        if (!hit || rl_now_ns() > until)
            break;
    }
    if (!*t->over)
        uv_run(t->loop, hit && pollable(t) ? UV_RUN_NOWAIT : UV_RUN_ONCE);
}
