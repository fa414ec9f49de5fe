/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "ctl/client.h"

/* A path is meant from here, not from where the daemon stands. */
static json_t *body_of(const char *what)
{
    char *path = strchr(what, '/') ? realpath(what, NULL) : NULL;
    json_t *body = json_pack("{s:s}", "checkpoint", path ? path : what);

    free(path);
    return body;
}

static int print_loaded(const char *run, const json_t *answer, const struct ctl_args *args,
                        struct rl_error *err)
{
    (void)args, (void)err;
    printf("%s goes on from %s at env step %lld, %s%s\n", run, ctl_text(answer, "checkpoint"),
           ctl_count(answer, "env_steps"),
           json_is_true(json_object_get(answer, "exact")) ? "exactly" : "not exactly: ",
           ctl_text(answer, "why"));
    return RLTD_EXIT_OK;
}

int ctl_load(const struct ctl_args *args, struct rl_error *err)
{
    return ctl_ask(args, RLTD_ENDPOINT_LOAD, body_of(args->operand), print_loaded, err);
}
