/* SPDX-License-Identifier: MIT */
/* rltctl: a client of the control API and nothing else. */
#include "ctl/args.h"
#include "ctl/verb.h"

int main(int argc, char **argv)
{
    struct ctl_args args;
    const struct ctl_verb *verb;
    struct rl_error err = {0};
    bool version;
    int code;

    if (ctl_args_parse(&args, &verb, &version, argc, argv, &err) < 0) {
        fprintf(stderr, "rltctl: %s\n", err.text);
        return RLTD_EXIT_USAGE;
    }
    if (version) {
        printf("rltctl %s\n", RLTD_VERSION);
        return RLTD_EXIT_OK;
    }
    if (args.help) {
        ctl_usage(stdout, verb);
        return RLTD_EXIT_OK;
    }
    code = verb->fn(&args, &err);
    if (code != RLTD_EXIT_OK)
        fprintf(stderr, "rltctl: %s\n", err.text);
    if (fflush(stdout) != 0 && code == RLTD_EXIT_OK) {
        fprintf(stderr, "rltctl: cannot write the output\n");
        return RLTD_EXIT_FAILURE;
    }
    return code;
}
