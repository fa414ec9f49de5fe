/* SPDX-License-Identifier: MIT */
/* The one random draw that the bundled environments make: the start of an episode. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* out[0..n): uniform in [low, high) with 53 bits, a pure function of the seed. */
void bundled_uniform(uint64_t seed, double low, double high, double *out, size_t n);
