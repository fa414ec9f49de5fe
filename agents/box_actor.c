/* SPDX-License-Identifier: MIT */
#include "agents/box_actor.h"

#include <stdlib.h>
#include <string.h>

#include "agents/action.h"
#include "base/base.h"
#include "base/rng.h"

int agent_box_check(const struct agent *agent, struct rl_error *err)
{
    const struct rl_space *action = &agent->setup.action;
    if (action->kind != RL_SPACE_BOX) {
        char text[128];
        rl_space_format(action, text, sizeof(text));
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "%s: action space %s is not supported: it must be a Box with bounds",
                            agent->type->name, text);
    }
    const struct nn_network_config *network = agent->setup.network;
    if (network->dueling || network->shared_trunk)
        return rl_error_set(err, RL_EUNSUPPORTED,
                            "network.%s: %s has a policy and critics of their own; remove the key",
                            network->dueling ? "dueling" : "shared_trunk", agent->type->name);
    return agent_action_check_scaled(action, err);
}

int agent_box_actor_init(struct agent_box_actor *actor, struct agent *agent,
                         const struct agent_box_actor_config *config, struct rl_error *err)
{
    const struct agent_setup *setup = &agent->setup;
    *actor = (struct agent_box_actor){
        .A = setup->action.n_elements, .draws = config->draws, .hold = config->hold};
    agent->wire_batches = config->wire;
    int rc = 0;
    if (!setup->acts_only) /* noise explores, it is no part of a policy */
        rc = agent_noise_init(&actor->noise, config->noise, setup->n_envs, actor->A, setup->seed,
                              err);
    if (rc == 0)
        rc = agent_policy_compile(&actor->mode, agent, config->wire, config->mode, err);
    if (rc == 0 && config->sample)
        rc = agent_policy_compile(&actor->sample, agent, config->wire, config->sample, err);
    if (rc < 0)
        return rc;
    size_t max_rows = (size_t)agent_policy_max_rows(&actor->mode);
    actor->scaled = calloc(max_rows * (size_t)actor->A, sizeof(*actor->scaled));
    if (!actor->scaled)
        return rl_error_set(err, RL_ENOMEM, "%s: out of memory", agent->type->name);
    rc = agent_noise_register(&actor->noise, agent->state);
    return rc < 0 ? rl_error_set(err, rc, "%s: cannot register its noise: %s", agent->type->name,
                                 rl_error_text(rc))
                  : 0;
}

void agent_box_actor_deinit(struct agent_box_actor *actor)
{
    agent_policy_deinit(&actor->sample);
    agent_policy_deinit(&actor->mode);
    agent_noise_deinit(&actor->noise);
    free(actor->scaled);
    *actor = (struct agent_box_actor){0};
}

/* The draw for (slot, step) is the same in whatever batch its row is computed. */
static void fill_draws(const struct agent_box_actor *actor, uint64_t seed,
                       const struct agent_act *act, int32_t first, int32_t n, float *out)
{
    for (int32_t i = 0; i < n; i++, out += actor->draws) {
        struct rl_key key = {seed, RL_STREAM_ACTION, act->slot[first + i]};
        rl_fill_normal(key, act->step[first + i] / (uint64_t)actor->hold, out,
                       (size_t)actor->draws);
    }
}

/* Rows [first, first + *n) of the policy's actions into actor->scaled. */
static int run_policy(struct agent_box_actor *actor, const struct agent_act *act, int32_t first,
                      int32_t *n)
{
    bool sampled = !act->deterministic && actor->sample.n_buckets > 0;
    struct agent_policy *policy = sampled ? &actor->sample : &actor->mode;
    struct nn_program *program = agent_policy_piece(policy, act, first, n);
    if (sampled) {
        float *noise = nn_program_input(program, nn_program_find_input(program, "noise"));
        fill_draws(actor, policy->setup->seed, act, first, *n, noise);
    }
    int rc = nn_program_run(program);
    if (rc == 0)
        memcpy(actor->scaled, nn_program_output(program, nn_program_find_output(program, "action")),
               (size_t)*n * (size_t)actor->A * sizeof(float));
    return rc;
}

int agent_box_act(struct agent_box_actor *actor, const struct agent_act *act, struct rl_error *err)
{
    const struct agent_setup *setup = actor->mode.setup;
    size_t A = (size_t)actor->A;
    for (int32_t first = 0, n; first < act->n; first += n) {
        n = RL_MIN(act->n - first, agent_policy_max_rows(&actor->mode));
        int rc = 0;
        if (act->random)
            agent_action_random_box(&setup->action, setup->seed, act->slot + first,
                                    act->step + first, n, actor->scaled);
        else
            rc = run_policy(actor, act, first, &n);
        if (rc < 0)
            return rl_error_set(err, rc, "the policy program failed on %d observations: %s", n,
                                rl_error_text(rc));
        if (!act->deterministic)
            for (int32_t i = 0; i < n; i++)
                agent_noise_add(&actor->noise, act->slot[first + i], act->step[first + i],
                                act->starts && act->starts[first + i],
                                actor->scaled + (size_t)i * A);
        if (act->action)
            agent_action_scaled_to_wire(&setup->action, actor->scaled, n,
                                        (uint8_t *)act->action +
                                            (size_t)first * rl_space_bytes(&setup->action));
        if (act->raw_action)
            memcpy((float *)act->raw_action + (size_t)first * A, actor->scaled,
                   (size_t)n * A * sizeof(float));
    }
    return 0;
}
