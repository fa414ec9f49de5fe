/* SPDX-License-Identifier: MIT */
/* SAC, TD3 and DDPG alone, with no daemon and no sockets: Pendulum-v1 in the test's own loop, one
 * update for each env step. A quick run has small networks; --complete has the recipes' and their
 * number of steps, three seeds each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/clock.h"
#include "base/rng.h"
#include "envs/bundled/pendulum.h"
#include "envs/client/env_client.h"
#include "tests/agents/driver.h"

#define D 3

struct work {
    const char *agent;
    const char *const *options;
    uint64_t env_steps;
    int seeds;
    double least; /* mean return */
};

/* The one env of the driver's ring. */
struct world {
    struct pendulum env;
    float obs[D];
    uint64_t episode;
};

static uint64_t reset_seed(uint32_t stream, uint64_t episode)
{
    return rl_draw_u64((struct rl_key){.seed = 1, .stream = stream}, episode);
}

static void act(struct driver *d, struct agent_act *a)
{
    struct rl_error err = {0};
    if (d->agent->type->act(d->agent, a, &err) < 0)
        fail_msg("%s", err.text);
}

/* One env step into the ring. */
static void collect(struct driver *d, struct world *w)
{
    static const uint32_t slot = 0;
    const struct replay_row *open = &d->ring.rows[replay_ring_slot(&d->ring, d->ring.open[0] - 1)];
    const uint8_t starts = open->back == 0;
    uint64_t step = d->ctx.env_steps;
    float raw, torque, final_obs[D];
    act(d, &(struct agent_act){.n = 1,
                               .obs = w->obs,
                               .slot = &slot,
                               .step = &step,
                               .action = &torque,
                               .raw_action = &raw,
                               .starts = &starts,
                               .random = (int64_t)step < d->wish.learning_starts});
    struct rlenv_outcome outcome;
    pendulum_step(&w->env, &torque, w->obs, &outcome);
    uint8_t truncated = outcome.truncated;
    memcpy(final_obs, w->obs, sizeof(final_obs));
    if (truncated)
        pendulum_reset(&w->env, reset_seed(RL_STREAM_TRAIN, ++w->episode), w->obs);
    const struct replay_steps steps = {.n = 1,
                                       .action = &raw,
                                       .reward = &outcome.reward,
                                       .truncated = &truncated,
                                       .next_obs = w->obs,
                                       .final_obs = final_obs};
    assert_int_equal(replay_ring_step(&d->ring, &steps, NULL), 0);
    d->ctx.env_steps++;
}

/* Mean return of deterministic episodes. */
static double evaluate(struct driver *d, int episodes)
{
    double total = 0.0;
    for (int e = 0; e < episodes; e++) {
        struct pendulum p;
        float obs[D], torque;
        struct rlenv_outcome outcome = {0};
        pendulum_reset(&p, reset_seed(RL_STREAM_TEST, (uint64_t)e), obs);
        while (!outcome.truncated) {
            act(d,
                &(struct agent_act){.n = 1, .deterministic = true, .obs = obs, .action = &torque});
            pendulum_step(&p, &torque, obs, &outcome);
            total += (double)outcome.reward;
        }
    }
    return total / episodes;
}

static double train(const struct work *work, uint64_t seed)
{
    struct rl_space obs, action;
    struct driver d;
    struct world w = {0};
    uint64_t start_ns = rl_now_ns();
    pendulum_spaces(&obs, &action);
    driver_init(&d, work->agent, &obs, &action, 1, seed, work->options);
    pendulum_reset(&w.env, reset_seed(RL_STREAM_TRAIN, 0), w.obs);
    assert_int_equal(replay_ring_begin(&d.ring, 0, w.obs), 0);
    d.ctx.gradient_steps = 1;
    while (d.ctx.env_steps < work->env_steps) {
        struct rl_error err = {0};
        collect(&d, &w);
        d.ctx.progress = (double)d.ctx.env_steps / (double)work->env_steps;
        if ((int64_t)d.ctx.env_steps > d.wish.learning_starts && driver_train(&d, &err) < 0)
            fail_msg("%s", err.text);
    }
    double score = evaluate(&d, 20);
    print_message("%s, seed %d: return %.1f after %d steps, critic loss %.3f, %.2f s\n",
                  work->agent, (int)seed, score, (int)d.ctx.env_steps,
                  driver_metric(&d, "train/critic_loss"), (double)(rl_now_ns() - start_ns) * 1e-9);
    driver_deinit(&d);
    return score;
}

static void check(void **state)
{
    const struct work *work = *state;
    double sum = 0.0;
    for (int seed = 1; seed <= work->seeds; seed++)
        sum += train(work, (uint64_t)seed);
    assert_true(sum / work->seeds > work->least);
}

#define SMALL "hidden", "[64, 64]", "batch_size", "64", "buffer_size", "20000"
#define DETERMINISTIC \
    "gamma", "0.98", "noise_type", "normal", "noise_std", "0.1", "learning_rate", "1e-3"

static const char *const sac_small[] = {SMALL, "learning_rate", "1e-3", NULL};
static const char *const td3_small[] = {SMALL, DETERMINISTIC, "learning_starts", "1000", NULL};
static const char *const ddpg_small[] = {SMALL, DETERMINISTIC, "learning_starts", "1000", NULL};
static const char *const sac_recipe[] = {"learning_rate", "1e-3", NULL};
static const char *const other_recipe[] = {DETERMINISTIC, "learning_starts", "10000",
                                           "buffer_size", "200000",          NULL};

static struct work quick[] = {
    {"sac", sac_small, 10000, 1, -300.0},
    {"td3", td3_small, 8000, 1, -300.0},
    {"ddpg", ddpg_small, 8000, 1, -300.0},
};
static struct work complete[] = {
    {"sac", sac_recipe, 20000, 3, -190.0},
    {"td3", other_recipe, 20000, 3, -190.0},
    {"ddpg", other_recipe, 20000, 3, -190.0},
};

int main(int argc, char **argv)
{
    struct work *works = argc > 1 && strcmp(argv[1], "--complete") == 0 ? complete : quick;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(check, &works[0]),
        cmocka_unit_test_prestate(check, &works[1]),
        cmocka_unit_test_prestate(check, &works[2]),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
