/* SPDX-License-Identifier: MIT */
#include "envs/client/spin.h"

#include <sched.h>

#include "base/base.h"

#define MARGIN_NS 20000u

static bool may_use_one_cpu_only(void)
{
    cpu_set_t cpus;
    return sched_getaffinity(0, sizeof(cpus), &cpus) == 0 && CPU_COUNT(&cpus) <= 1;
}

void rlenv_spin_init(struct rlenv_spin *spin, int32_t cap_us)
{
    if (cap_us < 0)
        spin->cap_ns = may_use_one_cpu_only() ? 0 : RLENV_SPIN_CAP_NS;
    else
        spin->cap_ns = (uint32_t)RL_MIN(cap_us, 1000000) * 1000u;
    spin->budget_ns = RL_MIN(RLENV_SPIN_START_NS, spin->cap_ns);
}

/* A wait shorter than the cap is one that polling could have met: aim at twice that wait, up at
 * once, down by eighths. A longer one could not be met: polling before it was waste, so shrink. */
void rlenv_spin_observe(struct rlenv_spin *spin, uint64_t waited_ns)
{
    uint32_t budget = spin->budget_ns;
    if (waited_ns <= spin->cap_ns) {
        uint32_t target = (uint32_t)RL_MIN(2 * waited_ns + MARGIN_NS, spin->cap_ns);
        budget = target > budget ? target : budget - (budget - target) / 8;
    } else {
        budget = RL_MAX(budget - budget / 16, RLENV_SPIN_FLOOR_NS);
    }
    spin->budget_ns = RL_MIN(budget, spin->cap_ns);
}
