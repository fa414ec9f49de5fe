/* SPDX-License-Identifier: MIT */
#include "daemon/loop.h"

int rltd_loop_init(uv_loop_t *loop, struct rl_error *err)
{
    int rc = uv_loop_init(loop);
    return rc == 0 ? 0
                   : rl_error_set(err, rc == UV_ENOMEM ? RL_ENOMEM : RL_EIO,
                                  "cannot make an event loop: %s", uv_strerror(rc));
}
