/* SPDX-License-Identifier: MIT */
/* Verbs that need no daemon: `rltd --offline`, which owns files and index, carries them out. */
#include <string.h>

#include "base/base.h"
#include "ctl/client.h"

static bool is_live(const char *run)
{
    struct ctl_runs runs;

    if (ctl_runs_live(&runs, NULL) < 0)
        return false;
    for (int i = 0; i < runs.n; i++)
        if (strcmp(runs.name[i], run) == 0)
            return true;
    return false;
}

int ctl_run_or_folder(const struct ctl_args *args, char name[RLTD_RUN_NAME_MAX], bool *live,
                      struct rl_error *err)
{
    int code = ctl_run_choose(args, name, err);

    *live = code == RLTD_EXIT_OK && is_live(name);
    return code == RLTD_EXIT_UNAVAILABLE ? RLTD_EXIT_OK : code;
}

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

int ctl_exec_offline(const struct ctl_args *args, const char *verb, struct rl_error *err)
{
    char run[RLTD_RUN_NAME_MAX] = "", runs[512] = "runs";
    const char *words[16] = {verb};
    json_t *status = NULL;
    int n = 1;

    if (ctl_run_choose(args, run, NULL) != RLTD_EXIT_OK)
        run[0] = '\0';
    if (args->runs) {
        snprintf(runs, sizeof(runs), "%s", args->runs);
    } else if (run[0] && ctl_call(run, RLTD_ENDPOINT_STATUS, NULL, args->timeout_ms, &status,
                                  NULL) == RLTD_EXIT_OK) {
        runs_of(status, run, runs, sizeof(runs));
        json_decref(status);
    }
    const struct {
        bool given;
        const char *word, *value;
    } options[] = {
        {args->operand != NULL, args->operand, NULL},
        {true, "--runs", runs},
        {run[0] != '\0', "-r", run},
        {args->episodes != NULL, "--episodes", args->episodes},
        {args->record != NULL, "--record", args->record},
        {args->onnx != NULL, "--onnx", args->onnx},
        {args->dtype != NULL, "--dtype", args->dtype},
        {args->repair, "repair=true", NULL},
        {args->json, "--json", NULL},
    };
    for (size_t i = 0; i < RL_COUNTOF(options); i++) {
        if (options[i].given)
            words[n++] = options[i].word;
        if (options[i].given && options[i].value)
            words[n++] = options[i].value;
    }
    return ctl_exec_rltd(words, err);
}
