/* SPDX-License-Identifier: MIT */
/* Q(s, a) of continuous actions: an ensemble of E networks in one product per layer, and the target
 * networks that follow it. Parameter sets and optimizers are registered by agents/update.h. */
#pragma once

#include "agents/update.h"

struct agent_critic {
    struct nn_params params, target_params; /* of one layout */
    struct nn_network q, target;            /* (B, D), (B, A) -> (E, B, 1) */
    struct nn_optimizer opt;
};

/* `members` networks "critic.<layer>...", targets equal to them; optimizer "critic". */
int agent_critic_init(struct agent_critic *critic, struct agent *agent, int64_t members,
                      const struct agent_off_policy *hp, struct rl_error *err);
void agent_critic_deinit(struct agent_critic *critic); /* accepts zeroed */

/* Q(s, a) of all members: (E, B). `net` is critic->q or critic->target. */
struct nn_var agent_critic_q(struct nn_trace *t, const struct nn_network *net, struct nn_var obs,
                             struct nn_var action);
/* Sum over members of mean(w (Q - y)^2): (). q (E, B); y (B) of agent_bootstrap; w is
 * batch->weight. Puts out "td_error" (B), the members' mean |Q - y|, where there are weights.
 */
struct nn_var agent_critic_loss(struct nn_trace *t, const struct agent_transitions *batch,
                                struct nn_var q, struct nn_var y);
