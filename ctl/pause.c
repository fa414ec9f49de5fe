/* SPDX-License-Identifier: MIT */
/* pause, resume: let a run stand still for a while. */
#include "ctl/client.h"

static int print_pauses(const char *run, const json_t *answer, const struct ctl_args *args,
                        struct rl_error *err)
{
    (void)answer, (void)args, (void)err;
    printf("%s pauses at its next cut\n", run);
    return RLTD_EXIT_OK;
}

static int print_goes_on(const char *run, const json_t *answer, const struct ctl_args *args,
                         struct rl_error *err)
{
    (void)answer, (void)args, (void)err;
    printf("%s goes on\n", run);
    return RLTD_EXIT_OK;
}

int ctl_pause(const struct ctl_args *args, struct rl_error *err)
{
    return ctl_ask(args, RLTD_ENDPOINT_PAUSE, NULL, print_pauses, err);
}

int ctl_resume(const struct ctl_args *args, struct rl_error *err)
{
    return ctl_ask(args, RLTD_ENDPOINT_RESUME, NULL, print_goes_on, err);
}
