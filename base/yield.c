/* SPDX-License-Identifier: MIT */
#include "base/yield.h"

#include <sched.h>

#include "base/clock.h"

enum {
    TAKEN_NS = 200 * 1000,     /* longer than a peer needs for its answer */
    OFF_NS = 50 * 1000 * 1000, /* so little is lost where the CPUs are busy */
};

void rl_yield(struct rl_yield *yield, uint64_t now_ns)
{
    if (now_ns < yield->off_until_ns)
        return;
    sched_yield();
    uint64_t back_ns = rl_now_ns();
    if (back_ns - now_ns > TAKEN_NS)
        yield->off_until_ns = back_ns + OFF_NS;
}
