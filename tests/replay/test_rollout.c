/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/rng.h"
#include "replay/rollout.h"

static const struct rl_key key = {.seed = 7, .stream = RL_STREAM_TESTS};

static void make_rollout(struct replay_rollout *r, int32_t T, int32_t N)
{
    struct rl_space obs, action;
    rl_space_box(&obs, 3, NULL, NULL);
    rl_space_discrete(&action, 2);
    assert_int_equal(replay_rollout_init(r, T, N, &obs, &action, NULL), 0);
}

/* Random values and rewards; ends of both kinds, sometimes both at once. */
static void fill_rollout(struct replay_rollout *r)
{
    int32_t n = replay_rollout_rows(r);
    float *u = calloc((size_t)n, sizeof(*u));
    rl_fill_normal(key, 0, r->value, (size_t)n);
    rl_fill_normal(key, 1, r->reward, (size_t)n);
    rl_fill_normal(key, 2, r->final_value, (size_t)n);
    rl_fill_normal(key, 3, r->last_value, (size_t)r->n_envs);
    rl_fill_uniform(key, 4, u, (size_t)n);
    for (int32_t i = 0; i < n; i++) {
        r->terminated[i] = u[i] < 0.15f;
        r->truncated[i] = u[i] > 0.1f && u[i] < 0.3f;
    }
    free(u);
}

/* The definition (Schulman et al. 2016, eq. 16), forwards: the sum over l of (gamma lambda)^l
 * delta_{t+l}, up to and with the step that ends the episode or the rollout. */
static double advantage_by_definition(const struct replay_rollout *r, int32_t t, int32_t env,
                                      double gamma, double lambda)
{
    double sum = 0.0, weight = 1.0;
    for (; t < r->n_steps; t++, weight *= gamma * lambda) {
        int32_t i = t * r->n_envs + env;
        double next;
        if (r->terminated[i])
            next = 0.0;
        else if (r->truncated[i])
            next = (double)r->final_value[i];
        else if (t + 1 < r->n_steps)
            next = (double)r->value[i + r->n_envs];
        else
            next = (double)r->last_value[env];
        sum += weight * ((double)r->reward[i] + gamma * next - (double)r->value[i]);
        if (r->terminated[i] || r->truncated[i])
            break;
    }
    return sum;
}

static void test_advantages_follow_the_definition(void **state)
{
    (void)state;
    static const float gammas[] = {0.0f, 0.9f, 0.99f, 1.0f}, lambdas[] = {0.0f, 0.8f, 1.0f};
    struct replay_rollout r;
    make_rollout(&r, 40, 6);
    fill_rollout(&r);
    for (size_t g = 0; g < RL_COUNTOF(gammas); g++)
        for (size_t l = 0; l < RL_COUNTOF(lambdas); l++) {
            replay_rollout_advantages(&r, gammas[g], lambdas[l]);
            for (int32_t i = 0; i < 240; i++) {
                double want = advantage_by_definition(&r, i / 6, i % 6, (double)gammas[g],
                                                      (double)lambdas[l]);
                assert_float_equal(r.advantage[i], want, 2e-6 * (1.0 + fabs(want)));
                assert_float_equal(r.ret[i], want + (double)r.value[i], 2e-6 * (2.0 + fabs(want)));
            }
        }
    replay_rollout_deinit(&r);
}

/* One env, three steps, reward 1, values 10, 20, 30, last value 40, final value 50, gamma = lambda
 * = 1/2: worked out by hand. */
static void by_hand(int end_at, bool truncated, const float want[3])
{
    struct replay_rollout r;
    make_rollout(&r, 3, 1);
    for (int i = 0; i < 3; i++) {
        r.reward[i] = 1.0f;
        r.value[i] = 10.0f * (float)(i + 1);
        r.final_value[i] = NAN; /* must not be read where no episode was truncated */
    }
    r.last_value[0] = 40.0f;
    if (end_at >= 0 && truncated) {
        r.truncated[end_at] = 1;
        r.final_value[end_at] = 50.0f;
    } else if (end_at >= 0) {
        r.terminated[end_at] = 1;
    }
    replay_rollout_advantages(&r, 0.5f, 0.5f);
    for (int i = 0; i < 3; i++) {
        assert_float_equal(r.advantage[i], want[i], 0.0);
        assert_float_equal(r.ret[i], want[i] + r.value[i], 0.0);
    }
    replay_rollout_deinit(&r);
}

static void test_advantages_by_hand(void **state)
{
    (void)state;
    /* delta = 1 + next/2 - value: 1, -4, -9; A2 = -9, A1 = -4 - 9/4, A0 = 1 - 6.25/4. */
    by_hand(-1, false, (const float[]){-0.5625f, -6.25f, -9.0f});
    /* Terminated at 1: delta_1 = 1 - 20, nothing flows back over the end. */
    by_hand(1, false, (const float[]){-3.75f, -19.0f, -9.0f});
    /* Truncated at 1: delta_1 = 1 + 50/2 - 20. */
    by_hand(1, true, (const float[]){2.5f, 6.0f, -9.0f});
    /* Ends with the rollout: the last value is the next episode's and plays no part. */
    by_hand(2, false, (const float[]){-1.8125f, -11.25f, -29.0f});
    by_hand(2, true, (const float[]){-0.25f, -5.0f, -4.0f});
}

static void test_advantages_ignore_values_after_termination(void **state)
{
    (void)state;
    struct replay_rollout r;
    make_rollout(&r, 2, 1);
    r.terminated[0] = r.truncated[0] = 1;
    r.final_value[0] = NAN;
    r.terminated[1] = 1;
    r.last_value[0] = INFINITY;
    r.reward[0] = 2.0f;
    r.reward[1] = 3.0f;
    replay_rollout_advantages(&r, 1.0f, 1.0f);
    assert_float_equal(r.advantage[0], 2.0f, 0.0);
    assert_float_equal(r.advantage[1], 3.0f, 0.0);
    replay_rollout_deinit(&r);
}

static void test_gather_picks_rows(void **state)
{
    (void)state;
    struct replay_rollout r;
    make_rollout(&r, 4, 2);
    fill_rollout(&r);
    float *obs = (float *)(void *)r.obs;
    int32_t *raw = (int32_t *)(void *)r.raw_action;
    rl_fill_normal(key, 5, obs, 24);
    rl_fill_normal(key, 6, r.logp, 8);
    for (int32_t i = 0; i < 8; i++)
        raw[i] = 100 + i;
    replay_rollout_advantages(&r, 0.9f, 0.9f);
    const uint32_t index[3] = {7, 0, 4};
    float got_obs[9], logp[3], value[3], advantage[3], ret[3];
    int32_t action[3];
    struct replay_minibatch out = {.obs = got_obs,
                                   .action = action,
                                   .logp = logp,
                                   .value = value,
                                   .advantage = advantage,
                                   .ret = ret};
    replay_rollout_gather(&r, index, 3, &out);
    for (int i = 0; i < 3; i++) {
        uint32_t row = index[i];
        assert_memory_equal(&got_obs[3 * i], &obs[3 * row], 3 * sizeof(float));
        assert_int_equal(action[i], 100 + row);
        assert_float_equal(logp[i], r.logp[row], 0.0);
        assert_float_equal(value[i], r.value[row], 0.0);
        assert_float_equal(advantage[i], r.advantage[row], 0.0);
        assert_float_equal(ret[i], r.ret[row], 0.0);
    }
    replay_rollout_gather(&r, index, 3, &(struct replay_minibatch){0});
    replay_rollout_deinit(&r);
}

static void test_gather_box_actions(void **state)
{
    (void)state;
    struct rl_space obs, action;
    rl_space_discrete(&obs, 3);
    rl_space_box(&action, 2, NULL, NULL);
    struct replay_rollout r;
    assert_int_equal(replay_rollout_init(&r, 2, 2, &obs, &action, NULL), 0);
    float *raw = (float *)(void *)r.raw_action;
    int32_t *choice = (int32_t *)(void *)r.obs;
    for (int i = 0; i < 8; i++)
        raw[i] = 0.5f * (float)i;
    for (int i = 0; i < 4; i++)
        choice[i] = i % 3;
    float got[4], got_obs[6];
    const uint32_t index[2] = {3, 1};
    struct replay_minibatch out = {.obs = got_obs, .action = got};
    replay_rollout_gather(&r, index, 2, &out);
    assert_memory_equal(got, ((const float[]){3.0f, 3.5f, 1.0f, 1.5f}), sizeof(got));
    assert_memory_equal(got_obs, ((const float[]){1, 0, 0, 0, 1, 0}), sizeof(got_obs));
    replay_rollout_deinit(&r);
}

static void make_parts(struct rl_space *action)
{
    *action =
        (struct rl_space){.kind = RL_SPACE_MULTI_DISCRETE, .rank = 1, .dim = {2}, .nvec = {2, 3}};
    assert_int_equal(rl_space_finish(action, NULL), 0);
}

static void test_gather_choices_as_the_loss_wants_them(void **state)
{
    (void)state;
    struct rl_space obs, action;
    struct replay_rollout r;
    const uint32_t index[] = {1, 0};
    float got[10];
    rl_space_box(&obs, 1, NULL, NULL);
    make_parts(&action);
    assert_int_equal(replay_rollout_init(&r, 2, 1, &obs, &action, NULL), 0);
    const int32_t parts[] = {0, 2, 1, 0};
    memcpy(r.raw_action, parts, sizeof parts);
    replay_rollout_gather(&r, index, 2, &(struct replay_minibatch){.action = got});
    const float one_hot[] = {0, 1, 1, 0, 0, 1, 0, 0, 0, 1};
    assert_memory_equal(got, one_hot, sizeof one_hot);
    replay_rollout_deinit(&r);

    action = (struct rl_space){.kind = RL_SPACE_MULTI_BINARY, .rank = 1, .dim = {2}};
    assert_int_equal(rl_space_finish(&action, NULL), 0);
    assert_int_equal(replay_rollout_init(&r, 2, 1, &obs, &action, NULL), 0);
    const int32_t bits[] = {0, 1, 1, 1};
    memcpy(r.raw_action, bits, sizeof bits);
    replay_rollout_gather(&r, index, 2, &(struct replay_minibatch){.action = got});
    const float numbers[] = {1, 1, 0, 1};
    assert_memory_equal(got, numbers, sizeof numbers);
    replay_rollout_deinit(&r);
}

static void test_gather_masks(void **state)
{
    (void)state;
    struct rl_space obs, action;
    struct replay_rollout r;
    rl_space_box(&obs, 1, NULL, NULL);
    make_parts(&action);
    assert_int_equal(rl_space_add_mask(&obs, &action, NULL), 0);
    assert_int_equal(replay_rollout_init(&r, 3, 1, &obs, &action, NULL), 0);
    assert_int_equal(r.obs_bytes, 12); /* a float, 5 bytes, padding */
    const uint8_t mask[3][5] = {{1, 0, 0, 1, 1}, {0, 1, 0, 0, 0}, {0, 0, 0, 0, 0}};
    for (size_t i = 0; i < 3; i++) {
        float x = (float)i + 0.5f;
        memcpy(r.obs + 12 * i, &x, sizeof x);
        memcpy(r.obs + 12 * i + 4, mask[i], 5);
    }
    const uint32_t index[] = {2, 1, 0};
    float features[3], got[3][5];
    replay_rollout_gather(&r, index, 3,
                          &(struct replay_minibatch){.obs = features, .mask = got[0]});
    /* A part under which nothing is possible is all ones. */
    const float want[3][5] = {{1, 1, 1, 1, 1}, {0, 1, 1, 1, 1}, {1, 0, 0, 1, 1}};
    assert_memory_equal(got, want, sizeof want);
    for (int i = 0; i < 3; i++)
        assert_true(features[i] == 2.5f - (float)i);
    replay_encode(&obs, r.obs, 3, features);
    for (int i = 0; i < 3; i++)
        assert_true(features[i] == 0.5f + (float)i);

    struct nn_state *saved = nn_state_create();
    struct nn_state_tensor tensor;
    assert_int_equal(replay_rollout_register(&r, saved), 0);
    nn_state_tensor(saved, nn_state_find(saved, "rollout/obs"), &tensor);
    assert_int_equal(nn_state_tensor_bytes(saved, nn_state_find(saved, "rollout/obs")), 36);
    nn_state_destroy(saved);
    replay_rollout_deinit(&r);
}

static void test_explained_variance(void **state)
{
    (void)state;
    struct replay_rollout r;
    make_rollout(&r, 4, 1);
    for (int i = 0; i < 4; i++)
        r.ret[i] = (float)i; /* variance 1.25 */
    memcpy(r.value, r.ret, 4 * sizeof(float));
    assert_float_equal(replay_rollout_explained_variance(&r), 1.0, 1e-12);
    for (int i = 0; i < 4; i++)
        r.value[i] = 1e6f; /* a constant explains nothing, whatever its bias */
    assert_float_equal(replay_rollout_explained_variance(&r), 0.0, 1e-12);
    for (int i = 0; i < 4; i++)
        r.value[i] = -r.ret[i]; /* Var(2 ret) = 4 Var(ret) */
    assert_float_equal(replay_rollout_explained_variance(&r), -3.0, 1e-12);
    memset(r.ret, 0, 4 * sizeof(float));
    assert_true(isnan(replay_rollout_explained_variance(&r)));
    replay_rollout_deinit(&r);
}

static void test_init_refuses_bad_sizes(void **state)
{
    (void)state;
    struct rl_space obs, action;
    rl_space_box(&obs, 3, NULL, NULL);
    rl_space_discrete(&action, 2);
    struct replay_rollout r;
    struct rl_error err = {0};
    assert_int_equal(replay_rollout_init(&r, 0, 1, &obs, &action, &err), RL_ERANGE);
    assert_int_equal(replay_rollout_init(&r, 1, 0, &obs, &action, NULL), RL_ERANGE);
    assert_int_equal(replay_rollout_init(&r, 1 << 20, 1 << 12, &obs, &action, &err), RL_ERANGE);
    assert_non_null(strstr(err.text, "1048576 steps by 4096 envs"));
    replay_rollout_deinit(&r);
}

static void test_register_names_every_saved_column(void **state)
{
    (void)state;
    struct replay_rollout r;
    make_rollout(&r, 4, 2);
    struct nn_state *registry = nn_state_create();
    assert_int_equal(replay_rollout_register(&r, registry), 0);
    static const char *const names[] = {
        "rollout/t",           "rollout/obs",       "rollout/raw_action", "rollout/logp",
        "rollout/value",       "rollout/reward",    "rollout/terminated", "rollout/truncated",
        "rollout/final_value", "rollout/last_value"};
    for (size_t i = 0; i < RL_COUNTOF(names); i++) {
        int32_t at = nn_state_find(registry, names[i]);
        assert_true(at >= 0);
        struct nn_state_tensor tensor;
        nn_state_tensor(registry, at, &tensor);
        assert_int_equal(tensor.scope, NN_STATE_RESUME);
    }
    assert_int_equal(nn_state_n_tensors(registry), RL_COUNTOF(names));
    /* What is registered is the live memory. */
    int32_t t = 3, read = 0;
    nn_state_tensor_write(registry, nn_state_find(registry, "rollout/t"), &t);
    assert_int_equal(r.t, 3);
    r.t = 2;
    nn_state_tensor_read(registry, NULL, nn_state_find(registry, "rollout/t"), &read);
    assert_int_equal(read, 2);
    nn_state_destroy(registry);
    replay_rollout_deinit(&r);
}

static void test_encode_converts_every_space(void **state)
{
    (void)state;
    float out[8];
    struct rl_space space;
    rl_space_box(&space, 2, NULL, NULL);
    assert_int_equal(replay_feature_count(&space), 2);

#define CHECK_DTYPE(dt, type)                                                         \
    do {                                                                              \
        space.dtype = dt;                                                             \
        const type in[4] = {1, 2, 3, 100};                                            \
        uint8_t bytes[sizeof(in) + 1];                                                \
        memcpy(bytes + 1, in, sizeof(in)); /* wire bytes may lie anywhere */          \
        replay_encode(&space, bytes + 1, 2, out);                                     \
        assert_memory_equal(out, ((const float[]){1, 2, 3, 100}), 4 * sizeof(float)); \
    } while (0)
    CHECK_DTYPE(RL_F32, float);
    CHECK_DTYPE(RL_F64, double);
    CHECK_DTYPE(RL_U8, uint8_t);
    CHECK_DTYPE(RL_I32, int32_t);
    CHECK_DTYPE(RL_I64, int64_t);
    CHECK_DTYPE(RL_U32, uint32_t);
    CHECK_DTYPE(RL_U64, uint64_t);

    rl_space_discrete(&space, 3);
    space.start = -1;
    assert_int_equal(replay_feature_count(&space), 3);
    const int32_t choices[3] = {1, -1, 2}; /* the last is outside */
    replay_encode(&space, choices, 2, out);
    assert_memory_equal(out, ((const float[]){0, 0, 1, 1, 0, 0}), 6 * sizeof(float));
    replay_encode(&space, choices + 2, 1, out);
    assert_memory_equal(out, ((const float[]){0, 0, 0}), 3 * sizeof(float));

    space =
        (struct rl_space){.kind = RL_SPACE_MULTI_DISCRETE, .rank = 1, .dim = {2}, .nvec = {2, 3}};
    assert_int_equal(rl_space_finish(&space, NULL), 0);
    assert_int_equal(replay_feature_count(&space), 5);
    replay_encode(&space, ((const int32_t[]){1, 2}), 1, out);
    assert_memory_equal(out, ((const float[]){0, 1, 0, 0, 1}), 5 * sizeof(float));

    space = (struct rl_space){.kind = RL_SPACE_MULTI_BINARY, .rank = 1, .dim = {3}};
    assert_int_equal(rl_space_finish(&space, NULL), 0);
    replay_encode(&space, ((const uint8_t[]){1, 0, 1}), 1, out);
    assert_memory_equal(out, ((const float[]){1, 0, 1}), 3 * sizeof(float));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_advantages_follow_the_definition),
        cmocka_unit_test(test_advantages_by_hand),
        cmocka_unit_test(test_advantages_ignore_values_after_termination),
        cmocka_unit_test(test_gather_picks_rows),
        cmocka_unit_test(test_gather_box_actions),
        cmocka_unit_test(test_gather_choices_as_the_loss_wants_them),
        cmocka_unit_test(test_gather_masks),
        cmocka_unit_test(test_explained_variance),
        cmocka_unit_test(test_init_refuses_bad_sizes),
        cmocka_unit_test(test_register_names_every_saved_column),
        cmocka_unit_test(test_encode_converts_every_space),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
