/* SPDX-License-Identifier: MIT */
/* PPO minibatch updates through agents/agent.h, as the daemon's learner makes them: advantages and
 * shuffle once per pass, then gather, gradients, clip, Adam and metrics per minibatch. The work is
 * that of peers/torch_ppo_update.py: 4 observations, 2 actions, separate 64-64 tanh networks under
 * one optimizer, a rollout of T = 256 steps of N = 8 envs.
 *
 *     bench-ppo-update MINIBATCH SECONDS
 *
 * Speaks lines with the harness: one JSON object when it is warm, then, for each line it reads, one
 * with the rate over SECONDS.
 */
#include <stdio.h>
#include <stdlib.h>

#include "agents/agent.h"
#include "base/base.h"
#include "base/clock.h"
#include "base/rng.h"
#include "nn/backend.h"
#include "replay/rollout.h"

enum { T = 256, N = 8, OBS = 4, ACTIONS = 2, SEED = 1 };

struct bench {
    struct nn_backend *backend;
    struct agent *agent;
    void *hparams;
    struct nn_network_config network;
    struct replay_rollout rollout;
    struct agent_ctx ctx;
};

static bool never_cut(void *host)
{
    (void)host;
    return false;
}

/* The trainer's side of a metric is not part of this work. */
static void drop_metric(void *host, const char *name, double value, enum agent_reduce reduce,
                        unsigned sinks)
{
    (void)host, (void)name, (void)value, (void)reduce, (void)sinks;
}

static void no_save(void *host, const char *name)
{
    (void)host, (void)name;
}

static const struct agent_services services = {never_cut, drop_metric, no_save};

static int set_option(const struct agent_type *type, void *hparams, const char *name,
                      const char *text, struct rl_error *err)
{
    const struct rl_option *option = rl_options_find(type->hparams, type->n_hparams, name);
    if (!option)
        return rl_error_set(err, RL_ENOTFOUND, "%s has no option %s", type->name, name);
    return rl_option_parse(option, text, hparams, err);
}

static int create_agent(struct bench *b, const char *minibatch, struct rl_error *err)
{
    const struct agent_type *type = agent_find("ppo");
    if (!type)
        return rl_error_set(err, RL_ENOTFOUND, "there is no agent ppo");
    b->hparams = calloc(1, type->hparams_bytes);
    if (!b->hparams)
        return rl_error_set(err, RL_ENOMEM, "out of memory");
    int rc = rl_options_default(type->hparams, type->n_hparams, b->hparams, err);
    if (rc == 0)
        rc = set_option(type, b->hparams, "n_steps", "256", err);
    if (rc == 0)
        rc = set_option(type, b->hparams, "batch_size", minibatch, err);
    if (rc == 0)
        rc = set_option(type, b->hparams, "ent_coef", "0.01", err);
    if (rc < 0)
        return rc;
    b->network = nn_network_default();
    struct agent_setup setup = {.backend = b->backend,
                                .n_envs = N,
                                .seed = SEED,
                                .hparams = b->hparams,
                                .network = &b->network};
    rl_space_box(&setup.obs, OBS, NULL, NULL);
    rl_space_discrete(&setup.action, ACTIONS);
    rc = agent_create(&b->agent, type, &setup, err);
    if (rc == 0)
        rc = replay_rollout_init(&b->rollout, T, N, &setup.obs, &setup.action, err);
    return rc;
}

/* A full rollout: normal observations, the policy's own actions and values, normal rewards. */
static int fill_rollout(struct bench *b, struct rl_error *err)
{
    struct replay_rollout *r = &b->rollout;
    struct rl_key key = {SEED, RL_STREAM_TESTS, 0};
    rl_fill_normal(key, 0, (float *)(void *)r->obs, (size_t)T * N * OBS);
    rl_fill_normal(key, 1, r->reward, (size_t)T * N);
    for (r->t = 0; r->t < T; r->t++) {
        size_t row = (size_t)r->t * N;
        uint32_t slot[N];
        uint64_t step[N];
        int32_t action[N];
        for (uint32_t i = 0; i < N; i++) {
            slot[i] = i;
            step[i] = (uint64_t)r->t;
        }
        struct agent_act act = {.n = N,
                                .obs = r->obs + row * r->obs_bytes,
                                .slot = slot,
                                .step = step,
                                .action = action,
                                .raw_action = r->raw_action + row * r->raw_action_bytes,
                                .logp = r->logp + row,
                                .value = r->value + row};
        int rc = b->agent->type->act(b->agent, &act, err);
        if (rc < 0)
            return rc;
    }
    return 0;
}

/* Updates per second over at least `seconds`, in whole training steps. */
static int measure(struct bench *b, double seconds, double *rate, struct rl_error *err)
{
    uint64_t start_ns = rl_now_ns(), first = nn_opt_steps(b->agent->optimizer[0]);
    double elapsed = 0.0;
    while (elapsed < seconds) {
        int rc = b->agent->type->training_step(b->agent, &b->ctx, err);
        if (rc < 0)
            return rc;
        b->ctx.iteration++;
        elapsed = (double)(rl_now_ns() - start_ns) * 1e-9;
    }
    *rate = (double)(nn_opt_steps(b->agent->optimizer[0]) - first) / elapsed;
    return 0;
}

static int run(struct bench *b, const char *minibatch, double seconds, struct rl_error *err)
{
    char line[16];
    double rate;
    int rc = nn_backend_open("cpu", &b->backend, err);
    if (rc == 0)
        rc = create_agent(b, minibatch, err);
    if (rc == 0)
        rc = fill_rollout(b, err);
    b->ctx = (struct agent_ctx){.services = &services, .rollout = &b->rollout};
    if (rc == 0)
        rc = measure(b, seconds, &rate, err);
    if (rc < 0)
        return rc;
    printf("{\"ready\": true, \"version\": \"%s\", \"isa\": \"%s\"}\n", RLTD_VERSION,
           b->backend->isa);
    fflush(stdout);
    while (rc == 0 && fgets(line, sizeof line, stdin)) {
        rc = measure(b, seconds, &rate, err);
        if (rc < 0)
            break;
        printf("{\"updates_per_s\": %.3f}\n", rate);
        fflush(stdout);
    }
    return rc;
}

int main(int argc, char **argv)
{
    struct bench b = {0};
    struct rl_error err = {0};
    if (argc != 3) {
        fprintf(stderr, "usage: bench-ppo-update MINIBATCH SECONDS\n");
        return 64;
    }
    int rc = run(&b, argv[1], atof(argv[2]), &err);
    if (rc < 0)
        fprintf(stderr, "bench-ppo-update: %s\n", err.text);
    agent_destroy(b.agent);
    replay_rollout_deinit(&b.rollout);
    free(b.hparams);
    return rc < 0;
}
