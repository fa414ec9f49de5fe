/* SPDX-License-Identifier: MIT */
#include "base/glob.h"

#include <stddef.h>

/* Only the last star seen needs to grow: what an earlier one could take, the last can take too. */
bool rl_glob_match(const char *pattern, const char *text)
{
    const char *after_star = NULL, *star_end = NULL;
    while (*text) {
        if (*pattern == '*') {
            after_star = ++pattern;
            star_end = text;
        } else if (*pattern && (*pattern == '?' || *pattern == *text)) {
            pattern++;
            text++;
        } else if (after_star) {
            pattern = after_star;
            text = ++star_end;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}
