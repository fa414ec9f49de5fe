/* SPDX-License-Identifier: MIT */
/* The command line of rltctl. */
#pragma once

#include "ctl/verb.h"

/* Fills `args` and *verb (NULL when only --help or --version is asked for, see *version).
 * RL_EINVAL: wrong command line. */
int ctl_args_parse(struct ctl_args *args, const struct ctl_verb **verb, bool *version, int argc,
                   char **argv, struct rl_error *err);
/* Usage of all verbs, or of one. */
void ctl_usage(FILE *out, const struct ctl_verb *verb);
