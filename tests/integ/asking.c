/* SPDX-License-Identifier: MIT */
/* rltd, but that its agents ask for a save named `own` after every training step: the linker hands
 * agent_find over to this file. */
#include "agents/agent.h"

const struct agent_type *__real_agent_find(const char *name);
const struct agent_type *__wrap_agent_find(const char *name);

static const struct agent_type *real;
static struct agent_type asking;

static void ask(struct agent *agent, struct agent_ctx *ctx)
{
    if (real->training_step_end)
        real->training_step_end(agent, ctx);
    agent_request_save(ctx, "own");
}

const struct agent_type *__wrap_agent_find(const char *name)
{
    real = __real_agent_find(name);
    if (!real)
        return NULL;
    asking = *real;
    asking.training_step_end = ask;
    return &asking;
}
