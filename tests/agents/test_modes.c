/* SPDX-License-Identifier: MIT */
/* Train and eval mode, seen from outside through dropout: the networks that learn leave features
 * out, another set of them at each update; target networks and acting leave out none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "tests/agents/driver.h"

enum { D = 3, A = 2, B = 4 };

struct subject {
    const char *agent, *net; /* network "model/<net>.0.weight", its target beside it */
    int columns;             /* of its first layer: observation, then action */
    const char *options[22];
};

/* Nothing moves: no learning rate, no target updates. */
#define STILL                                                                               \
    "learning_rate", "0", "tau", "0", "hidden", "[16, 16]", "dropout", "0.5", "gamma", "1", \
        "batch_size", "4", "prioritized_replay", "true"
static struct subject subjects[] = {
    {"sac", "critic", D + A, {STILL, "ent_coef", "0", NULL}},
    {"td3", "critic", D + A, {STILL, "target_policy_noise", "0", NULL}},
    {"ddpg", "critic", D + A, {STILL, NULL}},
    {"dqn", "q", D, {STILL, NULL}},
};

/* One transition with no reward that is cut off, so that y is the target network's value. */
static void open_subject(struct driver *d, const struct subject *s)
{
    static const float low[A] = {-1, -1}, high[A] = {1, 1};
    static const float row[D] = {0.5f, -1.0f, 2.0f}, next[D] = {1.0f, 0.3f, -0.7f};
    static const float reward = 0.0f;
    static const uint8_t truncated = 1;
    const float box[A] = {0.5f, -0.5f};
    const int32_t choice = 1;
    const bool discrete = strcmp(s->agent, "dqn") == 0;
    struct rl_space obs, action;
    rl_space_box(&obs, D, NULL, NULL);
    rl_space_box(&action, A, low, high);
    if (discrete)
        rl_space_discrete(&action, A);
    driver_init(d, s->agent, &obs, &action, 1, 1, s->options);
    assert_int_equal(replay_ring_begin(&d->ring, 0, row), 0);
    const struct replay_steps steps = {.n = 1,
                                       .action = discrete ? (const void *)&choice : box,
                                       .reward = &reward,
                                       .truncated = &truncated,
                                       .next_obs = row,
                                       .final_obs = next};
    assert_int_equal(replay_ring_step(&d->ring, &steps, NULL), 0);
    d->ctx.gradient_steps = 1;
}

/* All parameters of "<set>/<net>..." times `scale`. */
static void scale_network(struct driver *d, const char *set, const char *net, float scale)
{
    char prefix[64];
    int n = snprintf(prefix, sizeof(prefix), "%s/%s.", set, net), found = 0;
    struct nn_state *state = d->agent->state;
    for (int32_t i = 0; i < nn_state_n_tensors(state); i++) {
        struct nn_state_tensor tensor;
        nn_state_tensor(state, i, &tensor);
        if (strncmp(tensor.name, prefix, (size_t)n) != 0)
            continue;
        float *value = malloc(nn_state_tensor_bytes(state, i));
        nn_state_tensor_read(state, NULL, i, value);
        for (int64_t k = 0; k < nn_shape_elements(tensor.shape); k++)
            value[k] *= scale;
        nn_state_tensor_write(state, i, value);
        free(value);
        found++;
    }
    assert_true(found >= 6);
}

/* The network looks at observations alone, whatever the policy draws. */
static void forget_actions(struct driver *d, const struct subject *s)
{
    char name[64];
    snprintf(name, sizeof(name), "target/%s.0.weight", s->net);
    const int32_t i = nn_state_find(d->agent->state, name);
    const size_t n = nn_state_tensor_bytes(d->agent->state, i) / sizeof(float);
    float *weight = malloc(n * sizeof(float));
    driver_read(d, name, weight);
    for (size_t k = 0; k < n; k++)
        if (k % (size_t)s->columns >= D)
            weight[k] = 0.0f;
    driver_write(d, name, weight);
    free(weight);
}

static void errors_of_update(struct driver *d, struct driver_script *script, float out[B])
{
    struct rl_error err = {0};
    if (driver_train(d, &err) < 0)
        fail_msg("%s", err.text);
    memcpy(out, script->td_error, B * sizeof(*out));
}

/* With a network of zeros the error is the target's value, and the other way round. */
static void check_modes(void **state)
{
    const struct subject *s = *state;
    for (int learning = 0; learning < 2; learning++) {
        struct driver d;
        struct driver_script script = {.n_rows = B};
        float first[B], second[B];
        open_subject(&d, s);
        driver_follow(&d, &script);
        forget_actions(&d, s);
        scale_network(&d, learning ? "target" : "model", s->net, 0.0f);
        errors_of_update(&d, &script, first);
        errors_of_update(&d, &script, second);
        if (learning) {
            assert_memory_not_equal(first, second, sizeof(first));     /* another update */
            assert_true(first[0] != first[1] || first[1] != first[2]); /* another row */
        } else {
            assert_memory_equal(first, second, sizeof(first));
            assert_true(first[0] != 0.0f && first[0] == first[1] && first[1] == first[2]);
        }
        driver_deinit(&d);
    }
}

/* Two agents whose counters of draws differ act alike. */
static void check_acting(void **state)
{
    const struct subject *s = *state;
    static const float obs[D] = {0.5f, -1.0f, 2.0f};
    struct driver d;
    struct driver_script script = {.n_rows = B};
    float errors[B];
    uint32_t before[A] = {0}, after[A] = {0};
    open_subject(&d, s);
    driver_follow(&d, &script);
    struct agent_act act = {.n = 1, .deterministic = true, .obs = obs, .raw_action = before};
    assert_int_equal(d.agent->type->act(d.agent, &act, NULL), 0);
    uint64_t counter = nn_random_counter(&d.agent->random);
    errors_of_update(&d, &script, errors);
    assert_true(nn_random_counter(&d.agent->random) > counter);
    act.raw_action = after;
    assert_int_equal(d.agent->type->act(d.agent, &act, NULL), 0);
    assert_memory_equal(before, after, sizeof(before));
    driver_deinit(&d);
}

/* The counter is in the checkpoint: the update after a restart leaves out what it would have. */
static void check_resume(void **state)
{
    const struct subject *s = *state;
    struct driver d, other;
    struct driver_script script = {.n_rows = B}, other_script = script;
    float first[B], second[B], again[B];
    open_subject(&d, s);
    open_subject(&other, s);
    driver_follow(&d, &script);
    driver_follow(&other, &other_script);
    scale_network(&d, "target", s->net, 0.0f);
    errors_of_update(&d, &script, first);
    driver_copy_state(&other, &d);
    errors_of_update(&d, &script, second);
    errors_of_update(&other, &other_script, again);
    assert_memory_equal(second, again, sizeof(second));
    assert_memory_not_equal(first, second, sizeof(first));
    driver_deinit(&d);
    driver_deinit(&other);
}

#define OF_EACH(test)                                                                             \
    cmocka_unit_test_prestate(test, &subjects[0]), cmocka_unit_test_prestate(test, &subjects[1]), \
        cmocka_unit_test_prestate(test, &subjects[2]),                                            \
        cmocka_unit_test_prestate(test, &subjects[3])

int main(void)
{
    const struct CMUnitTest tests[] = {OF_EACH(check_modes), OF_EACH(check_acting),
                                       OF_EACH(check_resume)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
