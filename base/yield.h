/* SPDX-License-Identifier: MIT */
/* Offering the CPU while polling for a peer's answer: two processes that poll for each other may
 * have been put on one CPU, where each waits for the end of the other's time slice. On a machine
 * with more work than CPUs the offer is taken by somebody else, for milliseconds; then it is not
 * repeated for a while. One struct for each thread that polls; zeroed is a good start. */
#pragma once

#include <stdint.h>

struct rl_yield {
    uint64_t off_until_ns;
};

/* `now_ns`: rl_now_ns as of this poll. */
void rl_yield(struct rl_yield *yield, uint64_t now_ns);
