/* SPDX-License-Identifier: MIT */
#include "daemon/cpus.h"

#include <sched.h>
#include <stdio.h>

#include "base/base.h"

/* cgroup v2's "quota period" in microseconds, rounded up; 0 where there is no limit. */
static int32_t cgroup_limit(void)
{
    FILE *f = fopen("/sys/fs/cgroup/cpu.max", "re");
    long quota = 0, period = 0;
    if (!f)
        return 0;
    int n = fscanf(f, "%ld %ld", &quota, &period);
    fclose(f);
    return n == 2 && quota > 0 && period > 0 ? (int32_t)((quota + period - 1) / period) : 0;
}

int32_t rltd_cpus(void)
{
    cpu_set_t set;
    int32_t n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    int32_t limit = cgroup_limit();
    return limit > 0 ? RL_MIN(n, limit) : n;
}
