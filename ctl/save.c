/* SPDX-License-Identifier: MIT */
#include "ctl/client.h"

static int print_saved(const char *run, const json_t *answer, const struct ctl_args *args,
                       struct rl_error *err)
{
    char size[32];

    (void)err;
    if (args->no_wait) {
        printf("%s will save at its next cut\n", run);
        return RLTD_EXIT_OK;
    }
    rltd_format_bytes((uint64_t)ctl_count(answer, "bytes"), size, sizeof(size));
    printf("%s: saved %s (%s) at env step %lld\n", run, ctl_text(answer, "file"), size,
           ctl_count(answer, "env_steps"));
    return RLTD_EXIT_OK;
}

int ctl_save(const struct ctl_args *args, struct rl_error *err)
{
    json_t *body = json_pack("{s:s, s:b, s:b}", "name", args->name ? args->name : "", "pin",
                             args->pin, "wait", !args->no_wait);

    return ctl_ask(args, RLTD_ENDPOINT_SAVE, body, print_saved, err);
}
