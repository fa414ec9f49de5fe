/* SPDX-License-Identifier: MIT */
#include "agents/compile.h"

#include "base/base.h"

struct nn_trace *agent_trace_begin(struct nn_backend *backend, const char *name,
                                   struct rl_error *err)
{
    struct nn_trace *t = nn_trace_create(backend);
    if (!t)
        rl_error_set(err, RL_ENOMEM, "out of memory for the program '%s'", name);
    else
        nn_trace_name(t, name);
    return t;
}

int agent_trace_compile(struct nn_trace *t, struct nn_program **out, struct rl_error *err)
{
    int rc = nn_compile(t, out, err);
    nn_trace_destroy(t);
    return rc;
}
