/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "ctl/client.h"

/* "runs/NAME/version_3" -> "runs": where the live run lies, so that `best` is found from anywhere.
 */
static bool runs_of(const json_t *status, const char *run, char *out, size_t out_bytes)
{
    const char *dir = json_string_value(json_object_get(status, "dir"));
    char middle[RLTD_RUN_NAME_MAX + 16];
    const char *at, *found = NULL;

    snprintf(middle, sizeof(middle), "/%s/version_", run);
    for (at = dir ? strstr(dir, middle) : NULL; at; at = strstr(at + 1, middle))
        found = at;
    if (!found || (size_t)(found - dir) >= out_bytes || found == dir)
        return false;
    memcpy(out, dir, (size_t)(found - dir));
    out[found - dir] = '\0';
    return true;
}

/* Never through the daemon: evaluation has its own process, env processes and seeds. */
int ctl_eval(const struct ctl_args *args, struct rl_error *err)
{
    char run[RLTD_RUN_NAME_MAX] = "", runs[512] = "runs";
    const char *words[12] = {"eval", args->operand, "--episodes",
                             args->episodes ? args->episodes : "20"};
    json_t *status = NULL;
    int n = 4;

    if (ctl_run_choose(args, run, NULL) != RLTD_EXIT_OK)
        run[0] = '\0';
    if (args->runs) {
        snprintf(runs, sizeof(runs), "%s", args->runs);
    } else if (run[0] && ctl_call(run, RLTD_ENDPOINT_STATUS, NULL, args->timeout_ms, &status,
                                  NULL) == RLTD_EXIT_OK) {
        runs_of(status, run, runs, sizeof(runs));
        json_decref(status);
    }
    words[n++] = "--runs";
    words[n++] = runs;
    if (run[0]) {
        words[n++] = "-r";
        words[n++] = run;
    }
    if (args->json)
        words[n++] = "--json";
    return ctl_exec_rltd(words, err);
}
