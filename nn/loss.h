/* SPDX-License-Identifier: MIT */
/* Losses: means over all elements (rows, for those that take rows), as PyTorch's. */
#pragma once

#include "nn/trace.h"

struct nn_var nn_mse(struct nn_trace *t, struct nn_var a, struct nn_var target);
/* d^2 / 2 up to |d| = delta, delta (|d| - delta / 2) beyond. */
struct nn_var nn_huber(struct nn_trace *t, struct nn_var a, struct nn_var target, float delta);
/* logits or log-probabilities (B, D), class (B) I32 */
struct nn_var nn_cross_entropy(struct nn_trace *t, struct nn_var logits, struct nn_var index);
struct nn_var nn_nll(struct nn_trace *t, struct nn_var logp, struct nn_var index);
/* target in [0, 1], of the shape of the logits */
struct nn_var nn_bce_with_logits(struct nn_trace *t, struct nn_var logits, struct nn_var target);
/* KL(target || p) of log-probabilities (B, D), mean over rows; a -inf of the target counts as 0. */
struct nn_var nn_kl(struct nn_trace *t, struct nn_var logp, struct nn_var target_logp);

#define nn_mse(t, ...)             nn_mse(NN_AT(t), __VA_ARGS__)
#define nn_huber(t, ...)           nn_huber(NN_AT(t), __VA_ARGS__)
#define nn_cross_entropy(t, ...)   nn_cross_entropy(NN_AT(t), __VA_ARGS__)
#define nn_nll(t, ...)             nn_nll(NN_AT(t), __VA_ARGS__)
#define nn_bce_with_logits(t, ...) nn_bce_with_logits(NN_AT(t), __VA_ARGS__)
#define nn_kl(t, ...)              nn_kl(NN_AT(t), __VA_ARGS__)
