/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "ctl/client.h"

static double number(const json_t *o, const char *key)
{
    return json_number_value(json_object_get(o, key));
}

/* "231.40", or "-" for what is not known yet. */
struct shown {
    char text[32];
};
static struct shown show(const json_t *o, const char *key, int decimals)
{
    struct shown s;
    const json_t *value = json_object_get(o, key);

    if (json_is_number(value))
        snprintf(s.text, sizeof(s.text), "%.*f", decimals, json_number_value(value));
    else
        snprintf(s.text, sizeof(s.text), "-");
    return s;
}

#define LABEL "%-12s "

static void print_progress(const json_t *s)
{
    long long steps = ctl_count(s, "env_steps"), max = ctl_count(s, "max_env_steps");
    char elapsed[32], left[32];

    printf(LABEL "%lld", "env steps", steps);
    if (max > 0)
        printf(" of %lld (%.1f %%)", max, 100.0 * (double)steps / (double)max);
    printf(", %.0f/s\n", number(s, "env_steps_per_s"));
    rltd_format_seconds(number(s, "elapsed_s"), elapsed, sizeof(elapsed));
    printf(LABEL "%s", "time", elapsed);
    if (json_is_number(json_object_get(s, "eta_s"))) {
        rltd_format_seconds(number(s, "eta_s"), left, sizeof(left));
        printf(", %s left", left);
    }
    printf("\n" LABEL "%lld, %.0f/s, in %lld iterations\n", "updates", ctl_count(s, "updates"),
           number(s, "updates_per_s"), ctl_count(s, "iterations"));
    printf(LABEL "%lld, mean return %s, mean length %s\n", "episodes", ctl_count(s, "episodes"),
           show(s, "ep_rew_mean", 2).text, show(s, "ep_len_mean", 1).text);
    printf(LABEL "%s (best %s %s)\n", "evaluation", show(s, "eval_return", 2).text,
           ctl_text(s, "monitor"), show(s, "best_metric", 2).text);
}

static void print_checkpoints(const json_t *c)
{
    char size[32];

    rltd_format_bytes((uint64_t)ctl_count(c, "bytes"), size, sizeof(size));
    printf(LABEL "%lld, %s", "checkpoints", ctl_count(c, "count"), size);
    if (ctl_text(c, "best")[0])
        printf(", best %s", ctl_text(c, "best"));
    if (ctl_text(c, "last")[0])
        printf(", last %s", ctl_text(c, "last"));
    printf("\n");
}

static void print_envs(const json_t *envs)
{
    const json_t *env;
    size_t i;

    json_array_foreach(envs, i, env)
    {
        printf(LABEL "%s: %lld x %s, %s, %s", i ? "" : "envs", ctl_text(env, "name"),
               ctl_count(env, "n_envs"), ctl_text(env, "env_id"), ctl_text(env, "role"),
               ctl_text(env, "state"));
        if (ctl_count(env, "pid"))
            printf(", pid %lld", ctl_count(env, "pid"));
        if (ctl_count(env, "restarts"))
            printf(", %lld restarts", ctl_count(env, "restarts"));
        printf("\n");
    }
    if (i == 0)
        printf(LABEL "none connected\n", "envs");
}

/* Off-policy runs: what is learned from, and which side waits for the other. */
static void print_replay(const json_t *r)
{
    char waited[32];

    if (!json_is_object(r))
        return;
    printf(LABEL "%lld of %lld transitions, %.1f MB in %s, each sampled %.1f times so far\n",
           "replay", ctl_count(r, "transitions"), ctl_count(r, "capacity"),
           1e-6 * number(r, "bytes"), ctl_text(r, "storage"),
           number(r, "sampled") / fmax(number(r, "inserted"), 1));
    rltd_format_seconds(number(r, "waits_s"), waited, sizeof(waited));
    printf(LABEL "%s, %s, for %s\n", "", ctl_text(r, "collect"), ctl_text(r, "waits"), waited);
}

/* The checkpoint that the run goes on from. */
static void print_from(const json_t *from)
{
    const char *path = ctl_text(from, "checkpoint"), *slash = strrchr(path, '/');
    bool exact = json_is_true(json_object_get(from, "exact"));

    if (json_is_object(from))
        printf(LABEL "%s at env step %lld, %s%s\n", "goes on", slash ? slash + 1 : path,
               ctl_count(from, "env_steps"),
               exact ? "exactly" : "not exactly: ", ctl_text(from, "why"));
}

static void print_status(const json_t *s)
{
    char waited[32];

    printf(LABEL "%s: %s on %s (%s), pid %lld\n", "run", ctl_text(s, "name"), ctl_text(s, "agent"),
           ctl_text(s, "device"), ctl_text(s, "isa"), ctl_count(s, "pid"));
    printf(LABEL "%s\n", "state", ctl_text(s, "state"));
    print_from(json_object_get(s, "from"));
    if (ctl_text(s, "waiting_on")[0]) {
        rltd_format_seconds(number(s, "waiting_s"), waited, sizeof(waited));
        printf(LABEL "%s, for %s\n", "waiting on", ctl_text(s, "waiting_on"), waited);
    }
    const json_t *paused = json_object_get(s, "paused");
    if (json_is_object(paused)) {
        rltd_format_seconds(number(s, "time") - number(paused, "since"), waited, sizeof(waited));
        printf(LABEL "for %s, by %s\n", "paused", waited, ctl_text(paused, "by"));
    }
    if (ctl_text(s, "alarm")[0])
        printf(LABEL "%s\n", "ALARM", ctl_text(s, "alarm"));
    print_progress(s);
    if (ctl_text(s, "freeze")[0] || ctl_count(json_object_get(s, "parameters"), "frozen"))
        printf(LABEL "%lld of %lld numbers: %s\n", "frozen",
               ctl_count(json_object_get(s, "parameters"), "frozen"),
               ctl_count(json_object_get(s, "parameters"), "frozen") +
                   ctl_count(json_object_get(s, "parameters"), "trainable"),
               ctl_text(s, "freeze"));
    print_replay(json_object_get(s, "replay"));
    print_checkpoints(json_object_get(s, "checkpoints"));
    print_envs(json_object_get(s, "envs"));
    printf(LABEL "%s\n", "folder", ctl_text(s, "dir"));
}

int ctl_status(const struct ctl_args *args, struct rl_error *err)
{
    char run[RLTD_RUN_NAME_MAX];
    json_t *status;
    int code = ctl_run_choose(args, run, err);

    if (code == RLTD_EXIT_OK)
        code = ctl_call(run, RLTD_ENDPOINT_STATUS, NULL, args->timeout_ms, &status, err);
    if (code != RLTD_EXIT_OK)
        return code;
    if (args->json)
        ctl_print_json(status);
    else
        print_status(status);
    json_decref(status);
    return code;
}
