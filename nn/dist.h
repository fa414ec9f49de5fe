/* SPDX-License-Identifier: MIT */
/* Distributions over rows (B, D), as functions of their parameters: sample, log-probability (B),
 * entropy (B), mode. Randomness comes in as an operand: uniform in [0, 1) or standard normal values
 * that the caller draws (base/rng.h). Finite for every finite parameter.
 *
 *   categorical        logits (B, D), index (B) I32, uniform (B)
 *   multi-discrete     logits (B, sum of n), one index (B) I32 and one uniform (B) for each part
 *   Bernoulli          logits (B, D), x and uniform (B, D)
 *   diagonal Gaussian  mean (B, A), log_std (A) or (B, A), x and normal (B, A)
 *   squashed Gaussian  tanh of one; `pre` is the Gaussian value before tanh
 *   gSDE               nn/gsde.h: either of the two with a log_std that depends on the state
 */
#pragma once

#include "nn/trace.h"

/* Log-probabilities (B, D) of a categorical. Where mask (B, D) is not above 0 an action has
 * probability 0; every row needs one that is allowed. An invalid mask (id -1): all are. */
struct nn_var nn_categorical(struct nn_trace *t, struct nn_var logits, struct nn_var mask);
/* From those; sample is nn_sample_categorical, log-probability nn_pick, mode nn_argmax_last. */
struct nn_var nn_categorical_entropy(struct nn_trace *t, struct nn_var logp);

/* `parts` says how many actions each of the n_parts <= 64 parts has. */
void nn_multi_discrete(struct nn_trace *t, struct nn_var logits, const int64_t *parts,
                       int32_t n_parts, struct nn_var *logp);
/* Sums over the parts; logp from nn_multi_discrete. */
struct nn_var nn_multi_discrete_log_prob(struct nn_trace *t, const struct nn_var *logp,
                                         const struct nn_var *index, int32_t n_parts);
struct nn_var nn_multi_discrete_entropy(struct nn_trace *t, const struct nn_var *logp,
                                        int32_t n_parts);

struct nn_var nn_bernoulli_sample(struct nn_trace *t, struct nn_var logits, struct nn_var uniform);
struct nn_var nn_bernoulli_log_prob(struct nn_trace *t, struct nn_var logits, struct nn_var x);
struct nn_var nn_bernoulli_entropy(struct nn_trace *t, struct nn_var logits);
struct nn_var nn_bernoulli_mode(struct nn_trace *t, struct nn_var logits);

/* Reparameterised: gradients flow to mean and log_std. The mode is the mean. */
struct nn_var nn_gaussian_sample(struct nn_trace *t, struct nn_var mean, struct nn_var log_std,
                                 struct nn_var normal);
struct nn_var nn_gaussian_log_prob(struct nn_trace *t, struct nn_var mean, struct nn_var log_std,
                                   struct nn_var x);
struct nn_var nn_gaussian_entropy(struct nn_trace *t, struct nn_var mean, struct nn_var log_std);

/* Log-probability of the action tanh(pre); sample `pre` with nn_gaussian_sample. */
struct nn_var nn_squashed_log_prob(struct nn_trace *t, struct nn_var mean, struct nn_var log_std,
                                   struct nn_var pre);
/* What tanh made `action` of, bounded where the action is +-1. */
struct nn_var nn_squashed_pre(struct nn_trace *t, struct nn_var action);

#define nn_categorical(t, ...)             nn_categorical(NN_AT(t), __VA_ARGS__)
#define nn_categorical_entropy(t, ...)     nn_categorical_entropy(NN_AT(t), __VA_ARGS__)
#define nn_multi_discrete(t, ...)          nn_multi_discrete(NN_AT(t), __VA_ARGS__)
#define nn_multi_discrete_log_prob(t, ...) nn_multi_discrete_log_prob(NN_AT(t), __VA_ARGS__)
#define nn_multi_discrete_entropy(t, ...)  nn_multi_discrete_entropy(NN_AT(t), __VA_ARGS__)
#define nn_bernoulli_sample(t, ...)        nn_bernoulli_sample(NN_AT(t), __VA_ARGS__)
#define nn_bernoulli_log_prob(t, ...)      nn_bernoulli_log_prob(NN_AT(t), __VA_ARGS__)
#define nn_bernoulli_entropy(t, ...)       nn_bernoulli_entropy(NN_AT(t), __VA_ARGS__)
#define nn_bernoulli_mode(t, ...)          nn_bernoulli_mode(NN_AT(t), __VA_ARGS__)
#define nn_gaussian_sample(t, ...)         nn_gaussian_sample(NN_AT(t), __VA_ARGS__)
#define nn_gaussian_log_prob(t, ...)       nn_gaussian_log_prob(NN_AT(t), __VA_ARGS__)
#define nn_gaussian_entropy(t, ...)        nn_gaussian_entropy(NN_AT(t), __VA_ARGS__)
#define nn_squashed_log_prob(t, ...)       nn_squashed_log_prob(NN_AT(t), __VA_ARGS__)
#define nn_squashed_pre(t, ...)            nn_squashed_pre(NN_AT(t), __VA_ARGS__)
