/* SPDX-License-Identifier: MIT */
/* The promise that an exchange allocates nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "tests/envs/fake_rltd.h"
#include "tests/support/allocations.h"

#define N_STEPS 200

/* Of the client's thread. */
static long before, after;

static int reset(void *user, int32_t env, uint64_t seed, void *obs)
{
    (void)user, (void)env, (void)seed;
    memset(obs, 0, 4);
    before = allocations_here(); /* the handshake is over */
    return 0;
}

static int step(void *user, int32_t env, const void *action, void *obs,
                struct rlenv_outcome *outcome)
{
    (void)user, (void)action;
    memset(obs, 1, 4);
    after = allocations_here();
    outcome->terminated = env == 1;
    return 0;
}

static int run(void *arg, const char *path, struct rl_error *err)
{
    static const struct rlenv_callbacks callbacks = {.reset = reset, .step = step};
    struct rlenv_config *config = arg;
    config->socket_path = path;
    return rlenv_run(config, &callbacks, NULL, err);
}

static void test_exchange_allocates_nothing(void **state)
{
    (void)state;
    struct rlenv_config config = {.env_id = "x", .n_envs = 2};
    struct fake_rltd f;
    struct wire_header h;
    rl_space_box(&config.obs, 1, NULL, NULL);
    rl_space_discrete(&config.action, 2);
    fake_rltd_init(&f);
    fake_rltd_start(&f, run, &config);
    fake_rltd_welcome(&f);
    fake_rltd_ask(&f, WIRE_RESET, 1);
    fake_rltd_receive(&f, &h);
    for (uint64_t t = 0; t < N_STEPS; t++) {
        fake_rltd_ask(&f, WIRE_STEP, 2 + t);
        fake_rltd_receive(&f, &h);
        assert_int_equal(h.n_final, 1);
    }
    fake_rltd_ask(&f, WIRE_BYE, 0);
    assert_int_equal(fake_rltd_join(&f), 0);
    fake_rltd_deinit(&f);
    assert_int_equal(after, before);
}

static void test_the_counter_counts(void **state)
{
    (void)state;
    long n = allocations_here();
    struct rl_buf b;
    rl_buf_init(&b);
    rl_buf_put_u64(&b, 1); /* allocates inside a library of ours */
    rl_buf_deinit(&b);
    assert_true(allocations_here() > n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exchange_allocates_nothing),
        cmocka_unit_test(test_the_counter_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
