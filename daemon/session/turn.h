/* SPDX-License-Identifier: MIT */
/* One turn of the loop thread. In lock-step the next answer is microseconds away and sleeping would
 * cost fifty: so the sockets that owe an answer are polled for a short budget that follows their
 * usual reply time, and everything else is served once a millisecond. Where polling cannot pay
 * (more peers than processors, slow envs, nothing asked) the turn waits in the loop. */
#pragma once

#include "daemon/session/envs.h"

struct rltd_turn {
    uv_loop_t *loop;
    struct rltd_envs *sets[2]; /* NULL: none */
    int32_t cpus;              /* rltd_cpus() */
    const bool *over;          /* set by whatever ends the program: no further waiting */
};

void rltd_turn(const struct rltd_turn *turn);
