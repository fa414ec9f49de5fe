/* SPDX-License-Identifier: MIT */
/* Several updates of DQN on given batches against Stable-Baselines3 (make_dqn_fixture.py): MLP,
 * Nature-CNN and small CNN, double, dueling, weighted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "tests/agents/driver.h"

/* What it was before is bits(salt); every stride-th of its values afterwards is at shown[first]. */
struct tensor {
    const char *name;
    int32_t n, fan_in, salt, stride, first;
};

#include "tests/agents/dqn_fixture.h"

struct fixture {
    const char *const *options;
    const int64_t *dim;
    int32_t rank, n_tensors;
    const struct tensor *tensors;
    const float *shown, *action, *reward, *terminated;
    const int *index;
    const float *weight, *loss, *norm, *error;
};

/* ---- numbers that both sides make alike ---- */

static uint32_t bits(uint32_t i, uint32_t salt)
{
    uint32_t x = i + salt * 1000003u;
    for (int k = 0; k < 2; k++)
        x = (x ^ (x >> 16)) * 0x45D9F3Bu;
    return (x ^ (x >> 16)) & 0xFFFF;
}

static float centred(uint32_t i, uint32_t salt)
{
    return ((float)bits(i, salt) - 32768.0f) / 32768.0f;
}

static float before(const struct tensor *t, int32_t i)
{
    return 1.0f / sqrtf((float)t->fan_in) * centred((uint32_t)i, (uint32_t)t->salt);
}

/* ---- the replay ---- */

/* Observation `row` of those with this salt, as it travels. */
static void fill_obs(const struct rl_space *space, int row, uint32_t salt, void *out)
{
    for (int64_t i = 0, n = space->n_elements; i < n; i++) {
        uint32_t at = (uint32_t)(row * n + i);
        if (space->dtype == RL_U8)
            ((uint8_t *)out)[i] = (uint8_t)bits(at, salt);
        else
            ((float *)out)[i] = centred(at, salt);
    }
}

static void fill_ring(struct replay_ring *ring, const struct fixture *f,
                      const struct rl_space *space)
{
    void *obs = malloc(rl_space_bytes(space)), *final = malloc(rl_space_bytes(space));
    assert_true(obs && final);
    fill_obs(space, 0, 101, obs);
    assert_int_equal(replay_ring_begin(ring, 0, obs), 0);
    for (int i = 0; i < FIXTURE_ROWS; i++) {
        uint8_t terminated = f->terminated[i] > 0.0f, truncated = !terminated;
        int32_t action = (int32_t)f->action[i];
        fill_obs(space, (i + 1) % FIXTURE_ROWS, 101, obs);
        fill_obs(space, i, 102, final);
        const struct replay_steps steps = {.n = 1,
                                           .action = &action,
                                           .reward = f->reward + i,
                                           .terminated = &terminated,
                                           .truncated = &truncated,
                                           .next_obs = obs,
                                           .final_obs = final};
        assert_int_equal(replay_ring_step(ring, &steps, NULL), 0);
    }
    free(obs);
    free(final);
}

/* ---- the cases ---- */

static void fill_tensors(struct driver *d, const struct fixture *f)
{
    for (int32_t i = 0; i < f->n_tensors; i++) {
        const struct tensor *t = &f->tensors[i];
        int32_t at = nn_state_find(d->agent->state, t->name);
        if (at < 0)
            fail_msg("no tensor is registered as %s", t->name);
        assert_int_equal(nn_state_tensor_bytes(d->agent->state, at), (size_t)t->n * sizeof(float));
        float *value = malloc((size_t)t->n * sizeof(float));
        for (int32_t k = 0; k < t->n; k++)
            value[k] = before(t, k);
        driver_write(d, t->name, value);
        free(value);
    }
}

static void check_tensors(const struct driver *d, const struct fixture *f)
{
    for (int32_t i = 0; i < f->n_tensors; i++) {
        const struct tensor *t = &f->tensors[i];
        float *got = malloc((size_t)t->n * sizeof(float));
        double moved = 0.0;
        driver_read(d, t->name, got);
        for (int32_t k = 0, s = t->first; k < t->n; k += t->stride, s++) {
            if (fabsf(got[k] - f->shown[s]) > 2e-5f)
                fail_msg("%s[%d] is %.8g, not %.8g", t->name, k, (double)got[k],
                         (double)f->shown[s]);
            moved += fabs((double)got[k] - (double)before(t, k));
        }
        if (moved < 1e-3) /* far above the tolerance */
            fail_msg("%s has hardly moved", t->name);
        free(got);
    }
}

static void check_close(const char *what, double got, double want)
{
    if (!(fabs(got - want) <= 2e-5 * (1.0 + fabs(want))))
        fail_msg("%s is %.9g, not %.9g", what, got, want);
}

static void check_case(const struct fixture *f)
{
    struct rl_space obs, action;
    rl_space_box(&obs, (int32_t)f->dim[0], NULL, NULL);
    if (f->rank == 3) {
        obs = (struct rl_space){.kind = RL_SPACE_BOX, .dtype = RL_U8, .rank = 3};
        memcpy(obs.dim, f->dim, 3 * sizeof(*f->dim));
        assert_int_equal(rl_space_finish(&obs, NULL), 0);
    }
    rl_space_discrete(&action, FIXTURE_A);
    struct driver d;
    driver_init(&d, "dqn", &obs, &action, 1, 7, f->options);
    fill_tensors(&d, f);
    struct driver_script script = {
        .n_rows = FIXTURE_B, .n_updates = FIXTURE_UPDATES, .index = f->index, .weight = f->weight};
    fill_ring(&d.ring, f, &obs);
    driver_follow(&d, &script);
    d.ctx.gradient_steps = 1;
    for (int update = 0; update < FIXTURE_UPDATES; update++) {
        struct rl_error err = {0};
        d.ctx.env_steps++;
        if (driver_train(&d, &err) < 0)
            fail_msg("%s", err.text);
        check_close("loss", driver_metric(&d, "train/loss"), (double)f->loss[update]);
        check_close("norm", driver_metric(&d, "train/grad_norm"), (double)f->norm[update]);
        for (int i = 0; i < FIXTURE_B && d.wish.prioritized; i++)
            check_close("error", fabs((double)script.td_error[i]),
                        fabs((double)f->error[update * FIXTURE_B + i]));
    }
    check_tensors(&d, f);
    driver_deinit(&d);
}

#define TEST_CASE(name)                              \
    static void test_equals_sb3_##name(void **state) \
    {                                                \
        (void)state;                                 \
        check_case(&(struct fixture){                \
            .options = name##_options,               \
            .dim = name##_dim,                       \
            .rank = RL_COUNTOF(name##_dim),          \
            .n_tensors = RL_COUNTOF(name##_tensors), \
            .tensors = name##_tensors,               \
            .shown = name##_shown,                   \
            .action = name##_action,                 \
            .reward = name##_reward,                 \
            .terminated = name##_terminated,         \
            .index = name##_index,                   \
            .weight = name##_weight,                 \
            .loss = name##_loss,                     \
            .norm = name##_norm,                     \
            .error = name##_error,                   \
        });                                          \
    }
FIXTURE_CASES(TEST_CASE)

int main(void)
{
    const struct CMUnitTest tests[] = {
#define X(name) cmocka_unit_test(test_equals_sb3_##name),
        FIXTURE_CASES(X)
#undef X
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
