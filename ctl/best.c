/* SPDX-License-Identifier: MIT */
#include "ctl/client.h"

/* One path on stdout, for scripts: `rltd serve $(rltctl best)`. */
int ctl_best(const struct ctl_args *args, struct rl_error *err)
{
    char run[RLTD_RUN_NAME_MAX];
    const char *dir, *file;
    json_t *answer;
    bool live;
    int code = ctl_run_or_folder(args, run, &live, err);

    if (code != RLTD_EXIT_OK)
        return code;
    if (!live)
        return ctl_exec_offline(args, "best", err);
    code = ctl_call(run, RLTD_ENDPOINT_STATUS, NULL, args->timeout_ms, &answer, err);
    if (code != RLTD_EXIT_OK)
        return code;
    dir = json_string_value(json_object_get(answer, "dir"));
    file = json_string_value(json_object_get(json_object_get(answer, "checkpoints"), "best"));
    if (args->json) {
        ctl_print_json(json_object_get(answer, "checkpoints"));
    } else if (dir && file && file[0]) {
        printf("%s/checkpoints/%s\n", dir, file);
    } else {
        rl_error_set(err, RL_ENOTFOUND, "%s has no best checkpoint yet", run);
        code = RLTD_EXIT_UNAVAILABLE;
    }
    json_decref(answer);
    return code;
}
