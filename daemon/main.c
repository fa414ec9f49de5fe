/* SPDX-License-Identifier: MIT */
/* rltd: reads the command line and starts what it asks for. Everything that prints an error or
 * exits is here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "ctl/proto.h"
#include "daemon/config/check.h"
#include "daemon/config/config.h"
#include "daemon/config/summary.h"
#include "daemon/memory.h"
#include "daemon/modes.h"
#include "daemon/offline.h"
#include "daemon/options.h"

static int train(const struct rltd_options *options, struct rl_error *err)
{
    struct rltd_config config;
    int rc = rltd_config_load(&config, options->what, options->words, options->n_words, err);
    int code;

    if (rc < 0)
        return rc == RL_ENOMEM ? RLTD_EXIT_FAILURE : RLTD_EXIT_CONFIG;
    if (options->command == RLTD_COMMAND_CHECK)
        code = rltd_exit_of((rc = rltd_config_check_new(&config, err)) < 0
                                ? rc
                                : rltd_config_summary(&config, stdout, err));
    else
        code = rltd_train_main(&config, err);
    rltd_config_deinit(&config);
    return code;
}

static int64_t int_of(const struct agent_type *type, const char *name, const void *hparams)
{
    const struct rl_option *o = rl_options_find(type->hparams, type->n_hparams, name);

    return o && o->type == RL_OPT_INT
               ? *(const int64_t *)(const void *)((const char *)hparams + o->offset)
               : 0;
}

static int tune(const struct rltd_options *options, struct rl_error *err)
{
    struct rltd_tune_options tune = {.what = options->what,
                                     .words = options->words,
                                     .n_words = options->n_words,
                                     .batch_size = options->command == RLTD_COMMAND_TUNE_BATCH};
    struct nn_network_config network;
    struct rltd_config config;
    void *hparams;
    int rc = rltd_config_load(&config, options->what, options->words, options->n_words, err);

    if (rc < 0)
        return rltd_exit_of(rc);
    hparams = calloc(1, config.agent_type->hparams_bytes);
    rc = hparams ? rltd_config_hparams(&config, NULL, NULL, hparams, &network, err)
                 : rl_error_set(err, RL_ENOMEM, "out of memory");
    if (rc == 0) {
        tune.on_policy = config.agent_type->on_policy;
        tune.batch = int_of(config.agent_type, "batch_size", hparams);
        tune.batch_max = tune.on_policy
                             ? int_of(config.agent_type, "n_steps", hparams) * config.n_envs
                             : int_of(config.agent_type, "buffer_size", hparams);
        if (tune.batch < 1 || tune.batch > tune.batch_max)
            rc = rl_error_set(err, RL_ECONFIG, "batch_size %lld is not in [1, %lld]",
                              (long long)tune.batch, (long long)tune.batch_max);
    }
    free(hparams);
    rltd_config_deinit(&config);
    return rc < 0 ? rltd_exit_of(rc) : rltd_tune_main(&tune, err);
}

/* `last` and `best` need to know whose: with a single run in the folder it is that one's. */
static int find_run(struct rltd_options *options, struct rl_error *err)
{
    if (options->of.run[0] || strchr(options->what, '/') || access(options->what, F_OK) == 0)
        return 0;
    return rltd_only_run(options->of.runs, options->of.run, sizeof(options->of.run), err);
}

static int serve(struct rltd_options *options, struct rl_error *err)
{
    const struct rltd_serve_options serve = {
        .checkpoint = options->what,
        .runs = options->of.runs,
        .run = options->of.run,
        .name = options->of.name[0] ? options->of.name : NULL,
        .sample = options->of.sample,
    };

    return find_run(options, err) < 0 ? RLTD_EXIT_UNAVAILABLE : rltd_serve_main(&serve, err);
}

static int eval(struct rltd_options *options, struct rl_error *err)
{
    const struct rltd_eval_options eval = {
        .checkpoint = options->what,
        .runs = options->of.runs,
        .run = options->of.run,
        .env = options->of.env[0] ? options->of.env : NULL,
        .record = options->of.record[0] ? options->of.record : NULL,
        .episodes = (int32_t)options->of.episodes,
        .n_envs = (int32_t)options->of.n_envs,
        .seed = (uint64_t)options->of.seed,
        .json = options->json,
    };

    return find_run(options, err) < 0 ? RLTD_EXIT_UNAVAILABLE : rltd_eval_main(&eval, err);
}

static int export_policy(struct rltd_options *options, struct rl_error *err)
{
    const struct rltd_export_options export = {
        .checkpoint = options->what,
        .runs = options->of.runs,
        .run = options->of.run,
        .onnx = options->of.onnx,
        .half = options->of.dtype == 1,
        .json = options->json,
    };

    if (!options->of.onnx[0]) {
        rl_error_set(err, RL_EINVAL, "export needs --onnx FILE");
        return RLTD_EXIT_USAGE;
    }
    return find_run(options, err) < 0 ? RLTD_EXIT_UNAVAILABLE : rltd_export_main(&export, err);
}

static int tidy(struct rltd_options *options, struct rl_error *err)
{
    static const enum rltd_edit edits[] = {[RLTD_COMMAND_PIN] = RLTD_EDIT_PIN,
                                           [RLTD_COMMAND_UNPIN] = RLTD_EDIT_UNPIN,
                                           [RLTD_COMMAND_RM] = RLTD_EDIT_REMOVE};
    const char *runs = options->of.runs;

    if (!options->of.run[0] &&
        rltd_only_run(runs, options->of.run, sizeof(options->of.run), err) < 0)
        return RLTD_EXIT_UNAVAILABLE;
    switch (options->command) {
    case RLTD_COMMAND_BEST:
        return rltd_best_main(runs, options->of.run, err);
    case RLTD_COMMAND_FSCK:
        return rltd_fsck_main(runs, options->of.run, options->of.repair, options->json, err);
    default:
        return rltd_edit_main(runs, options->of.run, edits[options->command], options->what,
                              options->json, err);
    }
}

static int help_config(bool markdown, struct rl_error *err)
{
    struct rl_buf text;
    int rc = 0;

    rl_buf_init(&text);
    rltd_config_help(markdown, &text);
    if (text.failed || fwrite(text.data, 1, text.n, stdout) != text.n)
        rc = rl_error_set(err, RL_EIO, "cannot write the list of keys");
    rl_buf_deinit(&text);
    return rltd_exit_of(rc);
}

static int run(struct rltd_options *options, struct rl_error *err)
{
    switch (options->command) {
    case RLTD_COMMAND_TRAIN:
    case RLTD_COMMAND_CHECK:
        return train(options, err);
    case RLTD_COMMAND_TUNE_LR:
    case RLTD_COMMAND_TUNE_BATCH:
        return tune(options, err);
    case RLTD_COMMAND_SERVE:
        return serve(options, err);
    case RLTD_COMMAND_LS:
        return rltd_ls_main(options->of.runs, options->of.run, options->json, err);
    case RLTD_COMMAND_EVAL:
        return eval(options, err);
    case RLTD_COMMAND_EXPORT:
        return export_policy(options, err);
    case RLTD_COMMAND_BEST:
    case RLTD_COMMAND_PIN:
    case RLTD_COMMAND_UNPIN:
    case RLTD_COMMAND_RM:
    case RLTD_COMMAND_FSCK:
        return tidy(options, err);
    case RLTD_COMMAND_HELP:
        rltd_usage(stdout);
        return RLTD_EXIT_OK;
    case RLTD_COMMAND_HELP_CONFIG:
        return help_config(options->markdown, err);
    case RLTD_COMMAND_VERSION:
        printf("rltd %s\n", RLTD_VERSION);
        return RLTD_EXIT_OK;
    }
    return RLTD_EXIT_USAGE;
}

/* Every env connection is a descriptor: the soft limit is a default, the hard one is meant. */
static void raise_descriptor_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

int main(int argc, char **argv)
{
    struct rltd_options options;
    struct rl_error err = {0};
    int code = RLTD_EXIT_USAGE;

    rltd_memory_init();
    raise_descriptor_limit();
    if (rltd_options_parse(&options, argc, argv, &err) == 0)
        code = run(&options, &err);
    if (code != RLTD_EXIT_OK && err.text[0])
        fprintf(stderr, "rltd: %s\n", err.text);
    if (fflush(stdout) != 0 && code == RLTD_EXIT_OK) {
        fprintf(stderr, "rltd: cannot write the output\n");
        code = RLTD_EXIT_FAILURE;
    }
    return code;
}
