/* SPDX-License-Identifier: MIT */
/* The event loop of a process. */
#pragma once

#include <uv.h>

#include "base/error.h"

/* RL_ENOMEM, RL_EIO: there is no loop then. From here on a process ends with a line, as by kill -9
 * otherwise, when libuv's own table of descriptors cannot grow. */
int rltd_loop_init(uv_loop_t *loop, struct rl_error *err);
