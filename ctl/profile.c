/* SPDX-License-Identifier: MIT */
#include "ctl/client.h"

static int print_profile(const char *run, const json_t *profile, const struct ctl_args *args,
                         struct rl_error *err)
{
    (void)run, (void)args, (void)err;
    fputs(ctl_text(profile, "table"), stdout);
    return RLTD_EXIT_OK;
}

int ctl_profile(const struct ctl_args *args, struct rl_error *err)
{
    return ctl_ask(args, RLTD_ENDPOINT_PROFILE, NULL, print_profile, err);
}
