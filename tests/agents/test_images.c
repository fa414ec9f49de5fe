/* SPDX-License-Identifier: MIT */
/* Agents that learn Q from a replay see byte images through the small CNN: a bright 3 x 3 spot lies
 * somewhere, the best action says where. One-step episodes, no daemon. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "tests/agents/driver.h"
#include "tests/agents/spots.h"

enum { STEPS = 1500, LEAVE = 100 };

/* Where the spot is, in [-1, 1]. */
static float draw_spot(bool channels_first, uint64_t counter, uint8_t *image)
{
    return (float)spot_draw(channels_first, counter, image) / 3.5f - 1.0f;
}

struct subject {
    const char *agent, *encoder; /* a parameter that only CNNs have */
    bool channels_first;
    const char *options[16];
};

static bool discrete(const struct subject *s)
{
    return strcmp(s->agent, "dqn") == 0;
}

/* 1 is the best: the half of a choice, else the distance. */
static float reward_of(const struct subject *s, float place, const void *action)
{
    if (discrete(s))
        return *(const int32_t *)action == (place > 0.0f) ? 1.0f : 0.0f;
    return 1.0f - fabsf(*(const float *)action - place);
}

static void act(struct driver *d, const uint8_t *image, bool deterministic, bool random,
                void *action, void *raw)
{
    static const uint32_t slot = 0;
    struct agent_act a = {.n = 1,
                          .deterministic = deterministic,
                          .obs = image,
                          .slot = &slot,
                          .step = &d->ctx.env_steps,
                          .action = action,
                          .raw_action = raw,
                          .random = random,
                          .env_steps = d->ctx.env_steps,
                          .progress = d->ctx.progress};
    struct rl_error err = {0};
    if (d->agent->type->act(d->agent, &a, &err) < 0)
        fail_msg("%s", err.text);
}

static double score(struct driver *d, const struct subject *s)
{
    double sum = 0.0;
    for (uint64_t i = 0; i < 200; i++) {
        uint8_t image[SPOT_BYTES];
        float place = draw_spot(s->channels_first, 1000000 + i, image);
        uint32_t action;
        act(d, image, true, false, &action, NULL);
        sum += (double)reward_of(s, place, &action);
    }
    return sum / 200.0;
}

static void train(struct driver *d, const struct subject *s)
{
    static const uint8_t terminated = 1;
    uint8_t image[SPOT_BYTES], next[SPOT_BYTES];
    float place = draw_spot(s->channels_first, 0, image);
    assert_int_equal(replay_ring_begin(&d->ring, 0, image), 0);
    d->ctx.gradient_steps = 1;
    for (uint64_t step = 1; step <= STEPS; step++) {
        uint32_t action, raw;
        struct rl_error err = {0};
        act(d, image, false, step < LEAVE, &action, &raw);
        float reward = reward_of(s, place, &action);
        place = draw_spot(s->channels_first, step, next);
        const struct replay_steps steps = {.n = 1,
                                           .action = &raw,
                                           .reward = &reward,
                                           .terminated = &terminated,
                                           .next_obs = next,
                                           .final_obs = image};
        assert_int_equal(replay_ring_step(&d->ring, &steps, NULL), 0);
        memcpy(image, next, sizeof(image));
        d->ctx.env_steps = step;
        d->ctx.progress = (double)step / STEPS;
        if (step >= LEAVE && driver_train(d, &err) < 0)
            fail_msg("%s", err.text);
    }
}

static void check_learns(void **state)
{
    const struct subject *s = *state;
    static const float low[1] = {-1}, high[1] = {1};
    struct rl_space obs = {.kind = RL_SPACE_BOX, .dtype = RL_U8, .rank = 3}, action;
    const int64_t last[] = {SPOT_SIDE, SPOT_SIDE, 2}, first[] = {2, SPOT_SIDE, SPOT_SIDE};
    memcpy(obs.dim, s->channels_first ? first : last, sizeof(last));
    assert_int_equal(rl_space_finish(&obs, NULL), 0);
    rl_space_box(&action, 1, low, high);
    if (discrete(s))
        rl_space_discrete(&action, 2);
    struct driver d;
    driver_init(&d, s->agent, &obs, &action, 1, 1, s->options);
    assert_true(nn_state_find(d.agent->state, s->encoder) >= 0);
    assert_true(d.agent->wire_batches); /* the replay hands out bytes */
    double before = score(&d, s);
    train(&d, s);
    double after = score(&d, s);
    print_message("%s: %.3f before, %.3f after %d steps\n", s->agent, before, after, STEPS);
    assert_true(before < 0.75 && after > 0.9);
    driver_deinit(&d);
}

#define COMMON "batch_size", "32", "learning_rate", "1e-3", "buffer_size", "2000"
static struct subject subjects[] = {
    {"dqn", "model/q.cnn.0.weight", false, {COMMON, NULL}},
    {"dqn", "model/q.cnn.0.weight", true, {COMMON, "dueling", "true", "hidden", "[32]", NULL}},
    {"sac", "model/critic.cnn.0.weight", true, {COMMON, "hidden", "[64]", NULL}},
    {"td3",
     "model/policy.cnn.0.weight",
     false,
     {COMMON, "hidden", "[64]", "noise_type", "normal", NULL}},
    {"ddpg",
     "model/policy.cnn.0.weight",
     true,
     {COMMON, "hidden", "[64]", "noise_type", "normal", NULL}},
};

int main(void)
{
    struct CMUnitTest tests[RL_COUNTOF(subjects)];
    for (size_t i = 0; i < RL_COUNTOF(subjects); i++)
        tests[i] = (struct CMUnitTest){subjects[i].agent, check_learns, NULL, NULL, &subjects[i]};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
