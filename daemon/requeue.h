/* SPDX-License-Identifier: MIT */
/* Where a scheduler takes the machine away, the run that was just saved asks for another one. */
#pragma once

#include "base/error.h"

/* Runs `command` in a shell and waits for it; RL_EIO, with a line, if it does not end with 0. */
int rltd_requeue(const char *command, struct rl_error *err);
