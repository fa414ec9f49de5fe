/* SPDX-License-Identifier: MIT */
#include "ctl/args.h"
#include "ctl/verb.h"

int ctl_help(const struct ctl_args *args, struct rl_error *err)
{
    const struct ctl_verb *verb = args->operand ? ctl_verb_find(args->operand) : NULL;
    const char *nearest;

    if (args->operand && !verb) {
        nearest = ctl_verb_nearest(args->operand);
        rl_error_set(err, RL_EINVAL, "there is no verb '%s'%s%s%s", args->operand,
                     nearest ? "; did you mean '" : "", nearest ? nearest : "",
                     nearest ? "'?" : "");
        return RLTD_EXIT_USAGE;
    }
    ctl_usage(stdout, verb);
    return RLTD_EXIT_OK;
}
