/* SPDX-License-Identifier: MIT */
/* Name patterns: `*` stands for any run of characters, `?` for one, everything else for itself.
 * Dots and slashes are characters like others, so "encoder.*" means everything below encoder. */
#pragma once

#include <stdbool.h>

/* Does all of `text` match? Time at most |pattern| * |text|. */
bool rl_glob_match(const char *pattern, const char *text);
