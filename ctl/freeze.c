/* SPDX-License-Identifier: MIT */
/* freeze, unfreeze: which parameters learn. */
#include "ctl/client.h"

static void print_done(const char *run, const char *done, const json_t *answer,
                       const struct ctl_args *args)
{
    long long n = ctl_count(answer, "parameters");

    printf("%s: %s %s: %lld parameter%s, from env step %lld on\n", run, done, args->operand, n,
           n == 1 ? "" : "s", ctl_count(answer, "env_steps"));
}

static int print_frozen(const char *run, const json_t *answer, const struct ctl_args *args,
                        struct rl_error *err)
{
    (void)err;
    print_done(run, "frozen", answer, args);
    return RLTD_EXIT_OK;
}

static int print_thawed(const char *run, const json_t *answer, const struct ctl_args *args,
                        struct rl_error *err)
{
    (void)err;
    print_done(run, "thawed", answer, args);
    return RLTD_EXIT_OK;
}

int ctl_freeze(const struct ctl_args *args, struct rl_error *err)
{
    json_t *body =
        json_pack("{s:s, s:I}", "pattern", args->operand, "until", (json_int_t)args->until_steps);

    return ctl_ask(args, RLTD_ENDPOINT_FREEZE, body, print_frozen, err);
}

int ctl_unfreeze(const struct ctl_args *args, struct rl_error *err)
{
    return ctl_ask(args, RLTD_ENDPOINT_UNFREEZE, json_pack("{s:s}", "pattern", args->operand),
                   print_thawed, err);
}
