/* SPDX-License-Identifier: MIT */
/* The rules of the house, checked on the text of the sources: who may include whom, where foreign
 * libraries may be used, and how a file looks. Findings are lines "path:line: what is wrong". */
#pragma once

#include "base/buf.h"

struct house_source {
    const char *path; /* from the root: "nn/trace.c" */
    const char *text; /* NUL-terminated */
};

typedef void (*house_check_fn)(const struct house_source *source, struct rl_buf *findings);

/* Arrows between our folders, and headers of foreign libraries outside their place. */
void house_check_includes(const struct house_source *source, struct rl_buf *findings);
/* SPDX line first, `#pragma once` in headers, no tabs, at most 100 columns (tables in .def
 * excepted). */
void house_check_text(const struct house_source *source, struct rl_buf *findings);

/* Runs `check` on every .c, .h, .def and .cu file under the source folders of `root`; returns how
 * many files it saw, or RL_EIO. */
int house_walk(const char *root, house_check_fn check, struct rl_buf *findings);
