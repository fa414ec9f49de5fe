/* SPDX-License-Identifier: MIT */
#include "ctl/client.h"

/* Reads files and index beside a live run; only --repair needs the run to have ended. */
int ctl_fsck(const struct ctl_args *args, struct rl_error *err)
{
    return ctl_exec_offline(args, "fsck", err);
}
