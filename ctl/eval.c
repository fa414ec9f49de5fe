/* SPDX-License-Identifier: MIT */
#include "ctl/client.h"

/* Never through the daemon: evaluation has its own process, env processes and seeds. */
int ctl_eval(const struct ctl_args *args, struct rl_error *err)
{
    return ctl_exec_offline(args, "eval", err);
}
