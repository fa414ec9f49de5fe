/* SPDX-License-Identifier: MIT */
/* A row of the replay ring. An episode of T transitions is a chain of T + 1 rows, one for each
 * observation: row t holds observation t, and once it is complete action t and reward t. The last
 * row holds the final observation and how the episode ended; it is no start of a transition.
 *
 * Rows are numbered as they are appended, over all envs; row r lies in slot r mod slots. Links are
 * distances in numbers, so they never go stale: what they point at either has not been overwritten
 * or can be seen to be.
 */
#pragma once

#include <stdint.h>

struct replay_row {
    uint64_t number;
    uint64_t version; /* of the policy that chose the action */
    float reward;
    uint32_t back;      /* rows back to the one before in its episode; 0: this is the first */
    uint32_t ahead;     /* rows ahead to the next; 0: none yet, or this is the last */
    uint8_t terminated; /* nonzero in a last row only */
    uint8_t truncated;
    uint8_t reserved[2];
};

/* `back` of a row in mid-episode whose predecessor was overwritten before it was complete. */
#define REPLAY_BACK_LOST UINT32_MAX
