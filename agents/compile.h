/* SPDX-License-Identifier: MIT */
/* From calls of nn/trace.h to a program:
 *
 *     struct nn_trace *t = agent_trace_begin(backend, "act", err);
 *     if (!t)
 *         return RL_ENOMEM;
 *     ...
 *     return agent_trace_compile(t, &program, err);
 */
#pragma once

#include "nn/program.h"
#include "nn/trace.h"

/* `name` is what profiles call the program; static text. NULL: out of memory, err is filled. */
struct nn_trace *agent_trace_begin(struct nn_backend *backend, const char *name,
                                   struct rl_error *err);
/* Takes the trace over, also on failure. */
int agent_trace_compile(struct nn_trace *t, struct nn_program **out, struct rl_error *err);
