/* SPDX-License-Identifier: MIT */
#include "tests/daemon/fake_agents.h"

#include <string.h>

#include "base/base.h"

/* clang-format off */
#define AT(field) offsetof(struct fake_ppo_hparams, field)
static const struct rl_option ppo_options[] = {
    {"learning_rate", RL_OPT_SCHEDULE, AT(learning_rate), 0, 1, "3e-4", NULL, "step size"},
    {"n_steps", RL_OPT_INT, AT(n_steps), 1, 1e6, "2048", NULL, "rollout length per env"},
    {"clip_range", RL_OPT_FLOAT, AT(clip_range), 0, 10, "0.2", NULL, "clip of the ratio"},
    {"layers", RL_OPT_INTS, AT(layers), 1, 4096, "[64, 64]", NULL, "widths"},
    {"norm_adv", RL_OPT_BOOL, AT(norm_adv), 0, 1, "true", NULL, "normalise advantages"},
};
/* clang-format on */

/* As a real agent does: a default that follows from the spaces. */
static void ppo_defaults(void *hparams, struct nn_network_config *network,
                         const struct rl_space *obs, const struct rl_space *action)
{
    struct fake_ppo_hparams *h = hparams;

    network->value_gain = 2;
    if (!obs || action->kind != RL_SPACE_BOX)
        return;
    h->n_steps = 1024;
    network->hidden = (struct rl_ints){.n = 1, .v = {32}};
}

static const struct agent_type types[] = {
    {.name = "ppo",
     .doc = "Proximal policy optimization",
     .on_policy = true,
     .hparams_bytes = sizeof(struct fake_ppo_hparams),
     .hparams = ppo_options,
     .n_hparams = RL_COUNTOF(ppo_options),
     .defaults = ppo_defaults},
    {.name = "sac",
     .doc = "Soft actor-critic",
     .hparams_bytes = sizeof(struct fake_ppo_hparams),
     .hparams = ppo_options,
     .n_hparams = 1},
};

const struct agent_type *agent_at(size_t i)
{
    return i < RL_COUNTOF(types) ? &types[i] : NULL;
}

const struct agent_type *agent_find(const char *name)
{
    for (size_t i = 0; i < RL_COUNTOF(types); i++)
        if (strcmp(types[i].name, name) == 0)
            return &types[i];
    return NULL;
}
