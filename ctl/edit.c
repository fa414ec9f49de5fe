/* SPDX-License-Identifier: MIT */
/* pin, unpin, rm: what is kept. */
#include "ctl/client.h"

static int print_pinned(const char *run, const json_t *answer, const struct ctl_args *args,
                        struct rl_error *err)
{
    (void)args, (void)err;
    bool already = json_is_true(json_object_get(answer, "unchanged"));
    printf(already ? "%s: %s was pinned already\n" : "%s: pinned %s\n", run,
           ctl_text(answer, "file"));
    return RLTD_EXIT_OK;
}

static int print_unpinned(const char *run, const json_t *answer, const struct ctl_args *args,
                          struct rl_error *err)
{
    (void)args, (void)err;
    bool already = json_is_true(json_object_get(answer, "unchanged"));
    printf(already ? "%s: %s was not pinned\n" : "%s: unpinned %s\n", run,
           ctl_text(answer, "file"));
    return RLTD_EXIT_OK;
}

static int print_removed(const char *run, const json_t *answer, const struct ctl_args *args,
                         struct rl_error *err)
{
    (void)args, (void)err;
    printf("%s: removed %s\n", run, ctl_text(answer, "file"));
    return RLTD_EXIT_OK;
}

static int edit(const struct ctl_args *args, enum rltd_endpoint_id endpoint, const char *verb,
                ctl_print_fn print, struct rl_error *err)
{
    char run[RLTD_RUN_NAME_MAX];
    bool live;
    int code = ctl_run_or_folder(args, run, &live, err);

    if (code != RLTD_EXIT_OK)
        return code;
    if (!live)
        return ctl_exec_offline(args, verb, err);
    return ctl_ask_run(run, args, endpoint, json_pack("{s:s}", "checkpoint", args->operand), print,
                       err);
}

int ctl_pin(const struct ctl_args *args, struct rl_error *err)
{
    return edit(args, RLTD_ENDPOINT_PIN, "pin", print_pinned, err);
}

int ctl_rm(const struct ctl_args *args, struct rl_error *err)
{
    return edit(args, RLTD_ENDPOINT_RM, "rm", print_removed, err);
}

int ctl_unpin(const struct ctl_args *args, struct rl_error *err)
{
    return edit(args, RLTD_ENDPOINT_UNPIN, "unpin", print_unpinned, err);
}
