/* SPDX-License-Identifier: MIT */
/* PPO alone, with no daemon and no sockets: CartPole-v1 (Barto, Sutton & Anderson 1983) in the
 * test's own loop, with the recipe's settings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/rng.h"
#include "tests/agents/driver.h"
#include "tests/agents/spots.h"

#define N_ENVS        8
#define MAX_ENV_STEPS 100000
#define EPISODE_STEPS 500

struct cartpole {
    double x[4]; /* position, velocity, angle, angular velocity */
    int steps;
    uint64_t episode;
};

static void cartpole_reset(struct cartpole *c, struct rl_key key)
{
    float u[4];
    rl_fill_uniform(key, c->episode++, u, 4);
    for (int i = 0; i < 4; i++)
        c->x[i] = 0.1 * (double)u[i] - 0.05;
    c->steps = 0;
}

/* Gymnasium's equations and constants; true: the pole fell or the cart left the track. */
static bool cartpole_step(struct cartpole *c, int32_t action)
{
    double force = action ? 10.0 : -10.0;
    double sin_theta = sin(c->x[2]), cos_theta = cos(c->x[2]);
    double temp = (force + 0.05 * c->x[3] * c->x[3] * sin_theta) / 1.1;
    double theta_acc = (9.8 * sin_theta - cos_theta * temp) /
                       (0.5 * (4.0 / 3.0 - 0.1 * cos_theta * cos_theta / 1.1));
    double x_acc = temp - 0.05 * theta_acc * cos_theta / 1.1;
    c->x[0] += 0.02 * c->x[1];
    c->x[1] += 0.02 * x_acc;
    c->x[2] += 0.02 * c->x[3];
    c->x[3] += 0.02 * theta_acc;
    c->steps++;
    return fabs(c->x[0]) > 2.4 || fabs(c->x[2]) > 12.0 * 2.0 * M_PI / 360.0;
}

static void observe(const struct cartpole *c, float *obs)
{
    for (int i = 0; i < 4; i++)
        obs[i] = (float)c->x[i];
}

struct world {
    struct cartpole env[N_ENVS];
    uint32_t slot[N_ENVS];
    uint64_t step[N_ENVS];
};

static struct rl_key reset_key(uint32_t stream, int slot)
{
    return (struct rl_key){.seed = 1, .stream = stream, .entity = (uint32_t)slot};
}

/* V of one observation. */
static float value_of(struct driver *d, const struct cartpole *c)
{
    float obs[4], value;
    observe(c, obs);
    struct agent_act act = {.n = 1, .deterministic = true, .obs = obs, .value = &value};
    assert_int_equal(d->agent->type->act(d->agent, &act, NULL), 0);
    return value;
}

static void end_episode(struct driver *d, struct cartpole *c, size_t row, bool terminated, int slot)
{
    struct replay_rollout *r = &d->rollout;
    r->terminated[row] = terminated;
    r->truncated[row] = !terminated;
    r->final_value[row] = terminated ? 0.0f : value_of(d, c);
    cartpole_reset(c, reset_key(RL_STREAM_TRAIN, slot));
}

static void collect(struct driver *d, struct world *w)
{
    struct replay_rollout *r = &d->rollout;
    for (int32_t t = 0; t < r->n_steps; t++) {
        size_t at = (size_t)t * N_ENVS;
        float *obs = (float *)(void *)r->obs + at * 4;
        int32_t action[N_ENVS];
        for (int i = 0; i < N_ENVS; i++)
            observe(&w->env[i], obs + 4 * i);
        driver_act_row(d, t, w->slot, w->step, action);
        for (int i = 0; i < N_ENVS; i++) {
            size_t row = at + (size_t)i;
            bool terminated = cartpole_step(&w->env[i], action[i]);
            w->step[i]++;
            r->reward[row] = 1.0f;
            r->terminated[row] = r->truncated[row] = 0;
            if (terminated || w->env[i].steps >= EPISODE_STEPS)
                end_episode(d, &w->env[i], row, terminated, i);
        }
    }
    for (int i = 0; i < N_ENVS; i++)
        r->last_value[i] = value_of(d, &w->env[i]);
    d->ctx.env_steps += (uint64_t)replay_rollout_rows(r);
    d->ctx.progress = fmin((double)d->ctx.env_steps / MAX_ENV_STEPS, 1.0);
}

/* Mean return of deterministic episodes. */
static double evaluate(struct driver *d, int episodes)
{
    double total = 0.0;
    struct cartpole c = {0};
    for (int e = 0; e < episodes; e++) {
        bool terminated = false;
        cartpole_reset(&c, reset_key(RL_STREAM_TEST, 0));
        while (!terminated && c.steps < EPISODE_STEPS) {
            float obs[4];
            int32_t action;
            observe(&c, obs);
            struct agent_act act = {.n = 1, .deterministic = true, .obs = obs, .action = &action};
            assert_int_equal(d->agent->type->act(d->agent, &act, NULL), 0);
            terminated = cartpole_step(&c, action);
        }
        total += c.steps;
    }
    return total / episodes;
}

static double train_cartpole(uint64_t seed, const char *shared_trunk)
{
    const char *const options[] = {"n_steps",    "32",          "batch_size",    "256",
                                   "gae_lambda", "0.8",         "gamma",         "0.98",
                                   "n_epochs",   "20",          "learning_rate", "linear(1e-3)",
                                   "clip_range", "linear(0.2)", "shared_trunk",  shared_trunk,
                                   NULL};
    struct rl_space obs, action;
    rl_space_box(&obs, 4, NULL, NULL);
    rl_space_discrete(&action, 2);
    struct driver d;
    driver_init(&d, "ppo", &obs, &action, N_ENVS, seed, options);
    struct world w = {0};
    for (int i = 0; i < N_ENVS; i++) {
        w.slot[i] = (uint32_t)i;
        cartpole_reset(&w.env[i], reset_key(RL_STREAM_TRAIN, i));
    }
    uint64_t start_ns = rl_now_ns();
    while (d.ctx.env_steps < MAX_ENV_STEPS) {
        struct rl_error err = {0};
        collect(&d, &w);
        if (driver_train(&d, &err) < 0)
            fail_msg("%s", err.text);
    }
    double score = evaluate(&d, 20);
    print_message("seed %d: return %.1f after %d steps, explained variance %.2f, %.2f s\n",
                  (int)seed, score, (int)d.ctx.env_steps,
                  driver_metric(&d, "train/explained_variance"),
                  (double)(rl_now_ns() - start_ns) * 1e-9);
    driver_deinit(&d);
    return score;
}

static void test_ppo_learns_cartpole(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++)
        assert_true(train_cartpole(seed, "false") > 400.0);
}

static void test_ppo_learns_cartpole_with_a_shared_trunk(void **state)
{
    (void)state;
    assert_true(train_cartpole(1, "true") > 400.0);
}

/* ---- images: a bright 3 x 3 spot somewhere, the action says in which half; one-step episodes ----
 */

/* In which half the spot is. */
static int32_t draw_spot(bool channels_first, uint64_t counter, uint8_t *image)
{
    return spot_draw(channels_first, counter, image) >= 4;
}

static double right_answers(struct driver *d, bool channels_first)
{
    int right = 0;
    for (int i = 0; i < 200; i++) {
        uint8_t image[SPOT_BYTES];
        int32_t half = draw_spot(channels_first, 1000000 + (uint64_t)i, image), action;
        struct agent_act act = {.n = 1, .deterministic = true, .obs = image, .action = &action};
        assert_int_equal(d->agent->type->act(d->agent, &act, NULL), 0);
        right += action == half;
    }
    return right / 200.0;
}

static void collect_spots(struct driver *d, struct world *w, bool channels_first)
{
    struct replay_rollout *r = &d->rollout;
    for (int32_t t = 0; t < r->n_steps; t++) {
        size_t at = (size_t)t * N_ENVS;
        int32_t action[N_ENVS], half[N_ENVS];
        for (size_t i = 0; i < N_ENVS; i++)
            half[i] = draw_spot(channels_first, w->step[i]++ * N_ENVS + i,
                                r->obs + (at + i) * r->obs_bytes);
        driver_act_row(d, t, w->slot, w->step, action);
        for (size_t i = 0; i < N_ENVS; i++) {
            r->reward[at + i] = action[i] == half[i];
            r->terminated[at + i] = 1;
        }
    }
    d->ctx.env_steps += (uint64_t)replay_rollout_rows(r);
}

static void learn_spots(bool channels_first)
{
    static const char *const options[] = {"n_steps",       "32",   "batch_size", "64",
                                          "learning_rate", "1e-3", NULL};
    struct rl_space obs = {.kind = RL_SPACE_BOX, .dtype = RL_U8, .rank = 3};
    struct rl_space action;
    const int64_t last[] = {SPOT_SIDE, SPOT_SIDE, 2}, first[] = {2, SPOT_SIDE, SPOT_SIDE};
    memcpy(obs.dim, channels_first ? first : last, sizeof(last));
    assert_int_equal(rl_space_finish(&obs, NULL), 0);
    rl_space_discrete(&action, 2);
    struct driver d;
    driver_init(&d, "ppo", &obs, &action, N_ENVS, 1, options);
    assert_true(nn_state_find(d.agent->state, "model/trunk.cnn.0.weight") >= 0);
    assert_true(nn_state_find(d.agent->state, "model/trunk.0.weight") < 0);
    struct world w = {0};
    for (uint32_t i = 0; i < N_ENVS; i++)
        w.slot[i] = i;
    double before = right_answers(&d, channels_first);
    for (int i = 0; i < 16; i++) {
        struct rl_error err = {0};
        collect_spots(&d, &w, channels_first);
        if (driver_train(&d, &err) < 0)
            fail_msg("%s", err.text);
    }
    double after = right_answers(&d, channels_first);
    print_message("%s: %.3f right before, %.3f after %d steps\n",
                  channels_first ? "(2, 10, 10)" : "(10, 10, 2)", before, after,
                  (int)d.ctx.env_steps);
    assert_true(before < 0.8 && after > 0.95);
    driver_deinit(&d);
}

static void test_ppo_learns_from_images(void **state)
{
    (void)state;
    learn_spots(false);
    learn_spots(true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ppo_learns_from_images),
        cmocka_unit_test(test_ppo_learns_cartpole),
        cmocka_unit_test(test_ppo_learns_cartpole_with_a_shared_trunk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
