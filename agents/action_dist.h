/* SPDX-License-Identifier: MIT */
/* The distribution of a policy over the actions of any space, as a function of its network's
 * output: categorical (Discrete), one categorical per part (MultiDiscrete), Bernoulli
 * (MultiBinary), or Gaussian with a diagonal covariance that does not depend on the state (Box).
 * Tracing only.
 *
 * B rows, A elements of an action, O outputs of the network. `head` holds the parameters of the
 * distribution: log-probabilities (B, O) of a Discrete and, part after part, of a MultiDiscrete,
 * logits (B, A) of a MultiBinary, means (B, A) of a Box. A `log_std` (A) is read for a Box only.
 *
 * Actions in a trace: (B) I32 of a Discrete, (B, A) f32 of a Box and a MultiBinary, of a
 * MultiDiscrete one-hot (B, O) f32: what replay_minibatch.action holds.
 */
#pragma once

#include "base/space.h"
#include "nn/trace.h"

/* Outputs that a policy network has: agent_action_outputs. mask (B, O): where it is 0 an action has
 * probability 0; an invalid one (id -1): all are possible. */
struct nn_var agent_dist_head(const struct rl_space *action, struct nn_trace *t,
                              struct nn_var output, struct nn_var mask);
/* log pi(a|s): (B). */
struct nn_var agent_dist_log_prob(const struct rl_space *action, struct nn_trace *t,
                                  struct nn_var head, struct nn_var log_std, struct nn_var x);
/* Entropy, mean over the batch: (). */
struct nn_var agent_dist_entropy(const struct rl_space *action, struct nn_trace *t,
                                 struct nn_var head, struct nn_var log_std);
/* An input of type f32 that a sample needs, uniform or (Box) standard normal: (B) of a Discrete,
 * else (B, A). */
struct nn_var agent_dist_noise(const struct rl_space *action, struct nn_trace *t, int64_t rows);

/* An action and its log-probability. */
struct agent_dist_draw {
    struct nn_var raw;  /* (B) I32 of a Discrete, else (B, A) f32; choices as numbers */
    struct nn_var logp; /* (B) */
};
/* A draw with that noise; the likeliest action where `noise` is invalid. */
struct agent_dist_draw agent_dist_draw(const struct rl_space *action, struct nn_trace *t,
                                       struct nn_var head, struct nn_var log_std,
                                       struct nn_var noise);

/* A draw as the trainer keeps it: f32 of a Box as they are, all else I32. raw, out: (n, A). */
void agent_dist_keep(const struct rl_space *action, const void *raw, int32_t n, void *out);
