/* SPDX-License-Identifier: MIT */
#include "ctl/verb.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/option.h"

#define TALK (CTL_OPT_RUN | CTL_OPT_JSON | CTL_OPT_TIMEOUT)

const struct ctl_verb ctl_verbs[] = {
    {"best", NULL, "path of the best checkpoint; of an ended run too", TALK | CTL_OPT_RUNS, 5000,
     ctl_best},
    {"eval", "CKPT",
     "play episodes with a saved policy: a path, last, best, or a checkpoint's name",
     CTL_OPT_RUN | CTL_OPT_RUNS | CTL_OPT_JSON | CTL_OPT_EPISODES | CTL_OPT_TIMEOUT, 5000,
     ctl_eval},
    {"export", "CKPT", "write a saved policy as an ONNX model",
     CTL_OPT_RUN | CTL_OPT_RUNS | CTL_OPT_JSON | CTL_OPT_TIMEOUT | CTL_OPT_EXPORT, 5000,
     ctl_export},
    {"freeze", "PATTERN", "parameters that learn no more, as in policy.0.*", TALK | CTL_OPT_UNTIL,
     30000, ctl_freeze},
    {"fsck", NULL, "check every checkpoint and the index; of an ended run, mend them",
     TALK | CTL_OPT_RUNS | CTL_OPT_REPAIR, 5000, ctl_fsck},
    {"get", "[KEY]", "the configuration in force; which keys `set` may change", TALK, 5000,
     ctl_get},
    {"help", "[VERB]", "what there is, or what a verb takes", 0, 0, ctl_help},
    {"load", "CKPT", "let the live run go back to a checkpoint", TALK, 120000, ctl_load},
    {"ls", NULL, "checkpoints, newest first; of an ended run too", TALK | CTL_OPT_RUNS, 5000,
     ctl_ls},
    {"model", NULL, "networks: layers, shapes, parameters, bytes, FLOP", TALK, 5000, ctl_model},
    {"pause", NULL, "let the run stand still until `resume`", TALK, 5000, ctl_pause},
    {"pin", "CKPT", "keep a checkpoint for good", TALK | CTL_OPT_RUNS, 10000, ctl_pin},
    {"profile", NULL, "where the time of a run with profile=true goes", TALK, 5000, ctl_profile},
    {"resume", NULL, "let a paused run go on", TALK, 5000, ctl_resume},
    {"rm", "CKPT", "remove a checkpoint", TALK | CTL_OPT_RUNS, 10000, ctl_rm},
    {"save", NULL, "save a checkpoint now", TALK | CTL_OPT_NAME | CTL_OPT_PIN | CTL_OPT_WAIT,
     120000, ctl_save},
    {"set", "KEY=VALUE...", "change keys from the next cut on, all or none", TALK, 30000, ctl_set},
    {"status", NULL, "what the run is doing", TALK, 5000, ctl_status},
    {"stop", NULL, "save and end the run", TALK | CTL_OPT_NOW, 5000, ctl_stop},
    {"unfreeze", "PATTERN", "let parameters learn again", TALK, 30000, ctl_unfreeze},
    {"unpin", "CKPT", "let a pinned checkpoint rotate again", TALK | CTL_OPT_RUNS, 10000,
     ctl_unpin},
};
const size_t ctl_n_verbs = RL_COUNTOF(ctl_verbs);

static int by_name(const void *name, const void *verb)
{
    return strcmp(name, ((const struct ctl_verb *)verb)->name);
}

const struct ctl_verb *ctl_verb_find(const char *name)
{
    return bsearch(name, ctl_verbs, ctl_n_verbs, sizeof(ctl_verbs[0]), by_name);
}

const char *ctl_verb_nearest(const char *name)
{
    const char *best = NULL;
    size_t distance = RL_MAX(strlen(name) / 3, (size_t)1) + 1;

    for (size_t i = 0; i < ctl_n_verbs; i++)
        if (rl_edit_distance(name, ctl_verbs[i].name) < distance) {
            distance = rl_edit_distance(name, ctl_verbs[i].name);
            best = ctl_verbs[i].name;
        }
    return best;
}
