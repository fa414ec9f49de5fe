/* SPDX-License-Identifier: MIT */
/* Time. Intervals use the monotonic clock in nanoseconds; only reports use the wall clock. */
#pragma once

#include <stdint.h>

uint64_t rl_now_ns(void);
double rl_wall_s(void); /* seconds since 1970, UTC */
