/* SPDX-License-Identifier: MIT */
/* The random draws that the bundled environments make: the start of an episode, and what chance
 * does in it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Draw i of an episode: uniform in [0, 1) with 53 bits, a pure function of seed and i. */
double bundled_uniform_at(uint64_t seed, uint64_t i);
/* out[0..n): draws 0 to n - 1, stretched to [low, high). */
void bundled_uniform(uint64_t seed, double low, double high, double *out, size_t n);
