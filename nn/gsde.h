/* SPDX-License-Identifier: MIT */
/* State-dependent exploration (Raffin et al. 2021, "Smooth Exploration for Robotic Reinforcement
 * Learning"), as Stable-Baselines3's: the noise on an action is latent^T M, where M (L, A) is drawn
 * from N(0, std^2) now and then, not at every step. Given the latent features the action is a
 * diagonal Gaussian, so nn_gaussian_log_prob, nn_gaussian_entropy and nn_squashed_log_prob apply to
 * mean and nn_gsde_log_std; the mode is the mean.
 *
 * B rows, L latent features, A actions. The caller stops the gradient of `latent` where features
 * are not learnt by the noise (SB3's default). M is drawn again when the key of its `normal`
 * changes: for each env slot by nn_random_normal_rows with the count of resamplings, or on the
 * host.
 */
#pragma once

#include "nn/trace.h"

/* (L, A) of a parameter (L, A): exp, or with `expln` exp up to 0 and 1 + log1p beyond, which grows
 * slowly. */
struct nn_var nn_gsde_std(struct nn_trace *t, struct nn_var log_std, bool expln);
/* std (L, A), standard normal (L, A) or one for each row (B, L, A) -> M of that shape. */
struct nn_var nn_gsde_matrix(struct nn_trace *t, struct nn_var std, struct nn_var normal);
/* latent (B, L), M (L, A) or (B, L, A) -> (B, A), to be added to the mean: the sample. */
struct nn_var nn_gsde_noise(struct nn_trace *t, struct nn_var latent, struct nn_var matrix);
/* (B, A): log sqrt(latent^2 std^2 + 1e-6) */
struct nn_var nn_gsde_log_std(struct nn_trace *t, struct nn_var latent, struct nn_var std);

#define nn_gsde_std(t, ...)     nn_gsde_std(NN_AT(t), __VA_ARGS__)
#define nn_gsde_matrix(t, ...)  nn_gsde_matrix(NN_AT(t), __VA_ARGS__)
#define nn_gsde_noise(t, ...)   nn_gsde_noise(NN_AT(t), __VA_ARGS__)
#define nn_gsde_log_std(t, ...) nn_gsde_log_std(NN_AT(t), __VA_ARGS__)
