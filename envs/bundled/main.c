/* SPDX-License-Identifier: MIT */
#include "envs/bundled/main.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "envs/client/env_client.h"

#define EXIT_USAGE 64

struct instances {
    const struct bundled_env *env;
    uint8_t *bytes; /* N instances */
    uint8_t *trial; /* one, for set_state */
};

static void *instance(struct instances *all, int32_t i)
{
    return all->bytes + (size_t)i * all->env->bytes;
}

static int reset(void *user, int32_t i, uint64_t seed, void *obs)
{
    struct instances *all = user;
    all->env->reset(instance(all, i), seed, obs);
    return 0;
}

static int step(void *user, int32_t i, const void *action, void *obs, struct rlenv_outcome *outcome)
{
    struct instances *all = user;
    all->env->step(instance(all, i), action, obs, outcome);
    return 0;
}

static int get_state(void *user, int32_t i, void *state)
{
    struct instances *all = user;
    memcpy(state, instance(all, i), all->env->bytes);
    return 0;
}

static int set_state(void *user, int32_t i, const void *state)
{
    struct instances *all = user;
    memcpy(all->trial, state, all->env->bytes);
    if (!all->env->valid(all->trial))
        return -1;
    memcpy(instance(all, i), all->trial, all->env->bytes);
    return 0;
}

static void print_help(const struct bundled_env *env)
{
    printf("Usage: %s [--connect PATH] [--num-envs N] [--name NAME] [--role train|eval]\n"
           "Serve %s environments to rltd over its env socket.\n\n"
           "  --connect PATH   the env socket (default: $RLTD_ENV_SOCKET)\n"
           "  --num-envs N     environments in this process (default: $RLTD_NUM_ENVS, else 1)\n"
           "  --name NAME      stable name of this process (default: $RLTD_ENV_NAME, else %s)\n"
           "  --role ROLE      train or eval (default: $RLTD_ROLE, else train)\n"
           "  --retry SECONDS  wait for rltd, and come back when it restarts; -1: for ever "
           "(default: 0)\n"
           "  --help, --version\n",
           env->program, env->env_id, env->env_id);
}

static int parse_number(const char *program, const char *option, const char *text, long min,
                        int32_t *out)
{
    char *end;
    long v = strtol(text, &end, 10);
    if (end == text || *end || v < min || v > 1000000) {
        fprintf(stderr, "%s: --%s: '%s' is not a number from %ld to 1000000\n", program, option,
                text, min);
        return -1;
    }
    *out = (int32_t)v;
    return 0;
}

/* 0: go on; 1: all said; -1: usage error, reported. */
static int parse_arguments(const struct bundled_env *env, int argc, char **argv,
                           struct rlenv_config *config)
{
    static const struct option options[] = {
        {"connect", required_argument, NULL, 'c'}, {"num-envs", required_argument, NULL, 'n'},
        {"name", required_argument, NULL, 'm'},    {"role", required_argument, NULL, 'r'},
        {"retry", required_argument, NULL, 't'},   {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},       {0},
    };
    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        int rc = 0;
        switch (c) {
        case 'c':
            config->socket_path = optarg;
            break;
        case 'n':
            rc = parse_number(env->program, "num-envs", optarg, 1, &config->n_envs);
            break;
        case 'm':
            config->name = optarg;
            break;
        case 'r':
            config->role = optarg;
            break;
        case 't':
            rc = parse_number(env->program, "retry", optarg, -1, &config->retry_s);
            break;
        case 'h':
            print_help(env);
            return 1;
        case 'v':
            printf("%s %s\n", env->program, RLTD_VERSION);
            return 1;
        default:
            rc = -1;
        }
        if (rc)
            return rc;
    }
    if (optind < argc) {
        fprintf(stderr, "%s: '%s' is no option; try --help\n", env->program, argv[optind]);
        return -1;
    }
    return 0;
}

static int serve(const struct bundled_env *env, struct rlenv_config *config, struct rl_error *err)
{
    static const struct rlenv_callbacks template = {
        .reset = reset, .step = step, .get_state = get_state, .set_state = set_state};
    struct rlenv_callbacks callbacks = template;
    callbacks.state_bytes = env->bytes;
    config->env_state = true;
    config->env_id = env->env_id;
    env->spaces(&config->obs, &config->action);

    int rc = rlenv_num_envs(config, &config->n_envs, err);
    if (rc)
        return rc;
    struct instances all = {.env = env,
                            .bytes = calloc((size_t)config->n_envs, env->bytes),
                            .trial = calloc(1, env->bytes)};
    if (all.bytes && all.trial)
        rc = rlenv_run(config, &callbacks, &all, err);
    else
        rc = rl_error_set(err, RL_ENOMEM, "no memory for %d environments", config->n_envs);
    free(all.bytes);
    free(all.trial);
    return rc;
}

int bundled_main(const struct bundled_env *env, int argc, char **argv)
{
    struct rlenv_config config = {0};
    struct rl_error err;
    int rc = parse_arguments(env, argc, argv, &config);
    if (rc)
        return rc < 0 ? EXIT_USAGE : EXIT_SUCCESS;
    rc = serve(env, &config, &err);
    if (rc) {
        fprintf(stderr, "%s: %s\n", env->program, err.text);
        return rc == RL_EINVAL ? EXIT_USAGE : EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
