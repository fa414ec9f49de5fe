/* SPDX-License-Identifier: MIT */
/* Numbers in texts that people write: configuration values and their parts. A text is n bytes, not
 * NUL-terminated. Digits may be grouped by '_' between digits; what strtod would take beyond that
 * (hex, nan, inf, a tail) is refused. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Finite decimals. */
bool rl_number_double(const char *text, size_t n, double *out);
/* Exact over all of int64; forms like 1e5 must come out whole. */
bool rl_number_int(const char *text, size_t n, int64_t *out);
/* The shortest decimal that reads back to the same double; whole numbers below 1e15 without an
 * exponent. `out` holds at least RL_NUMBER_MAX bytes. */
#define RL_NUMBER_MAX 32
void rl_number_format(double value, char *out);
/* Without blanks around it. */
void rl_text_trim(const char **text, size_t *n);
