/* SPDX-License-Identifier: MIT */
/* The event loop of a process. */
#pragma once

#include <uv.h>

#include "base/error.h"

/* RL_ENOMEM, RL_EIO: there is no loop then. */
int rltd_loop_init(uv_loop_t *loop, struct rl_error *err);
