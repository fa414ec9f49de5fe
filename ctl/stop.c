/* SPDX-License-Identifier: MIT */
#include "ctl/client.h"

static int print_stopping(const char *run, const json_t *answer, const struct ctl_args *args,
                          struct rl_error *err)
{
    (void)answer, (void)err;
    printf("%s is stopping%s\n", run, args->now ? " without a save" : "");
    return RLTD_EXIT_OK;
}

int ctl_stop(const struct ctl_args *args, struct rl_error *err)
{
    return ctl_ask(args, RLTD_ENDPOINT_STOP, json_pack("{s:b}", "now", args->now), print_stopping,
                   err);
}
