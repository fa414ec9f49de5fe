/* SPDX-License-Identifier: MIT */
#include "ctl/client.h"

int ctl_export(const struct ctl_args *args, struct rl_error *err)
{
    if (args->onnx)
        return ctl_exec_offline(args, "export", err);
    rl_error_set(err, RL_EINVAL, "'export' needs --onnx FILE");
    return RLTD_EXIT_USAGE;
}
