/* SPDX-License-Identifier: MIT */
#include "agents/agent.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"

#define AGENT(name) extern const struct agent_type agent_type_##name;
#include "agents/list.def"
#undef AGENT

static const struct agent_type *const agent_types[] = {
#define AGENT(name) &agent_type_##name,
#include "agents/list.def"
#undef AGENT
};

const struct agent_type *agent_at(size_t i)
{
    return i < RL_COUNTOF(agent_types) ? agent_types[i] : NULL;
}

const struct agent_type *agent_find(const char *name)
{
    for (size_t i = 0; i < RL_COUNTOF(agent_types); i++)
        if (strcmp(agent_types[i]->name, name) == 0)
            return agent_types[i];
    return NULL;
}

/* Draws of networks with dropout, for every agent alike. */
static int make_random(struct agent *agent, struct rl_error *err)
{
    const struct agent_setup *setup = &agent->setup;
    agent->setup.random = NULL;
    if (setup->network->dropout <= 0)
        return 0;
    int rc = nn_random_init(&agent->random, setup->backend, setup->seed, RL_STREAM_PROGRAM, err);
    agent->setup.random = &agent->random;
    if (rc == 0)
        rc = nn_state_add_random(agent->state, "random/dropout", &agent->random);
    return rc;
}

static int add_updates(struct agent *agent, struct rl_error *err)
{
    int rc = nn_state_add_array(agent->state, AGENT_UPDATES, NN_STATE_RESUME, RL_U64, NN_SCALAR,
                                &agent->updates);
    return rc < 0 ? rl_error_set(err, rc, "%s: cannot register its updates: %s", agent->type->name,
                                 rl_error_text(rc))
                  : 0;
}

int agent_create(struct agent **out, const struct agent_type *type, const struct agent_setup *setup,
                 struct rl_error *err)
{
    assert(type->agent_bytes >= sizeof(struct agent));
    struct agent *agent = calloc(1, type->agent_bytes);
    struct nn_state *state = agent ? nn_state_create() : NULL;
    if (!state) {
        free(agent);
        return rl_error_set(err, RL_ENOMEM, "out of memory for agent %s", type->name);
    }
    agent->type = type;
    agent->setup = *setup;
    agent->state = state;
    int rc = make_random(agent, err);
    if (rc == 0)
        rc = add_updates(agent, err);
    if (rc == 0)
        rc = type->configure(agent, err);
    if (rc < 0) {
        agent_destroy(agent);
        return rc;
    }
    *out = agent;
    return 0;
}

void agent_destroy(struct agent *agent)
{
    if (!agent)
        return;
    agent->type->deconfigure(agent);
    nn_random_deinit(&agent->random);
    nn_state_destroy(agent->state);
    free(agent);
}
