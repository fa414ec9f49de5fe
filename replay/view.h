/* SPDX-License-Identifier: MIT */
/* How rows of a ring are read as transitions: stacks of frames rebuilt from single ones, returns of
 * n steps, batches in the caller's buffers. Reads only; called by the ring's owner. */
#pragma once

#include <stdbool.h>

#include "replay/batch.h"
#include "replay/ring.h"

enum replay_pad {
    REPLAY_PAD_FIRST, /* before an episode's first frame stands that frame (Gymnasium) */
    REPLAY_PAD_ZERO,  /* stand zeros (Stable-Baselines3) */
};

struct replay_view {
    const struct replay_ring *ring;
    int32_t frame_stack; /* K, at least 1: how they lie, replay/stack.h */
    enum replay_pad pad;
    bool wire;      /* observations as they are stored instead of as float features */
    int32_t n_step; /* at least 1 */
    float gamma;
};

/* Bytes of one observation as replay_view_gather writes it. */
size_t replay_view_obs_bytes(const struct replay_view *view);
/* Is this row in the window, a start, and is its whole stack still there? */
bool replay_view_has(const struct replay_view *view, uint64_t row);
/* The observation at a row that need not be a start, as it would have come over the wire: stacked,
 * with its newest frame's action mask. The frames before it must still be there. */
void replay_view_observation(const struct replay_view *view, uint64_t row, void *out);
/* Transitions that begin at rows row[0..n), each of which the view has. With m the number of steps
 * until n_step, the end of the episode or the newest row, whichever comes first:
 *   reward   = r_t + gamma r_{t+1} + ... + gamma^(m-1) r_{t+m-1}
 *   discount = gamma^m, 0 if the episode terminated there; next_obs = s_{t+m}
 * so that the target is reward + discount Q(next_obs, .). `out`'s weight is not this one's. */
void replay_view_gather(const struct replay_view *view, const uint64_t *row, int32_t n,
                        const struct replay_batch *out);
