/* SPDX-License-Identifier: MIT */
/* Stacks of the newest K observations ("frames") of an episode, for agents that have to see motion.
 * They lie side by side along the last axis, the oldest first, as Stable-Baselines3's VecFrameStack
 * puts them: K images (H, W, C) are one image (H, W, K C), K vectors (D) one vector (K D). What
 * would be before the episode is zeros; an action mask is the newest frame's. */
#pragma once

#include <stdbool.h>

#include "base/space.h"

#define REPLAY_STACK_MAX 16 /* frames */

/* The space of K frames of `frame`, at most REPLAY_STACK_MAX. RL_EUNSUPPORTED where frames are no
 * Box with an axis, RL_EINVAL where the stack is too large. */
int replay_stack_space(const struct rl_space *frame, int32_t K, struct rl_space *out,
                       struct rl_error *err);

/* How a frame lies in a stack: `n` pieces, each of which goes where its neighbours in time leave
 * room. Pieces are the last axis of a Box; anything else is one piece. */
struct replay_stack_layout {
    int32_t K;
    int64_t n_pieces, piece_elements;
};
struct replay_stack_layout replay_stack_layout(const struct rl_space *frame, int32_t K);
/* Frame k of `stack`, 0 the oldest: copied from `frame`, NULL for zeros. */
void replay_stack_put(const struct replay_stack_layout *layout, size_t element_bytes, int32_t k,
                      const void *frame, void *stack);

/* All frames at once, the oldest first: frame[K]. */
void replay_stack_fill(const struct replay_stack_layout *layout, size_t element_bytes,
                       const uint8_t *const *frame, void *stack);

/* The stacks of n envs, built from one answer after the other, wire layout. */
struct replay_stack {
    struct replay_stack_layout layout;
    int32_t n;
    size_t element_bytes, frame_bytes, obs_bytes, mask_bytes;
    uint8_t *obs; /* (n, obs_bytes) */
};

/* `frame` is one that replay_stack_space accepts. RL_ENOMEM. */
int replay_stack_init(struct replay_stack *stack, const struct rl_space *frame, int32_t K,
                      int32_t n, struct rl_error *err);
void replay_stack_deinit(struct replay_stack *stack); /* accepts zeroed */
/* New episodes everywhere: zeros. Accepts zeroed. */
void replay_stack_clear(struct replay_stack *stack);
/* What env i shows now: frame (frame_bytes); the first of an episode if `starts`. */
void replay_stack_push(struct replay_stack *stack, int32_t i, const void *frame, bool starts);
