/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdint.h>

/* Processors that this process may use at once: its affinity mask, capped by the cgroup's cpu.max.
 */
int32_t rltd_cpus(void);
