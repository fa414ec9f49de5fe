/* SPDX-License-Identifier: MIT */
#include "ctl/client.h"

static int print_model(const char *run, const json_t *model, const struct ctl_args *args,
                       struct rl_error *err)
{
    (void)run, (void)args, (void)err;
    fputs(ctl_text(model, "table"), stdout);
    return RLTD_EXIT_OK;
}

int ctl_model(const struct ctl_args *args, struct rl_error *err)
{
    return ctl_ask(args, RLTD_ENDPOINT_MODEL, NULL, print_model, err);
}
